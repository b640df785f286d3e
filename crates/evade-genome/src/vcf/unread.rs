//! Fields of effects that are not read: the user is told, and what to give instead.

use std::collections::BTreeSet;

use super::header::{VcfHeader, attribute};
use crate::native::AnnotationLevel;

/// Fields of effects, by the name that annotators give them.
const FIELDS: [&str; 23] = [
    // Ion Torrent.
    "FUNC",
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
    let is_effect = |id: &&str| FIELDS.contains(id) || begins_as_one(id);
    let mut named: Vec<String> = ids.filter(is_effect).map(|id| format!("INFO/{id}")).collect();
    named.dedup();
    if named.is_empty() {
        return None;
    }
    let (what, step) = (named.join(", "), next_step(level));
    Some(format!("{what}: these effects are not read; they are worked out from the alleles{step}"))
}

fn begins_as_one(id: &str) -> bool {
    let small = id.to_ascii_lowercase();
    BEGINNINGS.iter().any(|beginning| small.starts_with(beginning))
}

fn next_step(level: AnnotationLevel) -> &'static str {
    match level {
        AnnotationLevel::NativeSequence => "",
        _ => {
            ": give --fasta, so that exchanges of one base are translated, or annotate with VEP (--vcf --symbol --hgvs)"
        }
    }
}

/// Fields of effects that are no other's name, so that they are known without a description.
const UNMISTAKABLE: [&str; 6] = ["CSQ", "ANN", "BCSQ", "EFF", "FUNCOTATION", "FUNC"];

/// Fields of effects that records hold and the header does not describe: their order of fields is not known.
#[derive(Debug, Default)]
pub(super) struct Undeclared {
    declared: BTreeSet<String>,
    found: BTreeSet<String>,
}

impl Undeclared {
    pub(super) fn new(header: &VcfHeader) -> Self {
        let ids = header.values("INFO").filter_map(|line| attribute(line, "ID"));
        Self { declared: ids.map(str::to_owned).collect(), found: BTreeSet::new() }
    }

    /// Looks at the fields of a record in or near a judged gene that none of the known fields speaks for.
    pub(super) fn look_at(&mut self, info: &str) {
        for key in info.split(';').filter_map(|field| Some(field.split_once('=')?.0)) {
            let is_effect = UNMISTAKABLE.contains(&key) || begins_as_one(key);
            if is_effect && !self.declared.contains(key) && !self.found.contains(key) {
                self.found.insert(key.to_owned());
            }
        }
    }

    pub(super) fn warning(&self, level: AnnotationLevel) -> Option<String> {
        let named: Vec<String> = self.found.iter().map(|id| format!("INFO/{id}")).collect();
        let (what, step) = (named.join(", "), next_step(level));
        (!named.is_empty()).then(|| {
            format!(
                "{what}: the header does not describe this, so that these effects are not read; they are worked out \
                 from the alleles{step}"
            )
        })
    }
}
