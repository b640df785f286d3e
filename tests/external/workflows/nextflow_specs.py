#!/usr/bin/env python3
"""nextflow_specs.py MODULES DEMO BIN - specs for nf-run-process.groovy, and the sheet as the pipeline stages it, in
the working folder."""
import csv
import json
import os
import sys

modules, demo, bin_folder = sys.argv[1:]
here = os.getcwd()
COLUMNS = ["expression", "vcf", "maf", "reported", "panel", "cnv", "hla"]

rows = list(csv.DictReader(open(f"{demo}/samples.csv", newline="")))
files = []
for row in rows:
    for column in COLUMNS:
        cell = row.get(column)
        if cell:
            if cell not in files:
                files.append(cell)
            row[column] = f"{files.index(cell) + 1}/{os.path.basename(cell)}"


def write_sheet(name, rows):
    with open(name, "w", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


write_sheet("cohort.csv", rows)
with open("files.txt", "w") as handle:
    handle.writelines(f"{file}\n" for file in files)
write_sheet("bad.csv", [dict(row, rna_id="NO_SUCH_COLUMN") if i == 1 else row for i, row in enumerate(rows)])
staged = [os.path.join(demo, file) for file in files]
matrix = f"{demo}/expression_tpm.tsv.gz"
none = [[], [], [], []]


def spec(name, module, inputs, **more):
    content = {
        "module": f"{modules}/{module}/main.nf",
        "process": f"EVADE_{module.upper()}",
        "workdir": f"{here}/{name}",
        "inputs": inputs,
        "task": {"cpus": 2, "ext": more.pop("ext", {})},
        "path_prepend": bin_folder,
    }
    json.dump({**content, **more}, open(f"{name}.json", "w"), indent=1)


def run(name, id, sheet, shard, **more):
    spec(name, "run", [[{"id": id}, f"{here}/{sheet}", matrix, shard], staged, *none], **more)


def merge(name, parts, **more):
    spec(name, "merge", [[{"id": "evade"}, parts], f"{here}/cohort.csv"], **more)


spec("check", "check", [[{"id": "cohort"}, f"{here}/cohort.csv", matrix], staged, *none])
spec("check-stub", "check", [[{"id": "cohort"}, f"{here}/cohort.csv", matrix], staged, *none], stub=True)
run("run-1", "part1", "cohort.csv", "1/2", ext={"args": "--unit tpm"})
run("run-2", "part2", "cohort.csv", "2/2", ext={"args": "--unit tpm", "prefix": "second"})
run("run-stub", "part1", "cohort.csv", "1/2", stub=True)
run("version", "part1", "cohort.csv", "1/16")
for name, ext in [("failed-check", {}), ("allowed-check", {"allow_failed_samples": True})]:
    spec(name, "check", [[{"id": "cohort"}, f"{here}/bad.csv", matrix], staged, *none], ext=ext)
run("failed", "all", "bad.csv", [])
run("allowed", "all", "bad.csv", [], ext={"allow_failed_samples": True})
merge("merge", [f"{here}/run-1/part1", f"{here}/run-2/second"])
merge("merge-stub", [f"{here}/run-stub/part1"], stub=True)
