//! Which ends a record of a rearrangement joins, and which side of each is kept.

use super::{Event, Kind, mate_of};
use crate::genome_build::plain_chromosome;
use crate::vcf::record::RawRecord;

/// The side of a breakpoint that stays in the joined sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Positions up to the breakpoint.
    Low,
    /// Positions from the breakpoint on.
    High,
}

/// One end of a junction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    pub(super) chrom: String,
    pub(super) pos: u64,
    /// `None` where the record does not state it.
    pub(super) kept: Option<Kept>,
}

/// Two places that are joined; of a single breakend the other end is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Junction {
    pub(super) one: End,
    pub(super) other: Option<End>,
}

/// The junctions of a record: one, or both of an inversion whose record does not state which was seen.
pub(super) fn junctions(record: &RawRecord<'_>, alternate: &str, event: &Event) -> Vec<Junction> {
    let chrom = plain_chromosome(record.chrom);
    let end = |chrom: &str, pos: u64, kept: Option<Kept>| End { chrom: chrom.to_owned(), pos, kept };
    if let Some((own, mate)) = sides_of_breakend(alternate) {
        let other = mate_of(record, alternate).filter(|_| mate.is_some());
        let other = other.map(|(chrom, pos)| end(plain_chromosome(chrom), pos, mate));
        return vec![Junction { one: end(chrom, record.pos, Some(own)), other }];
    }
    if event.kind == Kind::Breakend {
        let stated = stated_sides(record);
        let sides = stated.first().map_or((None, None), |(one, other)| (Some(*one), Some(*other)));
        let other = mate_of(record, alternate).map(|(chrom, pos)| end(plain_chromosome(chrom), pos, sides.1));
        return vec![Junction { one: end(chrom, record.pos, sides.0), other }];
    }
    let sides: Vec<(Kept, Kept)> = match event.kind {
        Kind::Deletion => vec![(Kept::Low, Kept::High)],
        Kind::Duplication => vec![(Kept::High, Kept::Low)],
        Kind::Inversion => sides_of_inversion(record),
        Kind::Insertion | Kind::Breakend => Vec::new(),
    };
    let joined = |(one, other): (Kept, Kept)| Junction {
        one: end(chrom, record.pos, Some(one)),
        other: Some(end(chrom, event.end, Some(other))),
    };
    sides.into_iter().map(joined).collect()
}

/// `t[p[`, `t]p]`, `]p]t`, `[p[t`, and of single breakends `t.` and `.t`: the own side and that of the mate.
fn sides_of_breakend(alternate: &str) -> Option<(Kept, Option<Kept>)> {
    if let Some(at) = alternate.find(['[', ']']) {
        let own = if at > 0 { Kept::Low } else { Kept::High };
        let mate = if alternate.contains('[') { Kept::High } else { Kept::Low };
        return Some((own, Some(mate)));
    }
    if alternate.starts_with('<') || alternate.len() < 2 {
        return None;
    }
    if alternate.ends_with('.') {
        return Some((Kept::Low, None));
    }
    alternate.starts_with('.').then_some((Kept::High, None))
}

/// INV3 and INV5 of Manta, CT of Delly, STRANDS of LUMPY; both junctions where none of them is there.
fn sides_of_inversion(record: &RawRecord<'_>) -> Vec<(Kept, Kept)> {
    let (tail, head) = ((Kept::Low, Kept::Low), (Kept::High, Kept::High));
    match (record.info("INV3").is_some(), record.info("INV5").is_some()) {
        (true, false) => return vec![tail],
        (false, true) => return vec![head],
        _ => {}
    }
    let stated: Vec<(Kept, Kept)> =
        stated_sides(record).into_iter().filter(|sides| sides.0 == sides.1).collect();
    if stated.is_empty() { vec![tail, head] } else { stated }
}

/// `CT=3to5`: the 3' end of the first piece is joined, so that its low side is kept. `STRANDS=++:12,--:9` with the
/// number of reads of each.
fn stated_sides(record: &RawRecord<'_>) -> Vec<(Kept, Kept)> {
    let by_number = |c: &str| match c {
        "3" => Some(Kept::Low),
        "5" => Some(Kept::High),
        _ => None,
    };
    let by_sign = |c: char| match c {
        '+' => Some(Kept::Low),
        '-' => Some(Kept::High),
        _ => None,
    };
    if let Some((one, other)) = record.info("CT").and_then(|ct| ct.split_once("to")) {
        return by_number(one).zip(by_number(other)).into_iter().collect();
    }
    let of_part = |part: &str| {
        let (signs, n) = part.split_once(':').unwrap_or((part, "1"));
        let mut signs = signs.chars().map(by_sign);
        let sides = signs.next().flatten().zip(signs.next().flatten());
        sides.filter(|_| n != "0")
    };
    record.info("STRANDS").into_iter().flat_map(|all| all.split(',')).filter_map(of_part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(alternate: &str, info: &str) -> Vec<Junction> {
        let line = format!("chr2\t100\tx\tN\t{alternate}\t.\tPASS\t{info}");
        let record = RawRecord::parse(&line).unwrap();
        let event = Event::read(&record, alternate).unwrap();
        junctions(&record, alternate, &event)
    }

    fn sides(alternate: &str, info: &str) -> Vec<(Option<Kept>, Option<Kept>)> {
        let of = |junction: Junction| (junction.one.kept, junction.other.and_then(|other| other.kept));
        read(alternate, info).into_iter().map(of).collect()
    }

    #[test]
    fn every_caller_states_its_sides() {
        let (low, high) = (Some(Kept::Low), Some(Kept::High));
        for (alternate, info, expected) in [
            ("N[chr9:500[", "SVTYPE=BND", vec![(low, high)]),
            ("N]chr9:500]", "SVTYPE=BND", vec![(low, low)]),
            ("]chr9:500]N", "SVTYPE=BND", vec![(high, low)]),
            ("[chr9:500[N", "SVTYPE=BND", vec![(high, high)]),
            ("NACT.", "SVTYPE=BND", vec![(low, None)]),
            (".ACTN", "SVTYPE=BND", vec![(high, None)]),
            ("<TRA>", "SVTYPE=TRA;CHR2=chr9;END=500;CT=5to3", vec![(high, low)]),
            ("<BND>", "SVTYPE=BND;CHR2=chr9;POS2=500;CT=3to3", vec![(low, low)]),
            ("<TRA>", "SVTYPE=TRA;CHR2=chr9;END=500;STRANDS=+-", vec![(low, high)]),
            ("<TRA>", "SVTYPE=TRA;CHR2=chr9;END=500", vec![(None, None)]),
            ("<DEL>", "SVTYPE=DEL;END=500", vec![(low, high)]),
            ("<DUP:TANDEM>", "SVTYPE=DUP;END=500", vec![(high, low)]),
            ("<INV>", "SVTYPE=INV;END=500;INV3", vec![(low, low)]),
            ("<INV>", "SVTYPE=INV;END=500;INV5", vec![(high, high)]),
            ("<INV>", "SVTYPE=INV;END=500;CT=5to5", vec![(high, high)]),
            ("<INV>", "SVTYPE=INV;END=500;STRANDS=++:12,--:0", vec![(low, low)]),
            ("<INV>", "SVTYPE=INV;END=500;STRANDS=++:12,--:9", vec![(low, low), (high, high)]),
            ("<INV>", "SVTYPE=INV;END=500", vec![(low, low), (high, high)]),
        ] {
            assert_eq!(sides(alternate, info), expected, "{alternate} {info}");
        }
        assert_eq!(read("N[chr9:500[", "SVTYPE=BND")[0].other.as_ref().map(|end| end.pos), Some(500));
        assert_eq!(read("<INV>", "SVTYPE=INV;END=500")[0].other.as_ref().map(|end| end.pos), Some(500));
    }
}
