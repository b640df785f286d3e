#!/usr/bin/env python3
"""Compares the native annotation with `bcftools csq` on a made genome.

A genome of small genes, named as those that are judged, on both strands, with exons, introns and UTRs, and random variants in them are made;
`bcftools csq` and evade annotate them independently. The share of variants of the same class is printed and must be at
least 99.5 % for exchanges of single bases and 97 % for insertions and deletions; protein changes of exchanges must all
be the same.

    cargo build --release -p evade-genome --example annotate
    python3 tests/external/bcftools_csq.py target/release/examples/annotate

Needs bcftools and samtools (apt-get install bcftools samtools).
"""
import collections
import os
import random
import re
import subprocess
import sys
import tempfile

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../signatures/alterations/regions.tsv")


def judged_genes():
    """Chromosome, strand and role of the genes that the program requires, strands in turn."""
    with open(TABLE) as table:
        rows = [line.rstrip("\n").split("\t") for line in table if not line.startswith("#")]
    header = rows[0]
    column = lambda row, name: row[header.index(name)]
    return {column(row, "gene"): (column(row, "chrom"), "+-"[n % 2], column(row, "role"))
            for n, row in enumerate(rows[1:])}


GENES = judged_genes()
STOPS = {"TAA", "TAG", "TGA"}
FLANK = 200

# Most severe first, as in the table of effect classes.
CLASSES = [
    ("truncating", {"stop_gained", "frameshift", "frameshift_variant"}),
    ("splice_site", {"splice_donor", "splice_acceptor"}),
    ("start_lost", {"start_lost"}),
    ("stop_lost", {"stop_lost"}),
    ("inframe", {"inframe_deletion", "inframe_insertion", "inframe_altering"}),
    ("missense", {"missense"}),
    ("splice_region", {"splice_region"}),
    ("silent", {"synonymous", "stop_retained", "start_retained"}),
    ("noncoding", {"5_prime_utr", "3_prime_utr", "intron", "non_coding", "coding_sequence"}),
]


def complement(bases):
    return bases[::-1].translate(str.maketrans("ACGT", "TGCA"))


def make_gene(rng, strand, start):
    """Exons with UTRs, as bases of the forward strand; positions are 1-based and inclusive."""
    n_codons = rng.randint(150, 300)
    codons = ["ATG"]
    while len(codons) < n_codons:
        codon = "".join(rng.choice("ACGT") for _ in range(3))
        if codon not in STOPS:
            codons.append(codon)
    coding = "".join(codons) + rng.choice(sorted(STOPS))
    leader, trailer = rng.randint(20, 60), rng.randint(30, 90)
    exonic = "".join(rng.choice("ACGT") for _ in range(leader)) + coding
    exonic += "".join(rng.choice("ACGT") for _ in range(trailer))
    n_exons = rng.randint(4, 7)
    cuts = sorted(rng.sample(range(leader + 20, leader + len(coding) - 20), n_exons - 1))
    while any(b - a < 40 for a, b in zip(cuts, cuts[1:])):
        cuts = sorted(rng.sample(range(leader + 20, leader + len(coding) - 20), n_exons - 1))
    edges = [0, *cuts, len(exonic)]
    sequence, exons, coding_parts = "", [], []
    for i, (a, b) in enumerate(zip(edges, edges[1:])):
        if i:
            middle = "".join(rng.choice("ACGT") for _ in range(rng.randint(60, 150)))
            sequence += "GT" + middle + "AG"
        begin = len(sequence)
        sequence += exonic[a:b]
        exons.append((begin, begin + b - a - 1))
        first, last = max(a, leader), min(b, leader + len(coding)) - 1
        if first <= last:
            coding_parts.append((begin + first - a, begin + last - a, (3 - (first - leader) % 3) % 3))
    if strand == "-":
        n = len(sequence)
        sequence = complement(sequence)
        exons = [(n - 1 - b, n - 1 - a) for a, b in reversed(exons)]
        coding_parts = [(n - 1 - b, n - 1 - a, phase) for a, b, phase in reversed(coding_parts)]
    shift = lambda part: (part[0] + start, part[1] + start, *part[2:])
    return sequence, [shift(e) for e in exons], [shift(c) for c in coding_parts], len(coding)


def make_genome(rng):
    genome = collections.defaultdict(lambda: "".join(rng.choice("ACGT") for _ in range(1000)))
    genes = {}
    for gene, (chrom, strand, _) in GENES.items():
        start = len(genome[chrom]) + 1
        sequence, exons, coding, length = make_gene(rng, strand, start)
        genome[chrom] += sequence + "".join(rng.choice("ACGT") for _ in range(1000))
        genes[gene] = (chrom, strand, exons, coding, length)
    return dict(genome), genes


def write_tables(folder, genome, genes):
    with open(f"{folder}/genome.fa", "w") as out:
        for chrom, bases in genome.items():
            out.write(f">{chrom}\n")
            out.writelines(bases[i:i + 60] + "\n" for i in range(0, len(bases), 60))
    with open(f"{folder}/genes.gff3", "w") as out:
        out.write("##gff-version 3\n")
        for n, (gene, (chrom, strand, exons, coding, _)) in enumerate(genes.items()):
            line = lambda kind, a, b, phase, tail: out.write(
                f"{chrom}\tmade\t{kind}\t{a}\t{b}\t.\t{strand}\t{phase}\t{tail}\n")
            low, high = exons[0][0], exons[-1][1]
            g, t = f"ENSG{n:011}", f"ENST{n:011}"
            line("gene", low, high, ".", f"ID=gene:{g};Name={gene};biotype=protein_coding;gene_id={g}")
            line("mRNA", low, high, ".",
                 f"ID=transcript:{t};Parent=gene:{g};biotype=protein_coding;transcript_id={t}")
            for a, b in exons:
                line("exon", a, b, ".", f"Parent=transcript:{t}")
            for a, b, phase in coding:
                line("CDS", a, b, phase, f"ID=CDS:{t};Parent=transcript:{t}")
            first, last = coding[0][0], coding[-1][1]
            for a, b in exons:
                for low_end, high_end, is_low in ((a, min(b, first - 1), True), (max(a, last + 1), b, False)):
                    if low_end <= high_end:
                        kind = "five_prime_UTR" if is_low == (strand == "+") else "three_prime_UTR"
                        line(kind, low_end, high_end, ".", f"Parent=transcript:{t}")
    with open(f"{folder}/regions.tsv", "w") as out:
        out.write("gene\trole\tensembl_gene_id\tchrom\tgrch37_start\tgrch37_end\tgrch38_start\tgrch38_end\t"
                  "mane_refseq_tx\tmane_ensembl_tx\tmane_plus_clinical\tncbi_gene_id\n")
        for n, (gene, (chrom, _, exons, _, _)) in enumerate(genes.items()):
            low, high = exons[0][0], exons[-1][1]
            out.write(f"{gene}\t{GENES[gene][2]}\tENSG{n:011}\t{chrom}\t{low}\t{high}\t{low}\t{high}\tNM_{n}\tENST{n:011}\t.\t{n + 1}\n")
    with open(f"{folder}/transcripts.tsv", "w") as out:
        out.write("gene\tbuild\tstrand\tcds_start\tcds_end\texon_starts\texon_ends\tcds_len\n")
        for gene, (_, strand, exons, coding, length) in genes.items():
            starts, ends = (",".join(str(e[i]) for e in exons) for i in (0, 1))
            for build in ("GRCh37", "GRCh38"):
                out.write(f"{gene}\t{build}\t{strand}\t{coding[0][0]}\t{coding[-1][1]}\t{starts}\t{ends}\t{length}\n")
    with open(f"{folder}/hotspots.tsv", "w") as out:
        out.write("gene\tresidue\ttype\taa_start\taa_end\ttotal_count\tvariant_counts\ttranscript_id\n")


def make_variants(rng, genome, genes, n_bases, n_indels):
    variants = set()
    places = [(chrom, place) for chrom, _, exons, _, _ in genes.values() for a, b in exons
              for place in range(a - 12, b + 13)]
    while len(variants) < n_bases:
        chrom, pos = rng.choice(places)
        old = genome[chrom][pos - 1]
        variants.add((chrom, pos, old, rng.choice([b for b in "ACGT" if b != old])))
    while len(variants) < n_bases + n_indels:
        chrom, pos = rng.choice(places)
        old = genome[chrom][pos - 1]
        if rng.random() < 0.6:
            variants.add((chrom, pos, genome[chrom][pos - 1:pos + rng.choice([1, 1, 1, 2, 3, 3, 4, 6, 9, 15])], old))
        else:
            new = "".join(rng.choice("ACGT") for _ in range(rng.choice([1, 1, 1, 2, 3, 3, 4, 6, 9])))
            variants.add((chrom, pos, old, old + new))
    return sorted(variants)


def class_of(value):
    found = set()
    for entry in value.split(","):
        found.update(entry.split("|")[0].lstrip("*").split("&"))
    return next((name for name, terms in CLASSES if terms & found), "noncoding")


def main():
    program = sys.argv[1]
    rng = random.Random(20260101)
    with tempfile.TemporaryDirectory() as folder:
        run = lambda *command: subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder).stdout
        genome, genes = make_genome(rng)
        write_tables(folder, genome, genes)
        run("samtools", "faidx", "genome.fa")
        with open(f"{folder}/in.vcf", "w") as out:
            out.write("##fileformat=VCFv4.2\n")
            out.writelines(f"##contig=<ID={chrom},length={len(bases)}>\n" for chrom, bases in genome.items())
            out.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
            for chrom, pos, old, new in make_variants(rng, genome, genes, 12000, 6000):
                out.write(f"{chrom}\t{pos}\t.\t{old}\t{new}\t.\tPASS\t.\n")
        run("bcftools", "norm", "-f", "genome.fa", "-o", "norm.vcf", "in.vcf")
        run("bcftools", "sort", "-o", "sorted.vcf", "norm.vcf")
        run("bcftools", "csq", "-l", "-f", "genome.fa", "-g", "genes.gff3", "-o", "csq.vcf", "sorted.vcf")
        theirs = {}
        with open(f"{folder}/csq.vcf") as lines:
            for line in lines:
                if line.startswith("#"):
                    continue
                chrom, pos, _, old, new, _, _, info = line.rstrip("\n").split("\t")[:8]
                value = next((f[5:] for f in info.split(";") if f.startswith("BCSQ=")), "")
                theirs[chrom, pos, old, new] = (class_of(value), value)
        ours = run(os.path.abspath(program), "regions.tsv", "transcripts.tsv", "hotspots.tsv", "genome.fa", "csq.vcf")
    counts = collections.Counter()
    differences = collections.defaultdict(list)
    for line in ours.splitlines():
        chrom, pos, old, new, effect, protein, coding = line.split("\t")
        their_class, value = theirs[chrom, pos, old, new]
        kind = "exchanges" if len(old) == len(new) else "indels"
        effect = effect or "noncoding"
        counts[kind, effect == their_class] += 1
        change = re.search(r"\|(\d+)([A-Z])>\1([A-Z*])\|", value)
        if kind == "exchanges" and change and protein != "p.M1?":
            number, before, after = change.groups()
            counts["changes", protein == f"p.{before}{number}{after}"] += 1
        if effect != their_class:
            differences[kind, effect, their_class].append(f"{chrom}:{pos} {old}>{new} {protein} {coding} | {value}")
    version = subprocess.run(["bcftools", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
    print(version)
    for (kind, own, other), examples in sorted(differences.items(), key=lambda item: -len(item[1])):
        print(f"{kind}: evade {own}, bcftools {other}: {len(examples)}")
        for example in examples[:3 if len(sys.argv) < 3 else int(sys.argv[2])]:
            print(f"    {example}")
    is_good = True
    for kind, least in (("exchanges", 0.995), ("indels", 0.97), ("changes", 1)):
        same, all_of_them = counts[kind, True], counts[kind, True] + counts[kind, False]
        print(f"{kind}: {same} of {all_of_them} the same ({100 * same / all_of_them:.2f} %)")
        is_good &= same >= least * all_of_them
    sys.exit(0 if is_good else 1)


if __name__ == "__main__":
    main()
