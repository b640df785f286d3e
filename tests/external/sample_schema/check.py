#!/usr/bin/env python3
"""Validates the JSON of samples against `evade schema sample` with the Python package jsonschema.

Runs the cohorts of test-data/demo and test-data/lanes. Every sample must be valid, also with a property that a later
version may add; every damaged one must not be, and the message must name the place of the damage.
"""

import copy
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

DATA = Path(__file__).resolve().parents[3] / "test-data"
MATRIX = DATA / "demo/expression_tpm.tsv.gz"

# Where a value is replaced, and by what.
DAMAGES = [
    (["schema_version"], "3.0.0"),
    (["facts", "sample"], None),
    (["facts", "purity"], "0.5"),
    (["report", "date"], "4.5.2026"),
    (["rna", "call", "phenotype"], "hot"),
    (["rna", "quality", "profile_gate"], None),
    (["rna", "quality", "n_rows"], 1.5),
    (["rna", "quality", "n_rows"], -1),
    (["rna", "axes", 0, "axis"], "Q"),
    (["rna", "axes", 0, "percentile_interval"], [1.0]),
    (["dna", "genes", 0, "status"], "negative"),
    (["dna", "genes", 0, "flags"], ["n_callers:two"]),
    (["antigen_presentation", "found"], ["loh"]),
    (["lanes", "hla", "state"], ""),
    (["mechanisms", 0, "evidence"], None),
]
# Objects that lose each of their properties in turn, but for those that may be left out.
OBJECTS = [[], ["rna"], ["rna", "call"], ["rna", "axes", 0], ["dna", "genes", 0], ["hla", 0], ["facts"]]
MAY_BE_LEFT_OUT = {"report", "sources"}


def at(value, path: list):
    for key in path:
        value = value[key]
    return value


def places(error) -> list[list]:
    """The places of an error and of everything below it."""
    below = [place for inner in error.context or [] for place in places(inner)]
    return [list(error.absolute_path), *below]


def samples(evade: Path, work: Path) -> list[dict]:
    found = []
    for name in ("demo", "lanes"):
        out = work / name
        subprocess.run([evade, "run", "--quiet", "--samples", DATA / name / "samples.csv", "--expression", MATRIX,
                        "--report-date", "2026-05-04", "--outdir", out], check=True)
        found += [json.loads(path.read_text()) for path in sorted(out.glob("samples/*.json"))]
    return found


def main() -> None:
    evade = Path(sys.argv[1]).resolve()
    schema = json.loads(subprocess.run([evade, "schema", "sample"], check=True, capture_output=True).stdout)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    n_checks, problems = 0, []

    def must_be_valid(sample: dict, what: str) -> None:
        nonlocal n_checks
        n_checks += 1
        error = best_match(validator.iter_errors(sample))
        if error:
            problems.append(f"{sample['facts']['sample']}, {what}: {error.json_path}: {error.message[:200]}")

    def must_fail(sample: dict, path: list, what: str) -> None:
        nonlocal n_checks
        n_checks += 1
        found = [place for error in validator.iter_errors(sample) for place in places(error)]
        if not any(place[:len(path)] == path for place in found):
            problems.append(f"{what} at {path} is not found")

    with tempfile.TemporaryDirectory() as folder:
        whole = samples(evade, Path(folder))
    for sample in whole:
        must_be_valid(sample, "as written")
    sample = whole[0]
    for path, value in DAMAGES:
        damaged = copy.deepcopy(sample)
        at(damaged, path[:-1])[path[-1]] = value
        must_fail(damaged, path, f"{value!r}")
    for path in OBJECTS:
        more = copy.deepcopy(sample)
        at(more, path)["added_later"] = {"x": 1}
        must_be_valid(more, f"a property more at {path}")
        for name in at(sample, path).keys() - MAY_BE_LEFT_OUT:
            less = copy.deepcopy(sample)
            del at(less, path)[name]
            must_fail(less, path, f"the missing {name}")
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"{len(whole)} samples, {n_checks} checks, {len(problems)} problems")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
