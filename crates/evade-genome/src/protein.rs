//! Protein changes as the many writers write them.

/// What a protein change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// One residue for another.
    Missense,
    /// A stop.
    Stop,
    /// A shifted frame, with the number of the new stop when it is written.
    Frameshift {
        /// Residue number of the new stop.
        new_stop: Option<u32>,
    },
    /// Residues lost, or replaced by no more than were lost.
    Deletion,
    /// Residues gained, or replaced by more than were lost.
    Insertion,
    /// A splice site.
    Splice,
    /// The stop codon is lost.
    StopLost,
    /// No change.
    Silent,
    /// Something else.
    Other,
}

/// A parsed protein change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProteinChange {
    /// First residue.
    pub start: u32,
    /// Last residue; the first again when only one is named.
    pub end: u32,
    /// The residue before, in one letter, when it is written.
    pub before: Option<char>,
    /// The residue after, in one letter, when one is exchanged.
    pub after: Option<char>,
    /// The residues that stand for those lost, empty when they are not written; `None` where nothing replaces them.
    pub replacement: Option<String>,
    /// What it does.
    pub kind: ChangeKind,
}

const THREE_LETTERS: [(&str, char); 23] = [
    ("Ala", 'A'),
    ("Arg", 'R'),
    ("Asn", 'N'),
    ("Asp", 'D'),
    ("Cys", 'C'),
    ("Gln", 'Q'),
    ("Glu", 'E'),
    ("Gly", 'G'),
    ("His", 'H'),
    ("Ile", 'I'),
    ("Leu", 'L'),
    ("Lys", 'K'),
    ("Met", 'M'),
    ("Phe", 'F'),
    ("Pro", 'P'),
    ("Ser", 'S'),
    ("Thr", 'T'),
    ("Trp", 'W'),
    ("Tyr", 'Y'),
    ("Val", 'V'),
    ("Ter", '*'),
    ("Sec", 'U'),
    ("Xaa", '?'),
];

/// The change in one-letter residues with `p.` before it: `NP_1.1:p.(Gly12Asp)` becomes `p.G12D`. A stop is `*`, also
/// where it is written `X` or `Stop`; a residue that is not known (`Xaa`) is `?`.
#[must_use]
pub fn short_form(text: &str) -> String {
    let text = text.trim().replace("%3D", "=");
    let after_accession = text.rsplit(':').next().unwrap_or(&text);
    let bare = after_accession.strip_prefix("p.").unwrap_or(after_accession);
    let bare = bare.trim_start_matches('(').trim_end_matches(')');
    let mut short = String::from("p.");
    let mut rest = bare;
    while let Some(c) = rest.chars().next() {
        if let Some((name, letter)) = THREE_LETTERS.iter().find(|(name, _)| rest.starts_with(name)) {
            short.push(*letter);
            rest = rest.get(name.len()..).unwrap_or_default();
        } else {
            short.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    with_stop(&short)
}

/// `p.Q37X` and `p.R470Stop` as `p.Q37*` and `p.R470*`.
fn with_stop(short: &str) -> String {
    let is_behind_number = |head: &&str| head.ends_with(|c: char| c.is_ascii_digit());
    let words = ["X", "Stop", "STOP", "stop", "TER", "ter"];
    match words.iter().find_map(|word| short.strip_suffix(word).filter(is_behind_number)) {
        Some(head) => format!("{head}*"),
        None => short.replace("fsX", "fs*"),
    }
}

impl ProteinChange {
    /// Reads HGVS in one or three letters and Oncotator's forms (`p.ELREA746del`, `p.709_710ET>D`,
    /// `p.770_771insGL`); `None` for what names no residue.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let short = short_form(text);
        let bare = short.strip_prefix("p.")?;
        let (letters, rest) = take(bare, |c| c.is_ascii_uppercase() || matches!(c, '*' | '?'));
        let (digits, mut rest) = take(rest, |c| c.is_ascii_digit());
        let start: u32 = digits.parse().ok()?;
        let before = letters.chars().next();
        let mut end = start.saturating_add(u32::try_from(letters.chars().count()).ok()?.saturating_sub(1));
        if let Some(range) = rest.strip_prefix('_') {
            let (_, after_letters) = take(range, |c| c.is_ascii_uppercase() || c == '*');
            let (digits, after) = take(after_letters, |c| c.is_ascii_digit());
            if let Ok(last) = digits.parse::<u32>() {
                end = last;
                rest = after;
            }
        }
        let end = end.max(start);
        let replacement = replacement_of(rest);
        let n_lost = (end - start) as usize + 1;
        let kind = match kind_of(rest, before, start) {
            ChangeKind::Deletion if replacement.as_ref().is_some_and(|new| new.len() > n_lost) => {
                ChangeKind::Insertion
            }
            kind => kind,
        };
        let after = (kind == ChangeKind::Missense).then(|| rest.chars().next()).flatten();
        Some(Self { start, end, before, after, replacement, kind })
    }
}

fn kind_of(rest: &str, before: Option<char>, start: u32) -> ChangeKind {
    let is_residue = |c: char| c.is_ascii_uppercase();
    if let Some(frame) = rest.find("fs") {
        let offset = rest.get(frame + 2..).and_then(|tail| {
            take(tail.trim_start_matches(['*', 'X']), |c| c.is_ascii_digit()).0.parse::<u32>().ok()
        });
        return ChangeKind::Frameshift {
            new_stop: offset.map(|n| start.saturating_add(n.saturating_sub(1))),
        };
    }
    match rest {
        "_splice" => ChangeKind::Splice,
        "=" => ChangeKind::Silent,
        "*" => ChangeKind::Stop,
        _ if before == Some('*') => ChangeKind::StopLost,
        _ if rest.starts_with("dup") || rest.starts_with("ins") => ChangeKind::Insertion,
        _ if rest.starts_with("del") || rest.contains('>') => ChangeKind::Deletion,
        _ if rest.len() == 1 && rest.chars().all(is_residue) => {
            if rest.chars().next() == before {
                ChangeKind::Silent
            } else {
                ChangeKind::Missense
            }
        }
        _ => ChangeKind::Other,
    }
}

/// What `delinsGY` or `HV>PHV` puts in the place of the residues.
fn replacement_of(rest: &str) -> Option<String> {
    let (_, new) = rest.split_once("delins").or_else(|| rest.split_once('>'))?;
    let is_written = new.chars().all(|c| c.is_ascii_uppercase() || c == '*');
    Some(if is_written { new.to_owned() } else { String::new() })
}

fn take(text: &str, accept: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !accept(c)).unwrap_or(text.len());
    text.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (u32, u32, ChangeKind) {
        let change = ProteinChange::parse(text).unwrap();
        (change.start, change.end, change.kind)
    }

    #[test]
    fn every_writer_is_understood() {
        use ChangeKind::{Deletion, Frameshift, Insertion, Missense, Silent, Splice, Stop, StopLost};
        for (text, expected) in [
            ("p.R470C", (470, 470, Missense)),
            ("NP_004976.2:p.Gly12Asp", (12, 12, Missense)),
            ("p.(Gly12Asp)", (12, 12, Missense)),
            ("G12D", (12, 12, Missense)),
            ("p.E235*", (235, 235, Stop)),
            ("p.Gln37Ter", (37, 37, Stop)),
            ("p.M51fs", (51, 51, Frameshift { new_stop: None })),
            ("p.QPR37fs", (37, 39, Frameshift { new_stop: None })),
            ("p.K323Rfs*5", (323, 323, Frameshift { new_stop: Some(327) })),
            ("p.Gly433AlafsTer25", (433, 433, Frameshift { new_stop: Some(457) })),
            ("p.ELREA746del", (746, 750, Deletion)),
            ("p.E746_A750del", (746, 750, Deletion)),
            ("p.L747_A750delinsP", (747, 750, Deletion)),
            ("p.709_710ET>D", (709, 710, Deletion)),
            ("p.N771delinsGY", (771, 771, Insertion)),
            ("p.773_774HV>PHV", (773, 774, Insertion)),
            ("p.Q37X", (37, 37, Stop)),
            ("p.R470Stop", (470, 470, Stop)),
            ("p.K323RfsX5", (323, 323, Frameshift { new_stop: Some(327) })),
            ("p.Gly12Xaa", (12, 12, ChangeKind::Other)),
            ("p.770_771insGL", (770, 771, Insertion)),
            ("p.S768_D770dup", (768, 770, Insertion)),
            ("p.X155_splice", (155, 155, Splice)),
            ("p.*215Y", (215, 215, StopLost)),
            ("p.L138L", (138, 138, Silent)),
            ("p.Leu138%3D", (138, 138, Silent)),
        ] {
            assert_eq!(parsed(text), expected, "{text}");
        }
        assert_eq!(ProteinChange::parse("p.?"), None);
        assert_eq!(ProteinChange::parse(""), None);
        assert_eq!(short_form("ENSP00000256078.4:p.Gly12Asp"), "p.G12D");
    }
}
