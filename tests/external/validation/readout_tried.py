"""Readouts that were tried and are not used, and how far other laboratories lie off."""
import math

import numpy as np

from readout_data import mean_place
from readout_fit import area_with_draws
from readout_results import percent, three, two, with_interval

FISCHER = ("CDKN1A RRM2B MDM2 SUSD6 GDF15 BTG2 DDB2 GADD45A PLK3 TIGAR RPS27L TNFRSF10B TRIAP1 ZMAT3 BAX PGF POLH PPM1D SULF2 "
           "XPC AEN BLOC1S2 FAS").split()
JEAY = "MDM2 CDKN1A ZMAT3 DDB2 FDXR RPS27L BAX RRM2B SESN1 CCNG1 XPC TNFRSF10B AEN".split()
E2F = ("CCNE1 CCNE2 MCM2 MCM3 MCM4 MCM5 MCM6 MCM7 PCNA RRM2 TYMS TK1 E2F1 CDC6 CDC25A DHFR POLA1 CCNA2 CDK1 MYBL2 GINS2 CDT1 "
       "FEN1 RFC4").split()


def tried(sets):
    """Gene, words, genes up, genes down, whether a loss makes it high, and what came of it."""
    own = lambda gene: (gene, f"own expression of {gene}", [gene], [], False)
    nrf2 = sets["nrf2_score19_cidc"]
    return [
        ("KEAP1", "19 NRF2 targets of CIDC", nrf2, [], True),
        ("NFE2L2", "19 NRF2 targets of CIDC", nrf2, [], True),
        ("CUL3", "19 NRF2 targets of CIDC", nrf2, [], True),
        own("KEAP1"), own("CUL3"), own("STK11"), own("RB1"),
        ("RB1", "CDKN2A alone", ["CDKN2A"], [], True),
        ("RB1", "24 E2F targets and genes of proliferation", E2F, [], True),
        ("RB1", "CDKN2A less CCND1", ["CDKN2A"], ["CCND1"], True),
        ("TP53", "MDM2 alone", ["MDM2"], [], False),
        ("TP53", "23 targets of Fischer 2017", FISCHER, [], False),
        ("TP53", "13 targets of Jeay 2015", JEAY, [], False),
        own("TP53"),
        ("CDKN2A", "MTAP expression for a deletion of CDKN2A", ["MTAP"], [], False),
        ("CDKN2A", "mean of CDKN2A and MTAP", ["CDKN2A", "MTAP"], [], False),
        ("SMARCA4", "mean of SMARCA4 and SMARCA2", ["SMARCA4", "SMARCA2"], [], False),
        ("B2M", "MHC class I genes (Liu 2019)", sets["mhc1_liu2019"], [], False),
        ("JAK1", "interferon-gamma response (Hallmark)", sets["ifng_hallmark"], [], False),
        ("JAK2", "interferon-gamma response (Hallmark)", sets["ifng_hallmark"], [], False),
    ]


def report(tumours, fitted, results):
    by = {(f.gene, f.histology): f for f in fitted}
    rows = []
    for gene, words, up, down, high in tried(tumours.readouts.sets):
        cells = [gene, words]
        for name, cohort in tumours.cohorts.items():
            altered, unaltered, _ = cohort.of(tumours.readouts, gene, mean_place(cohort.places, up, down))
            n, used = (len(altered), len(unaltered)), by[gene, name].area
            if not all(n):
                cells += [f"-, n {n[0]}", "-"]
                continue
            drawn = area_with_draws(altered, unaltered, high)
            results.add(f"tried: {words}", gene, name, "auc", *drawn, n=n)
            cells += [f"{with_interval(*drawn)}, n {n[0]}", two(used[0])]
        rows.append(cells)
    header = ["gene", "tried"] + [text for name in tumours.cohorts for text in (f"{name}: AUC, altered", f"{name}: readout in use")]
    results.table("tried", header, rows)
    laboratories(tumours, fitted, results)


def laboratories(tumours, fitted, results):
    rows, kept_rows, shifts = [], [], {}
    for readout in tumours.readouts.rules["readout"]:
        name = readout["id"]
        parts = {cohort.name: cohort.values[name] for cohort in tumours.cohorts.values()}
        middle = float(np.median(np.concatenate(list(parts.values()))))
        scales = {f.histology: f.line.scale for f in fitted if f.readout == name and f.line}
        medians = {other: float(cohort.values[name].median()) for other, cohort in tumours.others.items()}
        shifts[name] = math.sqrt(np.mean([(value - middle) ** 2 for value in medians.values()]))
        results.add(name, "all", "LUAD and LUSC", "median", middle)
        for other, value in medians.items():
            results.add(name, "all", other, "median", value)
        results.add(name, "all", "other laboratories", "shift_rms", shifts[name])
        units = " / ".join(f"{shifts[name] / scales[h]:.1f}" if h in scales else "-" for h in tumours.cohorts)
        rows.append([name, *(three(float(np.median(part))) for part in parts.values()), *map(three, medians.values()),
                     three(shifts[name]), units])
    header = ["readout", *tumours.cohorts, *tumours.others, "shift (RMS)", f"in scales of {' / '.join(tumours.cohorts)}"]
    results.table("laboratories", header, rows)
    for f in filter(lambda f: f.has_state, fitted):
        values = np.concatenate([f.altered, f.unaltered, f.uncertain])
        shift = shifts[f.readout] * (1 if f.high else -1)
        log = f.line.log_ratio(values)
        moved = f.line.log_ratio(np.where(log > 0, values - shift, values + shift))
        cells = []
        for state, sign in (("supports_loss", 1), ("supports_intact", -1)):
            firm = sign * log >= f.limit
            before, after = int(firm.sum()), int((firm & (sign * moved >= f.limit)).sum())
            results.add(f.readout, f.gene, f.histology, f"kept_{state}_elsewhere", after / before if before else None, n=f.n)
            cells.append(f"{after} of {before} ({percent(after, before)})")
        kept_rows.append([f.gene, f.histology, *cells])
    results.table("elsewhere", ["gene", "histology", "`supports_loss` kept", "`supports_intact` kept"], kept_rows)
