#!/bin/sh
# Installs R and its package survival, which cases.R asks for the answers.
set -eu
if ! command -v Rscript >/dev/null; then
    apt-get update -q && apt-get install -q -y --no-install-recommends r-base-core
fi
Rscript -e 'quit(status = !requireNamespace("survival", quietly = TRUE))' ||
    apt-get install -q -y --no-install-recommends r-cran-survival
echo "Rscript $(dirname "$0")/cases.R crates/evade-cohort/tests/data/r_cases.json"
echo "EVADE_R_CASES=FILE cargo test -p evade-cohort --test r"
