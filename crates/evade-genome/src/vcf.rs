//! VCF annotated by VEP.

mod columns;
mod csq;
mod reads;

use evade_core::FilteredVariant;
use evade_stream::{Content, ReadError};
use noodles_vcf as noodles;

use self::columns::SampleColumns;
use self::csq::CsqFields;
use self::reads::reads_of;
use crate::Build;
use crate::candidate::{Candidate, Filters, SampleVariants};
use crate::genome_build::plain_chromosome;
use crate::maf::fraction;
use crate::panel::GenePanel;

/// What a VCF holds of its tumour.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VcfCalls {
    /// The column taken as the tumour.
    pub tumor: String,
    /// The column taken as the normal.
    pub normal: Option<String>,
    /// The build the header shows.
    pub build: Option<Build>,
    /// What was found.
    pub variants: SampleVariants,
    /// Records read.
    pub n_records: u64,
    /// What the user should know, in sentences.
    pub warnings: Vec<String>,
}

/// Share of fractions near one half or one from which a file looks like germline calls.
const GERMLINE_SHARE: f64 = 0.6;
/// Fewer records do not show it.
const GERMLINE_MIN_RECORDS: u32 = 20;

/// Reads a VCF. The tumour column is the one named, or the one the header tells; it is never guessed.
pub fn read_vcf(
    content: &Content,
    tumor: Option<&str>,
    normal: Option<&str>,
    panel: &GenePanel,
    filters: &Filters,
) -> Result<VcfCalls, ReadError> {
    let file = content.name.as_str();
    if !content.bytes.starts_with(b"##fileformat=VCF") {
        return Err(ReadError::new(file, "this is not a VCF: the first line is not ##fileformat=VCFv4.x"));
    }
    let header_lines =
        content.bytes.split(|b| *b == b'\n').take_while(|l| l.starts_with(b"#")).count() as u64;
    let mut reader = noodles::io::Reader::new(content.bytes.as_slice());
    let header = reader.read_header().map_err(|e| {
        ReadError::new(file, format!("the VCF header cannot be read: {}", with_causes(&e)))
            .hint("check it with `bcftools view -h`")
    })?;
    let header_text = header_text(&content.bytes);
    let csq = CsqFields::from_header(&header).ok_or_else(|| no_annotation(file, &header_text))?;
    let columns = SampleColumns::choose(file, &header, &header_text, tumor, normal)?;
    let mut calls = VcfCalls {
        tumor: columns.tumor_name.clone(),
        normal: columns.normal_name.clone(),
        build: build_of(file, &header, &header_text)?,
        ..VcfCalls::default()
    };
    let mut record = noodles::Record::default();
    let (mut n_annotated, mut n_with_vaf, mut n_germline_like) = (0_u64, 0_u32, 0_u32);
    loop {
        let line = header_lines + calls.n_records + 1;
        let at_line = |what: String| ReadError::new(file, what).at_line(line);
        let n = reader
            .read_record(&mut record)
            .map_err(|e| at_line(format!("the record cannot be read: {}", with_causes(&e))))?;
        if n == 0 {
            break;
        }
        calls.n_records += 1;
        let pos = match record.variant_start() {
            Some(Ok(position)) => usize::from(position) as u64,
            _ => return Err(at_line("POS is not a position".to_owned())),
        };
        let info = record.info();
        let entries = CsqFields::entries(info.as_ref());
        n_annotated += u64::from(!entries.is_empty());
        let samples = record.samples();
        let text = samples.as_ref();
        let alternate_bases = record.alternate_bases();
        let alternates: Vec<&str> = alternate_bases.as_ref().split(',').collect();
        let chrom = plain_chromosome(record.reference_sequence_name()).to_owned();
        for (index, alternate) in alternates.iter().enumerate() {
            if matches!(*alternate, "." | "*" | "<NON_REF>" | "<*>") {
                continue;
            }
            let place = (record.reference_bases(), alternates.as_slice(), index);
            let tumor_reads = reads_of(text, columns.tumor, place, info.as_ref());
            if let Some(vaf) = tumor_reads.vaf {
                n_with_vaf += 1;
                n_germline_like += u32::from((0.45..=0.55).contains(&vaf) || vaf > 0.95);
            }
            let normal_reads = columns.normal.map(|c| reads_of(text, Some(c), place, ""));
            let base = Candidate {
                chrom: chrom.clone(),
                pos,
                reference: record.reference_bases().to_owned(),
                alternate: (*alternate).to_owned(),
                vaf: tumor_reads.vaf.or_else(|| fraction(tumor_reads.alt_reads, tumor_reads.depth)),
                depth: tumor_reads.depth,
                alt_reads: tumor_reads.alt_reads,
                normal_vaf: normal_reads.and_then(|r| r.vaf),
                filter: record.filters().as_ref().to_owned(),
                flags: if columns.normal.is_none() {
                    vec!["germline_status_unknown".to_owned()]
                } else {
                    Vec::new()
                },
                source: "vcf_csq",
                ..Candidate::default()
            };
            let found = csq.candidates(&entries, place, panel, &base);
            if found.is_empty() && entries.is_empty() {
                let gene = calls.build.and_then(|b| panel.core_gene_at(b, &chrom, pos));
                calls.variants.filtered.extend(gene.map(|gene| not_annotated(&gene.symbol, &base)));
            }
            if found.is_empty()
                && let Some(elsewhere) = csq.elsewhere(&entries, place, &base)
            {
                calls.variants.burden.count(&elsewhere, None, filters);
            }
            for (gene, candidate) in found {
                candidate.settle(gene, calls.build, filters, &mut calls.variants);
            }
        }
    }
    calls.variants.burden.is_counted = true;
    if calls.n_records > 0 && n_annotated == 0 {
        return Err(no_annotation(file, &header_text));
    }
    if n_with_vaf >= GERMLINE_MIN_RECORDS
        && f64::from(n_germline_like) > GERMLINE_SHARE * f64::from(n_with_vaf)
    {
        calls.warnings.push(format!(
            "{n_germline_like} of {n_with_vaf} variants have an allele fraction near one half or one: is this a file of germline calls?"
        ));
    }
    Ok(calls)
}

fn not_annotated(gene: &str, candidate: &Candidate) -> FilteredVariant {
    FilteredVariant {
        gene: gene.to_owned(),
        chrom: candidate.chrom.clone(),
        pos: candidate.pos,
        reference: candidate.reference.clone(),
        alternate: candidate.alternate.clone(),
        reason: "annotation_missing".to_owned(),
        detail: "the record has no CSQ entry".to_owned(),
    }
}

fn no_annotation(file: &str, header: &str) -> ReadError {
    let other = ["ANN", "BCSQ", "EFF"].into_iter().find(|key| header.contains(&format!("##INFO=<ID={key},")));
    let hint = other.map_or_else(
        || "annotate the VCF with VEP (--vcf --symbol --hgvs --mane --canonical)".to_owned(),
        |key| format!("INFO/{key} is not read by this version: annotate the VCF with VEP"),
    );
    ReadError::new(file, "the VCF has no consequence annotation (INFO/CSQ of VEP): no gene can be judged")
        .hint(hint)
}

fn header_text(bytes: &[u8]) -> String {
    let lines = bytes.split(|b| *b == b'\n').take_while(|line| line.starts_with(b"#"));
    lines.map(|line| String::from_utf8_lossy(line)).collect::<Vec<_>>().join("\n")
}

fn build_of(file: &str, header: &noodles::Header, text: &str) -> Result<Option<Build>, ReadError> {
    let mut build = None;
    for (name, contig) in header.contigs() {
        let seen = contig.length().and_then(|length| Build::of_contig(name, length as u64));
        build = Build::agree(file, build, seen)
            .map_err(|_| ReadError::new(file, "some contigs have the lengths of GRCh37, others of GRCh38"))?;
    }
    let by_name = || {
        let reference = text.lines().find(|line| line.starts_with("##reference="))?.to_ascii_lowercase();
        let names = |words: [&str; 3]| words.iter().any(|word| reference.contains(word));
        match (names(["grch37", "hg19", "b37"]), names(["grch38", "hg38", "b38"])) {
            (true, false) => Some(Build::Grch37),
            (false, true) => Some(Build::Grch38),
            _ => None,
        }
    };
    Ok(build.or_else(by_name))
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let next = inner.to_string();
        if !text.ends_with(&next) {
            text = format!("{text}: {next}");
        }
        cause = inner.source();
    }
    text
}
