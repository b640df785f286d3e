//! The short `p.` notation of a change between two stretches of residues.

/// Writes what turns `before` into `after`; the first residue of both has this number. The 3' rule holds: of places
/// that say the same the last is named. `None` when nothing changes, or when an insertion has no residue before it.
pub(crate) fn protein_change(first: u32, before: &str, after: &str) -> Option<String> {
    let (a, b): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let room = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(room).take_while(|(x, y)| x == y).count();
    let lost = a.get(head..a.len() - tail)?;
    let gained = b.get(head..b.len() - tail)?;
    let number = |index: usize| first + index as u32;
    let named = |index: usize| Some(format!("{}{}", a.get(index)?, number(index)));
    let range = |from: usize, to: usize| {
        if from == to { named(from) } else { Some(format!("{}_{}", named(from)?, named(to)?)) }
    };
    let text: String = gained.iter().collect();
    Some(match (lost, gained) {
        ([], []) => return None,
        ([old], [new]) => format!("p.{old}{}{new}", number(head)),
        (_, []) => format!("p.{}del", range(head, head + lost.len() - 1)?),
        ([], _) => {
            let is_copy = head >= gained.len() && a.get(head - gained.len()..head) == Some(gained);
            if is_copy {
                return Some(format!("p.{}dup", range(head - gained.len(), head - 1)?));
            }
            format!("p.{}_{}ins{text}", named(head.checked_sub(1)?)?, named(head)?)
        }
        _ => format!("p.{}delins{text}", range(head, head + lost.len() - 1)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_named_as_far_behind_as_they_can_be() {
        let change = |before: &str, after: &str| protein_change(10, before, after).unwrap_or_default();
        assert_eq!(change("AGD", "AVD"), "p.G11V");
        assert_eq!(change("AGGGD", "AGGD"), "p.G13del");
        assert_eq!(change("AELREAT", "AT"), "p.E11_A15del");
        assert_eq!(change("ALREAT", "APT"), "p.L11_A14delinsP");
        assert_eq!(change("ASVDN", "ASVDSVDN"), "p.S11_D13dup");
        assert_eq!(change("AND", "ANGLD"), "p.N11_D12insGL");
        assert_eq!(change("AGGD", "ADVD"), "p.G11_G12delinsDV");
        assert_eq!(protein_change(1, "AB", "AB"), None);
        assert_eq!(protein_change(1, "", "A"), None);
    }
}
