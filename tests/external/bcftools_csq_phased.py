#!/usr/bin/env python3
"""Compares neighbours of one codon with the haplotype-aware mode of `bcftools csq`, on a made genome.

Pairs and triples of exchanged bases in one codon, each in a sample of its own and on one haplotype (`0|1`, one phase
set). `bcftools csq` reads the haplotype; evade joins the records, with the sequence of the genome and, in a second run,
without it from the effects that `bcftools csq -l` gives each record alone. With the sequence at least 99.5 % must be of
the same class and change; without it no change that is named may be another one.

    cargo build --release -p evade-genome --example phased_calls
    python3 tests/external/bcftools_csq_phased.py target/release/examples/phased_calls

Needs bcftools and samtools (apt-get install bcftools samtools).
"""
import collections
import os
import random
import re
import subprocess
import sys
import tempfile

import bcftools_csq as made


def make_pairs(rng, genome, genes, wanted):
    """One list of exchanges per codon, sorted by position."""
    codons = []
    for chrom, strand, _, coding, length in genes.values():
        places = [place for a, b, *_ in coding for place in range(a, b + 1)]
        if strand == "-":
            places.reverse()
        codons += [(chrom, places[i:i + 3]) for i in range(3, length - 3, 3)]
    rng.shuffle(codons)
    pairs = []
    for chrom, places in codons[:wanted]:
        chosen = sorted(rng.sample(places, rng.choice([2, 2, 2, 3])))
        pairs.append([(chrom, pos, genome[chrom][pos - 1],
                       rng.choice([b for b in "ACGT" if b != genome[chrom][pos - 1]])) for pos in chosen])
    return pairs


def write_vcf(path, genome, pairs, lines=None):
    order = sorted((list(genome).index(v[0]), v[1], n, v) for n, pair in enumerate(pairs) for v in pair)
    with open(path, "w") as out:
        out.write("##fileformat=VCFv4.2\n")
        out.writelines(f"##contig=<ID={chrom}>\n" for chrom in genome)
        for key, kind in (("GT", "String"), ("AD", "Integer"), ("DP", "Integer"), ("PS", "Integer")):
            number = "R" if key == "AD" else 1
            out.write(f'##FORMAT=<ID={key},Number={number},Type={kind},Description="x">\n')
        if lines:
            out.write(lines[0])
        samples = "\t".join(f"S{n}" for n in range(len(pairs)))
        out.write(f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{samples}\n")
        for _, pos, n, (chrom, _, old, new) in order:
            info = lines[1].get((chrom, pos, old, new), ".") if lines else "."
            none, own = "0|0:100,0:100:.", "0|1:60,40:100:1"
            values = "\t".join(own if k == n else none for k in range(len(pairs)))
            out.write(f"{chrom}\t{pos}\t.\t{old}\t{new}\t.\tPASS\t{info}\tGT:AD:DP:PS\t{values}\n")


def entries(path):
    found, header = {}, ""
    with open(path) as lines:
        for line in lines:
            if line.startswith("##INFO=<ID=BCSQ"):
                header = line
            if line.startswith("#"):
                continue
            chrom, pos, _, old, new, _, _, info = line.split("\t")[:8]
            value = next((f for f in info.split(";") if f.startswith("BCSQ=")), "")
            found[chrom, int(pos), old, new] = value
    return header, found


def expected_of(pair, theirs):
    for variant in pair:
        for entry in theirs.get(variant, "")[5:].split(","):
            if entry.count("+") >= len(pair) - 1 and not entry.startswith("@") and "|" in entry:
                change = re.search(r"\|(\d+)([A-Z*])>\1([A-Z*])\|", entry) or re.search(r"\|(\d+)([A-Z*])\|", entry)
                groups = change.groups() if change else None
                return made.class_of(entry), groups, entry
    return None


def main():
    program = os.path.abspath(sys.argv[1])
    rng = random.Random(20261129)
    with tempfile.TemporaryDirectory() as folder:
        run = lambda *command: subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=folder).stdout
        genome, genes = made.make_genome(rng)
        made.write_tables(folder, genome, genes)
        run("samtools", "faidx", "genome.fa")
        pairs = make_pairs(rng, genome, genes, 1500)
        write_vcf(f"{folder}/in.vcf", genome, pairs)
        run("bcftools", "csq", "-f", "genome.fa", "-g", "genes.gff3", "-o", "haplotypes.vcf", "in.vcf")
        run("bcftools", "csq", "-l", "-f", "genome.fa", "-g", "genes.gff3", "-o", "alone.vcf", "in.vcf")
        _, theirs = entries(f"{folder}/haplotypes.vcf")
        write_vcf(f"{folder}/annotated.vcf", genome, pairs, entries(f"{folder}/alone.vcf"))
        tables = ("regions.tsv", "transcripts.tsv", "hotspots.tsv")
        is_good = True
        for name, fasta, vcf in (("with the sequence", "genome.fa", "in.vcf"), ("from the annotation", "-", "annotated.vcf")):
            ours = collections.defaultdict(list)
            for line in run(program, *tables, fasta, vcf).splitlines():
                sample, _, _, change, effect, flags = line.split("\t")
                if not effect.startswith("filtered:counted_elsewhere"):
                    ours[int(sample[1:])].append((effect, change, flags))
            counts, examples = collections.Counter(), []
            for n, pair in enumerate(pairs):
                expected = expected_of(pair, theirs)
                if expected is None:
                    counts["not joined by bcftools"] += 1
                    continue
                their_class, groups, entry = expected
                if len(ours[n]) != 1 or "if_in_cis" in ours[n][0][2]:
                    counts["left open"] += 1
                    examples += [(pair, ours[n], entry)] if fasta != "-" else []
                    continue
                effect, change, _ = ours[n][0]
                silent = effect.startswith("filtered:") and change.endswith("=")
                same = (their_class == "silent" and silent) or effect == their_class
                if same and their_class in ("missense", "truncating") and groups and len(groups) == 3:
                    same = change == f"p.{groups[1]}{groups[0]}{groups[2]}"
                counts["same" if same else "different"] += 1
                if not same:
                    examples.append((pair, ours[n], entry))
            all_of_them = counts["same"] + counts["different"] + (counts["left open"] if fasta != "-" else 0)
            print(f"{name}: {counts['same']} of {all_of_them} the same ({100 * counts['same'] / all_of_them:.2f} %); {dict(counts)}")
            for example in examples[:5]:
                print("   ", *example)
            is_good &= counts["same"] >= (0.995 if fasta != "-" else 1) * all_of_them
    print(subprocess.run(["bcftools", "--version"], capture_output=True, text=True).stdout.split("\n")[0])
    sys.exit(0 if is_good else 1)


main()
