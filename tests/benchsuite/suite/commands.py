"""The command line of every tool: the one place to see what exactly is run."""
from .catalogue import PYTHON_TOOLS
from .install import HERE

RUNNERS = HERE / "runners"


def score(box, tool, method, matrix, sets, out, threads, warm=False):
    """Reads `matrix`, scores `sets`, writes `out`."""
    if tool == "evade":
        return [box.evade, "score", matrix, "--gene-sets", sets, "--method", method, "-o", out, "--threads", threads,
                "--verbose", "--log-format", "json"]
    if tool == "gsva-rust":
        return [box.gsva_rust, method, matrix, sets, out]
    if tool == "GSVA":
        return ["Rscript", "--vanilla", RUNNERS / "gsva.R", method, matrix, sets, out, threads]
    assert tool in PYTHON_TOOLS, tool
    return [box.python, RUNNERS / "python_peers.py", tool, method, matrix, sets, out, threads] + ["--warm"] * warm


def read(box, tool, matrix, threads):
    """Reads `matrix` and stops."""
    if tool == "data.table":
        return ["Rscript", "--vanilla", RUNNERS / "read_fread.R", matrix, threads]
    return [box.python, RUNNERS / "read_table.py", tool, matrix]
