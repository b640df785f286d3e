"""Tumours whose gene DNA leaves uncertain, and KEAP1 change by change beside what was published of it."""
import math
from collections import Counter

import numpy as np

from readout_fit import area
from readout_results import percent, ratio, two

STATES = ["supports_loss", "neutral", "supports_intact", "not_assessable"]
HAST = "Hast 2014"
REVIEW = "Fabrizio 2018"
# What was measured of this very change: (loss or intact, in words, where it was read).
PUBLISHED = {
    **{change: ("loss", "attenuated binding and suppression of NRF2", HAST) for change in ("R554Q", "W544C", "G333C", "N469fs")},
    **{change: ("loss", "binds NRF2 more strongly and degrades it less", HAST)
       for change in ("R320Q", "R470C", "G423V", "D422N", "G186R", "S243C", "V155F")},
    "V167F": ("loss", "binds weakly, does not suppress NRF2", REVIEW),
    **{change: ("intact", "as wild type", REVIEW) for change in ("R71L", "H200P", "S224Y", "L231V")},
}


def report(tumours, fitted, results):
    shares(tumours, fitted, results)
    by = {f.histology: f for f in fitted if f.gene == "KEAP1"}
    tumour_rows = {name: keap1_rows(tumours, by[name]) for name in by}
    every_case(tumour_rows, results)
    published(tumour_rows, results)
    altered_kinds(tumour_rows, results)
    with open(tumours.evade.work / "keap1_cases.tsv", "w") as file:
        for name, rows in tumour_rows.items():
            for row in rows:
                print(name, *row.values(), sep="\t", file=file)


def state_at(tumours, f, sample, value):
    """State and ratio as the program has them for a tumour of its own reference."""
    log_ratio = float(f.line.log_ratio([value])[0]) if f.line else math.nan
    elsewhere = any(f.cohort.status.at[sample, other] == "altered" for other in tumours.readouts.partners(f.gene))
    # An alteration elsewhere explains a programme that is there and none that is quiet.
    if not f.has_state or (elsewhere and log_ratio > 0):
        return "not_assessable", math.nan
    return STATES[1 - int(f.signs([log_ratio])[0])], math.exp(log_ratio)


def shares(tumours, fitted, results):
    rows = []
    for f in fitted:
        if not len(f.uncertain) or not f.has_state:
            continue
        counts = Counter(state_at(tumours, f, sample, value)[0] for sample, value in f.uncertain.items())
        n = len(f.uncertain)
        beyond = np.quantile(f.unaltered, 0.9 if f.high else 0.1)
        above = int(((f.uncertain > beyond) if f.high else (f.uncertain < beyond)).sum())
        for state in STATES:
            results.add(f.readout, f.gene, f.histology, f"uncertain_{state}", counts[state] / n, n=f.n)
        results.add(f.readout, f.gene, f.histology, "uncertain_beyond_90th_percentile", above / n, n=f.n)
        value = area(f.uncertain, f.unaltered, f.high)
        results.add(f.readout, f.gene, f.histology, "auc_uncertain", value, n=f.n)
        cell = lambda count: f"{count} ({percent(count, n)})"
        rows.append([f.gene, f.histology, n, *(cell(counts[state]) for state in STATES), cell(above), two(value)])
    header = ["gene", "histology", "uncertain", *(f"`{state}`" for state in STATES), "beyond 90 % of the unaltered",
              "AUC against unaltered"]
    results.table("uncertain", header, rows)


def keap1_rows(tumours, f):
    """Each tumour with a KEAP1 variant."""
    variants = f.cohort.variants
    variants = variants[variants["gene"] == "KEAP1"]
    rows = []
    for dna, group in (("altered", f.altered), ("uncertain", f.uncertain)):
        for sample, value in group.items():
            own = variants[variants["sample"] == sample]
            state, stated = state_at(tumours, f, sample, value)
            rows.append({
                "sample": sample, "dna": dna, "changes": [change.removeprefix("p.") for change in own["hgvsp"]],
                "effects": list(own["effect"]), "vaf": [float(vaf) for vaf in own["vaf"]], "state": state, "ratio": stated,
                "percentile": 100 * float((f.unaltered < value).mean() + (f.unaltered == value).mean() / 2)})
    return rows


def every_case(tumour_rows, results):
    rows, said = [], []
    for name, tumours in tumour_rows.items():
        uncertain = [row for row in tumours if row["dna"] == "uncertain"]
        for row in sorted(uncertain, key=lambda row: -row["percentile"]):
            known = "; ".join(f"{PUBLISHED[c][1]} ({PUBLISHED[c][2]})" for c in row["changes"] if c in PUBLISHED)
            rows.append([name, ", ".join(row["changes"]), ", ".join(map(two, row["vaf"])), f"{row['percentile']:.0f}",
                         "-" if math.isnan(row["ratio"]) else ratio(row["ratio"]), f"`{row['state']}`", known or "-"])
        vaf = lambda state: [max(row["vaf"]) for row in uncertain if row["state"] == state]
        loss, intact = vaf("supports_loss"), vaf("supports_intact")
        said.append(f"{name}: median VAF {two(float(np.median(loss)))} in {len(loss)} tumours with `supports_loss`, "
                    f"{two(float(np.median(intact))) if intact else '-'} in {len(intact)} with `supports_intact`")
        two_hits = sum(len(row["changes"]) > 1 for row in uncertain)
        said[-1] += f"; {two_hits} with two variants of KEAP1."
    header = ["histology", "change", "VAF", "percentile among unaltered", "ratio", "RNA", "published"]
    results.table("keap1_cases", header, rows)
    results.text("keap1_vaf", "\n".join(f"- {line}" for line in said))


def published(tumour_rows, results):
    rows, counts = [], Counter()
    for name, tumours in tumour_rows.items():
        for row in tumours:
            known = [(change, PUBLISHED[change]) for change in row["changes"] if change in PUBLISHED]
            if not known:
                continue
            # A tumour with two variants is as its worse one.
            expected = "loss" if any(entry[0] == "loss" for _, entry in known) else "intact"
            others = [change for change in row["changes"] if change not in PUBLISHED]
            agrees = {f"supports_{expected}": "agrees", "neutral": "neutral", "not_assessable": "not assessable"}
            agrees = agrees.get(row["state"], "**disagrees**")
            counts[row["dna"], agrees] += 1
            with_others = f" (with {', '.join(others)})" if others else ""
            words = "; ".join(sorted({f"{entry[1]} ({entry[2]})" for _, entry in known}))
            stated = "-" if math.isnan(row["ratio"]) else ratio(row["ratio"])
            rows.append([", ".join(change for change, _ in known) + with_others, name, row["dna"], words, expected,
                         f"{row['percentile']:.0f}", stated, f"`{row['state']}`", agrees])
    order = {"uncertain": 0, "altered": 1}
    rows.sort(key=lambda row: (order[row[2]], row[4], row[0]))
    header = ["change", "tumour", "DNA", "published of the change", "expected", "percentile", "ratio", "RNA", ""]
    results.table("keap1_published", header, rows)
    said = []
    for dna in order:
        of = {kind.strip("*"): count for (group, kind), count in counts.items() if group == dna}
        total = sum(of.values())
        said.append(f"- Of {total} tumours whose KEAP1 is {dna} by DNA and whose change was tested, {of.get('agrees', 0)} agree, "
                    f"{of.get('disagrees', 0)} disagree, {of.get('neutral', 0)} are `neutral`.")
        for kind, count in of.items():
            results.add("nrf2_programme", "KEAP1", "LUAD and LUSC", f"published_{dna}_{kind.replace(' ', '_')}", count)
    results.text("keap1_agreement", "\n".join(said))


def altered_kinds(tumour_rows, results):
    rows = []
    for name, tumours in tumour_rows.items():
        kinds = {"truncating or splice site": [], "missense at a hotspot": []}
        for row in tumours:
            if row["dna"] == "altered":
                kinds["missense at a hotspot" if set(row["effects"]) == {"missense"} else "truncating or splice site"].append(row)
        for kind, members in kinds.items():
            counts = Counter(row["state"] for row in members)
            lowest = f"{min(row['percentile'] for row in members):.0f}" if members else "-"
            rows.append([name, kind, len(members), *(counts[state] for state in STATES), lowest])
    header = ["histology", "KEAP1 change", "tumours", *(f"`{state}`" for state in STATES), "lowest percentile among unaltered"]
    results.table("keap1_altered", header, rows)
