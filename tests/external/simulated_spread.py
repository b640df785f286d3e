#!/usr/bin/env python3
"""Spread of the axes in made cohorts, against the reference that defines their scale.

usage: simulated_spread.py EVADE [SEED...]

On the frozen scale the reference's own samples have a robust standard deviation of 1 on every axis. For each
coefficient of variation of the compartments' fractions this makes cohorts of 400 samples, and prints the median over
the seeds of each axis' robust standard deviation, and the mean over axes and seeds of |ln sd|: 0 where the made tumours
spread as the reference's do. No class and no call is read. Python alone, no packages.
"""
import csv
import math
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import mean, median

AXES = "TGPSX"


def robust_sd(values):
    centre = median(values)
    return 1.4826 * median(abs(value - centre) for value in values)


def spreads(evade, cv, seed):
    with tempfile.TemporaryDirectory() as folder:
        cohort = Path(folder) / "cohort"
        subprocess.run([evade, "simulate", "-q", "--samples", "400", "--seed", str(seed), "--fraction-cv", str(cv),
                        "--outdir", cohort], check=True)
        table = subprocess.run([evade, "phenotype", "-q", cohort / "expression_tpm.tsv.gz"], check=True,
                               capture_output=True, text=True).stdout
    rows = list(csv.DictReader(table.splitlines(), delimiter="\t"))
    return [robust_sd([float(row[axis]) for row in rows if row[axis] != "NA"]) for axis in AXES]


def main(evade, seeds):
    print("cv", *AXES, "mean_abs_log", sep="\t")
    for cv in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6):
        table = [spreads(evade, cv, seed) for seed in seeds]
        axes = [f"{median(column):.2f}" for column in zip(*table)]
        distance = mean(abs(math.log(sd)) for row in table for sd in row)
        print(cv, *axes, f"{distance:.3f}", sep="\t")


if __name__ == "__main__":
    main(sys.argv[1], [int(seed) for seed in sys.argv[2:]] or range(11, 17))
