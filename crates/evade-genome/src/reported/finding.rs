//! What one cell of a hand-typed table states.

use evade_core::{Caution, CopyState, EffectClass, GeneRole, VariantSource};

use super::words::{self, Said};
use crate::candidate::Candidate;
use crate::coding_change::CodingChange;
use crate::gene_rules;
use crate::panel::{PanelGene, role_of};
use crate::protein::{ChangeKind, ProteinChange};
use crate::rearrangement::partner_in;
use crate::recurrent;

/// What a cell says of its gene.
#[derive(Debug)]
pub(super) enum Reading {
    /// Nothing; the column `tested` decides.
    Empty,
    /// The gene was looked at and nothing was found.
    NotFound,
    /// One named change or event was not found, which says nothing of the rest of the gene.
    ChangeNotFound,
    /// It was not looked at, or without result.
    NotTested,
    /// Something was found, and nothing more is said.
    Found,
    /// What was found.
    Findings(Vec<Finding>),
    /// A change stands beside words that may deny it.
    Contradiction,
}

/// One thing found.
#[derive(Debug)]
pub(super) enum Finding {
    Copies(CopyState),
    /// A fusion, with the other gene where it is named.
    Fusion {
        partner: Option<String>,
        /// Whether the words speak of a rearrangement, not only of a positive result.
        is_shown: bool,
    },
    Change(Box<Candidate>),
}

/// Reads a cell. Words of denial go before everything else: what they deny must never count as found.
pub(super) fn read(cell: &str, gene: &PanelGene) -> Reading {
    if words::is_empty_field(cell) {
        return Reading::Empty;
    }
    let parts = parts_of(cell, gene);
    let names_change = parts.iter().any(|part| change_of(part, gene).is_some());
    if words::is_of_stain(cell) && role_of(&gene.symbol).is_loss() && !names_change {
        return Reading::Findings(vec![not_understood(cell)]);
    }
    match words::said(cell) {
        Said::NotFound | Said::NotTested | Said::Unclear if names_change => denied_in_part(&parts, gene),
        Said::NotFound if denies_one_event(cell, gene) => Reading::ChangeNotFound,
        Said::NotFound => Reading::NotFound,
        Said::NotTested => Reading::NotTested,
        Said::Unclear => Reading::Contradiction,
        Said::Nothing | Said::Found | Said::Doubtful => {
            // Of a gene that matters when fused a positive stain or probe is a result of that.
            let is_bare = words::is_bare_result(cell, &gene.symbol)
                || (words::said(cell) == Said::Found && role_of(&gene.symbol) == GeneRole::FusedOncogene);
            if is_bare && !names_anything(cell, gene) { Reading::Found } else { findings(&parts, gene) }
        }
    }
}

/// Whether the cell of a gene that is not judged holds a finding.
pub(super) fn is_found(cell: &str) -> bool {
    !words::is_empty_field(cell) && !matches!(words::said(cell), Said::NotFound | Said::NotTested)
}

/// Whether no more is denied than copies or a fusion, in a gene that matters by something else.
fn denies_one_event(cell: &str, gene: &PanelGene) -> bool {
    match role_of(&gene.symbol) {
        GeneRole::AmplifiedOncogene => false,
        GeneRole::FusedOncogene => copies_of(cell).is_some(),
        _ => copies_of(cell).is_some() || is_fusion(cell, gene),
    }
}

/// `L858R detected, T790M negative`: each part must speak for itself.
fn denied_in_part(parts: &[String], gene: &PanelGene) -> Reading {
    let names_change = |part: &&String| change_of(part, gene).is_some();
    let denied =
        |part: &&String| matches!(words::said(part), Said::NotFound | Said::NotTested | Said::Unclear);
    let (no, yes): (Vec<&String>, Vec<&String>) = parts.iter().filter(names_change).partition(denied);
    if no.iter().any(|part| words::said(part) == Said::Unclear || words::is_wild_type(part)) {
        return Reading::Contradiction;
    }
    match yes.as_slice() {
        [] => Reading::ChangeNotFound,
        _ if yes.iter().all(|part| words::said(part) == Said::Found) => {
            Reading::Findings(yes.iter().map(|part| finding(part, gene)).collect())
        }
        _ => Reading::Contradiction,
    }
}

fn findings(parts: &[String], gene: &PanelGene) -> Reading {
    // A part that names nothing belongs to one that does: "p.G12D, 23 %".
    let named: Vec<Finding> =
        parts.iter().filter(|part| names_anything(part, gene)).map(|part| finding(part, gene)).collect();
    Reading::Findings(if named.is_empty() {
        parts.iter().map(|part| finding(part, gene)).collect()
    } else {
        named
    })
}

/// The findings of a cell: what stands between `,`, `;`, `+`, `&` and `and` outside brackets, and several changes of
/// residues side by side. `c.` and `p.` of one residue stay together.
fn parts_of(cell: &str, gene: &PanelGene) -> Vec<String> {
    let cell = cell.replace(" and ", ", ").replace('&', ",");
    let is_of_two = |text: &str| partner_in(text, &gene.symbol).is_some();
    let between = between_separators(&cell);
    // `EML4;ALK` is one.
    if is_of_two(&cell) && !between.iter().any(|part| is_of_two(part)) {
        return vec![cell];
    }
    let mut parts: Vec<String> = Vec::new();
    for part in between {
        if let Some(last) = parts.last_mut().filter(|last| are_of_one_residue(last, part)) {
            last.push(' ');
            last.push_str(part);
            continue;
        }
        let changes: Vec<&str> = words_of(part).filter(|word| is_of_residues(word)).collect();
        match changes.as_slice() {
            [_, _, ..] => parts.extend(changes.iter().map(|change| (*change).to_owned())),
            _ => parts.push(part.to_owned()),
        }
    }
    parts
}

/// A `+` behind a digit counts into an intron.
fn between_separators(cell: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    let mut before = ' ';
    let parts = cell.split(|c: char| {
        let is_plus = c == '+' && (before.is_ascii_alphabetic() || matches!(before, ' ' | '*' | ')'));
        let is_end = depth == 0 && (is_plus || matches!(c, ',' | ';'));
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = c;
        is_end
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Whether one names a coding change and the other the same as a change of the protein.
fn are_of_one_residue(one: &str, other: &str) -> bool {
    let residue = |coding: &str, protein: &str| {
        let coding = CodingChange::parse(notation(coding, "c.")?)?.residue();
        let protein = ProteinChange::parse(notation(protein, "p.")?)?;
        Some(coding.abs_diff(protein.start) <= 1)
    };
    let is_alone = |text: &str| notation(text, "c.").is_none() || notation(text, "p.").is_none();
    is_alone(one) && is_alone(other) && residue(one, other).or_else(|| residue(other, one)) == Some(true)
}

fn finding(part: &str, gene: &PanelGene) -> Finding {
    let is_doubtful = words::said(part) == Said::Doubtful;
    if let Some(state) = copies_of(part).filter(|_| !is_doubtful && !has_sequence_change(part)) {
        return Finding::Copies(state);
    }
    if is_fusion(part, gene) && !is_doubtful {
        return Finding::Fusion { partner: partner_in(part, &gene.symbol), is_shown: true };
    }
    let change = change_of(part, gene).filter(|_| !is_doubtful);
    change.map_or_else(|| not_understood(part), |change| Finding::Change(Box::new(change)))
}

/// Something was found, and nobody knows what: the gene is uncertain, and its row shows the words.
fn not_understood(text: &str) -> Finding {
    Finding::Change(Box::new(Candidate {
        effect: Some(EffectClass::Unknown),
        effect_word: text.to_owned(),
        hgvsp: Some(text.to_owned()),
        flags: vec![Caution::ChangeNotUnderstood],
        ..Candidate::new(VariantSource::Reported)
    }))
}

pub(super) fn names_anything(part: &str, gene: &PanelGene) -> bool {
    copies_of(part).is_some() || is_fusion(part, gene) || change_of(part, gene).is_some()
}

fn has_sequence_change(part: &str) -> bool {
    notation(part, "p.").is_some() || notation(part, "c.").is_some()
}

fn copies_of(part: &str) -> Option<CopyState> {
    let plain = part.to_ascii_lowercase().replace(['-', '_'], " ");
    let mut words = plain.split(|c: char| !c.is_ascii_alphanumeric());
    let homozygous =
        ["homozygous deletion", "homozygously deleted", "homdel", "deep deletion", "biallelic deletion"];
    if homozygous.iter().any(|words| plain.contains(words)) {
        Some(CopyState::Homdel)
    } else if words.clone().any(|word| matches!(word, "amplification" | "amplified" | "amp")) {
        Some(CopyState::Amplification)
    } else if plain.contains("loss of heterozygosity") || words.any(|word| word == "loh") {
        Some(CopyState::Loh)
    } else {
        None
    }
}

fn is_fusion(part: &str, gene: &PanelGene) -> bool {
    let plain = part.to_ascii_lowercase();
    let says_so = ["fusion", "rearrang", "transloc", "break-apart", "break apart", "breakapart", "::"];
    says_so.iter().any(|word| plain.contains(word))
        || (role_of(&gene.symbol) == GeneRole::FusedOncogene && is_positive_probe(&plain))
        || partner_in(part, &gene.symbol).is_some()
}

/// A positive probe: of a gene that matters when fused it breaks the gene apart. Copies are another result of a probe.
fn is_positive_probe(plain: &str) -> bool {
    let mut words = plain.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| word == "fish") && words::said(plain) == Said::Found && copies_of(plain).is_none()
}

/// The change of the sequence that the text names.
fn change_of(part: &str, gene: &PanelGene) -> Option<Candidate> {
    let base = Candidate { effect_word: part.to_owned(), ..Candidate::new(VariantSource::Reported) };
    let by_exon = by_exon(part, &gene.symbol)
        .or_else(|| by_name(part, gene))
        .filter(|_| !has_sequence_change(part) && !words_of(part).any(is_of_residues));
    if let Some((effect, change)) = by_exon {
        let flags = vec![Caution::ChangeGivenByExon];
        // No residue was reported: the row keeps the words.
        let words = Some(part.trim().to_owned());
        return Some(Candidate {
            effect: Some(effect),
            hgvsp: words,
            stands_for: Some(change),
            flags,
            ..base
        });
    }
    let coding = notation(part, "c.");
    let protein = notation(part, "p.").or_else(|| words_of(part).find(|word| is_of_residues(word)));
    let base = Candidate { hgvsc: coding.map(str::to_owned), ..base };
    if let Some(change) = protein.and_then(|text| one_of_several(part, text)) {
        return Some(Candidate { effect: Some(EffectClass::Missense), hgvsp: Some(change), ..base });
    }
    if let Some((effect, change)) = protein.and_then(|text| of_protein(text, gene)) {
        return Some(Candidate { effect: Some(effect), hgvsp: Some(change), ..base });
    }
    let parsed = CodingChange::parse(coding?)?;
    let listed = parsed.exchange().and_then(|bases| recurrent::at_coding_base(gene, parsed.first, bases));
    if let Some((effect, change)) = listed {
        return Some(Candidate { effect: Some(effect), hgvsp: Some(change), ..base });
    }
    let (effect, change) = parsed.effect();
    // Which residues an in-frame change adds or takes does not follow from the numbers alone.
    let (hgvsp, stands_for) = if effect == EffectClass::Inframe { (None, change) } else { (change, None) };
    Some(Candidate { effect: Some(effect), hgvsp, stands_for, ..base })
}

/// `p.G12A/D`: an exchange of which the report leaves open to what. Neither residue is shown, so neither is taken.
fn one_of_several(part: &str, protein: &str) -> Option<String> {
    let behind = part.get(part.find(protein)? + protein.len()..)?.strip_prefix('/')?;
    let end = behind.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(behind.len());
    let other = behind.get(..end)?;
    let is_residue = matches!(other.len(), 1 | 3) && other.starts_with(|c: char| c.is_ascii_uppercase());
    let is_residue = is_residue && other.chars().all(|c| c.is_ascii_alphabetic());
    let text = protein.replace(['(', ')', '[', ']'], "");
    let change = ProteinChange::parse(&text).filter(|change| change.kind == ChangeKind::Missense)?;
    is_residue.then_some(format!("p.{}{}?", change.before?, change.start))
}

/// A deletion that reports know by a name of its own.
fn by_name(part: &str, gene: &PanelGene) -> Option<(EffectClass, String)> {
    let plain = part.to_ascii_lowercase();
    let deletions = gene_rules::of(&gene.symbol).map_or(&[][..], |rules| &rules.named_deletions);
    let known = deletions.iter().find(|deletion| plain.contains(&deletion.name))?;
    Some((EffectClass::Inframe, format!("p.{}_{}del", known.first, known.last)))
}

/// Changes that reports name by exon; any residue of the window stands for it.
fn by_exon(part: &str, gene: &str) -> Option<(EffectClass, String)> {
    let plain = part.to_ascii_lowercase().replace([' ', '-', '_'], "").replace("exon", "ex");
    let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    let (effect, change) = match gene {
        "EGFR" if has(&["ex19del", "del19", "delex19", "deletionex19", "deletioninex19"]) => {
            (EffectClass::Inframe, "p.746_750del")
        }
        "EGFR" if has(&["ex20ins", "ins20", "insex20", "insertionex20", "insertioninex20"]) => {
            (EffectClass::Inframe, "p.770_771ins")
        }
        "ERBB2" if has(&["ex20ins", "insertioninex20"]) => (EffectClass::Inframe, "p.775_776ins"),
        "MET" if has(&["ex14"]) && has(&["skip", "ex14del", "ex14splice", "metex14"]) => {
            (EffectClass::SpliceSite, "p.963_1010del")
        }
        _ => return None,
    };
    Some((effect, change.to_owned()))
}

/// The notation behind `p.` or `c.`, up to the next blank, comma, semicolon or stroke; a closing bracket without an opening one
/// is not part of it.
fn notation<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let at = text.match_indices(prefix).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|head| head.chars().last());
        !before.is_some_and(|c| c.is_ascii_alphanumeric())
    })?;
    let rest = text.get(at..)?;
    let is_end = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '/');
    let mut word = rest.split(is_end).next()?;
    let mut depth = 0_i32;
    let closes = word.find(|c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth < 0
    });
    word = closes.and_then(|end| word.get(..end)).unwrap_or(word);
    // `c.109C>T(p.Gln37*)`
    let inner = word.match_indices("(p.").next().filter(|(at, _)| *at > 0).map(|(at, _)| at);
    Some(inner.and_then(|end| word.get(..end)).unwrap_or(word).trim_end_matches(':'))
}

/// Words without the colon that stands before a result: `L858R: detected`.
fn words_of(part: &str) -> impl Iterator<Item = &str> {
    part.split([' ', '/']).map(|word| word.trim_end_matches(':'))
}

/// Whether a word is a change of residues, with `p.` or without: `V617F`, `Gln37*`, `L747_A750delinsP`.
fn is_of_residues(word: &str) -> bool {
    let word = word.trim_matches(|c| matches!(c, '(' | ')' | '[' | ']'));
    let is_start = |c: &ProteinChange| c.start == 1 && word.ends_with("M1?");
    !word.starts_with("c.")
        && ProteinChange::parse(&word.replace('-', "_"))
            .is_some_and(|c| (c.kind != ChangeKind::Other || is_start(&c)) && c.before.is_some())
}

fn of_protein(text: &str, gene: &PanelGene) -> Option<(EffectClass, String)> {
    let text = text.trim_matches(|c| matches!(c, '(' | ')' | '[' | ']'));
    let range = text.replace('-', "_");
    // Of an oncogene G12X is any exchange, for a stop would mean nothing.
    let any_residue = text
        .strip_suffix('X')
        .filter(|head| !role_of(&gene.symbol).is_loss() && head.ends_with(|c: char| c.is_ascii_digit()));
    let text = any_residue.map_or(range, |head| format!("{head}?"));
    let change = ProteinChange::parse(&text)?;
    let effect = match change.kind {
        ChangeKind::Missense => EffectClass::Missense,
        ChangeKind::Stop | ChangeKind::Frameshift { .. } => EffectClass::Truncating,
        ChangeKind::Deletion | ChangeKind::Insertion => EffectClass::Inframe,
        ChangeKind::Splice => EffectClass::SpliceSite,
        ChangeKind::StopLost => EffectClass::StopLost,
        ChangeKind::Silent => EffectClass::Silent,
        ChangeKind::Other if change.start == 1 => EffectClass::StartLost,
        ChangeKind::Other if any_residue.is_some() => EffectClass::Missense,
        ChangeKind::Other => return None,
    };
    Some((effect, text))
}
