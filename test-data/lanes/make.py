#!/usr/bin/env python3
"""Makes the inputs of this folder from the demonstration cohort.

    python3 test-data/lanes/make.py

The VCFs of test-data/demo become the two files that Strelka writes per tumour, with its fields and its two columns;
segments are copied; rearrangements and HLA states, which the demonstration cohort has no tables of, are written here.
Nothing is drawn: the same bytes every time (Python 3.11 or newer).
"""

import csv
import gzip
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEMO = HERE.parent / "demo"
STRELKA = ["SIM00001", "SIM00002", "SIM00005"]
MAF = "SIM00003"
KEPT = ["sample", "patient", "rna_id", "dna_id", "tumor_id", "normal_id", "genome", "assay_dna", "histology", "site"]
KEPT += ["sex", "purity", "ploidy"]
CLINICAL = ["collection_date", "regimen", "ici_start", "ici_end", "best_response", "response_confirmed", "progression_date"]
FILES = ["vcf", "maf", "reported", "panel", "cnv", "sv", "hla"]
SNV = ["DP", "FDP", "SDP", "SUBDP", "AU", "CU", "GU", "TU"]
INDEL = ["DP", "DP2", "TAR", "TIR", "TOR"]

GENES = ["STK11", "KEAP1", "B2M", "JAK1", "JAK2", "PTEN", "KRAS", "EGFR", "TP53"]
FUSIONS = [["SIM00001_dna", "EML4", "ALK", "yes", "yes"], ["SIM00002_dna", "CD74", "ROS1", "no", "no"]]
REPORTED = [["KRAS", "p.G12C", "0.31"], ["STK11", "not detected", ""]]
HLA = {
    "SIM00001": ["no_loh", "no_loh", "no_loh"],
    "SIM00002": ["loh", "no_loh", "no_loh"],
    "SIM00003": ["loh", "loh", "loh"],
}


def write(path, text):
    path = HERE / path
    path.parent.mkdir(exist_ok=True)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode(), mtime=0))
    else:
        path.write_text(text)


def table(header, rows):
    return "".join("\t".join(row) + "\n" for row in [header, *rows])


def strelka_fields(ref, alt, cell):
    """A sample's cell with GT:AD:AF:DP as Strelka writes it; tiers 1 and 2 have the same reads."""
    _, reads, _, depth = cell.split(":")
    of_ref, of_alt = reads.split(",")
    if len(ref) != len(alt):
        return ":".join([depth, depth, f"{of_ref},{of_ref}", f"{of_alt},{of_alt}", "0,0"])
    bases = {ref: of_ref, alt: of_alt}
    return ":".join([depth, "0", "0", "0", *(f"{bases.get(b, 0)},{bases.get(b, 0)}" for b in "ACGT")])


def strelka(sample):
    """The texts of a tumour's two files."""
    lines = (DEMO / "variants" / f"{sample}.vcf").read_text().splitlines()
    shared = [line for line in lines if line.startswith(("##INFO=<ID=CSQ", "##reference", "##contig"))]
    texts = {}
    for kind, content, formats in [("snvs", "snv", SNV), ("indels", "indel", INDEL)]:
        head = ["##fileformat=VCFv4.1", "##source=strelka", f"##content=strelka somatic {content} calls"]
        head += ['##FILTER=<ID=LowEVS,Description="Somatic Empirical Variant Score (SomaticEVS) is below threshold">']
        head += ['##INFO=<ID=SOMATIC,Number=0,Type=Flag,Description="Somatic mutation">']
        head += [f'##FORMAT=<ID={name},Number={2 if name[-1] in "UR" else 1},Type=Integer,Description="Reads">' for name in formats]
        head += shared + ["\t".join("#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT NORMAL TUMOR".split())]
        rows = []
        for line in lines:
            if line.startswith("#"):
                continue
            chrom, pos, name, ref, alt, qual, filters, info, _, normal, tumor = line.split("\t")
            if (len(ref) == len(alt)) == (kind == "snvs"):
                filters = "PASS" if filters == "PASS" else "LowEVS"
                cells = [strelka_fields(ref, alt, cell) for cell in (normal, tumor)]
                row = [chrom, pos, name, ref, alt, qual, filters, f"SOMATIC;{info}", ":".join(formats), *cells]
                rows.append("\t".join(row))
        texts[kind] = "\n".join(head + rows) + "\n"
    return texts


def main():
    demo = {row["sample"]: row for row in csv.DictReader((DEMO / "samples.csv").open(newline=""))}
    rows = []
    for sample in sorted([*STRELKA, MAF]):
        row = {column: demo[sample][column] for column in KEPT + CLINICAL} | dict.fromkeys(FILES, "")
        if sample in STRELKA:
            for kind, text in strelka(sample).items():
                write(f"variants/{sample}.strelka.somatic_{kind}.vcf.gz", text)
            row |= {"tumor_id": "TUMOR", "normal_id": "NORMAL"}
            row["vcf"] = ";".join(f"variants/{sample}.strelka.somatic_{kind}.vcf.gz" for kind in ["snvs", "indels"])
        write(f"segments/{sample}.ascat.tsv", (DEMO / "segments" / f"{sample}.ascat.tsv").read_text())
        row["cnv"] = f"segments/{sample}.ascat.tsv"
        if sample in HLA:
            states = [[sample, f"HLA-{gene}", state] for gene, state in zip("ABC", HLA[sample])]
            write(f"hla/{sample}.tsv", table(["sample", "gene", "status"], states))
            row["hla"] = f"hla/{sample}.tsv"
        rows.append(row)
    by_sample = {row["sample"]: row for row in rows}
    for sample in ["SIM00001", "SIM00002"]:
        by_sample[sample]["sv"] = "sv.tsv"
    write("sv.tsv", table(["sample", "gene5", "gene3", "in_frame", "kinase_kept"], FUSIONS))
    maf = (DEMO / "variants.maf").read_text().splitlines(keepends=True)
    header = next(line for line in maf if line.startswith("Hugo_Symbol"))
    write(f"variants/{MAF}.maf", header + "".join(line for line in maf if f"\t{MAF}_dna\t" in line))
    by_sample[MAF]["maf"] = f"variants/{MAF}.maf"
    write("reported.tsv", table(["gene", "change", "vaf"], REPORTED))
    write("panel.txt", "\n".join(GENES) + "\n")
    by_sample["SIM00005"].update(reported="reported.tsv", panel="panel.txt", assay_dna="")
    with (HERE / "samples.csv").open("w", newline="") as handle:
        writer = csv.DictWriter(handle, [*KEPT, *FILES, *CLINICAL], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


main()
