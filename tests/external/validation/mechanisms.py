#!/usr/bin/env python3
"""Measures how often each mechanism is supported in tumours with RNA and DNA, and whether lanes that should agree do.

usage: mechanisms.py EVADE [--data FOLDER] [--work FOLDER] [--check]

Writes signatures/rules/base-rates.toml and the tables of docs/methods/mechanisms.md. --check writes nothing and compares. Runs stay
in --work and are used again; empty it when rules, features or references change. Nothing that names a patient is written.
"""
import argparse
import os
import sys
import tempfile
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
from program import ROOT, SIGNATURES, Evade, read_table
from readout_data import read
from readout_fit import hanley_mcneil
from readout_results import Results, with_interval

PAGE = ROOT / "docs/methods/mechanisms.md"
RATES = SIGNATURES / "rules/base-rates.toml"
MAF = {"LUAD": "tcga_luad_gdc_maf/luad_gdc.maf.gz", "LUSC": "tcga_lung_maf/lusc.maf.gz"}
# What these tumours were not tested for: copy number, HLA, dates, PD-L1.
UNKNOWN = {"hla_allele_lost", "class", "pdl1", "tmb_high"}
# Phenotypes that a call of a lung tumour only leans to, so that the rule is possible at most.
LEANINGS = {"excluded", "desert"}
Z = 1.959963984540054
# Alteration, feature, and which way the review says that it goes.
CONCORDANCES = [
    ("STK11", "mdsc_granulocytic_for_t", "high", "MDS-05"),
    ("KEAP1", "cdc1", "low", "APM-04"),
    ("PTEN", "treg_for_t", "high", "IMM-09"),
    ("EGFR", "tgfb_response", "high", "CYT-01"),
    ("EGFR", "cd8", "low", "CYT-01"),
    ("KRAS_G12D", "cd8", "low", "IMM-03"),
    ("KRAS_G12D", "cd274", "low", "IMM-03"),
    ("KRAS", "m2_for_t", "high", "IMM-01"),
    ("KRAS", "treg_for_t", "high", "IMM-01"),
    ("TP53", "m2_for_t", "high", "IMM-11"),
]
# Pairs of features and the sign of their correlation.
PAIRS = [("hypoxia", "cd8", -1, "HYP-03"), ("hypoxia", "mhc1", -1, "HYP-03"), ("hypoxia", "emt", 1, "HYP-01"),
         ("tls", "fap_asma", 1, "CAF-04"), ("tls", "myh11_asma", 1, "CAF-04"), ("desmoplastic_fibroblasts", "tgfb_response", 1, "CAF-08")]


def wilson(k, n):
    if not n:
        return None, None
    p, z2 = k / n, Z * Z
    middle, half = (p + z2 / (2 * n)) / (1 + z2 / n), Z * np.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def leaves(condition):
    return [leaf for inner in condition["any"] for leaf in leaves(inner)] if "any" in condition else [condition]


def has_rate(rule):
    """Whether these tumours can show everything that the rule needs."""
    # What comes under treatment is possible at most: no input says when these tumours were taken in relation to it.
    if "out_of_reach" in rule or "only" in rule or "under_treatment" in rule:
        return False
    asked = [leaf for condition in rule["needs"] for leaf in leaves(condition)]
    return not any(UNKNOWN & set(leaf) or leaf.get("both") or leaf.get("phenotype") in LEANINGS for leaf in asked)


class Cohort:
    def __init__(self, evade, name):
        matrix = evade.data / f"tcga_{name.lower()}_rna/expression_tpm.tsv.gz"
        folder = evade.work / name
        if not (folder / "mechanisms.tsv").exists():
            dna = evade.work / f"dna-{name}"
            evade.run("variants", evade.data / MAF[name], "--assay-dna", "WES", "--outdir", dna)
            tested = {row["sample"] for row in read_table(dna / "alterations.tsv")}
            columns = pd.read_csv(matrix, sep="\t", index_col=0, nrows=1).columns
            sheet = evade.work / f"{name}.csv"
            rows = [f"{sample},{name},{evade.data / MAF[name]},WES\n" for sample in columns if sample in tested]
            sheet.write_text("sample,histology,maf,assay_dna\n" + "".join(rows))
            evade.run("run", "--samples", sheet, "--expression", matrix, "--unit", "tpm", "--outdir", folder)
        self.name = name
        self.states = read(folder / "mechanisms.tsv").pivot(index="sample", columns="mechanism_id", values="state")
        self.status = read(folder / "alterations.tsv").pivot(index="sample", columns="gene", values="status")
        features = read(folder / "features.tsv")
        features["value"] = pd.to_numeric(features["value"], errors="coerce")
        self.features = features.pivot(index="sample", columns="feature", values="value")


def rates(cohorts, rules, results):
    rows, blocks = [], ["# How often each mechanism is supported in TCGA tumours with RNA and DNA; written by",
                        "# tests/external/validation/mechanisms.py. The denominator is the assessable tumours.", ""]
    for rule in rules["rule"]:
        cells = []
        for cohort in cohorts:
            states = cohort.states[rule["id"]]
            n, k = int((states != "not_assessable").sum()), int((states == "supported").sum())
            if not has_rate(rule) or not n:
                cells.append("-")
                continue
            low, high = wilson(k, n)
            cells.append(f"{100 * k / n:.0f} % ({100 * low:.0f} to {100 * high:.0f}) of {n}")
            blocks += ["[[rate]]", f'mechanism = "{rule["id"]}"', f'histology = "{cohort.name}"', f"supported = {k}",
                       f"assessable = {n}", ""]
        if any(cell != "-" for cell in cells):
            rows.append([rule["id"], *cells])
    results.table("rates", ["mechanism", *(f"supported in {cohort.name}" for cohort in cohorts)], rows)
    return "\n".join(blocks).rstrip() + "\n"


def concordances(cohorts, results):
    rows = []
    for gene, feature, way, mechanism in CONCORDANCES:
        for cohort in cohorts:
            status = cohort.status[gene].reindex(cohort.features.index)
            values = cohort.features[feature]
            altered, free = (values[(status == word) & values.notna()].to_numpy() for word in ("altered", "not_altered"))
            if len(altered) < 5:
                rows.append([mechanism, f"{gene} altered", f"{feature} {way}", cohort.name, len(altered), len(free), "-", "too few"])
                continue
            auc, low, high = hanley_mcneil(altered, free, way == "high")
            said = "as asked" if low > 0.5 else "reversed" if high < 0.5 else "not shown"
            rows.append([mechanism, f"{gene} altered", f"{feature} {way}", cohort.name, len(altered), len(free),
                         with_interval(auc, low, high), said])
    header = ["mechanism", "in tumours with", "is", "histology", "altered", "not altered", "AUC (95 % interval)", ""]
    results.table("concordances", header, rows)
    rows = []
    for one, other, sign, mechanism in PAIRS:
        for cohort in cohorts:
            both = cohort.features[[one, other]].dropna()
            rho = float(both[one].rank().corr(both[other].rank()))
            half = Z / np.sqrt(len(both) - 3)
            low, high = np.tanh(np.arctanh(rho) - half), np.tanh(np.arctanh(rho) + half)
            ends = sorted((sign * low, sign * high))
            said = "as asked" if ends[0] > 0 else "reversed" if ends[1] < 0 else "not shown"
            rows.append([mechanism, one, other, "+" if sign > 0 else "-", cohort.name, len(both), with_interval(rho, low, high), said])
    header = ["mechanism", "feature", "feature", "expected", "histology", "tumours", "Spearman (95 % interval)", ""]
    results.table("pairs", header, rows)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("evade")
    parser.add_argument("--data", default=Path(os.environ.get("EVADE_REFERENCE_DATA", ROOT.parent / "shared")) / "data")
    parser.add_argument("--work", default=Path(tempfile.gettempdir()) / "evade-mechanisms")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    evade = Evade(arguments.evade, arguments.data, arguments.work)
    rules = tomllib.loads((SIGNATURES / "rules/mechanisms.toml").read_text())
    cohorts, results = [Cohort(evade, name) for name in MAF], Results()
    text = rates(cohorts, rules, results)
    concordances(cohorts, results)
    page = PAGE.read_text()
    if arguments.check:
        wrong = [path for path, own, held in ((RATES, text, RATES.read_text()), (PAGE, results.fill(page), page)) if own != held]
        for path in wrong:
            print(f"{path} is not what was measured", file=sys.stderr)
        sys.exit(1 if wrong else 0)
    RATES.write_text(text)
    PAGE.write_text(results.fill(page))


if __name__ == "__main__":
    main()
