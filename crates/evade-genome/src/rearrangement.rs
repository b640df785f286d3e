//! Rearrangements: cBioPortal's `data_sv.txt`, and a simple table of fusions.

mod words;

use std::collections::BTreeMap;

use evade_core::{Caution, CellText, EffectClass, EvidenceCode, GeneRole, Variant, VariantSource, Verdict};
use evade_stream::{Content, ReadError};

use self::words::{deletes_exons, skipped_exon, split_pair, three_prime_in, three_prime_of};
use crate::Build;
use crate::gene_rules;
use crate::genome_build::plain_chromosome;
use crate::panel::{GenePanel, PanelGene, role_of};
use crate::sample_match::matches_sample;
use crate::table::{Row, TextTable};
use crate::transcript::Transcript;

/// Rearrangements by sample; under an empty name where the file does not name its sample.
#[derive(Debug, Clone, PartialEq)]
pub struct RearrangementCalls {
    /// The judged rearrangements of each sample that the file names.
    pub samples: BTreeMap<String, Vec<Variant>>,
    /// Whether the file has a column for the sample; without one it is of the sample it is given for.
    pub names_samples: bool,
    /// Whether the last line does not end, so that the table may be cut.
    pub may_be_cut: bool,
    /// The kind of table.
    pub source: VariantSource,
}

impl RearrangementCalls {
    /// The rearrangements of a sample. `None` where the table does not name it: it lists findings, so that a sample
    /// without a row had none or was never tested.
    #[must_use]
    pub fn of_sample(&self, dna_id: &str, sample: &str) -> Option<Vec<Variant>> {
        let fits = |name: &str| !self.names_samples || matches_sample(name, dna_id) || name == sample;
        let mut own = self.samples.iter().filter(|(name, _)| fits(name)).peekable();
        let is_tested = !self.names_samples || own.peek().is_some();
        is_tested.then(|| own.flat_map(|(_, found)| found.clone()).collect())
    }
}

/// One row of a table.
struct Event {
    genes: [String; 2],
    places: [Option<(String, u64)>; 2],
    /// Deletion, duplication and so on, in lower case.
    class: String,
    build: Option<Build>,
    in_frame: Option<bool>,
    kinase_kept: Option<bool>,
    /// What the table says of the event in words, in lower case.
    words: String,
    /// The partner whose end the fusion keeps, where the order is stated.
    three_prime: Option<String>,
    source: VariantSource,
}

/// From this length on a deletion that takes a whole gene is a loss of copies, as those of a chromosome's arm are: it takes
/// many genes at once and truncates none, and copies tell what is left of each.
const BROAD: u64 = 1_000_000;

/// Whether a deletion of whole genes is long enough to be a loss of copies.
pub(crate) fn is_broad(start: u64, end: u64) -> bool {
    end.saturating_sub(start) >= BROAD
}

/// Name of the lost exon in the evidence.
const SKIPPED_EXON: &str = "exon_splice_site";

impl Event {
    /// Judged genes by any of their names.
    fn use_approved_symbols(&mut self) {
        for name in self.genes.iter_mut().chain(&mut self.three_prime) {
            if let Some(symbol) = gene_rules::symbol_of(name) {
                symbol.clone_into(name);
            }
        }
    }
}

/// Reads a table of rearrangements, told by its header.
pub fn read_rearrangements(content: &Content, panel: &GenePanel) -> Result<RearrangementCalls, ReadError> {
    let mut table = TextTable::open(content)?;
    let is_portal = table.column(&["site1_hugo_symbol"]).is_some();
    let has_pair = table.column(&FIVE_PRIME).is_some() && table.column(&THREE_PRIME).is_some();
    if !is_portal && !has_pair && table.column(&["fusion"]).is_none() {
        return Err(ReadError::wrong_format(&content.name, "this is no table of rearrangements").hint(
            "needed: Site1_Hugo_Symbol and Site2_Hugo_Symbol (cBioPortal), or gene5 and gene3, or fusion",
        ));
    }
    let sample = table.column(&["sample_id", "sample", "tumor_sample_barcode"]);
    let source = if is_portal { VariantSource::SvTable } else { VariantSource::FusionTable };
    let mut calls = RearrangementCalls {
        samples: BTreeMap::new(),
        names_samples: sample.is_some(),
        may_be_cut: table.may_be_cut(),
        source,
    };
    while let Some(row) = table.next_row()? {
        if let Some(column) = sample.filter(|_| row.value(sample).is_none()) {
            return Err(table.error(&row, column, "the row names no sample"));
        }
        let event =
            if is_portal { portal_event(&table, &row, panel)? } else { fusion_event(&table, &row, panel)? };
        let found = calls.samples.entry(row.text(sample).to_owned()).or_default();
        let Some(mut event) = event else { continue };
        event.use_approved_symbols();
        for side in 0..2 {
            let gene = panel.core_gene(&event.genes[side]);
            let is_repeat = side == 1 && event.genes[0] == event.genes[1];
            if let Some(gene) = gene.filter(|_| !is_repeat) {
                let variant = judge_event(&event, side, gene);
                if !found.contains(&variant) {
                    found.push(variant);
                }
            }
        }
    }
    Ok(calls)
}

const FIVE_PRIME: [&str; 5] = ["gene5", "gene_5", "5_gene", "gene1", "left_gene"];
const THREE_PRIME: [&str; 5] = ["gene3", "gene_3", "3_gene", "gene2", "right_gene"];

fn portal_event(table: &TextTable<'_>, row: &Row<'_>, panel: &GenePanel) -> Result<Option<Event>, ReadError> {
    let text = |name: &str| row.text(table.column(&[name]));
    let status = text("sv_status").to_ascii_lowercase();
    if status == "germline" {
        return Ok(None);
    }
    let place = |chrom: &str, pos: &str| -> Result<Option<(String, u64)>, ReadError> {
        let column = table.column(&[pos]);
        if row.value(column).is_none() {
            return Ok(None);
        }
        let position = table.position(row, column.unwrap_or_default())?;
        Ok(Some((plain_chromosome(text(chrom)).to_owned(), position)))
    };
    let frame = text("site2_effect_on_frame").trim().to_ascii_lowercase().replace(['-', '_'], " ");
    let words = format!("{} {}", text("comments"), text("annotation")).to_ascii_lowercase();
    let gene = |name: &str, region: &str| {
        // A breakpoint between genes has a neighbour, not a partner.
        let is_between = text(region).eq_ignore_ascii_case("IGR");
        if is_between { String::new() } else { text(name).to_owned() }
    };
    Ok(Some(Event {
        genes: [gene("site1_hugo_symbol", "site1_region"), gene("site2_hugo_symbol", "site2_region")],
        places: [place("site1_chromosome", "site1_position")?, place("site2_chromosome", "site2_position")?],
        class: text("class").to_ascii_lowercase(),
        build: Build::parse(text("ncbi_build")),
        in_frame: match frame.as_str() {
            "in frame" => Some(true),
            "out of frame" => Some(false),
            _ => None,
        },
        kinase_kept: (words.contains("includes the kinase domain")
            || words.contains("including the kinase domain"))
        .then_some(true),
        three_prime: three_prime_of(text("event_info"), panel).or_else(|| {
            three_prime_in(text("event_info"), [text("site1_hugo_symbol"), text("site2_hugo_symbol")])
        }),
        words: text("event_info").to_ascii_lowercase(),
        source: VariantSource::SvTable,
    }))
}

/// A fusion as a report states it. The laboratory has judged the kinase. `is_shown`: the report speaks of a
/// rearrangement, which a break-apart probe shows without its partner; a bare positive result may be a stain.
pub(crate) fn reported(gene: &str, partner: Option<&str>, is_shown: bool) -> Variant {
    let is_driver = role_of(gene) == GeneRole::FusedOncogene && (partner.is_some() || is_shown);
    let flags = match (is_driver, partner) {
        (_, None) => vec![Caution::FusionPartnerMissing],
        (true, _) => Vec::new(),
        _ => vec![Caution::SvEffectUnknown],
    };
    Variant {
        verdict: if is_driver { Verdict::Likely } else { Verdict::Uncertain },
        effect: EffectClass::Fusion,
        codes: vec![EvidenceCode::Fusion(partner.map(|partner| CellText::new(&format!("{partner}-{gene}"))))],
        flags,
        ..unplaced(gene, "FUSION", VariantSource::Reported)
    }
}

/// The other gene of `A::B`, `A-B`, `A/B` or `A;B`, where one side is the gene itself: any other word of a report may
/// be that of a method or of a result.
pub(crate) fn partner_in(text: &str, gene: &str) -> Option<String> {
    let text = text.replace(" - ", "-").replace(" :: ", "::").replace(" / ", "/");
    // Exons stand in brackets behind each gene, or the pair itself stands in them.
    let pair = |text: &str| {
        text.split([' ', ',', '(', ')', '[', ']']).find_map(|word| {
            ["::", "-", "/", ";"].iter().find_map(|between| {
                let behind = word.strip_prefix(gene).and_then(|rest| rest.strip_prefix(between));
                let before = word.strip_suffix(gene).and_then(|rest| rest.strip_suffix(between));
                behind.or(before).filter(|name| is_gene_name(name)).map(str::to_owned)
            })
        })
    };
    pair(&text).or_else(|| pair(&without_brackets(&text)))
}

/// Words that stand behind a gene and a hyphen and are no gene.
const NO_GENES: [&str; 14] = [
    "FISH",
    "IHC",
    "NGS",
    "PCR",
    "RT-PCR",
    "RNA",
    "DNA",
    "CISH",
    "SISH",
    "WT",
    "FUSION",
    "POSITIVE",
    "NEGATIVE",
    "REARRANGEMENT",
];

fn is_gene_name(name: &str) -> bool {
    name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))
        && !NO_GENES.contains(&name.to_ascii_uppercase().as_str())
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

fn unplaced(gene: &str, class: &str, source: VariantSource) -> Variant {
    Variant {
        gene: gene.to_owned(),
        chrom: String::new(),
        pos: 0,
        reference: String::new(),
        alternate: format!("<{class}>"),
        effect: EffectClass::Unknown,
        hgvsp: None,
        hgvsc: None,
        transcript: None,
        vaf: None,
        depth: None,
        alt_reads: None,
        verdict: Verdict::Uncertain,
        codes: Vec::new(),
        source,
        flags: Vec::new(),
        points: 0,
        nmd: None,
        phase: None,
        other_end: None,
    }
}

fn fusion_event(table: &TextTable<'_>, row: &Row<'_>, panel: &GenePanel) -> Result<Option<Event>, ReadError> {
    let truth = |names: &[&str]| -> Result<Option<bool>, ReadError> {
        let column = table.column(names);
        Ok(match row.text(column).to_ascii_lowercase().replace(['-', '_'], " ").as_str() {
            "yes" | "y" | "true" | "1" | "in frame" | "inframe" => Some(true),
            "no" | "n" | "false" | "0" | "out of frame" | "frameshift" => Some(false),
            "" | "na" | "." | "unknown" => None,
            other => {
                let column = column.unwrap_or_default();
                return Err(table.error(row, column, format!("'{other}' is neither yes nor no")));
            }
        })
    };
    let written = row.text(table.column(&["fusion"]));
    let (five, three) = match split_pair(written, panel) {
        Some(pair) => pair,
        None => (row.text(table.column(&FIVE_PRIME)), row.text(table.column(&THREE_PRIME))),
    };
    Ok(Some(Event {
        genes: [five.trim().to_owned(), three.trim().to_owned()],
        class: "fusion".to_owned(),
        in_frame: truth(&["in_frame", "frame", "reading_frame"])?,
        kinase_kept: truth(&["kinase_kept", "kinase_domain", "kinase_retained"])?,
        three_prime: Some(three.trim().to_owned()),
        places: [None, None],
        build: None,
        words: String::new(),
        source: VariantSource::FusionTable,
    }))
}

fn judge_event(event: &Event, side: usize, gene: &PanelGene) -> Variant {
    let partner = &event.genes[1 - side];
    let role = role_of(&gene.symbol);
    let is_pair = !partner.is_empty() && *partner != gene.symbol;
    let (verdict, effect, codes, flags) = if role == GeneRole::FusedOncogene {
        let (verdict, flags) = fusion(event, side, gene, is_pair);
        let name = CellText::new(&named(event, gene));
        (verdict, EffectClass::Fusion, vec![EvidenceCode::Fusion(Some(name))], flags)
    } else if role.is_loss() {
        loss(event, side, gene)
    } else if let Some(class) = skipped_exon(event, gene) {
        let codes = vec![EvidenceCode::Om2, EvidenceCode::hotspot(SKIPPED_EXON)];
        (Verdict::Likely, EffectClass::SpliceSite, codes, vec![class])
    } else {
        (
            Verdict::Uncertain,
            EffectClass::Unknown,
            vec![EvidenceCode::Rearrangement],
            vec![Caution::SvEffectUnknown],
        )
    };
    let place = event.places[side].clone().unwrap_or_default();
    let class = if event.class.is_empty() { "SV".to_owned() } else { event.class.to_uppercase() };
    Variant {
        chrom: place.0,
        pos: place.1,
        other_end: event.places[1 - side].clone(),
        effect,
        verdict,
        points: codes.iter().map(EvidenceCode::points).sum(),
        codes,
        flags,
        ..unplaced(&gene.symbol, &class, event.source)
    }
}

fn named(event: &Event, gene: &PanelGene) -> String {
    let [one, other] = &event.genes;
    let three = event.three_prime.as_deref().unwrap_or(other);
    let five = if three == one { other } else { one };
    if five.is_empty() || three.is_empty() { gene.symbol.clone() } else { format!("{five}-{three}") }
}

/// A driver needs two named genes, the frame, and the kinase behind the breakpoint.
fn fusion(event: &Event, side: usize, gene: &PanelGene, is_pair: bool) -> (Verdict, Vec<Caution>) {
    let open = |caution: Caution| (Verdict::Uncertain, vec![caution]);
    if !is_pair {
        return open(Caution::FusionPartnerMissing);
    }
    if event.in_frame == Some(false) {
        return open(Caution::FusionOutOfFrame);
    }
    let is_three_prime = event.three_prime.as_deref().map(|name| name == gene.symbol);
    let by_place = keeps_kinase(event, side, gene);
    match (event.kinase_kept.or(by_place), is_three_prime) {
        (Some(false), _) => open(Caution::KinaseDomainLost),
        (_, Some(false)) if event.kinase_kept != Some(true) => open(Caution::KinaseNotShownKept),
        (Some(true), _) => (Verdict::Damaging, Vec::new()),
        (None, Some(true)) => (Verdict::Likely, vec![Caution::KinaseDomainInferred]),
        (None, _) => open(Caution::KinaseNotShownKept),
    }
}

/// Whether the breakpoint lies before the kinase domain.
fn keeps_kinase(event: &Event, side: usize, gene: &PanelGene) -> Option<bool> {
    let first = gene_rules::of(&gene.symbol)?.kinase_from?;
    let (chrom, position) = event.places[side].as_ref()?;
    let transcript = gene.transcripts.get(&event.build?)?;
    if *chrom != gene.chrom {
        return None;
    }
    Some(coding_bases_before(transcript, *position) / 3 < u64::from(first))
}

/// Coding bases before a position, in the direction of the transcript.
fn coding_bases_before(transcript: &Transcript, position: u64) -> u64 {
    let exons = transcript.coding_exons();
    let lengths = exons.map(|(start, end)| {
        if transcript.is_reverse {
            (end + 1).saturating_sub(start.max(position + 1))
        } else {
            (end.min(position.saturating_sub(1)) + 1).saturating_sub(start)
        }
    });
    lengths.sum()
}

type Judged = (Verdict, EffectClass, Vec<EvidenceCode>, Vec<Caution>);

/// A deletion of a coding exon is a truncation; a breakpoint in the transcript likely breaks the gene.
fn loss(event: &Event, side: usize, gene: &PanelGene) -> Judged {
    let uncertain = |caution: Caution| {
        (Verdict::Uncertain, EffectClass::Unknown, vec![EvidenceCode::Rearrangement], vec![caution])
    };
    let transcript = event.build.and_then(|build| gene.transcripts.get(&build));
    let (Some(transcript), Some((chrom, here))) = (transcript, event.places[side].as_ref()) else {
        let is_within = event.genes.iter().all(|name| name.is_empty() || *name == gene.symbol);
        if is_within && deletes_exons(&event.words) {
            let codes = vec![EvidenceCode::Ovs1, EvidenceCode::SvDeletion];
            return (Verdict::Damaging, EffectClass::Truncating, codes, Vec::new());
        }
        return uncertain(Caution::SvPlaceUnknown);
    };
    let there = event.places[1 - side].as_ref();
    let is_deletion = event.class.starts_with("del");
    if let Some((_, there)) = there.filter(|(other, _)| is_deletion && other == chrom) {
        let (start, end) = (*here.min(there), *here.max(there));
        let touched = transcript.coding_exons().filter(|(s, e)| start <= *e && end >= *s).count();
        if touched == 0 {
            return uncertain(Caution::SvWithoutCodingExon);
        }
        let is_whole = transcript.coding_exons().all(|(s, e)| start <= s && end >= e);
        let flags = if is_whole { vec![Caution::WholeGeneDeletion] } else { Vec::new() };
        if is_whole && is_broad(start, end) {
            return (Verdict::Uncertain, EffectClass::Unknown, vec![EvidenceCode::SvDeletion], flags);
        }
        let codes = vec![EvidenceCode::Ovs1, EvidenceCode::SvDeletion];
        return (Verdict::Damaging, EffectClass::Truncating, codes, flags);
    }
    if event.class.starts_with("dup") {
        return uncertain(Caution::SvDuplication);
    }
    let (first, last) = transcript.coding;
    if (first..=last).contains(here) {
        return (Verdict::Likely, EffectClass::Truncating, vec![EvidenceCode::SvBreakpoint], Vec::new());
    }
    uncertain(Caution::SvWithoutCodingExon)
}
