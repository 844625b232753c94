#!/usr/bin/env bash
# Installs the yardsticks of the benchmarks into .bench/: Keras on TensorFlow 2.13, Evidently and MLServer, each in a
# Python environment of its own, and a server in Go, built from bench/peers/predict_server.go. Names of yardsticks as
# arguments install these alone.
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

for yardstick in "${@:-keras evidently mlserver go}"; do
  for name in $yardstick; do
    case $name in
      keras) install keras 'import tensorflow, pandas' tensorflow-cpu==2.13.1 'pandas<3' ;;
      evidently)
        install evidently 'import evidently; assert evidently.__version__ == "0.7.23"' \
          evidently==0.7.23 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1 scikit-learn==1.9.1 plotly==5.24.1
        ;;
      mlserver)
        install mlserver 'import mlserver, mlserver_sklearn; assert mlserver.__version__ == "1.7.1"' \
          mlserver==1.7.1 mlserver-sklearn==1.7.1 numpy==2.4.6 scikit-learn==1.9.1
        ;;
      go)
        mkdir -p .bench/go
        go build -o .bench/go/predict_server bench/peers/predict_server.go
        ;;
      *)
        echo "There is no yardstick \"$name\"; there are keras, evidently, mlserver and go." >&2
        exit 2
        ;;
    esac
  done
done
