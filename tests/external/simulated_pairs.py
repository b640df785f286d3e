#!/usr/bin/env python3
"""What `evade compare` makes of pairs with known truth that `evade simulate --pairs` made, at three levels of noise.

usage: simulated_pairs.py EVADE [--check]

Writes the tables between the marks of docs/simulate.md; --check writes nothing and compares. Python alone, no packages.
"""
import csv
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs/simulate.md"
START, END = "<!-- pairs: written by tests/external/simulated_pairs.py -->", "<!-- end of pairs -->"
N, SEED, NOISES = 300, 301, ("0.25", "0.5", "1.0")
AXES = "TGPSX"
JUDGED = ("new", "lost", "retained", "unchanged")
SUSPICIONS = {"suspicion", "stated_histology"}


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def words(cell):
    """Words of a cell: those of a list, each without its detail."""
    return set() if cell == "NA" else {word.split(":")[0] for word in cell.split(";")}


def compared(evade, noise):
    """Truth of each pair with its rows of `comparisons.tsv` by kind and item."""
    with tempfile.TemporaryDirectory() as folder:
        cohort, results = Path(folder) / "cohort", Path(folder) / "results"
        subprocess.run([evade, "simulate", "-q", "--pairs", str(N), "--pair-noise", noise, "--seed", str(SEED),
                        "--outdir", cohort], check=True)
        command = [evade, "compare", "-q", "--samples", cohort / "samples.csv", "--expression",
                   cohort / "expression_tpm.tsv.gz", "--outdir", results]
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
        # 4: finished, and some samples failed; none of these may.
        if done.returncode != 0:
            sys.exit(f"evade compare ended with {done.returncode}: {done.stderr[-2000:]}")
        rows = defaultdict(dict)
        for row in table(results / "comparisons.tsv"):
            rows[row["patient"], row["from"], row["to"]][row["kind"], row["item"]] = row
        truth = table(cohort / "truth_pairs.tsv")
    missing = [row["patient"] for row in truth if (row["patient"], row["from"], row["to"]) not in rows]
    if missing:
        sys.exit(f"{len(missing)} pairs have no comparison, such as {missing[0]}")
    return [(row, rows[row["patient"], row["from"], row["to"]]) for row in truth]


def of_kind(rows, kind):
    return [row for (of, _), row in rows.items() if of == kind]


def is_refused(rows):
    """Whether the pair is refused and nothing in it is compared."""
    person = rows.get(("identity", "person"), {})
    is_compared = any(row["status"] in ("new", "lost", "retained", "changed") for row in rows.values() if row is not person)
    return "identity_conflict" in words(person.get("reason", "NA")) and not is_compared


def has_changed(row):
    return row.get("status") == "changed"


def count_axes(counts, truth, rows):
    is_comparable = truth["rna_differences"] == "NA"
    for axis in AXES:
        row, known = rows.get(("axis", axis), {}), truth[axis]
        if not is_comparable:
            counts["rna apart", "all"] += 1
            counts["rna apart", "called"] += has_changed(row)
            counts["rna apart", "confounded"] += row.get("status") == "confounded"
        elif known in ("up", "down"):
            counts[axis, "moved"] += 1
            right = has_changed(row) and (float(row["change"]) > 0) == (known == "up")
            counts[axis, "found"] += right
            counts[axis, "wrong way"] += has_changed(row) and not right
        elif known == "unchanged":
            counts[axis, "still"] += 1
            counts[axis, "false"] += has_changed(row)
            if truth["scenario"] == "no_change":
                counts[axis, "still, no change"] += 1
                counts[axis, "false, no change"] += has_changed(row)


def count_genes(counts, truth, rows):
    new, lost = words(truth["genes_new"]), words(truth["genes_lost"])
    subclonal = words(truth["genes_subclonal_before"])
    for row in of_kind(rows, "gene"):
        gene, status = row["item"], row["status"]
        counts["gene rows"] += status in JUDGED
        if status == "new" and gene not in new:
            counts["false new"] += 1
            counts["false new, subclonal before"] += gene in subclonal
        counts["false lost"] += status == "lost" and gene not in lost
    for gene in new:
        status = rows.get(("gene", gene), {}).get("status", "NA")
        for name in ["planted", *(["planted B2M"] if gene == "B2M" and truth["scenario"] == "b2m_loss" else [])]:
            counts[name, "all"] += 1
            counts[name, status if status in ("new", "not_evaluable") else "other"] += 1
    for gene in words(truth["hla_gained"]):
        counts["hla", "all"] += 1
        status = rows.get(("hla", gene), {}).get("status", "NA")
        counts["hla", status if status in ("new", "not_evaluable") else "other"] += 1


def count(pairs):
    counts = Counter()
    for truth, rows in pairs:
        refused, conflicts = is_refused(rows), truth["identity_conflicts"] != "NA"
        group = "swap" if truth["same_person"] == "no" else "one person"
        group += ", conflict" if conflicts else ""
        counts[group, "all"] += 1
        counts[group, "refused"] += refused
        if truth["scenario"] == "second_primary":
            counts["second", "all"] += 1
            counts["second", "compared"] += any(row["status"] in ("new", "lost", "retained")
                                                for row in of_kind(rows, "gene"))
            counts["second, hotspot", "all"] += truth["shared_hotspot"] == "yes"
        if truth["same_clone"] == "yes":
            count_axes(counts, truth, rows)
            count_genes(counts, truth, rows)
            clone = rows.get(("identity", "clone"), {})
            counts["clone", "all"] += truth["dna_before"] == "yes"
            counts["clone", "unproven"] += (truth["dna_before"] == "yes"
                                            and "clonal_relation_unproven" in words(clone.get("reason", "NA")))
            suspected = bool(SUSPICIONS & set(rows.get(("pattern", "transformation"), {}).values()))
            triple = rows.get(("pattern", "hypoxia_triple"), {})
            if truth["rna_differences"] == "NA":
                name = "transformed" if truth["transformation"] == "yes" else "not transformed"
                counts[name, "all"] += 1
                counts[name, "suspected"] += suspected
                name = "triple" if truth["hypoxia_triple"] == "yes" else "no triple"
                counts[name, "all"] += 1
                counts[name, "found"] += "present" in triple.values()
    return counts


def markdown(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def block_of(all_counts):
    share = lambda n, of: f"{n} of {of}" + (f" ({100 * n / of:.1f} %)" if of else "")
    each = lambda name, of: [share(c[name], c[of]) for c in all_counts.values()]
    head = lambda first: [first, *(f"noise {noise}" for noise in all_counts)]
    axes = [[f"{axis} moved: found", *each((axis, "found"), (axis, "moved"))] for axis in AXES
            if any(c[axis, "moved"] for c in all_counts.values())]
    axes += [[f"{axis} moved: called the wrong way", *each((axis, "wrong way"), (axis, "moved"))] for axis in AXES
             if any(c[axis, "wrong way"] for c in all_counts.values())]
    axes += [[f"{axis} not moved: called", *each((axis, "false"), (axis, "still"))] for axis in AXES]
    axes += [[f"{axis} not moved, nothing changed: called", *each((axis, "false, no change"), (axis, "still, no change"))]
             for axis in AXES]
    axes += [["axes of pairs whose RNA was taken otherwise: called", *each(("rna apart", "called"), ("rna apart", "all"))],
             ["the same: `confounded`", *each(("rna apart", "confounded"), ("rna apart", "all"))]]
    genes = [
        ["gene rows that are judged, and `new` although they are not", *each("false new", "gene rows")],
        ["of these in a part of the cells before", *(c["false new, subclonal before"] for c in all_counts.values())],
        ["gene rows that are judged, and `lost` although they are not", *each("false lost", "gene rows")],
    ]
    for name, title in (("planted", "new genes"), ("planted B2M", "new B2M"), ("hla", "HLA alleles lost later")):
        for status in ("new", "not_evaluable", "other"):
            word = "otherwise" if status == "other" else f"`{status}`"
            genes.append([f"{title}: {word}", *each((name, status), (name, "all"))])
    relations = [
        ["exchanged samples with a conflict: refused", *each(("swap, conflict", "refused"), ("swap, conflict", "all"))],
        ["exchanged samples without one: refused", *each(("swap", "refused"), ("swap", "all"))],
        ["samples of one person: refused", *each(("one person", "refused"), ("one person", "all"))],
        ["second primaries with a gene that is `new`, `lost` or `retained`", *each(("second", "compared"), ("second", "all"))],
        ["of the second primaries, with a shared hotspot", *(c["second, hotspot", "all"] for c in all_counts.values())],
        ["samples of one clone: unproven", *each(("clone", "unproven"), ("clone", "all"))],
    ]
    patterns = [
        ["transformed: suspected", *each(("transformed", "suspected"), ("transformed", "all"))],
        ["not transformed: suspected", *each(("not transformed", "suspected"), ("not transformed", "all"))],
        ["hypoxia up, CD8 and MHC down: found", *each(("triple", "found"), ("triple", "all"))],
        ["not so: found", *each(("no triple", "found"), ("no triple", "all"))],
    ]
    parts = [f"{N} pairs of seed {SEED} at each level of noise. Axes and patterns: pairs of one clone; unless said otherwise, those "
             "whose RNA was taken in the same way."]
    for title, rows in (("axes", axes), ("genes and HLA", genes), ("identity", relations), ("patterns", patterns)):
        parts.append(markdown(head(title), rows))
    return "\n\n".join(parts)


def main(evade, check):
    block = block_of({noise: count(compared(evade, noise)) for noise in NOISES})
    page = PAGE.read_text()
    if START not in page:
        print(block)
        return 0
    before, rest = page.split(START)
    new = f"{before}{START}\n\n{block}\n\n{END}{rest.split(END)[1]}"
    if check:
        return int(new != page)
    PAGE.write_text(new)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--check" in sys.argv[2:]))
