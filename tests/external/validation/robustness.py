"""What the same tumour gives again: aliquots, units, depth, lost genes, methods, references; and normal lungs."""
import gzip
import tomllib
from collections import Counter

import numpy as np

from concordance import rules_on
from lung import pathology
from measures import auc, bootstrap, spearman, wilson
from program import SIGNATURES, by_sample, number, read_table, samples_without

ANSWERS = ("yes", "no")
CLASSES = ("active", "suppressed", "excluded", "desert")
N_DROPOUTS = 20
DEPTHS = (10_000_000, 2_000_000, 1_000_000, 200_000)


def report(evade, results):
    replicates(evade, results)
    normals(evade, results)
    units_and_depth(evade, results)
    dropout(evade, results)
    methods(evade, results)
    references(evade, results)


def agreement(pairs, column, determinate):
    """Of pairs that have a call of this column twice, how many agree."""
    both = [(a[column], b[column]) for a, b in pairs if a[column] in determinate and b[column] in determinate]
    return sum(a == b for a, b in both), len(both)


def difference(pairs):
    """Differences of the probability within pairs that have it twice."""
    d = np.array([number(a["p_inflamed"]) - number(b["p_inflamed"]) for a, b in pairs])
    return np.abs(d[~np.isnan(d)])


def line_of(results, name, words, pairs):
    """A row of a table of agreement, its values kept."""
    same, n = agreement(pairs, "inflamed", ANSWERS)
    kinds, n_kinds = agreement(pairs, "phenotype", CLASSES)
    d = difference(pairs)
    results.share(f"{name}.inflamed", wilson(same, n), n)
    results.share(f"{name}.phenotype", wilson(kinds, n_kinds), n_kinds)
    results.add(f"{name}.difference", float(np.median(d)) if len(d) else None, n=len(d))
    shown = lambda key: results.text(f"{name}.{key}")
    return [words, len(pairs), f"{same} of {n}: {shown('inflamed')}", f"{kinds} of {n_kinds}: {shown('phenotype')}",
            f"{shown('difference')} (largest {d.max():.2f}); {len(d)}" if len(d) else "no probability"]


HEADER = ["", "n", "same answer to inflamed, of those with two", "same class, of those with two",
          "median difference of the probability; n"]


def replicates(evade, results):
    """Further aliquots of ten tumours, on a reference without these patients."""
    rows = [row for row in read_table(evade.data / "tcga_luad_rna/samples.tsv")
            if row["role"].startswith(("second", "third"))]
    patients = {row["patient"] for row in rows}
    name = "nsclc-no-replicates"
    reference = evade.reference(name, exclude=patients, samples=samples_without(evade, name, patients))
    options = ("--unit", "tpm", "--reference", reference, "--rules", rules_on(evade, name))
    first = by_sample(evade.phenotype("replicates-first", evade.luad, *options))
    again = by_sample(evade.phenotype("replicates-again",
                                      evade.data / "tcga_luad_rna/replicates_normals_tpm.tsv.gz", *options))
    kinds = {"plain": [row for row in rows if "FFPE" not in row["role"]],
             "ffpe": [row for row in rows if "FFPE" in row["role"]]}
    words = {"plain": "second aliquots", "ffpe": "aliquots like FFPE tissue"}
    results.count("replicates.patients", len(patients))
    results.table("replicates", HEADER, [
        line_of(results, f"replicates.{kind}", words[kind],
                [(first[row["patient"]], again[row["column"]]) for row in kinds[kind]]) for kind in kinds])


def normals(evade, results):
    """Normal lungs: none should get a call."""
    luad = [row["column"] for row in read_table(evade.data / "tcga_luad_rna/samples.tsv") if row["type"] == "normal"]
    calls = by_sample(evade.phenotype("normals-luad", evade.data / "tcga_luad_rna/replicates_normals_tpm.tsv.gz",
                                      "--unit", "tpm"))
    lusc = by_sample(evade.phenotype("normals-lusc", evade.data / "tcga_lusc_rna/normals_and_second_tpm.tsv.gz",
                                     "--unit", "tpm"))
    groups = {"luad": [calls[sample] for sample in luad],
              "lusc": [row for sample, row in lusc.items() if sample.split("-")[3].startswith("11")]}
    for name, rows in groups.items():
        called = sum(row["phenotype"] in CLASSES or row["inflamed"] in ANSWERS for row in rows)
        results.share(f"normals.{name}", wilson(called, len(rows)), len(rows))
        results.count(f"normals.{name}_called", called, n=len(rows))


def read_counts(path):
    """Gene ids, samples and counts."""
    with gzip.open(path, "rt") as file:
        samples = file.readline().rstrip("\n").split("\t")[1:]
        genes, values = [], []
        for text in file:
            gene, *numbers = text.rstrip("\n").split("\t")
            genes.append(gene)
            values.append(np.array(numbers, float))
    return genes, samples, np.array(values)


def write_matrix(path, genes, samples, values, form="%.8g"):
    with gzip.open(path, "wt", compresslevel=1) as file:
        file.write("\t".join(["gene", *samples]) + "\n")
        for gene, row in zip(genes, values):
            file.write(gene + "\t" + "\t".join(form % value for value in row) + "\n")


def units_and_depth(evade, results):
    """24 squamous carcinomas with their counts: as TPM, as CPM, and with fewer reads."""
    path = evade.data / "tcga_lusc_rna/raw_counts_24.tsv.gz"
    genes, samples, counts = read_counts(path)
    lengths = ("--unit", "counts", "--gene-lengths", "gencode_v22")
    full = by_sample(evade.phenotype("counts-lengths", path, *lengths))
    whole = by_sample(evade.phenotype("lusc-shipped", evade.lusc, "--unit", "tpm"))
    cpm = evade.work / "cpm.tsv.gz"
    if not cpm.exists():
        write_matrix(cpm, genes, samples, counts / counts.sum(0) * 1e6)
    lines = [line_of(results, "units.counts", "counts with gene lengths (`--unit counts --gene-lengths gencode_v22`)",
                     [(whole[s], full[s]) for s in samples])]
    declared = by_sample(evade.phenotype("cpm-declared", cpm, "--unit", "cpm"))
    results.count("units.cpm_called", sum(declared[s]["phenotype"] in CLASSES for s in samples), n=len(samples))
    wrong = by_sample(evade.phenotype("cpm-as-tpm", cpm, "--unit", "tpm"))
    lines.append(line_of(results, "units.cpm_as_tpm", "CPM declared as TPM (`--unit tpm`: a mistake)",
                         [(whole[s], wrong[s]) for s in samples]))
    flagged = Counter(flag for s in samples for flag in wrong[s]["flags"].split(";"))
    results.count("units.cpm_as_tpm_doubtful", flagged["unit_doubtful"], n=len(samples))
    results.count("units.cpm_as_tpm_called", sum(wrong[s]["phenotype"] in CLASSES for s in samples), n=len(samples))
    auto = evade.phenotype("cpm-auto", cpm)
    results.count("units.cpm_auto_called", sum(row["phenotype"] in CLASSES for row in auto), n=len(auto))
    results.table("units", HEADER, lines)
    lines = []
    for depth in DEPTHS:
        thinned = evade.work / f"thinned-{depth}.tsv.gz"
        if not thinned.exists():
            random = np.random.default_rng(depth)
            values = random.binomial(counts.astype(int), np.minimum(depth / counts.sum(0), 1.0))
            write_matrix(thinned, genes, samples, values, "%d")
        calls = by_sample(evade.phenotype(f"depth-{depth}", thinned, *lengths))
        row = line_of(results, f"depth.{depth}", f"{depth:,}", [(full[s], calls[s]) for s in samples])
        n_called = sum(calls[s]["inflamed"] in ANSWERS for s in samples)
        results.count(f"depth.{depth}.answered", n_called, n=len(samples))
        lines.append([*row, f"{n_called} of {len(samples)}"])
    results.count("depth.full_answered", sum(full[s]["inflamed"] in ANSWERS for s in samples), n=len(samples))
    results.table("depth", ["reads", *HEADER[1:], "have an answer"], lines)


def dropout(evade, results):
    """A random tenth of the genes lost, in tumours that are not in the reference."""
    pairs = []
    shares = []
    for name, matrix in (("cho", evade.cho), ("jung", evade.jung)):
        full = by_sample(evade.phenotype(f"{name}-shipped", matrix, "--unit", "tpm"))
        with gzip.open(matrix, "rt") as file:
            header, *lines = file.readlines()
        for seed in range(N_DROPOUTS):
            path = evade.work / "dropout.tsv.gz"
            table = f"dropout-{name}-{seed}"
            if not (evade.work / f"{table}.tsv").exists():
                keep = np.random.default_rng(seed).random(len(lines)) >= 0.1
                with gzip.open(path, "wt", compresslevel=1) as file:
                    file.writelines([header, *np.array(lines, dtype=object)[keep]])
            calls = by_sample(evade.phenotype(table, path, "--unit", "tpm"))
            pairs += [(seed, full[s], calls[s]) for s in full]
    for key, column, determinate in (("inflamed", "inflamed", ANSWERS), ("phenotype", "phenotype", CLASSES)):
        had = [(seed, a, b) for seed, a, b in pairs if a[column] in determinate]
        kept = [a[column] == b[column] for _, a, b in had]
        changed = [b[column] in determinate and a[column] != b[column] for _, a, b in had]
        samples = [a["sample"] for _, a, _ in had]
        results.add(f"dropout.{key}_kept", *bootstrap(np.mean, np.array(kept, float), groups=samples), n=len(set(samples)))
        results.add(f"dropout.{key}_changed", *bootstrap(np.mean, np.array(changed, float), groups=samples), n=len(set(samples)))
        by_seed = [np.mean([k for k, (seed, _, _) in zip(kept, had) if seed == s]) for s in range(N_DROPOUTS)]
        results.add(f"dropout.{key}_worst", float(min(by_seed)), n=len(set(samples)))
    d = difference([(a, b) for _, a, b in pairs])
    results.add("dropout.difference", float(np.median(d)), n=len(d))
    results.add("dropout.difference_95", float(np.percentile(d, 95)), n=len(d))


def methods(evade, results):
    """The infiltrate by other scoring methods: its ranks, and how it tells inflamed tumours. Calls use singscore alone."""
    labels, _ = pathology(evade)
    axes = tomllib.loads((SIGNATURES / "rules/common.toml").read_text())["axis"]
    members = {axis["axis"]: axis["members"] for axis in axes if axis["axis"] in "TG"}
    path = evade.work / "scores.tsv"
    names = ("singscore", "ssgsea", "ucell", "aucell", "gsva")
    if not path.exists():
        evade.run("score", evade.luad, "--gene-sets", "builtin", "--unit", "tpm", "-q", "-o", path,
                  *(part for name in names for part in ("--method", name)))
    wanted = {member for of in members.values() for member in of}
    scores = {}
    for row in read_table(path):
        if row["signature"] in wanted:
            method = row["method"].split("(")[0]
            scores.setdefault(method, {}).setdefault(row["signature"], {})[row["sample"]] = number(row["score"])
    samples = sorted(next(iter(scores["singscore"].values())))

    def z(values):
        return (values - values.mean()) / values.std()

    def of_axis(method, axis):
        of_members = [[scores[method][member][s] for s in samples] for member in members[axis]]
        return z(np.mean([z(np.array(values)) for values in of_members], axis=0))

    infiltrate = {method: (of_axis(method, "T") + of_axis(method, "G")) / 2 for method in scores}
    labelled = np.array([s in labels for s in samples])
    positive = np.array([labels.get(s) == "inflamed" for s in samples])[labelled]
    lines = []
    for method in names:
        rho = spearman(infiltrate[method], infiltrate["singscore"])
        results.add(f"methods.{method}.spearman", rho, n=len(samples), digits=3)
        results.add(f"methods.{method}.auc", *bootstrap(auc, infiltrate[method][labelled], positive), n=int(labelled.sum()))
        lines.append([method, results.text(f"methods.{method}.spearman"), results.text(f"methods.{method}.auc")])
    results.table("methods", ["method", "Spearman with singscore (511 tumours)", f"AUC, inflamed against the rest ({labelled.sum()} tumours)"], lines)


def references(evade, results):
    """`nsclc` against `nsclc-ici` built without the sample, for every tumour of Cho and Jung."""
    pairs = []
    for name, matrix in (("cho", evade.cho), ("jung", evade.jung)):
        shipped = by_sample(evade.phenotype(f"{name}-shipped", matrix, "--unit", "tpm"))
        for sample in shipped:
            reference_id = f"nsclc-ici-without-{sample}"
            reference = evade.reference(reference_id, built="nsclc-ici", exclude=[sample])
            rows = by_sample(evade.phenotype(f"loo-{sample}", matrix, "--unit", "tpm", "--reference", reference,
                                             "--rules", rules_on(evade, reference_id)))
            assert "in_reference" not in rows[sample]["flags"].split(";")
            pairs.append((shipped[sample], rows[sample]))
    results.table("references", HEADER, [line_of(results, "references", "tumours of Cho (16) and Jung (27)", pairs)])
    results.count("references.answered_nsclc", sum(a["inflamed"] in ANSWERS for a, _ in pairs), n=len(pairs))
    results.count("references.answered_ici", sum(b["inflamed"] in ANSWERS for _, b in pairs), n=len(pairs))
