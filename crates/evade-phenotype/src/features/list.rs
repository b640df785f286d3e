//! The list of features as `signatures/rules/features.toml` holds it, and the list bound to the catalogue of gene sets.

use std::collections::{BTreeMap, BTreeSet};

use evade_core::{Axis, Feature, FeatureKind, SetSide};
use serde::Deserialize;
use thiserror::Error;

/// The features in the order of the tables.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeatureList {
    /// Name of the list.
    pub id: String,
    /// The features; what one is made of stands before it.
    pub feature: Vec<Feature>,
}

/// A list of features that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FeatureListError {
    /// Two features of one id.
    #[error("the feature '{0}' is duplicated")]
    Twice(String),
    /// Keys that do not belong to the kind, or are missing.
    #[error("the feature '{0}' does not have what its kind needs: {1}")]
    Keys(String, &'static str),
    /// A part that does not stand before.
    #[error("the feature '{0}' is made of '{1}', which is not listed before it")]
    Part(String, String),
    /// A part on another scale.
    #[error("the feature '{0}' is made of '{1}', which is scaled within histology")]
    Histology(String, String),
    /// A set that the catalogue does not have.
    #[error("the feature '{0}' names a gene set that the catalogue does not have")]
    Set(String),
}

/// The genes of a set of the catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeatureGenes {
    /// Those that are up.
    pub up: Vec<String>,
    /// Those that are down.
    pub down: Vec<String>,
}

/// Where the value of a feature comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeatureSource {
    /// The score of this gene set, as `scores.tsv` prints it.
    Signature(String),
    /// The mean rank quantile of these genes.
    Genes(Vec<String>),
    /// Features before it.
    Parts,
}

/// A feature bound to the catalogue.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) feature: Feature,
    pub(crate) source: FeatureSource,
    /// Digest of what it is made of: a reference that was built for something else has no distribution of it.
    pub(crate) digest: String,
    /// Places of its parts in the list.
    pub(crate) parts: Vec<usize>,
    /// Place of the feature it is adjusted for.
    pub(crate) on: Option<usize>,
    /// Its genes and those of its parts; not those of what it is adjusted for.
    genes: BTreeSet<String>,
}

/// The list bound to the catalogue.
#[derive(Debug, Clone)]
pub struct Features {
    id: String,
    entries: Vec<Entry>,
}

impl FeatureList {
    /// Checks that every feature has what its kind needs, and that its parts stand before it.
    pub fn check(&self) -> Result<(), FeatureListError> {
        let mut before: BTreeMap<&str, &Feature> = BTreeMap::new();
        for feature in &self.feature {
            if let Some(missing) = lacks(feature) {
                return Err(FeatureListError::Keys(feature.id.clone(), missing));
            }
            for part in feature.of.iter().chain(&feature.on) {
                let error = match before.get(part.as_str()) {
                    None => FeatureListError::Part(feature.id.clone(), part.clone()),
                    Some(known) if known.within_histology => {
                        FeatureListError::Histology(feature.id.clone(), part.clone())
                    }
                    Some(_) => continue,
                };
                return Err(error);
            }
            if before.insert(&feature.id, feature).is_some() {
                return Err(FeatureListError::Twice(feature.id.clone()));
            }
        }
        Ok(())
    }
}

/// What the keys of a feature lack for its kind.
fn lacks(feature: &Feature) -> Option<&'static str> {
    let Feature { kind, set, side, gene, of, on_axis, on, .. } = feature;
    let parts_alone = set.is_none() && side.is_none() && gene.is_none();
    let unadjusted = on_axis.is_none() && on.is_none();
    let distinct: BTreeSet<&String> = of.iter().collect();
    let (complete, what) = match kind {
        FeatureKind::Set => {
            (set.is_some() && gene.is_none() && of.is_empty() && unadjusted, "'set', and 'side' at most")
        }
        FeatureKind::Gene => {
            (gene.is_some() && set.is_none() && side.is_none() && of.is_empty() && unadjusted, "'gene' alone")
        }
        FeatureKind::Adjusted => (
            parts_alone && of.len() == 1 && on_axis.is_some() != on.is_some(),
            "one feature in 'of', and 'on_axis' or 'on'",
        ),
        FeatureKind::Minimum => (
            parts_alone && unadjusted && of.len() >= 2 && distinct.len() == of.len(),
            "two or more features in 'of'",
        ),
        FeatureKind::Difference => {
            (parts_alone && unadjusted && of.len() == 2 && distinct.len() == 2, "two features in 'of'")
        }
    };
    // Suppression is itself adjusted, and the other axes are parts of what is read.
    let on_t = on_axis.is_none_or(|axis| axis == Axis::T);
    if !complete {
        Some(what)
    } else if on_t {
        None
    } else {
        Some("'on_axis' T")
    }
}

impl Features {
    /// Binds a checked list: `set` looks a gene set of the catalogue up, `digest` makes one of a text.
    pub fn bind(
        list: FeatureList,
        set: impl Fn(&str) -> Option<FeatureGenes>,
        digest: impl Fn(&str) -> String,
    ) -> Result<Self, FeatureListError> {
        list.check()?;
        let mut entries: Vec<Entry> = Vec::with_capacity(list.feature.len());
        for feature in list.feature {
            let place = |id: &String| entries.iter().position(|entry| entry.feature.id == *id);
            let parts: Vec<usize> = feature.of.iter().filter_map(place).collect();
            let on = feature.on.as_ref().and_then(place);
            let (source, genes) = source_of(&feature, &set)?;
            let genes = genes.into_iter().chain(parts.iter().flat_map(|&p| entries[p].genes.clone()));
            let genes: BTreeSet<String> = genes.collect();
            let made_of: Vec<&str> =
                parts.iter().chain(&on).map(|&place| entries[place].digest.as_str()).collect();
            let text = format!(
                "{} {}\n{:?}\nof {}\non {:?}\nwithin histology {}\n",
                feature.id,
                feature.kind,
                signed(&feature, &source, &set),
                made_of.join(" "),
                feature.on_axis,
                feature.within_histology,
            );
            entries.push(Entry { digest: digest(&text), source, parts, on, genes, feature });
        }
        Ok(Self { id: list.id, entries })
    }

    /// Name of the list.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The features in order.
    pub fn iter(&self) -> impl Iterator<Item = &Feature> {
        self.entries.iter().map(|entry| &entry.feature)
    }

    /// Genes that two features share, as a part of the smaller one, 0 to 1: two that share more than half are one piece of
    /// evidence and not two. Genes of the parts count, those of what a feature is adjusted for do not. `None` for an id that
    /// is not in the list.
    #[must_use]
    pub fn overlap(&self, one: &str, other: &str) -> Option<f64> {
        let genes = |id: &str| Some(&self.entries.iter().find(|entry| entry.feature.id == id)?.genes);
        let (one, other) = (genes(one)?, genes(other)?);
        let smaller = one.len().min(other.len());
        (smaller > 0).then(|| one.intersection(other).count() as f64 / smaller as f64)
    }

    /// The genes of a feature and of its parts, in alphabetical order.
    #[must_use]
    pub fn genes(&self, id: &str) -> Option<Vec<&str>> {
        let entry = self.entries.iter().find(|entry| entry.feature.id == id)?;
        Some(entry.genes.iter().map(String::as_str).collect())
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// Where the value comes from, and the genes that are measured for it.
fn source_of(
    feature: &Feature,
    set: &impl Fn(&str) -> Option<FeatureGenes>,
) -> Result<(FeatureSource, Vec<String>), FeatureListError> {
    if let Some(gene) = &feature.gene {
        return Ok((FeatureSource::Genes(vec![gene.clone()]), vec![gene.clone()]));
    }
    let Some(id) = &feature.set else { return Ok((FeatureSource::Parts, Vec::new())) };
    let genes = set(id).ok_or_else(|| FeatureListError::Set(feature.id.clone()))?;
    let side = match feature.side {
        None => return Ok((FeatureSource::Signature(id.clone()), [genes.up, genes.down].concat())),
        Some(SetSide::Up) => genes.up,
        Some(SetSide::Down) => genes.down,
    };
    if side.is_empty() {
        return Err(FeatureListError::Set(feature.id.clone()));
    }
    Ok((FeatureSource::Genes(side.clone()), side))
}

/// The genes by direction, sorted, for the digest.
fn signed(
    feature: &Feature,
    source: &FeatureSource,
    set: &impl Fn(&str) -> Option<FeatureGenes>,
) -> [Vec<String>; 2] {
    let mut sides = match source {
        FeatureSource::Parts => [Vec::new(), Vec::new()],
        FeatureSource::Genes(genes) => [genes.clone(), Vec::new()],
        FeatureSource::Signature(_) => {
            let genes = feature.set.as_deref().and_then(set).unwrap_or_default();
            [genes.up, genes.down]
        }
    };
    for side in &mut sides {
        side.sort();
    }
    sides
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) const TEXT: &str = r#"
id = "test"

[[feature]]
id = "treg"
name = "regulatory T cells"
kind = "set"
set = "set3"
sources = []
cannot_see = "Nothing."

[[feature]]
id = "gdf15"
name = "GDF15"
kind = "gene"
gene = "G30"
sources = []
cannot_see = "Nothing."

[[feature]]
id = "treg_for_t"
name = "regulatory T cells for that T level"
kind = "adjusted"
of = ["treg"]
on_axis = "T"
sources = []
cannot_see = "Nothing."

[[feature]]
id = "both"
name = "both"
kind = "minimum"
of = ["treg", "gdf15"]
sources = []
cannot_see = "Nothing."

[[feature]]
id = "less"
name = "one less the other"
kind = "difference"
of = ["treg", "gdf15"]
sources = []
cannot_see = "Nothing."

[[feature]]
id = "hypoxia"
name = "hypoxia"
kind = "set"
set = "set4"
within_histology = true
sources = []
cannot_see = "Nothing."
"#;

    /// Five genes each, as the made reference has them.
    pub(crate) fn set(id: &str) -> Option<FeatureGenes> {
        let i: usize = id.strip_prefix("set")?.parse().ok()?;
        Some(FeatureGenes { up: (0..5).map(|k| format!("G{}", 5 * i + k)).collect(), down: Vec::new() })
    }

    pub(crate) fn list() -> FeatureList {
        toml::from_str(TEXT).unwrap()
    }

    pub(crate) fn features() -> Features {
        Features::bind(list(), set, str::to_owned).unwrap()
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        type Damage = fn(&mut FeatureList);
        let keys = |id: &str, what| FeatureListError::Keys(id.into(), what);
        let damage: [(Damage, FeatureListError); 7] = [
            (|l| l.feature[1].id = "treg".into(), FeatureListError::Twice("treg".into())),
            (|l| l.feature[0].gene = Some("G1".into()), keys("treg", "'set', and 'side' at most")),
            (|l| l.feature[2].on_axis = Some(Axis::S), keys("treg_for_t", "'on_axis' T")),
            (
                |l| l.feature[2].on_axis = None,
                keys("treg_for_t", "one feature in 'of', and 'on_axis' or 'on'"),
            ),
            (|l| l.feature[3].of.truncate(1), keys("both", "two or more features in 'of'")),
            (|l| l.feature.swap(0, 3), FeatureListError::Part("both".into(), "treg".into())),
            (
                |l| l.feature[0].within_histology = true,
                FeatureListError::Histology("treg_for_t".into(), "treg".into()),
            ),
        ];
        for (damage, expected) in damage {
            let mut broken = list();
            damage(&mut broken);
            assert_eq!(broken.check(), Err(expected));
        }
        let error = Features::bind(list(), |_| None, str::to_owned).unwrap_err();
        assert_eq!(error, FeatureListError::Set("treg".into()));
    }

    #[test]
    fn overlap_is_by_the_smaller_one_and_counts_the_genes_of_parts() {
        let features = features();
        assert_eq!(features.overlap("treg", "treg_for_t"), Some(1.0));
        assert_eq!(features.overlap("treg", "both"), Some(1.0));
        assert_eq!(features.overlap("gdf15", "both"), Some(1.0));
        assert_eq!(features.overlap("treg", "gdf15"), Some(0.0));
        assert_eq!(features.overlap("treg", "unknown"), None);
        let half = Features::bind(
            list(),
            |id| match id {
                "set3" => Some(FeatureGenes { up: vec!["A".into(), "B".into()], down: vec![] }),
                _ => Some(FeatureGenes { up: vec!["B".into()], down: vec!["C".into(), "D".into()] }),
            },
            str::to_owned,
        );
        assert_eq!(half.unwrap().overlap("treg", "hypoxia"), Some(0.5));
    }

    #[test]
    fn a_digest_depends_on_genes_and_parts_and_not_on_their_order() {
        let digests = |set: &dyn Fn(&str) -> Option<FeatureGenes>| -> Vec<String> {
            let bound = Features::bind(list(), set, str::to_owned).unwrap();
            bound.entries.into_iter().map(|entry| entry.digest).collect()
        };
        let own = digests(&set);
        let reversed = digests(&|id| {
            set(id).map(|mut genes| {
                genes.up.reverse();
                genes
            })
        });
        assert_eq!(own, reversed);
        let other = digests(&|id| {
            set(id).map(|mut genes| {
                genes.up.truncate(if id == "set3" { 4 } else { 5 });
                genes
            })
        });
        let changed: Vec<bool> = own.iter().zip(&other).map(|(a, b)| a != b).collect();
        // The set, and everything made of it.
        assert_eq!(changed, [true, false, true, true, true, false]);
    }
}
