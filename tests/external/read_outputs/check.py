#!/usr/bin/env python3
"""Reads every table that evade writes with pandas, polars and R, and compares what they read.

Runs score, phenotype and run on test-data/demo. The TSV read by pandas, every number correctly rounded, is what all
other readings and forms are compared with: the same columns and rows, text as text, numbers as numbers, missing as
missing. Numbers must be equal; R, whose own reader of decimals is not correctly rounded, may differ by 1e-14 of the number.
"""

import json
import math
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import pandas
import polars

HERE = Path(__file__).resolve().parent
DEMO = HERE.parents[2] / "test-data/demo"
R_TOLERANCE = 1e-14
# Older pandas rounds decimals correctly only when asked to; newer ones warn that they always do.
warnings.filterwarnings("ignore", message="The 'float_precision' argument is deprecated")

# Name of a column, to whether it is text and its values; missing is None.
Table = dict[str, tuple[str, list]]


def clean(values: list) -> list:
    return [None if v is None or v is pandas.NA or (isinstance(v, float) and math.isnan(v)) else v for v in values]


def kind(values: list) -> str:
    known = [v for v in values if v is not None]
    if not known:
        return "missing"
    return "text" if all(isinstance(v, str) for v in known) else "number"


def table(columns: dict[str, list]) -> Table:
    cleaned = {name: clean(values) for name, values in columns.items()}
    return {name: (kind(values), values) for name, values in cleaned.items()}


def plain_name(path: Path) -> str:
    return path.name.removesuffix(".gz")


def with_pandas(path: Path) -> Table:
    name = plain_name(path)
    if name.endswith(".parquet"):
        frame = pandas.read_parquet(path)
    elif name.endswith(".jsonl"):
        frame = pandas.read_json(path, lines=True, precise_float=True, dtype=False)
    else:
        frame = pandas.read_csv(path, sep="\t", skiprows=2 if ".gct" in name else 0, keep_default_na=False,
                                na_values=["NA"], float_precision="round_trip", low_memory=False)
    return table({name: frame[name].astype(object).tolist() for name in frame.columns})


def with_polars(path: Path) -> Table:
    name = plain_name(path)
    if name.endswith(".parquet"):
        frame = polars.read_parquet(path)
    elif name.endswith(".jsonl"):
        frame = polars.read_ndjson(path, infer_schema_length=None)
    else:
        frame = polars.read_csv(path, separator="\t", skip_rows=2 if ".gct" in name else 0, null_values="NA",
                                infer_schema_length=None, quote_char=None)
    return table({name: frame[name].to_list() for name in frame.columns})


def with_r(paths: list[Path], work: Path) -> dict[Path, Table]:
    outs = [work / f"r{i}" for i in range(len(paths))]
    pairs = [str(item) for pair in zip(paths, outs) for item in pair]
    subprocess.run(["Rscript", str(HERE / "read.R"), *pairs], check=True, stdout=subprocess.DEVNULL)
    tables = {}
    for path, out in zip(paths, outs):
        if not out.exists():
            print(f"NOT READ by R: {path.name} (no package for it)")
            continue
        columns = {}
        for line in out.read_text().split("\n")[:-1]:
            name, of, *cells = line.split("\x02")
            read = (lambda c: None if c == "\x01" else c) if of == "text" else (lambda c: None if c == "NA" else float(c))
            columns[name] = [read(cell) for cell in cells]
        tables[path] = table(columns)
    return tables


def differences(expected: Table, found: Table, tolerance: float, is_json: bool) -> list[str]:
    # The members of a JSON object have no order, and polars keeps none when there are many.
    if is_json and set(found) == set(expected):
        found = {name: found[name] for name in expected}
    if list(expected) != list(found):
        return [f"columns {list(found)[:5]}..., expected {list(expected)[:5]}..."]
    problems = []
    for name, (of, values) in expected.items():
        found_of, found_values = found[name]
        if found_of != of or len(values) != len(found_values):
            problems.append(f"{name}: {found_of} x {len(found_values)}, expected {of} x {len(values)}")
            continue
        for row, (one, other) in enumerate(zip(values, found_values)):
            same = one == other
            if not same and of == "number" and None not in (one, other):
                same = abs(one - other) <= tolerance * abs(one)
            if not same:
                problems.append(f"{name}, row {row + 1}: {other!r}, expected {one!r}")
                break
    return problems


def write_all(evade: Path, work: Path) -> list[list[Path]]:
    """Tables by what they hold; the first of each group is the TSV that the others are compared with."""
    def run(*arguments: object) -> None:
        subprocess.run([str(evade), "--quiet", *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)

    matrix = DEMO / "expression_tpm.tsv.gz"
    score = ("score", matrix, "--gene-sets", "builtin", "--method", "singscore", "--method", "ssgsea", "--min-genes", 5)
    forms = ["tsv", "tsv.gz", "parquet", "jsonl", "jsonl.gz"]
    groups = []
    for stem, command in [("long", score), ("wide", (*score, "--format", "wide")), ("calls", ("phenotype", matrix))]:
        group = [work / f"{stem}.{form}" for form in forms]
        for path in group:
            run(*command, "-o", path)
        groups.append(group)
    run(*score, "-o", work / "s.gct")
    groups.append([work / "s.gct"])
    out = work / "run"
    arguments = ["--samples", DEMO / "samples.csv", "--expression", matrix] if (DEMO / "samples.csv").exists() else ["--expression", matrix]
    run("run", *arguments, "--outdir", out)
    groups += [[path] for path in sorted(out.glob("*.tsv"))]
    return groups


def compare_gct(long: Table, gct: Table) -> list[str]:
    """The scores of the GCT file are those of the long table."""
    scores = dict(zip(zip(*(long[name][1] for name in ("sample", "signature", "method"))), long["score"][1]))
    problems = []
    for sample in list(gct)[4:]:
        for row, value in enumerate(gct[sample][1]):
            signature, method = gct["id"][1][row].split(":", 1)
            if scores[sample, signature, method] != value:
                problems.append(f"{signature} in {sample}: {value}")
    return problems


def main() -> None:
    evade = Path(sys.argv[1]).resolve()
    n_bad = n_read = 0
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        groups = write_all(evade, work)
        by_r = with_r([path for group in groups for path in group], work)
        for group in groups:
            expected = with_pandas(group[0])
            for path in group:
                readings = [("pandas", with_pandas(path), 0.0)] if path != group[0] else []
                readings.append(("polars", with_polars(path), 0.0))
                if path in by_r:
                    readings.append(("R", by_r[path], R_TOLERANCE))
                for reader, found, tolerance in readings:
                    problems = differences(expected, found, tolerance, ".jsonl" in path.name)
                    n_read += 1
                    n_bad += bool(problems)
                    for problem in problems[:5]:
                        print(f"DIFFERS {path.name} by {reader}: {problem}")
            height = len(next(iter(expected.values()))[1]) if expected else 0
            n_missing = sum(values.count(None) for _, values in expected.values())
            print(json.dumps({"table": group[0].name, "forms": len(group), "rows": height,
                              "columns": len(expected), "missing": n_missing}))
        problems = compare_gct(with_pandas(groups[0][0]), with_pandas(work / "s.gct"))
        n_bad += bool(problems)
        print(*problems[:5], sep="\n", end="")
    print(f"{n_read} readings, {n_bad} with differences")
    sys.exit(n_bad > 0)


if __name__ == "__main__":
    main()
