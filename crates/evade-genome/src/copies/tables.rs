//! Tables of copy number by gene: cBioPortal wide and long, PURPLE, `CNVkit`.

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{CopySource, CopyState, GeneCopies};
use evade_stream::{Content, ReadError};

use super::state::{state_of, state_of_log2};
use crate::impossible::{Impossible, Tried, alleles_of, parts_of};
use crate::panel::GenePanel;
use crate::segments::shows_no_loss;
use crate::table::{Row, TextTable};
use crate::unused_rows::{UnusedRow, UnusedRows};

/// The copies of judged genes by sample; under an empty name where the file does not name its sample.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneCopyTable {
    /// Genes by sample.
    pub samples: BTreeMap<String, BTreeMap<String, GeneCopies>>,
    /// Judged genes by sample whose copies cannot be: negative, infinite, or not a number.
    pub impossible: BTreeMap<String, BTreeSet<String>>,
    /// Judged genes of rows that name no sample, in a table that names samples elsewhere.
    pub unclaimed: BTreeSet<String>,
    /// What the user should know of rows that are not used.
    pub warnings: Vec<String>,
    /// Whether any row names a judged gene.
    pub names_judged: bool,
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
    format_of_content(content).is_some()
}

/// Names of a first column that holds symbols, where R or pandas wrote names of rows.
const ROW_NAMES: [&str; 9] =
    ["", "x", "unnamed: 0", "...1", "rownames", "row.names", "gene", "genes", "symbol"];
/// Rows looked at to learn whether a table without a column of genes holds calls.
const ROWS_LOOKED_AT: usize = 20;

/// By the header, or by calls behind names of rows.
fn format_of_content(content: &Content) -> Option<Format> {
    let mut table = TextTable::open(content).ok()?;
    if let Some(format) = format_of(&table) {
        return Some(format);
    }
    let n_columns = table.columns().len();
    if n_columns < 2 || !table.columns().first().is_some_and(|name| ROW_NAMES.contains(&name.as_str())) {
        return None;
    }
    let mut n_rows = 0;
    while n_rows < ROWS_LOOKED_AT {
        let Some(row) = table.next_row().ok()? else { break };
        let is_call = |column| {
            let text = table.numeric(&row, Some(column));
            row.value(Some(column)).is_none() || text.parse::<f64>().is_ok_and(|v| call_of(v).is_some())
        };
        let name = row.text(Some(0));
        if name.is_empty() || name.parse::<f64>().is_ok() || !(1..n_columns).all(is_call) {
            return None;
        }
        n_rows += 1;
    }
    (n_rows > 0).then_some(Format::Wide)
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
    } else if (table.column(&WIDE_GENE).is_some() || has("entrez_gene_id"))
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

/// Reads a table of copy number by gene. `ploidy` bears on tables of absolute copies. Genes are named by symbol, another of
/// their names, Entrez or Ensembl id.
pub fn read_gene_copies(
    content: &Content,
    panel: &GenePanel,
    ploidy: Option<f64>,
) -> Result<GeneCopyTable, ReadError> {
    let mut table = TextTable::open(content)?;
    let format = format_of_content(content).ok_or_else(|| {
        ReadError::wrong_format(&content.name, "this is no table of copy number by gene").hint(
            "needed: cBioPortal (Hugo_Symbol and samples, -2 to 2), PURPLE (gene, minCopyNumber) or CNVkit (gene, log2)",
        )
    })?;
    let source = match format {
        Format::Wide | Format::Long => CopySource::CbioportalCna,
        Format::Purple => CopySource::PurpleGene,
        Format::Cnvkit => CopySource::CnvKit,
    };
    let mut collected = Collected::new(source, table.may_be_cut());
    let ids = IDS.map(|name| table.column(&[name]));
    if format == Format::Wide {
        read_wide(content, panel, &mut table, ids, &mut collected)?;
        return Ok(collected.finish());
    }
    let gene = table.column(&["hugo_symbol", "gene"]);
    let sample = sample_column(&table);
    while let Some(row) = table.next_row()? {
        collected.n_rows += 1;
        // A segment of CNVkit names all its genes.
        let named = row.text(gene).split(',').collect::<Vec<_>>();
        let ids = if named.len() == 1 { ids.map(|column| row.text(column)) } else { Default::default() };
        for symbol in named.iter().filter_map(|name| gene_of(panel, name, &ids)) {
            let copies = match format {
                Format::Purple => purple(&table, &row, symbol, ploidy),
                Format::Cnvkit => cnvkit(&table, &row, symbol, ploidy),
                _ => {
                    gistic(&table, &row, table.required(&["value", "alteration"])?, &collected.found.format)?
                }
            };
            let is_cut_by_segments = format == Format::Cnvkit || format == Format::Purple;
            collected.add((row.name(sample), symbol), row.line, copies, is_cut_by_segments);
        }
    }
    Ok(collected.finish())
}

/// Columns of ids of genes: Entrez' in cBioPortal's tables and in those of GISTIC, Ensembl's.
const IDS: [&str; 6] = ["entrez_gene_id", "locus id", "locus.id", "gene id", "gene.id", "ensembl_gene_id"];

/// The judged gene that a row names by symbol or id; GISTIC joins them as `CDKN2A|ENSG00000147889.17`.
fn gene_of<'p>(panel: &'p GenePanel, written: &str, ids: &[&str]) -> Option<&'p str> {
    let parts: Vec<&str> = written.split('|').map(str::trim).collect();
    let all: Vec<&str> = parts.iter().chain(ids).copied().filter(|id| !id.is_empty()).collect();
    let symbol = parts.first().copied().unwrap_or_default();
    panel.core_gene_by_any_id(symbol, &all).map(|gene| gene.symbol.as_str())
}

/// A table while it is read.
struct Collected {
    found: GeneCopyTable,
    unused: UnusedRows,
    n_rows: u64,
    /// Whether any row names a judged gene.
    has_judged: bool,
}

impl Collected {
    fn new(format: CopySource, may_be_cut: bool) -> Self {
        Self {
            found: GeneCopyTable {
                samples: BTreeMap::new(),
                impossible: BTreeMap::new(),
                unclaimed: BTreeSet::new(),
                warnings: Vec::new(),
                names_judged: false,
                may_be_cut,
                format,
            },
            unused: UnusedRows::default(),
            n_rows: 0,
            has_judged: false,
        }
    }

    /// What a row says of a gene of a sample. Two rows that differ gainsay each other, but for those of a gene that the
    /// end of a segment cuts.
    fn add(
        &mut self,
        (sample, gene): (Option<&str>, &str),
        line: u64,
        copies: Tried<GeneCopies>,
        is_cut_by_segments: bool,
    ) {
        self.has_judged = true;
        let name = sample.unwrap_or_default();
        let shown = if name.is_empty() { gene.to_owned() } else { format!("{gene}, {name}") };
        if sample.is_none() {
            self.unused.add(UnusedRow::NoSample, line, gene);
        }
        let genes = self.found.samples.entry(name.to_owned()).or_default();
        match copies {
            Ok(None) => {}
            Ok(Some(copies)) if is_cut_by_segments => keep_farthest(genes, gene, copies),
            // Rows without a sample may be of several.
            Ok(Some(copies)) => match genes.get(gene) {
                Some(known) if known.state != copies.state && sample.is_some() => {
                    self.unused.add(UnusedRow::Disagrees, line, &shown);
                    self.found.note_impossible(name, gene);
                }
                Some(_) => {}
                None => {
                    genes.insert(gene.to_owned(), copies);
                }
            },
            Err(Impossible(what)) => {
                self.unused.add(UnusedRow::Unreadable, line, &format!("{shown}, {what}"));
                self.found.note_impossible(name, gene);
            }
        }
    }

    fn finish(mut self) -> GeneCopyTable {
        let found = &mut self.found;
        for (sample, genes) in &found.impossible {
            if let Some(own) = found.samples.get_mut(sample) {
                own.retain(|gene, _| !genes.contains(gene));
            }
        }
        let names_samples = found.samples.keys().any(|name| !name.is_empty());
        if names_samples && let Some(genes) = found.samples.remove("") {
            found.unclaimed.extend(genes.into_keys());
            found.unclaimed.extend(found.impossible.remove("").unwrap_or_default());
        }
        found.warnings = self.unused.warnings_of(names_samples);
        found.names_judged = self.has_judged;
        if self.n_rows == 0 {
            found.warnings.push("the table has no rows: no copies are read from it".to_owned());
        } else if !self.has_judged {
            found.warnings.push(
                "no row names a judged gene, by symbol, Entrez or Ensembl id: no copies are read from it"
                    .to_owned(),
            );
        }
        self.found
    }
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
    panel: &GenePanel,
    table: &mut TextTable<'_>,
    ids: [Option<usize>; IDS.len()],
    collected: &mut Collected,
) -> Result<(), ReadError> {
    // Names of rows, as R writes them, have no name of their own; nor have symbols where ids alone stand.
    let gene = table.column(&WIDE_GENE).or_else(|| ids.iter().all(Option::is_none).then_some(0));
    let samples: Vec<(usize, String)> = table
        .written_columns()
        .iter()
        .enumerate()
        .filter(|(place, name)| Some(*place) != gene && is_sample(*place, name))
        .map(|(place, name)| (place, name.to_string()))
        .collect();
    for (_, sample) in &samples {
        collected.found.samples.entry(sample.clone()).or_default();
    }
    let mut values = Values::default();
    while let Some(row) = table.next_row()? {
        collected.n_rows += 1;
        for (column, _) in &samples {
            values.add(&table.numeric(&row, Some(*column)));
        }
        values.n_rows += 1;
        let Some(symbol) = gene_of(panel, row.text(gene), &ids.map(|column| row.text(column))) else {
            continue;
        };
        for (column, sample) in &samples {
            let copies = gistic(table, &row, *column, &collected.found.format)?;
            collected.add((Some(sample), symbol), row.line, copies, false);
        }
    }
    if values.are_copies() {
        let what = "most genes are at 2 and none is negative: these are copies, not calls";
        return Err(ReadError::wrong_format(&content.name, what)
            .hint("give the table of discrete calls, -2 to 2 (data_cna.txt), or segments"));
    }
    Ok(())
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
                return Ok(Err(Impossible(format!("'{text}' is not a copy-number call, -2 to 2"))));
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
