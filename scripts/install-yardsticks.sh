#!/usr/bin/env bash
# Installs programs that others wrote, which tests hold `mlops serve` to: a client of the Open Inference Protocol, and a
# tester of OpenAPI documents. Only tests need them, and those are skipped without.
#
#   scripts/install-yardsticks.sh [FOLDER]     default: .yardsticks beside package.json, where tests look for them
#
# Needs python3 with venv.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$root/.yardsticks}
wanted=$root/scripts/yardsticks.txt

if cmp -s "$wanted" "$folder/installed.txt" && "$folder/bin/python" -c ""; then echo "install-yardsticks: already installed in $folder"; exit 0; fi

if [ -e "$folder" ] && [ ! -e "$folder/pyvenv.cfg" ] && [ -n "$(ls -A "$folder")" ]; then
  echo "install-yardsticks: $folder holds something else; name another folder" >&2
  exit 1
fi
rm -rf "$folder"
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted"
cp "$wanted" "$folder/installed.txt"
echo "install-yardsticks: installed in $folder"
