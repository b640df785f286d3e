#!/bin/sh
# Installs what check.py runs: MultiQC in a Python environment of its own. The check of the page in a browser needs Chromium;
# check.py says so if it is missing.
set -eu
folder=${1:-$HOME/.cache/evade-external}
mkdir -p "$folder"
[ -x "$folder/multiqc/bin/python" ] || python3 -m venv "$folder/multiqc"
"$folder/multiqc/bin/pip" install --quiet multiqc==1.35
command -v chromium >/dev/null || { apt-get update -q && apt-get install -q -y --no-install-recommends chromium; } ||
    echo "chromium is missing: markup of inputs is searched for in the page, but not run"
echo "$folder/multiqc/bin/python $(dirname "$0")/check.py target/release/evade"
