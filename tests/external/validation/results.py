"""Results by name, and the page that is filled with them."""
import re
from math import isnan

from program import write_table


def text_of(value, digits):
    if isinstance(value, str):
        return value
    if value is None or isnan(value):
        return "NA"
    if value == float("inf"):
        return "infinite"
    return f"{value:.{digits}f}" if digits else f"{value:,.0f}"


class Results:
    def __init__(self):
        self.rows = {}
        self.tables = {}

    def add(self, name, value, low=None, high=None, n=None, digits=2):
        """A value with its interval and the number of samples behind it."""
        self.rows[name] = {"name": name, "value": value, "low": low, "high": high, "n": n, "digits": digits}

    def count(self, name, value, n=None):
        self.add(name, value, n=n, digits=0)

    def share(self, name, interval, n, digits=2):
        self.add(name, *interval, n=n, digits=digits)

    def measure(self, name, row, digits=2):
        """A row of measures.tsv of `evade validate`."""
        take = lambda key: float(row[key]) if row[key] not in ("NA", "") else None
        self.add(name, take("value"), take("low"), take("high"), int(row["n"]), digits)

    def span(self, name, values, digits=2):
        """The lowest and the highest of some values."""
        self.add(name, f"{min(values):.{digits}f} to {max(values):.{digits}f}", n=len(values))

    def table(self, name, header, rows):
        lines = ["| " + " | ".join(map(str, header)) + " |", "| " + " | ".join("---" for _ in header) + " |"]
        lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
        self.tables[name] = "\n".join(lines)

    def text(self, name, form="full"):
        row = self.rows[name]
        digits = row["digits"]
        value = text_of(row["value"], digits)
        if form == "value" or row["low"] is None:
            return value
        return f"{value} ({text_of(row['low'], digits)} to {text_of(row['high'], digits)})"

    def write(self, path):
        """All values in one table, rounded to four decimals beyond what is printed."""
        def cell(value):
            return value if isinstance(value, str) else "NA" if value is None or isnan(value) else f"{value:.6g}"
        rows = [{"name": name, "value": cell(row["value"]), "low": cell(row["low"]), "high": cell(row["high"]),
                 "n": "NA" if row["n"] is None else row["n"]} for name, row in self.rows.items()]
        write_table(path, rows)

    def fill(self, template):
        """`{{name}}` is value and interval, `{{name:value}}` the value alone, `{{name:n}}` its n, `{{table:name}}` a table."""
        def replace(match):
            name = match.group(1)
            if name.startswith("table:"):
                return self.tables[name[6:]]
            name, _, form = name.partition(":")
            return str(self.rows[name]["n"]) if form == "n" else self.text(name, form or "full")
        return re.sub(r"\{\{([^}]+)\}\}", replace, template)
