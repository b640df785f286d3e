//! Heterozygous sites of a VCF with the reads of tumour and normal.

use evade_stream::{Content, ReadError};

use super::counts::{AlleleCounts, CountsFormat, SiteCounts, build_of};
use crate::genome_build::{Build, plain_chromosome};
use crate::other_genome;
use crate::table::may_be_cut;
use crate::vcf::wrong_number_of_columns;

/// Columns of the two samples, counted from the first field of a record.
struct Samples {
    tumor: usize,
    normal: Option<usize>,
    tumor_name: String,
    /// Columns of the header.
    n_columns: usize,
}

/// Reads biallelic single-base sites with AD. Sites without it, and all other records, are left out.
pub(super) fn read_snp_vcf(
    content: &Content,
    tumor: Option<&str>,
    normal: Option<&str>,
) -> Result<AlleleCounts, ReadError> {
    let file = content.name.as_str();
    let text = content.text()?;
    let mut samples = None;
    let mut build = None;
    let mut sites = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let at_line = |what: String| ReadError::bad_value(file, what).at_line(index as u64 + 1);
        if let Some(contig) = line.strip_prefix("##contig=<") {
            let seen = contig_build(file, contig).map_err(|e| e.at_line(index as u64 + 1))?;
            build = Build::agree(file, build, seen)
                .map_err(|_| other_genome::mixture(file).at_line(index as u64 + 1))?;
        } else if line.starts_with("#CHROM") {
            samples = Some(choose(file, line, text, tumor, normal)?);
        } else if !line.starts_with('#') && !line.is_empty() {
            let columns = samples.as_ref().ok_or_else(|| {
                ReadError::bad_header(file, "a record stands before the #CHROM line")
                    .at_line(index as u64 + 1)
            })?;
            let n = line.split('\t').count();
            if n != columns.n_columns {
                return Err(wrong_number_of_columns(file, n, columns.n_columns).at_line(index as u64 + 1));
            }
            sites.extend(site(line, columns).map_err(at_line)?);
        }
    }
    let samples = samples.ok_or_else(|| ReadError::bad_header(file, "the VCF has no #CHROM line"))?;
    Ok(AlleleCounts {
        file: file.to_owned(),
        format: CountsFormat::Vcf,
        tumor: Some(samples.tumor_name),
        build: Build::agree(file, build, build_of(file, &sites)?)?,
        sites,
        may_be_cut: may_be_cut(&content.bytes),
    })
}

fn contig_build(file: &str, contig: &str) -> Result<Option<Build>, ReadError> {
    let field = |key: &str| {
        contig.trim_end_matches('>').split(',').find_map(|f| f.strip_prefix(key)?.strip_prefix('='))
    };
    let Some(id) = field("ID") else { return Ok(None) };
    other_genome::build_of_contig(file, id, field("length").and_then(|length| length.parse().ok()))
}

/// As named; else as Mutect2 states; else columns named TUMOR and NORMAL; else the only one, or the other of two.
fn choose(
    file: &str,
    header: &str,
    text: &str,
    tumor: Option<&str>,
    normal: Option<&str>,
) -> Result<Samples, ReadError> {
    let names: Vec<&str> = header.split('\t').skip(9).map(str::trim).collect();
    let place = |name: &str| names.iter().position(|n| *n == name);
    let stated = |key: &str| place(text.lines().find_map(|line| line.strip_prefix(key))?.trim());
    let literal = |word: &str| names.iter().position(|n| n.eq_ignore_ascii_case(word));
    let find = |named: Option<&str>, key: &str, word: &str| {
        named.and_then(place).or_else(|| stated(key)).or_else(|| literal(word))
    };
    let tumor = find(tumor, "##tumor_sample=", "TUMOR");
    let normal = find(normal, "##normal_sample=", "NORMAL");
    let pair = match (tumor, normal, names.len()) {
        (Some(tumor), None, 2) => Some((tumor, Some(1 - tumor))),
        (None, Some(normal), 2) => Some((1 - normal, Some(normal))),
        (Some(tumor), normal, _) => Some((tumor, normal)),
        (None, None, 1) => Some((0, None)),
        _ => None,
    };
    let (tumor, normal) = pair.filter(|(tumor, normal)| Some(*tumor) != *normal).ok_or_else(|| {
        ReadError::ambiguous(file, "it cannot be told which column is the tumour and which the normal")
            .hint(format!("name them; the columns are: {}", names.join(", ")))
    })?;
    let tumor_name = names.get(tumor).copied().unwrap_or_default().to_owned();
    let n_columns = header.split('\t').count();
    Ok(Samples { tumor: 9 + tumor, normal: normal.map(|n| 9 + n), tumor_name, n_columns })
}

/// One record; nothing for what is no single base with reads.
fn site(line: &str, samples: &Samples) -> Result<Option<SiteCounts>, String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let field = |i: usize| fields.get(i).copied().unwrap_or_default();
    let is_base = |text: &str| text.len() == 1 && text.bytes().all(|b| b.is_ascii_alphabetic());
    // GATK adds <NON_REF> to the alternates of a gVCF.
    let alternate = field(4).split(',').next().unwrap_or_default();
    let n_alternates = field(4).split(',').filter(|a| !a.starts_with('<')).count();
    if n_alternates != 1 || !is_base(field(3)) || !is_base(alternate) {
        return Ok(None);
    }
    let pos: u64 = field(1).parse().map_err(|_| format!("'{}' is not a position", field(1)))?;
    let keys: Vec<&str> = field(8).split(':').collect();
    let value = |sample: usize, key: &str| -> Option<&str> {
        let place = keys.iter().position(|k| *k == key)?;
        field(sample).split(':').nth(place)
    };
    let reads = |sample: usize| -> Option<(u32, u32)> {
        let mut counts = value(sample, "AD")?.split(',');
        Some((counts.next()?.parse().ok()?, counts.next()?.parse().ok()?))
    };
    let Some(tumor) = reads(samples.tumor) else { return Ok(None) };
    let germline = samples.normal.unwrap_or(samples.tumor);
    let genotype = value(germline, "GT").unwrap_or_default();
    let alleles: Vec<&str> = genotype.split(['/', '|']).collect();
    let called = alleles.len() == 2 && !alleles.contains(&".");
    // Phased without a PS field is phased throughout.
    let block = value(germline, "PS").and_then(|ps| ps.parse().ok()).unwrap_or(0);
    let is_phased = genotype.contains('|') && called && alleles[0] != alleles[1];
    Ok(Some(SiteCounts {
        chrom: plain_chromosome(field(0)).to_owned(),
        pos,
        tumor,
        normal: samples.normal.and_then(reads),
        is_het: called.then(|| alleles[0] != alleles[1]),
        phase: is_phased.then(|| (block, alleles[0] == "1")),
    }))
}
