"""Runs one method of gseapy, decoupler or pyucell on files and says how long each stage took.

usage: python_peers.py TOOL METHOD MATRIX.tsv SETS.gmt OUT.tsv THREADS [--warm]

With --warm the method first runs on ten samples, untimed: decoupler compiles its kernels at the first call, and a timing
of the scoring alone should not hold that. Stages go to standard error as JSON lines.
"""
import importlib
import json
import sys
import time
import warnings

import pandas as pd

WARM_SAMPLES = 10


def stage(name, start):
    """Reports a stage in the form that the suite reads from every runner."""
    print(json.dumps({"stage": name, "seconds": time.perf_counter() - start}), file=sys.stderr, flush=True)


def read_sets(path):
    """Reads GMT strictly on tabs: some of the peers' own readers split descriptions into genes."""
    with open(path, encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    return {row[0]: row[2:] for row in rows}


def gseapy_scores(method, matrix, sets, threads):
    """gseapy: `matrix` is genes x samples. Its size filter of 15 to 500 is lifted."""
    import gseapy

    sizes = dict(min_size=1, max_size=1_000_000, threads=threads, outdir=None)
    if method == "ssgsea":
        result = gseapy.ssgsea(matrix, sets, sample_norm_method="rank", correl_norm_type="rank", weight=0.25,
                               no_plot=True, **sizes)
    else:
        result = gseapy.gsva(matrix, sets, kcdf="Gaussian", weight=1, mx_diff=True, abs_rnk=False, **sizes)
    return lambda: result.res2d.pivot(index="Name", columns="Term", values="ES")


def decoupler_scores(method, matrix, net, _threads):
    """decoupler: `matrix` is samples x genes. Threads come from the environment (Numba, BLAS)."""
    import decoupler

    result = getattr(decoupler.mt, method)(matrix, net, tmin=1, verbose=False)
    return lambda: result[0] if isinstance(result, tuple) else result


def pyucell_scores(_method, data, sets, threads):
    """pyucell: scores are added to the columns of `data.obs`."""
    import pyucell

    pyucell.compute_ucell_scores(data, sets, max_rank=1500, n_jobs=threads)
    return lambda: data.obs.rename(columns=lambda column: column.removesuffix("_UCell"))


def prepared(tool, matrix, sets):
    """The tool's own input form, made before the clock of the scoring starts; and the call."""
    if tool == "gseapy":
        return matrix, sets, gseapy_scores, lambda data: data.iloc[:, :WARM_SAMPLES]
    if tool == "decoupler":
        net = pd.DataFrame([(name, gene, 1.0) for name, genes in sets.items() for gene in genes],
                           columns=["source", "target", "weight"])
        return matrix.T, net, decoupler_scores, lambda data: data.iloc[:WARM_SAMPLES]
    import anndata

    data = anndata.AnnData(matrix.T)
    return data, sets, pyucell_scores, lambda data: data[:WARM_SAMPLES].copy()


def main(tool, method, matrix_path, sets_path, out_path, threads, warm):
    """Reads, scores, writes; a stage line after each. The import, seconds long, is in no stage."""
    importlib.import_module(tool)
    start = time.perf_counter()
    matrix = pd.read_csv(matrix_path, sep="\t", index_col=0)
    data, sets, scores, head = prepared(tool, matrix, read_sets(sets_path))
    del matrix
    stage("read", start)

    if warm:
        scores(method, head(data), sets, int(threads))
    start = time.perf_counter()
    table = scores(method, data, sets, int(threads))
    stage("score", start)

    start = time.perf_counter()
    wide = table()
    with open(out_path, "w", encoding="utf-8") as out:
        out.write("set\tsample\tscore\n")
        for name in wide.columns:
            values = wide[name].to_numpy(dtype=float).tolist()
            out.writelines(f"{name}\t{sample}\t{value!r}\n" for sample, value in zip(wide.index, values))
    stage("write", start)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main(*sys.argv[1:7], warm="--warm" in sys.argv[7:])
