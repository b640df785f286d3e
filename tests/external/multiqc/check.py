#!/usr/bin/env python3
"""Draws the folder `multiqc` of result folders with MultiQC under `--strict`.

Runs the cohort of test-data/demo as a whole, in three parts that are merged, with failed samples, one sample, DNA alone,
and with hostile ids. Every report must be made without a warning; its data must hold each sample once with the numbers
of summary.tsv; markup of ids must not run. `--keep FOLDER` keeps results and reports.
"""

import csv
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "test-data"
MATRIX = DATA / "demo/expression_tpm.tsv.gz"
SMALL = DATA / "small/expression_tpm.tsv.gz"
MULTIQC = Path(sys.executable).with_name("multiqc")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
wrong = 0


def check(what: str, holds: bool, detail: object = "") -> None:
    global wrong
    print(f"{'ok' if holds else 'FAILED'}  {what}" + ("" if holds else f": {detail}"))
    wrong += not holds


def run(evade: str, *arguments: object, codes: tuple[int, ...] = (0,)) -> None:
    done = subprocess.run([evade, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode not in codes:
        sys.exit(f"evade {arguments}: exit code {done.returncode}\n{done.stderr}")


def rows(path: Path) -> list[dict]:
    with path.open(newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


def report(name: str, folders: list[Path], work: Path, *options: str) -> Path | None:
    """The folder of a report of these results; checks that MultiQC has nothing to say."""
    out = work / f"report_{name}"
    command = [MULTIQC, "--strict", "--force", "--no-ansi", "--no-version-check", *options, "-o", out]
    done = subprocess.run([*command, *folders], capture_output=True, text=True)
    text = done.stdout + done.stderr
    check(f"{name}: multiqc --strict ends with 0", done.returncode == 0, text)
    loud = [line for line in text.splitlines() if re.search("error|warning|LINT|deprecat|no data", line, re.I)]
    loud = [line for line in loud if "will give warnings" not in line]
    check(f"{name}: no warning", not loud, loud)
    made = (out / "multiqc_report.html").exists()
    check(f"{name}: there is a report", made, text)
    return out if made else None


def general(out: Path) -> list[dict]:
    return rows(out / "multiqc_data/multiqc_general_stats.txt")


def column(row: dict, name: str) -> str:
    return next((cell for key, cell in row.items() if key.endswith(f"-{name}")), "")


def same_numbers(name: str, out: Path, results: Path) -> None:
    """Each sample of the summary is a row of the report with its numbers."""
    drawn = {row["Sample"]: row for row in general(out)}
    summary = rows(results / "summary.tsv")
    expected = {row["sample"] for row in summary}
    check(f"{name}: {len(expected)} samples, each once", set(drawn) == expected, set(drawn) ^ expected)
    different = []
    for row in summary:
        for field in ("p_inflamed", "T", "G", "P", "S", "X"):
            cell = column(drawn.get(row["sample"], {}), field)
            missing = row[field] == "NA"
            if (cell != "") == missing or (not missing and float(cell) != float(row[field])):
                different.append((row["sample"], field, row[field], cell))
    check(f"{name}: numbers of summary.tsv", not different, different[:3])


def page_has(name: str, out: Path, *texts: str) -> None:
    page = (out / "multiqc_report.html").read_text()
    for text in texts:
        check(f"{name}: the page has '{text}'", text in page)


def in_browser(name: str, out: Path) -> None:
    """Markup of an id that runs would set the title of the page."""
    if BROWSER is None:
        print(f"SKIPPED  {name}: there is no Chromium")
        return
    command = [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--dump-dom"]
    page = (out / "multiqc_report.html").resolve()
    dom = subprocess.run([*command, f"file://{page}"], capture_output=True, text=True, timeout=300).stdout
    title = re.search("<title>(.*?)</title>", dom, re.S)
    check(f"{name}: the page opens", title is not None, dom[:300])
    check(f"{name}: markup of ids does not run", title is not None and "OWNED" not in title[1], title)
    check(f"{name}: markup of ids is no element", not re.search(r"<(img|b|i) [^>]*(OWNED|evade-test)", dom))


def main(evade: str, work: Path) -> None:
    demo = ["--samples", DATA / "demo/samples.csv", "--expression", MATRIX]
    whole = work / "whole"
    run(evade, "run", "-q", *demo, "--outdir", whole)
    if out := report("demo", [whole / "multiqc"], work):
        same_numbers("demo", out, whole)
        page_has("demo", out, "Axes of the phenotype call", "Phenotypes", "Research use only", "nsclc (n = 1012)")
        versions = (out / "multiqc_data/multiqc_software_versions.txt").read_text()
        version = subprocess.run([evade, "--version"], capture_output=True, text=True).stdout.split()[1]
        check("demo: the version of evade", version in versions, versions)
    # The folder of all results holds JSON and pages that MultiQC must not take for its own.
    if out := report("demo_folder", [whole], work):
        same_numbers("demo_folder", out, whole)

    parts = [work / f"part{i}" for i in (1, 2, 3)]
    for i, part in enumerate(parts, 1):
        run(evade, "run", "-q", *demo, "--shard", f"{i}/3", "--outdir", part)
    merged = work / "merged"
    run(evade, "merge", "-q", "--outdir", merged, *parts)
    files = sorted(path.name for path in (whole / "multiqc").iterdir())
    same = all((whole / "multiqc" / f).read_bytes() == (merged / "multiqc" / f).read_bytes() for f in files)
    check("merged: the bytes of one run", same and files == sorted(p.name for p in (merged / "multiqc").iterdir()))
    if out := report("merged", [merged / "multiqc"], work):
        same_numbers("merged", out, merged)
    if out := report("parts", [part / "multiqc" for part in parts], work):
        same_numbers("parts", out, whole)

    sheet = work / "failed.csv"
    sheet.write_text("sample,rna_id\nP1,active_1\nP2,nowhere\nP3,desert_1\n")
    run(evade, "run", "-q", "--samples", sheet, "--expression", SMALL, "--outdir", work / "failed", codes=(4,))
    if out := report("failed", [work / "failed/multiqc"], work):
        same_numbers("failed", out, work / "failed")
        page_has("failed", out, "Samples without a result", "sample_not_in_matrix", "are active_1&#44; active_2")
    sheet.write_text("sample,rna_id,vcf\nP2,active_1,nowhere.vcf\n")
    run(evade, "run", "-q", "--samples", sheet, "--expression", SMALL, "--outdir", work / "none", codes=(3,))
    if out := report("none", [work / "none/multiqc"], work):
        page_has("none", out, "Samples without a result")

    run(evade, "run", "-q", *demo, "--only", "SIM00003", "--outdir", work / "one")
    if out := report("one", [work / "one/multiqc"], work):
        same_numbers("one", out, work / "one")

    with (DATA / "demo/samples.csv").open(newline="") as text:
        cells = list(csv.DictReader(text))
    of_dna = [name for name in cells[0] if name not in ("rna_id", "assay_rna")]
    sheet = work / "dna.csv"
    with sheet.open("w", newline="") as text:
        writer = csv.DictWriter(text, of_dna, extrasaction="ignore")
        writer.writeheader()
        for row in (row for row in cells if row["vcf"] or row["maf"] or row["cnv"]):
            for name in ("vcf", "maf", "cnv"):
                row[name] = str(DATA / "demo" / row[name]) if row[name] else ""
            writer.writerow(row)
    run(evade, "run", "-q", "--samples", sheet, "--outdir", work / "dna")
    if out := report("dna", [work / "dna/multiqc"], work):
        same_numbers("dna", out, work / "dna")

    sheet = work / "hostile.csv"
    ids = ["<img src=x onerror=document.title='OWNED'>", "a/P1", "b/P1", '"q"', "#1", "P1.bam",
           "\" onmouseover=\"document.title='OWNED'", "</script><script>document.title='OWNED'</script>"]
    columns = ["active_1", "active_2", "desert_1", "desert_2", "excluded_1", "excluded_2", "suppressed_1",
               "<img src=x onerror=document.title='OWNED'>"]
    with sheet.open("w", newline="") as text:
        csv.writer(text).writerows([["sample", "rna_id"], *zip(ids, columns)])
    run(evade, "run", "-q", "--samples", sheet, "--expression", SMALL, "--outdir", work / "hostile", codes=(4,))
    if out := report("hostile", [work / "hostile/multiqc"], work, "--fullnames"):
        check("hostile: each sample once", len(general(out)) == len(ids) - 1, [r["Sample"] for r in general(out)])
        page = (out / "multiqc_report.html").read_text()
        check("hostile: no markup in the page", "<img src=x" not in page and "<script>document.title" not in page)
        in_browser("hostile", out)


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[2] == "--keep":
        Path(sys.argv[3]).mkdir(parents=True, exist_ok=True)
        main(sys.argv[1], Path(sys.argv[3]))
    elif len(sys.argv) == 2:
        with tempfile.TemporaryDirectory() as work:
            main(sys.argv[1], Path(work))
    else:
        sys.exit("usage: check.py EVADE [--keep FOLDER]")
    sys.exit(1 if wrong else 0)
