//! Coding changes (`c.`) as far as they tell an effect without the sequence.

use evade_core::EffectClass;

/// A coding change within the coding sequence, or beside it in an intron.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CodingChange {
    /// First and last coding base; of an intronic place the base of the exon it is counted from.
    pub(crate) first: u64,
    pub(crate) last: u64,
    /// How far into the intron, negative before the exon; zero within it.
    first_offset: i64,
    last_offset: i64,
    is_intronic: bool,
    is_at_splice_site: bool,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Exchange(char, char),
    /// Bases lost and bases gained, where both are known.
    Length(u64, u64),
    Other,
}

impl CodingChange {
    /// Reads `c.35G>A`, `NM_1.2:c.100_101del`, `c.290+2T>G`; `None` outside the coding sequence and for what has no
    /// number.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let bare = text.get(text.find("c.")? + 2..)?.trim_start_matches('(').trim_end_matches(')');
        let (first, first_offset, rest) = place(bare)?;
        let (last, last_offset, rest) = match rest.strip_prefix('_').and_then(place) {
            Some(found) => found,
            None => (first, first_offset, rest),
        };
        let offsets = [first_offset, last_offset];
        let n_named = last.saturating_sub(first).saturating_add(1);
        Some(Self {
            first,
            last,
            first_offset: first_offset.unwrap_or(0),
            last_offset: last_offset.unwrap_or(0),
            is_intronic: offsets.iter().any(Option::is_some),
            is_at_splice_site: offsets.iter().flatten().any(|offset| matches!(offset.abs(), 1 | 2)),
            kind: kind_of(rest, n_named),
        })
    }

    /// The base exchanged and what stands there now.
    pub(crate) fn exchange(&self) -> Option<(char, char)> {
        match self.kind {
            Kind::Exchange(before, after) if !self.is_intronic => Some((before, after)),
            _ => None,
        }
    }

    /// First and last base, each as coding base and distance into the intron.
    pub(crate) fn span(&self) -> ((u64, i64), (u64, i64)) {
        ((self.first, self.first_offset), (self.last, self.last_offset))
    }

    /// Whether one base stands for another, in an exon or beside it.
    pub(crate) fn is_exchange(&self) -> bool {
        matches!(self.kind, Kind::Exchange(..))
    }

    /// Whether more bases go than come.
    pub(crate) fn loses_bases(&self) -> bool {
        matches!(self.kind, Kind::Length(lost, gained) if lost > gained)
    }

    /// Whether more bases come than go.
    pub(crate) fn gains_bases(&self) -> bool {
        matches!(self.kind, Kind::Length(lost, gained) if gained > lost)
    }

    /// Residue of the first base, or of the exon's base next to the splice site.
    pub(crate) fn residue(&self) -> u32 {
        u32::try_from(self.first.saturating_sub(1) / 3 + 1).unwrap_or(u32::MAX)
    }

    /// Whether an intron's base is named.
    pub(crate) fn is_intronic(&self) -> bool {
        self.is_intronic
    }

    /// The effect, and the protein change as far as numbers tell it.
    pub(crate) fn effect(&self) -> (EffectClass, Option<String>) {
        if self.is_at_splice_site {
            return (EffectClass::SpliceSite, None);
        }
        let touches_start = self.first >= 1 && self.first <= 3;
        let residue = self.residue();
        match self.kind {
            _ if self.is_intronic => (EffectClass::Unknown, None),
            Kind::Exchange(..) if touches_start => (EffectClass::StartLost, Some("p.M1?".to_owned())),
            Kind::Length(lost, _) if touches_start && lost > 0 => {
                (EffectClass::StartLost, Some("p.M1?".to_owned()))
            }
            Kind::Length(lost, gained) if lost.abs_diff(gained) % 3 != 0 => {
                (EffectClass::Truncating, Some(format!("p.{residue}fs")))
            }
            Kind::Length(0, _) => {
                (EffectClass::Inframe, Some(format!("p.{residue}_{}ins", residue.saturating_add(1))))
            }
            Kind::Length(lost, gained) => {
                let n_residues = u32::try_from(lost.div_ceil(3)).unwrap_or(u32::MAX);
                let last = residue.saturating_add(n_residues.saturating_sub(1));
                let word = match lost.cmp(&gained) {
                    std::cmp::Ordering::Less => "ins",
                    _ if gained == 0 => "del",
                    _ => "delins",
                };
                (EffectClass::Inframe, Some(format!("p.{residue}_{last}{word}")))
            }
            Kind::Exchange(..) | Kind::Other => (EffectClass::Unknown, None),
        }
    }
}

/// A coding base with its distance into the intron, and what follows.
fn place(text: &str) -> Option<(u64, Option<i64>, &str)> {
    let number = |text: &str| {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        Some((text.get(..end)?.parse::<u64>().ok()?, end))
    };
    let (base, end) = number(text)?;
    let rest = text.get(end..)?;
    let Some(inner) = rest.strip_prefix(['+', '-']) else { return Some((base, None, rest)) };
    let (offset, end) = number(inner)?;
    let sign = if rest.starts_with('-') { -1 } else { 1 };
    Some((base, Some(sign * i64::try_from(offset).ok()?), inner.get(end..)?))
}

fn kind_of(rest: &str, n_named: u64) -> Kind {
    let n_bases = |text: &str| {
        let is_bases = !text.is_empty() && text.chars().all(|c| "ACGTN".contains(c.to_ascii_uppercase()));
        if is_bases { Some(text.len() as u64) } else { text.parse::<u64>().ok() }
    };
    if let Some((before, after)) = rest.split_once('>') {
        let [before, after] = [before, after].map(|bases| bases.trim().to_ascii_uppercase());
        return match (before.len(), after.len()) {
            (1, 1) => {
                Kind::Exchange(before.chars().next().unwrap_or('N'), after.chars().next().unwrap_or('N'))
            }
            _ => Kind::Length(n_named, after.len() as u64),
        };
    }
    if let Some((_, new)) = rest.split_once("ins") {
        let n_lost = if rest.starts_with("del") { n_named } else { 0 };
        return n_bases(new).map_or(Kind::Other, |gained| Kind::Length(n_lost, gained));
    }
    if let Some(bases) = rest.strip_prefix("del") {
        return Kind::Length(n_bases(bases).unwrap_or(0).max(n_named), 0);
    }
    match rest.strip_prefix("dup") {
        Some(bases) => Kind::Length(0, n_bases(bases).unwrap_or(0).max(n_named)),
        None => Kind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_follows_from_the_numbers() {
        use EffectClass::{Inframe, SpliceSite, StartLost, Truncating, Unknown};
        for (text, effect, change) in [
            ("c.100_101del", Truncating, "p.34fs"),
            ("c.100delA", Truncating, "p.34fs"),
            ("NM_1.2:c.100dup", Truncating, "p.34fs"),
            ("c.100_101insAT", Truncating, "p.34fs"),
            ("c.100_102delinsAT", Truncating, "p.34fs"),
            ("c.2236_2250del", Inframe, "p.746_750del"),
            ("c.2310_2311insGGT", Inframe, "p.770_771ins"),
            ("c.2303_2311dup", Inframe, "p.768_769ins"),
            ("c.2T>G", StartLost, "p.M1?"),
            ("c.1_10del", StartLost, "p.M1?"),
            ("c.3028+1G>A", SpliceSite, ""),
            ("c.465-2_470del", SpliceSite, ""),
            ("c.290+12T>G", Unknown, ""),
            ("c.35G>A", Unknown, ""),
        ] {
            let (found, name) = CodingChange::parse(text).unwrap().effect();
            assert_eq!((found, name.unwrap_or_default().as_str()), (effect, change), "{text}");
        }
        assert_eq!(CodingChange::parse("c.35G>A").unwrap().exchange(), Some(('G', 'A')));
        assert_eq!(CodingChange::parse("c.-12A>G"), None);
        assert_eq!(CodingChange::parse("c."), None);
    }
}
