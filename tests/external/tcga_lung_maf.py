#!/usr/bin/env python3
"""Expected gene states of the TCGA lung MAFs, derived without evade.

usage: tcga_lung_maf.py MAF.gz... HOTSPOTS.tsv TRANSCRIPTS.tsv REGIONS.tsv

Prints sample, gene, status, protein change (of every row that counts, sorted, joined by `;`). Rules, stated here a
second time and on purpose without looking at the program:
  loss genes (TSG, TSG-immune, APM): altered = truncation at most 97.5 % into the coding sequence, Splice_Site, lost
  start, lost stop, missense at a hotspot residue, in-frame change in a hotspot range or of ten lost residues and more.
  JAK2 V617F and frameshifts of CALR from residue 352 on that shift by +1 do not count.
  ONC-FUSION and ONC-AMP: not tested where no variant alters them, for their lesion is a fusion or an amplification.
  ONC, ONC-FUSION: altered = missense at a hotspot residue, in-frame change in a hotspot range (EGFR: 709-710, 745-759,
  762-774), MET: a base of the splice sites of exon 14 lost or exchanged. ONC-AMP: never. MODIFIER: POLE P286R, V411L, S459F, A456P, S297F.
  The residue of a single base is counted from the exons on GRCh37; the hotspot list numbers CASP8 59 residues higher.
"""
import csv
import gzip
import re
import sys

TRUNCATION = {"Nonsense_Mutation", "Frame_Shift_Del", "Frame_Shift_Ins"}
START = {"Translation_Start_Site", "Start_Codon_Del", "Start_Codon_Ins", "Start_Codon_SNP"}
STOP = {"Nonstop_Mutation", "Stop_Codon_Del", "Stop_Codon_Ins"}
NOTHING = {"Silent", "Intron", "3'UTR", "5'UTR", "3'Flank", "5'Flank", "IGR", "RNA", "lincRNA", "Splice_Region",
           "De_novo_Start_InFrame", "De_novo_Start_OutOfFrame"}
EGFR_WINDOWS = [(709, 710), (745, 759), (762, 774)]
# The two intron bases before and behind exon 14 of MET on GRCh37.
MET_EXON14_SITES = [(116411901, 116411902), (116412044, 116412045)]
POLE = {"P286R", "V411L", "S459F", "A456P", "S297F"}
LOSS = {"TSG", "TSG-immune", "APM"}


def table(path):
    with open(path, encoding="utf-8") as lines:
        yield from csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")


def codons(row):
    """Position to residue, base by base."""
    first, last = int(row["cds_start"]), int(row["cds_end"])
    bases = []
    for start, end in zip(row["exon_starts"].split(","), row["exon_ends"].split(",")):
        bases += [b for b in range(int(start), int(end) + 1) if first <= b <= last]
    if row["strand"] == "-":
        bases.reverse()
    return {base: index // 3 + 1 for index, base in enumerate(bases)}


def span(change):
    """First and last residue that a change names."""
    found = re.match(r"p\.([A-Z*]*)(\d+)(?:_[A-Z*]*(\d+))?", change)
    if not found:
        return None
    start = int(found[2])
    return start, int(found[3]) if found[3] else start + max(len(found[1]) - 1, 0)


def is_altered(gene, role, row, known):
    kind, change = row["Variant_Classification"], row["Protein_Change"]
    named = span(change)
    residue = named[0] if named else None
    one_base = len(row["Reference_Allele"]) == 1 == len(row["Tumor_Seq_Allele2"]) and \
        "-" not in row["Reference_Allele"] + row["Tumor_Seq_Allele2"]
    place = known["codons"].get(gene, {}).get(int(row["Start_Position"])) if one_base else None
    listed = {place + (59 if gene == "CASP8" else 0)} if place else set(range(named[0], named[1] + 1)) if named else set()
    is_hotspot = kind == "Missense_Mutation" and bool(listed & known["residues"].get(gene, set()))
    in_range = kind.startswith("In_Frame") and named and any(
        named[0] <= last and named[1] >= first for first, last in known["ranges"].get(gene, []))
    if role in LOSS:
        early = residue is None or (3 * residue - 2) / known["length"][gene] <= 0.975
        large = kind == "In_Frame_Del" and named and named[1] - named[0] >= 9
        return bool((kind in TRUNCATION and early) or kind == "Splice_Site" or kind in START or kind in STOP or is_hotspot
                    or in_range or large or (kind == "Missense_Mutation" and residue == 1))
    if role == "ONC-AMP":
        return False
    if role == "MODIFIER":
        return gene == "POLE" and kind == "Missense_Mutation" and change[2:] in POLE
    if gene == "EGFR":
        in_range = kind.startswith("In_Frame") and any(first <= residue <= last for first, last in EGFR_WINDOWS)
    if gene == "MET" and row["Reference_Allele"] != "-" and any(
            int(row["Start_Position"]) <= last and int(row["End_Position"]) >= first
            for first, last in MET_EXON14_SITES):
        return True
    if gene == "MET" and kind == "Splice_Site":
        near = {known["codons"]["MET"].get(int(row["Start_Position"]) + d) for d in range(-2, 3)}
        return 1010 in near
    return bool(is_hotspot or in_range)


def is_known_other(gene, row):
    change = row["Protein_Change"]
    if gene == "JAK2":
        return change == "p.V617F"
    if gene != "CALR" or not row["Variant_Classification"].startswith("Frame_Shift"):
        return False
    bases = [0 if a == "-" else len(a) for a in (row["Reference_Allele"], row["Tumor_Seq_Allele2"])]
    return span(change)[0] >= 352 and (bases[1] - bases[0]) % 3 == 2


def main(mafs, hotspot_path, transcript_path, region_path):
    roles = {row["gene"]: row["role"] for row in table(region_path)}
    known = {"residues": {}, "ranges": {}, "length": {}, "codons": {}}
    for row in table(hotspot_path):
        changes = [change.split(":")[0] for change in row["variant_counts"].split("|")]
        if row["type"] == "single residue" and any(change != row["residue"][0] for change in changes):
            known["residues"].setdefault(row["gene"], set()).add(int(row["aa_start"]))
        elif row["type"] == "in-frame indel":
            known["ranges"].setdefault(row["gene"], []).append((int(row["aa_start"]), int(row["aa_end"])))
    for row in table(transcript_path):
        known["length"][row["gene"]] = int(row["cds_len"])
        if row["build"] == "GRCh37":
            known["codons"][row["gene"]] = codons(row)

    found = {}
    for path in mafs:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                gene = row["Hugo_Symbol"]
                if gene not in roles or row["Variant_Classification"] in NOTHING or is_known_other(gene, row):
                    continue
                altered = is_altered(gene, roles[gene], row, known)
                key = (row["Tumor_Sample_Barcode"], gene)
                found.setdefault(key, []).append((altered, row["Protein_Change"]))
    print("sample\tgene\tstatus\tprotein_changes")
    for (sample, gene), rows in sorted(found.items()):
        other = "not_tested" if roles[gene] in {"ONC-FUSION", "ONC-AMP"} else "uncertain"
        status = "altered" if any(altered for altered, _ in rows) else other
        print(sample, gene, status, ";".join(sorted(change for _, change in rows)), sep="\t")


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(sys.argv[1:-3], *sys.argv[-3:])
