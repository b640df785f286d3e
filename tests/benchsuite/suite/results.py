"""The raw runs: one line a run and kind, written as soon as it is known, so that a stopped suite can go on."""
import csv
from dataclasses import astuple, dataclass, fields


@dataclass
class Run:
    """One line of results.tsv. Empty text stands for what was not measured."""

    tool: str
    version: str
    method: str
    n_samples: int
    n_genes: int
    n_sets: int
    threads: int
    kind: str
    run: int
    wall_s: float | str
    cpu_s: float | str
    peak_rss_mb: float | str
    status: str

    def group(self):
        """What makes runs repetitions of one another."""
        return self.tool, self.version, self.method, self.n_samples, self.n_genes, self.threads


COLUMNS = [field.name for field in fields(Run)]
INTEGERS = ("n_samples", "n_genes", "n_sets", "threads", "run")
SECONDS = ("wall_s", "cpu_s", "peak_rss_mb")


class Results:
    """The file and what it holds."""

    def __init__(self, path, resume):
        self.path, self.runs = path, []
        known = []
        if path.exists():
            if resume:
                with open(path, encoding="utf-8", newline="") as lines:
                    known = [parsed(row) for row in csv.DictReader(lines, delimiter="\t")]
            # Hours of measurements are not overwritten because an option was forgotten.
            path.replace(path.with_name("results.previous.tsv"))
        path.write_text("\t".join(COLUMNS) + "\n", encoding="utf-8")
        for run in known:
            # What failed, or was missing, may work today.
            if run.status.startswith(("ok", "over")):
                self.add(run)

    def add(self, run):
        """Appends a run, in memory and in the file."""
        self.runs.append(run)
        cells = [f"{cell:.4f}" if isinstance(cell, float) else str(cell) for cell in astuple(run)]
        with open(self.path, "a", encoding="utf-8") as out:
            out.write("\t".join(cells) + "\n")

    def of(self, group, kind=None):
        """The runs of a group, of one kind or of all."""
        return [run for run in self.runs if run.group() == group and kind in (None, run.kind)]


def parsed(row):
    """A line of the file as a run."""
    return Run(**{name: int(cell) if name in INTEGERS else float(cell) if name in SECONDS and cell else cell
                  for name, cell in row.items()})
