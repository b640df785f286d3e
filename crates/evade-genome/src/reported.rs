//! A table typed by hand from a laboratory's report: `gene change vaf tested`, and `sample` if it holds several.

use std::collections::BTreeMap;

use evade_core::{CopyState, EffectClass, GeneCopies};
use evade_stream::{Content, ReadError};

use crate::candidate::{Candidate, Filters, SampleVariants};
use crate::panel::{GenePanel, KRAS_G12D};
use crate::protein::{ChangeKind, ProteinChange};
use crate::rearrangement;
use crate::table::TextTable;

/// What a hand-typed table holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ReportedCalls {
    /// By the `sample` column; under an empty name when there is none.
    pub samples: BTreeMap<String, SampleVariants>,
    /// Genes named that evade does not judge.
    pub other_genes: Vec<String>,
}

/// Reads a hand-typed table. An empty change with `tested` = yes says that nothing was found in the gene; with no,
/// that it was not looked at.
pub fn read_reported(content: &Content, panel: &GenePanel) -> Result<ReportedCalls, ReadError> {
    let mut table = TextTable::open(content)?;
    let gene_column = table.required(&["gene"])?;
    let change_column = table.column(&["change", "variant", "alteration"]);
    let (vaf_column, sample_column) = (table.column(&["vaf"]), table.column(&["sample"]));
    let tested_column = table.column(&["tested"]);
    // The laboratory has judged the reads already.
    let filters = Filters { min_vaf: 0.0, ..Filters::default() };
    let mut calls = ReportedCalls::default();
    while let Some(row) = table.next_row()? {
        let sample = calls.samples.entry(row.text(sample_column).to_owned()).or_default();
        let written = row.text(Some(gene_column));
        let symbol = if matches!(written, "KRAS G12D" | "KRAS-G12D") { KRAS_G12D } else { written };
        let panel_symbol = if symbol == KRAS_G12D { "KRAS" } else { symbol };
        let Some(gene) = panel.core_gene(panel_symbol) else {
            if !calls.other_genes.iter().any(|g| g == written) {
                calls.other_genes.push(written.to_owned());
            }
            continue;
        };
        let change = row.value(change_column).filter(|c| !is_nothing(c));
        let was_tested = match row.text(tested_column).to_ascii_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => Some(true),
            "no" | "n" | "false" | "0" => Some(false),
            "" | "na" | "." => None,
            other => {
                let column = tested_column.unwrap_or_default();
                return Err(table.error(&row, column, format!("'{other}' is neither yes nor no")));
            }
        };
        match (change, was_tested) {
            (Some(_), Some(false)) => {
                let column = tested_column.unwrap_or_default();
                return Err(table.error(&row, column, "a gene with a change was tested").hint("write yes"));
            }
            (Some(change), _) if read_event(change, symbol, sample) => {
                sample.stated.insert(symbol.to_owned(), true);
            }
            (Some(change), _) => {
                let mut candidate = candidate(change);
                candidate.vaf =
                    match vaf_column.and_then(|c| row.value(vaf_column).map(|v| (c, v))) {
                        Some((column, text)) => Some(parse_fraction(text).ok_or_else(|| {
                            table.error(&row, column, format!("'{text}' is not a fraction"))
                        })?),
                        None => None,
                    };
                sample.stated.insert(symbol.to_owned(), true);
                candidate.settle(gene, None, &filters, sample);
            }
            (None, Some(tested)) => {
                // A gene may stand in several rows; one that says it was tested decides.
                let entry = sample.stated.entry(symbol.to_owned()).or_insert(tested);
                *entry |= tested;
            }
            (None, None) => {}
        }
    }
    Ok(calls)
}

/// Reads changes that are no change of a sequence: copies, and fusions by their partner. False for all others.
fn read_event(change: &str, gene: &str, sample: &mut SampleVariants) -> bool {
    let plain = change.to_ascii_lowercase().replace(['-', '_'], " ");
    let copies = match plain.as_str() {
        "homozygous deletion" | "homdel" | "deep deletion" | "biallelic deletion" => Some(CopyState::Homdel),
        "amplification" | "amplified" | "amp" => Some(CopyState::Amplification),
        "loh" | "loss of heterozygosity" => Some(CopyState::Loh),
        _ => None,
    };
    if let Some(state) = copies {
        sample.copies.insert(gene.to_owned(), GeneCopies::stated(state, "reported"));
        return true;
    }
    if !plain.contains("fusion") && !plain.contains("rearrange") && !change.contains("::") {
        return false;
    }
    sample.rearrangements_tested = true;
    sample.variants.push(rearrangement::reported(gene, change));
    true
}

fn is_nothing(change: &str) -> bool {
    matches!(
        change.to_ascii_lowercase().as_str(),
        "-" | "none" | "wt" | "wild type" | "wildtype" | "negative" | "not detected" | "no mutation"
    )
}

fn parse_fraction(text: &str) -> Option<f64> {
    let (number, is_per_cent) = text.strip_suffix('%').map_or((text, false), |n| (n.trim(), true));
    let value: f64 = number.parse().ok()?;
    let value = if is_per_cent || value > 1.0 { value / 100.0 } else { value };
    (0.0..=1.0).contains(&value).then_some(value)
}

fn candidate(change: &str) -> Candidate {
    let plain = change.to_ascii_lowercase().replace([' ', '-', '_'], "");
    let base = Candidate { source: "reported", effect_word: change.to_owned(), ..Candidate::default() };
    // Reports name the EGFR windows by exon; any residue of the window stands for it.
    if ["exon19del", "ex19del", "del19"].iter().any(|w| plain.starts_with(w)) {
        let hgvsp = Some("p.E746_A750del".to_owned());
        let flags = vec!["change_given_by_exon".to_owned()];
        return Candidate { effect: Some(EffectClass::Inframe), hgvsp, flags, ..base };
    }
    if ["exon20ins", "ex20ins"].iter().any(|w| plain.starts_with(w)) {
        let hgvsp = Some("p.770_771ins".to_owned());
        let flags = vec!["change_given_by_exon".to_owned()];
        return Candidate { effect: Some(EffectClass::Inframe), hgvsp, flags, ..base };
    }
    if let Some(coding) = change.find("c.").and_then(|at| change.get(at..)).filter(|c| !c.contains("p.")) {
        let effect =
            if is_splice_dinucleotide(coding) { EffectClass::SpliceSite } else { EffectClass::Unknown };
        return Candidate { effect: Some(effect), hgvsc: Some(coding.to_owned()), ..base };
    }
    let effect = ProteinChange::parse(change).map_or(EffectClass::Unknown, |c| match c.kind {
        ChangeKind::Missense => EffectClass::Missense,
        ChangeKind::Stop | ChangeKind::Frameshift { .. } => EffectClass::Truncating,
        ChangeKind::Deletion | ChangeKind::Insertion => EffectClass::Inframe,
        ChangeKind::Splice => EffectClass::SpliceSite,
        ChangeKind::StopLost => EffectClass::StopLost,
        ChangeKind::Silent => EffectClass::Silent,
        ChangeKind::Other if c.start == 1 => EffectClass::StartLost,
        ChangeKind::Other => EffectClass::Unknown,
    });
    let flags =
        if effect == EffectClass::Unknown { vec!["change_not_understood".to_owned()] } else { vec![] };
    Candidate { effect: Some(effect), hgvsp: Some(change.to_owned()), flags, ..base }
}

/// Whether a coding change touches the first two bases of an intron's end: `c.465-1G>A`, `c.290+2T>G`.
fn is_splice_dinucleotide(coding: &str) -> bool {
    ["+1", "+2", "-1", "-2"].iter().any(|offset| {
        coding.match_indices(offset).any(|(at, _)| {
            let before = coding.get(..at).and_then(|t| t.chars().last());
            let after = coding.get(at + 2..).and_then(|t| t.chars().next());
            before.is_some_and(|c| c.is_ascii_digit()) && !after.is_some_and(|c| c.is_ascii_digit())
        })
    })
}
