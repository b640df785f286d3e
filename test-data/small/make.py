#!/usr/bin/env python3
"""Makes expression_tpm.tsv.gz and samples.csv: eight made tumours, two of each phenotype.

    python3 test-data/small/make.py

A tumour is the median profile of the built-in reference nsclc-ici with noise on every gene's rank quantile and, on
the genes of the call's signatures, the shift of its class (SHIFTS). Quantiles become TPM through one fixed curve.
No value comes from a patient. The seed is fixed: the same bytes every time.
"""

import gzip
import json
import random
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
SIGNATURES = HERE.parent.parent / "signatures"
SEED = 20261121
NOISE_SD = 0.05
# Genes below this median quantile are left out now and then, as a low-expression filter would.
FILTER_BELOW, FILTER_SHARE = 0.15, 0.6

# Shift of the rank quantile on the genes of each axis; about 0.1 is one standard deviation of the reference.
SHIFTS = {
    "active": {"T": 0.16, "G": 0.14, "P": 0.03, "S": 0.02, "X": -0.06},
    "suppressed": {"T": 0.10, "G": 0.02, "P": 0.0, "S": 0.17, "X": 0.0},
    "excluded": {"T": -0.05, "G": -0.07, "P": -0.02, "S": -0.02, "X": 0.12},
    "desert": {"T": -0.22, "G": -0.20, "P": -0.05, "S": -0.14, "X": -0.06},
}


def axis_genes():
    """Genes of each axis of the call."""
    rules = tomllib.loads((SIGNATURES / "rules" / "common.toml").read_text())
    sets = {}
    for path in sorted((SIGNATURES / "sets").glob("*.toml")):
        for entry in tomllib.loads(path.read_text())["set"]:
            sets[entry["id"]] = entry["up"]
    return {axis["axis"]: {gene for member in axis["members"] for gene in sets[member]} for axis in rules["axis"]}


def tpm(quantile):
    """A fixed monotone curve: a fifth of the genes silent, the rest over six orders of magnitude."""
    if quantile < 0.2:
        return 0.0
    return 10 ** (-2 + 6 * ((quantile - 0.2) / 0.8) ** 1.6)


def main():
    reference = json.loads((SIGNATURES / "references" / "nsclc-ici.json").read_text())
    axes = axis_genes()
    rng = random.Random(SEED)
    members = set().union(*axes.values())
    genes = [
        (gene, median)
        for gene, median in zip(reference["universe"], reference["median_quantiles"])
        if gene in members or median >= FILTER_BELOW or rng.random() > FILTER_SHARE
    ]
    samples = [(f"{kind}_{i}", kind) for kind in SHIFTS for i in (1, 2)]
    columns = []
    for _, kind in samples:
        values = []
        for gene, median in genes:
            shift = sum(SHIFTS[kind][axis] for axis, names in axes.items() if gene in names)
            quantile = min(max(median + shift + rng.gauss(0, NOISE_SD), 0.0), 1.0)
            values.append(tpm(quantile))
        scale = 1e6 / sum(values)
        columns.append([f"{value * scale:.3g}" if value else "0" for value in values])
    lines = ["gene\t" + "\t".join(name for name, _ in samples)]
    lines += ["\t".join([gene, *row]) for (gene, _), *row in zip(genes, *columns)]
    packed = gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=9, mtime=0)
    (HERE / "expression_tpm.tsv.gz").write_bytes(packed)
    sheet = ["sample,histology,specimen,site,purity,truth"]
    sheet += [f"{name},LUAD,frozen,lung,0.4,{kind}" for name, kind in samples]
    (HERE / "samples.csv").write_text("\n".join(sheet) + "\n")


if __name__ == "__main__":
    main()
