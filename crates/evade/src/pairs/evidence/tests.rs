use std::path::Path;

use evade_core::{DepthSource, EffectClass, SampleFacts, VariantKey, VariantSource, Verdict, Zygosity};
use evade_io::DnaFiles;

use super::*;
use crate::lanes::{DnaSettings, SharedFiles};

const HEAD: &str = "##fileformat=VCFv4.2\n##contig=<ID=chr15,length=101991189>\n##tumor_sample=T1\n##normal_sample=N1\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tN1\tT1\n";

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn sample(name: &str, files: DnaFiles) -> PlannedSample {
    let facts = SampleFacts { sample: name.into(), dna_id: name.into(), ..SampleFacts::default() };
    PlannedSample::of_files(facts, files)
}

fn variant(gene: &str, chrom: &str, pos: u64, (reference, alternate): (&str, &str)) -> Variant {
    Variant {
        gene: gene.into(),
        chrom: chrom.into(),
        pos,
        reference: reference.into(),
        alternate: alternate.into(),
        effect: EffectClass::Truncating,
        hgvsp: None,
        hgvsc: None,
        transcript: None,
        vaf: None,
        depth: None,
        alt_reads: None,
        verdict: Verdict::Damaging,
        codes: Vec::new(),
        source: VariantSource::Maf,
        flags: Vec::new(),
        points: 0,
        nmd: None,
        phase: None,
        other_end: None,
    }
}

fn evidence(
    samples: &[PlannedSample],
    others: &[Variant],
    genome: SharedGenome,
) -> Result<DnaEvidence, ReadError> {
    let shared = SharedFiles::of_samples(samples);
    let lanes = Lanes::new(DnaSettings::default(), &shared).unwrap();
    evidence_of(&lanes, &samples[0], others, genome)
}

fn key(chrom: &str, pos: u64, reference: &str, alternate: &str) -> VariantKey {
    VariantKey::new(chrom, pos, reference, alternate).unwrap()
}

#[test]
fn a_forced_call_goes_before_a_table_and_genotypes_are_the_normals() {
    let folder = tempfile::tempdir().unwrap();
    let records = "chr15\t44711600\t.\tC\tT\t.\tweak_evidence\t.\tGT:AD\t0/0:30,0\t0/0:79,1\n\
                   chr15\t44711700\t.\tA\tG\t.\tgermline\t.\tGT:AD\t1/1:0,40\t1/1:0,60\n";
    let vcf = write(folder.path(), "a.vcf", &format!("{HEAD}{records}"));
    let depths = "chr15\t44711599\t44711600\t500\nchr15\t44711800\t44711900\t44\n";
    let files = DnaFiles {
        vcf: vec![vcf],
        coverage: Some(write(folder.path(), "a.regions.bed", depths)),
        ..DnaFiles::default()
    };
    let samples = [sample("T1", files)];
    let others = [
        variant("B2M", "15", 44_711_600, ("C", "T")),
        variant("B2M", "15", 44_711_850, ("CT", "C")),
        variant("B2M", "15", 44_712_000, ("C", "T")),
    ];
    let found = evidence(&samples, &others, SharedGenome::Same(Build::Grch38)).unwrap();
    let reads: Vec<_> = found.reads.values().map(|of| (of.depth, of.alt_reads, of.from)).collect();
    assert_eq!(reads, [(80.0, Some(1), DepthSource::Record), (44.0, None, DepthSource::Table)]);
    assert_eq!(found.genotypes, [(("15".to_owned(), 44_711_700), Zygosity::Alternate)].into());
    // A VCF without annotation shows judged genes alone.
    assert_eq!(found.somatic, None);
    let elsewhere = evidence(&samples, &others, SharedGenome::NotShown).unwrap();
    assert_eq!(elsewhere, DnaEvidence::default());
    let shared = SharedFiles::default();
    let lanes = Lanes::new(DnaSettings::default(), &shared).unwrap();
    assert_eq!(genome_of(&lanes, &samples[0]).unwrap(), Some(Build::Grch38));
}

#[test]
fn somatic_variants_of_a_maf_are_those_of_all_genes_that_count() {
    let folder = tempfile::tempdir().unwrap();
    let header = "Hugo_Symbol\tNCBI_Build\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tVariant_Classification\tHGVSp_Short\tTumor_Sample_Barcode\tMatched_Norm_Sample_Barcode\tFILTER\tt_depth\tt_alt_count\tn_depth\tn_alt_count\n";
    let row = |gene: &str,
               place: &str,
               alleles: &str,
               class: &str,
               change: &str,
               sample: &str,
               filter: &str| {
        format!(
            "{gene}\tGRCh38\t{place}\t{alleles}\t{class}\t{change}\t{sample}\tN1\t{filter}\t100\t30\t50\t0\n"
        )
    };
    let rows = [
        row("KRAS", "chr12\t25245351", "C\tA", "Missense_Mutation", "p.G12C", "S1", "PASS"),
        row("TTN", "chr2\t178600000", "G\tA", "Missense_Mutation", "p.R100C", "S1", "PASS"),
        row("MUC16", "chr19\t8900000", "-\tA", "Frame_Shift_Ins", "p.K5fs", "S1", "PASS"),
        row("TTN", "chr2\t178600100", "G\tA", "Missense_Mutation", "p.R90C", "S1", "panel_of_normals"),
        row("TTN", "chr2\t178600200", "G\tA", "Missense_Mutation", "p.R80C", "S2", "PASS"),
    ];
    let maf = write(folder.path(), "all.maf", &format!("{header}{}", rows.concat()));
    let of = |name: &str| sample(name, DnaFiles { maf: Some(maf.clone()), ..DnaFiles::default() });
    let found = evidence(&[of("S1"), of("S2")], &[], SharedGenome::Same(Build::Grch38)).unwrap();
    // The hotspot of KRAS says nothing of a clone, since independent tumours share it.
    let expected = [key("2", 178_600_000, "G", "A"), key("19", 8_900_000, "C", "CA")];
    assert_eq!(found.somatic, Some(expected.into()));
    assert!(found.reads.is_empty() && found.genotypes.is_empty());
    let absent = evidence(&[of("S3"), of("S2")], &[], SharedGenome::Same(Build::Grch38)).unwrap();
    assert_eq!(absent.somatic, None);
}

#[test]
fn sites_of_the_hla_column_give_genotypes_and_no_reads() {
    let folder = tempfile::tempdir().unwrap();
    let records = "chr15\t44711600\t.\tC\tT\t.\tPASS\t.\tGT:AD\t0/1:25,25\t0/1:40,40\n\
                   chr15\t44711700\t.\tA\tG\t.\tPASS\t.\tGT:AD\t0/0:50,0\t0/1:40,40\n";
    let hla = vec![write(folder.path(), "snps.vcf", &format!("{HEAD}{records}"))];
    let files = DnaFiles { hla, mean_depth: Some(120.0), ..DnaFiles::default() };
    let others = [variant("B2M", "15", 44_711_600, ("C", "T"))];
    let found = evidence(&[sample("T1", files)], &others, SharedGenome::Same(Build::Grch38)).unwrap();
    let site = |pos| ("15".to_owned(), pos);
    let expected = [(site(44_711_600), Zygosity::Heterozygous), (site(44_711_700), Zygosity::Reference)];
    assert_eq!(found.genotypes, expected.into());
    assert!(found.reads.is_empty());
    assert_eq!((found.mean_depth, found.somatic), (Some(120.0), None));
}

#[test]
fn a_table_of_depths_that_cannot_be_read_is_told_of_with_the_sample() {
    let folder = tempfile::tempdir().unwrap();
    let coverage = Some(write(folder.path(), "d.tsv", "gene\tdepth\nB2M\tmany\n"));
    let samples = [sample("T1", DnaFiles { coverage, ..DnaFiles::default() })];
    let shared = SharedFiles::of_samples(&samples);
    let lanes = Lanes::new(DnaSettings::default(), &shared).unwrap();
    let error = lanes.reading().lanes_of(&samples[0]).unwrap_err().to_string();
    assert!(error.contains("d.tsv:2:2: 'many' is not a depth"), "{error}");
}

#[test]
fn only_one_known_genome_is_shared() {
    let (old, new) = (Some(Build::Grch37), Some(Build::Grch38));
    assert_eq!(SharedGenome::of(new, new), SharedGenome::Same(Build::Grch38));
    for (one, other) in [(old, new), (new, None), (None, None)] {
        assert_eq!(SharedGenome::of(one, other), SharedGenome::NotShown);
    }
}
