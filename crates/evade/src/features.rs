//! Features that mechanism rules read: the built-in list bound to the catalogue.

use evade_phenotype::{FeatureGenes, Features};
use evade_stream::{ReadError, sha256_hex};

use crate::{builtin, inputs};

/// Characters of a digest that a reference keeps, as of the digests of gene sets.
const DIGEST_LENGTH: usize = 16;

/// The built-in list, bound to the built-in catalogue: a user's sets change nothing here.
pub(crate) fn built_in() -> crate::Result<Features> {
    let list = inputs::feature_list()?;
    let catalogue = builtin::catalogue()?.scorable();
    let set = |id: &str| {
        let found = catalogue.iter().find(|signature| signature.id == id)?;
        Some(FeatureGenes { up: found.up.clone(), down: found.down.clone() })
    };
    let digest = |text: &str| sha256_hex(text.as_bytes())[..DIGEST_LENGTH].to_owned();
    let bound = Features::bind(list, set, digest);
    Ok(bound.map_err(|e| ReadError::bad_value(builtin::FEATURES.0, e.to_string()))?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write;

    use evade_core::{Feature, FeatureAxis, FeatureKind, SetSide};

    use super::*;

    fn list() -> Vec<Feature> {
        built_in().unwrap().iter().cloned().collect()
    }

    #[test]
    fn every_default_of_the_catalogue_has_a_feature() {
        let features = list();
        let sets: BTreeSet<&String> =
            features.iter().flat_map(|f| f.set.iter().chain(&f.in_place_of)).collect();
        let catalogue = builtin::catalogue().unwrap();
        let defaults = catalogue.axes.iter().flat_map(|axis| &axis.defaults);
        let missing: Vec<&String> = defaults.filter(|default| !sets.contains(default)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        let known: BTreeSet<String> = catalogue.scorable().into_iter().map(|set| set.id).collect();
        assert!(sets.iter().all(|set| known.contains(*set)));
    }

    #[test]
    fn every_axis_of_the_knowledge_base_has_a_feature() {
        let features = list();
        let answered: BTreeSet<FeatureAxis> = features.iter().flat_map(|f| f.answers.clone()).collect();
        assert_eq!(answered, FeatureAxis::ALL.iter().copied().collect());
        let genes: BTreeSet<&str> = features.iter().filter_map(|f| f.gene.as_deref()).collect();
        let named = [
            "GDF15", "CD47", "TYRO3", "MERTK", "RGMB", "RPS6KA1", "NT5E", "AXL", "SLC7A11", "CXCL5", "IL6",
            "LGALS9", "LAG3", "CCR8", "COL13A1", "POSTN", "MYH11", "CD274", "CD8A", "PDCD1", "TCF7", "BCL2",
            "PDCD1LG2",
        ];
        assert!(named.iter().all(|gene| genes.contains(gene)));
    }

    #[test]
    fn every_gene_is_known_and_every_feature_says_where_it_is_from_and_what_it_cannot_see() {
        let genes = builtin::genes().unwrap();
        for feature in list() {
            assert!(feature.gene.iter().all(|gene| genes.by_symbol(gene).is_some()), "{}", feature.id);
            assert!(!feature.sources.is_empty() && feature.cannot_see.ends_with('.'), "{}", feature.id);
            let texts = feature.sources.iter().chain([&feature.name, &feature.cannot_see]);
            assert!(texts.into_iter().all(|text| !text.to_lowercase().contains("seed")), "{}", feature.id);
        }
    }

    #[test]
    fn marker_lists_of_the_review_are_exploratory_and_hypoxia_is_within_histology() {
        for feature in list() {
            let of_review =
                feature.set.iter().chain(&feature.in_place_of).any(|set| set.starts_with("review_"));
            // A single gene is what it says; pairs and lists are claims about cells.
            assert!(!of_review || feature.exploratory || feature.kind == FeatureKind::Gene, "{}", feature.id);
            let is_hypoxia = feature.answers.contains(&FeatureAxis::Hypoxia);
            assert_eq!(feature.within_histology, is_hypoxia, "{}", feature.id);
        }
    }

    #[test]
    fn no_minimum_or_difference_is_made_of_two_that_share_more_than_half_of_their_genes() {
        let features = built_in().unwrap();
        for feature in features.iter() {
            for (i, one) in feature.of.iter().enumerate() {
                for other in &feature.of[..i] {
                    let overlap = features.overlap(one, other).unwrap();
                    assert!(overlap <= 0.5, "{}: {one} and {other} share {overlap}", feature.id);
                }
            }
        }
        assert_eq!(features.overlap("exhaustion_receptors", "checkpoints"), Some(1.0));
        assert!(features.overlap("mhc2_fibroblasts", "mhc2").unwrap() >= 0.6);
    }

    /// docs/methods/features.md lists every feature with the shift of other laboratories; `EVADE_BLESS=1` writes it anew.
    #[test]
    fn the_documentation_lists_every_feature() {
        let reference = inputs::reference(builtin::DEFAULT_REFERENCE).unwrap();
        let mut text =
            "| feature | measures | made of | shift | limits |\n| --- | --- | --- | --- | --- |\n".to_owned();
        for feature in list() {
            let own = reference.features.iter().find(|scale| scale.id == feature.id).unwrap();
            let shift = own.laboratory_shift.map_or("NA".to_owned(), |shift| format!("{shift:.2}"));
            let exploratory = if feature.exploratory { " (exploratory)" } else { "" };
            let row = [
                format!("`{}`", feature.id),
                format!("{}{exploratory}", feature.name),
                made_of(&feature),
                shift,
                feature.cannot_see.clone(),
            ];
            let _ = writeln!(text, "| {} |", row.join(" | "));
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/methods/features.md");
        let page = std::fs::read_to_string(path).unwrap();
        let marker = "<!-- made from the list of features; EVADE_BLESS=1 cargo test renews it -->\n\n";
        let (before, documented) = page.split_once(marker).unwrap();
        if std::env::var_os("EVADE_BLESS").is_some() {
            std::fs::write(path, format!("{before}{marker}{text}")).unwrap();
            return;
        }
        assert_eq!(documented, text, "run EVADE_BLESS=1 cargo test and look at the difference");
    }

    /// What a feature is made of, in a few words.
    fn made_of(feature: &Feature) -> String {
        let quoted: Vec<String> = feature.of.iter().map(|part| format!("`{part}`")).collect();
        let within = if feature.within_histology { ", within histology" } else { "" };
        match feature.kind {
            FeatureKind::Set => {
                let side = match feature.side {
                    None => "",
                    Some(SetSide::Up) => ", up genes",
                    Some(SetSide::Down) => ", down genes",
                };
                format!("set `{}`{side}{within}", feature.set.as_deref().unwrap())
            }
            FeatureKind::Gene => format!("gene {}", feature.gene.as_deref().unwrap()),
            FeatureKind::Adjusted => {
                let on = feature.on.as_ref().map_or("T".to_owned(), |on| format!("`{on}`"));
                format!("{} on {on}", quoted[0])
            }
            FeatureKind::Minimum => format!("minimum of {}", quoted.join(", ")),
            FeatureKind::Difference => quoted.join(" less "),
        }
    }
}
