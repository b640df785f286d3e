#!/usr/bin/env python3
"""Measures how far two pieces of one tumour differ in the same assay: the noise below which no change is called.

usage: pairs.py EVADE --data FOLDER [--work FOLDER] [--write | --check]

Further aliquots of ten TCGA lung adenocarcinomas are compared with the first one of the same patient, on the reference `nsclc` built
without these patients. --write writes the marked part of signatures/rules/pairs.toml and of the page on pairs; --check compares
instead and ends with 1 where they differ. Without either the tables are printed. Runs stay in --work and are used again; empty it
when axes, gene sets, features or references change. Nothing that names a patient is written. It needs Python alone.
"""
import argparse
import gzip
import math
import os
import sys
import tempfile
from pathlib import Path
from statistics import correlation, fmean, median

from program import ROOT, SIGNATURES, Evade, number, page_of_pairs, read_table, samples_without, settle, write_table

RULES = SIGNATURES / "rules/pairs.toml"
SCRIPT = "pairs.py"
NAME = "nsclc-no-replicates"
AXES = "TGPSX"
AXIS_WORDS = {"T": "T infiltration", "G": "effector and interferon-gamma", "P": "antigen presentation",
              "S": "suppression for its T", "X": "stroma"}
# The least change that is called, in z: design.
LEAST = 0.5
# Items with fewer pairs have no bar.
MIN_PAIRS = 8
# Student's t with n degrees of freedom, two-sided 5 %: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
Z_975 = 1.959963984540054
T_975 = {7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228}


class Pair:
    """The first and a further aliquot of one tumour."""

    def __init__(self, row):
        self.patient, self.again = row["patient"], row["column"]
        # As the table of samples says, which infers it from library size and a shared shift.
        self.is_listed_ffpe = "FFPE" in row["role"]
        self.change = None
        self.to_ffpe, self.to_others, self.profile = None, None, None

    def is_ffpe_like(self):
        """Whether the whole profile differs from the first aliquot as those listed do, more than as the others do."""
        return self.to_ffpe > self.to_others


def log_values(path, wanted):
    """log2(TPM + 1) of the wanted columns, gene by gene in the order of the file."""
    with gzip.open(path, "rt") as file:
        header = file.readline().rstrip("\n").split("\t")
        places = {name: header.index(name) for name in wanted}
        values = {name: [] for name in wanted}
        for line in file:
            fields = line.rstrip("\n").split("\t")
            for name, place in places.items():
                values[name].append(math.log2(float(fields[place]) + 1))
    return values


def look_at_profiles(evade, pairs):
    """How each pair's profiles differ: as those of the pairs listed as FFPE-like, or as those of the others; patients apart."""
    first = log_values(evade.luad, {pair.patient for pair in pairs})
    again = log_values(evade.data / "tcga_luad_rna/replicates_normals_tpm.tsv.gz", [pair.again for pair in pairs])
    expressed = [gene for gene, values in enumerate(zip(*first.values())) if fmean(values) > 1]

    def at(values):
        return [values[gene] for gene in expressed]

    for pair in pairs:
        one, other = at(first[pair.patient]), at(again[pair.again])
        pair.change = [b - a for a, b in zip(one, other)]
        pair.profile = correlation(one, other)
    for pair in pairs:
        def mean_change(is_listed):
            others = [p.change for p in pairs if p.patient != pair.patient and p.is_listed_ffpe == is_listed]
            return [fmean(values) for values in zip(*others)]

        pair.to_ffpe, pair.to_others = (correlation(mean_change(is_listed), pair.change) for is_listed in (True, False))


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
    """What the next change of a pair exceeds in 5 of 100 cases, if changes are normal about zero: their mean is not estimated, so
    that what a batch moves in all of them counts as noise, and n changes have n degrees of freedom."""
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


def wilson(k, n):
    """The 95 % interval of a share; too narrow where the n are not independent."""
    middle = (k / n + Z_975**2 / (2 * n)) / (1 + Z_975**2 / n)
    half = Z_975 / (1 + Z_975**2 / n) * math.sqrt(k / n * (1 - k / n) / n + Z_975**2 / (4 * n * n))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def share(k, n):
    low, high = wilson(k, n)
    return f"{k} of {n}: {100 * k / n:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


class Noise:
    """What the pairs show of every item."""

    def __init__(self, same, ffpe, values):
        self.same, self.ffpe = same, ffpe
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
                 'population = "first and further aliquots of TCGA lung adenocarcinomas, none like FFPE tissue"',
                 'source = "TCGA open-access tier (NCI Genomic Data Commons); aliquots matched by profile"']
        for (kind, item), found in self.changes.items():
            lines += ["", "[[noise]]", f'kind = "{kind}"', f'item = "{item}"', f"n = {len(found)}",
                      f"bar = {self.bars[kind, item]:.2f}"]
        return "\n".join(lines)

    def page(self, pairs, as_listed):
        """The marked part of the page; `as_listed` takes the table of samples at its word."""
        def two(value):
            return f"{value:.2f}"

        lines = ["| axis | mean | root mean square | largest | 95th percentile | prediction bound | bar in use | median change to aliquots like FFPE tissue |",
                 "| --- | --- | --- | --- | --- | --- | --- | --- |"]
        for item in self.of_kind("axis"):
            found = self.changes[item]
            lines.append("| " + " | ".join([
                f"{item[1]}, {AXIS_WORDS[item[1]]}", f"{fmean(d for _, d in found):+.2f}", two(root_mean_square(found)), two(max(abs(d) for _, d in found)),
                two(percentile_95(found)), two(prediction_bound(found)), two(max(LEAST, self.bars[item])),
                f"{median(d for _, d in self.other[item]):+.2f}"]) + " |")
        lines = [*profiles(pairs), "", *lines]
        lines += ["", "Changes that would be called although nothing changed, each by the bar of the other patients:", "",
                  "| | by the 95th percentile | by the prediction bound | aliquots like FFPE tissue, by the prediction bound |",
                  "| --- | --- | --- | --- |"]
        for kind, words in (("axis", "axes"), ("score", "scores"), ("feature", "features")):
            lines.append("| " + " | ".join([
                f"{words} ({len(self.of_kind(kind))})", share(*self.called(kind, percentile_95)),
                share(*self.called(kind, prediction_bound)), share(*self.called_ffpe(kind))]) + " |")
            lines.append("| " + " | ".join([
                f"{words}, {len(as_listed.same)} pairs as listed", share(*as_listed.called(kind, percentile_95)),
                share(*as_listed.called(kind, prediction_bound)), share(*as_listed.called_ffpe(kind))]) + " |")
        lines += ["", "Bars of scores and features, in their own z:", "",
                  "| | n | lowest | median | highest |", "| --- | --- | --- | --- | --- |"]
        for kind, words in (("score", "scores"), ("feature", "features")):
            bars = sorted(self.bars[item] for item in self.of_kind(kind))
            lines.append(f"| {words} | {len(bars)} | {two(bars[0])} | {two(median(bars))} | {two(bars[-1])} |")
        return "\n".join(lines)


def profiles(pairs):
    """A table of how the whole profiles of the pairs differ."""
    groups = (("listed as second or third aliquots, and so by profile", False, False),
              ("listed so, by profile like FFPE tissue", False, True), ("listed as FFPE-like, and so by profile", True, True),
              ("listed as FFPE-like, by profile not", True, False))
    lines = ["| aliquots | n | correlation with the first aliquot | correlation of the change with that of FFPE-like aliquots | with that of the others |",
             "| --- | --- | --- | --- | --- |"]
    for words, is_listed, is_like in groups:
        found = [p for p in pairs if (p.is_listed_ffpe, p.is_ffpe_like()) == (is_listed, is_like)]
        if found:
            spans = [sorted(f"{value:.2f}" for value in values) for values in (
                [p.profile for p in found], [p.to_ffpe for p in found], [p.to_others for p in found])]
            cells = [span[0] if len(span) == 1 else f"{span[0]} to {span[-1]}" for span in spans]
            lines.append(f"| {words} | {len(found)} | " + " | ".join(cells) + " |")
    return lines


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
    values = measured(evade, rows)
    pairs = [Pair(row) for row in rows]
    look_at_profiles(evade, pairs)
    noise = Noise([p for p in pairs if not p.is_ffpe_like()], [p for p in pairs if p.is_ffpe_like()], values)
    as_listed = Noise([p for p in pairs if not p.is_listed_ffpe], [p for p in pairs if p.is_listed_ffpe], values)
    pages = [(RULES, noise.rules(), "# {}"), (page_of_pairs(), noise.page(pairs, as_listed), "<!-- {} -->")]
    sys.exit(1 if settle(pages, SCRIPT, arguments) else 0)


if __name__ == "__main__":
    main()
