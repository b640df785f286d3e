#!/usr/bin/env bash
# install.sh - what run.sh needs: Snakemake with its Slurm executor and snakefmt in a Python environment of its own,
# Java 17, and the jar of the Nextflow language server. All under ${EVADE_EXTERNAL_CACHE:-~/.cache/evade-external},
# but for Java, which apt-get installs when it is missing. Slurm is installed by tests/tools/slurm-up.sh when it is needed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${EVADE_EXTERNAL_CACHE:-$HOME/.cache/evade-external}
mkdir -p "$cache"

python=$cache/snakemake/bin/python
[ -x "$python" ] || python3 -m venv "$cache/snakemake"
"$python" -m pip install -q 'snakemake>=9,<10' 'snakefmt>=2' 'snakemake-executor-plugin-slurm>=2' pyyaml
"$python" -m snakemake --version

if ! command -v java >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless
fi
java -version 2>&1 | head -n 1
bash "$here/../../tools/get-nf-jar.sh" "$cache/nextflow"
