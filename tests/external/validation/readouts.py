#!/usr/bin/env python3
"""Measures the functional readouts and writes docs/readouts.tsv and the tables of docs/methods/readouts.md.

usage: readouts.py EVADE [--data FOLDER] [--work FOLDER] [--check]

FOLDER of --data holds the public sets (default: $EVADE_REFERENCE_DATA/data). Runs of the program stay in --work and are used
again; empty it when genes, references or rules change. --check writes nothing and compares. It fails when the numbers of
signatures/references/nsclc.json are not those computed here, which is a second implementation of the fit. Random numbers have
fixed seeds. Nothing that names a patient is written to docs/.
"""
import argparse
import os
import sys
import tempfile
from pathlib import Path

import numpy as np
import readout_cases
import readout_confounders
import readout_discrimination
import readout_elsewhere
import readout_tried
from program import ROOT
from readout_data import TOLERANCE, Readouts, Tumours, reference
from readout_results import Results

PAGE = ROOT / "docs/methods/readouts.md"
TABLE = ROOT / "docs/readouts.tsv"
# Three digits are stated.
RATIO_TOLERANCE = 0.01


def differences_from_shipped(fitted, results):
    """What the shipped reference holds that is not what was computed."""
    held = reference()["readouts"]
    found, seen = [], set()
    by = {(f.gene, f.readout, f.histology): f for f in fitted}
    shifts = {(row["readout"], row["histology"]): float(row["value"])
              for row in results.rows if row["measure"] == "shift_rms"}

    def compare(what, shipped, own):
        shipped, own = ([] if x is None else list(x) for x in (shipped, own))
        if len(shipped) != len(own) or any(abs(a - b) > TOLERANCE for a, b in zip(shipped, own)):
            found.append(f"{what}: shipped {shipped}, computed {[round(x, 6) for x in own]}")

    for scale in held:
        for stratum in scale["strata"]:
            key = scale["gene"], scale["readout"], stratum["histology"]
            seen.add(key)
            if key not in by:
                found.append(f"{key}: not measured here")
                continue
            f = by[key]
            shift = stratum.get("laboratory_shift")
            compare(f"{key}: shift of laboratories", shift and [shift], [shifts[scale["readout"], stratum["histology"]]])
            counts = [stratum[name] for name in ("n_altered", "n_unaltered", "n_uncertain")]
            compare(f"{key}: n", counts, [*f.n, len(f.uncertain)])
            compare(f"{key}: AUC", stratum.get("auc"), f.area)
            line = stratum.get("line")
            numbers = ("centre", "scale", "intercept", "slope")
            compare(f"{key}: line", line and [line[n] for n in numbers], f.line and [getattr(f.line, n) for n in numbers])
    return found + [f"{key}: not in the shipped reference" for key in by if key not in seen]


def differences_from_statements(fitted):
    """Where a ratio that the program states of a tumour of its reference is not that of the line."""
    found = []
    for f in fitted:
        said = f.cohort.said
        said = said[(said["gene"] == f.gene) & said["likelihood_ratio"].notna()]
        if not f.has_state:
            found += [f"{f.gene} in {f.histology}: ratios are stated and none can be"] if len(said) else []
            continue
        gap = np.abs(np.exp(f.line.log_ratio(said["value"])) / said["likelihood_ratio"] - 1).max()
        if len(said) == 0 or gap > RATIO_TOLERANCE:
            found.append(f"{f.gene} in {f.histology}: {len(said)} stated ratios, up to {gap:.1%} off those of the line")
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("evade")
    parser.add_argument("--data", default=Path(os.environ.get("EVADE_REFERENCE_DATA", ROOT.parent / "shared")) / "data")
    parser.add_argument("--work", default=Path(tempfile.gettempdir()) / "evade-readouts")
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    tumours = Tumours(arguments.evade, arguments.data, arguments.work, Readouts())
    results = Results()
    fitted = readout_discrimination.all_fitted(tumours)
    for section in (readout_discrimination, readout_cases, readout_confounders, readout_tried,
                    readout_elsewhere):
        section.report(tumours, fitted, results)
    wrong = tumours.differences + readout_elsewhere.ffpe_differences(tumours, fitted) + differences_from_shipped(fitted, results) + differences_from_statements(fitted)
    page, table = PAGE.read_text(), TABLE.read_text() if TABLE.exists() else ""
    if arguments.check:
        results.write(tumours.evade.work / TABLE.name)
        if (tumours.evade.work / TABLE.name).read_text() != table:
            wrong.append(f"{TABLE} is not what was measured")
        if results.fill(page) != page:
            wrong.append(f"{PAGE} is not what was measured")
    else:
        results.write(TABLE)
        PAGE.write_text(results.fill(page))
    for line in wrong:
        print(line, file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
