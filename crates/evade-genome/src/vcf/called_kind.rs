//! Which kind of small variant the callers of a file call at all.

use super::header::{VcfHeader, attribute};

/// One kind alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CalledKind {
    /// Exchanged bases.
    Bases,
    /// Insertions and deletions.
    Indels,
}

/// The kind, where every caller that the header names calls one alone, and all the same. A file joined of others keeps
/// the lines of all.
pub(super) fn called_kind(header: &VcfHeader) -> Option<CalledKind> {
    let callers = header.callers();
    let mut kinds = callers.iter().map(|caller| of_caller(caller, header));
    let first = kinds.next()??;
    kinds.all(|kind| kind == Some(first)).then_some(first)
}

fn of_caller(caller: &str, header: &VcfHeader) -> Option<CalledKind> {
    match caller {
        "muse" | "somaticsniper" | "caveman" => Some(CalledKind::Bases),
        // The indels of SvABA stand in a file of their own, beside that of rearrangements.
        "pindel" | "scalpel" | "svaba" => Some(CalledKind::Indels),
        "strelka2" => of_strelka(header),
        // The first version; the second is told by its name.
        "mutect2" => header.values("MuTect").next().map(|_| CalledKind::Bases),
        _ => None,
    }
}

/// Strelka writes two files, told by a line or by the fields of their scores.
fn of_strelka(header: &VcfHeader) -> Option<CalledKind> {
    let says = |word: &str| header.values("content").any(|line| line.to_ascii_lowercase().contains(word));
    let has = |keys: &[&str]| keys.iter().any(|key| header.has_info(key));
    let counts_indels = || {
        let mut formats = header.values("FORMAT").filter_map(|line| attribute(line, "ID"));
        formats.any(|id| id == "TIR")
    };
    let (has_bases, has_indels) = match (says("snv calls"), says("indel calls")) {
        (false, false) => (has(&["QSS", "QSS_NT"]), has(&["QSI", "QSI_NT"]) || counts_indels()),
        said => said,
    };
    match (has_bases, has_indels) {
        (true, false) => Some(CalledKind::Bases),
        (false, true) => Some(CalledKind::Indels),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_of_one_kind_are_told_by_the_header() {
        let of = |lines: &[&str]| {
            let last = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO";
            let lines = lines.iter().copied().chain([last]).map(str::to_owned).collect();
            called_kind(&VcfHeader::parse("x", lines).unwrap())
        };
        let (bases, indels) = (Some(CalledKind::Bases), Some(CalledKind::Indels));
        let (snvs, lengths) =
            ("##content=strelka somatic snv calls", "##content=strelka somatic indel calls");
        for (lines, expected) in [
            (&["##source=strelka", snvs][..], bases),
            (&["##source=strelka", lengths], indels),
            (&["##source=strelka", "##INFO=<ID=QSI,Number=1,Type=Integer>"], indels),
            (&["##source=strelka", "##INFO=<ID=QSS_NT,Number=1,Type=Integer>"], bases),
            (&["##source=strelka", snvs, lengths], None),
            (&["##source=strelka"], None),
            (&["##content=strelka germline small-variant calls"], None),
            (&["##MuSE_version=\"v2.0\""], bases),
            (&["##MuSE_version=\"v2.0\"", "##source=strelka", snvs], bases),
            (&["##MuSE_version=\"v2.0\"", "##source=Mutect2"], None),
            (&["##MuSE_version=\"v2.0\"", "##source=pindel"], None),
            (&["##source=pindel"], indels),
            (&["##source=scalpel-0.5.3"], indels),
            (&["##source=SvABA"], indels),
            (&["##source=Mutect2"], None),
            (&[], None),
        ] {
            assert_eq!(of(lines), expected, "{lines:?}");
        }
    }
}
