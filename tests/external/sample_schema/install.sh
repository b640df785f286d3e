#!/bin/sh
# Installs the validator of check.py: a Python environment of its own.
set -eu
folder=${1:-$HOME/.cache/evade-external}
mkdir -p "$folder"
[ -x "$folder/venv/bin/python" ] || python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet jsonschema
echo "$folder/venv/bin/python $(dirname "$0")/check.py target/release/evade"
