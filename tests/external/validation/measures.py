"""Measures that `evade validate` does not have, with 95 % intervals."""
from math import comb, exp, log

import numpy as np

N_DRAWS = 2000
Z_975 = 1.959963984540054


def ranks(values):
    """Ranks from 1, ties averaged."""
    values = np.asarray(values, float)
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return ((2 * last - counts + 1) / 2)[inverse]


def spearman(a, b):
    return float(np.corrcoef(ranks(a), ranks(b))[0, 1])


def auc(score, positive):
    positive = np.asarray(positive, bool)
    n1, n0 = positive.sum(), (~positive).sum()
    if n1 == 0 or n0 == 0:
        return float("nan")
    return float((ranks(score)[positive].sum() - n1 * (n1 + 1) / 2) / (n1 * n0))


def bootstrap(statistic, *columns, groups=None, seed=18):
    """Value, and 2.5 % and 97.5 % points over draws of the rows, or of groups of rows (patients)."""
    columns = [np.asarray(column) for column in columns]
    value = statistic(*columns)
    groups = np.arange(len(columns[0])) if groups is None else np.unique(groups, return_inverse=True)[1]
    members = [np.where(groups == g)[0] for g in range(groups.max() + 1)]
    random = np.random.default_rng(seed)
    draws = []
    for _ in range(N_DRAWS):
        rows = np.concatenate([members[g] for g in random.integers(0, len(members), len(members))])
        draws.append(statistic(*[column[rows] for column in columns]))
    low, high = np.nanpercentile(draws, [2.5, 97.5])
    return value, float(low), float(high)


def wilson(successes, n):
    """A share and Wilson's interval of it."""
    if n == 0:
        return float("nan"), float("nan"), float("nan")
    share = successes / n
    middle = (share + Z_975**2 / (2 * n)) / (1 + Z_975**2 / n)
    half = Z_975 / (1 + Z_975**2 / n) * (share * (1 - share) / n + Z_975**2 / (4 * n * n)) ** 0.5
    return share, max(middle - half, 0.0), min(middle + half, 1.0)


def odds_ratio(a, b, c, d):
    """Conditional odds ratio of the table a b / c d with its exact 95 % interval, and Fisher's two-sided p."""
    row, column, n = a + b, a + c, a + b + c + d
    low_a, high_a = max(0, row + column - n), min(row, column)
    support = range(low_a, high_a + 1)
    weight = {k: comb(column, k) * comb(n - column, row - k) for k in support}

    def moments(log_odds):
        terms = {k: log(weight[k]) + k * log_odds for k in support}
        top = max(terms.values())
        terms = {k: exp(t - top) for k, t in terms.items()}
        total = sum(terms.values())
        mean = sum(k * t for k, t in terms.items()) / total
        at_least = sum(t for k, t in terms.items() if k >= a) / total
        at_most = sum(t for k, t in terms.items() if k <= a) / total
        return mean, at_least, at_most

    def solve(function, target, rising):
        left, right = -30.0, 30.0
        for _ in range(200):
            middle = (left + right) / 2
            if (function(middle) < target) == rising:
                left = middle
            else:
                right = middle
        return exp((left + right) / 2)

    value = 0.0 if a == low_a else float("inf") if a == high_a else solve(lambda x: moments(x)[0], a, True)
    low = 0.0 if a == low_a else solve(lambda x: moments(x)[1], 0.025, True)
    high = float("inf") if a == high_a else solve(lambda x: moments(x)[2], 0.025, False)
    total = sum(weight.values())
    p = sum(w for w in weight.values() if w <= weight[a] * (1 + 1e-9)) / total
    return value, low, high, p
