//! Whether a candidate counts: the filters, the verdict, and the row of one that does not.

use evade_core::{Caution, EffectClass, FilterReason, FilteredVariant, Variant, VariantSource, Verdict};

use crate::Build;
use crate::allele::Allele;
use crate::by_place;
use crate::candidate::{Candidate, GermlineHint};
use crate::filters::Filters;
use crate::gene_rules::is_of_syndrome;
use crate::impossible::Impossible;
use crate::other_meaning::known_other_meaning;
use crate::panel::PanelGene;
use crate::protein::ProteinChange;
use crate::recurrent;
use crate::sample_variants::SampleVariants;
use crate::skipped_exon::is_of_skipped_exon;
use crate::verdict::{is_altering, judge_variant};

impl Candidate {
    /// Counts the candidate or lists why not.
    pub(crate) fn settle(
        mut self,
        gene: &PanelGene,
        build: Option<Build>,
        filters: &Filters,
        into: &mut SampleVariants,
    ) {
        by_place::weigh(&mut self, gene, build, None);
        if self.impossible.is_none() {
            into.burden.count(&self, Some(gene), filters);
        }
        self.name_exchange(gene, build);
        if let Some(dropped) = self.dropped(gene, build, filters) {
            into.filtered.push(dropped);
            return;
        }
        let weak = self.weak_reads(filters);
        if filters.read_limits_in_maf || self.source != VariantSource::Maf {
            if let Some(weak) = weak.into_iter().next() {
                let row = self.filtered(&gene.symbol, weak.reason, weak.detail);
                into.filtered.push(self.with_consequence(row, gene, build));
                return;
            }
        } else {
            self.flags.extend(weak.into_iter().map(|weak| weak.caution));
        }
        self.mark_germline(gene, filters);
        let frequency = self.population_frequency;
        let hint = self.germline_hint;
        let row = self.filtered(&gene.symbol, FilterReason::KnownBenign, "");
        let mut variant = judge_variant(self, gene, build);
        if !is_altering(&variant) {
            variant.flags.retain(|caution| *caution != Caution::ConsiderGermlineConfirmation);
        }
        let frequency = frequency.filter(|f| *f > filters.max_population_frequency && !variant.is_hotspot());
        // Databases of germline variants hold somatic hotspots too, which blood cells of healthy people bear.
        let is_in_database = hint == Some(GermlineHint::Database) && !variant.is_hotspot();
        if hint.is_some() && is_altering(&variant) && !is_in_database {
            variant.verdict = Verdict::Uncertain;
        }
        if let Some(detail) = known_other_meaning(&variant, gene, build) {
            into.filtered.push(FilteredVariant { detail: detail.to_owned(), ..row });
        } else if let Some(f) = frequency {
            into.filtered.push(FilteredVariant {
                reason: FilterReason::PopulationFrequency,
                detail: format!("{f} > {}", filters.max_population_frequency),
                would_alter: would_alter(&variant, gene, build),
                ..row
            });
        } else if is_in_database {
            into.filtered.push(FilteredVariant {
                reason: FilterReason::PopulationFrequency,
                detail: "the caller found it in a database of germline variants".to_owned(),
                would_alter: would_alter(&variant, gene, build),
                ..row
            });
        } else if into.place_of(&variant).is_none() {
            into.burden.mark_hotspot(&variant);
            into.variants.push(variant);
        }
    }

    /// The row of a candidate that its source, its effect, its filter or the normal rules out.
    fn dropped(&self, gene: &PanelGene, build: Option<Build>, filters: &Filters) -> Option<FilteredVariant> {
        let (reason, detail) = self.reason_to_drop(gene, build, filters)?;
        let row = self.filtered(&gene.symbol, reason, detail);
        Some(match reason {
            FilterReason::NotSomatic => {
                FilteredVariant { confirm_germline: self.may_be_inherited_syndrome(gene, build), ..row }
            }
            FilterReason::Filter
            | FilterReason::InNormal
            | FilterReason::PartOfGermline
            | FilterReason::ImpossibleValue
            | FilterReason::AnnotationElsewhere => self.with_consequence(row, gene, build),
            _ => row,
        })
    }

    /// Names an exchange that the source does not, where its allele is a recurrent one.
    fn name_exchange(&mut self, gene: &PanelGene, build: Option<Build>) {
        let is_exchange = matches!(self.effect, Some(EffectClass::Missense | EffectClass::Unknown));
        let is_named = self.hgvsp.as_deref().and_then(ProteinChange::parse).is_some();
        let Some(build) = build.filter(|_| is_exchange && !is_named && self.pos > 0) else { return };
        let allele = Allele::from_maf(self.pos, &self.reference, &self.alternate);
        if let Some((effect, change)) = recurrent::at_place(gene, build, &allele) {
            self.effect = Some(effect);
            self.hgvsp = Some(change);
            self.flags.push(Caution::NamedByAllele);
        }
    }

    /// The row, with what would have followed had the candidate been counted.
    fn with_consequence(
        &self,
        row: FilteredVariant,
        gene: &PanelGene,
        build: Option<Build>,
    ) -> FilteredVariant {
        let variant = judge_variant(self.clone(), gene, build);
        FilteredVariant { would_alter: would_alter(&variant, gene, build), hgvsp: variant.hgvsp, ..row }
    }

    /// Without a normal sample nothing tells an inherited variant from a somatic one.
    fn mark_germline(&mut self, gene: &PanelGene, filters: &Filters) {
        if filters.tumor_only {
            Caution::GermlineStatusUnknown.add_to(&mut self.flags);
        }
        if !self.flags.contains(&Caution::GermlineStatusUnknown) {
            return;
        }
        if self.looks_inherited() {
            self.flags.push(Caution::GermlineLikely);
        }
        if is_of_syndrome(&gene.symbol) {
            self.flags.push(Caution::ConsiderGermlineConfirmation);
        }
    }

    /// Whether an inherited variant would be a loss in a gene of a tumour syndrome.
    fn may_be_inherited_syndrome(&self, gene: &PanelGene, build: Option<Build>) -> bool {
        is_of_syndrome(&gene.symbol) && is_altering(&judge_variant(self.clone(), gene, build))
    }

    fn reason_to_drop(
        &self,
        gene: &PanelGene,
        build: Option<Build>,
        filters: &Filters,
    ) -> Option<(FilterReason, String)> {
        let word = || self.effect_word.clone();
        if let Some(status) = &self.not_somatic {
            return Some((FilterReason::NotSomatic, status.clone()));
        }
        if let Some(sign) = &self.not_in_tumor {
            return Some((FilterReason::NotInTumor, sign.clone()));
        }
        match self.effect {
            Some(EffectClass::Silent) => return Some((FilterReason::Silent, word())),
            Some(EffectClass::SpliceRegion) if self.breaks_splicing() => {}
            _ if is_of_skipped_exon(self, gene, build) => {}
            Some(EffectClass::Noncoding | EffectClass::SpliceRegion) => {
                return Some((FilterReason::Noncoding, word()));
            }
            _ => {}
        }
        if !filters.lets_pass(&self.filter) {
            return Some((FilterReason::Filter, self.filter.clone()));
        }
        if let Some(Impossible(what)) = &self.impossible {
            return Some((FilterReason::ImpossibleValue, what.clone()));
        }
        if let Some(place) = &self.misplaced {
            return Some((FilterReason::AnnotationElsewhere, place.clone()));
        }
        if self.normal.too_much(self.vaf, filters).is_some() {
            return Some((FilterReason::InNormal, self.normal.detail()));
        }
        Some((FilterReason::PartOfGermline, self.part_of_germline.clone()?))
    }

    /// Whether depth, reads or fraction lie below a limit that drops the candidate.
    pub(crate) fn has_weak_reads(&self, filters: &Filters) -> bool {
        (filters.read_limits_in_maf || self.source != VariantSource::Maf)
            && !self.weak_reads(filters).is_empty()
    }

    fn weak_reads(&self, filters: &Filters) -> Vec<WeakReads> {
        let mut weak = Vec::new();
        if let Some(depth) = self.depth.filter(|d| *d < filters.min_depth) {
            let detail = format!("{depth} reads < {}", filters.min_depth);
            weak.push(WeakReads { reason: FilterReason::LowDepth, caution: Caution::LowDepth, detail });
        }
        if let Some(reads) = self.alt_reads.filter(|r| *r < filters.min_alt_reads) {
            let detail = format!("{reads} reads < {}", filters.min_alt_reads);
            weak.push(WeakReads { reason: FilterReason::LowAltReads, caution: Caution::LowAltReads, detail });
        }
        if let Some(vaf) = self.vaf.filter(|v| *v < filters.min_vaf) {
            let detail = format!("{vaf:.3} < {}", filters.min_vaf);
            weak.push(WeakReads { reason: FilterReason::LowVaf, caution: Caution::LowVaf, detail });
        }
        weak
    }
}

/// Reads below a limit: a reason to filter, or in a MAF, which its project has filtered, a caution.
struct WeakReads {
    reason: FilterReason,
    caution: Caution,
    detail: String,
}

/// Whether a variant that is not counted would have altered its gene.
fn would_alter(variant: &Variant, gene: &PanelGene, build: Option<Build>) -> bool {
    is_altering(variant) && known_other_meaning(variant, gene, build).is_none()
}
