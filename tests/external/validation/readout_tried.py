"""Readouts that were tried and are not used."""
from readout_data import mean_place
from readout_fit import area_with_draws
from readout_results import two, with_interval

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
