#!/usr/bin/env python3
"""Times evade and public tools on the same files, and checks that they compute the same.

README.md beside this file says what is measured. Needs Python 3.11 on Linux; the peers' packages go into a venv of its
own in the work folder.
"""
import argparse
import dataclasses
import fcntl
import signal
import subprocess
import sys
from pathlib import Path

from suite import agreement, commands, install, summary
from suite.catalogue import METHODS, NOT_INSTALLABLE, PEERS, READ, READERS, tools
from suite.measure import measure, thread_environment
from suite.results import Results, Run

# A run this long is not repeated: its spread is small against its length.
ONCE_SECONDS = 60
AGREEMENT_SAMPLES, AGREEMENT_GENES = 60, 2_000
READING_LIMIT = 1_000
N_SETS = 50


def names(known):
    """An argparse type: comma-separated names, each of `known`."""
    def parse(text):
        given = text.split(",")
        unknown = [name for name in given if name not in known]
        if unknown:
            raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: not among {', '.join(known)}")
        return given
    return parse


def numbers(text):
    """An argparse type: comma-separated integers, `_` allowed."""
    return [int(part) for part in text.split(",")]


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    methods = [*METHODS, READ]
    parser.add_argument("--sizes", type=numbers, help="numbers of samples [100,1000,10000; quick: 20,60]")
    parser.add_argument("--genes", type=int, help="number of genes [20000; quick: 2000]")
    parser.add_argument("--methods", type=names(methods), default=methods, help=",".join(methods))
    parser.add_argument("--tools", type=names(tools()), default=tools(), help=",".join(tools()))
    parser.add_argument("--threads", type=numbers, default=[1, 2], help="[1,2]")
    parser.add_argument("--runs", type=int, default=3, help="repetitions; one when a run takes over a minute [3]")
    parser.add_argument("--timeout", type=float, default=400, help="seconds a run may take [400]")
    parser.add_argument("--quadratic-limit", type=int, default=1_000,
                        help="largest size for peers whose time grows with the square of the samples [1000]")
    parser.add_argument("--quick", action="store_true", help="small sizes, to try the suite itself")
    parser.add_argument("--evade", type=Path, help="program to measure [release build of this workspace, or PATH]")
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "evade-benchsuite",
                        help="folder for the peers, matrices and results [~/.cache/evade-benchsuite]")
    parser.add_argument("--out", type=Path, help="folder for results.tsv and summary.md [WORK/results, quick: WORK/results-quick]")
    parser.add_argument("--resume", action="store_true", help="keep results.tsv and run what it does not hold")
    given = parser.parse_args()
    given.sizes = sorted(given.sizes or ([20, 60] if given.quick else [100, 1_000, 10_000]))
    given.genes = given.genes or (2_000 if given.quick else 20_000)
    given.work = given.work.expanduser().resolve()
    given.out = (given.out or given.work / ("results-quick" if given.quick else "results")).expanduser().resolve()
    return given


def inputs(box, work, samples, genes):
    """Makes the matrix and the sets unless they are there. A stopped run leaves no half matrix under the final name."""
    folder = work / "data"
    folder.mkdir(parents=True, exist_ok=True)
    matrix, sets = folder / f"log2tpm_{samples}x{genes}.tsv", folder / f"sets_{genes}.gmt"
    if not (matrix.exists() and sets.exists()):
        partial = matrix.with_suffix(".partial")
        subprocess.run([box.python, install.HERE / "runners" / "make_inputs.py", str(samples), str(genes), partial,
                        sets], check=True)
        partial.rename(matrix)
    return matrix, sets


def warm_page_cache(path):
    """Reads a file once, so that the first tool does not pay for the disk."""
    with open(path, "rb", buffering=0) as file:
        while file.read(1 << 24):
            pass


def alone(work):
    """Refuses a second suite in the same work folder: they would disturb each other's times and files. The lock lasts
    as long as the returned file is open."""
    lock = open(work / "lock", "w", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"another run of the suite uses {work}")
    return lock


class Bench:
    """The state of one invocation: what is installed, what was asked for, what is known so far."""

    def __init__(self, options, box, results):
        self.options, self.box, self.results = options, box, results

    def blank(self, tool, method, samples, threads):
        """A row with everything but the outcome."""
        return Run(tool, self.box.versions.get(tool, ""), method, samples, self.options.genes, N_SETS, threads, "", 0,
                   "", "", "", "")

    def note(self, blank, kinds, status):
        """Records that something was not run, and why. A row that says so already is not written twice."""
        for kind in kinds:
            if not self.results.of(blank.group(), kind):
                self.results.add(dataclasses.replace(blank, kind=kind, status=status))

    def finished(self, blank, kind):
        """Are there enough runs: all of them, one long one, or one that did not end well?"""
        runs = self.results.of(blank.group(), kind)
        ended_badly = any(not run.status.startswith("ok") for run in runs)
        long = any(run.wall_s != "" and run.wall_s > ONCE_SECONDS for run in runs)
        return ended_badly or len(runs) >= (1 if long else self.options.runs)

    def timed_out_before(self, tool, method, samples, threads):
        """A smaller size that hit the limit: the larger one would too."""
        return next((run.n_samples for run in self.results.runs
                     if (run.tool, run.method, run.threads, run.n_genes) == (tool, method, threads, self.options.genes)
                     and run.n_samples < samples and run.status.startswith("over")), None)

    def process(self, command, threads):
        """One measured process."""
        return measure(command, thread_environment(threads, self.options.work), self.options.timeout,
                       self.options.work / "run.log")

    def report(self, run):
        """Keeps a run and says so on the terminal."""
        self.results.add(run)
        seconds = f"{run.wall_s:10.3f} s" if run.wall_s != "" else " " * 12
        print(f"{run.n_samples:>6} {run.method:<10}{run.tool:<15}{run.threads} thr  {run.kind:<11}{seconds}  "
              f"{run.status}", flush=True)

    def end_to_end(self, blank, done):
        """The row of the whole process."""
        numbers_ = ("", "", "") if not done.status.startswith(("ok", "over")) else (
            done.wall_s, done.cpu_s, done.peak_rss_mb)
        self.report(dataclasses.replace(blank, kind="end to end", wall_s=numbers_[0], cpu_s=numbers_[1],
                                        peak_rss_mb=numbers_[2], status=done.status))

    def stage(self, blank, kind, name, done, fallback=None):
        """The row of one stage of a process. When the time limit fell into the stage, what had passed of it is a lower
        bound; when a program reports no stages, `fallback` estimates it."""
        seconds, status = done.stages.get(name, ""), done.status
        if status.startswith("over"):
            seconds = done.wall_s - done.stages.get("read", done.wall_s)
            status = f"over {seconds:.0f} s" if seconds > 1 else f"over {self.options.timeout:g} s in reading"
            seconds = seconds if seconds > 1 else ""
        elif status == "ok" and seconds == "":
            seconds, status = (fallback(), "ok: estimate") if fallback else ("", "failed: no stage reported")
        self.report(dataclasses.replace(blank, kind=kind, wall_s=seconds, status=status))

    def hardly_more_than_reading(self, blank, matrix):
        """Wall seconds of an evade that reports no stages, with a set of one absent gene. It may still rank the samples:
        reading is estimated too high with this, and scoring too low."""
        sets = self.options.work / "one_absent_gene.gmt"
        sets.write_text("NONE\tna\tABSENT\n", encoding="ascii")
        command = commands.score(self.box, "evade", "singscore", matrix, sets, self.options.work / "scores.tsv",
                                 blank.threads)
        return self.process(command, blank.threads).wall_s

    def score(self, tool, method, samples, threads, matrix, sets, separate):
        """All runs of one method of one tool. `separate`: scoring alone in a process of its own, warmed up."""
        blank = self.blank(tool, method, samples, threads)
        out = self.options.work / "scores.tsv"
        for run in range(1, self.options.runs + 1):
            blank = dataclasses.replace(blank, run=run)
            if not self.finished(blank, "end to end"):
                done = self.process(commands.score(self.box, tool, method, matrix, sets, out, threads), threads)
                self.end_to_end(blank, done)
                if not separate:
                    estimate = None
                    if tool == "evade":
                        def estimate(whole=done.wall_s, row=blank):
                            return max(0.0, whole - self.hardly_more_than_reading(row, matrix))
                    self.stage(blank, "scoring", "score", done, estimate)
            if separate and not self.finished(blank, "scoring"):
                done = self.process(commands.score(self.box, tool, method, matrix, sets, out, threads, warm=True),
                                    threads)
                self.stage(blank, "scoring", "score", done)
        out.unlink(missing_ok=True)

    def peer(self, peer, samples, threads, matrix, sets):
        """One peer, or the reason why it is not run."""
        blank = self.blank(peer.tool, peer.method, samples, threads)
        earlier = self.timed_out_before(peer.tool, peer.method, samples, threads)
        kinds = ("end to end", "scoring")
        if peer.tool in self.box.missing:
            self.note(blank, kinds, self.box.missing[peer.tool])
        elif peer.quadratic and samples > self.options.quadratic_limit:
            self.note(blank, kinds, f"not run: quadratic, limit {self.options.quadratic_limit:,}")
        elif earlier:
            self.note(blank, kinds, f"not run: over the limit at {earlier:,}")
        else:
            self.score(peer.tool, peer.method, samples, threads, matrix, sets, peer.compiled_late)

    def reader(self, tool, samples, threads, matrix, sets):
        """All runs of one reader. evade's is the stage "parse" of a scoring run: it has no command that only reads."""
        blank = self.blank(tool, READ, samples, threads)
        if tool in self.box.missing:
            self.note(blank, ["reading"], self.box.missing[tool])
            return
        for run in range(1, self.options.runs + 1):
            if self.finished(blank, "reading"):
                return
            estimate, stage = None, "read"
            if tool == "evade":
                stage = "parse"
                command = commands.score(self.box, tool, "singscore", matrix, sets, self.options.work / "scores.tsv",
                                         threads)

                def estimate():
                    return self.hardly_more_than_reading(blank, matrix)
            else:
                command = commands.read(self.box, tool, matrix, threads)
            self.stage(dataclasses.replace(blank, run=run), "reading", stage, self.process(command, threads), estimate)

    def size(self, samples, matrix, sets):
        """Everything at one number of samples."""
        methods, wanted = self.options.methods, self.options.tools
        for threads in self.options.threads:
            if READ in methods and samples <= READING_LIMIT:
                for tool in ("evade", *READERS):
                    if tool in wanted:
                        self.reader(tool, samples, threads, matrix, sets)
            for method in (method for method in METHODS if method in methods):
                if "evade" in wanted:
                    self.score("evade", method, samples, threads, matrix, sets, separate=False)
                for peer in PEERS:
                    if peer.method == method and peer.tool in wanted:
                        self.peer(peer, samples, threads, matrix, sets)
                for (tool, of), reason in NOT_INSTALLABLE.items():
                    if of == method and tool in wanted:
                        self.note(self.blank(tool, method, samples, threads), ("end to end", "scoring"), reason)


def main():
    """Installs, checks the agreement, then measures size by size; the summary is written anew after each."""
    options = arguments()
    # As an exception, so that the running peer is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    options.work.mkdir(parents=True, exist_ok=True)
    options.out.mkdir(parents=True, exist_ok=True)
    _lock = alone(options.work)
    machine = install.machine()
    box = install.toolbox(options.evade, options.work)
    settings = {"matrix": f"{options.genes:,} genes, {N_SETS} sets of 10 to 200 genes, log2(TPM + 1)-like, made",
                "runs": f"median of {options.runs}; 1 above {ONCE_SECONDS} s; limit {options.timeout:g} s"}
    results = Results(options.out / "results.tsv", options.resume)

    matrix, sets = inputs(box, options.work, AGREEMENT_SAMPLES, AGREEMENT_GENES)
    print("checking that the tools compute the same", file=sys.stderr)
    compared = agreement.compare(box, options.methods, options.tools, matrix, sets, options.work)
    for row in compared:
        print("\t".join(row))

    bench = Bench(options, box, results)
    for samples in options.sizes:
        matrix, sets = inputs(box, options.work, samples, options.genes)
        warm_page_cache(matrix)
        bench.size(samples, matrix, sets)
        runs = [run for run in results.runs if run.n_genes == options.genes]
        summary.write(options.out / "summary.md", runs, compared, machine, box.versions, settings)
    print(f"written: {options.out / 'results.tsv'}, {options.out / 'summary.md'}")


if __name__ == "__main__":
    sys.exit(main())
