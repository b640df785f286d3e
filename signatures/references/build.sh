#!/usr/bin/env bash
# Builds the three built-in references from public cohorts. Run from the top of the repository:
#   EVADE_REFERENCE_DATA=... signatures/references/build.sh [path of the evade binary]
# With --check it builds into a temporary folder and compares with the files here.
set -euo pipefail
folder=$(dirname "$0")
data="${EVADE_REFERENCE_DATA:-../shared}/data"
out=$folder
check=false
if [ "${1:-}" = --check ]; then
  check=true
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
  shift
fi
evade=${1:-evade}

# TCGA, immune gene panel: the prior of the slopes on T, so it comes first and has none itself.
"$evade" reference build "tcga=$data/tcga_panel_train/expression_tpm.tsv.gz" --unit tpm \
  --id tcga-pancancer-panel \
  --title "TCGA tumours, 15 of each of 33 projects, on an immune gene panel" \
  --source "TCGA open-access tier (NCI Genomic Data Commons), panel as in mims-harvard/COMPASS" \
  --source "Thorsson V et al., Immunity 2018;48:812-830" \
  --samples "$data/tcga_panel_train/labels.tsv" --id-column patient --label project \
  --slope-prior none -o "$out/tcga-pancancer-panel.json"

# The lung tumours of the same panel.
"$evade" reference build "tcga=$data/tcga_panel_train/expression_tpm.tsv.gz" --unit tpm \
  --id tcga-nsclc-panel \
  --title "TCGA lung adenocarcinoma and squamous carcinoma, 15 each, on an immune gene panel" \
  --source "TCGA open-access tier (NCI Genomic Data Commons), panel as in mims-harvard/COMPASS" \
  --source "Thorsson V et al., Immunity 2018;48:812-830" \
  --samples "$data/tcga_panel_train/labels.tsv" --id-column patient --label project --only project=LUAD,LUSC \
  --slope-prior "$out/tcga-pancancer-panel.json" -o "$out/tcga-nsclc-panel.json"

# Advanced NSCLC treated with ICI, whole transcriptome: the default.
"$evade" reference build "cho2020=$data/icb_nsclc_cho2020/expression_tpm.tsv.gz" \
  "jung2019=$data/icb_nsclc_jung2019/expression_tpm.tsv.gz" \
  --id nsclc-ici \
  --title "Advanced NSCLC treated with PD-1 or PD-L1 inhibitors, two cohorts" \
  --source "Cho JW et al., Exp Mol Med 2020;52:1550-1563 (GEO GSE126044)" \
  --source "Jung H et al., Nat Commun 2019;10:4278 (GEO GSE135222)" \
  --samples "$data/icb_nsclc_cho2020/clinical.tsv" --label response --label tissue \
  --slope-prior "$out/tcga-pancancer-panel.json" -o "$out/nsclc-ici.json"

if $check; then
  for file in "$out"/*.json; do
    cmp "$file" "$folder/$(basename "$file")"
  done
  echo "the built-in references are what these commands build"
fi
