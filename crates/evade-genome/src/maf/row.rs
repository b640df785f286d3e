//! One row of a MAF as a candidate.

use evade_core::{Caution, EffectClass, VariantSource};

use super::columns::Columns;
use super::evidence::{TumorEvidence, has_alternate};
use super::status::Status;
use crate::Build;
use crate::candidate::Candidate;
use crate::consequence::{class_of_maf, class_of_terms};
use crate::contradiction::Words;
use crate::filters::Filters;
use crate::impossible::{Impossible, Tried, on_chromosome, population_frequency};
use crate::normal::InNormal;
use crate::table::{Row, TextTable};

/// From here on a fraction is read as per cent.
const LEAST_PER_CENT: f64 = 2.0;

/// FILTER as a VCF joins it.
pub(super) fn filter_of(columns: &Columns, row: &Row<'_>) -> String {
    row.text(columns.filter).replace(',', ";")
}

pub(super) fn candidate(
    table: &TextTable<'_>,
    columns: &Columns,
    row: &Row<'_>,
    build: Option<Build>,
    filters: &Filters,
) -> Option<Candidate> {
    let class_word = row.text(columns.class);
    let by_class = class_of_maf(class_word);
    let by_terms = row.value(columns.terms).and_then(class_of_terms);
    let words = Words {
        class: row.value(columns.class).unwrap_or(""),
        terms: row.value(columns.terms).unwrap_or(""),
        protein: columns.hgvsp.iter().find_map(|c| row.value(*c)).unwrap_or(""),
    };
    let contradiction = words.contradiction();
    let effect = match (by_class, by_terms) {
        _ if contradiction.is_some() => contradiction.as_ref().map(|found| found.effect),
        (None | Some(EffectClass::Unknown), Some(class)) => Some(class),
        (class, _) => class,
    };
    // Beside the gene: not a candidate.
    effect?;
    let mut candidate = unread(table, columns, row, build, filters);
    candidate.effect = effect;
    candidate.flags.extend(contradiction.map(|found| found.caution));
    Some(candidate)
}

/// The row without its effect.
pub(super) fn unread(
    table: &TextTable<'_>,
    columns: &Columns,
    row: &Row<'_>,
    build: Option<Build>,
    filters: &Filters,
) -> Candidate {
    let class_word = row.text(columns.class);
    let mut impossible = None;
    let mut known = |tried: Tried<f64>| {
        tried.unwrap_or_else(|fault| {
            impossible.get_or_insert(fault);
            None
        })
    };
    // Projects write -1 where nothing was counted.
    let mut count =
        |column: Option<usize>| known(reads(table, row, column)).filter(|n| *n >= 0.0).map(|n| n as u32);
    let (depth, ref_reads, alt_reads) =
        (count(columns.depth), count(columns.ref_reads), count(columns.alt_reads));
    let counted = ref_reads.zip(alt_reads).map(|(r, a)| r.saturating_add(a));
    // A depth below the reads counted was taken before or after another filter: their sum counts.
    let depth = depth.max(counted);
    // More reads with the variant than reads: one of the two is wrong, so that neither is used.
    let is_wrong = alt_reads.zip(depth).is_some_and(|(alt, all)| alt > all);
    let (depth, alt_reads) = if is_wrong { (None, None) } else { (depth, alt_reads) };
    let normal_alt = count(columns.normal_alt_reads);
    let (normal_depth, normal_ref) = (count(columns.normal_depth), count(columns.normal_ref_reads));
    let normal_depth = normal_depth.or(normal_ref.zip(normal_alt).map(|(r, a)| r.saturating_add(a)));
    let stated = known(table.known_number(row, columns.vaf));
    // Some programs write per cent; a value just above 1 is neither that nor a fraction.
    let stated = stated.map(|v| if v >= LEAST_PER_CENT { v / 100.0 } else { v });
    let is_no_fraction = stated.is_some_and(|v| !(0.0..=1.0).contains(&v));
    let stated = stated.filter(|_| !is_no_fraction);
    let is_normal_wrong = normal_alt.zip(normal_depth).is_some_and(|(alt, all)| alt > all);
    let normal_vaf = fraction(normal_alt, normal_depth).filter(|_| !is_normal_wrong);
    let vaf = fraction(alt_reads, depth).or(stated);
    let cautions = [
        (is_wrong, Caution::AltReadsExceedDepth),
        (is_no_fraction && vaf.is_none(), Caution::FractionOutOfRange),
        (is_normal_wrong, Caution::NormalCountsUnknown),
    ];
    let reference = row.text(columns.reference).to_owned();
    let alleles = columns.alternates.map(|column| row.text(column));
    let alternate =
        alleles.into_iter().find(|allele| !allele.is_empty() && *allele != reference).unwrap_or_default();
    let shown = TumorEvidence {
        depth,
        alt_reads,
        stated_fraction: stated,
        vaf,
        alleles: (&reference, alleles),
        genotype: row.text(columns.genotype),
    };
    let not_in_tumor = shown.absence(filters).map(str::to_owned);
    let is_in_normal_alleles = has_alternate(row.text(columns.normal_genotype))
        || columns.normal_alleles.iter().any(|column| {
            row.value(*column)
                .is_some_and(|allele| !alternate.is_empty() && allele.eq_ignore_ascii_case(alternate))
        });
    let status = row.value(columns.status).unwrap_or("");
    let frequencies = columns.population.iter().filter(|c| row.value(Some(**c)).is_some());
    let population = frequencies
        .filter_map(|c| known(population_frequency(&table.numeric(row, Some(*c)))))
        .max_by(f64::total_cmp);
    let chrom = columns.chromosome(row);
    let pos = place(table, columns, row, chrom, build).unwrap_or_else(|Impossible(what)| {
        // cBioPortal once listed fusions among mutations, without a place.
        let is_fusion = class_word.eq_ignore_ascii_case("fusion");
        let hint = if is_fusion { ": a fusion belongs into the table of rearrangements" } else { "" };
        impossible.get_or_insert(Impossible(format!("{what}{hint}")));
        0
    });
    if let Some(odd) = [reference.as_str(), alternate].into_iter().find(|allele| !is_sequence(allele)) {
        impossible.get_or_insert_with(|| Impossible(format!("the allele '{odd}' is no sequence of bases")));
    }
    let impossible = impossible.map(|Impossible(what)| Impossible(format!("line {}: {what}", row.line)));
    let alternate = alternate.to_owned();
    let mut candidate = Candidate {
        chrom: chrom.to_owned(),
        pos,
        alternate,
        reference,
        effect_word: if class_word.is_empty() {
            row.text(columns.terms).to_owned()
        } else {
            class_word.to_owned()
        },
        hgvsp: columns.hgvsp.iter().find_map(|c| row.value(*c)).map(str::to_owned),
        hgvsc: row.value(columns.hgvsc).map(str::to_owned),
        transcript: row.value(columns.transcript).map(str::to_owned),
        vaf,
        depth,
        alt_reads,
        normal: InNormal::new(normal_vaf, is_in_normal_alleles),
        population_frequency: population,
        filter: filter_of(columns, row),
        not_somatic: Status::of(status).is_not_somatic().then(|| status.to_ascii_lowercase()),
        not_in_tumor,
        flags: cautions.into_iter().filter(|(is_so, _)| *is_so).map(|(_, caution)| caution).collect(),
        impossible,
        ..Candidate::new(VariantSource::Maf)
    };
    candidate.read_annotations(|name| row.value(columns.annotations.get(name).copied()));
    candidate
}

/// A number of reads; one in per cent is none.
fn reads(table: &TextTable<'_>, row: &Row<'_>, column: Option<usize>) -> Tried<f64> {
    match row.value(column) {
        Some(text) if text.ends_with('%') => {
            let name = table.name_of(column);
            Err(Impossible(format!("{name} '{text}' is a share, and the column wants a number of reads")))
        }
        _ => table.reads(row, column),
    }
}

/// Whether an allele is written in bases, or says that there are none or that they are not known.
fn is_sequence(allele: &str) -> bool {
    matches!(allele, "" | "-" | "." | "*" | "NA" | "N/A" | "__UNKNOWN__" | "null")
        || allele
            .bytes()
            .all(|base| matches!(base.to_ascii_uppercase(), b'A' | b'C' | b'G' | b'T' | b'N' | b'U' | b'-'))
}

/// The position of a row; 0 where the file gives none.
fn place(
    table: &TextTable<'_>,
    columns: &Columns,
    row: &Row<'_>,
    chrom: &str,
    build: Option<Build>,
) -> Result<u64, Impossible> {
    let Some(column) = columns.pos.filter(|column| row.value(Some(*column)).is_some()) else { return Ok(0) };
    let text = row.text(Some(column));
    // A spreadsheet shows three digits of a long number and writes what it shows.
    if text.contains('E') {
        return Err(Impossible(format!("'{text}' is a rounded position")));
    }
    let pos = table.position(row, column).map_err(|_| Impossible(format!("'{text}' is not a position")))?;
    on_chromosome(chrom, pos, build)?;
    Ok(pos)
}

/// Reads over depth.
pub(crate) fn fraction(reads: Option<u32>, depth: Option<u32>) -> Option<f64> {
    reads.zip(depth).filter(|(_, depth)| *depth > 0).map(|(reads, depth)| f64::from(reads) / f64::from(depth))
}
