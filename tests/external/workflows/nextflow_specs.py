#!/usr/bin/env python3
"""nextflow_specs.py MODULES SHEET MATRIX BIN - specs for nf-run-process.groovy, and the sheet as the pipeline stages it,
in the working folder."""
import csv
import json
import os
import subprocess
import sys

modules, sheet, matrix, bin_folder = sys.argv[1:]
here = os.getcwd()
folder = os.path.dirname(sheet)
check = [f"{bin_folder}/evade", "check", "--quiet", "--samples", os.path.basename(sheet), "--files", "json"]
listed = json.loads(subprocess.run(check, cwd=folder, stdout=subprocess.PIPE, check=True).stdout)

rows = list(csv.DictReader(open(sheet, newline="")))
files = []
for row, sample in zip(rows, listed["samples"], strict=True):
    staged = {}
    for file in sample["files"]:
        if file["path"] not in files:
            files.append(file["path"])
        staged_as = f"{files.index(file['path']) + 1}/{os.path.basename(file['path'])}"
        staged.setdefault(file["column"], []).append(staged_as)
    row.update((column, ";".join(names)) for column, names in staged.items())


def write_sheet(name, rows):
    with open(name, "w", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


write_sheet("cohort.csv", rows)
with open("files.txt", "w") as handle:
    handle.writelines(f"{file}\n" for file in files)
write_sheet("bad.csv", [dict(row, rna_id="NO_SUCH_COLUMN") if i == 1 else row for i, row in enumerate(rows)])
staged = [os.path.join(folder, file) for file in files]
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


for name, stub in [("files", False), ("files-stub", True)]:
    spec(name, "files", [[{"id": "cohort"}, f"{here}/marked.csv"]], stub=stub)
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
