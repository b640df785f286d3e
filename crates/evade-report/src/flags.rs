//! Genomic findings on the front page, and the table of every gene.

use evade_core::{
    AlterationStatus, Caution, DnaProfile, EvidenceLevel, GeneAlteration, GeneRole, HLA_GENES, IciNote,
    SampleProfile, gene_of_row,
};
use maud::{Markup, html};

use crate::direction::{Condition, direction, key, mark_of, meaning};
use crate::event::{event, hits, plain_cautions, role, symbol};
use crate::finding::{Finding, findings, may_be_inherited, of_unknown_effect, unknown_in_words, with_status};
use crate::hla::is_untested;
use crate::readout_lines::{disagreements, is_quiet, key_of_findings, line};
use crate::set_aside::{SetAside, has_set_aside, set_aside};
use crate::space::Space;
use crate::text::{NOT_TESTED, Text, joined, or_no_value, spaced, two};
use crate::words::{copies_unknown, gene_cautions, is_deletion_untested, is_purity_too_low};

/// Where the rest of it stands.
pub(crate) const ELSEWHERE: &str = "Meaning and sources stand on the following pages, under Variants.";

/// What a page without keys says of its marks.
const KEYS_BELOW: &str = "Marks and strips are explained on the following pages. They describe published groups and tumours of the \
                          reference: none of them predicts one patient.";

/// Cautions in words beside a finding.
const FRONT_CAUTIONS: usize = 2;

/// Findings as a table with what they mean, as far as there is space, and the other genes by name.
pub(crate) fn genomic_flags(profile: &SampleProfile, space: Space) -> Markup {
    let dna = &profile.dna;
    if !dna.tested {
        return html! { p { strong { "Not tested: " } "no variant input was given. This is not a negative finding." } };
    }
    let found = findings(dna);
    let (inherited, unknown): (Vec<_>, Vec<_>) =
        of_unknown_effect(dna).into_iter().partition(|gene| may_be_inherited(gene));
    let (cut, whole): (Vec<_>, Vec<_>) =
        clear(profile).into_iter().partition(|gene| gene.has(&Caution::FileMayBeCut));
    let (no_copy_number, rest_clear): (Vec<_>, Vec<_>) =
        whole.into_iter().partition(|gene| is_deletion_untested(gene));
    let (no_amplification, clear): (Vec<_>, Vec<_>) =
        rest_clear.into_iter().partition(|gene| gene.has(&Caution::AmplificationNotTested));
    let filtered: Vec<String> = set_aside(dna).iter().map(SetAside::words).collect();
    let (shown, rest) = found.split_at(found.len().min(space.findings()));
    html! {
        @if !shown.is_empty() { (finding_table(shown, space, profile)) } @else if filtered.is_empty() {
            p { "No altered gene among those tested." }
        } @else {
            p { "No altered gene was counted among those tested; what was detected and filtered stands below." }
        }
        @for note in &dna.notes { (together(note, space.meaning() > 0)) }
        @if !shown.is_empty() && space.has_keys() { (key()) }
        (list("More altered genes (following pages, Variants)", &rest.iter().map(in_list).collect::<Vec<_>>()))
        (list("Would alter the gene, but may be inherited", &inherited.iter().map(|g| unknown_in_words(g, dna)).collect::<Vec<_>>()))
        (list("Unknown effect", &unknown.iter().map(|g| unknown_in_words(g, dna)).collect::<Vec<_>>()))
        @for gene in inherited.iter().chain(&unknown).filter(|_| space.has_readouts()) { @if let Some(line) = line(profile, &gene.gene) { (line) } }
        (disagreements(profile))
        @if space.has_keys() { (key_of_findings(profile)) } @else if !shown.is_empty() { p class="note" { (KEYS_BELOW) } }
        (list("Detected but filtered (would alter the gene if real)", &filtered))
        (names("Tested, no alteration found", &clear, space))
        (names("No alteration found in input that may be cut", &cut, space))
        (names(&format!("No variant found, deletion {}", copies_unknown(profile)), &no_copy_number, space))
        (names(&format!("No variant found, amplification {}", copies_unknown(profile)), &no_amplification, space))
        @for (lesion, genes) in untested(dna) { (names(&lesion.title(profile), &genes, space)) }
        @if dna.genes.is_empty() { p { "No gene of the panel was assessed: " strong { (NOT_TESTED) } "." } }
    }
}

/// Genes in which nothing was found. A single finding such as `KRAS_G12D` is told beside its gene's own, and HLA genes
/// stand in their table, where their alleles may be lost.
fn clear(profile: &SampleProfile) -> Vec<&GeneAlteration> {
    let dna = &profile.dna;
    let is_in_table =
        |gene: &GeneAlteration| HLA_GENES.contains(&gene.gene.as_str()) && !is_untested(&profile.hla);
    let has_found = |gene: &GeneAlteration| {
        let whole = gene_of_row(&gene.gene);
        let is_found = |row: &&GeneAlteration| {
            row.gene == whole && matches!(row.status, AlterationStatus::Altered | AlterationStatus::Uncertain)
        };
        whole != gene.gene && dna.genes.iter().any(|row| is_found(&row))
    };
    with_status(dna, AlterationStatus::NotAltered)
        .into_iter()
        .filter(|gene| !has_set_aside(gene) && !is_in_table(gene) && !has_found(gene))
        .collect()
}

/// By what a gene that was not tested would be altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lesion {
    /// A fusion.
    Fusion,
    /// An amplification.
    Amplification,
    /// A small variant, or a deletion.
    Any,
}

impl Lesion {
    fn of(gene: &GeneAlteration) -> Self {
        if gene.role == GeneRole::FusedOncogene || gene.has(&Caution::FusionNotTested) {
            Self::Fusion
        } else if gene.role == GeneRole::AmplifiedOncogene {
            Self::Amplification
        } else {
            Self::Any
        }
    }

    fn title(self, profile: &SampleProfile) -> String {
        match self {
            Self::Fusion => "Not tested for fusions".to_owned(),
            Self::Amplification if is_purity_too_low(profile) => {
                format!("Amplification {}", copies_unknown(profile))
            }
            Self::Amplification => "Not tested for amplification".to_owned(),
            Self::Any => "Not tested".to_owned(),
        }
    }
}

/// Genes that were not tested, by what was not looked for.
pub(crate) fn untested(dna: &DnaProfile) -> Vec<(Lesion, Vec<&GeneAlteration>)> {
    let genes = with_status(dna, AlterationStatus::NotTested);
    [Lesion::Fusion, Lesion::Amplification, Lesion::Any]
        .into_iter()
        .map(|lesion| (lesion, genes.iter().copied().filter(|g| Lesion::of(g) == lesion).collect::<Vec<_>>()))
        .filter(|(_, genes)| !genes.is_empty())
        .collect()
}

fn names(title: &str, genes: &[&GeneAlteration], space: Space) -> Markup {
    let mut names: Vec<String> = genes.iter().map(|g| symbol(&g.gene)).collect();
    let n_more = names.len().saturating_sub(space.names());
    if n_more > 1 {
        names.truncate(space.names());
        names.push("and others (following pages, Variants)".to_owned());
    }
    list(title, &names)
}

fn list(title: &str, names: &[String]) -> Markup {
    html! { @if !names.is_empty() { p class="names" { strong { (title) ": " } (Text(&names.join(", "))) } } }
}

fn finding_table(findings: &[Finding<'_>], space: Space, profile: &SampleProfile) -> Markup {
    let texts = front_meanings(findings, space.meaning());
    let n_hidden = findings.iter().zip(&texts).filter(|(f, text)| f.note.is_some() && text.is_none()).count();
    html! {
        table class="findings" {
            caption class="quiet" { "Altered genes" }
            thead { tr {
                @for title in ["Gene", "What was found", "In published groups"] { th scope="col" { (title) } }
            } }
            @for (finding, text) in findings.iter().zip(texts) { tbody { (finding_rows(finding, text, space, profile)) } }
        }
        @if n_hidden > 0 { p class="names" { "Meaning and sources of the other altered genes stand on the following pages, under Variants." } }
    }
}

/// The notes that the front page has room for, from the first finding on.
fn front_meanings<'p>(findings: &[Finding<'p>], most: usize) -> Vec<Option<&'p IciNote>> {
    let mut letters = 0;
    let mut room = |note: &IciNote| {
        letters += note.text.len() + note.sources.iter().map(|source| source.len() + 2).sum::<usize>();
        letters <= most
    };
    findings.iter().map(|finding| finding.note.filter(|note| room(note))).collect()
}

/// The finding, and below it what RNA says of the gene and what is published on the finding.
fn finding_rows(
    finding: &Finding<'_>,
    text: Option<&IciNote>,
    space: Space,
    profile: &SampleProfile,
) -> Markup {
    let gene = finding.gene;
    let mut doubts: Vec<String> = Vec::new();
    doubts.extend(hits(gene).map(str::to_owned));
    doubts.extend(gene.vaf.map(|vaf| format!("allele fraction {}", two(vaf))));
    doubts.extend(plain_cautions(&gene.flags).into_iter().take(FRONT_CAUTIONS).map(str::to_owned));
    if !finding.others.is_empty() {
        doubts.push(format!("also {}", joined(&finding.others)));
    }
    if is_quiet(profile, &gene.gene) {
        doubts.push("RNA disagrees (below)".to_owned());
    }
    html! {
        tr {
            th scope="row" { (Text(&symbol(&gene.gene))) br; small class="role" { (role(gene.role)) } }
            td {
                strong { (Text(&finding.event())) }
                @if !doubts.is_empty() { br; small { (Text(&doubts.join("; "))) } }
            }
            td { (direction(finding.note, Condition::of(gene))) }
        }
        @if let Some(line) = line(profile, &gene.gene).filter(|_| space.has_readouts()) { tr class="of-rna" { td colspan="3" { (line) } } }
        @if let Some(note) = text { tr class="meaning" { td colspan="3" { (meaning(note)) } } }
    }
}

/// One of the findings that the table has no room for: mark, event, copies hit.
fn in_list(finding: &Finding<'_>) -> String {
    let hits = hits(finding.gene).map_or(String::new(), |hits| format!(" ({hits})"));
    let mark = mark_of(finding.note, Condition::of(finding.gene));
    format!("{mark}{}{hits}", finding.headline())
}

/// What genes altered together mean.
fn together(note: &IciNote, with_meaning: bool) -> Markup {
    html! {
        p class="together" {
            strong { "Together, " (Text(&note.finding.replace('+', " and "))) ": " }
            (direction(Some(note), None)) ". "
            @if with_meaning { (meaning(note)) }
        }
    }
}

/// Every gene, one row each.
pub(crate) fn gene_table(profile: &SampleProfile) -> Markup {
    html! {
        table {
            caption { "Every gene of the panel" }
            thead { tr {
                @for title in ["Gene", "Status", "Event", "Allele fraction", "Copies hit", "Level", "Direction", "Cautions"] {
                    th scope="col" { (title) }
                }
            } }
            tbody { @for gene in &profile.dna.genes { (gene_row(gene, profile)) } }
        }
    }
}

fn gene_row(gene: &GeneAlteration, profile: &SampleProfile) -> Markup {
    let has_finding = matches!(gene.status, AlterationStatus::Altered | AlterationStatus::Uncertain);
    html! {
        tr class=(gene.status.as_str()) {
            th scope="row" { (Text(&gene.gene)) }
            td { span class={ "status " (gene.status.as_str()) } { (spaced(gene.status.as_str())) } }
            @if has_finding {
                td { (Text(&event(gene))) }
                td { (or_no_value(gene.vaf, two)) }
                td { (gene.hits.map_or("unknown", evade_core::Hits::as_str)) }
                td { (gene.level.map_or("none", EvidenceLevel::as_str)) }
                td { (gene.note.as_ref().map_or("none", |note| note.direction.as_str())) }
            } @else {
                td { "–" } td { "–" } td { "–" } td { "–" } td { "–" }
            }
            td { (Text(&gene_cautions(gene, profile))) }
        }
    }
}

/// What is published on the findings, in full.
pub(crate) fn meanings(profile: &SampleProfile) -> Markup {
    let dna = &profile.dna;
    let noted: Vec<(String, &IciNote, Option<Condition>)> = dna
        .genes
        .iter()
        .filter_map(|gene| Some((symbol(&gene.gene), gene.note.as_ref()?, Condition::of(gene))))
        .chain(dna.notes.iter().map(|note| (note.finding.replace('+', " and "), note, None)))
        .chain(profile.hla_note.iter().map(|note| (note.finding.clone(), note, None)))
        .collect();
    html! {
        @if !noted.is_empty() {
            table class="wrap" {
                caption { "What is published on the altered genes under immune checkpoint inhibitors" }
                thead { tr { @for title in ["Gene", "Direction", "Meaning, evidence and source"] { th scope="col" { (title) } } } }
                tbody { @for (gene, note, unless) in noted {
                    tr {
                        th scope="row" { (Text(&gene)) }
                        td { (direction(Some(note), unless)) }
                        td { (meaning(note)) }
                    }
                } }
            }
        }
    }
}
