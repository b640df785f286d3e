//! Fields of effects that are not read: the user is told, and what to give instead.

use super::header::{VcfHeader, attribute};
use crate::native::AnnotationLevel;

/// Fields of effects, by the name that annotators give them.
const FIELDS: [&str; 22] = [
    "CSQ",
    "ANN",
    "BCSQ",
    "EFF",
    "FUNCOTATION",
    "IMPACT",
    "VD",
    "VW",
    "SEC",
    "SEW",
    "vep",
    "VEP",
    "CSQT",
    "CSQR",
    "SVANN",
    "SIMPLE_ANN",
    "VARIANT_EFFECT",
    "GENEINFO",
    "FC",
    "CONSEQUENCE",
    "SNPEFF_EFFECT",
    "MC",
];
/// Beginnings of names that carry the set of transcripts, or stand with others of their kind.
const BEGINNINGS: [&str; 6] =
    ["exonicfunc", "aachange", "variant_classification", "protein_change", "snpeff_", "consequence"];

/// What to tell of them, in a file none of whose effects are read.
pub(super) fn warning(header: &VcfHeader, level: AnnotationLevel) -> Option<String> {
    let ids = header.values("INFO").filter_map(|line| attribute(line, "ID"));
    let is_effect = |id: &&str| {
        let small = id.to_ascii_lowercase();
        FIELDS.contains(id) || BEGINNINGS.iter().any(|beginning| small.starts_with(beginning))
    };
    let mut named: Vec<String> = ids.filter(is_effect).map(|id| format!("INFO/{id}")).collect();
    named.dedup();
    if named.is_empty() {
        return None;
    }
    let step = match level {
        AnnotationLevel::NativeSequence => "",
        _ => {
            ": give --fasta, so that exchanges of one base are translated, or annotate with VEP (--vcf --symbol --hgvs)"
        }
    };
    let what = named.join(", ");
    Some(format!("{what}: these effects are not read; they are worked out from the alleles{step}"))
}
