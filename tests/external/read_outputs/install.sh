#!/bin/sh
# Installs what check.py reads the tables with: a Python environment of its own, and R if it is missing.
set -eu
folder=${1:-$HOME/.cache/evade-external}
mkdir -p "$folder"
[ -x "$folder/venv/bin/python" ] || python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pandas pyarrow polars numpy
if ! command -v Rscript >/dev/null; then
    apt-get update -q && apt-get install -q -y --no-install-recommends r-base-core
fi
Rscript -e 'quit(status = !requireNamespace("jsonlite", quietly = TRUE))' ||
    apt-get install -q -y --no-install-recommends r-cran-jsonlite ||
    echo "jsonlite is missing: R will not read JSON Lines"
# Small and without dependencies; check.py says so if it is not there.
Rscript -e 'quit(status = !requireNamespace("nanoparquet", quietly = TRUE))' ||
    Rscript -e 'install.packages("nanoparquet", repos = "https://cloud.r-project.org", quiet = TRUE)' ||
    echo "nanoparquet is missing: R will not read Parquet"
echo "$folder/venv/bin/python $(dirname "$0")/check.py target/release/evade"
