# What the rules share: where things lie, the options of evade, and which files each sample of the sheet names.
import hashlib
import json
import os
import shlex
import subprocess
from pathlib import Path
from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

SHEET = config["samples"]
OUTDIR = config["outdir"].rstrip("/")
PARTS = config["parts"].rstrip("/")


def options():
    """Options that `evade check` and `evade run` have in common."""
    words = [
        f"--{name.replace('_', '-')}={config[name]}"
        for name in [
            "expression",
            "unit",
            "input_format",
            "tx2gene",
            "gene_lengths",
            "scale",
            "reference",
            "rules",
        ]
        if config[name]
    ]
    words += [f"--gene-sets={file}" for file in config["gene_sets"]]
    words += ["--union"] if config["union"] else []
    words += [f"--carry={column}" for column in config["carry"]]
    return shlex.join(words)


def understood(listing):
    """The list of files, if it has the form that these rules know."""
    listing = json.loads(listing)
    if not listing["schema_version"].startswith("1."):
        raise WorkflowError(
            "another version of evade is needed: its list of files is unknown here"
        )
    return listing


def list_files():
    """The files of every sample, as `evade check --files json` tells them. Each job of a cluster reads the workflow again:
    the list is kept by what it is made of, the sheet and the options, so that they need not make it anew.
    """
    command = ["evade", "check", "--samples", SHEET, *shlex.split(options())]
    command += ["--files", "json", "--quiet"]
    try:
        made_of = Path(SHEET).read_bytes() + "\0".join(command).encode()
    except OSError as error:
        raise WorkflowError(f"config key 'samples': {SHEET} cannot be read: {error}")
    kept = Path(".snakemake/evade") / f"{hashlib.sha256(made_of).hexdigest()}.json"
    if kept.is_file():
        return understood(kept.read_text())
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except OSError as error:
        raise WorkflowError(
            f"evade cannot be started: {error}; Snakemake itself needs it on the PATH, to read the sheet"
        )
    # With exit code 3 and a list some files are not there: the rule `check` says which, and stops the workflow.
    if not done.stdout:
        raise WorkflowError(f"{SHEET} cannot be used: {done.stderr.strip()}")
    kept.parent.mkdir(parents=True, exist_ok=True)
    written = kept.with_suffix(f".{os.getpid()}")
    written.write_text(done.stdout)
    written.replace(kept)
    return understood(done.stdout)


FILES = list_files()
SAMPLES = {sample["stem"]: sample for sample in FILES["samples"]}


def together():
    """Samples that are run together, by the stem of the first: those of one patient are compared with each other."""
    first, groups = {}, {}
    for stem, sample in SAMPLES.items():
        # A sample without a patient is one of its own.
        patient = sample.get("patient")
        key = stem if patient is None else first.setdefault(patient, stem)
        groups.setdefault(key, []).append(sample)
    return groups


GROUPS = together()


def there(files):
    """Paths of those that are there, each once. One that is added later is a change of inputs."""
    return list(dict.fromkeys(f["path"] for f in files if Path(f["path"]).exists()))


def files_of(samples):
    """Files that the rows of these samples name."""
    return there([file for sample in samples for file in sample["files"]])


# Files that every sample's result depends on.
SHARED_FILES = there(FILES["shared"])


def memory(wildcards, input, attempt):
    """MB: each part reads the whole matrix; Snakemake's own process in a cluster job needs some too."""
    return int(1000 + 8 * input.size_mb) * attempt


def accepted(wildcards, output):
    """Exit code that counts as done beside 0; 4 says that some samples have no result. Snakemake does not compare
    parameters that are made from the output, so changing allow_failed_samples computes no sample anew.
    """
    return 4 if config["allow_failed_samples"] else 0


def parts(wildcards):
    """Folders of all parts."""
    if config["scatter"] == "shards":
        return gather.shard(f"{PARTS}/shards/{{scatteritem}}")
    return [f"{PARTS}/samples/{stem}" for stem in GROUPS]


def report_failed_samples():
    """Says at the end of a workflow that went through which samples have no result."""
    failed = Path(OUTDIR) / "failed.tsv"
    rows = failed.read_text().splitlines()[1:] if failed.is_file() else []
    if rows:
        names = ", ".join(row.split("\t")[0] for row in rows[:10])
        more = ", ..." if len(rows) > 10 else ""
        logger.warning(
            f"evade: {len(rows)} samples have no result: {names}{more}; reasons: {failed}"
        )
