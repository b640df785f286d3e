"""The fit of a readout as crates/evade-resistance/src/readouts/fit.rs has it, written a second time, and measures of it."""
import hashlib

import numpy as np

N_DRAWS = 2000
N_FOLDS = 5
SEED = 20
Z_975 = 1.959963984540054
# Standard deviation of the normal prior of the slope.
PRIOR_SD = 2.0


def area(altered, unaltered, loss_is_high=True):
    """Area under the ROC curve; a tie counts half."""
    a, u = np.asarray(altered, float), np.asarray(unaltered, float)
    if not len(a) or not len(u):
        return float("nan")
    high = (np.searchsorted(np.sort(u), a, "left") + np.searchsorted(np.sort(u), a, "right")).sum() / 2 / len(a) / len(u)
    return float(high if loss_is_high else 1 - high)


def hanley_mcneil(altered, unaltered, loss_is_high):
    """Area with the interval of Hanley and McNeil, four decimals."""
    value, n1, n0 = area(altered, unaltered, loss_is_high), len(altered), len(unaltered)
    if n1 == 0 or n0 == 0:
        return None
    two1, two0 = value / (2 - value), 2 * value * value / (1 + value)
    variance = (value * (1 - value) + (n1 - 1) * (two1 - value**2) + (n0 - 1) * (two0 - value**2)) / (n1 * n0)
    half = Z_975 * max(variance, 0) ** 0.5
    return [round(x, 4) for x in (value, max(value - half, 0), min(value + half, 1))]


def draws_of(altered, unaltered, statistic, n=N_DRAWS, seed=SEED):
    """2.5 % and 97.5 % points over draws of altered and of unaltered tumours."""
    a, u, random = np.asarray(altered, float), np.asarray(unaltered, float), np.random.default_rng(seed)
    drawn = [statistic(a[random.integers(0, len(a), len(a))], u[random.integers(0, len(u), len(u))]) for _ in range(n)]
    return tuple(float(x) for x in np.nanpercentile(drawn, [2.5, 97.5]))


def area_with_draws(altered, unaltered, loss_is_high):
    """Area with its bootstrap interval."""
    if len(altered) < 2 or len(unaltered) < 2:
        return area(altered, unaltered, loss_is_high), None, None
    interval = draws_of(altered, unaltered, lambda a, u: area(a, u, loss_is_high))
    return area(altered, unaltered, loss_is_high), *interval


def centre_and_scale(unaltered):
    centre = float(np.median(unaltered))
    return centre, max(1.4826 * float(np.median(np.abs(np.asarray(unaltered) - centre))), 1e-4)


def logistic(altered, unaltered, prior_sd=PRIOR_SD):
    """Coefficients (the intercept first) of a logistic regression in which both groups weigh as much as the smaller one has
    tumours; the slopes have a normal prior around 0. Rows are tumours, columns predictors."""
    a, u = (np.asarray(x, float).reshape(len(x), -1) for x in (altered, unaltered))
    smaller = min(len(a), len(u))
    x = np.vstack([a, u])
    x = np.hstack([np.ones((len(x), 1)), x])
    y = np.r_[np.ones(len(a)), np.zeros(len(u))]
    w = np.r_[np.full(len(a), smaller / len(a)), np.full(len(u), smaller / len(u))]
    ridge = np.diag([0.0] + [1 / prior_sd**2] * (x.shape[1] - 1))

    def loss(beta):
        eta = x @ beta
        return (w * (np.logaddexp(0, eta) - y * eta)).sum() + beta @ ridge @ beta / 2

    beta = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ beta)))
        step = np.linalg.solve((x * (w * p * (1 - p))[:, None]).T @ x + ridge, x.T @ (w * (p - y)) + ridge @ beta)
        before = loss(beta)
        while loss(beta - step) > before and np.abs(step).sum() > 1e-12:
            step = step / 2
        beta = beta - step
        if np.abs(step).sum() < 1e-10:
            break
    return beta


class Line:
    """The logarithm of the likelihood ratio as a straight line, with the cap of the groups it was fitted to."""

    def __init__(self, altered, unaltered, loss_is_high, cap, prior_sd=PRIOR_SD):
        self.centre, self.scale = centre_and_scale(unaltered)
        standard = lambda values: (np.asarray(values, float) - self.centre) / self.scale
        self.intercept, self.slope = (float(x) for x in logistic(standard(altered), standard(unaltered), prior_sd))
        if (self.slope > 0) != loss_is_high:
            self.intercept = self.slope = 0.0
        # No ratio is read off beyond the last tumour of the group that a value resembles.
        ends = (min(unaltered), max(altered)) if loss_is_high else (min(altered), max(unaltered))
        self.ends = ends if ends[0] < ends[1] else (-np.inf, np.inf)
        self.limit = float(np.log(min(cap, min(len(altered), len(unaltered)) + 1)))

    def moved_to(self, centre, scale):
        """The same line for values whose unaltered tumours have another centre and scale."""
        other = object.__new__(Line)
        ends = tuple(centre + (end - self.centre) / self.scale * scale for end in self.ends)
        other.__dict__ = {**self.__dict__, "centre": centre, "scale": scale, "ends": ends}
        return other

    def raw(self, values):
        return self.intercept + self.slope * (np.asarray(values, float) - self.centre) / self.scale

    def log_ratio(self, values):
        held = np.clip(np.asarray(values, float), *self.ends)
        return np.clip(self.raw(held), -self.limit, self.limit)


def folds_of(samples, salt):
    """Folds of samples, alike in size, fixed by a hash of their names."""
    order = sorted(samples, key=lambda s: hashlib.sha256(f"readouts:{salt}:{s}".encode()).hexdigest())
    place = {sample: i % N_FOLDS for i, sample in enumerate(order)}
    return np.array([place[sample] for sample in samples])


def out_of_fold(altered, unaltered, loss_is_high, cap, salt=0, prior_sd=PRIOR_SD):
    """Log ratios of tumours (series by sample) of the line of the other folds: with and without its cap."""
    folds = folds_of(altered.index, salt), folds_of(unaltered.index, salt)
    capped, raw = ([np.zeros(len(altered)), np.zeros(len(unaltered))] for _ in range(2))
    for fold in range(N_FOLDS):
        line = Line(altered[folds[0] != fold], unaltered[folds[1] != fold], loss_is_high, cap, prior_sd)
        for group, values in enumerate((altered, unaltered)):
            out = folds[group] == fold
            capped[group][out], raw[group][out] = line.log_ratio(values[out]), line.raw(values[out])
    return capped, raw


def log_loss(altered, unaltered):
    """Mean of both groups' mean logarithmic loss of log ratios at even odds: 0.693 says nothing."""
    return float((np.logaddexp(0, -np.asarray(altered)).mean() + np.logaddexp(0, np.asarray(unaltered)).mean()) / 2)
