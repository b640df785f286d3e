//! Tables of fusions called in RNA: Arriba, STAR-Fusion, `FusionCatcher`.
//!
//! All name the 5' gene first. None names its sample or its genome.

use std::borrow::Cow;

use evade_core::{Caution, VariantSource};

use super::event::{Event, ReadRow};
use super::words::frame_of;
use crate::genome_build::plain_chromosome;
use crate::impossible::{Impossible, on_chromosome};
use crate::table::{MAX_POSITION, Row, TextTable};

/// The caller of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RnaFormat {
    Arriba,
    StarFusion,
    FusionCatcher,
}

/// A gene this close to a breakpoint between genes may be what the rearrangement acts on.
const NEAR_BASES: u64 = 100_000;
/// STAR-Fusion's own default limit: fragments per million.
const MIN_FFPM: f64 = 0.1;
/// Annotations of STAR-Fusion for pairs that are seen in normal tissue, or between genes of one family.
const STAR_NORMAL: [&str; 6] =
    ["GTEx_recurrent", "BodyMap", "Greger_Normal", "Babiceanu_Normal", "DGD_PARALOGS", "HGNC_GENEFAM"];
/// Words of `FusionCatcher` for pairs that are seen in normal tissue, or between genes that are alike.
const CATCHER_NORMAL: [&str; 9] = [
    "banned",
    "healthy",
    "1000genomes",
    "gtex",
    "hpa",
    "bodymap2",
    "non_cancer_tissues",
    "paralogs",
    "similar_symbols",
];

const FUSION_NAME: [&str; 2] = ["fusionname", "fusion_name"];
const LEFT_GENE: [&str; 2] = ["leftgene", "left_gene"];
const RIGHT_GENE: [&str; 2] = ["rightgene", "right_gene"];
const LEFT_BREAK: [&str; 2] = ["leftbreakpoint", "left_breakpoint"];
const RIGHT_BREAK: [&str; 2] = ["rightbreakpoint", "right_breakpoint"];

const CATCHER_BREAKS: [&str; 2] =
    ["fusion_point_for_gene_1(5end_fusion_partner)", "fusion_point_for_gene_2(3end_fusion_partner)"];
/// Columns of reads.
const ARRIBA_READS: [&str; 3] = ["split_reads1", "split_reads2", "discordant_mates"];
const STAR_READS: [&str; 3] = ["junctionreadcount", "junctionreads", "junction_reads"];
const CATCHER_READS: [&str; 1] = ["spanning_unique_reads"];

/// Names of columns as R makes them syntactic, and as the callers write them.
const NAMES_OF_R: [(&str, &str); 7] = [
    ("X.FusionName", "FusionName"),
    ("X.fusion_name", "fusion_name"),
    ("X.gene1", "gene1"),
    ("strand1.gene.fusion.", "strand1(gene/fusion)"),
    ("strand2.gene.fusion.", "strand2(gene/fusion)"),
    (".5end_fusion_partner.", "(5end_fusion_partner)"),
    (".3end_fusion_partner.", "(3end_fusion_partner)"),
];

/// The text with a header that the readers of tables see: Arriba and STAR-Fusion mark theirs as a comment, and R makes
/// syntactic names of what it reads.
pub(crate) fn with_plain_header(text: &str) -> Cow<'_, str> {
    let plain = text.trim_start_matches('\u{feff}');
    let (header, rows) = plain.split_at(plain.find(['\n', '\r']).unwrap_or(plain.len()));
    let (quote, unquoted) = header.strip_prefix('"').map_or(("", header), |rest| ("\"", rest));
    if let Some(bare) = unquoted.strip_prefix('#') {
        let name = bare.to_ascii_lowercase();
        let is_header = name.starts_with("gene1") || FUSION_NAME.iter().any(|known| name.starts_with(known));
        return if is_header { Cow::Owned(format!("{quote}{bare}{rows}")) } else { Cow::Borrowed(text) };
    }
    if !NAMES_OF_R.iter().any(|(of_r, _)| header.contains(of_r)) {
        return Cow::Borrowed(text);
    }
    let named = |header: String, (of_r, name): &(&str, &str)| header.replace(of_r, name);
    Cow::Owned(NAMES_OF_R.iter().fold(header.to_owned(), named) + rows)
}

impl RnaFormat {
    pub(super) fn of(table: &TextTable<'_>) -> Option<Self> {
        let has = |names: &[&str]| table.column(names).is_some();
        if has(&["gene1"]) && has(&["breakpoint1"]) && has(&["strand1(gene/fusion)", "split_reads1"]) {
            Some(Self::Arriba)
        } else if has(&FUSION_NAME) && has(&LEFT_BREAK) {
            Some(Self::StarFusion)
        } else if has(&["gene_1_symbol(5end_fusion_partner)"]) {
            Some(Self::FusionCatcher)
        } else {
            None
        }
    }

    pub(super) fn event(self, table: &TextTable<'_>, row: &Row<'_>) -> ReadRow {
        let mut event = Event::new(VariantSource::RnaFusionTable);
        "fusion".clone_into(&mut event.class);
        match self {
            Self::Arriba => arriba(&mut event, table, row),
            Self::StarFusion => star_fusion(&mut event, table, row),
            Self::FusionCatcher => fusion_catcher(&mut event, table, row),
        }
        event.three_prime = Some(event.genes[1].clone()).filter(|name| !name.is_empty());
        ReadRow::Event(Box::new(event))
    }
}

fn arriba(event: &mut Event, table: &TextTable<'_>, row: &Row<'_>) {
    let text = |name: &str| row.text(table.column(&[name]));
    for (side, [gene, place]) in [["gene1", "breakpoint1"], ["gene2", "breakpoint2"]].into_iter().enumerate()
    {
        let written = text(gene);
        if written.contains(['(', ',']) {
            event.neighbours[side] = near_genes(written);
        } else {
            event.genes[side] = gene_name(written);
        }
        event.take_place(side, place, text(place));
    }
    event.need_reads(table, row, &ARRIBA_READS);
    let kind = text("type").to_ascii_lowercase();
    if let Some(class) = kind.split('/').next().filter(|class| !class.is_empty()) {
        class.clone_into(&mut event.class);
    }
    event.in_frame = frame_of(text("reading_frame"));
    let three_prime = text("retained_protein_domains").split_once('|').map(|(_, domains)| domains);
    event.kinase_kept = three_prime
        .is_some_and(|domains| domains.to_ascii_lowercase().contains("kinase(100%)"))
        .then_some(true);
    let doubts = [
        (
            !matches!(text("confidence").to_ascii_lowercase().as_str(), "high" | "medium")
                || has_no_read([text("split_reads1"), text("split_reads2")]),
            Caution::FusionLowConfidence,
        ),
        (kind.contains("read-through") || kind.contains("read_through"), Caution::FusionReadThrough),
        (
            ["5'-5'", "3'-3'"].iter().any(|way| kind.contains(way))
                || ["strand1(gene/fusion)", "strand2(gene/fusion)"]
                    .iter()
                    .any(|name| is_antisense(text(name))),
            Caution::FusionOpposite,
        ),
    ];
    event.doubts.extend(doubts.into_iter().filter(|(is_so, _)| *is_so).map(|(_, doubt)| doubt));
}

fn star_fusion(event: &mut Event, table: &TextTable<'_>, row: &Row<'_>) {
    let text = |names: &[&str]| row.text(table.column(names));
    let pair = text(&FUSION_NAME).split_once("--").unwrap_or_default();
    let gene = |names: &[&str], from_name: &str| {
        let written = text(names).split('^').next().unwrap_or_default();
        gene_name(if written.is_empty() { from_name } else { written })
    };
    event.genes = [gene(&LEFT_GENE, pair.0), gene(&RIGHT_GENE, pair.1)];
    event.take_place(0, LEFT_BREAK[0], text(&LEFT_BREAK));
    event.take_place(1, RIGHT_BREAK[0], text(&RIGHT_BREAK));
    event.need_reads(table, row, &STAR_READS);
    event.in_frame = frame_of(text(&["prot_fusion_type"]));
    let below = |names: &[&str], limit: f64| text(names).parse::<f64>().is_ok_and(|value| value < limit);
    let annotations = text(&["annots"]);
    let is_low = STAR_NORMAL.iter().any(|word| annotations.contains(word))
        || text(&["largeanchorsupport"]).starts_with("NO")
        || below(&["junctionreadcount", "junctionreads", "junction_reads"], 1.0)
        || below(&["ffpm"], MIN_FFPM);
    if is_low {
        event.doubts.push(Caution::FusionLowConfidence);
    }
    if annotations.contains("NEIGHBORS") || annotations.contains("ConjoinG") {
        event.doubts.push(Caution::FusionReadThrough);
    }
}

fn fusion_catcher(event: &mut Event, table: &TextTable<'_>, row: &Row<'_>) {
    let text = |name: &str| row.text(table.column(&[name]));
    event.genes = [
        gene_name(text("gene_1_symbol(5end_fusion_partner)")),
        gene_name(text("gene_2_symbol(3end_fusion_partner)")),
    ];
    for (side, name) in CATCHER_BREAKS.into_iter().enumerate() {
        event.take_place(side, name, text(name));
    }
    event.need_reads(table, row, &CATCHER_READS);
    event.in_frame = frame_of(text("predicted_effect"));
    let description = text("fusion_description").to_ascii_lowercase();
    let has = |word: &str| description.split(',').any(|known| known.trim() == word);
    let count = |name: &str| text(name).trim().parse::<u64>().unwrap_or_default();
    // Reads that fit both genes: where they outnumber those of the fusion, the genes are alike.
    let is_of_alike =
        count("counts_of_common_mapping_reads") > count("spanning_pairs") + count("spanning_unique_reads");
    let is_doubtful = is_of_alike || has_no_read([text("spanning_unique_reads")]);
    if is_doubtful || CATCHER_NORMAL.iter().any(|word| has(word)) {
        event.doubts.push(Caution::FusionLowConfidence);
    }
    if has("readthrough") {
        event.doubts.push(Caution::FusionReadThrough);
    }
}

/// Whether no read crosses the junction, by the numbers of the columns; nothing is said where none is a number.
fn has_no_read<const N: usize>(counts: [&str; N]) -> bool {
    let numbers: Vec<u64> = counts.iter().filter_map(|count| count.trim().parse().ok()).collect();
    !numbers.is_empty() && numbers.iter().all(|count| *count == 0)
}

/// A symbol, without the marks of a missing one.
fn gene_name(written: &str) -> String {
    let name = written.trim();
    if matches!(name, "." | "NA" | "-") { String::new() } else { name.to_owned() }
}

/// `GENEA(1234),GENEB(567)`: the genes next to a breakpoint, with their distances.
fn near_genes(written: &str) -> Vec<String> {
    let near = written.split(',').filter_map(|part| {
        let (name, distance) = part.trim().split_once('(')?;
        let distance: u64 = distance.trim_end_matches(')').parse().ok()?;
        (distance <= NEAR_BASES).then(|| name.to_owned())
    });
    near.collect()
}

impl Event {
    /// The breakpoint of a side; one that is written and cannot be read is a fault of the row.
    fn take_place(&mut self, side: usize, column: &str, written: &str) {
        if matches!(written, "" | "." | "NA" | "N/A") {
            return;
        }
        self.places[side] = place_of(written);
        if self.places[side].is_none() {
            self.fault.get_or_insert_with(|| format!("{column} '{written}' is not a position"));
        }
    }

    /// Reads must be numbers where they are given.
    fn need_reads(&mut self, table: &TextTable<'_>, row: &Row<'_>, columns: &[&str]) {
        for column in columns.iter().map(|name| table.column(&[name])) {
            let what = match table.reads(row, column) {
                Ok(Some(n)) if n < 0.0 => format!("{} {n} is negative", table.name_of(column)),
                Ok(_) => continue,
                Err(Impossible(what)) => what,
            };
            self.fault.get_or_insert(what);
        }
    }
}

/// `2:29446394`, `chr2:29446394:-`; nothing where there is no such place.
fn place_of(written: &str) -> Option<(String, u64)> {
    let mut parts = written.split(':');
    let chrom = plain_chromosome(parts.next().filter(|chrom| !chrom.is_empty())?);
    let position = parts.next()?.trim().parse::<u64>().ok()?;
    let is_place = position <= MAX_POSITION && on_chromosome(chrom, position, None).is_ok();
    is_place.then(|| (chrom.to_owned(), position))
}

/// `-/+`: the strand of the gene is not the one that is transcribed.
fn is_antisense(strands: &str) -> bool {
    matches!(strands, "-/+" | "+/-")
}
