#!/usr/bin/env bash
# Installs the yardsticks of the benchmarks into .bench/: Keras on TensorFlow 2.13 in a Python environment of its own.
set -euo pipefail
cd "$(dirname "$0")/../.."
python=.bench/keras/bin/python
if ! [ -x "$python" ] || ! "$python" -c 'import tensorflow, pandas' 2>/dev/null; then
  python3 -m venv .bench/keras
  .bench/keras/bin/pip install --quiet --disable-pip-version-check tensorflow-cpu==2.13.1 'pandas<3'
fi
