"""Which tool computes which method, and how far its numbers are expected to agree with evade's."""
from dataclasses import dataclass

METHODS = ("ssgsea", "gsva", "zscore", "plage", "singscore", "ucell", "aucell", "ulm", "mlm")
READ = "read"


@dataclass(frozen=True)
class Peer:
    """One method of one tool. `tolerance` is relative to the largest absolute score; None where the definitions differ."""

    tool: str
    method: str
    tolerance: float | None
    note: str = ""
    # Every sample is compared with every other: the largest size would take days.
    quadratic: bool = False
    # Kernels are compiled at the first call: scoring alone needs a process of its own, warmed up.
    compiled_late: bool = False


PEERS = (
    Peer("gsva-rust", "ssgsea", 1e-10),
    Peer("GSVA", "ssgsea", 1e-10),
    Peer("gseapy", "ssgsea", None, "other order among ties, ranks not truncated, metric 10000·rank/p"),
    Peer("gsva-rust", "gsva", 1e-2, "a table of Φ in steps of 0.001, evade the exact Φ", quadratic=True),
    Peer("GSVA", "gsva", 1e-2, "a table of Φ in steps of 0.001, evade the exact Φ", quadratic=True),
    Peer("gseapy", "gsva", None, "other order among ties", quadratic=True),
    Peer("gsva-rust", "zscore", 1e-10),
    Peer("GSVA", "zscore", 1e-10),
    Peer("gsva-rust", "plage", 1e-8, "the sign means nothing: aligned per set"),
    Peer("GSVA", "plage", 1e-8, "the sign means nothing: aligned per set"),
    Peer("pyucell", "ucell", 1e-6, "float32; zeros are taken out before ranking"),
    Peer("decoupler", "aucell", 1e-2, "ties in a seeded random order", compiled_late=True),
    Peer("decoupler", "ulm", 1e-10, compiled_late=True),
    Peer("decoupler", "mlm", 1e-8, compiled_late=True),
)

READERS = ("polars", "pandas", "pandas-pyarrow", "data.table")
PYTHON_TOOLS = ("gseapy", "decoupler", "pyucell", "polars", "pandas", "pandas-pyarrow")

# Named in the tables, so that nobody takes a missing row for a tool that was forgotten.
NOT_INSTALLABLE = {("singscore (R)", "singscore"): "not installable here: the R package is not in Debian"}


def tools():
    """All names that --tools takes, in the order of the tables."""
    names = ["evade"]
    for name in [peer.tool for peer in PEERS] + [tool for tool, _ in NOT_INSTALLABLE] + list(READERS):
        if name not in names:
            names.append(name)
    return names
