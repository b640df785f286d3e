#!/usr/bin/env python3
"""Time of `evade variants` on a cohort of VCFs, on one and on two threads, and whether the bytes are the same.

Writes one annotated VCF per sample (most records outside the judged genes, as in an exome), runs both in turn, and prints
medians and their ratio. Python 3.11, standard library.

    tests/benchsuite/vcf_cohort.py target/release/evade
"""

import argparse
import filecmp
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HEADER = """##fileformat=VCFv4.2
##source=Mutect2
##reference=GRCh38
##contig=<ID=chr1,length=248956422>
##contig=<ID=chr12,length=133275309>
##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: Allele|Consequence|IMPACT|SYMBOL|Gene|Feature|HGVSc|HGVSp|CANONICAL">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads">
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{sample}
"""
CONSEQUENCES = ["missense_variant", "synonymous_variant", "stop_gained", "intron_variant", "upstream_gene_variant"]


def vcf(sample: str, n_records: int, rng: random.Random) -> str:
    lines = [HEADER.format(sample=sample)]
    for pos in sorted(rng.sample(range(1_000_000, 240_000_000), n_records)):
        gene = f"GENE{rng.randrange(9000)}"
        transcripts = ",".join(
            f"T|{rng.choice(CONSEQUENCES)}|MODERATE|{gene}|ENSG{i:011}|ENST{i:011}.1|c.{pos % 3000}C>T||" for i in range(3)
        )
        lines.append(f"chr1\t{pos}\t.\tC\tT\t.\tPASS\tCSQ={transcripts}\tGT:AD\t0/1:{rng.randrange(20, 90)},{rng.randrange(5, 60)}\n")
    g12c = "A|missense_variant|MODERATE|KRAS|ENSG00000133703|ENST00000311936.8|c.34G>T|p.Gly12Cys|YES"
    lines.append(f"chr12\t25245351\t.\tC\tA\t.\tPASS\tCSQ={g12c}\tGT:AD\t0/1:70,30\n")
    return "".join(lines)


def write(folder: Path, n_samples: int, n_records: int, seed: int) -> Path:
    rng = random.Random(seed)
    rows = ["sample,vcf,genome,assay_dna"]
    for i in range(n_samples):
        sample = f"S{i:04}"
        (folder / f"{sample}.vcf").write_text(vcf(sample, n_records, rng))
        rows.append(f"{sample},{sample}.vcf,GRCh38,WES")
    sheet = folder / "sheet.csv"
    sheet.write_text("\n".join(rows) + "\n")
    return sheet


def run(evade: str, sheet: Path, outdir: Path, threads: int) -> float:
    began = time.monotonic()
    words = [evade, "variants", "-q", "--threads", str(threads), "--samples", str(sheet), "--outdir", str(outdir)]
    subprocess.run(words, check=True)
    return time.monotonic() - began


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("evade")
    arguments.add_argument("--samples", type=int, default=200)
    arguments.add_argument("--records", type=int, default=5000)
    arguments.add_argument("--runs", type=int, default=7)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="evade-vcf-cohort-") as name:
        folder = Path(name)
        sheet = write(folder, options.samples, options.records, options.seed)
        n_bytes = sum(file.stat().st_size for file in folder.glob("*.vcf"))
        seconds: dict[int, list[float]] = {1: [], 2: []}
        run(options.evade, sheet, folder / "out1", 1)
        for _ in range(options.runs):
            for threads, times in seconds.items():
                times.append(run(options.evade, sheet, folder / f"out{threads}", threads))
        names = [file.name for file in (folder / "out1").iterdir() if file.name != "run.log.json"]
        _, differ, failed = filecmp.cmpfiles(folder / "out1", folder / "out2", names, shallow=False)
        one, two = (statistics.median(seconds[threads]) for threads in (1, 2))
        pairs = statistics.median(b / a for a, b in zip(seconds[1], seconds[2]))
        print(f"{options.samples} VCFs, {n_bytes / 1e6:.0f} MB, {options.runs} runs in turn")
        print(f"one thread {one:.2f} s ({min(seconds[1]):.2f} to {max(seconds[1]):.2f})")
        print(f"two threads {two:.2f} s ({min(seconds[2]):.2f} to {max(seconds[2]):.2f}), ratio {two / one:.2f}, of pairs {pairs:.2f}")
        print("the same bytes" if not differ + failed else f"other bytes: {differ + failed}")
        return bool(differ + failed)


if __name__ == "__main__":
    sys.exit(main())
