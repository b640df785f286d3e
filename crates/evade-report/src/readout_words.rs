//! What a readout says, in words that never make a variant of it.

use evade_core::{
    AlterationStatus, GeneReadout, Hits, ReadoutComparison, ReadoutReason, ReadoutState, SampleProfile,
};

use crate::event::event;
use crate::readout::{dna_row, has, is_activated, partners};
use crate::text::{decimals, joined, whole};
use crate::words::{copies_unknown, is_deletion_untested};

/// Stands before every statement that rests on RNA.
pub(crate) const NO_VARIANT: &str = "RNA, not a variant: ";

/// What the readout says of its gene, with the tumours behind it and what must be known.
///
/// ```text
/// NRF2 programme as in KEAP1-altered tumours (likelihood ratio 6.2; 80 % of 20 altered and 10 % of 212 unaltered LUAD lie
/// at this value or above)
/// ```
pub(crate) fn statement(row: &GeneReadout, profile: &SampleProfile) -> String {
    let says = match row.state {
        ReadoutState::SupportsLoss => as_in_altered(&[&row.gene], profile),
        ReadoutState::SupportsIntact if is_activated(profile, &row.gene) => {
            format!("as in tumours without an activating {} change", row.gene)
        }
        ReadoutState::SupportsIntact => format!("as in tumours with an intact {}", row.gene),
        ReadoutState::Neutral | ReadoutState::NotAssessable => {
            format!("says nothing of {}: {}", row.gene, why_neutral(row))
        }
    };
    let mut parts = vec![format!("{} {says}{}", row.name, in_brackets(&figures(row)))];
    parts.extend(notes(row, profile));
    parts.join("; ")
}

/// `as in KEAP1- or NFE2L2-altered tumours`.
pub(crate) fn as_in_altered(genes: &[&str], profile: &SampleProfile) -> String {
    match genes {
        [gene] if is_activated(profile, gene) => format!("as in tumours with an activating {gene} change"),
        [first @ .., last] if !first.is_empty() => {
            format!("as in {}- or {last}-altered tumours", first.join("-, "))
        }
        genes => format!("as in {}-altered tumours", joined(genes)),
    }
}

fn in_brackets(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" ({text})") }
}

/// Ratio, and how many altered and unaltered tumours lie at the value or beyond it.
pub(crate) fn figures(row: &GeneReadout) -> String {
    let ratio = row.likelihood_ratio.map(|value| {
        let end = match (row.capped, value > 1.0) {
            (true, true) => ", the highest that is stated",
            (true, false) => ", the lowest that is stated",
            (false, _) => "",
        };
        format!("likelihood ratio {}{end}", ratio(value))
    });
    let shares = row.compared.as_ref().and_then(|compared| shares(row.state, compared));
    ratio.into_iter().chain(shares).collect::<Vec<_>>().join("; ")
}

/// A ratio is known no better than to two digits.
pub(crate) fn ratio(value: f64) -> String {
    decimals(value, if value < 1.0 { 2 } else { 1 })
}

/// A readout that says nothing lies on no side: its tumours are counted alone.
fn shares(state: ReadoutState, of: &ReadoutComparison) -> Option<String> {
    let supports_loss = match state {
        ReadoutState::SupportsLoss => true,
        ReadoutState::SupportsIntact => false,
        ReadoutState::Neutral | ReadoutState::NotAssessable => {
            return Some(format!(
                "{} altered and {} unaltered {}",
                of.n_altered, of.n_unaltered, of.histology
            ));
        }
    };
    let side = if supports_loss == of.loss_is_high { "above" } else { "below" };
    let share = |share: f64| format!("{} %", whole(100.0 * share));
    let (altered, unaltered) = (share(of.share_altered?), share(of.share_unaltered?));
    Some(format!(
        "{altered} of {} altered and {unaltered} of {} unaltered {} lie at this value or {side}",
        of.n_altered, of.n_unaltered, of.histology
    ))
}

fn why_neutral(row: &GeneReadout) -> &'static str {
    if has(row, ReadoutReason::FfpeSensitive) {
        "the difference between FFPE and frozen tissue would change the answer"
    } else if has(row, ReadoutReason::LaboratorySensitive) {
        "the difference between laboratories would change the answer"
    } else if has(row, ReadoutReason::ShowsAbsenceOnly) {
        "RNA that is there does not speak against a variant"
    } else if has(row, ReadoutReason::LowPurity) {
        "there are few tumour cells, and the RNA of other cells may hide a loss"
    } else if has(row, ReadoutReason::HistologyNotStated) {
        "no histology is stated, and those of the reference give no common answer"
    } else {
        "both kinds of tumours lie here"
    }
}

/// What must be known of a statement, in few words.
pub(crate) fn notes(row: &GeneReadout, profile: &SampleProfile) -> Vec<String> {
    row.reasons.iter().filter_map(|&reason| note(reason, row, profile)).collect()
}

fn note(reason: ReadoutReason, row: &GeneReadout, profile: &SampleProfile) -> Option<String> {
    let supports_loss = row.state == ReadoutState::SupportsLoss;
    let is_neutral = row.state == ReadoutState::Neutral;
    match reason {
        ReadoutReason::InReference => {
            Some("the sample is one of these tumours, so this is no independent test".to_owned())
        }
        ReadoutReason::HistologyNotStated if !is_neutral => row.compared.as_ref().map(|of| {
            format!("histology not stated: compared with {}, where it says least", of.histology)
        }),
        ReadoutReason::UncertainElsewhere if supports_loss => {
            let others = partners(profile, row, AlterationStatus::Uncertain);
            let others = if others.is_empty() { "another gene".to_owned() } else { joined(&others) };
            Some(format!("the uncertain finding in {others} may explain it too"))
        }
        ReadoutReason::SilencingPossible => Some("methylation may silence the gene as well".to_owned()),
        // These are told by why a readout says nothing, by the key, or are findings of their own.
        ReadoutReason::LaboratorySensitive
        | ReadoutReason::FfpeSensitive
        | ReadoutReason::ShowsAbsenceOnly
        | ReadoutReason::LowPurity
        | ReadoutReason::AlteredButIntact
        | ReadoutReason::IntactButLoss
        | ReadoutReason::HistologyNotStated
        | ReadoutReason::UncertainElsewhere
        | ReadoutReason::DeletionsUnknown
        // These leave no state.
        | ReadoutReason::RnaNotTested
        | ReadoutReason::RnaNotEvaluable
        | ReadoutReason::CohortScale
        | ReadoutReason::NoReadoutDistribution
        | ReadoutReason::ReadoutGenesMissing
        | ReadoutReason::TooFewAltered
        | ReadoutReason::NotDiscriminating
        | ReadoutReason::NeedsJunctions
        | ReadoutReason::HistologyNeeded
        | ReadoutReason::OtherHistology
        | ReadoutReason::AlteredElsewhere => None,
    }
}

/// A gene of which RNA says nothing, as another one has the finding that it would show.
pub(crate) fn elsewhere(row: &GeneReadout, profile: &SampleProfile) -> String {
    let others = partners(profile, row, AlterationStatus::Altered);
    let others = if others.is_empty() { "another gene".to_owned() } else { joined(&others) };
    format!("RNA says nothing of {}: {} is also that of altered {others}.", row.gene, row.name)
}

/// What DNA and RNA say where they do not fit, what may explain it and what would settle it.
pub(crate) struct Disagreement {
    pub(crate) dna: String,
    pub(crate) rna: String,
    pub(crate) causes: String,
    pub(crate) settled_by: String,
}

/// DNA has the gene altered and RNA is as in tumours with an intact one.
pub(crate) fn quiet_in_words(row: &GeneReadout, profile: &SampleProfile) -> Disagreement {
    let gene = &row.gene;
    let found = dna_row(profile, gene);
    let mut causes = vec!["an alteration in part of the tumour cells"];
    if !is_activated(profile, gene) && found.is_none_or(|found| found.hits != Some(Hits::Biallelic)) {
        causes.push("a second copy that is kept");
    }
    if profile.facts.purity.is_none() {
        causes.push("few tumour cells (tumour content is not stated)");
    }
    causes.push("an alteration without the expected effect");
    let event = found.map_or_else(String::new, |found| format!(", {}", event(found)));
    Disagreement {
        dna: format!("{gene} altered{event}; this stands."),
        rna: statement(row, profile),
        causes: either(&causes),
        settled_by: format!("copies of {gene} and tumour content; {}, where not yet done", row.settled_by),
    }
}

/// DNA has no finding and RNA is as in altered tumours; `group` are the genes of one readout, the strongest first.
pub(crate) fn unexplained_in_words(group: &[&GeneReadout], profile: &SampleProfile) -> Option<Disagreement> {
    let first = group.first()?;
    let genes = genes_of(group, profile);
    let untested = partners(profile, first, AlterationStatus::NotTested);
    let mut dna = if is_any_deletion_untested(group, profile) {
        format!("no variant found in {}, deletion {}", joined(&genes), copies_unknown(profile))
    } else {
        format!("{} not altered", joined(&genes))
    };
    if !untested.is_empty() {
        dna = format!("{dna}, {} not tested", joined(&untested));
    }
    Some(Disagreement {
        dna: format!("{dna}; this stands."),
        rna: format!("{}{}", programme(group, profile), in_brackets(&behind(group, profile))),
        causes: "a deletion, silencing, a variant that was not covered, or another cause".to_owned(),
        settled_by: format!("{}, where not yet done", first.settled_by),
    })
}

/// Whether a deletion could be the reason and was not looked for.
pub(crate) fn is_any_deletion_untested(group: &[&GeneReadout], profile: &SampleProfile) -> bool {
    group.iter().any(|row| dna_row(profile, &row.gene).is_some_and(is_deletion_untested))
}

/// RNA is as in altered tumours, and DNA did not test the genes; the figures behind it stand apart.
pub(crate) fn untested_in_words(group: &[&GeneReadout], profile: &SampleProfile) -> Option<(String, String)> {
    let first = group.first()?;
    let clear = partners(profile, first, AlterationStatus::NotAltered);
    let is_any_tested =
        !clear.is_empty() || !partners(profile, first, AlterationStatus::Uncertain).is_empty();
    let named = if is_any_tested { format!("{} ", joined(&genes_of(group, profile))) } else { String::new() };
    let clear = if clear.is_empty() { String::new() } else { format!(" (not altered: {})", joined(&clear)) };
    let words = format!(
        "{}: {named}not tested by DNA{clear}; {} would settle it.",
        programme(group, profile),
        first.settled_by
    );
    Some((words, behind(group, profile)))
}

fn programme(group: &[&GeneReadout], profile: &SampleProfile) -> String {
    let name = group.first().map_or("", |row| row.name.as_str());
    format!("{name} {}", as_in_altered(&genes_of(group, profile), profile))
}

/// The genes in the order of the readouts, not of the ratios.
pub(crate) fn genes_of<'p>(group: &[&GeneReadout], profile: &'p SampleProfile) -> Vec<&'p str> {
    let is_of = |row: &&GeneReadout| group.iter().any(|other| std::ptr::eq(*other, *row));
    profile.readouts.iter().filter(is_of).map(|row| row.gene.as_str()).collect()
}

/// Figures of the first gene, which is named where there are more, and what must be known.
fn behind(group: &[&GeneReadout], profile: &SampleProfile) -> String {
    let Some(first) = group.first() else { return String::new() };
    let of = if group.len() > 1 { format!("{}: ", first.gene) } else { String::new() };
    let mut parts = vec![format!("{of}{}", figures(first))];
    parts.extend(notes(first, profile));
    parts.join("; ")
}

/// `a`, `a or b`, `a, b or c`.
fn either(words: &[&str]) -> String {
    match words {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        words => joined(words),
    }
}
