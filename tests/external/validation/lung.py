"""Lung: inflamed or not against the labels of an H&E image model, cross-validated; the shipped numbers; strata."""
from collections import Counter

import numpy as np

from measures import auc, bootstrap, wilson
from model import N_FOLDS, SPLITS, fit_lung, folds, line, shipped
from program import by_sample, read_table, rules_file, samples_without, toml_list

LABELS = {"inflamed": "inflamed", "immune-excluded": "excluded", "immune-desert": "desert"}
CLASSES = ["active", "suppressed", "excluded", "desert", "indeterminate", "not_evaluable"]


def pathology(evade):
    """Label of every tumour that has one, and the rows of the label table by patient."""
    rows = {row["patient"]: row for row in read_table(evade.data / "tcga_lung_labels/labels.tsv.gz")}
    labels = {p: LABELS[row["luad_he_phenotype"]] for p, row in rows.items() if row["luad_he_phenotype"] in LABELS}
    return labels, rows


def held_out(evade, labels, split=""):
    """The call of every labelled patient by a reference and a model that did not see the patient; and of each fold the
    patients left out, the reference, the rules and the fitted numbers."""
    fold = folds(labels, split)
    calls, folds_made, numbers = [], [], []
    for k in range(N_FOLDS):
        name = f"fold{split}{k}"
        out = {patient for patient in labels if fold[patient] == k}
        reference = evade.reference(f"nsclc-{name}", exclude=out, samples=samples_without(evade, f"nsclc-{name}", out))
        z = by_sample(evade.phenotype(f"luad-z-{name}", evade.luad, "--unit", "tpm", "--reference", reference))
        training = [z[patient] for patient in labels if patient not in out]
        beta, covariance = fit_lung(training, [labels[row["sample"]] == "inflamed" for row in training])
        numbers.append(beta)
        rules = rules_file(evade.work / f"rules-lung-{name}.toml", f"tme-v1-{name}", "lung", {
            "probability_on": toml_list([f"nsclc-{name}", "nsclc-ici"]), "inflamed": line(*beta),
            "covariance": toml_list(covariance.round(6).tolist())})
        rows = evade.phenotype(f"luad-calls-{name}", evade.luad, "--unit", "tpm", "--reference", reference,
                               "--rules", rules)
        calls += [row for row in rows if row["sample"] in out]
        folds_made.append((k, out, reference, rules))
    return sorted(calls, key=lambda row: row["sample"]), folds_made, np.array(numbers)


def called_otherwise(evade, folds_made):
    """The same patients by the former rules, and by the same models on `nsclc-ici`, which holds no TCGA tumour."""
    former, elsewhere = [], []
    for k, out, reference, rules in folds_made:
        for rows, name, options in ((former, "v0", (reference, "--rules", "tme-v0")),
                                    (elsewhere, "ici", ("nsclc-ici", "--rules", rules))):
            table = evade.phenotype(f"luad-{name}-fold{k}", evade.luad, "--unit", "tpm", "--reference", *options)
            rows += [row for row in table if row["sample"] in out]
    return former, elsewhere


def report(evade, results):
    labels, table = pathology(evade)
    luad = by_sample(evade.phenotype("luad-shipped", evade.luad, "--unit", "tpm"))
    labels = {patient: label for patient, label in labels.items() if patient in luad}
    counts = Counter(labels.values())
    for label in LABELS.values():
        results.count(f"luad.n_{label}", counts[label])
    results.count("luad.n", len(labels))
    check_shipped(results, luad, labels)
    calls, folds_made, numbers = held_out(evade, labels)
    assert all("in_reference" not in row["flags"].split(";") for row in calls)
    for name, values in zip(("intercept", "infiltrate", "stroma"), numbers.T):
        results.span(f"luad.fold_{name}", values)
    binary = {patient: "yes" if label == "inflamed" else "no" for patient, label in labels.items()}
    answers(evade, results, calls, binary)
    kinds(evade, results, calls, labels)
    stages(evade, results, calls, binary, table)
    other_splits(evade, results, labels, binary)
    former, elsewhere = called_otherwise(evade, folds_made)
    measured(evade, results, "luad-v0", former, binary, ("balanced_accuracy", "determinate"))
    measured(evade, results, "luad-ici", elsewhere, binary, MEASURES)
    own = [luad[patient] for patient in labels if luad[patient]["p_inflamed"] != "NA"]
    is_inflamed = [labels[row["sample"]] == "inflamed" for row in own]
    results.add("luad.apparent_auc", *bootstrap(auc, [float(row["p_inflamed"]) for row in own], is_inflamed), n=len(own))


MEASURES = ("auc", "balanced_accuracy", "determinate", "calibration_error", "calibration_intercept", "calibration_slope")


def measured(evade, results, name, calls, labels, wanted):
    """Measures of `evade validate`, kept as NAME.MEASURE with dots; its bins and confusion."""
    measures, bins, confusion = evade.validate(name, calls, labels)
    for measure in wanted:
        results.measure(f"{name.replace('-', '.')}.{measure.replace(':', '_')}", measures[measure])
    return bins, confusion


def other_splits(evade, results, labels, binary):
    """How much depends on the split into folds."""
    found = []
    for split in SPLITS[1:]:
        calls, _, _ = held_out(evade, labels, split)
        found.append(evade.validate(f"luad-split-{split}", calls, binary)[0])
    for measure in MEASURES:
        results.span(f"luad.splits.{measure}", [float(measures[measure]["value"]) for measures in found])


def answers(evade, results, calls, binary):
    """Inflamed or not."""
    bins, confusion = measured(evade, results, "luad", calls, binary, (
        *MEASURES, "accuracy", "kappa", "recall:yes", "recall:no", "precision:yes", "precision:no"))
    results.table("luad.calibration", ["bin", "n", "mean probability", "labelled inflamed (95 % interval)"], [
        [row["bin"], row["n"], f"{float(row['mean_p']):.2f}",
         f"{float(row['observed']):.2f} ({float(row['low']):.2f} to {float(row['high']):.2f})"] for row in bins])
    words = {"yes": "inflamed", "no": "excluded or desert"}
    results.table("luad.inflamed", ["label", "n", "called inflamed", "called not inflamed", "indeterminate", "not evaluable"], [
        [words[row["label"]], row["n"], row["yes"], row["no"], row["indeterminate"], row["not_evaluable"]]
        for row in confusion])


def kinds(evade, results, calls, labels):
    """The four classes: the leaning to excluded or desert, and what of active and suppressed can be tested."""
    found = Counter((labels[row["sample"]], row["phenotype"]) for row in calls)
    results.table("luad.confusion", ["label", *(c.replace("_", " ") for c in CLASSES)],
                  [[label, *(found[label, c] for c in CLASSES)] for label in LABELS.values()])
    two = ("excluded", "desert")
    leaning = [row for row in calls if row["spatial_class"] in two and labels[row["sample"]] in two]
    measured(evade, results, "luad-leaning", leaning, {row["sample"]: labels[row["sample"]] for row in leaning},
             ("balanced_accuracy",))

    def labelled_inflamed(rows):
        return sum(labels[row["sample"]] == "inflamed" for row in rows)

    inflamed = [row for row in calls if row["phenotype"] in ("active", "suppressed")]
    for kind in ("active", "suppressed"):
        rows = [row for row in inflamed if row["phenotype"] == kind]
        results.count(f"luad.{kind}_inflamed", labelled_inflamed(rows), n=len(rows))
    lines = []
    for level in ("high", "moderate", "low"):
        rows = [row for row in inflamed if row["confidence"] == level]
        results.share(f"luad.precision_{level}", wilson(labelled_inflamed(rows), len(rows)), len(rows))
        lines.append([level, len(rows), results.text(f"luad.precision_{level}")])
    results.table("luad.confidence", ["confidence of an active or suppressed call", "n",
                                      "labelled inflamed (95 % interval)"], lines)


def stages(evade, results, calls, binary, table):
    for name, is_of in (("stage_1", is_stage_1), ("stage_2_4", is_later)):
        chosen = [row for row in calls if is_of(table[row["sample"]]["stage"])]
        measured(evade, results, f"luad-{name}", chosen, {row["sample"]: binary[row["sample"]] for row in chosen},
                 ("auc", "balanced_accuracy", "determinate"))


def is_stage_1(stage):
    return stage in ("Stage I", "Stage IA", "Stage IB")


def is_later(stage):
    return stage.startswith(("Stage II", "Stage IV"))


def check_shipped(results, luad, labels):
    """The numbers of the rule file are those of the fit on all labels, to their printed decimals."""
    rows = [luad[patient] for patient in labels]
    beta, covariance = fit_lung(rows, [labels[row["sample"]] == "inflamed" for row in rows])
    model = shipped("lung")
    printed = [model["inflamed"][key] for key in ("intercept", "infiltrate", "stroma")]
    same = np.allclose(beta, printed, atol=0.00051) and np.allclose(covariance, model["covariance"], atol=0.000051)
    results.add("shipped.lung", "yes" if same else f"no: {beta.round(4).tolist()}, {covariance.round(5).tolist()}")
    basis = model["basis"]
    counts = (sum(label == "inflamed" for label in labels.values()), len(labels))
    results.add("shipped.lung_basis", "yes" if counts == (basis["inflamed"], basis["n"]) else f"no: {counts}")
