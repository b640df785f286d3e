"""RNA against RNA (Thorsson), response of one cohort as a direction, and counted cells of four samples."""
import numpy as np

from measures import auc, bootstrap, odds_ratio, spearman
from program import by_sample, number, read_table, rules_file, toml_list

SCORES = {"LIexpression_score": "lymphocyte infiltration", "Module3_IFN_score": "interferon module",
          "TGFB_score_21050467": "TGF-beta response", "CSF1_response": "CSF1 response (macrophages)",
          "CHANG_CORE_SERUM_RESPONSE_UP": "core serum response (wound healing)"}
SUBTYPES = {"C1": "wound healing", "C2": "IFN-gamma dominant", "C3": "inflammatory", "C4": "lymphocyte depleted",
            "C6": "TGF-beta dominant"}


def report(evade, results):
    thorsson(evade, results)
    response(evade, results)
    fractions(evade, results)


def thorsson(evade, results):
    table = {row["patient"]: row for row in read_table(evade.data / "tcga_lung_labels/labels.tsv.gz")}
    calls = {}
    for histology, matrix in (("LUAD", evade.luad), ("LUSC", evade.lusc)):
        rows = evade.phenotype(f"{histology.lower()}-shipped", matrix, "--unit", "tpm")
        calls[histology] = [row for row in rows if table.get(row["sample"], {}).get("immune_subtype")]
        results.count(f"thorsson.n_{histology}", len(calls[histology]))
    lines = []
    for score, words in SCORES.items():
        cells = [words]
        for histology, rows in calls.items():
            pairs = [(number(row["p_inflamed"]), number(table[row["sample"]][score])) for row in rows]
            pairs = np.array([pair for pair in pairs if not np.isnan(pair).any()])
            name = f"thorsson.{histology}.{score}"
            results.add(name, *bootstrap(spearman, *pairs.T), n=len(pairs))
            cells.append(f"{results.text(name)}; {len(pairs)}")
        lines.append(cells)
    results.table("thorsson.scores", ["score", "LUAD: Spearman (95 % interval); n", "LUSC"], lines)
    lines = []
    for subtype, words in SUBTYPES.items():
        cells = [f"{subtype} ({words})"]
        for histology, rows in calls.items():
            of = [row["inflamed"] for row in rows if table[row["sample"]]["immune_subtype"] == subtype]
            cells.append(f"{len(of)}: {of.count('yes')} yes, {of.count('no')} no, "
                         f"{len(of) - of.count('yes') - of.count('no')} open")
        lines.append(cells)
    results.table("thorsson.subtypes", ["immune subtype", "LUAD, inflamed", "LUSC, inflamed"], lines)
    for histology, rows in calls.items():
        for subtype in ("C2", "C3"):
            pairs = [(number(row["p_inflamed"]), table[row["sample"]]["immune_subtype"] == subtype) for row in rows]
            pairs = [pair for pair in pairs if not np.isnan(pair[0])]
            results.add(f"thorsson.{histology}.auc_{subtype}", *bootstrap(auc, *zip(*pairs)), n=len(pairs))


def response(evade, results):
    """Cho: the reference holds none of its tumours; they set its gate on the platform, which is left to Jung's here."""
    reference = evade.reference("nsclc-no-cho", without_gate_of="cho2020")
    calls = by_sample(evade.phenotype("cho-no-cho", evade.cho, "--unit", "tpm", "--reference", reference,
                                      "--rules", rules_on(evade, "nsclc-no-cho")))
    shipped = by_sample(evade.phenotype("cho-shipped", evade.cho, "--unit", "tpm"))
    same = all(calls[sample]["phenotype"] == shipped[sample]["phenotype"] for sample in calls)
    results.add("cho.same_as_shipped", "yes" if same else "no")
    clinical = read_table(evade.data / "icb_nsclc_cho2020/clinical.tsv")
    lines = []
    for name, words, chosen in (("all", "all", clinical),
                                ("fresh", "fresh tissue alone", [row for row in clinical if row["tissue"] == "fresh"])):
        count = {(answer, response): sum(calls[row["sample"]]["inflamed"] == answer and row["response"] == response
                                         for row in chosen)
                 for answer in ("yes", "no", "indeterminate", "not_evaluable") for response in ("responder", "non-responder")}
        value, low, high, p = odds_ratio(count["yes", "responder"], count["yes", "non-responder"],
                                         count["no", "responder"], count["no", "non-responder"])
        n = sum(count[answer, response] for answer in ("yes", "no") for response in ("responder", "non-responder"))
        results.add(f"cho.{name}.odds_ratio", value, low, high, n)
        results.add(f"cho.{name}.p", p, n=n)
        rest = len(chosen) - n
        lines.append([words, len(chosen), f"{count['yes', 'responder']} of {count['yes', 'responder'] + count['yes', 'non-responder']}",
                      f"{count['no', 'responder']} of {count['no', 'responder'] + count['no', 'non-responder']}", rest,
                      results.text(f"cho.{name}.odds_ratio"), f"{p:.2f}"])
    results.table("cho", ["tumours", "n", "responders among inflamed", "responders among not inflamed", "without an answer",
                          "odds ratio (exact 95 % interval)", "P (Fisher)"], lines)
    ffpe = [row["sample"] for row in clinical if row["tissue"] == "FFPE"]
    results.count("cho.ffpe_not_inflamed", sum(calls[s]["inflamed"] == "no" for s in ffpe), n=len(ffpe))


def rules_on(evade, reference):
    return rules_file(evade.work / f"rules-{reference}.toml", f"tme-v1-{reference}", "lung",
                      {"probability_on": toml_list([reference])})


def fractions(evade, results):
    """Four melanoma metastases of lymph nodes: z of T beside the counted shares of T cells."""
    rows = by_sample(evade.phenotype("racle", evade.data / "cellfrac_racle2017/expression_tpm.tsv.gz", "--unit", "tpm"))
    counted = {}
    for row in read_table(evade.data / "cellfrac_racle2017/fractions.tsv"):
        counted.setdefault(row["cell_type"], {})[row["sample"]] = float(row["true_fraction"])
    samples = sorted(rows, key=lambda sample: counted["T cell CD8+"][sample])
    t = [number(rows[sample]["T"]) for sample in samples]
    for name, cells in (("cd8", ["T cell CD8+"]), ("t", ["T cell CD8+", "T cell CD4+"])):
        results.add(f"racle.{name}", spearman(t, [sum(counted[cell][sample] for cell in cells) for sample in samples]), n=4)
    results.count("racle.called", sum(row["inflamed"] in ("yes", "no") for row in rows.values()), n=len(rows))
