"""Readouts outside the tumours of the reference: other laboratories, other aliquots of a tumour, normal lung."""
import math
from collections import Counter

import numpy as np
import pandas as pd

from readout_cases import STATES
from readout_data import TOLERANCE, read
from readout_results import percent, three, two


def report(tumours, fitted, results):
    shifts = laboratories(tumours, fitted, results)
    moved(fitted, shifts, results)
    said_elsewhere(tumours, results)
    aliquots(tumours, fitted, results)
    ffpe(tumours, fitted, results)
    ffpe_stated(fitted, results)


def laboratories(tumours, fitted, results):
    rows, shifts = [], {}
    for readout in tumours.readouts.rules["readout"]:
        name = readout["id"]
        parts = {cohort.name: cohort.values[name] for cohort in tumours.cohorts.values()}
        scales = {f.histology: f.line.scale for f in fitted if f.readout == name and f.line}
        medians = {other: float(cohort.values[name].median()) for other, cohort in tumours.others.items()}
        for other, value in medians.items():
            results.add(name, "all", other, "median", value)
        cells = []
        for histology, part in parts.items():
            middle = float(np.median(part))
            shift = math.sqrt(np.mean([(value - middle) ** 2 for value in medians.values()]))
            shifts[name, histology] = shift
            results.add(name, "all", histology, "median", middle)
            results.add(name, "all", histology, "shift_rms", shift)
            of_scale = f" ({shift / scales[histology]:.1f})" if histology in scales else ""
            cells.append(f"{three(shift)}{of_scale}")
        rows.append([name, *(three(float(np.median(part))) for part in parts.values()), *map(three, medians.values()), *cells])
    header = ["readout", *tumours.cohorts, *tumours.others, *(f"shift from {name}" for name in tumours.cohorts)]
    results.table("laboratories", header, rows)
    return shifts


def moved(fitted, shifts, results):
    """Firm states that remain when a value is moved against its own state by the shift."""
    rows = []
    for f in filter(lambda f: f.has_state, fitted):
        values = np.concatenate([f.altered, f.unaltered, f.uncertain])
        shift = shifts[f.readout, f.histology] * (1 if f.high else -1)
        log = f.line.log_ratio(values)
        after_move = f.line.log_ratio(np.where(log > 0, values - shift, values + shift))
        cells = []
        for state, sign in (("supports_loss", 1), ("supports_intact", -1)):
            firm = f.signs(log) == sign
            before, after = int(firm.sum()), int((firm & (f.signs(after_move) == sign)).sum())
            results.add(f.readout, f.gene, f.histology, f"kept_{state}_elsewhere", after / before if before else None, n=f.n)
            cells.append(f"{after} of {before} ({percent(after, before)})" if before else "-")
        rows.append([f.gene, f.histology, *cells])
    results.table("elsewhere", ["gene", "histology", "`supports_loss` kept", "`supports_intact` kept"], rows)


def said_elsewhere(tumours, results):
    """What the program states of tumours of other laboratories, whose histology is not known, and of normal lung."""
    samples = read(tumours.evade.data / "tcga_luad_rna/samples.tsv")
    normal = samples["column"][samples["type"] == "normal"]
    said = pd.concat([cohort.said for cohort in tumours.others.values()])
    header = ["gene", *(f"`{state}`" for state in STATES), "why not"]
    results.table("stated", header, states_of("other laboratories", said, tumours, results))
    said = tumours.aliquots.said
    said = said[said["sample"].isin(normal)]
    states_of("normal lung", said, tumours, results)
    stated = said["sample"][said["state"] != "not_assessable"].nunique()
    results.text("normal", f"Of {said['sample'].nunique()} normal lungs of TCGA, stated as LUAD, {stated} have a state in any readout: "
                           "the gates of the phenotype stop them (`rna_not_evaluable`).")


def states_of(name, said, tumours, results):
    """Rows of the genes that have a state in any sample, and one of the others."""
    rows, without = [], []
    for gene, readout in tumours.readouts.by_gene.items():
        own = said[said["gene"] == gene]
        states = Counter(own["state"])
        why = Counter(reason for cell in own["reason"][own["state"] == "not_assessable"] for reason in cell.split(";"))
        for state in STATES:
            results.add(readout["id"], gene, name, f"stated_{state}", states[state])
        reasons = ", ".join(f"`{reason}` {n}" for reason, n in sorted(why.items()))
        if states["not_assessable"] == len(own):
            without.append((gene, [0, 0, 0, len(own), reasons]))
        else:
            rows.append([gene, *(states[state] for state in STATES), reasons or "-"])
    for reasons in dict.fromkeys(cells[-1] for _, cells in without):
        genes = [(gene, cells) for gene, cells in without if cells[-1] == reasons]
        rows.append([", ".join(gene for gene, _ in genes), *genes[0][1]])
    return rows


def pairs_of(tumours, f, is_ffpe):
    """Values of first and of other aliquots of the same tumours, in two rows."""
    samples = read(tumours.evade.data / "tcga_luad_rna/samples.tsv")
    samples = samples[(samples["type"] == "tumour") & samples["role"].str.contains("aliquot")]
    samples = samples[samples["role"].str.contains("FFPE") == is_ffpe]
    first, other = tumours.cohorts["LUAD"].values[f.readout], tumours.aliquots.values[f.readout]
    return np.array([first[samples["patient"]], other[samples["column"]]])


def aliquots(tumours, fitted, results):
    """Other aliquots of LUAD tumours against the first one, both by the line of LUAD."""
    rows = []
    for f in (f for f in fitted if f.histology == "LUAD" and f.has_state):
        for kind, is_ffpe in (("frozen", False), ("FFPE-like", True)):
            values = pairs_of(tumours, f, is_ffpe)
            gaps = (values[1] - values[0]) / f.line.scale
            states = f.signs(f.line.log_ratio(values))
            n, same = values.shape[1], int((states[0] == states[1]).sum())
            opposite = int((states[0] * states[1] < 0).sum())
            measures = {"median_difference_in_scales": np.median(gaps),
                        "median_absolute_difference_in_scales": np.median(np.abs(gaps)),
                        "largest_difference_in_scales": np.abs(gaps).max(), "same_state": same / n, "opposite_states": opposite / n}
            for measure, value in measures.items():
                results.add(f.readout, f.gene, f"LUAD aliquots, {kind}", measure, float(value))
            rows.append([f.gene, kind, n, *(two(float(value)) for value in list(measures.values())[:3]), same, opposite])
    header = ["gene", "aliquots", "pairs", "median difference", "median, absolute", "largest", "same state", "opposite states"]
    results.table("aliquots", header, rows)


def ffpe(tumours, fitted, results):
    """States of LUAD tumours if each were moved by the median difference of FFPE-like aliquots."""
    rows = []
    for f in (f for f in fitted if f.histology == "LUAD" and f.has_state):
        values = pairs_of(tumours, f, True)
        difference = float(np.median(values[1] - values[0]))
        cells = []
        for group, members in (("altered", f.altered), ("unaltered", f.unaltered)):
            for moved_by in (0.0, difference):
                counts = f.states(f.line.log_ratio(members + moved_by))
                cells.append(" / ".join(map(str, counts)))
                if moved_by:
                    results.add(f.readout, f.gene, f.histology, f"ffpe_supports_intact_of_{group}", counts[2] / len(members), n=f.n)
        results.add(f.readout, f.gene, f.histology, "ffpe_difference", difference, n=f.n)
        rows.append([f.gene, three(difference), *cells])
    header = ["gene", "difference", "altered, as measured", "altered, moved", "unaltered, as measured", "unaltered, moved"]
    results.table("ffpe", header, rows)


def ffpe_stated(fitted, results):
    """States of LUAD tumours moved by what FFPE adds, when each must hold without it too."""
    rows = []
    for f in (f for f in fitted if f.histology == "LUAD" and f.has_state):
        shift, cells = f.ffpe_shift, []
        for group, members in (("altered", f.altered), ("unaltered", f.unaltered)):
            as_measured, without = f.signs(f.line.log_ratio(members + shift)), f.signs(f.line.log_ratio(members))
            signs = np.where(as_measured == without, as_measured, 0)
            counts = [int((signs == sign).sum()) for sign in (1, 0, -1)]
            cells.append(" / ".join(map(str, counts)))
            results.add(f.readout, f.gene, f.histology, f"ffpe_stated_supports_intact_of_{group}", counts[2] / len(members), n=f.n)
        rows.append([f.gene, *cells])
    results.table("ffpe_stated", ["gene", "altered: loss / neutral / intact", "unaltered: loss / neutral / intact"], rows)


def ffpe_differences(tumours, fitted):
    """Readouts whose `ffpe_shift` is not the median difference of the aliquots."""
    found = {}
    for f in (f for f in fitted if f.histology == "LUAD"):
        values = pairs_of(tumours, f, True)
        measured = float(np.median(values[1] - values[0]))
        if abs(measured - f.ffpe_shift) > TOLERANCE / 10:
            found[f.readout] = f"{f.readout}: ffpe_shift {f.ffpe_shift}, measured {measured:.4f}"
    return list(found.values())
