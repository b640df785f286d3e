"""Makes one expression matrix and one file of gene sets, from a seed.

usage: make_inputs.py N_SAMPLES N_GENES MATRIX.tsv SETS.gmt

The matrix is log2(TPM + 1)-like: a log-normal level for each gene, log-normal spread over the samples, about 20 % zeros
drawn gene by gene, four decimals. No gene is constant: tools differ in what they do with constant genes, and the suite
measures the same work. Needs NumPy.
"""
import sys

import numpy as np

SEED = 20260101
SETS, SMALLEST, LARGEST = 50, 10, 200
GENES_A_BLOCK = 200
# Four decimals of log2 values make few distinct numbers: looking their text up is 10 times faster than formatting.
DECIMALS, HIGHEST = 10_000, 24


def blocks(rng, samples, genes):
    """Yields blocks of rows as integers in units of 0.0001, so that 10,000 samples never stand in memory at once."""
    for start in range(0, genes, GENES_A_BLOCK):
        rows = min(GENES_A_BLOCK, genes - start)
        level = rng.normal(3.0, 2.0, (rows, 1)).astype(np.float32)
        spread = rng.uniform(0.4, 1.6, (rows, 1)).astype(np.float32)
        log_tpm = level + spread * rng.standard_normal((rows, samples), dtype=np.float32)
        # Low genes are more often zero, as in sequencing; the mean over genes is about 0.2.
        silent = np.clip(0.42 - 0.08 * level, 0.0, 0.7)
        value = np.log2(1 + np.exp2(np.minimum(log_tpm, HIGHEST - 1)))
        shown = np.where(rng.random((rows, samples), dtype=np.float32) < silent, 0, value)
        units = np.rint(shown * DECIMALS).astype(np.int32)
        constant = units.min(axis=1) == units.max(axis=1)
        units[constant, 0] += 1 + np.arange(rows)[constant]
        yield start, units


def write_matrix(path, samples, genes):
    """Writes genes x samples with a header row."""
    rng = np.random.default_rng([SEED, samples, genes])
    text = np.array([b"%.4f" % (unit / DECIMALS) for unit in range(HIGHEST * DECIMALS)], dtype=object)
    with open(path, "wb") as out:
        out.write(b"\t".join([b"gene"] + [b"S%05d" % sample for sample in range(samples)]) + b"\n")
        for start, units in blocks(rng, samples, genes):
            for row, values in enumerate(units):
                out.write(b"GENE%05d\t" % (start + row) + b"\t".join(text[values].tolist()) + b"\n")


def write_sets(path, genes):
    """Writes random sets; sizes are spread evenly in the logarithm, as in the usual collections."""
    rng = np.random.default_rng([SEED, genes])
    sizes = np.rint(np.geomspace(SMALLEST, min(LARGEST, genes // 2), SETS)).astype(int)
    with open(path, "w", encoding="ascii") as out:
        for number, size in enumerate(sizes):
            members = "\t".join(f"GENE{gene:05d}" for gene in rng.choice(genes, size, replace=False))
            out.write(f"SET{number:02d}\tna\t{members}\n")


if __name__ == "__main__":
    write_matrix(sys.argv[3], int(sys.argv[1]), int(sys.argv[2]))
    write_sets(sys.argv[4], int(sys.argv[2]))
