"""Do the tools compute the same? A benchmark of different work says nothing."""
import csv
from dataclasses import dataclass

from . import commands
from .catalogue import METHODS, PEERS
from .measure import measure, thread_environment


def scores(path, tool):
    """A score table as {set: {sample: score}}; what is not a number is left out."""
    set_column = "signature" if tool == "evade" else "set"
    table = {}
    with open(path, encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            try:
                table.setdefault(row[set_column], {})[row["sample"]] = float(row["score"])
            except ValueError:
                continue
    return table


def aligned(values, reference):
    """`values` with the sign that fits `reference`: the sign of a singular vector is arbitrary."""
    dot = sum(values[sample] * reference[sample] for sample in values if sample in reference)
    return {sample: -value for sample, value in values.items()} if dot < 0 else values


@dataclass
class Difference:
    """Largest absolute difference and score, and how many scores both have, and how many differ beyond the tolerance."""

    largest: float = 0.0
    scale: float = 0.0
    shared: int = 0
    beyond: int = 0


def difference(peer, reference, theirs):
    """Compares every score that both have."""
    pairs = []
    for name, row in theirs.items():
        ours = reference.get(name, {})
        row = aligned(row, ours) if peer.method == "plage" else row
        pairs += [(ours[sample], row[sample]) for sample in row.keys() & ours.keys()]
    found = Difference(shared=len(pairs))
    if pairs:
        found.scale = max(abs(ours) for ours, _ in pairs)
        found.largest = max(abs(ours - other) for ours, other in pairs)
        found.beyond = sum(abs(ours - other) > (peer.tolerance or 0) * found.scale for ours, other in pairs)
    return found


def verdict(peer, found, expected):
    """A word for the table."""
    if found.shared != expected:
        return f"DIFFERS: {found.shared} of {expected} scores are in both"
    if peer.tolerance is None:
        return "other definition"
    if found.beyond == 0:
        return "agrees"
    return f"DIFFERS: {found.beyond} of {expected} scores"


def run_one(box, tool, method, matrix, sets, work):
    """Scores of one tool, or the status that says why there are none."""
    out = work / "agreement.out.tsv"
    out.unlink(missing_ok=True)
    done = measure(commands.score(box, tool, method, matrix, sets, out, 1), thread_environment(1, work), 400,
                   work / "agreement.log")
    return (scores(out, tool), "ok") if done.status == "ok" else (None, done.status)


def compare(box, methods, wanted, matrix, sets, work):
    """Rows for the table. Where evade does not know a method yet, the first peer is the reference."""
    rows = []
    for method in (method for method in METHODS if method in methods):
        reference, status = run_one(box, "evade", method, matrix, sets, work)
        against = "evade"
        if reference is None:
            rows.append((method, "evade", "", "", "", status, ""))
        for peer in (peer for peer in PEERS if peer.method == method and peer.tool in wanted):
            if peer.tool in box.missing:
                rows.append((method, peer.tool, "", "", "", box.missing[peer.tool], peer.note))
                continue
            theirs, status = run_one(box, peer.tool, method, matrix, sets, work)
            if theirs is None:
                rows.append((method, peer.tool, "", "", "", status, peer.note))
            elif reference is None:
                reference, against = theirs, peer.tool
            else:
                found = difference(peer, reference, theirs)
                expected = sum(len(row) for row in reference.values())
                rows.append((method, peer.tool, against, f"{found.largest:.2g}", f"{found.scale:.3g}",
                             verdict(peer, found, expected), peer.note))
    return rows
