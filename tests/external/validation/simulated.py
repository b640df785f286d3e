"""Simulated cohorts: does the program find what was put in? They say nothing of patients."""
from collections import Counter

import numpy as np

from measures import bootstrap
from program import by_sample, read_table

CLASSES = ("active", "suppressed", "excluded", "desert")
# The rules were set with the accuracy on these in view; FRESH were seen by nobody before.
SEEDS = range(1, 21)
FRESH = range(21, 41)
N = 400
# Reference, rules, seeds and coefficients of variation; 0.4 is the default of `evade simulate`.
RUNS = (("nsclc", "tme-v1", SEEDS, (0.4, 0.5, 0.8)), ("nsclc", "tme-v1", FRESH, (0.5, 0.8)),
        ("nsclc-ici", "tme-v1", SEEDS, (0.5, 0.8)), ("nsclc", "tme-v0", SEEDS, (0.5, 0.8)))
SKEWED = "active=0.8,suppressed=0.067,excluded=0.067,desert=0.066"


def cohort(evade, cv, seed, classes=None):
    """The matrix of a simulated cohort and the class of each sample."""
    name = f"simulated-{cv}-{seed}{'-skewed' if classes else ''}"
    folder = evade.work / name
    if not (folder / "truth.tsv").exists():
        evade.run("simulate", "--samples", N, "--seed", seed, "--fraction-cv", cv, "--outdir", folder, "-q",
                  *(("--classes", classes) if classes else ()))
        for path in folder.iterdir():
            if path.is_dir():
                for file in path.iterdir():
                    file.unlink()
                path.rmdir()
    truth = {f"{row['sample']}_rna": row["class"] for row in read_table(folder / "truth.tsv")}
    return name, folder / "expression_tpm.tsv.gz", truth


def calls_of(evade, name, matrix, *options):
    return by_sample(evade.phenotype(name, matrix, "--unit", "tpm", *options))


def accuracy(calls, truth):
    """Share of all samples whose call is their class: indeterminate is an error."""
    return float(np.mean([calls[sample]["phenotype"] == kind for sample, kind in truth.items()]))


def report(evade, results):
    lines = []
    for reference, rules, seeds, spreads in RUNS:
        for cv in spreads:
            by_seed, hits, n_of, called, right, leading = [], Counter(), Counter(), 0, 0, 0
            for seed in seeds:
                name, matrix, truth = cohort(evade, cv, seed)
                calls = calls_of(evade, f"{name}-{reference}-{rules}", matrix, "--reference", reference, "--rules", rules)
                by_seed.append(accuracy(calls, truth))
                for sample, kind in truth.items():
                    n_of[kind] += 1
                    call = calls[sample]["phenotype"]
                    hits[kind] += call == kind
                    called += call in CLASSES
                    right += call == kind
                    leading += calls[sample]["leading"] == kind
            key = f"simulated.{rules}.{reference}.{cv}.seeds_{seeds[0]}_{seeds[-1]}"
            results.add(key, *bootstrap(np.mean, by_seed), n=len(by_seed), digits=3)
            lines.append([rules, reference, f"{seeds[0]} to {seeds[-1]}", cv, results.text(key), *(f"{hits[c] / n_of[c]:.2f}" for c in CLASSES),
                          f"{called / sum(n_of.values()):.2f}", f"{right / called:.2f}", f"{leading / sum(n_of.values()):.2f}"])
    results.table("simulated", ["rules", "reference", "seeds", "CV", "accuracy (95 % interval over seeds)", *CLASSES,
                                "determinate", "right among determinate", "leading class right, of all"], lines)
    differences = []
    for seed in SEEDS[:5]:
        name, matrix, truth = cohort(evade, 0.5, seed, SKEWED)
        frozen = accuracy(calls_of(evade, f"{name}-frozen", matrix), truth)
        own = accuracy(calls_of(evade, f"{name}-cohort", matrix, "--scale", "cohort"), truth)
        differences.append((frozen, own))
    frozen, own = np.array(differences).T
    results.add("simulated.skewed_frozen", *bootstrap(np.mean, frozen), n=len(frozen))
    results.add("simulated.skewed_cohort", *bootstrap(np.mean, own), n=len(own))
    results.add("simulated.skewed_difference", *bootstrap(np.mean, frozen - own), n=len(own))
