"""Lung: inflamed or not against the labels of an H&E image model, cross-validated; the shipped numbers; strata."""
from collections import Counter

import numpy as np

from measures import auc, bootstrap, wilson
from model import N_FOLDS, fit_lung, folds, line, shipped
from program import by_sample, read_table, rules_file, toml_list, write_table

LABELS = {"inflamed": "inflamed", "immune-excluded": "excluded", "immune-desert": "desert"}
CLASSES = ["active", "suppressed", "excluded", "desert", "indeterminate", "not_evaluable"]


def pathology(evade):
    """Label of every tumour that has one, and the rows of the label table by patient."""
    rows = {row["patient"]: row for row in read_table(evade.data / "tcga_lung_labels/labels.tsv.gz")}
    labels = {p: LABELS[row["luad_he_phenotype"]] for p, row in rows.items() if row["luad_he_phenotype"] in LABELS}
    return labels, rows


def samples_without(evade, name, patients):
    """The table of samples without the normal lungs of these patients."""
    rows = read_table(evade.data / "tcga_luad_rna/samples.tsv")
    for row in rows:
        if row["type"] == "normal" and row["patient"] in patients:
            row["type"] = "held out"
    path = evade.work / f"{name}-samples.tsv"
    write_table(path, rows)
    return path


def held_out(evade, labels):
    """The call of every labelled patient by a reference and a model that did not see the patient; by the former
    rules; and by the same model on `nsclc-ici`, which holds no TCGA tumour."""
    fold = folds(labels)
    calls, former, elsewhere, numbers = [], [], [], []
    for k in range(N_FOLDS):
        out = {patient for patient in labels if fold[patient] == k}
        reference = evade.reference(f"nsclc-fold{k}", exclude=out,
                                    samples=samples_without(evade, f"nsclc-fold{k}", out))
        z = by_sample(evade.phenotype(f"luad-z-fold{k}", evade.luad, "--unit", "tpm", "--reference", reference))
        training = [z[patient] for patient in labels if patient not in out]
        beta, covariance = fit_lung(training, [labels[row["sample"]] == "inflamed" for row in training])
        numbers.append(beta)
        rules = rules_file(evade.work / f"rules-lung-fold{k}.toml", f"tme-v1-fold{k}", "lung", {
            "probability_on": toml_list([f"nsclc-fold{k}", "nsclc-ici"]), "inflamed": line(*beta),
            "covariance": toml_list(covariance.round(6).tolist())})
        rows = evade.phenotype(f"luad-calls-fold{k}", evade.luad, "--unit", "tpm", "--reference", reference,
                               "--rules", rules)
        calls += [row for row in rows if row["sample"] in out]
        rows = evade.phenotype(f"luad-v0-fold{k}", evade.luad, "--unit", "tpm", "--reference", reference,
                               "--rules", "tme-v0")
        former += [row for row in rows if row["sample"] in out]
        rows = evade.phenotype(f"luad-ici-fold{k}", evade.luad, "--unit", "tpm", "--reference", "nsclc-ici",
                               "--rules", rules)
        elsewhere += [row for row in rows if row["sample"] in out]
    return sorted(calls, key=lambda row: row["sample"]), former, elsewhere, np.array(numbers)


def report(evade, results):
    labels, table = pathology(evade)
    luad = by_sample(evade.phenotype("luad-shipped", evade.luad, "--unit", "tpm"))
    labels = {patient: label for patient, label in labels.items() if patient in luad}
    counts = Counter(labels.values())
    for label in LABELS.values():
        results.count(f"luad.n_{label}", counts[label])
    results.count("luad.n", len(labels))
    check_shipped(results, luad, labels)
    calls, former, elsewhere, numbers = held_out(evade, labels)
    assert all("in_reference" not in row["flags"].split(";") for row in calls)
    for name, values in zip(("intercept", "infiltrate", "stroma"), numbers.T):
        results.add(f"luad.fold_{name}", f"{values.min():.2f} to {values.max():.2f}")

    binary = {patient: "yes" if label == "inflamed" else "no" for patient, label in labels.items()}
    measures, bins, confusion = evade.validate("luad", calls, binary)
    for name in ("auc", "balanced_accuracy", "determinate", "accuracy", "kappa"):
        results.measure(f"luad.{name}", measures[name])
    for name in ("calibration_error", "calibration_intercept", "calibration_slope"):
        results.measure(f"luad.{name}", measures[name])
    for name in ("recall:yes", "recall:no", "precision:yes", "precision:no"):
        results.measure(f"luad.{name.replace(':', '_')}", measures[name])
    results.table("luad.calibration", ["bin", "n", "mean probability", "labelled inflamed (95 % interval)"], [
        [row["bin"], row["n"], f"{float(row['mean_p']):.2f}",
         f"{float(row['observed']):.2f} ({float(row['low']):.2f} to {float(row['high']):.2f})"] for row in bins])
    results.table("luad.inflamed", ["label", "n", "called inflamed", "called not inflamed", "indeterminate", "not evaluable"], [
        [{"yes": "inflamed", "no": "excluded or desert"}[row["label"]],
         row["n"], row["yes"], row["no"], row["indeterminate"], row["not_evaluable"]] for row in confusion])
    found = Counter((labels[row["sample"]], row["phenotype"]) for row in calls)
    results.table("luad.confusion", ["label", *CLASSES],
                  [[label, *(found[label, c] for c in CLASSES)] for label in LABELS.values()])

    measures, _, _ = evade.validate("luad-v0", former, binary)
    for name in ("balanced_accuracy", "determinate"):
        results.measure(f"luad.v0.{name}", measures[name])
    measures, _, _ = evade.validate("luad-ici", elsewhere, binary)
    for name in ("auc", "balanced_accuracy", "determinate", "calibration_error", "calibration_intercept",
                 "calibration_slope"):
        results.measure(f"luad.ici.{name}", measures[name])

    kinds = ("excluded", "desert")
    leaning = [row for row in calls if row["spatial_class"] in kinds and labels[row["sample"]] in kinds]
    measures, _, _ = evade.validate("luad-leaning", leaning, {row["sample"]: labels[row["sample"]] for row in leaning})
    results.measure("luad.leaning", measures["balanced_accuracy"])
    inflamed = [row for row in calls if row["phenotype"] in ("active", "suppressed")]
    for kind in ("active", "suppressed"):
        of_kind = [row for row in inflamed if row["phenotype"] == kind]
        hits = sum(labels[row["sample"]] == "inflamed" for row in of_kind)
        results.count(f"luad.{kind}_inflamed", hits, n=len(of_kind))

    lines = []
    for level in ("high", "moderate", "low"):
        of = [labels[row["sample"]] for row in inflamed if row["confidence"] == level]
        results.share(f"luad.precision_{level}", wilson(of.count("inflamed"), len(of)), len(of))
        lines.append([level, len(of), results.text(f"luad.precision_{level}")])
    results.table("luad.confidence", ["confidence of an active or suppressed call", "n",
                                      "labelled inflamed (95 % interval)"], lines)

    for name, is_of in (("stage_1", is_stage_1), ("stage_2_4", is_later)):
        chosen = [row for row in calls if is_of(table[row["sample"]]["stage"])]
        measures, _, _ = evade.validate(f"luad-{name}", chosen, {row["sample"]: binary[row["sample"]] for row in chosen})
        results.measure(f"luad.{name}.auc", measures["auc"])
        results.measure(f"luad.{name}.balanced_accuracy", measures["balanced_accuracy"])
        results.measure(f"luad.{name}.determinate", measures["determinate"])

    own = [luad[patient] for patient in labels]
    value = bootstrap(auc, [float(row["p_inflamed"]) for row in own if row["p_inflamed"] != "NA"],
                      [labels[row["sample"]] == "inflamed" for row in own if row["p_inflamed"] != "NA"])
    results.add("luad.apparent_auc", *value, n=sum(row["p_inflamed"] != "NA" for row in own))


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
