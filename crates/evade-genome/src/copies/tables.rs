//! Tables of copy number by gene: cBioPortal wide and long, PURPLE, `CNVkit`.

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{CopySource, CopyState, GeneCopies};
use evade_stream::{Content, ReadError};

use super::state::{state_of, state_of_log2};
use crate::gene_rules::symbol_of;
use crate::impossible::{Impossible, Tried, alleles_of, parts_of};
use crate::segments::shows_no_loss;
use crate::table::{Row, TextTable};

/// The copies of judged genes by sample; under an empty name where the file does not name its sample.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneCopyTable {
    /// Genes by sample.
    pub samples: BTreeMap<String, BTreeMap<String, GeneCopies>>,
    /// Judged genes by sample whose copies cannot be: negative, infinite, or not a number.
    pub impossible: BTreeMap<String, BTreeSet<String>>,
    /// Whether the last line does not end, so that the file may be cut.
    pub may_be_cut: bool,
    /// The format of the table.
    pub format: CopySource,
}

/// Columns of cBioPortal's wide table that hold no sample.
const NOT_SAMPLES: [&str; 12] = [
    "hugo_symbol",
    "entrez_gene_id",
    "gene symbol",
    "gene.symbol",
    "gene_symbol",
    "locus id",
    "locus.id",
    "locus_id",
    "gene id",
    "gene.id",
    "cytoband",
    "composite.element.ref",
];
/// What R, pandas and tibbles call a first column of row numbers.
const ROW_NUMBERS: [&str; 5] = ["", "x", "unnamed: 0", "...1", "rownames"];

fn is_sample(place: usize, name: &str) -> bool {
    let name = name.to_lowercase();
    let is_row_number = place == 0 && ROW_NUMBERS.contains(&name.as_str());
    !(name.is_empty() || is_row_number || NOT_SAMPLES.contains(&name.as_str()))
}

#[derive(Clone, Copy, PartialEq)]
enum Format {
    Wide,
    Long,
    Purple,
    Cnvkit,
}

/// Whether the header is that of a table of copy number by gene, not of segments.
#[must_use]
pub fn is_gene_copy_table(content: &Content) -> bool {
    TextTable::open(content).is_ok_and(|table| format_of(&table).is_some())
}

/// Whether the header is that of such a table.
pub(crate) fn is_gene_copy_header(table: &TextTable<'_>) -> bool {
    format_of(table).is_some()
}

fn format_of(table: &TextTable<'_>) -> Option<Format> {
    let has = |name: &str| table.column(&[name]).is_some();
    if has("gene") && has("mincopynumber") {
        Some(Format::Purple)
    } else if has("gene") && has("log2") && has("chromosome") {
        Some(Format::Cnvkit)
    } else if (has("hugo_symbol") || has("gene"))
        && (has("value") || has("alteration"))
        && sample_column(table).is_some()
    {
        Some(Format::Long)
    } else if table.column(&WIDE_GENE).is_some()
        && !has("variant_classification")
        && table.columns().len() > 1
    {
        Some(Format::Wide)
    } else {
        None
    }
}

/// The column of genes in cBioPortal's wide table and in that of GISTIC (`all_thresholded.by_genes.txt`).
const WIDE_GENE: [&str; 4] = ["hugo_symbol", "gene symbol", "gene.symbol", "gene_symbol"];

fn sample_column(table: &TextTable<'_>) -> Option<usize> {
    table.column(&["sample_id", "sample", "tumor_sample_barcode"])
}

/// Reads a table of copy number by gene. `ploidy` bears on tables of absolute copies.
pub fn read_gene_copies(content: &Content, ploidy: Option<f64>) -> Result<GeneCopyTable, ReadError> {
    let mut table = TextTable::open(content)?;
    let format = format_of(&table).ok_or_else(|| {
        ReadError::wrong_format(&content.name, "this is no table of copy number by gene").hint(
            "needed: cBioPortal (Hugo_Symbol and samples, -2 to 2), PURPLE (gene, minCopyNumber) or CNVkit (gene, log2)",
        )
    })?;
    let mut found = GeneCopyTable {
        format: match format {
            Format::Wide | Format::Long => CopySource::CbioportalCna,
            Format::Purple => CopySource::PurpleGene,
            Format::Cnvkit => CopySource::CnvKit,
        },
        samples: BTreeMap::new(),
        impossible: BTreeMap::new(),
        may_be_cut: table.may_be_cut(),
    };
    if format == Format::Wide {
        return read_wide(content, table, found);
    }
    let gene = table.required(&["hugo_symbol", "gene"])?;
    while let Some(row) = table.next_row()? {
        // A segment of CNVkit names all its genes.
        let genes: Vec<&str> = row.text(Some(gene)).split(',').filter_map(symbol_of).collect();
        for symbol in genes {
            let copies = match format {
                Format::Purple => purple(&table, &row, symbol, ploidy),
                Format::Cnvkit => cnvkit(&table, &row, symbol, ploidy),
                _ => gistic(&table, &row, table.required(&["value", "alteration"])?, &found.format)?,
            };
            let sample = row.text(sample_column(&table));
            let genes = found.samples.entry(sample.to_owned()).or_default();
            match copies {
                Ok(Some(copies)) => keep_farthest(genes, symbol, copies),
                Ok(None) => {}
                Err(_) => found.note_impossible(sample, symbol),
            }
        }
    }
    Ok(found)
}

impl GeneCopyTable {
    fn note_impossible(&mut self, sample: &str, gene: &str) {
        self.impossible.entry(sample.to_owned()).or_default().insert(gene.to_owned());
    }
}

/// A gene cut by a segment's end stands in two rows: the one farther from normal counts.
fn keep_farthest(genes: &mut BTreeMap<String, GeneCopies>, symbol: &str, copies: GeneCopies) {
    let rank = |state: CopyState| match state {
        CopyState::Homdel => 0,
        CopyState::PossibleHomdel => 1,
        CopyState::Amplification => 2,
        CopyState::PossibleAmplification => 3,
        CopyState::Loh => 4,
        CopyState::SingleLoss => 5,
        CopyState::Gain => 6,
        CopyState::Neutral => 7,
    };
    match genes.get(symbol) {
        Some(known) if rank(known.state) <= rank(copies.state) => {}
        _ => {
            genes.insert(symbol.to_owned(), copies);
        }
    }
}

fn read_wide(
    content: &Content,
    mut table: TextTable<'_>,
    mut found: GeneCopyTable,
) -> Result<GeneCopyTable, ReadError> {
    let gene = table.required(&WIDE_GENE)?;
    let samples: Vec<(usize, String)> = table
        .written_columns()
        .iter()
        .enumerate()
        .filter(|(place, name)| is_sample(*place, name))
        .map(|(place, name)| (place, name.to_string()))
        .collect();
    for (_, sample) in &samples {
        found.samples.entry(sample.clone()).or_default();
    }
    let mut values = Values::default();
    while let Some(row) = table.next_row()? {
        for (column, _) in &samples {
            values.add(&table.numeric(&row, Some(*column)));
        }
        values.n_rows += 1;
        let Some(symbol) = symbol_of(row.text(Some(gene))) else { continue };
        for (column, sample) in &samples {
            match gistic(&table, &row, *column, &found.format)? {
                Ok(Some(copies)) => {
                    if let Some(genes) = found.samples.get_mut(sample) {
                        genes.insert(symbol.to_owned(), copies);
                    }
                }
                Ok(None) => {}
                Err(_) => found.note_impossible(sample, symbol),
            }
        }
    }
    if values.are_copies() {
        let what = "most genes are at 2 and none is negative: these are copies, not calls";
        return Err(ReadError::wrong_format(&content.name, what)
            .hint("give the table of discrete calls, -2 to 2 (data_cna.txt), or segments"));
    }
    Ok(found)
}

/// The values of a wide table.
#[derive(Default)]
struct Values {
    n_rows: u64,
    n: u64,
    n_two: u64,
    has_negative: bool,
}

/// With fewer genes all of them may be amplified.
const MIN_GENES: u64 = 8;

impl Values {
    fn add(&mut self, text: &str) {
        let Ok(value) = text.parse::<f64>() else { return };
        self.n += u64::from(value.is_finite());
        self.n_two += u64::from((value - 2.0).abs() < f64::EPSILON);
        self.has_negative |= value < 0.0;
    }

    /// Calls are 0 for most genes, copies are 2.
    fn are_copies(&self) -> bool {
        self.n_rows >= MIN_GENES && !self.has_negative && self.n_two * 2 > self.n
    }
}

/// Discrete calls from -2 to 2, as GISTIC and cBioPortal write them, or their words.
fn gistic(
    table: &TextTable<'_>,
    row: &Row<'_>,
    column: usize,
    source: &CopySource,
) -> Result<Tried<GeneCopies>, ReadError> {
    let text = row.text(Some(column));
    if matches!(text, "NaN" | "nan") || row.value(Some(column)).is_none() {
        return Ok(Ok(None));
    }
    let state = match table.numeric(row, Some(column)).to_ascii_lowercase().replace([' ', '_'], "").as_str() {
        "deepdel" | "deepdeletion" | "homdel" => CopyState::Homdel,
        "amp" | "amplification" => CopyState::Amplification,
        word => match word.parse::<f64>().map(|v| (v.is_finite(), call_of(v))) {
            Ok((false, _)) => {
                return Ok(Err(Impossible(format!("'{text}' is not a finite number"))));
            }
            Ok((_, Some(state))) => state,
            // A log ratio, a linear value or a number of copies: none of them is a call.
            Ok((_, None)) => {
                let what = format!("'{text}' is not a copy-number call (-2, -1.5, -1, 0, 1 or 2)");
                return Err(table.error(row, column, what).hint(
                    "log ratios and copies are not calls: give the table of discrete calls (data_cna.txt), or segments",
                ));
            }
            Err(_) => {
                return Err(table.error(row, column, format!("'{text}' is not a copy-number call, -2 to 2")));
            }
        },
    };
    Ok(Ok(Some(GeneCopies::stated(state, source.clone()))))
}

/// The state of a discrete call; `None` for any other number.
fn call_of(value: f64) -> Option<CopyState> {
    // Half calls: a part of the gene, or less sure than the whole ones.
    let halves = value * 2.0;
    let is_call = halves.fract() == 0.0 && halves.abs() <= 4.0;
    match halves as i64 {
        _ if !is_call => None,
        -4 => Some(CopyState::Homdel),
        -3 => Some(CopyState::PossibleHomdel),
        -2 => Some(CopyState::SingleLoss),
        0 => Some(CopyState::Neutral),
        2 | 3 => Some(CopyState::Gain),
        4 => Some(CopyState::Amplification),
        _ => None,
    }
}

fn purple(table: &TextTable<'_>, row: &Row<'_>, gene: &str, ploidy: Option<f64>) -> Tried<GeneCopies> {
    // What the normal lacks as well was not lost by the tumour.
    let method = row.text(table.column(&["minregionmethod"])).to_ascii_uppercase();
    if method.starts_with("GERMLINE_") {
        return Ok(None);
    }
    // Older versions count the regions of the gene that the normal lacks, in one copy or both.
    let lacks = |name: &str| row.text(table.column(&[name])).parse::<f64>().is_ok_and(|n| n > 0.0);
    if lacks("germlinehomdeletionregions") || lacks("germlinehettohomdeletionregions") {
        return Ok(None);
    }
    let least = table.copies(row, table.column(&["mincopynumber"]))?;
    let minor =
        table.minor_copies(row, table.column(&["minminorallelecopynumber", "minminoralleleploidy"]))?;
    if let Some(total) = least {
        alleles_of(total, minor, None)?;
    }
    Ok(least.map(|total| copies(gene, total, minor, ploidy, CopySource::PurpleGene)))
}

fn cnvkit(table: &TextTable<'_>, row: &Row<'_>, gene: &str, ploidy: Option<f64>) -> Tried<GeneCopies> {
    let log2 = table.tried(row, table.column(&["log2"]))?;
    let gainsays = |total: f64| log2.is_some_and(|log2| shows_no_loss(total, log2));
    if let Some(total) = table.copies(row, table.column(&["cn"]))?.filter(|total| !gainsays(*total)) {
        let one = table.minor_copies(row, table.column(&["cn1"]))?;
        let other = table.minor_copies(row, table.column(&["cn2"]))?;
        if let Some(known) = one.or(other) {
            parts_of(total, known, one.and(other))?;
        }
        let minor = one.zip(other).map(|(a, b)| a.min(b));
        return Ok(Some(copies(gene, total, minor, ploidy, CopySource::CnvKitCall)));
    }
    Ok(log2.map(|log2| GeneCopies::stated(state_of_log2(log2), CopySource::CnvKitLog2)))
}

fn copies(gene: &str, total: f64, minor: Option<f64>, ploidy: Option<f64>, source: CopySource) -> GeneCopies {
    let state = state_of(gene, total, minor, ploidy);
    GeneCopies { total: Some(total), minor, ..GeneCopies::stated(state, source) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> GeneCopyTable {
        let content = Content { name: "x".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() };
        assert!(is_gene_copy_table(&content));
        read_gene_copies(&content, Some(2.0)).unwrap()
    }

    fn state(table: &GeneCopyTable, sample: &str, gene: &str) -> Option<CopyState> {
        table.samples.get(sample)?.get(gene).map(|c| c.state)
    }

    #[test]
    fn rule_7_cbioportal_wide_and_long() {
        let wide = read(
            "Hugo_Symbol\tEntrez_Gene_Id\tTCGA-a\tB\nCDKN2A\t1\t-2\tNA\nMDM2\t2\t2\t1\nPTEN\t3\t-1.5\t-1\nXYZ\t4\t2\t2\n",
        );
        assert_eq!(state(&wide, "TCGA-a", "CDKN2A"), Some(CopyState::Homdel));
        assert_eq!(state(&wide, "B", "CDKN2A"), None);
        assert_eq!(state(&wide, "TCGA-a", "MDM2"), Some(CopyState::Amplification));
        assert_eq!(state(&wide, "B", "MDM2"), Some(CopyState::Gain));
        assert_eq!(state(&wide, "TCGA-a", "PTEN"), Some(CopyState::PossibleHomdel));
        assert_eq!(state(&wide, "B", "PTEN"), Some(CopyState::SingleLoss));
        let long = read("Hugo_Symbol\tSample_Id\tValue\nCDKN2A\tS\t-2\nSTK11\tS\t0\n");
        assert_eq!(state(&long, "S", "CDKN2A"), Some(CopyState::Homdel));
        assert_eq!(state(&long, "S", "STK11"), Some(CopyState::Neutral));
    }

    #[test]
    fn rule_7_purple_and_cnvkit() {
        let purple = read(
            "chromosome\tstart\tend\tgene\tminCopyNumber\tmaxCopyNumber\tminMinorAlleleCopyNumber\n9\t1\t2\tCDKN2A\t0.2\t1.9\t0\n19\t1\t2\tSTK11\t1.1\t1.1\t0.02\n12\t1\t2\tMDM2\t14\t20\t1\n",
        );
        assert_eq!(state(&purple, "", "CDKN2A"), Some(CopyState::Homdel));
        assert_eq!(state(&purple, "", "STK11"), Some(CopyState::Loh));
        assert_eq!(state(&purple, "", "MDM2"), Some(CopyState::Amplification));
        let log2 = read(
            "gene\tchromosome\tstart\tend\tlog2\nCDKN2A\t9\t1\t2\t-1.4\nMTAP,CDKN2B\t9\t1\t2\t-1\nMDM2\t12\t1\t2\t2.1\n",
        );
        assert_eq!(state(&log2, "", "CDKN2A"), Some(CopyState::PossibleHomdel));
        assert_eq!(state(&log2, "", "CDKN2B"), Some(CopyState::Neutral));
        assert_eq!(state(&log2, "", "MDM2"), Some(CopyState::PossibleAmplification));
        let called = read("chromosome\tstart\tend\tgene\tlog2\tcn\tcn1\tcn2\n19\t1\t2\tSTK11\t0\t2\t2\t0\n");
        assert_eq!(state(&called, "", "STK11"), Some(CopyState::Loh));
    }
}
