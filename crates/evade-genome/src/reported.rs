//! A table typed by hand from a laboratory's report: `gene change vaf tested`, and `sample` if it holds several.

mod finding;
mod words;

use std::collections::BTreeMap;

use evade_core::{
    Caution, CopySource, EffectClass, FilterReason, FilteredVariant, GeneCopies, GeneRole, VariantSource,
};
use evade_stream::{Content, ReadError};

use self::finding::{Finding, Reading};
use crate::Build;
use crate::candidate::Candidate;
use crate::combined_output::{is_combined_output, read_combined_output};
use crate::filters::Filters;
use crate::gene_rules;
use crate::impossible::Impossible;
use crate::panel::{GenePanel, PanelGene, role_of};
use crate::protein::{ChangeKind, ProteinChange};
use crate::rearrangement;
use crate::sample_variants::{MayBeCut, SampleVariants};
use crate::table::{Row, TextTable};
use crate::unused_rows::{UnusedRow, UnusedRows};

/// What a hand-typed table holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReportedCalls {
    /// By the `sample` column; under an empty name when there is none.
    pub samples: BTreeMap<String, SampleVariants>,
    /// Names of the one sample of a file that bears them in its head, not in rows.
    pub names: Vec<String>,
    /// Genes named that evade does not judge.
    pub other_genes: Vec<String>,
    /// What the file states and what of it is not used, in sentences.
    pub notes: Vec<String>,
    /// Whether the last line does not end, so that the table may be cut.
    pub may_be_cut: bool,
}

/// Reads a hand-typed table. An empty change with `tested` = yes says that nothing was found in the gene; with no,
/// that it was not looked at. So do the words of a report in the change: `negative`, `not detected`, `not tested`.
/// `CombinedVariantOutput.tsv` of the TSO 500 pipelines is read as well.
pub fn read_reported(content: &Content, panel: &GenePanel) -> Result<ReportedCalls, ReadError> {
    read_reported_on(content, panel, None)
}

/// The same on a genome, which names variants that a file gives by place and allele alone.
pub fn read_reported_on(
    content: &Content,
    panel: &GenePanel,
    build: Option<Build>,
) -> Result<ReportedCalls, ReadError> {
    if is_combined_output(content.text()?) {
        return read_combined_output(content, panel, build);
    }
    let mut table = TextTable::open(content)?;
    let columns = Columns::find(&table)?;
    // The laboratory has judged the reads already.
    let filters = Filters { min_vaf: 0.0, ..Filters::default() };
    let may_be_cut = table.may_be_cut();
    let mut calls = ReportedCalls { may_be_cut, ..ReportedCalls::default() };
    let mut unused = UnusedRows::default();
    while let Some(row) = table.next_row()? {
        let name = row.name(columns.sample);
        if name.is_none() {
            unused.add(UnusedRow::NoSample, row.line, row.text(Some(columns.gene)));
        }
        let vaf = columns.vaf(&table, &row).unwrap_or_else(|error| {
            let what = format!("{}, {}", row.text(Some(columns.gene)), error.what);
            unused.add(UnusedRow::Unreadable, row.line, &what);
            StatedVaf { unreadable_at: Some(row.line), ..StatedVaf::default() }
        });
        let sample = calls.samples.entry(name.unwrap_or_default().to_owned()).or_default();
        // Copies and fusions may stand behind the last line too.
        sample.may_be_cut =
            MayBeCut { variants: may_be_cut, copies: may_be_cut, rearrangements: may_be_cut, hla: false };
        let written = row.text(Some(columns.gene));
        let change = row.text(columns.change);
        let pair = joined_gene(written, change, panel);
        let Some(named) =
            Named::read(written, panel).or_else(|| pair.as_ref().map(|(gene, _)| Named::of(gene)))
        else {
            push_once(&mut calls.other_genes, written);
            sample.filtered.extend(not_judged(written, change, vaf.fraction));
            continue;
        };
        let was_tested = columns.was_tested(&table, &row)?;
        let cell = pair.as_ref().map_or(change, |(_, cell)| cell.as_str());
        let reading = named.read_cell(cell);
        let at_tested = columns.tested.unwrap_or_default();
        match (reading, was_tested) {
            (Reading::Contradiction, _) => {
                let what = format!("'{cell}' names a change and may deny it");
                return Err(table
                    .error(&row, columns.change.unwrap_or_default(), what)
                    .hint("write each finding in a row of its own, and nothing where nothing was found"));
            }
            (Reading::Found | Reading::Findings(_), Some(false)) => {
                return Err(table
                    .error(&row, at_tested, "a gene with a change was tested")
                    .hint("write yes"));
            }
            (Reading::NotTested, Some(true)) => {
                let what = format!("tested, but the change says '{cell}'");
                return Err(table.error(&row, at_tested, what).hint("write no, or the result as change"));
            }
            (Reading::Found, _) => {
                let is_fusion = named.asks_fusion && role_of(&named.gene.symbol) == GeneRole::FusedOncogene;
                let found = if is_fusion {
                    Finding::Fusion { partner: None, is_shown: true }
                } else {
                    unnamed(cell, named.gene)
                };
                take(found, vaf, named.gene, &filters, sample);
                sample.stated.insert(named.row.to_owned(), true);
            }
            (Reading::Findings(found), tested) => {
                // Copies that are counted say nothing of variants.
                if tested == Some(true) || found.iter().any(|f| !matches!(f, Finding::Copies(_))) {
                    sample.stated.insert(named.row.to_owned(), true);
                }
                for finding in found {
                    take(finding, vaf, named.gene, &filters, sample);
                }
            }
            // Of a gene that is asked for one change, no more than that change was looked at.
            (_, _) if named.change.is_some() && named.row == named.gene.symbol => {
                push_once(&mut calls.other_genes, written);
            }
            (Reading::NotFound, None) => state(sample, named.row, true),
            (Reading::ChangeNotFound, None) if named.row != named.gene.symbol => {
                state(sample, named.row, true);
            }
            (Reading::NotTested, None) => state(sample, named.row, false),
            (_, Some(tested)) => state(sample, named.row, tested),
            (Reading::Empty | Reading::ChangeNotFound, None) => {}
        }
    }
    let names_samples = calls.samples.keys().any(|name| !name.is_empty());
    if names_samples {
        set_unclaimed_aside(&mut calls.samples);
    }
    calls.notes.extend(unused.warnings_of(names_samples));
    Ok(calls)
}

/// Findings of rows that name no sample, where others do, may be those of any sample.
fn set_unclaimed_aside(samples: &mut BTreeMap<String, SampleVariants>) {
    let Some(unclaimed) = samples.remove("") else { return };
    let is_open = |filtered: &&FilteredVariant| {
        filtered.would_alter || filtered.reason == FilterReason::ImpossibleValue
    };
    let found = unclaimed.variants.iter().map(|variant| &variant.gene);
    let genes = found.chain(unclaimed.filtered.iter().filter(is_open).map(|filtered| &filtered.gene));
    for sample in samples.values_mut() {
        sample.unclaimed.extend(genes.clone().cloned());
        sample.unclaimed_copies.extend(unclaimed.copies.keys().cloned());
    }
}

struct Columns {
    gene: usize,
    change: Option<usize>,
    vaf: Option<usize>,
    tested: Option<usize>,
    sample: Option<usize>,
}

impl Columns {
    fn find(table: &TextTable<'_>) -> Result<Self, ReadError> {
        Ok(Self {
            gene: table.required(&["gene"])?,
            change: table.column(&["change", "variant", "alteration"]),
            vaf: table.column(&["vaf"]),
            tested: table.column(&["tested"]),
            sample: table.column(&["sample"]),
        })
    }

    fn was_tested(&self, table: &TextTable<'_>, row: &Row<'_>) -> Result<Option<bool>, ReadError> {
        match row.text(self.tested).to_ascii_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => Ok(Some(true)),
            "no" | "n" | "false" | "0" => Ok(Some(false)),
            "" | "na" | "." => Ok(None),
            other => {
                let column = self.tested.unwrap_or_default();
                Err(table.error(row, column, format!("'{other}' is neither yes nor no")))
            }
        }
    }

    fn vaf(&self, table: &TextTable<'_>, row: &Row<'_>) -> Result<StatedVaf, ReadError> {
        let Some((column, written)) = self.vaf.zip(row.value(self.vaf)) else {
            return Ok(StatedVaf::default());
        };
        let text = &*table.numeric(row, self.vaf);
        if text.parse::<f64>().is_ok_and(|value| value > 1.0 && value < LEAST_PER_CENT) {
            return Ok(StatedVaf { is_out_of_range: true, ..StatedVaf::default() });
        }
        let fraction = parse_fraction(text);
        fraction
            .map(|fraction| StatedVaf { fraction: Some(fraction), ..StatedVaf::default() })
            .ok_or_else(|| table.error(row, column, format!("'{written}' is not a fraction")))
    }
}

/// A bare number above 1 is in per cent. Just above 1 it may as well be a fraction that is wrong.
const LEAST_PER_CENT: f64 = 2.0;

/// The allele fraction of a row.
#[derive(Debug, Clone, Copy, Default)]
struct StatedVaf {
    fraction: Option<f64>,
    /// Neither a fraction nor surely per cent.
    is_out_of_range: bool,
    /// The line of one that cannot be read.
    unreadable_at: Option<u64>,
}

/// A gene as the table names it, perhaps with the change it is asked for: `KRAS G12D`, `BRAF V600E`.
struct Named<'a> {
    gene: &'a PanelGene,
    /// The row of the result that the table speaks of.
    row: &'a str,
    change: Option<&'a str>,
    /// Whether the gene is asked for a fusion: `ALK rearrangement`.
    asks_fusion: bool,
}

impl<'a> Named<'a> {
    fn read(written: &'a str, panel: &'a GenePanel) -> Option<Self> {
        if let Some(gene) = panel.core_gene(written) {
            return Some(Self::of(gene));
        }
        // `HER2 (ERBB2)`: both names are of the gene.
        if let Some((one, other)) = written.strip_suffix(')').and_then(|text| text.split_once('('))
            && let Some((gene, same)) = panel.core_gene(one.trim()).zip(panel.core_gene(other.trim()))
            && gene.symbol == same.symbol
        {
            return Some(Self::of(gene));
        }
        // `HLA-A` is a gene, and `KRAS-G12D` is not.
        let (symbol, change) = written.split_once([' ', '-', '_', ':'])?;
        let gene = panel.core_gene(symbol)?;
        match change.to_ascii_lowercase().as_str() {
            "fusion" | "fusions" | "rearrangement" | "rearrangements" | "translocation" | "fish" => {
                return Some(Self { asks_fusion: true, ..Self::of(gene) });
            }
            "mutation" | "mutations" => return Some(Self::of(gene)),
            _ => {}
        }
        let asked = format!("{}_{}", gene.symbol, change.trim().trim_start_matches("p."));
        let own =
            gene_rules::of(&gene.symbol).and_then(|rules| rules.rows.iter().find(|row| row.name == asked));
        let row = own.map_or(gene.symbol.as_str(), |own| own.name.as_str());
        Some(Self { gene, row, change: Some(change.trim()), asks_fusion: false })
    }

    fn of(gene: &'a PanelGene) -> Self {
        Self { gene, row: &gene.symbol, change: None, asks_fusion: false }
    }
}

/// The judged gene that a fusion belongs to whose row is named for the pair or for the other partner, with the cell
/// that says so: gene `EML4`, change `EML4-ALK fusion`; gene `EML4-ALK`, change `fusion`.
fn joined_gene<'a>(written: &str, change: &str, panel: &'a GenePanel) -> Option<(&'a PanelGene, String)> {
    if panel.core_gene(written).is_some() {
        return None;
    }
    let is_fused = |gene: &&PanelGene| role_of(&gene.symbol) == GeneRole::FusedOncogene;
    panel.judged_genes().filter(is_fused).find_map(|gene| {
        let partner = |text: &str| rearrangement::partner_in(text, &gene.symbol);
        if let Some(other) = partner(written) {
            // `ALK-G1202R` is a change of the gene.
            let is_exchange =
                |change: ProteinChange| change.kind != ChangeKind::Other && change.start == change.end;
            let is_gene = !ProteinChange::parse(&other).is_some_and(is_exchange);
            return is_gene.then(|| (gene, format!("{written} {change}")));
        }
        partner(change).filter(|other| other == written).map(|_| (gene, change.to_owned()))
    })
}

/// The row of a finding in a gene that is not judged; a negative result makes none.
fn not_judged(written: &str, change: &str, vaf: Option<f64>) -> Option<FilteredVariant> {
    finding::is_found(change).then(|| {
        let candidate = Candidate {
            hgvsp: Some(change.to_owned()),
            vaf,
            flags: vec![Caution::ChangeNotUnderstood],
            ..Candidate::new(VariantSource::Reported)
        };
        candidate.filtered(written, FilterReason::GeneNotJudged, "not a judged gene, or not its symbol")
    })
}

impl Named<'_> {
    /// What the cell says; of a gene with a change, `positive` and the like speak of that change.
    fn read_cell(&self, cell: &str) -> Reading {
        let reading = finding::read(cell, self.gene);
        match (self.change, &reading) {
            (Some(asked), Reading::Found | Reading::Findings(_))
                if !finding::names_anything(cell, self.gene) =>
            {
                finding::read(&format!("{asked} {cell}"), self.gene)
            }
            _ => reading,
        }
    }
}

fn push_once(genes: &mut Vec<String>, gene: &str) {
    if !genes.iter().any(|known| known == gene) {
        genes.push(gene.to_owned());
    }
}

/// A gene may stand in several rows; one that says it was tested decides.
fn state(sample: &mut SampleVariants, gene: &str, was_tested: bool) {
    let entry = sample.stated.entry(gene.to_owned()).or_insert(was_tested);
    *entry |= was_tested;
}

/// A positive result without a change: of a gene that matters when fused it is a fusion, unless it speaks of a mutation.
fn unnamed(cell: &str, gene: &PanelGene) -> Finding {
    let plain = cell.to_ascii_lowercase();
    let is_of_sequence = ["mutat", "mutant", "variant"].iter().any(|word| plain.contains(word));
    if role_of(&gene.symbol) == GeneRole::FusedOncogene && !is_of_sequence {
        return Finding::Fusion { partner: None, is_shown: false };
    }
    Finding::Change(Box::new(Candidate {
        effect: Some(EffectClass::Unknown),
        effect_word: cell.to_owned(),
        flags: vec![Caution::ChangeNotGiven],
        ..Candidate::new(VariantSource::Reported)
    }))
}

/// Adds what a phrase of a report says of a gene.
pub(crate) fn read_finding(words: &str, gene: &PanelGene, sample: &mut SampleVariants) {
    let filters = Filters { min_vaf: 0.0, ..Filters::default() };
    let findings = match finding::read(words, gene) {
        Reading::Findings(findings) => findings,
        _ => vec![unnamed(words, gene)],
    };
    for found in findings {
        take(found, StatedVaf::default(), gene, &filters, sample);
    }
}

fn take(finding: Finding, vaf: StatedVaf, gene: &PanelGene, filters: &Filters, sample: &mut SampleVariants) {
    match finding {
        Finding::Copies(state) => {
            sample.copies.insert(gene.symbol.clone(), GeneCopies::stated(state, CopySource::Reported));
        }
        Finding::Fusion { partner, is_shown } => {
            sample.rearrangements_tested = true;
            sample.variants.push(rearrangement::reported(&gene.symbol, partner.as_deref(), is_shown));
        }
        Finding::Change(candidate) => {
            let mut candidate = Candidate { vaf: vaf.fraction, ..*candidate };
            if vaf.is_out_of_range {
                Caution::FractionOutOfRange.add_to(&mut candidate.flags);
            }
            if let Some(line) = vaf.unreadable_at {
                let what = format!("line {line}: the allele fraction cannot be read");
                candidate.impossible = Some(Impossible(what));
            }
            candidate.settle(gene, None, filters, sample);
        }
    }
}

fn parse_fraction(text: &str) -> Option<f64> {
    let (number, is_per_cent) = text.strip_suffix('%').map_or((text, false), |n| (n.trim(), true));
    let value: f64 = number.parse().ok()?;
    let value = if is_per_cent || value > 1.0 { value / 100.0 } else { value };
    (0.0..=1.0).contains(&value).then_some(value)
}
