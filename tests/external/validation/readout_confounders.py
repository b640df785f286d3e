"""What else could explain that a readout tells altered from unaltered tumours."""
import numpy as np
import pandas as pd

from measures import spearman
from readout_fit import area, area_with_draws, centre_and_scale, logistic
from readout_results import two, with_interval

IMMUNE, STROMAL = "estimate_immune", "estimate_stromal"


def report(tumours, fitted, results):
    comparisons(tumours, results)
    content(fitted, results)


def comparisons(tumours, results):
    readouts, rows = tumours.readouts, []

    def row(what, gene, name, altered, unaltered, measure):
        """`measure` is its name in docs/readouts.tsv; absent for one that is there already."""
        high, readout = readouts.high(gene), readouts.by_gene[gene]["id"]
        drawn, n = area_with_draws(altered, unaltered, high), (len(altered), len(unaltered))
        if measure:
            results.add(readout, gene, name, measure, *drawn, n=n)
        rows.append([what, gene, name, *n, with_interval(*drawn)])

    for cohort in tumours.cohorts.values():
        name, status = cohort.name, cohort.status
        not_altered = lambda gene: set(status.index[status[gene] == "not_altered"])
        is_altered = lambda gene: set(status.index[status[gene] == "altered"])
        keep = lambda values, samples: values[[sample for sample in values.index if sample in samples]]
        for gene, other in (("KEAP1", "STK11"), ("STK11", "KEAP1")):
            altered, unaltered, _ = cohort.of(readouts, gene)
            free = not_altered(other)
            if len(altered) < 5:
                continue
            row("as in the reference", gene, name, altered, unaltered, None)
            row(f"without tumours with {other} altered or uncertain", gene, name, keep(altered, free), keep(unaltered, free),
                f"auc_without_{other}")
            row(f"{other} altered and {gene} not, against neither", gene, name, keep(unaltered, is_altered(other)),
                keep(unaltered, free), f"auc_of_{other}_alone")
        for gene in ("KEAP1", "NFE2L2"):
            altered, unaltered, _ = cohort.of(readouts, gene, partners=[])
            row("tumours altered elsewhere in the pathway left in", gene, name, altered, unaltered, "auc_partners_left_in")
        if cohort.deleted is not None:
            for gene in ("KEAP1", "RB1", "CUL3"):
                altered, unaltered, _ = cohort.of(readouts, gene, deletions_count=True)
                row("homozygous deletions count as altered", gene, name, altered, unaltered, "auc_deletions_altered")
            for gene in ("CDKN2A", "PTEN"):
                altered, unaltered, _ = cohort.of(readouts, gene)
                mutated, _, _ = cohort.of(readouts, gene, altered_by="variant")
                row("homozygous deletion, as in the reference", gene, name, altered, unaltered, None)
                mutated = mutated[~mutated.index.isin(altered.index)]
                row("damaging variant without a deletion", gene, name, mutated, unaltered, "auc_variant_only")
        else:
            mutated, unaltered, _ = cohort.of(readouts, "CDKN2A", altered_by="variant")
            row("damaging variant; deletions are not known", "CDKN2A", name, mutated, unaltered, "auc_variant_only")
    for gene in ("KEAP1", "NFE2L2", "RB1", "TP53"):
        parts = [cohort.of(readouts, gene)[:2] for cohort in tumours.cohorts.values()]
        row("both histologies in one, raw values", gene, "LUAD and LUSC", *map(pd.concat, zip(*parts)), "auc_pooled")
        moved = []
        for altered, unaltered in parts:
            centre, scale = centre_and_scale(unaltered)
            moved.append([(values - centre) / scale for values in (altered, unaltered)])
        row("both in one, each standardised by its own unaltered", gene, "LUAD and LUSC", *map(pd.concat, zip(*moved)),
            "auc_pooled_standardised")
    results.table("confounders", ["comparison", "gene", "histology", "altered", "unaltered", "AUC (95 % interval)"], rows)


def content(fitted, results):
    """Immune and stromal content as stand-ins for purity."""
    rows, halves = [], []
    for f in filter(lambda f: f.has_state, fitted):
        scores = f.cohort.scores[[IMMUNE, STROMAL]]
        a, u = scores.loc[f.altered.index], scores.loc[f.unaltered.index]
        standard = lambda x, by: (x - by.mean()) / by.std()
        value = lambda x: ((x - f.line.centre) / f.line.scale).to_numpy()[:, None]
        rho = [spearman(f.unaltered, u[score]) for score in (IMMUNE, STROMAL)]
        adjusted = logistic(np.hstack([value(f.altered), standard(a, u)]), np.hstack([value(f.unaltered), standard(u, u)]))
        # The value less what the two scores say of it in unaltered tumours.
        design = lambda x: np.c_[np.ones(len(x)), standard(x, u)]
        beta, *_ = np.linalg.lstsq(design(u), f.unaltered.to_numpy(), rcond=None)
        rest = [values.to_numpy() - design(x) @ beta for values, x in ((f.altered, a), (f.unaltered, u))]
        drawn = area_with_draws(*rest, f.high)
        for score, r in zip((IMMUNE, STROMAL), rho):
            results.add(f.readout, f.gene, f.histology, f"spearman_{score}", r, n=f.n)
        results.add(f.readout, f.gene, f.histology, "slope_adjusted", adjusted[1], n=f.n)
        results.add(f.readout, f.gene, f.histology, "auc_residual", *drawn, n=f.n)
        rows.append([f.gene, f.histology, *f.n, *map(two, rho), two(f.line.slope), two(adjusted[1]), two(f.area[0]),
                     with_interval(*drawn)])
        cells = [f.gene, f.histology]
        for score in (IMMUNE, STROMAL):
            middle = pd.concat([a[score], u[score]]).median()
            for half, is_in in (("low", lambda x: x <= middle), ("high", lambda x: x > middle)):
                inside = f.altered[is_in(a[score])], f.unaltered[is_in(u[score])]
                n = tuple(map(len, inside))
                part = area(*inside, f.high)
                results.add(f.readout, f.gene, f.histology, f"auc_{score}_{half}", part, n=n)
                cells.append(f"{two(part)} ({n[0]}, {n[1]})")
        halves.append(cells)
    header = ["gene", "histology", "altered", "unaltered", "rho immune", "rho stromal", "slope", "slope, adjusted", "AUC",
              "AUC, adjusted"]
    results.table("content", header, rows)
    results.table("halves", ["gene", "histology", "immune low", "immune high", "stroma low", "stroma high"], halves)
