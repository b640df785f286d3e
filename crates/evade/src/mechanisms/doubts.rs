//! Rules that can be evaluated and are hardly meant as they are written.

use evade_core::{GeneRole, gene_of_row};
use evade_resistance::{Condition, End, MechanismRule, MechanismRules, Wanted};

use crate::builtin;

/// What is odd in each rule, in words.
pub(super) fn of(rules: &MechanismRules) -> crate::Result<Vec<String>> {
    let panel = builtin::gene_panel()?;
    let role = |gene: &str| panel.gene(gene_of_row(gene)).map(|known| known.role);
    let mut doubts = Vec::new();
    for rule in &rules.rule {
        for feature in at_both_ends(rule) {
            doubts.push(format!("the rule of '{}' asks for '{feature}' high and low", rule.id));
        }
        for leaf in leaves(rule) {
            match &leaf.what {
                Wanted::Gain { gene, .. } if role(gene).is_some_and(GeneRole::is_loss) => {
                    doubts.push(format!(
                        "the rule of '{}' asks for a gain of '{gene}', of which the loss is judged",
                        rule.id
                    ));
                }
                Wanted::Loss { gene, .. } if role(gene).is_some_and(|role| !role.is_loss()) => {
                    doubts.push(format!(
                        "the rule of '{}' asks for a loss of '{gene}', of which the loss is not judged",
                        rule.id
                    ));
                }
                _ => {}
            }
        }
    }
    Ok(doubts)
}

fn leaves(rule: &MechanismRule) -> impl Iterator<Item = &Condition> {
    rule.conditions().flat_map(Condition::leaves)
}

/// Features that are needed, or agree, at one end and at the other.
fn at_both_ends(rule: &MechanismRule) -> Vec<&str> {
    let at = |end: End| -> Vec<&str> {
        let asked = rule.needs.iter().chain(&rule.agrees).flat_map(Condition::leaves);
        let of_leaf = |leaf: &'_ Condition| matches!(&leaf.what, Wanted::Rna { is, .. } if *is == end);
        asked
            .filter(|leaf| of_leaf(leaf))
            .filter_map(|leaf| match &leaf.what {
                Wanted::Rna { feature, .. } => Some(feature.as_str()),
                _ => None,
            })
            .collect()
    };
    let low = at(End::Low);
    let mut both: Vec<&str> = at(End::High).into_iter().filter(|feature| low.contains(feature)).collect();
    both.dedup();
    both
}
