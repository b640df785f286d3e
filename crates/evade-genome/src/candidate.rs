//! A variant in a core gene on its way to being counted or dropped, and the filters that decide.

use evade_core::{EffectClass, FilteredVariant, Variant};

use crate::Build;
use crate::panel::PanelGene;
use crate::verdict::judge_variant;

/// When a candidate is not counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Filters {
    /// Count only what the caller let pass: FILTER `PASS`, `.` or empty.
    pub pass_only: bool,
    /// Fewest reads in the tumour.
    pub min_depth: u32,
    /// Fewest reads with the variant.
    pub min_alt_reads: u32,
    /// Lowest allele fraction in the tumour.
    pub min_vaf: f64,
    /// Highest allele fraction in the normal ...
    pub max_normal_vaf: f64,
    /// ... unless it is at most this share of the fraction in the tumour.
    pub max_normal_share: f64,
    /// Highest population frequency, hotspots excepted.
    pub max_population_frequency: f64,
    /// Whether depth, reads and fraction also drop rows of a MAF. A MAF is a list of calls that a project has made
    /// and filtered; by default such rows are counted and carry the flags `low_depth`, `low_alt_reads`, `low_vaf`.
    pub read_limits_in_maf: bool,
}

impl Default for Filters {
    fn default() -> Self {
        Self {
            pass_only: true,
            min_depth: 10,
            min_alt_reads: 3,
            min_vaf: 0.05,
            max_normal_vaf: 0.02,
            max_normal_share: 0.2,
            max_population_frequency: 0.001,
            read_limits_in_maf: false,
        }
    }
}

/// What was read of one sample, core genes only.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SampleVariants {
    /// Variants that count.
    pub variants: Vec<Variant>,
    /// Candidates that do not.
    pub filtered: Vec<FilteredVariant>,
    /// Genes of which the input itself says whether they were tested: only hand-typed tables do.
    pub stated: std::collections::BTreeMap<String, bool>,
}

impl SampleVariants {
    /// Adds what another file says of the same sample. A variant that is already there is not counted twice, and one
    /// that counts in either file is not listed as dropped.
    pub fn extend(&mut self, other: Self) {
        for variant in other.variants {
            if !self.variants.iter().any(|v| is_same(v, &variant)) {
                self.variants.push(variant);
            }
        }
        for dropped in other.filtered {
            if !self.filtered.contains(&dropped) {
                self.filtered.push(dropped);
            }
        }
        let counted = &self.variants;
        self.filtered.retain(|f| {
            !counted.iter().any(|v| {
                (&v.chrom, v.pos, &v.reference, &v.alternate) == (&f.chrom, f.pos, &f.reference, &f.alternate)
            })
        });
        for (gene, was_tested) in other.stated {
            let entry = self.stated.entry(gene).or_insert(was_tested);
            *entry |= was_tested;
        }
    }
}

fn is_same(a: &Variant, b: &Variant) -> bool {
    a.gene == b.gene
        && a.pos == b.pos
        && (&a.reference, &a.alternate) == (&b.reference, &b.alternate)
        && (a.pos > 0 || a.hgvsp == b.hgvsp)
}

/// Everything a source says of a variant in a core gene.
#[derive(Debug, Clone, Default)]
pub(crate) struct Candidate {
    pub(crate) chrom: String,
    pub(crate) pos: u64,
    pub(crate) reference: String,
    pub(crate) alternate: String,
    pub(crate) effect: Option<EffectClass>,
    /// The source's own word for the effect, for the list of dropped candidates.
    pub(crate) effect_word: String,
    pub(crate) hgvsp: Option<String>,
    pub(crate) hgvsc: Option<String>,
    pub(crate) transcript: Option<String>,
    pub(crate) vaf: Option<f64>,
    pub(crate) depth: Option<u32>,
    pub(crate) alt_reads: Option<u32>,
    pub(crate) normal_vaf: Option<f64>,
    pub(crate) population_frequency: Option<f64>,
    pub(crate) filter: String,
    pub(crate) not_somatic: Option<String>,
    pub(crate) flags: Vec<String>,
    pub(crate) source: &'static str,
}

impl Candidate {
    /// Counts the candidate or lists why not.
    pub(crate) fn settle(
        mut self,
        gene: &PanelGene,
        build: Option<Build>,
        filters: &Filters,
        into: &mut SampleVariants,
    ) {
        let drop = |c: &Self, reason: &str, detail: String| FilteredVariant {
            gene: gene.symbol.clone(),
            chrom: c.chrom.clone(),
            pos: c.pos,
            reference: c.reference.clone(),
            alternate: c.alternate.clone(),
            reason: reason.to_owned(),
            detail,
        };
        if let Some((reason, detail)) = self.reason_to_drop(filters) {
            into.filtered.push(drop(&self, reason, detail));
            return;
        }
        if filters.read_limits_in_maf || self.source != "maf" {
            if let Some((reason, detail)) = self.weak_reads(filters).into_iter().next() {
                into.filtered.push(drop(&self, reason, detail));
                return;
            }
        } else {
            let weak = self.weak_reads(filters);
            self.flags.extend(weak.into_iter().map(|(reason, _)| reason.to_owned()));
        }
        let frequency = self.population_frequency;
        let dropped = drop(&self, "", String::new());
        let variant = judge_variant(self, gene, build);
        let is_hotspot = variant.codes.iter().any(|c| c.starts_with("hotspot_"));
        if is_loss_of_jak2_by_v617f(&variant) {
            into.filtered.push(FilteredVariant {
                reason: "known_benign".to_owned(),
                detail: "JAK2 V617F is a gain of function, mostly of blood cells: not a loss".to_owned(),
                ..dropped
            });
        } else if let Some(f) = frequency.filter(|f| *f > filters.max_population_frequency && !is_hotspot) {
            into.filtered.push(FilteredVariant {
                reason: "population_frequency".to_owned(),
                detail: format!("{f} > {}", filters.max_population_frequency),
                ..dropped
            });
        } else if !into.variants.iter().any(|v| is_same(v, &variant)) {
            into.variants.push(variant);
        }
    }

    fn reason_to_drop(&self, filters: &Filters) -> Option<(&'static str, String)> {
        let word = || self.effect_word.clone();
        if let Some(status) = &self.not_somatic {
            return Some(("not_somatic", status.clone()));
        }
        match self.effect {
            Some(EffectClass::Silent) => return Some(("silent", word())),
            Some(EffectClass::Noncoding | EffectClass::SpliceRegion) => return Some(("noncoding", word())),
            _ => {}
        }
        let is_pass = self.filter.split(';').all(|f| matches!(f, "" | "." | "PASS"));
        if filters.pass_only && !is_pass {
            return Some(("filter", self.filter.clone()));
        }
        if let Some(normal) = self.normal_vaf {
            let allowed = filters.max_normal_vaf.max(filters.max_normal_share * self.vaf.unwrap_or(0.0));
            if normal > allowed {
                return Some(("in_normal", format!("fraction {normal:.3} in the normal")));
            }
        }
        None
    }

    fn weak_reads(&self, filters: &Filters) -> Vec<(&'static str, String)> {
        let mut weak = Vec::new();
        if let Some(depth) = self.depth.filter(|d| *d < filters.min_depth) {
            weak.push(("low_depth", format!("{depth} reads < {}", filters.min_depth)));
        }
        if let Some(reads) = self.alt_reads.filter(|r| *r < filters.min_alt_reads) {
            weak.push(("low_alt_reads", format!("{reads} reads < {}", filters.min_alt_reads)));
        }
        if let Some(vaf) = self.vaf.filter(|v| *v < filters.min_vaf) {
            weak.push(("low_vaf", format!("{vaf:.3} < {}", filters.min_vaf)));
        }
        weak
    }
}

fn is_loss_of_jak2_by_v617f(variant: &Variant) -> bool {
    variant.gene == "JAK2" && variant.hgvsp.as_deref() == Some("p.V617F")
}
