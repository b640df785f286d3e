#!/usr/bin/env python3
"""Measures evade's calls against public labels and writes docs/validation.md and docs/validation.tsv.

usage: validate.py EVADE [--data FOLDER] [--work FOLDER] [--fresh-calls] [--only SECTION...] [--validator EVADE]

FOLDER of --data holds the public sets (default: $EVADE_REFERENCE_DATA/data). Tables made on the way stay in --work and are
used again: --fresh-calls makes those of calls anew, which is enough when a rule changes; empty the folder when axes, gene sets
or references change. With --only the page is not written. Random numbers have
fixed seeds, so that the same program and data give the same page. Nothing of a single patient is written to docs/.
"""
import argparse
import os
import sys
import tempfile
from pathlib import Path

import bladder
import concordance
import guards
import lung
import robustness
import simulated
from program import ROOT, Evade, rules_digest
from results import Results

SECTIONS = {"lung": lung, "bladder": bladder, "concordance": concordance, "robustness": robustness,
            "guards": guards, "simulated": simulated}
PAGE = ROOT / "docs/validation.md"
TABLE = ROOT / "docs/validation.tsv"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("evade")
    parser.add_argument("--data", default=Path(os.environ.get("EVADE_REFERENCE_DATA", ROOT.parent / "shared")) / "data")
    parser.add_argument("--work", default=Path(tempfile.gettempdir()) / "evade-validation")
    parser.add_argument("--fresh-calls", action="store_true", help="keep references and simulated cohorts alone")
    parser.add_argument("--only", nargs="*", choices=SECTIONS, default=list(SECTIONS))
    parser.add_argument("--validator", help="another evade for the comparisons with labels")
    arguments = parser.parse_args()
    evade = Evade(arguments.evade, arguments.data, arguments.work, arguments.validator)
    if arguments.fresh_calls:
        evade.forget_calls()
    results = Results()
    results.add("rules.digest", rules_digest())
    for name in arguments.only:
        print(f"{name} ...", file=sys.stderr)
        SECTIONS[name].report(evade, results)
    if set(arguments.only) == set(SECTIONS):
        template = (Path(__file__).parent / "page.md").read_text()
        PAGE.write_text(results.fill(template))
        results.write(TABLE)
    else:
        for name in results.rows:
            print(name, results.text(name), results.rows[name]["n"], sep="\t")
        for name, table in results.tables.items():
            print(f"\n{name}\n{table}")
    wrong = [name for name, row in results.rows.items() if name.startswith("shipped.") and row["value"] != "yes"]
    for name in wrong:
        print(f"{name}: {results.rows[name]['value']}", file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
