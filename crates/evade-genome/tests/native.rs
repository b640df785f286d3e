//! The native annotation against published variants and against every exchange of a made sequence.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]
#![expect(clippy::print_stderr, reason = "a test without its data says that it skips")]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use evade_core::{Caution, EffectClass};
use evade_genome::{
    Allele, Build, CORE_GENES, CodingSequences, GenePanel, HotspotAlleles, NativeAnnotator, NativeCall,
    ProteinChange, Transcript, bundle_cds,
};
use evade_stream::{Content, Input};

use support::PANEL;

const ALLELES: &str = include_str!("../../../signatures/alterations/hotspot-alleles.tsv");

fn native() -> NativeAnnotator {
    NativeAnnotator::new(HotspotAlleles::read(("hotspot-alleles.tsv", ALLELES)).unwrap())
}

fn reference(file: &str) -> Option<String> {
    let root = std::env::var_os("EVADE_REFERENCE_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let path = root.join("reference").join(file);
    if let Ok(text) = std::fs::read_to_string(&path) {
        return Some(text);
    }
    assert!(std::env::var_os("EVADE_REQUIRE_DATA").is_none(), "{} is missing", path.display());
    eprintln!("skipped: {} is missing", path.display());
    None
}

/// Genes of which the truth follows another isoform than MANE (Oncotator's choice of 2014).
const OTHER_ISOFORM: [&str; 6] = ["MDM2", "MET", "ROS1", "TAP1", "TAPBP", "MTAP"];

struct Row {
    gene: String,
    start: u64,
    kind: String,
    class: String,
    change: String,
    allele: Allele,
    /// Samples that carry it.
    n: u32,
}

fn truth() -> Option<Vec<Row>> {
    let text = reference("truth-tcga-lung-grch37.tsv")?;
    let rows = text.lines().filter(|l| !l.starts_with('#')).skip(1).map(|line| {
        let f: Vec<&str> = line.split('\t').collect();
        let start = f[2].parse().unwrap();
        Row {
            gene: f[0].into(),
            start,
            kind: f[6].into(),
            class: f[7].into(),
            change: f[8].into(),
            allele: Allele::from_maf(start, f[4], f[5]),
            n: f[9].parse().unwrap(),
        }
    });
    Some(rows.collect())
}

/// Section 15: residue numbers from coordinates alone, core genes 472 of 472.
#[test]
fn rule_15_residues_of_tcga_lung_exchanges() {
    let Some(rows) = truth() else { return };
    let (panel, native) = (&*PANEL, native());
    let (mut n_core, mut n_all, mut n_same) = (0, 0, 0);
    let mut misses: BTreeMap<String, u32> = BTreeMap::new();
    let coding = ["Missense_Mutation", "Nonsense_Mutation", "Silent"];
    for row in rows.iter().filter(|r| r.kind == "SNP" && coding.contains(&r.class.as_str())) {
        let gene = panel.gene(&row.gene).unwrap();
        let Some(truth) = ProteinChange::parse(&row.change) else { panic!("{} {}", row.gene, row.change) };
        if !gene.transcripts.contains_key(&Build::Grch37) {
            assert_eq!(row.gene, "PBRM1", "its MANE transcript is younger than the annotation of GRCh37");
            continue;
        }
        let call = native.annotate(gene, Build::Grch37, &row.allele);
        let is_same = call.as_ref().and_then(|c| c.residue) == Some(truth.start);
        let is_core = CORE_GENES.contains(&row.gene.as_str());
        n_all += row.n;
        n_same += if is_same { row.n } else { 0 };
        n_core += if is_core { row.n } else { 0 };
        if !is_same {
            assert!(!is_core, "{} {}: {call:?}", row.gene, row.change);
            *misses.entry(row.gene.clone()).or_default() += row.n;
        }
    }
    eprintln!("residues: {n_same} of {n_all}; core genes {n_core} of {n_core}; misses {misses:?}");
    assert_eq!(n_core, 472);
    // p14ARF is the other reading frame of CDKN2A; one row of the truth follows it.
    let n_p14 = misses.remove("CDKN2A").unwrap_or(0);
    assert_eq!((n_same, n_all - n_p14, n_p14), (1738, 1811, 1));
    assert!(misses.keys().all(|gene| OTHER_ISOFORM.contains(&gene.as_str())), "{misses:?}");
}

/// Section 15: insertions and deletions in the same frame class.
#[test]
fn rule_15_frames_of_tcga_lung_indels() {
    let Some(rows) = truth() else { return };
    let (panel, native) = (&*PANEL, native());
    let (mut n, mut n_same) = (0, 0);
    for row in rows.iter().filter(|r| r.kind == "DEL" || r.kind == "INS") {
        let shifts = match row.class.as_str() {
            "Frame_Shift_Del" | "Frame_Shift_Ins" => true,
            "In_Frame_Del" | "In_Frame_Ins" => false,
            _ => continue,
        };
        n += row.n;
        let call = native.annotate(panel.gene(&row.gene).unwrap(), Build::Grch37, &row.allele);
        let effect = call.as_ref().map(|c| c.effect);
        let own = match effect {
            Some(EffectClass::Truncating) => Some(true),
            Some(EffectClass::Inframe) => Some(false),
            // Next to a donor the class is the splice site's; the frame is as the flag's change says.
            Some(EffectClass::SpliceSite) if call.as_ref().unwrap().flags.contains(&Caution::NextToDonor) => {
                Some(false)
            }
            Some(EffectClass::StartLost) => Some(shifts),
            _ => None,
        };
        n_same += if own == Some(shifts) { row.n } else { 0 };
        if own != Some(shifts) {
            eprintln!("{} {} {} {}: {call:?}", row.gene, row.start, row.class, row.change);
        }
    }
    eprintln!("frames: {n_same} of {n}");
    assert_eq!((n_same, n), (225, 225));
}

/// Section 15: single bases at the two intron bases are splice sites; Oncotator's window is wider.
#[test]
fn rule_15_splice_sites_of_tcga_lung() {
    let Some(rows) = truth() else { return };
    let (panel, native) = (&*PANEL, native());
    let (mut n_core, mut n_near, mut elsewhere) = (0, 0, Vec::new());
    for row in rows.iter().filter(|r| r.kind == "SNP" && r.class == "Splice_Site") {
        let call = native.annotate(panel.gene(&row.gene).unwrap(), Build::Grch37, &row.allele);
        match call.map(|c| c.effect) {
            Some(EffectClass::SpliceSite) => n_core += row.n,
            None | Some(EffectClass::Noncoding) => elsewhere.push(row.gene.as_str()),
            Some(_) => n_near += row.n,
        }
    }
    elsewhere.dedup();
    eprintln!(
        "splice sites: {n_core} at the two bases, {n_near} near them, of other isoforms: {elsewhere:?}"
    );
    assert!(n_core > n_near);
    assert!(elsewhere.iter().all(|gene| !CORE_GENES.contains(gene)), "{elsewhere:?}");
}

/// Section 15, level 0.5: every listed allele has its residue on both builds.
#[test]
fn rule_15_hotspot_alleles_have_their_residue_on_both_builds() {
    let (panel, native) = (&*PANEL, native());
    for build in [Build::Grch37, Build::Grch38] {
        let (mut n, mut n_same, mut misses) = (0, 0, BTreeMap::new());
        for line in ALLELES.lines().filter(|l| l.starts_with(&build.to_string())) {
            let f: Vec<&str> = line.split('\t').collect();
            if f[4].len() != 1 || f[5].len() != 1 || f[4] == "-" || f[5] == "-" {
                continue;
            }
            let allele = Allele::from_maf(f[3].parse().unwrap(), f[4], f[5]);
            let call: Option<NativeCall> = native.annotate(panel.gene(f[1]).unwrap(), build, &allele);
            let truth = ProteinChange::parse(f[7]).map(|c| c.start);
            n += 1;
            if call.as_ref().and_then(|c| c.residue) == truth {
                n_same += 1;
                assert_eq!(call.unwrap().hgvsp, Some(format!("p.{}", f[7])));
            } else {
                *misses.entry(f[1].to_owned()).or_insert(0) += 1;
            }
        }
        eprintln!("{build}: {n_same} of {n}; misses {misses:?}");
        assert!(f64::from(n_same) >= 0.985 * f64::from(n), "{n_same} of {n}: {misses:?}");
        assert!(CORE_GENES.iter().all(|gene| !misses.contains_key(*gene)), "{misses:?}");
    }
}

/// Section 5.2 and 15: KRAS G12D and the two-base exchanges of codon 12 need no sequence.
#[test]
fn rule_15_kras_codon_12_without_a_sequence() {
    let (panel, native) = (&*PANEL, native());
    let kras = panel.gene("KRAS").unwrap();
    let change = |build, pos, a: &str, b: &str| {
        native.annotate(kras, build, &Allele::from_vcf(pos, a, b)).unwrap().hgvsp
    };
    assert_eq!(change(Build::Grch37, 25_398_284, "C", "T").as_deref(), Some("p.G12D"));
    assert_eq!(change(Build::Grch38, 25_245_350, "C", "T").as_deref(), Some("p.G12D"));
    assert_eq!(change(Build::Grch37, 25_398_284, "CC", "AA").as_deref(), Some("p.G12F"));
    let call = native.annotate(kras, Build::Grch37, &Allele::from_vcf(25_398_283, "A", "T")).unwrap();
    assert_eq!((call.effect, call.word), (EffectClass::Unknown, "CODING_SNV_UNTRANSLATED"));
    assert!(call.flags.contains(&Caution::HotspotCodonTouched), "{call:?}");
}

/// A genome in which only the coding exons of some genes hold bases: a coding sequence of random codons.
fn made_fasta(panel: &GenePanel, build: Build, genes: &[&str]) -> Vec<u8> {
    let mut fasta = Vec::new();
    for symbol in genes {
        let gene = panel.gene(symbol).unwrap();
        let transcript = &gene.transcripts[&build];
        let last = gene.span[&build].1;
        let mut bases = vec![b'C'; usize::try_from(last).unwrap() + 100];
        let coding = made_coding(transcript.coding_length);
        for (index, base) in coding.iter().enumerate() {
            let position = transcript.position_of(index as u64 + 1).unwrap();
            let base = if transcript.is_reverse { complement(*base) } else { *base };
            bases[usize::try_from(position).unwrap() - 1] = base;
        }
        fasta.extend_from_slice(format!(">chr{} made\n", gene.chrom).as_bytes());
        for line in bases.chunks(60) {
            fasta.extend_from_slice(line);
            fasta.push(b'\n');
        }
    }
    fasta
}

fn complement(base: u8) -> u8 {
    match base {
        b'A' => b'T',
        b'C' => b'G',
        b'G' => b'C',
        _ => b'A',
    }
}

/// Start, all sense codons in turn with a stride that shares no factor with 61, stop.
fn made_coding(length: u64) -> Vec<u8> {
    let sense: Vec<[u8; 3]> = all_codons().into_iter().filter(|c| residue(*c) != '*').collect();
    let mut bases = b"ATG".to_vec();
    let mut at = 0;
    while bases.len() + 3 < usize::try_from(length).unwrap() {
        at = (at + 17) % sense.len();
        bases.extend_from_slice(&sense[at]);
    }
    bases.extend_from_slice(b"TGA");
    bases
}

fn all_codons() -> Vec<[u8; 3]> {
    let base = |n: usize| b"ACGT"[n % 4];
    (0..64).map(|n| [base(n / 16), base(n / 4), base(n)]).collect()
}

/// The genetic code written another way than the program has it.
fn residue(codon: [u8; 3]) -> char {
    match &codon {
        b"TTT" | b"TTC" => 'F',
        b"TTA" | b"TTG" | [b'C', b'T', _] => 'L',
        b"ATT" | b"ATC" | b"ATA" => 'I',
        b"ATG" => 'M',
        [b'G', b'T', _] => 'V',
        [b'T', b'C', _] | b"AGT" | b"AGC" => 'S',
        [b'C', b'C', _] => 'P',
        [b'A', b'C', _] => 'T',
        [b'G', b'C', _] => 'A',
        b"TAT" | b"TAC" => 'Y',
        b"TAA" | b"TAG" | b"TGA" => '*',
        b"CAT" | b"CAC" => 'H',
        b"CAA" | b"CAG" => 'Q',
        b"AAT" | b"AAC" => 'N',
        b"AAA" | b"AAG" => 'K',
        b"GAT" | b"GAC" => 'D',
        b"GAA" | b"GAG" => 'E',
        b"TGT" | b"TGC" => 'C',
        b"TGG" => 'W',
        [b'C', b'G', _] | b"AGA" | b"AGG" => 'R',
        [b'G', b'G', _] => 'G',
        _ => panic!("{codon:?}"),
    }
}

/// Section 15, level 1: every exchange of one base of every codon of STK11 (forward) and B2M, KEAP1 (reverse).
#[test]
fn rule_15_every_exchange_of_two_genes_is_translated() {
    let panel = &*PANEL;
    for (symbol, is_reverse) in [("STK11", false), ("KEAP1", true)] {
        let gene = panel.gene(symbol).unwrap();
        let build = Build::Grch38;
        let mut input = Input::from_bytes("made.fa", made_fasta(panel, build, &[symbol])).unwrap();
        let sequences = CodingSequences::from_fasta(&mut input, panel, build).unwrap();
        let native = NativeAnnotator::new(HotspotAlleles::default()).with_sequences(sequences);
        let transcript = &gene.transcripts[&build];
        assert_eq!(transcript.is_reverse, is_reverse);
        let coding = made_coding(transcript.coding_length);
        let mut n = 0;
        for (index, old) in coding.iter().enumerate() {
            for new in b"ACGT".iter().filter(|b| *b != old) {
                let position = transcript.position_of(index as u64 + 1).unwrap();
                let text = |b: u8| char::from(if is_reverse { complement(b) } else { b }).to_string();
                let call = native
                    .annotate(gene, build, &Allele::from_vcf(position, &text(*old), &text(*new)))
                    .unwrap();
                let start = index / 3 * 3;
                let before: [u8; 3] = coding[start..start + 3].try_into().unwrap();
                let mut after = before;
                after[index - start] = *new;
                let number = start / 3 + 1;
                let mut expected = expected(number, residue(before), residue(after));
                if expected.0 == EffectClass::Silent && is_near_junction(transcript, position) {
                    expected.0 = EffectClass::SpliceRegion;
                }
                assert_eq!((call.effect, call.hgvsp), expected, "{symbol} {number} {before:?} {after:?}");
                assert_eq!(
                    call.hgvsc,
                    Some(format!("c.{}{}>{}", index + 1, char::from(*old), char::from(*new)))
                );
                n += 1;
            }
        }
        assert_eq!(n, transcript.coding_length * 3);
    }
}

/// The last and first three bases of exons.
fn is_near_junction(transcript: &Transcript, position: u64) -> bool {
    let (first, last) = (transcript.exons[0].0, transcript.exons[transcript.exons.len() - 1].1);
    transcript.exons.iter().any(|(s, e)| {
        (*s != first && (*s..s + 3).contains(&position)) || (*e != last && (e - 2..=*e).contains(&position))
    })
}

fn expected(number: usize, before: char, after: char) -> (EffectClass, Option<String>) {
    if number == 1 {
        return (EffectClass::StartLost, Some("p.M1?".into()));
    }
    match (before, after) {
        _ if before == after => (EffectClass::Silent, Some(format!("p.{before}{number}="))),
        (_, '*') => (EffectClass::Truncating, Some(format!("p.{before}{number}*"))),
        ('*', _) => (EffectClass::StopLost, Some(format!("p.*{number}{after}ext*?"))),
        _ => (EffectClass::Missense, Some(format!("p.{before}{number}{after}"))),
    }
}

/// Section 15: a bundle says the same as the FASTA it was cut from, and is refused for other transcripts.
#[test]
fn rule_15_a_bundle_replaces_the_fasta() {
    let panel = &*PANEL;
    let fasta = made_fasta(panel, Build::Grch37, &["STK11"]);
    let open = || Input::from_bytes("made.fa", fasta.clone()).unwrap();
    let sequences = CodingSequences::from_fasta(&mut open(), panel, Build::Grch37).unwrap();
    let text = bundle_cds(&mut open(), panel, Build::Grch37).unwrap();
    assert!(sequences.genes().any(|gene| gene == "STK11") && !sequences.genes().any(|gene| gene == "B2M"));
    let content = |text: &str| Content { name: "b.tsv".into(), bytes: text.into(), sha256: String::new() };
    assert_eq!(CodingSequences::from_bundle(&content(&text), panel).unwrap(), sequences);
    let cut: String = text.split_inclusive('\n').take(4).collect();
    let error = CodingSequences::from_bundle(&content(&cut), panel).unwrap_err().to_string();
    assert!(error.contains("does not hold the exons of STK11"), "{error}");
    // A chromosome of the other genome's length.
    let wrong = format!(">chr19\n{}\n", "A".repeat(58_617_616));
    let mut input = Input::from_bytes("hg38.fa", wrong.into_bytes()).unwrap();
    let error = CodingSequences::from_fasta(&mut input, panel, Build::Grch37).unwrap_err().to_string();
    assert!(error.contains("chromosome 19 has the length of GRCh38, not of GRCh37"), "{error}");
    let mut input = Input::from_bytes("x.fa", &b"ACGT\n"[..]).unwrap();
    assert!(CodingSequences::from_fasta(&mut input, panel, Build::Grch37).is_err());
}

/// Section 15: frames, edges of exons, start and stop, from coordinates alone and with a sequence.
#[test]
fn rule_15_indels_edges_start_and_stop() {
    use EffectClass::{Inframe, SpliceSite, StartLost, StopLost, Truncating};
    let panel = &*PANEL;
    let gene = panel.gene("STK11").unwrap();
    let build = Build::Grch38;
    let mut input = Input::from_bytes("made.fa", made_fasta(panel, build, &["STK11"])).unwrap();
    let sequences = CodingSequences::from_fasta(&mut input, panel, build).unwrap();
    let with = NativeAnnotator::new(HotspotAlleles::default()).with_sequences(sequences);
    let without = native();
    let transcript = &gene.transcripts[&build];
    let coding = made_coding(transcript.coding_length);
    let allele = |from: u64, n: usize, new: &str| {
        let start = usize::try_from(from).unwrap() - 1;
        let old = String::from_utf8(coding[start..start + n].to_vec()).unwrap();
        Allele { pos: transcript.position_of(from).unwrap(), reference: old, alternate: new.into() }
    };
    let effects =
        |a: &Allele| [&without, &with].map(|native| native.annotate(gene, build, a).unwrap().effect);
    assert_eq!(effects(&allele(100, 1, "")), [Truncating; 2]);
    assert_eq!(effects(&allele(100, 3, "")), [Inframe; 2]);
    assert_eq!(effects(&allele(100, 0, "AAT")), [Inframe; 2]);
    assert_eq!(effects(&allele(100, 0, "A")), [Truncating; 2]);
    assert_eq!(effects(&allele(2, 1, "")), [StartLost; 2]);
    assert_eq!(effects(&allele(100, 0, "TAA"))[1], Truncating);
    let (end, next) = (transcript.exons[0].1, transcript.exons[1].0);
    let genomic = |pos: u64, n: u64| Allele {
        pos,
        reference: "N".repeat(usize::try_from(n).unwrap()),
        alternate: String::new(),
    };
    let level_0 = |a: &Allele| {
        let call = without.annotate(gene, build, a).unwrap();
        (call.effect, call.flags.contains(&Caution::ExonEdge), call.flags.contains(&Caution::NextToDonor))
    };
    assert_eq!(level_0(&genomic(end + 1, 1)), (SpliceSite, false, false));
    assert_eq!(level_0(&genomic(next - 2, 1)), (SpliceSite, false, false));
    // Two coding bases and two of the intron: the frame changes. Three and one: only the site is gone.
    assert_eq!(level_0(&genomic(end - 1, 4)), (Truncating, true, false));
    assert_eq!(level_0(&genomic(end - 2, 4)), (SpliceSite, true, false));
    assert_eq!(level_0(&genomic(end - 2, 3)), (SpliceSite, false, true));
    assert_eq!(level_0(&genomic(next - 100, transcript.exons[1].1 - next + 200)).0, Truncating);
    // From the last coding base into the 3' UTR.
    let stop = transcript.coding.1;
    assert_eq!(level_0(&genomic(stop, 9)).0, StopLost);
    assert_eq!(level_0(&genomic(end + 9, 2)).0, EffectClass::Noncoding);
    assert_eq!(level_0(&genomic(end + 5, 1)).0, EffectClass::SpliceRegion);
}
