//! What is embedded in the program, so that a bare binary works.

use evade_core::GeneTable;
use evade_genome::{GenePanel, HotspotAlleles};
use evade_io::{Catalogue, read_catalogue, read_genes, read_other_symbols};
use evade_stream::ReadError;

macro_rules! embedded {
    ($($path:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../../signatures/", $path)))),*]
    };
}

/// A rule set with what all rule sets share.
macro_rules! rule_set {
    ($path:literal) => {
        concat!(include_str!($path), include_str!("../../../signatures/rules/common.toml"))
    };
}

/// Id of the reference of calls unless another one is named.
pub(crate) const DEFAULT_REFERENCE: &str = "nsclc";
/// Id of the rules of calls unless others are named.
pub(crate) const DEFAULT_RULES: &str = "tme-v1";

/// Catalogue files: name and text.
pub(crate) const SETS: &[(&str, &str)] = embedded![
    "sets/angiogenesis.toml",
    "sets/antigen_presentation.toml",
    "sets/b_cell.toml",
    "sets/caf.toml",
    "sets/checkpoint.toml",
    "sets/cytotoxicity.toml",
    "sets/dc.toml",
    "sets/emt.toml",
    "sets/exhaustion.toml",
    "sets/hypoxia.toml",
    "sets/ifng_inflamed.toml",
    "sets/mdsc.toml",
    "sets/ne_transformation.toml",
    "sets/nk.toml",
    "sets/t_cell.toml",
    "sets/tam.toml",
    "sets/tgfb.toml",
    "sets/tls.toml",
    "sets/tme_subtyping.toml",
    "sets/treg.toml",
    "sets/tumour_intrinsic.toml",
];

/// Built-in references: path and text; the file stem is the id.
pub(crate) const REFERENCES: &[(&str, &str)] = embedded![
    "references/nsclc.json",
    "references/nsclc-ici.json",
    "references/tcga-nsclc-panel.json",
    "references/tcga-pancancer-panel.json",
];

/// The pages that say where each folder comes from.
pub(crate) const SOURCES: &[(&str, &str)] = embedded![
    "sets/SOURCE.md",
    "genes/SOURCE.md",
    "rules/SOURCE.md",
    "references/SOURCE.md",
    "alterations/SOURCE.md",
    "simulate/SOURCE.md",
    "knowledge/SOURCE.md"
];

const GENES: (&str, &str) = ("genes/genes.tsv", include_str!("../../../signatures/genes/genes.tsv"));
/// Approved symbols of other genes.
const OTHER_SYMBOLS: (&str, &str) =
    ("genes/other-symbols.tsv", include_str!("../../../signatures/genes/other-symbols.tsv"));
/// Gene lengths: id, path and text.
const GENE_LENGTHS: (&str, &str, &str) = (
    "gencode_v22",
    "genes/lengths_gencode_v22.tsv",
    include_str!("../../../signatures/genes/lengths_gencode_v22.tsv"),
);

/// Rules of the call: id, path and text.
const RULES: &[(&str, (&str, &str))] = &[
    (DEFAULT_RULES, ("rules/tme-v1.toml", rule_set!("../../../signatures/rules/tme-v1.toml"))),
    ("tme-v0", ("rules/tme-v0.toml", rule_set!("../../../signatures/rules/tme-v0.toml"))),
];

/// Rules of the tissue gates: id, path and text.
const TISSUE_RULES: &[(&str, (&str, &str))] =
    &[("tissue-v1", ("rules/tissue.toml", include_str!("../../../signatures/rules/tissue.toml")))];

/// The list of functional readouts: path and text.
pub(crate) const READOUTS: (&str, &str) =
    ("rules/readouts.toml", include_str!("../../../signatures/rules/readouts.toml"));

/// The rules of mechanisms: path and text.
pub(crate) const MECHANISMS: (&str, &str) =
    ("rules/mechanisms.toml", include_str!("../../../signatures/rules/mechanisms.toml"));

/// How often mechanisms are supported: path and text.
pub(crate) const BASE_RATES: (&str, &str) =
    ("rules/base-rates.toml", include_str!("../../../signatures/rules/base-rates.toml"));

/// The rules of the resistance class: path and text.
pub(crate) const RESISTANCE: (&str, &str) =
    ("rules/resistance.toml", include_str!("../../../signatures/rules/resistance.toml"));

/// The rules of comparisons: path and text.
pub(crate) const PAIRS: (&str, &str) =
    ("rules/pairs.toml", include_str!("../../../signatures/rules/pairs.toml"));

/// SHA-256 of the rules of comparisons.
pub(crate) fn pair_rules_digest() -> String {
    evade_stream::sha256_hex(PAIRS.1.as_bytes())
}

/// SHA-256 of the rules of the resistance class.
pub(crate) fn resistance_rules_digest() -> String {
    evade_stream::sha256_hex(RESISTANCE.1.as_bytes())
}

/// SHA-256 of the list of functional readouts.
pub(crate) fn readout_rules_digest() -> String {
    evade_stream::sha256_hex(READOUTS.1.as_bytes())
}

/// The list of features that mechanism rules read: path and text.
pub(crate) const FEATURES: (&str, &str) =
    ("rules/features.toml", include_str!("../../../signatures/rules/features.toml"));

/// SHA-256 of the list of features.
pub(crate) fn feature_list_digest() -> String {
    evade_stream::sha256_hex(FEATURES.1.as_bytes())
}

/// Path and text of the built-in tissue rules of this id.
pub(crate) fn tissue_rules(id: &str) -> Option<(&'static str, &'static str)> {
    TISSUE_RULES.iter().find(|(known, _)| *known == id).map(|(_, file)| *file)
}

const PANEL: &[(&str, &str)] = embedded![
    "alterations/regions.tsv",
    "alterations/transcripts.tsv",
    "alterations/hotspots.tsv",
    "alterations/hotspot-alleles.tsv"
];

/// Regions, transcripts and hotspots of the genes whose variants are judged.
pub(crate) fn gene_panel() -> Result<GenePanel, ReadError> {
    GenePanel::read(PANEL[0], PANEL[1], PANEL[2])
}

/// Hotspots as alleles of both genomes.
pub(crate) fn hotspot_alleles() -> Result<HotspotAlleles, ReadError> {
    HotspotAlleles::read(PANEL[3])
}

/// SHA-256 of what variants are judged by.
pub(crate) fn gene_panel_digest() -> String {
    let rules = [&evade_genome::GENE_RULES, &evade_genome::FUSION_PARTNERS];
    let texts: String = PANEL.iter().chain(rules).map(|(_, text)| *text).collect();
    evade_stream::sha256_hex(texts.as_bytes())
}

/// The table of all genes.
pub(crate) fn genes() -> Result<GeneTable, ReadError> {
    let others = read_other_symbols(OTHER_SYMBOLS.0, OTHER_SYMBOLS.1)?;
    Ok(read_genes(GENES.0, GENES.1)?.with_other_symbols(others))
}

/// SHA-256 of what ids are resolved by.
pub(crate) fn genes_digest() -> String {
    evade_stream::sha256_hex([GENES.1, OTHER_SYMBOLS.1].concat().as_bytes())
}

/// Path and text of the built-in gene lengths of this id.
pub(crate) fn gene_lengths(id: &str) -> Option<(&'static str, &'static str)> {
    (id == GENE_LENGTHS.0).then_some((GENE_LENGTHS.1, GENE_LENGTHS.2))
}

/// The catalogue of gene sets.
pub(crate) fn catalogue() -> Result<Catalogue, ReadError> {
    read_catalogue(SETS.iter().copied())
}

/// Path and text of the built-in rules of this id.
pub(crate) fn rules(id: &str) -> Option<(&'static str, &'static str)> {
    RULES.iter().find(|(known, _)| *known == id).map(|(_, file)| *file)
}

/// Ids of the built-in rules.
pub(crate) fn rule_ids() -> impl Iterator<Item = &'static str> {
    RULES.iter().map(|(id, _)| *id)
}

/// Text of the built-in reference of this id.
pub(crate) fn reference(id: &str) -> Option<&'static str> {
    REFERENCES.iter().find(|(path, _)| reference_id(path) == id).map(|(_, text)| *text)
}

/// Files of knowledge: path and text.
pub(crate) const KNOWLEDGE: &[(&str, &str)] = embedded![
    "knowledge/mechanisms.toml",
    "knowledge/strategies.toml",
    "knowledge/trials.toml",
    "knowledge/studies.toml",
    "knowledge/discrepancies.toml",
    "knowledge/numbers.toml",
];

/// SHA-256 of the knowledge.
pub(crate) fn knowledge_digest() -> String {
    let text: String = KNOWLEDGE.iter().map(|(_, text)| *text).collect();
    evade_stream::sha256_hex(text.as_bytes())
}

/// Ids of the built-in references.
pub(crate) fn reference_ids() -> impl Iterator<Item = &'static str> {
    REFERENCES.iter().map(|(path, _)| reference_id(path))
}

fn reference_id(path: &str) -> &str {
    path.trim_start_matches("references/").trim_end_matches(".json")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every data file of signatures/ is embedded, so that none is forgotten.
    #[test]
    fn all_data_files_are_embedded() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../signatures");
        let embedded: BTreeSet<String> =
            SETS.iter().chain(REFERENCES).chain(KNOWLEDGE).map(|(path, _)| (*path).to_owned()).collect();
        let mut on_disk = BTreeSet::new();
        for (sub, extension) in [("sets", "toml"), ("references", "json"), ("knowledge", "toml")] {
            for entry in std::fs::read_dir(format!("{folder}/{sub}")).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                if name.ends_with(extension) {
                    on_disk.insert(format!("{sub}/{name}"));
                }
            }
        }
        assert_eq!(embedded, on_disk);
    }
}
