"""Reads a matrix with polars or pandas and says how long that took.

usage: read_table.py polars|pandas|pandas-pyarrow MATRIX.tsv

Threads come from the environment. The import of the library is not in the time.
"""
import json
import sys
import time

reader, path = sys.argv[1:]
if reader == "polars":
    import polars

    start = time.perf_counter()
    table = polars.read_csv(path, separator="\t")
else:
    import pandas

    if reader == "pandas-pyarrow":
        import pyarrow.csv  # noqa: F401  pandas would import it inside the timed call
    start = time.perf_counter()
    table = pandas.read_csv(path, sep="\t", index_col=0, engine="pyarrow" if reader == "pandas-pyarrow" else "c")
seconds = time.perf_counter() - start
print(json.dumps({"stage": "read", "seconds": seconds}), file=sys.stderr)
