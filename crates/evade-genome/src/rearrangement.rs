//! Rearrangements: cBioPortal's `data_sv.txt`, fusions called in RNA, and a simple table of fusions.

mod event;
mod fusion_table;
mod fusion_words;
mod judge;
mod portal;
mod reported;
mod rna;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{FilterReason, FilteredVariant, GeneRole, Variant, VariantSource};
use evade_stream::{Content, ReadError};

use self::event::{Event, ReadRow};
use self::fusion_table::fusion_event;
pub(crate) use self::judge::coding_bases_before;
use self::judge::{judge_event, judge_neighbour};
use self::portal::portal_event;
pub(crate) use self::reported::{partner_in, reported};
use self::rna::RnaFormat;
pub(crate) use self::rna::with_plain_header;
use crate::Build;
use crate::panel::{GenePanel, role_of};
use crate::sample_match::matches_sample;
use crate::table::{Row, TextTable};

/// What a table says of one sample.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SampleRearrangements {
    /// The judged rearrangements.
    pub variants: Vec<Variant>,
    /// Rows in judged genes that do not count.
    pub filtered: Vec<FilteredVariant>,
    /// Genes of rows that name no sample, so that they may be of this one.
    pub unclaimed: BTreeSet<String>,
}

/// Rearrangements by sample; under an empty name where the file does not name its sample.
#[derive(Debug, Clone, PartialEq)]
pub struct RearrangementCalls {
    /// What is said of each sample that the file names.
    pub samples: BTreeMap<String, SampleRearrangements>,
    /// Whether the file has a column for the sample; without one it is of the sample it is given for.
    pub names_samples: bool,
    /// Rows that name no sample, and may be of any.
    pub unclaimed: SampleRearrangements,
    /// Whether the last line does not end, so that the table may be cut.
    pub may_be_cut: bool,
    /// The kind of table.
    pub source: VariantSource,
}

impl RearrangementCalls {
    /// The rearrangements of a sample. `None` where the table does not name it: it lists findings, so that a sample
    /// without a row had none or was never tested.
    #[must_use]
    pub fn of_sample(&self, dna_id: &str, sample: &str) -> Option<SampleRearrangements> {
        let fits = |name: &str| !self.names_samples || matches_sample(name, dna_id) || name == sample;
        let mut own = self.samples.iter().filter(|(name, _)| fits(name)).peekable();
        let is_tested = !self.names_samples || own.peek().is_some();
        is_tested.then(|| {
            let mut all = self.unclaimed.clone();
            for (_, found) in own {
                all.variants.extend(found.variants.iter().cloned());
                all.filtered.extend(found.filtered.iter().cloned());
            }
            all
        })
    }
}

/// From this length on a deletion that takes a whole gene is a loss of copies, as those of a chromosome's arm are: it takes
/// many genes at once and truncates none, and copies tell what is left of each.
const BROAD: u64 = 1_000_000;

/// Whether a deletion of whole genes is long enough to be a loss of copies.
pub(crate) fn is_broad(start: u64, end: u64) -> bool {
    end.saturating_sub(start) >= BROAD
}

/// Reads a table of rearrangements, told by its header. `declared`: the genome of the sample, for tables that do not state
/// theirs.
pub fn read_rearrangements(
    content: &Content,
    panel: &GenePanel,
    declared: Option<Build>,
) -> Result<RearrangementCalls, ReadError> {
    let text = with_plain_header(content.text()?);
    let mut table = TextTable::from_text(&content.name, &text)?;
    let format = Format::of(&table).ok_or_else(|| {
        ReadError::wrong_format(&content.name, "this is no table of rearrangements").hint(
            "read are cBioPortal's data_sv.txt (Site1_Hugo_Symbol), Arriba's fusions.tsv, STAR-Fusion's \
             fusion_predictions.tsv, FusionCatcher's final list, VCF, and tables with gene5 and gene3, or fusion",
        )
    })?;
    let sample = table.column(&SAMPLE);
    let mut calls = RearrangementCalls {
        samples: BTreeMap::new(),
        names_samples: sample.is_some(),
        unclaimed: SampleRearrangements::default(),
        may_be_cut: table.may_be_cut(),
        source: format.source(),
    };
    while let Some(row) = table.next_row()? {
        let mut read = format.read(&table, &row, panel);
        if let ReadRow::Event(event) = &mut read {
            event.build = event.build.or(declared.filter(|_| event.is_of_rna()));
            event.use_approved_symbols();
        }
        if sample.is_some() && row.value(sample).is_none() {
            let detail = format!("line {}: the row names no sample", row.line);
            calls.unclaimed.list(read.genes(), FilterReason::RowWithoutSample, &detail, panel);
            continue;
        }
        let found = calls.samples.entry(row.text(sample).to_owned()).or_default();
        match &read {
            ReadRow::Event(event) => found.take(event, row.line, panel),
            ReadRow::NotSomatic(_) => {
                let detail = format!("line {}: the table calls it germline", row.line);
                found.list(read.genes(), FilterReason::NotSomatic, &detail, panel);
            }
        }
    }
    let listed = calls.unclaimed.filtered.iter().map(|row| row.gene.clone());
    calls.unclaimed.unclaimed = listed.collect();
    Ok(calls)
}

/// The samples that a table of rearrangements names, each once, in their order.
pub fn rearranged_samples(content: &Content) -> Result<Vec<String>, ReadError> {
    let text = with_plain_header(content.text()?);
    let mut table = TextTable::from_text(&content.name, &text)?;
    let sample = table.column(&SAMPLE);
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(row) = table.next_row()? {
        let n = names.len();
        if let Some(name) = row.value(sample) {
            names.entry(name.to_owned()).or_insert(n);
        }
    }
    let mut ordered: Vec<(String, usize)> = names.into_iter().collect();
    ordered.sort_by_key(|(_, place)| *place);
    Ok(ordered.into_iter().map(|(name, _)| name).collect())
}

/// The kind of table.
enum Format {
    Portal,
    Fusions,
    Rna(RnaFormat),
}

impl Format {
    fn of(table: &TextTable<'_>) -> Option<Self> {
        let has = |names: &[&str]| table.column(names).is_some();
        if has(&["site1_hugo_symbol"]) {
            return Some(Self::Portal);
        }
        let is_simple = has(&["fusion"]) || (has(&FIVE_PRIME) && has(&THREE_PRIME));
        RnaFormat::of(table).map(Self::Rna).or_else(|| is_simple.then_some(Self::Fusions))
    }

    fn source(&self) -> VariantSource {
        match self {
            Self::Portal => VariantSource::SvTable,
            Self::Fusions => VariantSource::FusionTable,
            Self::Rna(_) => VariantSource::RnaFusionTable,
        }
    }

    fn read(&self, table: &TextTable<'_>, row: &Row<'_>, panel: &GenePanel) -> ReadRow {
        match self {
            Self::Portal => portal_event(table, row, panel),
            Self::Fusions => fusion_event(table, row, panel),
            Self::Rna(format) => format.event(table, row),
        }
    }
}

impl SampleRearrangements {
    /// Judges a row for each judged gene that it names.
    fn take(&mut self, event: &Event, line: u64, panel: &GenePanel) {
        if let Some(fault) = &event.fault {
            let named = event.genes.iter().chain(&event.others);
            self.list(named, FilterReason::ImpossibleValue, &format!("line {line}: {fault}"), panel);
            return;
        }
        for side in 0..2 {
            let is_repeat = side == 1 && event.genes[0] == event.genes[1];
            let gene = panel.core_gene(&event.genes[side]).filter(|_| !is_repeat);
            let of_gene = gene.map(|gene| judge_event(event, side, gene));
            let near = event.neighbours[side].iter().filter_map(|name| panel.core_gene(name));
            let near = near.filter(|gene| role_of(&gene.symbol) == GeneRole::FusedOncogene);
            for variant in of_gene.into_iter().chain(near.map(|gene| judge_neighbour(event, side, gene))) {
                self.add(variant);
            }
        }
        for gene in event.others.iter().filter_map(|name| panel.core_gene(name)) {
            let mut alone = Event::new(event.source);
            alone.genes[0].clone_from(&gene.symbol);
            alone.class.clone_from(&event.class);
            self.add(judge_event(&alone, 0, gene));
        }
    }

    fn add(&mut self, variant: Variant) {
        if !self.variants.contains(&variant) {
            self.variants.push(variant);
        }
    }

    /// Lists a row that does not count under each judged gene that it names.
    fn list<'n>(
        &mut self,
        genes: impl Iterator<Item = &'n String>,
        reason: FilterReason,
        detail: &str,
        panel: &GenePanel,
    ) {
        let mut listed: Vec<&str> = Vec::new();
        for gene in genes.filter_map(|name| panel.core_gene(name)) {
            if listed.contains(&gene.symbol.as_str()) {
                continue;
            }
            listed.push(&gene.symbol);
            self.filtered.push(FilteredVariant {
                gene: gene.symbol.clone(),
                chrom: String::new(),
                pos: 0,
                reference: String::new(),
                alternate: "<SV>".to_owned(),
                reason,
                detail: detail.to_owned(),
                hgvsp: None,
                hgvsc: None,
                vaf: None,
                depth: None,
                would_alter: false,
                confirm_germline: false,
            });
        }
    }
}

const SAMPLE: [&str; 4] = ["sample_id", "sample", "tumor_sample_barcode", "sample_name"];
const FIVE_PRIME: [&str; 5] = ["gene5", "gene_5", "5_gene", "gene1", "left_gene"];
const THREE_PRIME: [&str; 5] = ["gene3", "gene_3", "3_gene", "gene2", "right_gene"];
