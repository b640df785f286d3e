//! Mutation annotation format: GDC, Firehose/Oncotator, vcf2maf, cBioPortal.

use std::collections::BTreeMap;

use evade_core::{Caution, EffectClass, Variant, VariantSource};
use evade_stream::{Content, ReadError};

use crate::Build;
use crate::candidate::Candidate;
use crate::consequence::{class_of_maf, class_of_terms};
use crate::filters::Filters;
use crate::genome_build::plain_chromosome;
use crate::panel::GenePanel;
use crate::sample_match::matches_sample;
use crate::sample_variants::SampleVariants;
use crate::table::{Row, TextTable};

/// All samples of a MAF.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MafCalls {
    /// By full `Tumor_Sample_Barcode`; a sample without a candidate in a core gene is there too, and empty.
    pub samples: BTreeMap<String, SampleVariants>,
    /// The build the file states.
    pub build: Option<Build>,
    /// Rows read.
    pub n_rows: u64,
}

impl MafCalls {
    /// The barcode that stands for this sample; `None` when the file does not hold it. Two that fit are an error.
    pub fn find_sample(&self, file: &str, dna_id: &str) -> Result<Option<&str>, ReadError> {
        if let Some((exact, _)) = self.samples.get_key_value(dna_id) {
            return Ok(Some(exact));
        }
        let mut fitting = self.samples.keys().filter(|barcode| matches_sample(barcode, dna_id));
        match (fitting.next(), fitting.next()) {
            (Some(first), Some(second)) => {
                Err(ReadError::ambiguous(file, format!("'{dna_id}' fits both {first} and {second}"))
                    .hint("write the whole Tumor_Sample_Barcode as dna_id"))
            }
            (found, _) => Ok(found.map(String::as_str)),
        }
    }
}

struct Columns {
    gene: usize,
    sample: usize,
    class: Option<usize>,
    terms: Option<usize>,
    chrom: Option<usize>,
    pos: Option<usize>,
    reference: Option<usize>,
    alternates: [Option<usize>; 2],
    build: Option<usize>,
    hgvsp: [Option<usize>; 2],
    hgvsc: Option<usize>,
    transcript: Option<usize>,
    depth: Option<usize>,
    ref_reads: Option<usize>,
    alt_reads: Option<usize>,
    vaf: Option<usize>,
    normal_depth: Option<usize>,
    normal_ref_reads: Option<usize>,
    normal_alt_reads: Option<usize>,
    filter: Option<usize>,
    status: Option<usize>,
    population: Vec<usize>,
    annotations: BTreeMap<&'static str, usize>,
}

/// Columns of curated sources and predictors that are read when they are there.
const ANNOTATIONS: [&str; 15] = [
    "oncogenic",
    "mutation_effect",
    "highest_level",
    "clin_sig",
    "clnsig",
    "clinvar_clnsig",
    "clinvar",
    "spliceai_pred_ds_ag",
    "spliceai_pred_ds_al",
    "spliceai_pred_ds_dg",
    "spliceai_pred_ds_dl",
    "spliceai_ds_max",
    "spliceai",
    "dbsnp_rs",
    "existing_variation",
];

impl Columns {
    fn find(content: &Content, table: &TextTable<'_>) -> Result<Self, ReadError> {
        let column = |names: &[&str]| table.column(names);
        let class = column(&["variant_classification"]);
        let terms = column(&["consequence", "one_consequence"]);
        let gene = column(&["hugo_symbol"]);
        let (Some(gene), true) = (gene, class.is_some() || terms.is_some()) else {
            return Err(ReadError::bad_header(
                &content.name,
                "the MAF has no consequence annotation: Hugo_Symbol and Variant_Classification are needed",
            )
            .hint("annotate it, for example with maf2maf"));
        };
        Ok(Self {
            gene,
            sample: table.required(&["tumor_sample_barcode"])?,
            class,
            terms,
            chrom: column(&["chromosome"]),
            pos: column(&["start_position"]),
            reference: column(&["reference_allele"]),
            alternates: [column(&["tumor_seq_allele2"]), column(&["tumor_seq_allele1"])],
            build: column(&["ncbi_build"]),
            hgvsp: [column(&["hgvsp_short", "protein_change", "amino_acid_change"]), column(&["hgvsp"])],
            hgvsc: column(&["hgvsc", "cdna_change"]),
            transcript: column(&["transcript_id", "annotation_transcript", "i_transcript_name"]),
            depth: column(&["t_depth"]),
            ref_reads: column(&["t_ref_count"]),
            alt_reads: column(&["t_alt_count"]),
            vaf: column(&["t_vaf", "tumor_f", "i_tumor_f", "vaf", "i_tumorvaf_wu"]),
            normal_depth: column(&["n_depth"]),
            normal_ref_reads: column(&["n_ref_count"]),
            normal_alt_reads: column(&["n_alt_count"]),
            filter: column(&["filter"]),
            status: column(&["mutation_status"]),
            population: population_columns(table.columns()),
            annotations: ANNOTATIONS.iter().filter_map(|name| Some((*name, column(&[name])?))).collect(),
        })
    }

    /// Whether every column that could tell the effect is empty.
    fn says_no_effect(&self, row: &Row<'_>) -> bool {
        row.text(self.class).is_empty() && row.value(self.terms).is_none()
    }
}

/// Columns of population allele frequencies.
pub(crate) fn population_columns(columns: &[String]) -> Vec<usize> {
    let is_frequency = |name: &str| {
        let name = name.to_ascii_lowercase();
        name == "max_af"
            || (name.starts_with("gnomad") && (name.ends_with("_af") || name.contains("_af_")))
            || name.starts_with("exac_af")
    };
    columns.iter().enumerate().filter(|(_, name)| is_frequency(name)).map(|(i, _)| i).collect()
}

/// Reads a MAF.
pub fn read_maf(content: &Content, panel: &GenePanel, filters: &Filters) -> Result<MafCalls, ReadError> {
    let mut table = TextTable::open(content)?;
    let columns = Columns::find(content, &table)?;
    let mut calls = MafCalls::default();
    while let Some(row) = table.next_row()? {
        calls.n_rows += 1;
        let barcode = row
            .value(Some(columns.sample))
            .ok_or_else(|| table.error(&row, columns.sample, "the row has no Tumor_Sample_Barcode"))?;
        if !calls.samples.contains_key(barcode) {
            let mut sample = SampleVariants::default();
            sample.burden.is_counted = true;
            calls.samples.insert(barcode.to_owned(), sample);
        }
        let build = match row.value(columns.build).and_then(Build::parse) {
            Some(build) => {
                calls.build =
                    Build::agree(&content.name, calls.build, Some(build)).map_err(|e| e.at_line(row.line))?;
                Some(build)
            }
            None => None,
        };
        let judged = panel.core_gene(row.text(Some(columns.gene)));
        let Some(candidate) = candidate(&table, &columns, &row)? else {
            // A row that was cut off is not one that lies beside its gene.
            let place = columns.class.or(columns.terms).unwrap_or_default();
            if let Some(gene) = judged.filter(|_| columns.says_no_effect(&row)) {
                let what = format!("the row of {} does not say what the variant does", gene.symbol);
                return Err(table.error(&row, place, what).hint("was the row cut off? The field is empty"));
            }
            continue;
        };
        let Some(sample) = calls.samples.get_mut(barcode) else { continue };
        match judged {
            Some(gene) => candidate.settle(gene, build, filters, sample),
            None => sample.burden.count(&candidate, None, filters),
        }
    }
    for sample in calls.samples.values_mut() {
        mark_neighbours(&mut sample.variants, panel, calls.build);
    }
    Ok(calls)
}

/// Single bases of one codon may be one event, which a MAF does not tell.
fn mark_neighbours(variants: &mut [Variant], panel: &GenePanel, build: Option<Build>) {
    let Some(build) = build else { return };
    let codon = |variant: &Variant| {
        let is_single = [&variant.reference, &variant.alternate].iter().all(|a| a.len() == 1 && *a != "-");
        let transcript = panel.gene(&variant.gene)?.transcripts.get(&build).filter(|_| is_single)?;
        Some((variant.gene.clone(), transcript.residue_at(variant.pos)?))
    };
    let codons: Vec<_> = variants.iter().map(|variant| Some((codon(variant)?, variant.pos))).collect();
    for (variant, own) in variants.iter_mut().zip(&codons) {
        let Some((own, pos)) = own else { continue };
        if codons.iter().flatten().any(|(other, place)| other == own && place != pos) {
            Caution::PossibleMnv.add_to(&mut variant.flags);
        }
    }
}

fn candidate(
    table: &TextTable<'_>,
    columns: &Columns,
    row: &Row<'_>,
) -> Result<Option<Candidate>, ReadError> {
    let class_word = row.text(columns.class);
    let by_class = class_of_maf(class_word);
    let by_terms = row.value(columns.terms).and_then(class_of_terms);
    let effect = match (by_class, by_terms) {
        (None | Some(EffectClass::Unknown), Some(class)) => Some(class),
        (class, _) => class,
    };
    // Beside the gene: not a candidate.
    if effect.is_none() {
        return Ok(None);
    }
    let count = |column: Option<usize>| -> Result<Option<u32>, ReadError> {
        Ok(table.number(row, column)?.filter(|n| *n >= 0.0).map(|n| n as u32))
    };
    let (depth, ref_reads, alt_reads) =
        (count(columns.depth)?, count(columns.ref_reads)?, count(columns.alt_reads)?);
    let counted = ref_reads.zip(alt_reads).map(|(r, a)| r.saturating_add(a));
    // A depth below the reads counted was taken before or after another filter: their sum counts.
    let depth = depth.max(counted);
    // More reads with the variant than reads: one of the two is wrong, so that neither is used.
    let is_wrong = alt_reads.zip(depth).is_some_and(|(alt, all)| alt > all);
    let (depth, alt_reads) = if is_wrong { (None, None) } else { (depth, alt_reads) };
    let stated = table.number(row, columns.vaf)?;
    // Some writers give per cent.
    let stated = stated.map(|v| if v > 1.0 { v / 100.0 } else { v });
    let normal_alt = count(columns.normal_alt_reads)?;
    let normal_depth = count(columns.normal_depth)?
        .or(count(columns.normal_ref_reads)?.zip(normal_alt).map(|(r, a)| r.saturating_add(a)));
    let reference = row.text(columns.reference).to_owned();
    let alternate = columns
        .alternates
        .iter()
        .map(|c| row.text(*c))
        .find(|allele| !allele.is_empty() && *allele != reference)
        .unwrap_or_default();
    let somatic = row.value(columns.status).unwrap_or("").to_ascii_lowercase();
    let population = columns
        .population
        .iter()
        .filter_map(|c| row.value(Some(*c)).and_then(|text| text.parse::<f64>().ok()))
        .max_by(f64::total_cmp);
    let pos = match columns.pos {
        Some(column) if row.value(Some(column)).is_some() => table.position(row, column)?,
        _ => 0,
    };
    let mut candidate = Candidate {
        chrom: plain_chromosome(row.text(columns.chrom)).to_owned(),
        pos,
        alternate: alternate.to_owned(),
        reference,
        effect,
        effect_word: if class_word.is_empty() {
            row.text(columns.terms).to_owned()
        } else {
            class_word.to_owned()
        },
        hgvsp: columns.hgvsp.iter().find_map(|c| row.value(*c)).map(str::to_owned),
        hgvsc: row.value(columns.hgvsc).map(str::to_owned),
        transcript: row.value(columns.transcript).map(str::to_owned),
        vaf: fraction(alt_reads, depth).or(stated),
        depth,
        alt_reads,
        normal_vaf: fraction(normal_alt, normal_depth),
        population_frequency: population,
        filter: row.text(columns.filter).replace(',', ";"),
        not_somatic: matches!(somatic.as_str(), "germline" | "wildtype" | "loh").then_some(somatic),
        flags: if is_wrong { vec![Caution::AltReadsExceedDepth] } else { Vec::new() },
        ..Candidate::new(VariantSource::Maf)
    };
    candidate.read_annotations(|name| row.value(columns.annotations.get(name).copied()));
    Ok(Some(candidate))
}

/// Reads over depth.
pub(crate) fn fraction(reads: Option<u32>, depth: Option<u32>) -> Option<f64> {
    reads.zip(depth).filter(|(_, depth)| *depth > 0).map(|(reads, depth)| f64::from(reads) / f64::from(depth))
}
