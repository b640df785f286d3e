#!/usr/bin/env python3
"""Recovery of planted mechanisms: what `evade run` says of cohorts that `evade simulate --mechanisms all` made.

usage: simulated_mechanisms.py EVADE [--check]

Writes the tables between the marks of docs/simulate.md; --check writes nothing and compares. Python alone, no packages.
"""
import csv
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/simulate.md"
N, SEEDS, SHIFTS = 280, (101, 102, 103), (1, 2, 3)
DEFAULT = 3
# Absent where their genes were moved the other way; the others are absent where the alteration is missing.
MOVED_AGAINST = ("CAF-04", "APM-05", "HYP-01", "HYP-03")
STATES = ("supported", "possible", "not_supported", "not_assessable")


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def rows_of(evade, seed, shift):
    """Mechanism, truth and state of each sample and mechanism; `rna_alone` where the RNA is there without the alteration."""
    with tempfile.TemporaryDirectory() as folder:
        cohort, results = Path(folder) / "cohort", Path(folder) / "results"
        subprocess.run([evade, "simulate", "-q", "--samples", str(N), "--seed", str(seed), "--mechanisms", "all",
                        "--mechanism-shift", str(shift), "--outdir", cohort], check=True)
        subprocess.run([evade, "run", "-q", "--samples", cohort / "samples.csv", "--expression",
                        cohort / "expression_tpm.tsv.gz", "--outdir", results], check=True, stderr=subprocess.DEVNULL)
        states = {(row["sample"], row["mechanism_id"]): row["state"] for row in table(results / "mechanisms.tsv")}
        truth = table(cohort / "truth_mechanisms.tsv")
    rows = []
    for row in truth:
        mechanism, planted = row["mechanism_id"], row["planted"]
        rows.append((mechanism, planted, states[row["sample"], mechanism]))
        if planted == "absent" and row["rna"] != "NA" and mechanism not in MOVED_AGAINST:
            rows.append((mechanism, "rna_alone", rows[-1][2]))
    return rows


def markdown(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def main(evade, check):
    counts = {shift: Counter() for shift in SHIFTS}
    for shift in SHIFTS:
        for seed in SEEDS:
            counts[shift].update(rows_of(evade, seed, shift))
    ids = list(dict.fromkeys(mechanism for mechanism, _, _ in counts[SHIFTS[0]]))
    n = lambda shift, mechanism, planted, *states: sum(counts[shift][mechanism, planted, s] for s in states or STATES)
    rows = []
    for mechanism in ids:
        all_of = lambda shift: n(shift, mechanism, "present")
        share = lambda shift, *states: f"{100 * n(shift, mechanism, 'present', *states) / all_of(shift):.0f} %"
        absent = [n(DEFAULT, mechanism, "absent", *states) for states in ((), ("supported",), ("possible",))]
        rows.append([mechanism, all_of(DEFAULT), *(share(shift, "supported") for shift in SHIFTS),
                     share(DEFAULT, "supported", "possible"), *absent, n(DEFAULT, mechanism, "rna_alone")])
    header = ["mechanism", "present", *(f"supported, shift {shift}" for shift in SHIFTS), f"supported or possible, shift {DEFAULT}",
              "absent", "of these supported", "of these possible", "of these with the RNA alone"]
    block = markdown(header, rows)
    settings = f"Seeds {', '.join(map(str, SEEDS))}, {N} samples each. Absent tumours at the default shift of {DEFAULT}."
    block = f"{settings}\n\n{block}"
    page = PAGE.read_text()
    start, end = "<!-- recovery: written by tests/external/simulated_mechanisms.py -->", "<!-- end of recovery -->"
    if start not in page:
        print(block)
        return 0
    before, rest = page.split(start)
    new = f"{before}{start}\n\n{block}\n\n{end}{rest.split(end)[1]}"
    if check:
        return int(new != page)
    PAGE.write_text(new)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--check" in sys.argv[2:]))
