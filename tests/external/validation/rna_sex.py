#!/usr/bin/env python3
"""Measures how often genes of the sex chromosomes in RNA say what is stated, and whether XIST and chromosome Y agree.

usage: rna_sex.py EVADE --data FOLDER [--work FOLDER] [--write | --check]

--write writes the marked part of the page on pairs; --check compares instead and ends with 1 where it differs. Without either the
tables are printed. Runs stay in --work and are used again. Nothing that names a patient is written. It needs Python alone.
"""
import argparse
import gzip
import json
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from program import ROOT, Evade, page_of_pairs, read_table, settle, write_table

STATES = ["y_genes", "xist_without_y", "both", "neither", "no_y_genes", None]
# Name, words, matrix, options of its unit.
COHORTS = [
    ("luad", "TCGA LUAD, no XIST in the matrix", "tcga_luad_rna/expression_tpm.tsv.gz", ("--unit", "tpm")),
    ("hugo", "Hugo 2016, melanoma, no XIST", "icb_melanoma_hugo2016/expression_tpm_genomewide_10.tsv.gz", ("--unit", "tpm")),
    ("lusc", "TCGA LUSC, no XIST", "tcga_lusc_rna/expression_tpm.tsv.gz", ("--unit", "tpm")),
    ("cho", "Cho 2020, NSCLC, no XIST", "icb_nsclc_cho2020/expression_tpm.tsv.gz", ("--unit", "tpm")),
    ("jung", "Jung 2019, NSCLC", "icb_nsclc_jung2019/expression_tpm.tsv.gz", ("--unit", "tpm")),
    ("counts", "TCGA LUSC from counts", "tcga_lusc_rna/raw_counts_24.tsv.gz", ("--unit", "counts", "--gene-lengths", "gencode_v22")),
    ("racle", "Racle 2017, melanoma", "cellfrac_racle2017/expression_tpm.tsv.gz", ("--unit", "tpm")),
    ("gastric", "Kim 2018, gastric; chromosome Y not quantified", "icb_gastric_kim2018/expression_tpm.tsv.gz", ("--unit", "tpm")),
    ("imvigor", "IMvigor210, 1,768 genes", "icb_bladder_imvigor210/expression_log2tpm.tsv.gz", ("--unit", "log2p0.001")),
]


def stated_sexes(evade):
    """Sex by cohort and sample, where it is stated."""
    labels = read_table(evade.data / "tcga_lung_labels/labels.tsv.gz")
    luad = {row["patient"]: row["gender"][0] for row in labels if row["gender"]}
    clinical = read_table(evade.data / "icb_melanoma_hugo2016/clinical.tsv")
    return {"luad": luad, "hugo": {row["sample"]: row["sex"] for row in clinical if row["sex"]}}


def found_sexes(evade, name, matrix, options):
    """What the RNA of every sample shows."""
    folder = evade.work / f"run-sex-{name}"
    if not (folder / "manifest.json").exists():
        with gzip.open(evade.data / matrix, "rt") as file:
            samples = file.readline().rstrip("\n").split("\t")[1:]
        sheet = evade.work / f"sex-{name}.tsv"
        write_table(sheet, [{"sample": sample} for sample in samples])
        evade.run("run", "--samples", sheet, "--expression", evade.data / matrix, *options, "--outdir", folder, "-q")
    profiles = [json.loads(path.read_text()) for path in sorted((folder / "samples").glob("*.json"))]
    return {profile["facts"]["sample"]: profile["rna"]["quality"]["rna_sex"] for profile in profiles}


def page(evade):
    stated = stated_sexes(evade)
    lines = ["| samples | stated sex | n | " + " | ".join(f"`{state}`" if state else "open" for state in STATES) + " |",
             "| --- | --- | --- |" + " --- |" * len(STATES)]
    for name, words, matrix, options in COHORTS:
        found = found_sexes(evade, name, matrix, options)
        of = stated.get(name, {})
        for sex, sex_words in (("M", "men"), ("F", "women"), (None, "not stated")):
            counts = Counter(state for sample, state in found.items() if of.get(sample) == sex)
            if counts:
                cells = [str(counts[state]) for state in STATES]
                lines.append(f"| {words} | {sex_words} | {sum(counts.values())} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("evade")
    parser.add_argument("--data", default=Path(os.environ.get("EVADE_REFERENCE_DATA", ROOT.parent / "shared")) / "data")
    parser.add_argument("--work", default=Path(tempfile.gettempdir()) / "evade-rna-sex")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", action="store_true", help="write the page")
    what.add_argument("--check", action="store_true", help="compare with the page")
    arguments = parser.parse_args()
    part = page(Evade(arguments.evade, arguments.data, arguments.work))
    sys.exit(1 if settle([(page_of_pairs(), part, "<!-- {} -->")], "rna_sex.py", arguments) else 0)


if __name__ == "__main__":
    main()
