"""Collects the figures of readouts: rows of docs/readouts.tsv and tables of the page."""
import csv
import math
import re


def two(value):
    return "-" if value is None or math.isnan(value) else f"{value:.2f}"


def three(value):
    return "-" if value is None or math.isnan(value) else f"{value:.3f}"


def with_interval(value, low, high):
    return two(value) if low is None else f"{two(value)} ({two(low)} to {two(high)})"


def percent(part, whole):
    return "-" if not whole else f"{100 * part / whole:.0f} %"


def ratio(value):
    return f"{value:.2g}" if value < 10 else f"{value:.0f}"


class Results:
    """Rows and blocks by name."""

    COLUMNS = ["readout", "gene", "histology", "measure", "value", "low", "high", "n_altered", "n_unaltered"]

    def __init__(self):
        self.rows, self.blocks = [], {}

    def add(self, readout, gene, histology, measure, value, low=None, high=None, n=(None, None)):
        def cell(x):
            if x is None or (isinstance(x, float) and math.isnan(x)):
                return "NA"
            return x if isinstance(x, (str, int)) else f"{x:.6g}"

        row = [readout, gene, histology, measure, cell(value), cell(low), cell(high), cell(n[0]), cell(n[1])]
        self.rows.append(dict(zip(self.COLUMNS, row)))

    def table(self, name, header, rows):
        line = lambda cells: "| " + " | ".join(map(str, cells)) + " |"
        self.blocks[name] = "\n".join([line(header), line("---" for _ in header), *map(line, rows)])

    def text(self, name, text):
        self.blocks[name] = text

    def write(self, path):
        with open(path, "w", newline="") as file:
            writer = csv.DictWriter(file, self.COLUMNS, delimiter="\t", lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)

    def fill(self, page):
        """The page with each block between `<!-- NAME: ... -->` and `<!-- end of NAME -->` replaced."""
        used = set()

        def replace(match):
            used.add(match.group(2))
            return f"{match.group(1)}\n\n{self.blocks[match.group(2)]}\n\n{match.group(4)}"

        page = re.sub(r"(<!-- (\w+): [^>]*-->)(.*?)(<!-- end of \2 -->)", replace, page, flags=re.S)
        if used != set(self.blocks):
            raise SystemExit(f"blocks of the page and of the script differ: {sorted(used ^ set(self.blocks))}")
        return page
