"""summary.md from the raw runs: medians, and ratios to evade at the same method, size and threads."""
from statistics import median

from .catalogue import METHODS, READ, tools


def shown(value):
    """Three significant digits, without an exponent."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3g}"


def centre(runs, column):
    """Median of the runs that ended well, or None."""
    values = [getattr(run, column) for run in runs if run.status.startswith("ok") and getattr(run, column) != ""]
    return median(values) if values else None


def cell(runs, ours, column, unit):
    """Median and ratio to evade; or the status; a time limit gives a lower bound of the ratio."""
    if not runs:
        return "–"
    value, base = centre(runs, column), centre(ours, column)
    if value is None:
        status = runs[-1].status
        bound = runs[-1].wall_s
        if status.startswith("over") and column == "wall_s" and base and bound != "":
            return f"{status} (over {shown(bound / base)}×)"
        return status.partition(":")[0] if status.startswith("failed: exit") else status
    mark = " (estimate)" if any("estimate" in run.status for run in runs) else ""
    if runs[0].tool == "evade":
        return f"**{shown(value)} {unit}**{mark}"
    return f"{shown(value)} {unit}{mark}" + (f" ({shown(value / base)}×)" if base else "")


def table(runs, methods, kind, column, unit):
    """Markdown lines: a row for each method, tool and threads, a column for each size."""
    picked = [run for run in runs if run.kind == kind and run.method in methods]
    if not picked:
        return []
    sizes = sorted({run.n_samples for run in picked})
    order = {name: place for place, name in enumerate(tools())}
    rows = sorted({(methods.index(run.method), order.get(run.tool, 99), run.tool, run.method, run.threads)
                   for run in picked})
    lines = ["| method | tool | threads | " + " | ".join(f"{size:,} samples" for size in sizes) + " |",
             "| --- | --- | --- |" + " ---: |" * len(sizes)]
    for _, _, tool, method, threads in rows:
        cells = []
        for size in sizes:
            here = [run for run in picked if (run.method, run.n_samples, run.threads) == (method, size, threads)]
            cells.append(cell([run for run in here if run.tool == tool],
                              [run for run in here if run.tool == "evade"], column, unit))
        lines.append(f"| {method} | {tool} | {threads} | " + " | ".join(cells) + " |")
    return lines


SECTIONS = (
    ("Scoring alone: wall seconds, matrix in memory", "scoring", "wall_s", "s"),
    ("End to end: wall seconds of the process that reads, scores and writes", "end to end", "wall_s", "s"),
    ("End to end: CPU seconds", "end to end", "cpu_s", "s"),
    ("End to end: peak memory of the largest process", "end to end", "peak_rss_mb", "MB"),
)


def write(path, runs, agreement, machine, versions, settings):
    """Writes the whole summary; called after every size, so that a stopped suite leaves one."""
    lines = ["# Benchmark suite", "", "In brackets: ratio to evade at the same method, size and threads; above 1 evade "
             "is better. `README.md` of the suite says what is measured and what is not.", "", "| | |", "| --- | --- |"]
    lines += [f"| {name} | {value} |" for name, value in (machine | settings).items()]
    lines += [f"| {name} | {version} |" for name, version in versions.items()]
    for title, kind, column, unit in SECTIONS:
        body = table(runs, list(METHODS), kind, column, unit)
        lines += ["", f"## {title}", "", *body] if body else []
    body = table(runs, [READ], "reading", "wall_s", "s")
    lines += ["", "## Reading the matrix: wall seconds", "", *body] if body else []
    if agreement:
        lines += ["", "## Do the tools compute the same?", "",
                  "| method | tool | against | largest absolute difference | largest score | | note |",
                  "| --- | --- | --- | ---: | ---: | --- | --- |"]
        lines += ["| " + " | ".join(row) + " |" for row in agreement]
    failed = sorted({(run.tool, run.method, run.n_samples, run.threads, run.status) for run in runs
                     if run.status.startswith("failed")})
    if failed:
        lines += ["", "## Failures", ""]
        lines += [f"- {tool} {method}, {size:,} samples, {threads} threads: {status.removeprefix('failed: ')}"
                  for tool, method, size, threads, status in failed]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
