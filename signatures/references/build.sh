#!/usr/bin/env bash
# Builds the built-in references from public cohorts. Run from the top of the repository:
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
  shift
fi
evade=${1:-evade}
dna=$(mktemp -d)
trap 'rm -rf "$dna"; if $check; then rm -rf "$out"; fi' EXIT

# TCGA, immune gene panel: the prior of the slopes on T, so it comes first and has none itself.
"$evade" reference build "tcga=$data/tcga_panel_train/expression_tpm.tsv.gz" --unit tpm \
  --id tcga-pancancer-panel \
  --title "TCGA tumours, 15 of each of 33 projects, on an immune gene panel" \
  --source "TCGA open-access tier (NCI Genomic Data Commons), panel as in mims-harvard/COMPASS" \
  --source "Thorsson V et al., Immunity 2018;48:812-830" \
  --samples "$data/tcga_panel_train/labels.tsv" --id-column patient --label project \
  --slope-prior none --tissue none -o "$out/tcga-pancancer-panel.json"

# The lung tumours of the same panel.
"$evade" reference build "tcga=$data/tcga_panel_train/expression_tpm.tsv.gz" --unit tpm \
  --id tcga-nsclc-panel \
  --title "TCGA lung adenocarcinoma and squamous carcinoma, 15 each, on an immune gene panel" \
  --source "TCGA open-access tier (NCI Genomic Data Commons), panel as in mims-harvard/COMPASS" \
  --source "Thorsson V et al., Immunity 2018;48:812-830" \
  --samples "$data/tcga_panel_train/labels.tsv" --id-column patient --label project --only project=LUAD,LUSC \
  --slope-prior "$out/tcga-pancancer-panel.json" -o "$out/tcga-nsclc-panel.json"

# Advanced NSCLC treated with ICI, whole transcriptome, two laboratories.
"$evade" reference build "cho2020=$data/icb_nsclc_cho2020/expression_tpm.tsv.gz" \
  "jung2019=$data/icb_nsclc_jung2019/expression_tpm.tsv.gz" \
  --id nsclc-ici \
  --title "Advanced NSCLC treated with PD-1 or PD-L1 inhibitors, two cohorts" \
  --source "Cho JW et al., Exp Mol Med 2020;52:1550-1563 (GEO GSE126044)" \
  --source "Jung H et al., Nat Commun 2019;10:4278 (GEO GSE135222)" \
  --samples "$data/icb_nsclc_cho2020/clinical.tsv" --label response --label tissue \
  --slope-prior "$out/tcga-pancancer-panel.json" -o "$out/nsclc-ici.json"

# What DNA says of the tumours of the next reference: somatic variants, judged by this program, and for the squamous
# carcinomas the homozygous deletions that TCGA published.
"$evade" variants "$data/tcga_luad_gdc_maf/luad_gdc.maf.gz" --assay-dna WES --outdir "$dna/luad"
"$evade" variants "$data/tcga_lung_maf/lusc.maf.gz" --assay-dna WES --outdir "$dna/lusc"
awk -F '\t' '
  NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print "sample\tdeleted"; next }
  # The table lists what is deleted; NA is nothing.
  { genes = $at["Homozygous.Deletions"]; print $at["patient"] "\t" (genes == "NA" ? "" : genes) }
' "$data/tcga_lung_maf/lusc_2012_labels.tsv" > "$dna/lusc_deletions.tsv"

# TCGA lung adenocarcinoma and squamous carcinoma, whole transcriptome: the default. Genes are those on whose places
# another laboratory agrees; a third one's tumours set the gate on the platform; normal lungs show what is no tumour.
"$evade" reference build "tcga/LUAD=$data/tcga_luad_rna/expression_tpm.tsv.gz" \
  "tcga/LUSC=$data/tcga_lusc_rna/expression_tpm.tsv.gz" --unit tpm \
  --id nsclc \
  --title "TCGA lung adenocarcinoma (511) and squamous carcinoma (501), primary tumours" \
  --source "TCGA, Nature 2014;511:543-550 (LUAD)" --source "TCGA, Nature 2012;489:519-525 (LUSC)" \
  --source "Jung H et al., Nat Commun 2019;10:4278 (choice of genes)" \
  --source "Cho JW et al., Exp Mol Med 2020;52:1550-1563 (gate on the platform)" \
  --agree "jung2019=$data/icb_nsclc_jung2019/expression_tpm.tsv.gz" \
  --pass "jung2019=$data/icb_nsclc_jung2019/expression_tpm.tsv.gz" \
  --pass "cho2020=$data/icb_nsclc_cho2020/expression_tpm.tsv.gz" \
  --normal "TCGA LUAD normals=$data/tcga_luad_rna/replicates_normals_tpm.tsv.gz" \
  --samples "$data/tcga_luad_rna/samples.tsv" --id-column column --normal-only type=normal \
  --alterations "$dna/luad/alterations.tsv" --alterations "$dna/lusc/alterations.tsv" \
  --deletions "$dna/lusc_deletions.tsv" \
  --slope-prior none -o "$out/nsclc.json"

if $check; then
  for file in "$out"/*.json; do
    cmp "$file" "$folder/$(basename "$file")"
  done
  echo "the built-in references are what these commands build"
fi
