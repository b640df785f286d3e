"""Bladder: three spatial classes against CD8 immunohistochemistry, cross-validated on the cohort scale."""
from collections import Counter

import numpy as np

from measures import wilson
from model import N_FOLDS, SPLITS, fit_bladder, folds, line, shipped
from program import by_sample, read_table, rules_file

KINDS = ["inflamed", "excluded", "desert"]
OPTIONS = ("--scale", "cohort", "--tissue", "bladder")


def report(evade, results):
    given = read_table(evade.data / "icb_bladder_imvigor210/immune_phenotype_half.tsv")
    labels = {row["sample"]: row["immune_phenotype"] for row in given if row["immune_phenotype"] in KINDS}
    counts = Counter(labels.values())
    for kind in KINDS:
        results.count(f"bladder.n_{kind}", counts[kind])
    results.count("bladder.n", len(labels))
    # z of the cohort scale are of all samples and use no label.
    shipped_calls = by_sample(evade.phenotype("bladder-shipped", evade.imvigor, *OPTIONS))
    results.count("bladder.n_cohort", len(shipped_calls))
    check_shipped(results, shipped_calls, labels)

    calls, numbers = held_out(evade, shipped_calls, labels)
    for name, values in zip(("inflamed_intercept", "inflamed_slope", "excluded_intercept", "excluded_slope"),
                            numbers.T):
        results.span(f"bladder.fold_{name}", values)
    measures, _, confusion = evade.validate("bladder", calls, labels)
    for name in ("balanced_accuracy", "determinate", "accuracy", "kappa"):
        results.measure(f"bladder.{name}", measures[name])
    results.table("bladder.confusion", ["label", "n", *KINDS, "indeterminate", "not evaluable"], [
        [row["label"], row["n"], *(row[kind] for kind in KINDS), row["indeterminate"], row["not_evaluable"]]
        for kind in KINDS for row in confusion if row["label"] == kind])
    former = evade.phenotype("bladder-v0", evade.imvigor, "--scale", "cohort", "--rules", "tme-v0")
    measures, _, _ = evade.validate("bladder-v0", former, labels)
    for name in ("balanced_accuracy", "determinate"):
        results.measure(f"bladder.v0.{name}", measures[name])
    found = [evade.validate(f"bladder-split-{split}", held_out(evade, shipped_calls, labels, split)[0], labels)[0]
             for split in SPLITS[1:]]
    for name in ("balanced_accuracy", "determinate"):
        results.span(f"bladder.splits.{name}", [float(measures[name]["value"]) for measures in found])
    called = [(labels[row["sample"]], row["spatial_class"]) for row in calls if row["spatial_class"] in KINDS]
    swaps = sum(pair in (("desert", "inflamed"), ("inflamed", "desert")) for pair in called)
    results.share("bladder.swaps", wilson(swaps, len(called)), len(called))


def held_out(evade, z, labels, split=""):
    """The call of every labelled tumour by a model that did not see its label, and the fitted numbers of each fold."""
    fold = folds(labels, split)
    calls, numbers = [], []
    for k in range(N_FOLDS):
        training = [z[sample] for sample in labels if fold[sample] != k]
        inflamed, excluded = fit_bladder(training, [labels[row["sample"]] for row in training])
        numbers.append([*inflamed, *excluded])
        name = f"fold{split}{k}"
        rules = rules_file(evade.work / f"rules-bladder-{name}.toml", f"tme-v1-{name}", "bladder", {
            "inflamed": line(inflamed[0], inflamed[1], 0), "excluded": line(excluded[0], excluded[1], excluded[1] / 2)})
        rows = evade.phenotype(f"bladder-calls-{name}", evade.imvigor, *OPTIONS, "--rules", rules)
        calls += [row for row in rows if fold.get(row["sample"]) == k]
    return sorted(calls, key=lambda row: row["sample"]), np.array(numbers)


def check_shipped(results, rows, labels):
    """The numbers of the rule file are those of the fit on all labels, to their printed decimals."""
    inflamed, excluded = fit_bladder([rows[sample] for sample in labels], list(labels.values()))
    model = shipped("bladder")
    fitted = [*inflamed, *excluded, excluded[1] / 2]
    printed = [model["inflamed"]["intercept"], model["inflamed"]["infiltrate"], model["excluded"]["intercept"],
               model["excluded"]["infiltrate"], model["excluded"]["stroma"]]
    same = np.allclose(fitted, printed, atol=0.00051)
    results.add("shipped.bladder", "yes" if same else f"no: {np.round(fitted, 4).tolist()}")
    basis = model["basis"]
    counts = (sum(label == "inflamed" for label in labels.values()), len(labels))
    results.add("shipped.bladder_basis", "yes" if counts == (basis["inflamed"], basis["n"]) else f"no: {counts}")
