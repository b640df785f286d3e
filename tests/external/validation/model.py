"""The model of `inflamed`, fitted as the shipped numbers were."""
import hashlib
import tomllib

import numpy as np

from program import SIGNATURES, number

CLIP = 2.5
N_FOLDS = 5


def shipped(tissue):
    rules = tomllib.loads((SIGNATURES / "rules/tme-v1.toml").read_text())
    return next(model for model in rules["model"] if model["tissue"] == tissue)


def axis(rows, name):
    """z of an axis, as the call takes it: clipped, and 0 where it has no value."""
    z = np.array([number(row[name]) for row in rows])
    return np.clip(np.nan_to_num(z), -CLIP, CLIP)


def infiltrate(rows):
    """(T + G) / 2, or the one of them that has a value."""
    z = np.array([[number(row["T"]), number(row["G"])] for row in rows])
    has = ~np.isnan(z)
    return np.where(has, np.clip(np.nan_to_num(z), -CLIP, CLIP), 0).sum(1) / np.maximum(has.sum(1), 1)


def logistic(columns, y, ridge=0.0):
    """Logistic regression by Newton's method; the penalty is ridge times the sum of squares of all but the intercept.

    Returns the numbers, intercept first, and their covariance (inverse of the information)."""
    x = np.column_stack([np.ones(len(y)), *columns])
    y = np.asarray(y, float)
    penalty = 2 * ridge * np.diag([0.0] + [1.0] * (x.shape[1] - 1))
    beta = np.zeros(x.shape[1])
    for _ in range(100):
        p = 1 / (1 + np.exp(-x @ beta))
        information = (x * (p * (1 - p))[:, None]).T @ x + penalty
        step = np.linalg.solve(information, x.T @ (y - p) - penalty @ beta)
        beta += step
        if np.abs(step).max() < 1e-12:
            break
    return beta, np.linalg.inv(information)


def fit_lung(rows, is_inflamed):
    """intercept, (T + G) / 2, X above 0."""
    return logistic([infiltrate(rows), np.maximum(axis(rows, "X"), 0)], is_inflamed)


def fit_bladder(rows, labels):
    """inflamed: intercept, (T + G) / 2; excluded against desert: intercept, slope of (T + G) / 2 + X / 2, ridge 0.5."""
    labels = np.array(labels)
    inflamed, _ = logistic([infiltrate(rows)], labels == "inflamed")
    rest = labels != "inflamed"
    excluded, _ = logistic([(infiltrate(rows) + axis(rows, "X") / 2)[rest]], labels[rest] == "excluded", ridge=0.5)
    return inflamed, excluded


def line(intercept, infiltrate_, stroma):
    return f"{{ intercept = {intercept:.6f}, infiltrate = {infiltrate_:.6f}, stroma = {stroma:.6f} }}"


# Splits into folds: the first is reported, the others show how much depends on it.
SPLITS = ("", "b", "c", "d", "e")


def folds(labels, split=""):
    """A fold for every patient, stratified by label: patients of a label in the order of a hash are dealt out in turn."""
    fold = {}
    for label in sorted(set(labels.values())):
        members = [patient for patient in labels if labels[patient] == label]
        members.sort(key=lambda patient: hashlib.sha256((split + patient).encode()).hexdigest())
        for place, patient in enumerate(members):
            fold[patient] = place % N_FOLDS
    return fold
