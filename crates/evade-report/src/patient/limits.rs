//! What of a pair was not compared and why, what was assumed, and what would settle it.

use evade_core::{
    ChangeStatus, Comparability, PairComparison, PairReason, PatternState, TransformationVerdict, ValueChange,
};
use maud::{Markup, html};

use super::sentence::is_one_obstacle;
use super::words;
use crate::event::symbol;
use crate::text::{Text, capitalised, joined};

/// Beyond so many lines the first sheet may have a part.
const REPEATED: usize = 3;
/// Names that a line repeats.
const NAMES: usize = 5;

/// Everything that was not compared, each line one subject with its reason.
pub(super) fn lines(pair: &PairComparison) -> Vec<String> {
    let mut lines = Vec::new();
    let (rna, dna) = (&pair.rna, &pair.dna);
    let is_one = is_one_obstacle(pair);
    if is_one {
        lines.push(with_reasons("RNA, genes and HLA class I", &dna.reasons));
    } else if rna.state == Comparability::Comparable {
        // Where the RNA as a whole can be compared, single values may not be.
        lines.extend(grouped("RNA", &open_values(&rna.axes)));
        lines.extend(
            rna.phenotype
                .iter()
                .filter(|change| is_open(change.status))
                .map(|change| with_reasons("Phenotype", &change.reasons)),
        );
    } else {
        lines.push(with_reasons("RNA", &rna.reasons));
    }
    let genes: Vec<(String, &[PairReason])> = dna
        .genes
        .iter()
        .filter(|change| is_open(change.status))
        .map(|change| (symbol(&change.gene), change.reasons.as_slice()))
        .collect();
    if dna.state == Comparability::Comparable {
        lines.extend(grouped("Genes", &genes));
    } else if !is_one {
        lines.push(with_reasons("Genes and HLA class I", &dna.reasons));
    }
    // Where nothing of DNA is compared, its genes repeat why.
    let is_repeated = |reasons: &[PairReason]| {
        dna.state != Comparability::Comparable && words::reasons(reasons) == words::reasons(&dna.reasons)
    };
    let hla: Vec<(String, &[PairReason])> = dna
        .hla
        .iter()
        .filter(|change| is_open(change.status) && !is_repeated(&change.reasons))
        .map(|change| (change.gene.clone(), change.reasons.as_slice()))
        .collect();
    lines.extend(grouped("HLA class I", &hla));
    let copies = dna.genes.iter().filter_map(|change| {
        let copies = change.copies.as_ref();
        let copies = copies.filter(|copies| is_open(copies.status) && !is_repeated(&copies.reasons))?;
        Some((symbol(&change.gene), copies.reasons.as_slice()))
    });
    lines.extend(grouped("Copy number", &copies.collect::<Vec<_>>()));
    if pair.hypoxia.state == PatternState::NotAssessable && rna.state == Comparability::Comparable {
        lines.push(with_reasons("Hypoxia, CD8 T cells and MHC together", &pair.hypoxia.reasons));
    }
    if pair.transformation.verdict == TransformationVerdict::NotAssessable
        && rna.state == Comparability::Comparable
    {
        lines.push(with_reasons("Screen for a small-cell carcinoma", &pair.transformation.reasons));
    }
    let whole: Vec<PairReason> =
        pair.reasons.iter().copied().filter(|reason| !words::is_assumption(*reason)).collect();
    let said = lines.join(" ");
    for reason in whole.into_iter().map(words::reason).filter(|reason| !said.contains(reason)) {
        lines.push(format!("{}.", capitalised(reason)));
    }
    lines.extend(assumed(pair));
    lines
}

fn is_open(status: ChangeStatus) -> bool {
    matches!(status, ChangeStatus::NotEvaluable | ChangeStatus::Confounded)
}

fn open_values(values: &[ValueChange]) -> Vec<(String, &[PairReason])> {
    let open = values.iter().filter(|change| is_open(change.status));
    open.map(|change| (change.name.clone(), change.reasons.as_slice())).collect()
}

fn with_reasons(subject: &str, reasons: &[PairReason]) -> String {
    let why = words::obstacles(reasons);
    if why.is_empty() { format!("{subject}.") } else { format!("{subject}: {why}.") }
}

/// Those of the same reasons in one line.
fn grouped(subject: &str, items: &[(String, &[PairReason])]) -> Vec<String> {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for (name, reasons) in items {
        let why = words::reasons(reasons);
        match groups.iter_mut().find(|(known, _)| *known == why) {
            Some((_, names)) => names.push(name),
            None => groups.push((why, vec![name])),
        }
    }
    groups
        .into_iter()
        .map(|(why, names)| {
            let shown = &names[..names.len().min(NAMES)];
            let more = names.len() - shown.len();
            let listed =
                if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { joined(shown) };
            let why = if why.is_empty() { "not evaluable".to_owned() } else { why };
            format!("{subject}: {listed}: {why}.")
        })
        .collect()
}

/// What was assumed, in one line.
fn assumed(pair: &PairComparison) -> Option<String> {
    let genes = pair.dna.genes.iter().flat_map(|change| &change.reasons);
    let variants = pair.dna.variants.iter().flat_map(|change| &change.reasons);
    let all = pair.reasons.iter().chain(&pair.identity.reasons).chain(&pair.rna.reasons);
    let mut kept: Vec<PairReason> = all
        .chain(&pair.dna.reasons)
        .chain(genes)
        .chain(variants)
        .copied()
        .filter(|reason| words::is_assumption(*reason))
        .collect();
    kept.sort_unstable();
    kept.dedup();
    (!kept.is_empty()).then(|| format!("To keep in mind: {}.", words::reasons(&kept)))
}

/// The box: what was not compared, and what would settle it, of each so many lines.
pub(super) fn limits_box(pair: &PairComparison, at_most: usize) -> Markup {
    let lines = lines(pair);
    let shown = lines.len().min(at_most);
    html! {
        h2 { "Not comparable, and why" }
        @if lines.is_empty() {
            p { "Everything that was measured could be compared." }
        } @else {
            ul { @for line in &lines[..shown] { li { (Text(line)) } } }
            @if lines.len() > shown { p class="note" { (lines.len() - shown) " more on the following pages." } }
        }
        (settled(pair, at_most))
    }
}

/// What would settle what is open, at most so many of the tests.
pub(super) fn settled(pair: &PairComparison, at_most: usize) -> Markup {
    let tests = &pair.settled_by;
    let shown = tests.len().min(at_most);
    html! {
        h2 { "What would settle it" }
        @if tests.is_empty() {
            p { "No further test is named." }
        } @else {
            ul { @for test in &tests[..shown] { li { (words::test(*test)) } } }
            @if tests.len() > shown { p class="note" { (tests.len() - shown) " more on the following pages." } }
        }
    }
}

/// All that was not compared and all tests, where the first sheet may have a part.
pub(super) fn all_limits(pair: &PairComparison) -> Markup {
    let lines = lines(pair);
    html! {
        @if lines.len() > REPEATED {
            p { strong { "Not compared, and what to keep in mind" } }
            ul { @for line in &lines { li { (Text(line)) } } }
        }
        @if pair.settled_by.len() > REPEATED {
            p { strong { "What would settle it" } }
            ul { @for test in &pair.settled_by { li { (words::test(*test)) } } }
        }
    }
}
