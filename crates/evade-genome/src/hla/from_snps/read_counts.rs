//! Reading allele counts: tables of GATK, FACETS and AMBER, and VCF.

use evade_stream::{Content, ReadError};

use super::counts::{AlleleCounts, CountsFormat, SiteCounts, build_of};
use super::vcf::read_snp_vcf;
use crate::genome_build::plain_chromosome;
use crate::impossible::{Impossible, Tried};
use crate::segments::readable;
use crate::table::{Row, TextTable};

/// Columns of the tables: reads with the reference and alternate base, or depth and share.
#[derive(Clone, Copy)]
enum Layout {
    Gatk,
    Facets,
    Amber,
}

fn layout(table: &TextTable<'_>) -> Option<Layout> {
    let has = |name: &str| table.column(&[name]).is_some();
    if has("ref_count") && has("alt_count") {
        Some(Layout::Gatk)
    } else if has("file1r") && has("file2r") {
        Some(Layout::Facets)
    } else if has("tumorbaf") && has("tumordepth") {
        Some(Layout::Amber)
    } else {
        None
    }
}

/// Whether [`read_allele_counts`] knows the file.
#[must_use]
pub fn is_allele_counts(content: &Content) -> bool {
    if content.bytes.starts_with(b"##fileformat=VCF") {
        return true;
    }
    let Ok(text) = content.text() else { return false };
    let text = readable(text);
    TextTable::from_text(&content.name, &text).is_ok_and(|table| layout(&table).is_some())
}

/// Reads allele counts: a VCF with AD, a table of GATK `CollectAllelicCounts` (one sample), a pileup of FACETS (the
/// first file is the normal), or the BAF table of AMBER. `tumor` and `normal` name the columns of a VCF.
pub fn read_allele_counts(
    content: &Content,
    tumor: Option<&str>,
    normal: Option<&str>,
) -> Result<AlleleCounts, ReadError> {
    if content.bytes.starts_with(b"##fileformat=VCF") {
        return read_snp_vcf(content, tumor, normal);
    }
    let text = readable(content.text()?);
    let mut table = TextTable::from_text(&content.name, &text)?;
    let Some(layout) = layout(&table) else {
        return Err(ReadError::wrong_format(
            &content.name,
            "these are not allele counts of a program that is known",
        )
        .hint("read are VCF with AD, GATK CollectAllelicCounts, FACETS snp-pileup, AMBER"));
    };
    let chrom = table.required(&["contig", "chromosome", "chrom"])?;
    let pos = table.required(&["position", "pos"])?;
    let mut sites = Vec::new();
    while let Some(row) = table.next_row()? {
        // A site whose counts cannot be says nothing; there are many others.
        let Ok(Some((tumor, normal))) = counts_of(&table, &row, layout) else { continue };
        sites.push(SiteCounts {
            chrom: plain_chromosome(row.text(Some(chrom))).to_owned(),
            pos: table.position(&row, pos)?,
            tumor,
            normal,
            is_het: None,
            phase: None,
        });
    }
    let name = |line: &str| line.split('\t').find_map(|f| f.strip_prefix("SM:")).map(str::to_owned);
    Ok(AlleleCounts {
        file: content.name.clone(),
        format: match layout {
            Layout::Gatk => CountsFormat::Gatk,
            Layout::Facets => CountsFormat::Facets,
            Layout::Amber => CountsFormat::Amber,
        },
        tumor: text.lines().filter(|l| l.starts_with("#@RG")).find_map(name),
        build: build_of(&content.name, &sites)?,
        sites,
        may_be_cut: table.may_be_cut(),
    })
}

/// Reads of the tumour and of the normal.
type Pair = ((u32, u32), Option<(u32, u32)>);

fn counts_of(table: &TextTable<'_>, row: &Row<'_>, layout: Layout) -> Tried<Pair> {
    Ok(match layout {
        Layout::Gatk => pair(table, row, ["ref_count", "alt_count"])?.map(|tumor| (tumor, None)),
        Layout::Facets => {
            let normal = pair(table, row, ["file1r", "file1a"])?;
            pair(table, row, ["file2r", "file2a"])?.zip(normal).map(|(tumor, normal)| (tumor, Some(normal)))
        }
        Layout::Amber => {
            // Without a normal it writes no fraction, or depth 0.
            let normal = of_share(table, row, ["normalbaf", "normaldepth"]).unwrap_or_default();
            let normal = normal.filter(|n| n.0 + n.1 > 0);
            of_share(table, row, ["tumorbaf", "tumordepth"])?.map(|tumor| (tumor, normal))
        }
    })
}

fn pair(table: &TextTable<'_>, row: &Row<'_>, names: [&str; 2]) -> Tried<(u32, u32)> {
    let count = |name: &str| -> Tried<u32> {
        match table.tried(row, table.column(&[name]))? {
            Some(n) if n < 0.0 => Err(Impossible(format!("{name} {n} is negative"))),
            n => Ok(n.map(|n| n as u32)),
        }
    };
    Ok(count(names[0])?.zip(count(names[1])?))
}

fn of_share(table: &TextTable<'_>, row: &Row<'_>, names: [&str; 2]) -> Tried<(u32, u32)> {
    let share = table.probability(row, table.column(&[names[0]]))?;
    let depth = table.tried(row, table.column(&[names[1]]))?.map(|depth| depth.max(0.0));
    Ok(share.zip(depth).map(|(share, depth)| {
        let alt = (share * depth).round();
        ((depth - alt) as u32, alt as u32)
    }))
}
