"""How well readouts tell altered from unaltered tumours, within a histology and in the other one, and what ratios mean."""
import math

import numpy as np

from readout_fit import (N_DRAWS, SEED, Line, area, area_with_draws, centre_and_scale, hanley_mcneil, log_loss, out_of_fold)
from readout_results import percent, ratio, three, two, with_interval

EDGES = [1 / 10, 1 / 4.33, 1 / 2.08, 1, 2.08, 4.33, 10]
BINS = ["0.1 (lowest stated)", "0.1 to 0.23", "0.23 to 0.48", "0.48 to 1", "1 to 2.08", "2.08 to 4.33", "4.33 to 10",
        "10 (highest stated)"]
TARGETS = {"KEAP1": 0.85, "NFE2L2": 0.85, "STK11": 0.85, "RB1": 0.75, "TP53": 0.70}


class Fitted:
    """One readout of one gene in one histology."""

    def __init__(self, tumours, cohort, gene):
        readouts, rules = tumours.readouts, tumours.readouts.rules
        self.gene, self.cohort, self.histology = gene, cohort, cohort.name
        self.readout, self.high = readouts.by_gene[gene]["id"], readouts.high(gene)
        self.altered, self.unaltered, self.uncertain = cohort.of(readouts, gene)
        self.n = len(self.altered), len(self.unaltered)
        self.area = hanley_mcneil(self.altered, self.unaltered, self.high)
        enough = min(self.n) >= rules["least_altered"]
        self.line = Line(self.altered, self.unaltered, self.high, rules["cap"]) if enough else None
        self.has_state = enough and self.area[0] >= rules["least_auc"] and self.area[1] > 0.5
        self.limit = math.log(rules["supports_from"])
        self.ffpe_shift = readouts.by_gene[gene]["ffpe_shift"]
        # RNA that is there does not speak against a variant.
        self.shows_absence_only = (readouts.by_gene[gene]["up"], readouts.by_gene[gene]["down"]) == ([gene], [])

    @property
    def why_none(self):
        return "" if self.has_state else "too few altered" if self.line is None else "not discriminating"

    def states(self, log_ratios):
        """How many support a loss, are neutral, support an intact gene."""
        signs = self.signs(log_ratios)
        return tuple(int((signs == sign).sum()) for sign in (1, 0, -1))

    def signs(self, log_ratios):
        """1 for a loss, -1 for an intact gene, 0 for neither."""
        x = np.asarray(log_ratios)
        return (x >= self.limit).astype(int) - ((x <= -self.limit) & (not self.shows_absence_only)).astype(int)


def all_fitted(tumours):
    return [Fitted(tumours, cohort, gene) for gene in tumours.readouts.by_gene for cohort in tumours.cohorts.values()]


def report(tumours, fitted, results):
    listed(tumours.readouts, results)
    within(fitted, results)
    lines(fitted, results)
    cap = tumours.readouts.rules["cap"]
    folds = {(f.gene, f.histology): out_of_fold(f.altered, f.unaltered, f.high, cap) for f in fitted if f.line}
    five_folds(fitted, folds, cap, results)
    priors(fitted, cap, results)
    others = list(other_histology(fitted, results))
    targets(fitted, folds, others, results)
    stated = [(*folds[f.gene, f.histology][0],) for f in fitted if f.has_state]
    calibration("calibration", "out-of-fold", stated, results)
    for kind in ("standardised", "raw"):
        moved = [o[kind] for o in others if o["from"].has_state and o["to"].line]
        calibration(f"calibration_{kind}", f"other-histology-{kind}", moved, results)


def listed(readouts, results):
    rows = []
    for r in readouts.rules["readout"]:
        genes = " ".join(r["up"]) if len(r["up"]) < 5 else f"{len(r['up'])} genes"
        genes += f" of `{r['set']}`" if "set" in r else ""
        less = f" less {' '.join(r['down'])}" if r["down"] else ""
        source = "homozygous deletion" if r["altered_by"] == "deletion" else "damaging or activating variant"
        rows.append([f"`{r['id']}`", ", ".join(r["genes"]), genes + less, r["loss"], source, f"{r['ffpe_shift']:.3f}"])
    header = ["readout", "about", "value is the mean place of", "a loss makes it", "altered in the reference by", "FFPE adds"]
    results.table("listed", header, rows)


def within(fitted, results):
    rows = []
    for f in fitted:
        if not all(f.n):
            rows.append([f.gene, f.readout, f.histology, *f.n, len(f.uncertain), "-", "-", f"no: {f.why_none}"])
            results.add(f.readout, f.gene, f.histology, "auc", None, n=f.n)
            continue
        drawn = area_with_draws(f.altered, f.unaltered, f.high)
        results.add(f.readout, f.gene, f.histology, "auc", *drawn, n=f.n)
        results.add(f.readout, f.gene, f.histology, "auc_hanley_mcneil", *f.area, n=f.n)
        results.add(f.readout, f.gene, f.histology, "n_uncertain", len(f.uncertain), n=f.n)
        rows.append([f.gene, f.readout, f.histology, *f.n, len(f.uncertain), with_interval(*drawn),
                     f"{two(f.area[1])} to {two(f.area[2])}", "yes" if f.has_state else f"no: {f.why_none}"])
    header = ["gene", "readout", "histology", "altered", "unaltered", "uncertain", "AUC (bootstrap)", "Hanley-McNeil", "state"]
    results.table("within", header, rows)


def lines(fitted, results):
    rows = []
    for f in filter(lambda f: f.line, fitted):
        line = f.line
        at = lambda log: line.centre + line.scale * (log - line.intercept) / line.slope if line.slope else math.nan
        reached = lambda log: three(at(log)) if f.signs([log])[0] and f.has_state and abs(log) <= line.limit else "-"
        for name in ("centre", "scale", "intercept", "slope"):
            results.add(f.readout, f.gene, f.histology, name, getattr(line, name), n=f.n)
        rows.append([f.gene, f.histology, f"{line.centre:.4f}", f"{line.scale:.4f}", three(line.intercept), three(line.slope),
                     f"{math.exp(line.limit):.0f}", reached(f.limit), reached(-f.limit)])
    header = ["gene", "histology", "m", "s", "a", "b", "cap", "`supports_loss` from", "`supports_intact` from"]
    results.table("lines", header, rows)


def state_cells(f, log_altered, log_unaltered):
    cells = []
    for values in (log_altered, log_unaltered):
        counts = f.states(values)
        cells.append(" / ".join(percent(count, len(values)) for count in counts))
    return cells


def five_folds(fitted, folds, cap, results):
    rows = []
    for f in filter(lambda f: f.line, fitted):
        (altered, unaltered), raw = folds[f.gene, f.histology]
        drawn = area_with_draws(*raw, True)
        loss = log_loss(altered, unaltered)
        results.add(f.readout, f.gene, f.histology, "auc_5fold", *drawn, n=f.n)
        results.add(f.readout, f.gene, f.histology, "log_loss_5fold", loss, n=f.n)
        for group, values in (("altered", altered), ("unaltered", unaltered)):
            for state, count in zip(("supports_loss", "neutral", "supports_intact"), f.states(values)):
                results.add(f.readout, f.gene, f.histology, f"share_{state}_of_{group}_5fold", count / len(values), n=f.n)
        splits = [area(*out_of_fold(f.altered, f.unaltered, f.high, cap, salt)[1]) for salt in range(1, 21)]
        results.add(f.readout, f.gene, f.histology, "auc_5fold_20_splits", float(np.median(splits)), min(splits), max(splits),
                    n=f.n)
        rows.append([f.gene, f.histology, *f.n, with_interval(*drawn), f"{two(min(splits))} to {two(max(splits))}", two(loss),
                     *(state_cells(f, altered, unaltered) if f.has_state else ("no state", "no state"))])
    header = ["gene", "histology", "altered", "unaltered", "AUC", "20 other splits", "log loss",
              "altered: loss / neutral / intact", "unaltered: loss / neutral / intact"]
    results.table("folds", header, rows)


def priors(fitted, cap, results):
    """The out-of-fold loss of other priors of the slope, over 20 splits, in readouts that have a state."""
    rows, members = [], [f for f in fitted if f.has_state]
    for prior_sd in (0.5, 1.0, 2.0, 4.0):
        losses, firm, calibrated = [], [], []
        for salt in range(1, 21):
            pairs = [out_of_fold(f.altered, f.unaltered, f.high, cap, salt, prior_sd)[0] for f in members]
            losses.append(np.mean([log_loss(*pair) for pair in pairs]))
            firm.append(np.mean([np.abs(f.signs(pair[0])).mean() / 2 + np.abs(f.signs(pair[1])).mean() / 2
                                 for f, pair in zip(members, pairs)]))
            wrong = [((f.signs(pair[0]) < 0).mean() + (f.signs(pair[1]) > 0).mean()) / 2 for f, pair in zip(members, pairs)]
            calibrated.append(np.mean(wrong))
        loss = float(np.mean(losses))
        results.add("all", "all", "LUAD and LUSC", f"log_loss_5fold_prior_sd_{prior_sd:g}", loss, min(losses), max(losses))
        rows.append([f"{prior_sd:g}", f"{three(loss)} ({three(min(losses))} to {three(max(losses))})",
                     f"{100 * np.mean(firm):.0f} %", f"{100 * np.mean(calibrated):.1f} %"])
    header = ["standard deviation of the prior", "log loss (range over 20 splits)", "firm states", "wrong firm states"]
    results.table("priors", header, rows)


def other_histology(fitted, results):
    """Lines of one histology, judged in the other: moved to its unaltered tumours, and as they are."""
    by = {(f.gene, f.histology): f for f in fitted}
    rows = []
    for source in filter(lambda f: f.line, fitted):
        target = by[source.gene, "LUSC" if source.histology == "LUAD" else "LUAD"]
        if not all(target.n):
            rows.append([source.gene, source.histology, target.histology, *target.n, *["-"] * 5])
            continue
        # A rising line keeps the order of the values; the direction alone could be wrong.
        log = source.line.raw
        drawn = area_with_draws(log(target.altered), log(target.unaltered), True)
        moved = source.line.moved_to(*centre_and_scale(target.unaltered))
        found = {"from": source, "to": target, "area": drawn}
        cells = []
        for kind, line in (("standardised", moved), ("raw", source.line)):
            ratios = line.log_ratio(target.altered), line.log_ratio(target.unaltered)
            found[kind] = ratios
            loss = log_loss(*ratios)
            results.add(source.readout, source.gene, target.histology, f"log_loss_other_histology_{kind}", loss, n=target.n)
            cells.append(two(loss))
        results.add(source.readout, source.gene, target.histology, "auc_other_histology", *drawn, n=target.n)
        rows.append([source.gene, source.histology, target.histology, *target.n, with_interval(*drawn), *cells,
                     *(state_cells(source, *found["standardised"]) if source.has_state else ("no state", "no state"))])
        yield found
    header = ["gene", "fitted on", "judged on", "altered", "unaltered", "AUC", "log loss, standardised", "log loss, raw",
              "altered: loss / neutral / intact", "unaltered: loss / neutral / intact"]
    results.table("other_histology", header, rows)


def targets(fitted, folds, others, results):
    rows = []

    def row(gene, n, what, drawn):
        least = TARGETS[gene]
        asked = gene not in ("KEAP1", "NFE2L2", "STK11") or n[0] >= 9
        met = "not asked: n < 9" if not asked else "met" if drawn[0] >= least else "**not met**"
        rows.append([gene, what, *n, f"{least:.2f}", with_interval(*drawn), met])

    for f in (f for f in fitted if f.gene in TARGETS):
        if not all(f.n):
            continue
        row(f.gene, f.n, f"{f.histology}, all tumours", area_with_draws(f.altered, f.unaltered, f.high))
        if f.line:
            row(f.gene, f.n, f"{f.histology}, 5 folds", area_with_draws(*folds[f.gene, f.histology][1], True))
        for o in (o for o in others if o["to"] is f):
            row(f.gene, f.n, f"{f.histology}, fitted on {o['from'].histology}", o["area"])
    results.table("targets", ["gene", "measured in", "altered", "unaltered", "asked", "AUC", ""], rows)


def calibration(block, measure, pairs, results):
    """Stated against observed ratios, in bins; both groups of each readout weigh the same, and so do the readouts."""
    edges, n_bins = np.log(EDGES), len(BINS)

    def bins_of(values):
        # The ends are the caps themselves.
        x = np.asarray(values)
        inner = np.clip(np.searchsorted(edges, x, "right"), 1, n_bins - 2)
        return np.where(x <= edges[0] + 1e-9, 0, np.where(x >= edges[-1] - 1e-9, n_bins - 1, inner))

    binned = [(np.asarray(a), np.asarray(u), bins_of(a), bins_of(u)) for a, u in pairs]

    def observed(groups):
        return np.mean([np.bincount(bins, minlength=n_bins) / len(bins) for bins in groups], axis=0)

    random = np.random.default_rng(SEED)
    drawn = []
    for _ in range(N_DRAWS):
        pick = lambda bins: bins[random.integers(0, len(bins), len(bins))]
        with np.errstate(divide="ignore", invalid="ignore"):
            drawn.append(observed([pick(b[2]) for b in binned]) / observed([pick(b[3]) for b in binned]))
    drawn = np.where(np.isfinite(drawn), drawn, np.nan)
    share_a, share_u = observed([b[2] for b in binned]), observed([b[3] for b in binned])
    rows = []
    for i, name in enumerate(BINS):
        count = [int(sum((b[group] == i).sum() for b in binned)) for group in (2, 3)]
        weight = sum(b[group][b[group + 2] == i].sum() / len(b[group]) for b in binned for group in (0, 1))
        total = sum((b[group + 2] == i).sum() / len(b[group]) for b in binned for group in (0, 1))
        if not total:
            continue
        stated = math.exp(weight / total)
        value = share_a[i] / share_u[i] if share_u[i] else math.inf
        low, high = np.nanpercentile(drawn[:, i], [2.5, 97.5]) if np.isfinite(drawn[:, i]).mean() > 0.9 else (None, None)
        results.add("all", "all", "LUAD and LUSC", f"ratio_stated_{measure}_bin{i + 1}", stated, n=count)
        results.add("all", "all", "LUAD and LUSC", f"ratio_observed_{measure}_bin{i + 1}", value, low, high, n=count)
        shown = "no unaltered tumour" if math.isinf(value) else ratio(value)
        rows.append([name, *count, ratio(stated), shown if low is None else f"{shown} ({ratio(low)} to {ratio(high)})"])
    results.table(block, ["stated ratio", "altered", "unaltered", "stated, mean", "observed (95 % interval)"], rows)
    results.add("all", "all", "LUAD and LUSC", f"readouts_{measure}", len(binned))
