#!/usr/bin/env bash
# Installs the yardsticks of the benchmarks into .bench/, each in a Python environment of its own: Keras on TensorFlow
# 2.13, and Evidently. Names of yardsticks as arguments install these alone.
set -euo pipefail
cd "$(dirname "$0")/../.."

# Usage: install NAME 'PYTHON THAT WORKS AFTERWARDS' PACKAGE...
install() {
  local name=$1 check=$2
  shift 2
  local python=.bench/$name/bin/python
  if ! [ -x "$python" ] || ! "$python" -c "$check" 2>/dev/null; then
    python3 -m venv ".bench/$name"
    ".bench/$name/bin/pip" install --quiet --disable-pip-version-check "$@"
  fi
}

for yardstick in "${@:-keras evidently}"; do
  for name in $yardstick; do
    case $name in
      keras) install keras 'import tensorflow, pandas' tensorflow-cpu==2.13.1 'pandas<3' ;;
      evidently)
        install evidently 'import evidently; assert evidently.__version__ == "0.7.23"' \
          evidently==0.7.23 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1 scikit-learn==1.9.1 plotly==5.24.1
        ;;
      *)
        echo "There is no yardstick \"$name\"; there are keras and evidently." >&2
        exit 2
        ;;
    esac
  done
done
