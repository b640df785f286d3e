//! Planted alterations and decoys: real alleles at real places (signatures/simulate/SOURCE.md), in simulated tumours.

mod passengers;
mod planting;

use std::fmt::Write;

use evade_core::{AlterationStatus, Hits};
use evade_genome::Build;

use crate::{broken, on_build};

use crate::random::Generator;
use crate::segments::{CHROMOSOMES, Copies, Event, copies_of, draw_events};

pub(crate) use passengers::passenger;

const PLANTED: &str = include_str!("../../../signatures/simulate/planted.tsv");
/// Alleles that only pairs of samples hold: among the others they would change what a seed gives.
const PLANTED_IN_PAIRS: &str = include_str!("../../../signatures/simulate/planted-pairs.tsv");

/// The genes of the truth table, with the chance that a tumour has an altering and an uncertain allele. KRAS and EGFR
/// exclude each other. Rare genes are planted more often than they occur, so that small cohorts hold them.
pub(crate) const GENES: [(&str, f64, f64); 9] = [
    ("STK11", 0.20, 0.04),
    ("KEAP1", 0.20, 0.0),
    ("B2M", 0.08, 0.03),
    ("JAK1", 0.06, 0.03),
    ("JAK2", 0.05, 0.03),
    ("PTEN", 0.08, 0.03),
    ("KRAS", 0.30, 0.0),
    ("EGFR", 0.20, 0.0),
    ("TP53", 0.50, 0.0),
];
/// Genes of which an activating allele is planted: there is no second hit.
const ACTIVATED: [&str; 2] = ["KRAS", "EGFR"];
const DECOY: f64 = 0.5;
const DEPTH: f64 = 150.0;
const NORMAL_DEPTH: f64 = 80.0;
/// A planted allele is seen well enough by any sensible filter, however low the purity.
const MIN_ALT_READS: u32 = 8;
const MIN_VAF: f64 = 0.07;
/// A caller calls a variant from this many reads on.
pub(crate) const CALLED_FROM: u32 = 3;
/// Made allele frequency of the germline decoy.
const POPULATION_FREQUENCY: &str = "0.0061";

/// One allele of the table.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Allele {
    pub(crate) gene: String,
    pub(crate) chrom: String,
    pub(crate) pos: u64,
    reference: String,
    alternate: String,
    strand: String,
    transcript: String,
    consequence: String,
    class: String,
    hgvsc: String,
    pub(crate) hgvsp: String,
    cds_position: String,
    protein_position: String,
    pub(crate) status: String,
    weight: f64,
}

/// Reads the embedded table for one build.
pub(crate) fn alleles(build: Build) -> crate::Result<Vec<Allele>> {
    PLANTED.lines().skip(1).map(|line| allele(line, build)).collect()
}

/// The same of those that only pairs of samples hold.
pub(crate) fn pair_alleles(build: Build) -> crate::Result<Vec<Allele>> {
    PLANTED_IN_PAIRS.lines().skip(1).map(|line| allele(line, build)).collect()
}

fn allele(line: &str, build: Build) -> crate::Result<Allele> {
    let fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
    let [
        gene,
        chrom,
        pos37,
        pos38,
        reference,
        alternate,
        strand,
        transcript,
        consequence,
        class,
        hgvsc,
        hgvsp,
        cds,
        protein,
        status,
        weight,
        _,
    ] = <[String; 17]>::try_from(fields).map_err(|_| broken("a row of planted alleles has not 17 fields"))?;
    Ok(Allele {
        gene,
        chrom,
        pos: on_build(build, &pos37, &pos38)
            .parse()
            .map_err(|_| broken("a position of planted alleles is not a number"))?,
        reference,
        alternate,
        strand: if strand == "-" { "-1" } else { "1" }.to_owned(),
        transcript,
        consequence,
        class,
        hgvsc,
        hgvsp,
        cds_position: cds,
        protein_position: protein,
        status,
        weight: weight.parse().map_err(|_| broken("a weight of planted alleles is not a number"))?,
    })
}

/// Why a decoy must not be counted; the words of `filtered_variants.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decoy {
    Silent,
    Intronic,
    Germline,
    LowVaf,
    Filter,
    InNormal,
}

impl Decoy {
    const ALL: [Self; 6] =
        [Self::Silent, Self::Intronic, Self::Germline, Self::LowVaf, Self::Filter, Self::InNormal];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Intronic => "noncoding",
            Self::Germline => "population_frequency",
            Self::LowVaf => "low_vaf",
            Self::Filter => "filter",
            Self::InNormal => "in_normal",
        }
    }

    /// Which alleles of the table can play it: those no one should count, or damaging ones with poor evidence.
    fn status(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Intronic => "intronic",
            Self::Germline => "germline",
            Self::LowVaf | Self::Filter | Self::InNormal => "altered",
        }
    }
}

/// An allele in a tumour with its reads.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Planted {
    pub(crate) allele: Allele,
    pub(crate) decoy: Option<Decoy>,
    pub(crate) depth: u32,
    pub(crate) alt_reads: u32,
    normal_depth: u32,
    normal_alt_reads: u32,
}

/// The truth of one gene.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GeneTruth {
    pub(crate) status: AlterationStatus,
    pub(crate) hgvsp: String,
    pub(crate) hits: Option<Hits>,
}

/// Everything the DNA of one tumour holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dna {
    pub(crate) variants: Vec<Planted>,
    pub(crate) events: Vec<Event>,
}

/// Draws the alleles of a tumour, by the chances of [`GENES`].
pub(crate) fn draw_alleles<'a>(alleles: &'a [Allele], random: &mut Generator) -> Vec<&'a Allele> {
    let mut chosen: Vec<&Allele> = Vec::new();
    for (gene, altered, uncertain) in GENES {
        let place = random.uniform();
        let excluded = gene == "EGFR" && chosen.iter().any(|a| a.gene == "KRAS");
        let status = match place {
            p if p < altered && !excluded => "altered",
            p if p >= altered && p < altered + uncertain => "uncertain",
            _ => continue,
        };
        chosen.extend(pick(alleles, random, |a| a.gene == gene && a.status == status));
    }
    chosen
}

/// Draws alterations, copy-number events and decoys.
pub(crate) fn draw(alleles: &[Allele], purity: f64, random: &mut Generator) -> Dna {
    let chosen = draw_alleles(alleles, random);
    let altered: Vec<&str> =
        chosen.iter().filter(|a| a.status == "altered").map(|a| a.gene.as_str()).collect();
    let events = draw_events(&altered, random);
    let mut variants: Vec<Planted> =
        chosen.iter().map(|a| planted(a, purity, copies_of(&a.gene, &events), random)).collect();
    for kind in Decoy::ALL {
        let wanted = random.happens(DECOY);
        // A gene holds one decoy at most, and none of poor evidence beside a real alteration: the truth stays plain.
        let free = |a: &Allele| variants.iter().all(|v| v.allele.gene != a.gene);
        let found = pick(alleles, random, |a| a.status == kind.status() && free(a));
        if let (true, Some(allele)) = (wanted, found) {
            let decoy = decoy(allele, kind, random);
            variants.push(decoy);
        }
    }
    in_order(&mut variants);
    Dna { variants, events }
}

/// Puts variants in the order of the genome.
pub(crate) fn in_order(variants: &mut [Planted]) {
    let order = |v: &Planted| CHROMOSOMES.iter().position(|(chrom, ..)| *chrom == v.allele.chrom);
    variants.sort_by(|a, b| {
        (order(a), a.allele.pos, &a.allele.alternate).cmp(&(order(b), b.allele.pos, &b.allele.alternate))
    });
}

/// One of the alleles that fit, by their weights.
pub(crate) fn pick<'a>(
    alleles: &'a [Allele],
    random: &mut Generator,
    fits: impl Fn(&Allele) -> bool,
) -> Option<&'a Allele> {
    let candidates: Vec<&Allele> = alleles.iter().filter(|a| fits(a)).collect();
    let place = random.weighted(candidates.iter().map(|a| a.weight));
    candidates.get(place).copied()
}

fn planted(allele: &Allele, purity: f64, copies: Copies, random: &mut Generator) -> Planted {
    let total = f64::from(copies.0 + copies.1);
    // The altered copy is the one that was kept, and doubled where the loss is copy-neutral.
    let altered = if copies.1 == 0 { f64::from(copies.0) } else { 1.0 };
    let vaf = purity * altered / (purity * total + 2.0 * (1.0 - purity));
    let depth = (random.poisson(DEPTH) as u32).max(100);
    let least = MIN_ALT_READS.max(libm::ceil(MIN_VAF * f64::from(depth)) as u32);
    let alt_reads = random.binomial(depth, vaf).max(least);
    let normal_depth = (random.poisson(NORMAL_DEPTH) as u32).max(40);
    Planted { allele: allele.clone(), decoy: None, depth, alt_reads, normal_depth, normal_alt_reads: 0 }
}

/// A variant with these reads of the tumour; its normal has none of it.
pub(crate) fn with_reads(allele: &Allele, depth: u32, alt_reads: u32, random: &mut Generator) -> Planted {
    let normal_depth = (random.poisson(NORMAL_DEPTH) as u32).max(40);
    Planted { allele: allele.clone(), decoy: None, depth, alt_reads, normal_depth, normal_alt_reads: 0 }
}

/// A variant that must not be counted.
pub(crate) fn decoy(allele: &Allele, kind: Decoy, random: &mut Generator) -> Planted {
    let mut variant = planted(allele, 0.5, (1, 1), random);
    variant.decoy = Some(kind);
    match kind {
        Decoy::Silent | Decoy::Intronic | Decoy::Filter => {}
        Decoy::LowVaf => variant.alt_reads = 3,
        Decoy::Germline => variant.alt_reads = variant.depth / 2,
        Decoy::InNormal => variant.normal_alt_reads = variant.normal_depth / 2,
    }
    if kind == Decoy::LowVaf {
        variant.depth = variant.depth.max(120);
    }
    variant
}

impl Dna {
    /// What a caller that reads everything should say of a gene.
    pub(crate) fn truth(&self, gene: &str) -> GeneTruth {
        let real = self.variants.iter().find(|v| v.allele.gene == gene && v.decoy.is_none());
        let Some(variant) = real else {
            return GeneTruth { status: AlterationStatus::NotAltered, hgvsp: String::new(), hits: None };
        };
        let hgvsp = variant.allele.hgvsp.clone();
        if variant.allele.status == "uncertain" {
            return GeneTruth { status: AlterationStatus::Uncertain, hgvsp, hits: None };
        }
        let hits = match copies_of(gene, &self.events) {
            _ if ACTIVATED.contains(&gene) || gene == "TP53" => None,
            (_, 0) => Some(Hits::Biallelic),
            _ => Some(Hits::Monoallelic),
        };
        GeneTruth { status: AlterationStatus::Altered, hgvsp, hits }
    }

    /// What a MAF lists. It is a project's filtered list: what has too few reads never got there.
    fn in_maf(&self) -> impl Iterator<Item = &Planted> {
        self.variants.iter().filter(|v| v.decoy != Some(Decoy::LowVaf))
    }

    /// The decoys in words, of the VCF or of the MAF.
    pub(crate) fn decoys(&self, of_maf: bool) -> String {
        let shown = self.variants.iter().filter(|v| !of_maf || v.decoy != Some(Decoy::LowVaf));
        let words = shown.filter_map(|v| {
            let gene = &v.allele.gene;
            v.decoy.map(|kind| format!("{gene}:{}:{}:{}", v.allele.chrom, v.allele.pos, kind.word()))
        });
        words.collect::<Vec<_>>().join(";")
    }
}

/// Where an allele begins, what it takes away and what it puts there, without the base that VCF writes before an
/// insertion or deletion.
fn without_anchor(allele: &Allele) -> (u64, &str, &str) {
    let (reference, alternate) = (allele.reference.as_str(), allele.alternate.as_str());
    if reference.len() == alternate.len() {
        (allele.pos, reference, alternate)
    } else {
        let dash = |text: &'static str, rest: &str| if rest.is_empty() { Some(text) } else { None };
        let (r, a) = (&reference[1..], &alternate[1..]);
        (allele.pos + 1, dash("-", r).unwrap_or(r), dash("-", a).unwrap_or(a))
    }
}

fn impact(consequence: &str) -> &'static str {
    match consequence {
        "stop_gained" | "frameshift_variant" => "HIGH",
        "missense_variant" | "inframe_deletion" => "MODERATE",
        "synonymous_variant" => "LOW",
        _ => "MODIFIER",
    }
}

const CSQ_FIELDS: &str = "Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|HGVSc|HGVSp|CDS_position|Protein_position|STRAND|CANONICAL|SYMBOL_SOURCE|gnomADe_AF";

/// The sample's VCF, annotated as VEP does.
pub(crate) fn vcf_text(tumour: &str, normal: &str, dna: &Dna, build: Build) -> String {
    let mut text = String::from("##fileformat=VCFv4.2\n##source=evade simulate\n");
    text.push_str("##FILTER=<ID=PASS,Description=\"All filters passed\">\n");
    text.push_str(
        "##FILTER=<ID=weak_evidence,Description=\"Mutation does not meet likelihood threshold\">\n",
    );
    let _ = writeln!(
        text,
        "##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Consequence annotations from Ensembl VEP. Format: {CSQ_FIELDS}\">"
    );
    text.push_str("##FORMAT=<ID=GT,Number=1,Type=String,Description=\"Genotype\">\n");
    text.push_str("##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"Reads of each allele\">\n");
    text.push_str("##FORMAT=<ID=AF,Number=A,Type=Float,Description=\"Allele fraction\">\n");
    text.push_str("##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"Reads\">\n");
    let _ = writeln!(text, "##reference={build}\n##normal_sample={normal}\n##tumor_sample={tumour}");
    let prefix = on_build(build, "", "chr");
    for (chrom, old, new) in CHROMOSOMES {
        let length = on_build(build, old, new);
        let _ = writeln!(text, "##contig=<ID={prefix}{chrom},length={length}>");
    }
    let _ = writeln!(text, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{normal}\t{tumour}");
    for variant in &dna.variants {
        let a = &variant.allele;
        let filter = if variant.decoy == Some(Decoy::Filter) { "weak_evidence" } else { "PASS" };
        let id = if variant.decoy == Some(Decoy::Germline) { "rs59912467" } else { "." };
        let _ = writeln!(
            text,
            "{prefix}{}\t{}\t{id}\t{}\t{}\t.\t{filter}\tCSQ={}\tGT:AD:AF:DP\t{}\t{}",
            a.chrom,
            a.pos,
            a.reference,
            a.alternate,
            csq(variant),
            genotype(
                if variant.normal_alt_reads > 0 { "0/1" } else { "0/0" },
                variant.normal_depth,
                variant.normal_alt_reads
            ),
            // Fewer reads are a place at which a caller was told to count, and has called nothing.
            genotype(
                if variant.alt_reads < CALLED_FROM { "0/0" } else { "0/1" },
                variant.depth,
                variant.alt_reads
            ),
        );
    }
    text
}

fn genotype(call: &str, depth: u32, alt: u32) -> String {
    format!("{call}:{},{alt}:{:.3}:{depth}", depth - alt.min(depth), f64::from(alt) / f64::from(depth))
}

fn csq(variant: &Planted) -> String {
    let a = &variant.allele;
    let stem = a.transcript.as_str();
    let hgvsc = if a.hgvsc.is_empty() { String::new() } else { format!("{stem}:{}", a.hgvsc) };
    // A '=' would end the INFO value's name: VEP escapes it.
    let hgvsp = a.hgvsp.replace('=', "%3D");
    let (_, _, alternate) = without_anchor(a);
    let frequency = if variant.decoy == Some(Decoy::Germline) { POPULATION_FREQUENCY } else { "" };
    format!(
        "{alternate}|{}|{}|{}||Transcript|{stem}|protein_coding|{hgvsc}|{hgvsp}|{}|{}|{}|YES|HGNC|{frequency}",
        a.consequence,
        impact(&a.consequence),
        a.gene,
        a.cds_position,
        a.protein_position,
        a.strand,
    )
}

/// Columns of the cohort's MAF, named as GDC does.
const MAF_COLUMNS: &str = "Hugo_Symbol\tEntrez_Gene_Id\tCenter\tNCBI_Build\tChromosome\tStart_Position\tEnd_Position\tStrand\tVariant_Classification\tVariant_Type\tReference_Allele\tTumor_Seq_Allele1\tTumor_Seq_Allele2\tTumor_Sample_Barcode\tMatched_Norm_Sample_Barcode\tHGVSc\tHGVSp\tHGVSp_Short\tTranscript_ID\tt_depth\tt_ref_count\tt_alt_count\tn_depth\tn_ref_count\tn_alt_count\tConsequence\tIMPACT\tFILTER\tgnomAD_AF";

/// The header line of a MAF.
pub(crate) fn maf_header() -> String {
    format!("{MAF_COLUMNS}\n")
}

/// The rows of one sample.
pub(crate) fn maf_rows(tumour: &str, normal: &str, dna: &Dna, build: Build) -> String {
    let mut text = String::new();
    for v in dna.in_maf() {
        let a = &v.allele;
        let (start, reference, alternate) = without_anchor(a);
        let (length, kind) = match (reference, alternate) {
            (_, "-") => (reference.len() as u64, "DEL"),
            _ => (1, "SNP"),
        };
        let chrom = format!("{}{}", on_build(build, "", "chr"), a.chrom);
        let transcript = a.transcript.split('.').next().unwrap_or_default();
        let filter = if v.decoy == Some(Decoy::Filter) { "weak_evidence" } else { "PASS" };
        let frequency = if v.decoy == Some(Decoy::Germline) { POPULATION_FREQUENCY } else { "" };
        let cells = [
            a.gene.clone(),
            "0".to_owned(),
            "simulated".to_owned(),
            build.to_string(),
            chrom,
            start.to_string(),
            (start + length - 1).to_string(),
            "+".to_owned(),
            a.class.clone(),
            kind.to_owned(),
            reference.to_owned(),
            reference.to_owned(),
            alternate.to_owned(),
            tumour.to_owned(),
            normal.to_owned(),
            a.hgvsc.clone(),
            a.hgvsp.clone(),
            short_protein(&a.hgvsp),
            transcript.to_owned(),
            v.depth.to_string(),
            (v.depth - v.alt_reads.min(v.depth)).to_string(),
            v.alt_reads.to_string(),
            v.normal_depth.to_string(),
            (v.normal_depth - v.normal_alt_reads).to_string(),
            v.normal_alt_reads.to_string(),
            a.consequence.clone(),
            impact(&a.consequence).to_owned(),
            filter.to_owned(),
            frequency.to_owned(),
        ];
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    text
}

/// `p.Gly12Asp` as `p.G12D`.
fn short_protein(hgvsp: &str) -> String {
    const LETTERS: [(&str, &str); 21] = [
        ("Ala", "A"),
        ("Cys", "C"),
        ("Asp", "D"),
        ("Glu", "E"),
        ("Phe", "F"),
        ("Gly", "G"),
        ("His", "H"),
        ("Ile", "I"),
        ("Lys", "K"),
        ("Leu", "L"),
        ("Met", "M"),
        ("Asn", "N"),
        ("Pro", "P"),
        ("Gln", "Q"),
        ("Arg", "R"),
        ("Ser", "S"),
        ("Thr", "T"),
        ("Val", "V"),
        ("Trp", "W"),
        ("Tyr", "Y"),
        ("Ter", "*"),
    ];
    LETTERS.iter().fold(hgvsp.to_owned(), |text, (long, short)| text.replace(long, short))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many() -> Vec<Dna> {
        let alleles = alleles(Build::Grch38).unwrap();
        (0..400).map(|i| draw(&alleles, 0.4, &mut Generator::new(1, "dna", i))).collect()
    }

    #[test]
    fn both_builds_of_the_table_can_be_read() {
        let (old, new) = (alleles(Build::Grch37).unwrap(), alleles(Build::Grch38).unwrap());
        assert_eq!(old.len(), new.len());
        let g12d = |table: &[Allele]| table.iter().find(|a| a.hgvsp == "p.Gly12Asp").map(|a| a.pos);
        assert_eq!((g12d(&old), g12d(&new)), (Some(25_398_284), Some(25_245_350)));
        for (gene, altered, uncertain) in GENES {
            let has = |status| new.iter().any(|a| a.gene == gene && a.status == status);
            assert!(has("altered") || altered == 0.0, "{gene}");
            assert!(has("uncertain") || uncertain == 0.0, "{gene}");
        }
    }

    #[test]
    fn the_truth_is_what_was_planted() {
        for dna in many() {
            for (gene, ..) in GENES {
                let real: Vec<&Planted> =
                    dna.variants.iter().filter(|v| v.allele.gene == gene && v.decoy.is_none()).collect();
                let truth = dna.truth(gene);
                match real.as_slice() {
                    [] => assert_eq!(truth.status, AlterationStatus::NotAltered),
                    [one] => {
                        assert_eq!(truth.status.as_str(), one.allele.status);
                        assert_eq!(truth.hgvsp, one.allele.hgvsp);
                        let vaf = f64::from(one.alt_reads) / f64::from(one.depth);
                        assert!(vaf >= MIN_VAF && one.normal_alt_reads == 0);
                    }
                    more => panic!("{gene} is planted {} times", more.len()),
                }
            }
            let activated = |gene: &str| dna.truth(gene).status == AlterationStatus::Altered;
            assert!(!(activated("KRAS") && activated("EGFR")));
        }
    }

    #[test]
    fn every_gene_and_every_decoy_occurs() {
        let all = many();
        for (gene, ..) in GENES {
            assert!(all.iter().any(|d| d.truth(gene).status == AlterationStatus::Altered), "{gene}");
        }
        for kind in Decoy::ALL {
            assert!(all.iter().any(|d| d.variants.iter().any(|v| v.decoy == Some(kind))), "{kind:?}");
        }
        assert!(all.iter().any(|d| d.truth("STK11").hits == Some(Hits::Biallelic)));
    }

    #[test]
    fn vcf_and_maf_have_their_columns() {
        for dna in many().iter().take(50) {
            let vcf = vcf_text("T", "N", dna, Build::Grch38);
            let records: Vec<&str> = vcf.lines().filter(|line| !line.starts_with('#')).collect();
            assert_eq!(records.len(), dna.variants.len());
            for record in &records {
                let fields: Vec<&str> = record.split('\t').collect();
                assert_eq!(fields.len(), 11);
                assert_eq!(fields[7].split('|').count(), CSQ_FIELDS.split('|').count());
                assert_eq!(fields[10].split(':').count(), 4);
            }
            let maf = maf_rows("T", "N", dna, Build::Grch38);
            assert_eq!(maf.lines().count(), dna.in_maf().count());
            for row in maf.lines() {
                assert_eq!(row.split('\t').count(), MAF_COLUMNS.split('\t').count());
            }
        }
    }

    #[test]
    fn deletions_lose_their_anchor_in_a_maf() {
        let table = alleles(Build::Grch37).unwrap();
        let exon19 = table.iter().find(|a| a.hgvsp == "p.Glu746_Ala750del").unwrap();
        assert_eq!(without_anchor(exon19), (55_242_466, "GAATTAAGAGAAGCA", "-"));
        assert_eq!(short_protein("p.Glu746_Ala750del"), "p.E746_A750del");
        assert_eq!(short_protein("p.Arg213Ter"), "p.R213*");
    }
}
