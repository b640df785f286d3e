#!/usr/bin/env python3
"""Makes planted.tsv and planted-pairs.tsv: the alleles that `evade simulate` plants, on both genome builds.

    EVADE_REFERENCE_DATA=... python3 signatures/simulate/make_planted.py

The folder holds hotspot-alleles.tsv, truth-tcga-lung-grch37.tsv, hotspots.tsv and gene-transcripts.tsv (see SOURCE.md).
Every reference base is one that those tables show at that place; a position of GRCh37 becomes one of GRCh38 by the
offset of its exon in the MANE transcript, and must agree with hotspot-alleles.tsv where that has the allele.
"""

import os
from pathlib import Path

DATA = Path(os.environ["EVADE_REFERENCE_DATA"])
HERE = Path(__file__).resolve().parent
AMINO = dict(zip("ACDEFGHIKLMNPQRSTVWY*", "Ala Cys Asp Glu Phe Gly His Ile Lys Leu Met Asn Pro Gln Arg Ser Thr Val Trp Tyr Ter".split()))
COMPLEMENT = str.maketrans("ACGT", "TGCA")
TERMS = {
    "Nonsense_Mutation": "stop_gained", "Missense_Mutation": "missense_variant", "Silent": "synonymous_variant",
    "Frame_Shift_Del": "frameshift_variant", "In_Frame_Del": "inframe_deletion",
}
# gene, protein change, status it plants, how often among the alleles of its gene and status
SNVS = """
STK11 E199* altered 2|STK11 Q220* altered 2|STK11 K84* altered 1|STK11 D194Y altered 2|STK11 K78E uncertain 1
KEAP1 R470C altered 2|KEAP1 G480W altered 1|KEAP1 E441* altered 1|KEAP1 R260* altered 1|KEAP1 Q193* altered 1
B2M E19* altered 1|B2M S40* altered 1|B2M E70* altered 1|B2M Y46C uncertain 1
JAK1 E123* altered 1|JAK1 N833T uncertain 1|JAK1 E706E silent 1
JAK2 R228* altered 1|JAK2 E725* altered 1|JAK2 Y114C uncertain 1|JAK2 T668T silent 1
PTEN R130* altered 1|PTEN R233* altered 2|PTEN E235* altered 1|PTEN P248H uncertain 1
KRAS G12C altered 8|KRAS G12V altered 4|KRAS G12D altered 4|KRAS Q61H altered 1
EGFR L858R altered 6|EGFR G719A altered 1|EGFR G652G silent 1
TP53 R175H altered 1|TP53 R273H altered 1|TP53 R213* altered 1|STK11 R106R silent 1|B2M E36E silent 1
""".replace("\n", "|")
# For pairs of samples alone: more alleles in planted.tsv would change what a seed gives.
PAIR_SNVS = "RB1 R320* altered 1|RB1 Q344* altered 1|RB1 E398* altered 1|RB1 E413* altered 1|RB1 R552* altered 1|RB1 S780* altered 1"
# gene, GRCh37 position, reference, alternate, class, protein change, status, weight: deletions inside stretches
# whose reference bases the tables show
DELETIONS = [
    ("STK11", 1207021, "CAGCCGCG", "C", "Frame_Shift_Del", "Q37fs", "altered", 1),
    ("KEAP1", 10599954, "GTTTC", "G", "Frame_Shift_Del", "E540fs", "altered", 1),
    ("B2M", 45007794, "TCT", "T", "Frame_Shift_Del", "S81fs", "altered", 1),
    ("EGFR", 55242465, "GGAATTAAGAGAAGCA", "G", "In_Frame_Del", "E746_A750del", "altered", 6),
]
EXTRA = [
    # rs59912467: the known germline polymorphism
    ("STK11", 1223125, "C", "G", "Missense_Mutation", "F354L", "germline", 1),
    # the first base of an intronic AG
    ("EGFR", 55238150, "AG", "A", "Intron", "", "intronic", 1),
]


def table(name):
    rows = [line.rstrip("\n").split("\t") for line in (DATA / name).read_text().splitlines() if not line.startswith("#")]
    return [dict(zip(rows[0], row)) for row in rows[1:]]


def numbers(text):
    return [int(n) for n in text.strip(",").split(",")]


TRANSCRIPTS = {(row["gene"], row["build"]): row for row in table("gene-transcripts.tsv")}


def lift(gene, position):
    old, new = (TRANSCRIPTS[gene, build] for build in ("GRCh37", "GRCh38"))
    exons = list(zip(numbers(old["exon_starts"]), numbers(old["exon_ends"]), numbers(new["exon_starts"]), numbers(new["exon_ends"])))
    # An intron lies between two exons of the same offset.
    offsets = {s2 - s1 for s1, e1, s2, e2 in exons if s1 <= position <= e1 and e1 - s1 == e2 - s2}
    if not offsets:
        offsets = {s2 - s1 for s1, e1, s2, _ in exons}
    assert len(offsets) == 1, (gene, position, offsets)
    return position + offsets.pop()


def cds_position(gene, position):
    row = TRANSCRIPTS[gene, "GRCh37"]
    low, high = int(row["cds_start"]), int(row["cds_end"])
    parts = [(max(s, low), min(e, high)) for s, e in zip(numbers(row["exon_starts"]), numbers(row["exon_ends"]))]
    parts = [(s, e) for s, e in parts if s <= e]
    before = 0
    for start, end in parts if row["strand"] == "+" else reversed(parts):
        if start <= position <= end:
            return before + (position - start if row["strand"] == "+" else end - position) + 1
        before += end - start + 1
    return None


def three_letter(change):
    out, number = "", ""
    body = change.removesuffix("fs").removesuffix("del")
    for letter in body:
        out += AMINO.get(letter, letter)
    # a silent change is written as VEP does: p.Glu706=
    if len(change) > 2 and change[0] == change[-1]:
        return "p." + out[:-3] + "="
    return "p." + out + change[len(body):] if change else ""


def main():
    observed, new_build = {}, {}
    for row in table("truth-tcga-lung-grch37.tsv"):
        observed[row["gene"], row["protein_change"].removeprefix("p."), row["class"]] = (int(row["start"]), row["ref"], row["alt"])
    hotspots = {}
    for row in table("hotspot-alleles.tsv"):
        key = row["gene"], row["protein_change"], row["class"]
        place = int(row["pos"]), row["ref"], row["alt"]
        if len(row["ref"]) == len(row["alt"]) == 1 and "-" not in place:
            (hotspots if row["build"] == "GRCh37" else new_build).setdefault(key, place)
    hot_residues = {(row["gene"], row["residue"].lstrip("ACDEFGHIKLMNPQRSTVWYX")) for row in table("hotspots.tsv")}
    def snvs(entries):
        for entry in filter(None, (e.strip() for e in entries.split("|"))):
            gene, change, status, weight = entry.split()
            kind = "Nonsense_Mutation" if change[-1] == "*" else "Silent" if change[0] == change[-1] else "Missense_Mutation"
            key = gene, change, kind
            source = "hotspots" if key in hotspots else "tcga"
            position, ref, alt = hotspots.get(key) or observed[key]
            residue = int("".join(c for c in change if c.isdigit()))
            assert (cds_position(gene, position) - 1) // 3 + 1 == residue, (key, cds_position(gene, position))
            if key in new_build:
                assert new_build[key] == (lift(gene, position), ref, alt), key
            if status == "uncertain":
                assert (gene, str(residue)) not in hot_residues, key
            yield gene, position, ref, alt, kind, change, status, int(weight), source
    alleles = [*snvs(SNVS), *((*d, "tcga") for d in DELETIONS), *((*e, "dbsnp" if e[6] == "germline" else "tcga") for e in EXTRA)]
    write("planted.tsv", alleles)
    write("planted-pairs.tsv", list(snvs(PAIR_SNVS)))


def write(name, alleles):
    lines = ["gene\tchrom\tpos_grch37\tpos_grch38\tref\talt\tstrand\ttranscript\tconsequence\tclass\thgvsc\thgvsp\tcds_position\tprotein_position\tstatus\tweight\tsource"]
    order = {gene: i for i, (gene, _) in enumerate(TRANSCRIPTS)}
    for gene, position, ref, alt, kind, change, status, weight, source in sorted(alleles, key=lambda a: (order[a[0]], a[1], a[3])):
        row = TRANSCRIPTS[gene, "GRCh37"]
        minus = row["strand"] == "-"
        hgvsc, cds = "", cds_position(gene, position)
        if len(ref) == len(alt) == 1:
            bases = [b.translate(COMPLEMENT) if minus else b for b in (ref, alt)]
            hgvsc = f"c.{cds}{bases[0]}>{bases[1]}"
        elif cds:
            first = cds_position(gene, position + len(ref) - 1 if minus else position + 1)
            # The 3' rule needs bases past the deletion; given only where the last table base settles it.
            if (gene, change) in {("KEAP1", "E540fs"), ("B2M", "S81fs"), ("EGFR", "E746_A750del")}:
                hgvsc = f"c.{first}_{first + len(ref) - 2}del"
            cds = first  # of the first deleted base
        protein = str((cds - 1) // 3 + 1) if cds else ""
        if change:
            assert protein in change, (gene, change, protein)
        term = TERMS.get(kind, "intron_variant")
        lines.append("\t".join(map(str, [
            gene, row["chrom"], position, lift(gene, position), ref, alt, row["strand"], row["ensembl_tx_mane"], term, kind, hgvsc,
            three_letter(change), cds or "", protein, status, weight, source])))
    (HERE / name).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
