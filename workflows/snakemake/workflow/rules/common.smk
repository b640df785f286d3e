# What the rules share: where things lie, the options of evade, and which files each sample of the sheet names.
import csv
import hashlib
import json
import shlex
from pathlib import Path
from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

SHEET = config["samples"]
OUTDIR = config["outdir"].rstrip("/")
PARTS = config["parts"].rstrip("/")

# Columns of the sheet that name files, relative to the sheet.
FILE_COLUMNS = ["expression", "vcf", "maf", "reported", "panel", "cnv", "hla"]


def read_sheet(path):
    """Cells of each row that hold something. Whether they make sense is for `evade check` to say."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as handle:
            lines = handle.read().strip("\r\n").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise WorkflowError(f"config key 'samples': {path} cannot be read: {error}")
    header = lines[0] if lines else ""
    separator = next((s for s in "\t;" if s in header), ",")
    kept = {column.lower() for column in config["carry"]}
    rows = [
        {
            column.strip().lower(): cell.strip()
            for column, cell in row.items()
            if isinstance(column, str) and isinstance(cell, str)
        }
        for row in csv.DictReader(lines, delimiter=separator)
    ]
    return [
        {c: cell for c, cell in row.items() if cell not in ("", "NA") or c in kept}
        for row in rows
        if row.get("sample")
    ]


ROWS = read_sheet(SHEET)
ROW_OF = {row["sample"]: row for row in ROWS}

if config["scatter"] == "samples":
    for row in ROWS:
        validate(row, "../schemas/samples.schema.yaml", set_default=False)


def digest(row):
    """Changes with the row. Snakemake prints and stores parameters, so it does not get what the row says."""
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()


def files_of(rows):
    """Files that these rows name, each once."""
    cells = [row.get(column, "") for row in rows for column in FILE_COLUMNS]
    return list(dict.fromkeys(str(Path(SHEET).parent / cell) for cell in cells if cell))


# Reference: the id of a built-in one, or a file.
REFERENCE_FILE = config["reference"] if Path(config["reference"]).is_file() else None

# Files that every sample's result depends on.
SHARED_FILES = [
    file
    for file in [
        config["expression"],
        config["tx2gene"],
        config["rules"],
        REFERENCE_FILE,
        *config["gene_sets"],
    ]
    if file
]


def options():
    """Options that `evade check` and `evade run` have in common."""
    words = [
        f"--{name.replace('_', '-')}={config[name]}"
        for name in [
            "expression",
            "unit",
            "input_format",
            "tx2gene",
            "scale",
            "reference",
            "rules",
        ]
        if config[name]
    ]
    words += [f"--gene-sets={file}" for file in config["gene_sets"]]
    words += ["--union"] if config["union"] else []
    return shlex.join(words)


def run_options():
    """Options of `evade run`, which keeps columns that `evade check` need not know."""
    return shlex.join(
        shlex.split(options()) + [f"--carry={column}" for column in config["carry"]]
    )


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
    return [f"{PARTS}/samples/{sample}" for sample in ROW_OF]


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
