#!/bin/sh
# Installs what validate.py needs: a Python environment of its own with numpy.
set -eu
folder=${1:-$HOME/.cache/evade-external}
mkdir -p "$folder"
[ -x "$folder/venv/bin/python" ] || python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet numpy
echo "$folder/venv/bin/python $(dirname "$0")/validate.py target/release/evade"
