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
        ReadoutState::SupportsIntact if row.by_deletion => {
            format!("as in tumours without a deletion of {}", row.gene)
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
        [gene] if is_by_deletion(profile, gene) => format!("as in tumours with {gene} deleted"),
        [first @ .., last] if !first.is_empty() => {
            format!("as in {}- or {last}-altered tumours", first.join("-, "))
        }
        genes => format!("as in {}-altered tumours", joined(genes)),
    }
}

/// Whether the altered tumours of the gene's readout are those with a deletion.
fn is_by_deletion(profile: &SampleProfile, gene: &str) -> bool {
    profile.readouts.iter().any(|row| row.gene == gene && row.by_deletion)
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
    let shares = row.compared.as_ref().and_then(|compared| shares(row, compared));
    ratio.into_iter().chain(shares).collect::<Vec<_>>().join("; ")
}

/// A ratio is known no better than to two digits.
pub(crate) fn ratio(value: f64) -> String {
    decimals(value, if value < 1.0 { 2 } else { 1 })
}

/// A readout that says nothing lies on no side: its tumours are counted alone.
fn shares(row: &GeneReadout, of: &ReadoutComparison) -> Option<String> {
    let (lost, kept) = if row.by_deletion { ("deleted", "undeleted") } else { ("altered", "unaltered") };
    let (n_altered, n_unaltered, histology) = (of.n_altered, of.n_unaltered, &of.histology);
    let supports_loss = match row.state {
        ReadoutState::SupportsLoss => true,
        ReadoutState::SupportsIntact => false,
        ReadoutState::Neutral | ReadoutState::NotAssessable => {
            return Some(format!("{n_altered} {lost} and {n_unaltered} {kept} {histology}"));
        }
    };
    let side = if supports_loss == of.loss_is_high { "above" } else { "below" };
    let (altered, unaltered) = (of.share_altered?, of.share_unaltered?);
    let share = |share: f64| format!("{} %", whole(100.0 * share));
    // Beyond all of the tumours that it resembles, the share of those at the value or further is 0 and would mislead.
    if supports_loss && altered <= 0.0 {
        let rest = share(1.0 - unaltered);
        return Some(format!(
            "it lies {side} all {n_altered} {lost} and {rest} of {n_unaltered} {kept} {histology}"
        ));
    }
    if !supports_loss && unaltered <= 0.0 {
        let rest = share(1.0 - altered);
        return Some(format!(
            "it lies {side} {rest} of {n_altered} {lost} and all {n_unaltered} {kept} {histology}"
        ));
    }
    Some(format!(
        "{} of {n_altered} {lost} and {} of {n_unaltered} {kept} {histology} lie at this value or {side}",
        share(altered),
        share(unaltered)
    ))
}

fn why_neutral(row: &GeneReadout) -> &'static str {
    if has(row, ReadoutReason::FfpeSensitive) {
        "the difference between FFPE and frozen tissue would change the answer"
    } else if has(row, ReadoutReason::LaboratorySensitive) {
        "the difference between laboratories would change the answer"
    } else if has(row, ReadoutReason::MissingGenesMatter) {
        "genes of it are missing in the matrix, which would change the answer"
    } else if has(row, ReadoutReason::HiddenByLoss) {
        "another loss would hide it"
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
        ReadoutReason::LaboratoryUnknown => {
            Some("what laboratories differ by is not known for this reference".to_owned())
        }
        ReadoutReason::SilencingPossible => Some("methylation may silence the gene as well".to_owned()),
        // These are given as why a readout says nothing, or in the key, or are findings of their own.
        ReadoutReason::LaboratorySensitive
        | ReadoutReason::FfpeSensitive
        | ReadoutReason::MissingGenesMatter
        | ReadoutReason::HiddenByLoss
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
        | ReadoutReason::OtherSpecimen
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
    format!(
        "RNA says nothing of {}: the {} is also that of tumours with altered {others}.",
        row.gene, row.name
    )
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
    if row.by_deletion {
        causes[0] = "a deletion in part of the tumour cells";
    } else if !is_activated(profile, gene) && found.is_none_or(|found| found.hits != Some(Hits::Biallelic)) {
        causes.push("a second copy that is kept");
    }
    if profile.facts.purity.is_none() {
        causes.push("few tumour cells (tumour content is not stated)");
    }
    if !row.by_deletion {
        causes.push("an alteration without the expected effect");
    }
    let event = found.map_or_else(String::new, |found| format!(", {}", event(found)));
    Disagreement {
        dna: format!("{gene} altered{event}; this stands."),
        rna: statement(row, profile),
        causes: either(&causes),
        settled_by: format!("copies of {gene}, and tumour content"),
    }
}

/// DNA has no finding and RNA is as in altered tumours; `group` are the genes of one readout, the strongest first.
pub(crate) fn unexplained_in_words(group: &[&GeneReadout], profile: &SampleProfile) -> Option<Disagreement> {
    let first = group.first()?;
    let genes = genes_of(group, profile);
    let untested = partners(profile, first, AlterationStatus::NotTested);
    let mut dna = if is_any_deletion_untested(group, profile) {
        let is_gain_possible = genes.iter().any(|gene| is_activated(profile, gene));
        let change = if is_gain_possible { "copy number" } else { "deletion" };
        format!("no variant found in {}, {change} {}", joined(&genes), copies_unknown(profile))
    } else {
        format!("{} not altered", joined(&genes))
    };
    if !untested.is_empty() {
        dna = format!("{dna}, {} not tested", joined(&untested));
    }
    Some(Disagreement {
        dna: format!("{dna}; this stands."),
        rna: format!("{}{}", programme(group, profile), in_brackets(&behind(group, profile))),
        causes: hidden_causes(group, profile),
        settled_by: hidden_settled_by(group, profile, &untested),
    })
}

/// What DNA may have missed: a loss of genes that act when lost, a gain of those that act when activated.
fn hidden_causes(group: &[&GeneReadout], profile: &SampleProfile) -> String {
    let genes = genes_of(group, profile);
    let (gained, lost): (Vec<&str>, Vec<&str>) =
        genes.into_iter().partition(|gene| is_activated(profile, gene));
    let mut causes = Vec::new();
    if !lost.is_empty() {
        causes.push(format!("a deletion or silencing of {}", joined(&lost)));
    }
    if !gained.is_empty() {
        causes.push(format!("an amplification of {}", joined(&gained)));
    }
    // A variant raises or leaves the RNA that a deletion takes away.
    if !group.iter().all(|row| row.by_deletion) {
        causes.push("a variant that was not covered".to_owned());
    }
    causes.push("another cause".to_owned());
    either(&causes.iter().map(String::as_str).collect::<Vec<_>>())
}

fn hidden_settled_by(group: &[&GeneReadout], profile: &SampleProfile, untested: &[&str]) -> String {
    let copies = format!("copy number of {}", joined(&genes_of(group, profile)));
    if untested.is_empty() { copies } else { format!("{copies}, and sequencing of {}", joined(untested)) }
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
        "{}: {named}not tested by DNA{clear}; {} would test it.",
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
