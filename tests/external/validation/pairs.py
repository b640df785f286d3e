#!/usr/bin/env python3
"""Measures how far two pieces of one tumour differ in the same assay: the noise below which no change is called.

usage: pairs.py EVADE --data FOLDER [--work FOLDER] [--write | --check]

Further aliquots of ten TCGA lung adenocarcinomas are compared with the first one of the same patient, on the reference `nsclc` built
without these patients. --write writes the marked part of signatures/rules/pairs.toml and of the page on pairs; --check compares
instead and ends with 1 where they differ. Without either the tables are printed. Runs stay in --work and are used again; empty it
when axes, gene sets, features or references change. Nothing that names a patient is written. It needs Python alone.
"""
import argparse
import math
import os
import sys
import tempfile
from pathlib import Path
from statistics import median

from program import ROOT, SIGNATURES, Evade, number, read_table, samples_without, write_table

RULES = SIGNATURES / "rules/pairs.toml"
PAGES = [ROOT / "docs/methods/pairs.md", ROOT / "docs/methods/pairs-noise.part.md"]
BEGIN, END = "written by tests/external/validation/pairs.py: begin", "written by tests/external/validation/pairs.py: end"
NAME = "nsclc-no-replicates"
AXES = "TGPSX"
AXIS_WORDS = {"T": "T infiltration", "G": "effector and interferon-gamma", "P": "antigen presentation",
              "S": "suppression for its T", "X": "stroma"}
# The least change that is called, in z: design.
LEAST = 0.5
# Items with fewer pairs have no bar.
MIN_PAIRS = 8
# Student's t with n degrees of freedom, two-sided 5 %: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
T_975 = {6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228}


class Pair:
    """Two samples of one tumour."""

    def __init__(self, patient, again, is_ffpe_like):
        self.patient, self.again, self.is_ffpe_like = patient, again, is_ffpe_like


def pairs_of(rows):
    return [Pair(row["patient"], row["column"], "FFPE" in row["role"]) for row in rows]


def measured(evade, rows):
    """The values of every sample: by kind and item a number, or NaN."""
    folder = evade.work / "run-pairs"
    if not (folder / "features.tsv").exists():
        patients = {row["patient"] for row in rows}
        reference = evade.reference(NAME, exclude=patients, samples=samples_without(evade, NAME, patients))
        sheet = evade.work / "pairs-sheet.tsv"
        again = evade.data / "tcga_luad_rna/replicates_normals_tpm.tsv.gz"
        samples = [(patient, patient, evade.luad) for patient in sorted(patients)]
        samples += [(row["column"], row["patient"], again) for row in rows]
        write_table(sheet, [{"sample": sample, "patient": patient, "expression": path, "histology": "LUAD"}
                            for sample, patient, path in samples])
        evade.run("run", "--samples", sheet, "--unit", "tpm", "--reference", reference, "--outdir", folder, "-q")
    values = {}
    for row in read_table(folder / "phenotypes.tsv"):
        values.setdefault(row["sample"], {}).update({("axis", axis): number(row[axis]) for axis in AXES})
    for kind, table, item, value in (("score", "scores.tsv", "signature", "z"),
                                     ("feature", "features.tsv", "feature", "value")):
        for row in read_table(folder / table):
            values[row["sample"]][kind, row[item]] = number(row[value])
    return values


def changes_of(pairs, values, item):
    """Patient and change of the pairs that have the item twice."""
    found = [(p.patient, values[p.again].get(item, math.nan) - values[p.patient].get(item, math.nan)) for p in pairs]
    return [(patient, change) for patient, change in found if not math.isnan(change)]


def percentile_95(changes):
    """Of the absolute changes, interpolated between the two highest."""
    ordered = sorted(abs(change) for _, change in changes)
    place = 0.95 * (len(ordered) - 1)
    low = int(place)
    return ordered[low] + (place - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])


def root_mean_square(changes):
    return math.sqrt(sum(change * change for _, change in changes) / len(changes))


def prediction_bound(changes):
    """What the next change of a pair exceeds in 5 of 100 cases, if changes are normal about zero."""
    return T_975[len(changes)] * root_mean_square(changes)


def rounded_up(value):
    return math.ceil(value * 100 - 1e-9) / 100


def called_without_own(changes, bar_of):
    """Of the changes, how many exceed the bar of the other patients' changes."""
    called = 0
    for patient, change in changes:
        others = [(other, d) for other, d in changes if other != patient]
        called += abs(change) > max(LEAST, rounded_up(bar_of(others)))
    return called


def binomial_tail(k, n, p):
    """Chance of k or more of n."""
    return sum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1))


def clopper_pearson(k, n):
    """The exact 95 % interval of a share; too narrow where the n are not independent."""
    def where(is_low):
        low, high = 0.0, 1.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if is_low(middle) else (low, middle)
        return (low + high) / 2
    low = 0.0 if k == 0 else where(lambda p: binomial_tail(k, n, p) < 0.025)
    high = 1.0 if k == n else where(lambda p: 1 - binomial_tail(k + 1, n, p) > 0.025)
    return low, high


def share(k, n):
    low, high = clopper_pearson(k, n)
    return f"{k} of {n}: {100 * k / n:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


class Noise:
    """What the pairs show of every item."""

    def __init__(self, rows, values):
        pairs = pairs_of(rows)
        self.same = [pair for pair in pairs if not pair.is_ffpe_like]
        self.ffpe = [pair for pair in pairs if pair.is_ffpe_like]
        items = sorted({item for sample in values.values() for item in sample},
                       key=lambda item: (("axis", "score", "feature").index(item[0]), AXES.find(item[1]), item[1]))
        self.changes = {item: changes_of(self.same, values, item) for item in items}
        self.changes = {item: found for item, found in self.changes.items() if len(found) >= MIN_PAIRS}
        self.other = {item: changes_of(self.ffpe, values, item) for item in self.changes}
        self.bars = {item: rounded_up(prediction_bound(found)) for item, found in self.changes.items()}

    def of_kind(self, kind):
        return [item for item in self.changes if item[0] == kind]

    def called(self, kind, bar_of):
        """How many changes of this kind are called by the bar of the other patients, and of how many."""
        items = self.of_kind(kind)
        return (sum(called_without_own(self.changes[item], bar_of) for item in items),
                sum(len(self.changes[item]) for item in items))

    def called_ffpe(self, kind):
        """How many changes to an aliquot like FFPE tissue exceed the bar, and of how many."""
        items = self.of_kind(kind)
        return (sum(abs(d) > max(LEAST, self.bars[item]) for item in items for _, d in self.other[item]),
                sum(len(self.other[item]) for item in items))

    def rules(self):
        """The marked part of the rules."""
        patients = len({pair.patient for pair in self.same})
        lines = ["[replicates]", f"pairs = {len(self.same)}", f"patients = {patients}",
                 'reference = "nsclc, built without these patients"',
                 'population = "second and third aliquots of TCGA lung adenocarcinomas, not like FFPE tissue"',
                 'source = "TCGA open-access tier (NCI Genomic Data Commons); aliquots matched by profile"']
        for (kind, item), found in self.changes.items():
            lines += ["", "[[noise]]", f'kind = "{kind}"', f'item = "{item}"', f"n = {len(found)}",
                      f"bar = {self.bars[kind, item]:.2f}"]
        return "\n".join(lines)

    def page(self):
        """The marked part of the page."""
        def two(value):
            return f"{value:.2f}"

        lines = ["| axis | root mean square | largest | 95th percentile | prediction bound | bar in use | median change to aliquots like FFPE tissue |",
                 "| --- | --- | --- | --- | --- | --- | --- |"]
        for item in self.of_kind("axis"):
            found = self.changes[item]
            lines.append("| " + " | ".join([
                f"{item[1]}, {AXIS_WORDS[item[1]]}", two(root_mean_square(found)), two(max(abs(d) for _, d in found)),
                two(percentile_95(found)), two(prediction_bound(found)), two(max(LEAST, self.bars[item])),
                f"{median(d for _, d in self.other[item]):+.2f}"]) + " |")
        lines += ["", "Changes that would be called although nothing changed, each by the bar of the other patients:", "",
                  "| | by the 95th percentile | by the prediction bound | aliquots like FFPE tissue, by the prediction bound |",
                  "| --- | --- | --- | --- |"]
        for kind, words in (("axis", "axes"), ("score", "scores"), ("feature", "features")):
            lines.append("| " + " | ".join([
                f"{words} ({len(self.of_kind(kind))})", share(*self.called(kind, percentile_95)),
                share(*self.called(kind, prediction_bound)), share(*self.called_ffpe(kind))]) + " |")
        lines += ["", "Bars of scores and features, in their own z:", "",
                  "| | n | lowest | median | highest |", "| --- | --- | --- | --- | --- |"]
        for kind, words in (("score", "scores"), ("feature", "features")):
            bars = sorted(self.bars[item] for item in self.of_kind(kind))
            lines.append(f"| {words} | {len(bars)} | {two(bars[0])} | {two(median(bars))} | {two(bars[-1])} |")
        return "\n".join(lines)


def with_part(text, part, comment):
    """The text with what is between the markers replaced."""
    begin, end = (comment.format(marker) for marker in (BEGIN, END))
    before, rest = text.split(begin + "\n")
    _, after = rest.split(end + "\n")
    return f"{before}{begin}\n{part}\n{end}\n{after}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("evade")
    parser.add_argument("--data", default=Path(os.environ.get("EVADE_REFERENCE_DATA", ROOT.parent / "shared")) / "data")
    parser.add_argument("--work", default=Path(tempfile.gettempdir()) / "evade-pairs")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--write", action="store_true", help="write rules and page")
    what.add_argument("--check", action="store_true", help="compare with rules and page")
    arguments = parser.parse_args()
    evade = Evade(arguments.evade, arguments.data, arguments.work)
    rows = [row for row in read_table(evade.data / "tcga_luad_rna/samples.tsv")
            if row["role"].startswith(("second", "third"))]
    noise = Noise(rows, measured(evade, rows))
    pages = [(page, noise.page(), "<!-- {} -->") for page in PAGES if page.exists()]
    differs = False
    for path, part, comment in [(RULES, noise.rules(), "# {}"), *pages]:
        if not (arguments.write or arguments.check):
            print(part, end="\n\n")
            continue
        text = path.read_text()
        if BEGIN not in text:
            continue
        made = with_part(text, part, comment)
        if arguments.write:
            path.write_text(made)
        elif made != text:
            differs = True
            print(f"{path.relative_to(ROOT)} differs from what is measured", file=sys.stderr)
    sys.exit(1 if differs else 0)


if __name__ == "__main__":
    main()
