"""Whether calls stand by their own evidence, over the TCGA tumours with RNA and DNA."""
import json
import shutil
from collections import Counter

import numpy as np

from measures import wilson
from program import SIGNATURES, read_table, write_table

CLASSES = ("active", "suppressed", "excluded", "desert")
LEVELS = ("high", "moderate", "low")


def report(evade, results):
    reference = json.loads((SIGNATURES / "references/nsclc.json").read_text())
    third = {}
    for axis in reference["axes"]:
        quantiles = axis["quantiles"]
        third[axis["axis"]] = float(np.interp(1 / 3, np.linspace(0, 1, len(quantiles)), quantiles))
    for axis in "TG":
        results.add(f"guards.third_{axis}", third[axis])
    found, shares = Counter(), Counter()
    n = {}
    for histology, matrix, maf in (("LUAD", evade.luad, "tcga_luad_gdc_maf/luad_gdc.maf.gz"),
                                   ("LUSC", evade.lusc, "tcga_lung_maf/lusc.maf.gz")):
        with_dna = {row["Tumor_Sample_Barcode"][:12] for row in read_table(evade.data / maf)}
        calls = evade.phenotype(f"{histology.lower()}-shipped", matrix, "--unit", "tpm")
        samples = [row["sample"] for row in calls if row["sample"] in with_dna]
        n[histology] = len(samples)
        folder = evade.work / f"run-{histology}"
        if not (folder / "summary.tsv").exists():
            shutil.rmtree(folder, ignore_errors=True)
            sheet = evade.work / f"sheet-{histology}.tsv"
            write_table(sheet, [{"sample": sample} for sample in samples])
            evade.run("run", "--samples", sheet, "--expression", matrix, "--unit", "tpm", "--outdir", folder, "-q")
        for sample in samples:
            one_call(json.loads((folder / f"samples/{sample}.json").read_text())["rna"], third, found)
        for row in read_table(folder / "phenotypes.tsv"):
            shares[row["phenotype"], row["confidence"]] += 1
    results.count("guards.n", sum(n.values()))
    for histology in n:
        results.count(f"guards.n_{histology}", n[histology])
    called = sum(count for (phenotype, _), count in shares.items() if phenotype in CLASSES)
    results.count("guards.called", called, n=sum(n.values()))
    for name in ("below_other", "desert_high", "active_low"):
        results.count(f"guards.{name}", found[name], n=called)
    for level in LEVELS:
        count = sum(shares[c, level] for c in CLASSES)
        results.share(f"guards.{level}", wilson(count, called), called)
    results.table("guards.confidence", ["call", *LEVELS, "all"], [
        [c, *(shares[c, level] for level in LEVELS), sum(shares[c, level] for level in LEVELS)] for c in CLASSES] + [
        [c.replace("_", " "), "", "", "", sum(v for (p, _), v in shares.items() if p == c)]
        for c in ("indeterminate", "not_evaluable")])


def one_call(rna, third, found):
    call = rna["call"]
    if call["phenotype"] not in CLASSES:
        return
    evidence = {row["class"]: row["evidence"] for row in call["evidence"]}
    z = {row["axis"]: row["z"] for row in rna["axes"]}
    found["below_other"] += evidence[call["phenotype"]] < max(evidence.values())
    found["desert_high"] += call["phenotype"] == "desert" and any(z[a] is not None and z[a] > third[a] for a in "TG")
    found["active_low"] += call["phenotype"] == "active" and any(z[a] is None or z[a] < 0 for a in "TG")
