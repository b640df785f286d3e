#!/usr/bin/env python3
"""Expected gene states of the TCGA lung MAFs, derived without evade.

usage: tcga_lung_maf.py MAF.gz... HOTSPOTS.tsv TRANSCRIPTS.tsv

Prints sample, gene, status, protein change (of every row that counts, sorted, joined by `;`). Rules, stated here a
second time and on purpose without looking at the program:
  loss genes: altered = truncation at most 97.5 % into the coding sequence, Splice_Site, lost start, missense at a
  hotspot residue; uncertain = any other change of the protein.
  KRAS, EGFR: altered = missense at a hotspot residue; EGFR in-frame changes in 709-710, 745-759, 762-774.
"""
import csv
import gzip
import re
import sys

LOSS = {"STK11", "KEAP1", "B2M", "JAK1", "JAK2", "PTEN", "HLA-A", "HLA-B", "HLA-C"}
GAIN = {"KRAS", "EGFR"}
TRUNCATION = {"Nonsense_Mutation", "Frame_Shift_Del", "Frame_Shift_Ins"}
START = {"Translation_Start_Site", "Start_Codon_Del", "Start_Codon_Ins", "Start_Codon_SNP"}
NOTHING = {"Silent", "Intron", "3'UTR", "5'UTR", "3'Flank", "5'Flank", "IGR", "RNA", "Splice_Region",
           "De_novo_Start_InFrame", "De_novo_Start_OutOfFrame"}
WINDOWS = [(709, 710), (745, 759), (762, 774)]


def table(path):
    with open(path, encoding="utf-8") as lines:
        yield from csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")


def main(mafs, hotspot_path, transcript_path):
    hotspots = set()
    for row in table(hotspot_path):
        changes = [change.split(":")[0] for change in row["variant_counts"].split("|")]
        if row["type"] == "single residue" and any(change != row["residue"][0] for change in changes):
            hotspots.add((row["gene"], int(row["aa_start"])))
    coding_length = {row["gene"]: int(row["cds_len"]) for row in table(transcript_path)}

    found = {}
    for path in mafs:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                gene, kind = row["Hugo_Symbol"], row["Variant_Classification"]
                if gene not in LOSS | GAIN or kind in NOTHING:
                    continue
                change = row["Protein_Change"]
                number = re.search(r"\d+", change)
                residue = int(number.group()) if number else None
                is_hotspot = kind == "Missense_Mutation" and (gene, residue) in hotspots
                if gene in LOSS:
                    early = residue is None or (3 * residue - 2) / coding_length[gene] <= 0.975
                    altered = (kind in TRUNCATION and early) or kind == "Splice_Site" or kind in START or is_hotspot
                    altered = altered or (kind == "Missense_Mutation" and residue == 1)
                else:
                    in_window = gene == "EGFR" and kind.startswith("In_Frame") and any(
                        first <= residue <= last for first, last in WINDOWS)
                    altered = is_hotspot or in_window
                key = (row["Tumor_Sample_Barcode"], gene)
                found.setdefault(key, []).append((altered, change))
    print("sample\tgene\tstatus\tprotein_changes")
    for (sample, gene), rows in sorted(found.items()):
        status = "altered" if any(altered for altered, _ in rows) else "uncertain"
        print(sample, gene, status, ";".join(sorted(change for _, change in rows)), sep="\t")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(sys.argv[1:-2], sys.argv[-2], sys.argv[-1])
