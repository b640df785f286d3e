#!/usr/bin/env python3
"""Memory and rate of `evade score` on a Parquet file larger than memory.

Writes samples x genes of simulated TPM in row groups, scores them with a limit of memory under GNU time, and prints one
row of a table. The file is deleted afterwards unless --keep is given. Needs numpy and pyarrow.
"""

import argparse
import csv
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

REPOSITORY = Path(__file__).resolve().parents[2]


def gene_names(n_genes: int) -> list[str]:
    """Symbols of the gene table, then invented ones."""
    with open(REPOSITORY / "signatures/genes/genes.tsv", newline="") as table:
        rows = csv.DictReader((line for line in table if not line.startswith("#")), delimiter="\t")
        symbols = [row["symbol"] for row in rows][:n_genes]
    return symbols + [f"SIM{i:05}" for i in range(n_genes - len(symbols))]


def group(rng: np.random.Generator, means: np.ndarray, n_rows: int) -> np.ndarray:
    """Log-normal values scaled to a million a sample, two decimals, genes x samples."""
    values = np.exp(rng.standard_normal((len(means), n_rows), dtype=np.float32) * np.float32(0.8) + means[:, None])
    values *= np.float32(1e6) / values.sum(axis=0, dtype=np.float64).astype(np.float32)
    return np.round(values, 2)


def write(path: Path, n_samples: int, n_genes: int, group_rows: int, compression: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    genes = gene_names(n_genes)
    means = rng.normal(1.0, 2.5, n_genes).astype(np.float32)
    base = group(rng, means, group_rows)
    schema = pa.schema([("sample", pa.string())] + [(gene, pa.float32()) for gene in genes])
    with pq.ParquetWriter(path, schema, compression=compression) as writer:
        for start in range(0, n_samples, group_rows):
            n_rows = min(group_rows, n_samples - start)
            ids = pa.array([f"S{i:06}" for i in range(start, start + n_rows)])
            # Drawing values takes longer than writing them: later groups shift each gene of the first by its own number.
            shifts = rng.integers(0, group_rows, n_genes) if start else np.zeros(n_genes, dtype=int)
            columns = [ids] + [pa.array(np.roll(row, by)[:n_rows]) for row, by in zip(base, shifts)]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema), row_group_size=group_rows)


def measure(command: list[str]) -> tuple[float, int]:
    """Seconds and peak resident memory in KiB."""
    began = time.monotonic()
    run = subprocess.run(["/usr/bin/time", "-v", *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    seconds = time.monotonic() - began
    print(run.stderr, file=sys.stderr)
    if run.returncode != 0:
        sys.exit(run.returncode)
    return seconds, int(re.search(r"Maximum resident set size \(kbytes\): (\d+)", run.stderr).group(1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evade", help="the program to measure")
    parser.add_argument("--folder", type=Path, default=Path("."), help="where the file is written")
    parser.add_argument("--samples", type=int, default=100_000)
    parser.add_argument("--genes", type=int, default=20_000)
    parser.add_argument("--group", type=int, default=2_000, help="samples a row group")
    parser.add_argument("--compression", default="zstd")
    parser.add_argument("--max-memory", default="1500M")
    parser.add_argument("--method", default="singscore")
    parser.add_argument("--threads", default="0")
    parser.add_argument("--output", default="scores.parquet", help="name of the table, in the folder")
    parser.add_argument("--keep", action="store_true", help="keep the matrix; an existing one is used again")
    options = parser.parse_args()
    matrix = options.folder / f"stream_{options.samples}_{options.genes}_{options.group}.parquet"
    if not matrix.exists():
        began = time.monotonic()
        write(matrix, options.samples, options.genes, options.group, options.compression, seed=1)
        print(f"{matrix}: written in {time.monotonic() - began:.0f} s", file=sys.stderr)
    size = matrix.stat().st_size
    output = options.folder / options.output
    command = [options.evade, "score", str(matrix), "--method", options.method, "--gene-sets", "builtin"]
    command += ["--max-memory", options.max_memory, "--threads", options.threads, "-v", "-o", str(output)]
    seconds, peak = measure(command)
    print("samples\tgenes\tgroup\tfile_gb\tlimit\tseconds\tsamples_per_s\tpeak_mib\toutput_mb")
    cells = [options.samples, options.genes, options.group, f"{size / 1e9:.2f}", options.max_memory, f"{seconds:.1f}"]
    cells += [f"{options.samples / seconds:.0f}", f"{peak / 1024:.0f}", f"{output.stat().st_size / 1e6:.0f}"]
    print(*cells, sep="\t")
    output.unlink()
    if not options.keep:
        matrix.unlink()


if __name__ == "__main__":
    main()
