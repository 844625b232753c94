#!/usr/bin/env bash
# Installs the native TensorFlow backend where @tensorflow/tfjs-node's own download does not work: takes the
# TensorFlow C library and its headers from the tensorflow-cpu wheel and compiles the addon against them.
#
#   scripts/install-native.sh [FOLDER]     default: .native beside package.json, where mlops looks for it
#
# Needs node, npm, python3 with pip, g++; Linux x86_64 with glibc. Set MLOPS_TFJS_NODE=FOLDER/node_modules/@tensorflow/tfjs-node
# to use it from another place.
set -euo pipefail

tfjs_version=4.22.0
tensorflow_version=2.15.1
wheel_sha256=54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26

fail() { echo "install-native: $*" >&2; exit 1; }

[ "$(uname -sm)" = 'Linux x86_64' ] || fail 'only Linux x86_64 is supported; elsewhere run: npm install @tensorflow/tfjs-node'
for program in node npm python3 g++; do command -v "$program" >/dev/null || fail "$program is not installed"; done

root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$root/.native}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
package=$folder/node_modules/@tensorflow/tfjs-node
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

works() {
  TF_CPP_MIN_LOG_LEVEL=2 node -e '
    const tf = require(process.argv[1])
    if (tf.matMul([[1, 2], [3, 4]], [[5, 6], [7, 8]]).arraySync().join() !== "19,22,43,50") process.exit(1)
  ' "$package" 2>/dev/null
}

if works; then echo "install-native: already installed in $package"; exit 0; fi

if [ ! -f "$package/binding/tfjs_binding.cc" ]; then
  echo '{"private": true}' > "$folder/package.json"
  npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --no-save --silent "@tensorflow/tfjs-node@$tfjs_version"
fi

echo "tensorflow-cpu==$tensorflow_version --hash=sha256:$wheel_sha256" > "$work/requirements.txt"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --implementation cp --abi cp311 \
  --python-version 3.11 --platform manylinux2014_x86_64 --dest "$work/wheel" -r "$work/requirements.txt"

rm -rf "$package/deps"
mkdir -p "$package/deps/lib"
python3 - "$work"/wheel/*.whl "$package/deps" <<'PYTHON'
"""Unpacks the shared libraries to lib/ and the headers of the C interface to include/."""
import pathlib
import shutil
import sys
import zipfile

wheel, target = sys.argv[1], pathlib.Path(sys.argv[2])
libraries = {'tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'}
header_folders = [
    f'tensorflow/include/{prefix}{part}/'
    for prefix in ('', 'tensorflow/', 'xla/', 'tsl/', 'tensorflow/xla/', 'tensorflow/tsl/')
    for part in ('c', 'platform', 'core/platform', 'xla/c', 'tsl/c', 'tsl/platform')
]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name in libraries:
            path = target / 'lib' / pathlib.PurePath(name).name
        elif name.endswith('.h') and name.startswith(tuple(header_folders)):
            path = target / pathlib.PurePath(name).relative_to('tensorflow')
        else:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, open(path, 'wb') as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
PYTHON

# The names that the addon is linked against; the one with .2.9.1 is what the package's own installer looks for.
for library in tensorflow:libtensorflow_cc tensorflow_framework:libtensorflow_framework; do
  for suffix in so so.2 so.2.9.1; do
    [ -e "$package/deps/lib/lib${library%%:*}.$suffix" ] || ln -s "${library##*:}.so.2" "$package/deps/lib/lib${library%%:*}.$suffix"
  done
done

include=$(node -p 'path.resolve(process.execPath, "../../include/node")')
if [ ! -f "$include/node_api.h" ]; then
  npm install --prefix "$work/headers" --ignore-scripts --no-audit --no-fund --silent node-api-headers@1
  include=$work/headers/node_modules/node-api-headers/include
fi
napi=$(node -p 'Math.min(8, Number(process.versions.napi))')
mkdir -p "$package/lib/napi-v$napi"
# $ORIGIN is for the dynamic linker, not for the shell.
# shellcheck disable=SC2016
g++ -std=c++17 -O2 -fPIC -shared "-DNAPI_VERSION=$napi" "-I$include" "-I$package/deps/include" "$package"/binding/*.cc \
  "-L$package/deps/lib" -ltensorflow -ltensorflow_framework '-Wl,-rpath,$ORIGIN/../../deps/lib' \
  -o "$package/lib/napi-v$napi/tfjs_binding.node"

works || fail "the addon was built but does not run: $package"
echo "install-native: installed in $package"
