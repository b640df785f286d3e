"""Runs evade and reads its tables."""
import csv
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SIGNATURES = ROOT / "signatures"

def read_table(path):
    """The rows of a TSV file, gzip or not."""
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def write_table(path, rows, columns=None):
    columns = columns or list(rows[0])
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter="\t", lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def number(text):
    return float("nan") if text in ("", "NA", None) else float(text)


def by_sample(rows):
    return {row["sample"]: row for row in rows}


class Evade:
    """The program, the public data and a folder for what is made on the way."""

    def __init__(self, program, data, work, validator=None):
        self.program = str(Path(program).resolve())
        self.validator = str(Path(validator or program).resolve())
        self.data = Path(data).resolve()
        self.work = Path(work).resolve()
        self.work.mkdir(parents=True, exist_ok=True)
        self.luad = self.data / "tcga_luad_rna/expression_tpm.tsv.gz"
        self.lusc = self.data / "tcga_lusc_rna/expression_tpm.tsv.gz"
        self.cho = self.data / "icb_nsclc_cho2020/expression_tpm.tsv.gz"
        self.jung = self.data / "icb_nsclc_jung2019/expression_tpm.tsv.gz"
        self.imvigor = self.data / "icb_bladder_imvigor210/expression_log2tpm.tsv.gz"

    def run(self, *arguments, program=None, check=True):
        done = subprocess.run([program or self.program, *map(str, arguments)], capture_output=True, text=True)
        if check and done.returncode:
            sys.exit(f"evade {' '.join(map(str, arguments))}\n{done.stderr}")
        return done

    def forget_calls(self):
        """Removes the tables of calls, and keeps references, matrices and simulated cohorts."""
        for path in self.work.iterdir():
            if path.suffix == ".tsv" and path.name != "scores.tsv":
                path.unlink()
            elif path.name.startswith(("run-", "validate-")):
                shutil.rmtree(path)

    def phenotype(self, name, matrix, *arguments):
        """The calls of a matrix; a table of this name in the work folder is taken as it is."""
        path = self.work / f"{name}.tsv"
        if not path.exists():
            self.run("phenotype", matrix, *arguments, "-q", "-o", path)
        return read_table(path)

    def reference(self, name, built="nsclc", exclude=(), samples=None, without_gate_of=None):
        """A built-in reference built anew by its own command, without some samples.

        `samples` replaces its table of samples; `without_gate_of` is a laboratory whose tumours do not set its gates.
        """
        folder = self.work / name
        file = folder / f"{built}.json"
        if not file.exists():
            folder.mkdir(exist_ok=True)
            configuration = folder / "rebuild.txt"
            configuration.write_text(json.dumps({
                "evade": self.program, "built": built, "id": name, "exclude": sorted(exclude), "samples": str(samples or ""),
                "without_gate_of": without_gate_of, "shipped": str(SIGNATURES / "references")}))
            wrapper = folder / "evade"
            rebuild = Path(__file__).parent / "rebuild.py"
            wrapper.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{rebuild}" "{configuration}" "$@"\n')
            script = folder / "build.sh"
            script.write_text((SIGNATURES / "references/build.sh").read_text())
            for path in (wrapper, script):
                path.chmod(0o755)
            environment = {**os.environ, "EVADE_REFERENCE_DATA": str(self.data.parent)}
            done = subprocess.run([script, wrapper], capture_output=True, text=True, env=environment)
            if done.returncode:
                sys.exit(f"{script}\n{done.stderr}")
            for other in folder.glob("*.json"):
                if other != file:
                    other.unlink()
        return file

    def validate(self, name, calls, labels):
        """`evade validate` of rows of calls with labels by sample: its measures, calibration and confusion.

        A measure of one class is named `recall:yes`."""
        folder = self.work / f"validate-{name}"
        folder.mkdir(exist_ok=True)
        write_table(folder / "calls.tsv", calls)
        write_table(folder / "labels.tsv", [{"sample": s, "label": l} for s, l in sorted(labels.items())])
        self.run("validate", "--calls", folder / "calls.tsv", "--labels", folder / "labels.tsv", "--column", "label",
                 "-o", folder, program=self.validator)

        def of_all(table):
            return [row for row in read_table(folder / table) if row["samples"] == "all" and row["stratum"] == "all"]

        measures = {row["measure"] if row["class"] == "NA" else f"{row['measure']}:{row['class']}": row
                    for row in of_all("measures.tsv")}
        return measures, of_all("calibration.tsv"), of_all("confusion.tsv")


def page_of_pairs():
    """The page on pairs."""
    return ROOT / "docs/methods/pairs.md"


def settle(parts, script, arguments):
    """Prints what a script measured, writes it (--write) or compares it (--check) with what stands between its marks in each file:
    `parts` are path, text and the form of a comment. Whether something differs."""
    differs = False
    for path, part, comment in parts:
        if not (arguments.write or arguments.check):
            print(part, end="\n\n")
            continue
        begin, end = (comment.format(f"written by tests/external/validation/{script}: {mark}") for mark in ("begin", "end"))
        text = path.read_text()
        before, rest = text.split(f"{begin}\n")
        _, after = rest.split(f"{end}\n")
        made = f"{before}{begin}\n{part}\n{end}\n{after}"
        if arguments.write:
            path.write_text(made)
        elif made != text:
            differs = True
            print(f"{path.relative_to(ROOT)} differs from what is measured", file=sys.stderr)
    return differs


def samples_without(evade, name, patients):
    """The table of samples without the normal lungs of these patients."""
    rows = read_table(evade.data / "tcga_luad_rna/samples.tsv")
    for row in rows:
        if row["type"] == "normal" and row["patient"] in patients:
            row["type"] = "held out"
    path = evade.work / f"{name}-samples.tsv"
    write_table(path, rows)
    return path


def rules_digest():
    """Beginning of the SHA-256 of the rule set with its shared part: which rules a page was measured with."""
    files = [SIGNATURES / "rules" / name for name in ("tme-v1.toml", "common.toml")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def rules_file(path, rules_id, tissue, replaced):
    """The shipped rules with numbers of one tissue's model replaced, and the shared part after them."""
    text = (SIGNATURES / "rules/tme-v1.toml").read_text()
    text = re.sub(r'^id = .*$', f'id = "{rules_id}"', text, count=1, flags=re.M)
    models = text.split("[[model]]")
    for place, model in enumerate(models):
        if f'\ntissue = "{tissue}"' in model:
            for key, value in replaced.items():
                model, n = re.subn(rf"^{key} = .*$", f"{key} = {value}", model, count=1, flags=re.M)
                assert n == 1, key
            models[place] = model
    Path(path).write_text("[[model]]".join(models) + "\n" + (SIGNATURES / "rules/common.toml").read_text())
    return path


def toml_list(values):
    return json.dumps(values)
