//! Rules and findings of mechanisms as people read them.

use std::fmt::Write;

use evade_core::{EvidenceLine, Mechanism, MechanismFinding, PopulationHistology, SampleProfile};
#[cfg(test)]
use evade_resistance::Companion;
use evade_resistance::{Condition, End, GainBy, MechanismRule, Only, OutOfReach, Score, Wanted, Way};

/// What a rule needs, in one line.
pub(super) fn needs(rule: &MechanismRule) -> String {
    match rule.out_of_reach {
        Some(OutOfReach::NeedsPair) => "two samples of one patient".to_owned(),
        Some(OutOfReach::NeedsOtherTest) => format!("another test: {}", rule.settled_by),
        Some(OutOfReach::NotMeasurable) => "nothing measures it".to_owned(),
        None => conditions(&rule.needs, " and "),
    }
}

/// The inputs that a rule reads: "DNA, RNA". `read` are the genes that have a functional readout.
#[cfg(test)]
fn lanes(rule: &MechanismRule, read: &[String]) -> String {
    let mut found: Vec<&str> = Vec::new();
    let part = rule.agrees.iter().filter(|condition| condition.companion != Companion::GoesWith);
    for leaf in rule.needs.iter().chain(part).flat_map(Condition::leaves) {
        let of_leaf: &[&str] = match &leaf.what {
            Wanted::Rna { .. } | Wanted::Phenotype(_) | Wanted::PdL1Rna { .. } => &["RNA"],
            Wanted::Loss { gene, .. } if read.contains(gene) => &["DNA", "RNA readout"],
            Wanted::Loss { .. } | Wanted::Gain { .. } => &["DNA"],
            Wanted::HlaAlleleLost => &["HLA"],
            Wanted::Change { .. } => &["RNA of two samples"],
            Wanted::Gained(_) | Wanted::DriverKept => &["DNA of two samples"],
            Wanted::Transformation => &["RNA of two samples", "sheet"],
            Wanted::PdL1(_) | Wanted::TmbHigh | Wanted::Class(_) | Wanted::Histology(_) => &["sheet"],
            Wanted::Any(_) => &[],
        };
        found.extend(of_leaf.iter().filter(|lane| !found.contains(*lane)).copied().collect::<Vec<_>>());
    }
    found.join(", ")
}

/// A row of the table of rules in the documentation.
#[cfg(test)]
pub(super) fn row(rule: &MechanismRule, of: &Mechanism, read: &[String]) -> String {
    let or_dash = |text: String| if text.is_empty() { "-".to_owned() } else { text };
    let cells = [
        rule.id.clone(),
        needs(rule),
        or_dash(conditions(&rule.agrees, "; ")),
        or_dash(lanes(rule, read)),
        or_dash(rule.strongest.map_or(String::new(), |strongest| strongest.to_string())),
        or_dash(of.caveat.clone().unwrap_or_default()),
    ];
    format!("| {} |\n", cells.join(" | "))
}

/// Everything of a rule.
pub(super) fn rule(rule: &MechanismRule, of: &Mechanism) -> String {
    let mut text = format!("{}  {}\n", rule.id, of.name);
    let mut line = |name: &str, what: String| {
        if !what.is_empty() {
            let _ = writeln!(text, "  {name:<16}{what}");
        }
    };
    line("layer", of.layer.to_string());
    line("needs", needs(rule));
    line("agrees with", conditions(&rule.agrees, "; "));
    line("against it", conditions(&rule.against, "; "));
    line("strongest", rule.strongest.map_or(String::new(), |strongest| strongest.to_string()));
    let mut remarks = Vec::new();
    if rule.proxy {
        remarks.push("what is measured stands for something that is not");
    }
    if rule.under_treatment {
        remarks.push("described under treatment: possible at most");
    }
    if rule.favourable_when_high {
        remarks.push("high values go with benefit");
    }
    match rule.only {
        Some(Only::Target) => remarks.push("named as a target, without a mechanism"),
        Some(Only::Context) => remarks.push("context of other findings"),
        None => {}
    }
    line("remarks", remarks.join("; "));
    line("caveat", of.caveat.clone().unwrap_or_default());
    line("settled by", rule.settled_by.clone());
    text
}

/// What was found of a mechanism in a sample.
pub(super) fn finding(
    sample: &str,
    finding: &MechanismFinding,
    of_rule: &MechanismRule,
    of: &Mechanism,
) -> String {
    let mut text = format!("{sample}: {} {}\n", finding.id, finding.name);
    let strength = finding.strength.map_or(String::new(), |strength| format!(", {strength}"));
    let _ = writeln!(text, "  state           {}{strength}", finding.state);
    let _ = writeln!(text, "  needs           {}", needs(of_rule));
    if let Some(rate) = &finding.base_rate {
        let share = 100.0 * rate.share;
        let _ =
            writeln!(text, "  base rate       supported in {share:.0} % of {} {}", rate.n, rate.population);
    }
    for (name, lines) in [("found", &finding.evidence), ("against it", &finding.counter_evidence)] {
        for line in lines {
            let _ = writeln!(text, "  {name:<16}{}", observation(line));
        }
    }
    for reason in &finding.reasons {
        let _ = writeln!(text, "  reason          {}: {}", reason.as_str(), reason.meaning());
    }
    if let Some(caveat) = &of.caveat {
        let _ = writeln!(text, "  caveat          {caveat}");
    }
    let _ = writeln!(text, "  settled by      {}", finding.settled_by);
    text
}

/// Where the run that wrote the sample judged it by other rules, or did not judge this mechanism, that this is so; else nothing.
pub(super) fn other_judgement(profile: &SampleProfile, id: &str, rules: &str) -> String {
    let own = profile.mechanisms.iter().find(|finding| finding.id == id);
    match (own, profile.mechanisms.first()) {
        (Some(own), _) if own.rule == rules => String::new(),
        (Some(own), _) => format!(
            "  note            the run judged this sample by the rules '{}' ({}); this is by '{rules}'\n",
            own.rule, own.state
        ),
        (None, Some(other)) => format!(
            "  note            the rules '{}' of the run do not have this mechanism; this is by '{rules}'\n",
            other.rule
        ),
        (None, None) => {
            format!("  note            the run did not judge mechanisms; this is by '{rules}'\n")
        }
    }
}

/// `[rna] regulatory T cells for the T level: high (percentile 91), for`
fn observation(line: &EvidenceLine) -> String {
    let mut facts: Vec<String> = line.detail.iter().cloned().collect();
    facts.extend(line.value.map(|value| format!("{value:.1}")));
    let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(", ")) };
    format!("[{}] {}: {}{facts}, {}", line.lane, line.name, line.found, line.bearing)
}

fn conditions(all: &[Condition], between: &str) -> String {
    all.iter().map(condition).collect::<Vec<_>>().join(between)
}

fn condition(condition: &Condition) -> String {
    match &condition.what {
        Wanted::Rna { feature, is: End::High } => format!("{feature} high"),
        Wanted::Rna { feature, is: End::Low } => format!("{feature} low"),
        Wanted::Loss { gene, both: true } => format!("both copies of {gene} lost"),
        Wanted::Loss { gene, both: false } => format!("{gene} altered (loss)"),
        Wanted::Gain { gene, by: GainBy::Sensitising } => format!("{gene} altered (gain, sensitising)"),
        Wanted::Gain { gene, by: GainBy::Mutation } => format!("{} mutated", gene.replace('_', " ")),
        Wanted::Gain { gene, by: GainBy::Any } => format!("{} altered (gain)", gene.replace('_', " ")),
        Wanted::HlaAlleleLost => "an HLA class I allele lost".to_owned(),
        Wanted::Phenotype(class) => format!("phenotype {}", class.label()),
        Wanted::PdL1(Score::High) => "PD-L1 of 50 % or more".to_owned(),
        Wanted::PdL1(Score::Positive) => "PD-L1 of 1 % or more".to_owned(),
        Wanted::PdL1(Score::Negative) => "PD-L1 under 1 %".to_owned(),
        Wanted::PdL1(Score::Stated) => "PD-L1 stated".to_owned(),
        Wanted::PdL1Rna { feature } => format!("{feature} as high or low as PD-L1"),
        Wanted::TmbHigh => "a high mutational burden".to_owned(),
        Wanted::Class(class) => format!("resistance class {class}"),
        Wanted::Change { feature, way: Way::Up } => format!("{feature} risen since an earlier sample"),
        Wanted::Change { feature, way: Way::Down } => format!("{feature} fallen since an earlier sample"),
        Wanted::Gained(gene) => format!("{gene} altered, or hit a second time, since an earlier sample"),
        Wanted::Transformation => {
            "a suspicion, or the stated histology, of a small-cell carcinoma since an earlier sample"
                .to_owned()
        }
        Wanted::DriverKept => "a driver that an earlier sample had as well".to_owned(),
        Wanted::Histology(PopulationHistology::Nsclc) => "non-small cell lung cancer".to_owned(),
        Wanted::Histology(PopulationHistology::Squamous) => "squamous cell carcinoma".to_owned(),
        Wanted::Histology(PopulationHistology::SquamousOrNsclc) => {
            "squamous cell carcinoma, or any non-small cell lung cancer".to_owned()
        }
        Wanted::Histology(PopulationHistology::NonSquamous) => "non-squamous carcinoma".to_owned(),
        Wanted::Histology(PopulationHistology::Adenocarcinoma) => "adenocarcinoma".to_owned(),
        Wanted::Any(any) => format!("one of ({})", conditions(any, "; ")),
    }
}
