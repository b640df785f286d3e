//! A variant in a core gene on its way to being counted or dropped, and the filters that decide.

use std::collections::BTreeMap;

use evade_core::{
    Caution, CellText, EffectClass, EvidenceCode, FilterReason, FilteredVariant, GeneCopies, Phase, Variant,
    VariantSource,
};

use crate::Build;
use crate::allele::Allele;
use crate::burden::{Burden, BurdenRules};
use crate::panel::PanelGene;
use crate::protein::{ChangeKind, ProteinChange, short_form};
use crate::recurrent;
use crate::same_variant::{add_filtered, is_of_variant, is_same_variant};
use crate::verdict::{is_altering, judge_variant};

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
    /// There is no normal sample: what may be inherited is marked.
    pub tumor_only: bool,
    /// What the tumour mutational burden counts.
    pub burden: BurdenRules,
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
            tumor_only: false,
            burden: BurdenRules::default(),
            read_limits_in_maf: false,
        }
    }
}

/// Lowest allele fraction in plasma.
const MIN_PLASMA_VAF: f64 = 0.005;

impl Filters {
    /// The defaults for cell-free DNA, where small fractions are real.
    #[must_use]
    pub fn of_plasma() -> Self {
        Self { min_vaf: MIN_PLASMA_VAF, ..Self::default() }
    }

    /// Whether a variant with this FILTER may count.
    pub(crate) fn lets_pass(&self, filter: &str) -> bool {
        !self.pass_only || is_pass(filter)
    }

    /// Whether the normal has so much of the variant that it is not the tumour's own.
    pub(crate) fn is_in_normal(&self, normal_vaf: f64, vaf: Option<f64>) -> bool {
        normal_vaf > self.max_normal_vaf.max(self.max_normal_share * vaf.unwrap_or(0.0))
    }
}

/// Whether a FILTER lets the variant pass.
pub(crate) fn is_pass(filter: &str) -> bool {
    filter.split(';').all(|f| matches!(f, "" | "." | "PASS"))
}

/// What was read of one sample, core genes only.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SampleVariants {
    /// Variants that count.
    pub variants: Vec<Variant>,
    /// Candidates that do not.
    pub filtered: Vec<FilteredVariant>,
    /// Genes of which the input itself says whether they were tested: only hand-typed tables do.
    pub stated: BTreeMap<String, bool>,
    /// Coding variants of all genes, counted for the tumour mutational burden.
    pub burden: Burden,
    /// Copies of genes, where copy number was read.
    pub copies: BTreeMap<String, GeneCopies>,
    /// Whether rearrangements were looked for.
    pub rearrangements_tested: bool,
}

impl SampleVariants {
    /// Adds what another file says of the same sample. A variant that is already there is not counted twice, and one
    /// that counts in either file is not listed as dropped.
    pub fn extend(&mut self, other: Self) {
        for variant in other.variants {
            match self.variants.iter_mut().find(|v| is_same_variant(v, &variant)) {
                Some(known) => known.phase = known.phase.take().or(variant.phase),
                None => self.variants.push(variant),
            }
        }
        add_filtered(&mut self.filtered, other.filtered);
        let counted = &self.variants;
        self.filtered.retain(|f| !counted.iter().any(|v| is_of_variant(f, v)));
        self.burden.join(other.burden);
        self.rearrangements_tested |= other.rearrangements_tested;
        for (gene, copies) in other.copies {
            self.copies.entry(gene).or_insert(copies);
        }
        for (gene, was_tested) in other.stated {
            let entry = self.stated.entry(gene).or_insert(was_tested);
            *entry |= was_tested;
        }
    }
}

/// Everything a source says of a variant in a core gene.
#[derive(Debug, Clone)]
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
    pub(crate) flags: Vec<Caution>,
    pub(crate) source: VariantSource,
    /// Whether the source gives an id of a known polymorphism.
    pub(crate) has_known_id: bool,
    /// What a splice predictor says, 0 to 1.
    pub(crate) splice_score: Option<f64>,
    /// What a curated source in the input says of the variant.
    pub(crate) assertion: Option<Assertion>,
    /// Annotations that are carried along.
    pub(crate) carried: Vec<EvidenceCode>,
    /// The haplotype.
    pub(crate) phase: Option<Phase>,
    /// Chromosome and position of the other end of a rearrangement.
    pub(crate) other_end: Option<(String, u64)>,
}

/// What a curated source says of a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Assertion {
    /// Pathogenic or oncogenic, the effect not stated.
    Oncogenic,
    /// Oncogenic by loss of function.
    Loss,
    /// Oncogenic by gain of function.
    Gain,
    /// Benign or neutral.
    Neutral,
}

/// Lowest splice score that makes a change near a splice site count.
const SPLICE_SCORE: f64 = 0.5;

/// Whether a column of this lower-case name holds what [`Candidate::read_annotations`] reads.
pub(crate) fn is_annotation(name: &str) -> bool {
    let words = ["oncogenic", "mutation_effect", "highest_level", "dbsnp_rs", "existing_variation"];
    words.contains(&name) || CLINICAL_COLUMNS.contains(&name) || SPLICE_COLUMNS.contains(&name)
}

impl Candidate {
    /// A candidate of which no more than its source is known.
    pub(crate) fn new(source: VariantSource) -> Self {
        Self {
            chrom: String::new(),
            pos: 0,
            reference: String::new(),
            alternate: String::new(),
            effect: None,
            effect_word: String::new(),
            hgvsp: None,
            hgvsc: None,
            transcript: None,
            vaf: None,
            depth: None,
            alt_reads: None,
            normal_vaf: None,
            population_frequency: None,
            filter: String::new(),
            not_somatic: None,
            flags: Vec::new(),
            source,
            has_known_id: false,
            splice_score: None,
            assertion: None,
            carried: Vec::new(),
            phase: None,
            other_end: None,
        }
    }

    /// The protein change in short form; words that are no notation stay as they were written.
    pub(crate) fn protein_change(&self) -> Option<String> {
        let is_words = self.flags.contains(&Caution::ChangeNotUnderstood);
        self.hgvsp.as_deref().map(|text| if is_words { text.to_owned() } else { short_form(text) })
    }

    /// The row of a candidate that is not counted and would not have altered its gene.
    pub(crate) fn filtered(
        &self,
        gene: &str,
        reason: FilterReason,
        detail: impl Into<String>,
    ) -> FilteredVariant {
        FilteredVariant {
            gene: gene.to_owned(),
            chrom: self.chrom.clone(),
            pos: self.pos,
            reference: self.reference.clone(),
            alternate: self.alternate.clone(),
            reason,
            detail: detail.into(),
            hgvsp: self.protein_change(),
            hgvsc: self.hgvsc.clone(),
            would_alter: false,
            confirm_germline: false,
        }
    }

    /// The change in its shortest form.
    pub(crate) fn allele(&self) -> Allele {
        Allele::from_vcf(self.pos, &self.reference, &self.alternate)
    }

    /// Reads what curated sources and predictors say; `value` gives the field of a lower-case column name.
    pub(crate) fn read_annotations<'t>(&mut self, value: impl Fn(&str) -> Option<&'t str>) {
        let word = |name: &str| value(name).unwrap_or("").to_ascii_lowercase().replace(['_', '-'], " ");
        let effect = word("mutation_effect");
        self.assertion = match word("oncogenic").as_str() {
            "oncogenic" | "likely oncogenic" | "predicted oncogenic" | "resistance" => Some(match effect {
                e if e.contains("loss of function") => Assertion::Loss,
                e if e.contains("gain of function") => Assertion::Gain,
                _ => Assertion::Oncogenic,
            }),
            "likely neutral" | "neutral" => Some(Assertion::Neutral),
            _ => None,
        };
        let clinical = CLINICAL_COLUMNS.map(word);
        self.assertion =
            self.assertion.or_else(|| clinical.into_iter().find_map(|s| assertion_of_clinvar(&s)));
        if let Some(level) = value("highest_level").filter(|level| !level.is_empty()) {
            self.carried.push(EvidenceCode::OncoKb(CellText::new(level)));
        }
        let splice = SPLICE_COLUMNS.iter().filter_map(|name| value(name)?.parse::<f64>().ok());
        self.splice_score = splice.max_by(f64::total_cmp);
        let known = ["dbsnp_rs", "existing_variation"].iter().filter_map(|name| value(name));
        self.has_known_id |=
            known.into_iter().any(|id| id.split(['&', ',', ';']).any(|i| i.starts_with("rs")));
    }

    /// Whether a change near a splice site is predicted to break it.
    pub(crate) fn breaks_splicing(&self) -> bool {
        self.effect == Some(EffectClass::SpliceRegion) && self.splice_score.is_some_and(|s| s >= SPLICE_SCORE)
    }

    /// Whether the population frequency, or the fraction and a known id, suggest an inherited variant.
    fn looks_inherited(&self) -> bool {
        let by_fraction = self.vaf.is_some_and(|v| (0.4..=0.6).contains(&v) || v > 0.9);
        self.population_frequency.is_some_and(|f| f > 0.0) || (self.has_known_id && by_fraction)
    }

    /// Counts the candidate or lists why not.
    pub(crate) fn settle(
        mut self,
        gene: &PanelGene,
        build: Option<Build>,
        filters: &Filters,
        into: &mut SampleVariants,
    ) {
        into.burden.count(&self, Some(gene), filters);
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
        let row = self.filtered(&gene.symbol, FilterReason::KnownBenign, "");
        let mut variant = judge_variant(self, gene, build);
        if !is_altering(&variant) {
            variant.flags.retain(|caution| *caution != Caution::ConsiderGermlineConfirmation);
        }
        let frequency = frequency.filter(|f| *f > filters.max_population_frequency && !variant.is_hotspot());
        if let Some(detail) = known_other_meaning(&variant, gene, build) {
            into.filtered.push(FilteredVariant { detail: detail.to_owned(), ..row });
        } else if let Some(f) = frequency {
            into.filtered.push(FilteredVariant {
                reason: FilterReason::PopulationFrequency,
                detail: format!("{f} > {}", filters.max_population_frequency),
                would_alter: would_alter(&variant, gene, build),
                ..row
            });
        } else if !into.variants.iter().any(|v| is_same_variant(v, &variant)) {
            into.burden.mark_hotspot(&variant);
            into.variants.push(variant);
        }
    }

    /// The row of a candidate that its source, its effect, its filter or the normal rules out.
    fn dropped(&self, gene: &PanelGene, build: Option<Build>, filters: &Filters) -> Option<FilteredVariant> {
        let (reason, detail) = self.reason_to_drop(filters)?;
        let row = self.filtered(&gene.symbol, reason, detail);
        Some(match reason {
            FilterReason::NotSomatic => {
                FilteredVariant { confirm_germline: self.may_be_inherited_syndrome(gene, build), ..row }
            }
            FilterReason::Filter | FilterReason::InNormal => self.with_consequence(row, gene, build),
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
        let would_alter = would_alter(&judge_variant(self.clone(), gene, build), gene, build);
        FilteredVariant { would_alter, ..row }
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
        if SYNDROME_GENES.contains(&gene.symbol.as_str()) {
            self.flags.push(Caution::ConsiderGermlineConfirmation);
        }
    }

    /// Whether an inherited variant would be a loss in a gene of a tumour syndrome.
    fn may_be_inherited_syndrome(&self, gene: &PanelGene, build: Option<Build>) -> bool {
        SYNDROME_GENES.contains(&gene.symbol.as_str())
            && is_altering(&judge_variant(self.clone(), gene, build))
    }

    fn reason_to_drop(&self, filters: &Filters) -> Option<(FilterReason, String)> {
        let word = || self.effect_word.clone();
        if let Some(status) = &self.not_somatic {
            return Some((FilterReason::NotSomatic, status.clone()));
        }
        match self.effect {
            Some(EffectClass::Silent) => return Some((FilterReason::Silent, word())),
            Some(EffectClass::SpliceRegion) if self.breaks_splicing() => {}
            Some(EffectClass::Noncoding | EffectClass::SpliceRegion) => {
                return Some((FilterReason::Noncoding, word()));
            }
            _ => {}
        }
        if !filters.lets_pass(&self.filter) {
            return Some((FilterReason::Filter, self.filter.clone()));
        }
        let normal = self.normal_vaf.filter(|normal| filters.is_in_normal(*normal, self.vaf))?;
        Some((FilterReason::InNormal, format!("fraction {normal:.3} in the normal")))
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

/// Genes whose inherited loss is a tumour syndrome: Peutz-Jeghers, Lynch, Li-Fraumeni.
const SYNDROME_GENES: [&str; 6] = ["STK11", "MLH1", "MSH2", "MSH6", "PMS2", "TP53"];

/// Columns with the clinical significance of a variant.
const CLINICAL_COLUMNS: [&str; 4] = ["clin_sig", "clnsig", "clinvar_clnsig", "clinvar"];

/// Columns of splice predictors, in lower case.
const SPLICE_COLUMNS: [&str; 6] = [
    "spliceai_pred_ds_ag",
    "spliceai_pred_ds_al",
    "spliceai_pred_ds_dg",
    "spliceai_pred_ds_dl",
    "spliceai_ds_max",
    "spliceai",
];

fn assertion_of_clinvar(significance: &str) -> Option<Assertion> {
    if significance.contains("conflicting") || significance.contains("uncertain") {
        None
    } else if significance.contains("pathogenic") {
        Some(Assertion::Oncogenic)
    } else if significance.contains("benign") {
        Some(Assertion::Neutral)
    } else {
        None
    }
}

/// Bases gained, or lost if negative; `-` stands for an allele that is not there.
pub(crate) fn length_change(reference: &str, alternate: &str) -> i64 {
    let length =
        |allele: &str| if allele == "-" { 0 } else { i64::try_from(allele.len()).unwrap_or(i64::MAX) };
    length(alternate) - length(reference)
}

/// Residue from which the frameshifts of myeloproliferative neoplasms give CALR its new tail: exon 9.
const CALR_EXON_9: u32 = 352;

/// Coding base of JAK2 that V617F exchanges.
const V617F_BASE: u64 = 1849;

/// Changes of loss genes that are a gain of function, mostly of blood cells: never counted as loss.
fn known_other_meaning(variant: &Variant, gene: &PanelGene, build: Option<Build>) -> Option<&'static str> {
    let change = variant.hgvsp.as_deref().unwrap_or("");
    match variant.gene.as_str() {
        "JAK2" if change == "p.V617F" || is_v617f(variant, gene, build) => {
            Some("JAK2 V617F is a gain of function, mostly of blood cells: not a loss")
        }
        "CALR" if is_calr_gain(variant, change) => {
            Some("CALR exon 9 +1 frameshift is a gain of function of blood cells: not a loss")
        }
        _ => None,
    }
}

/// JAK2 c.1849G>T by its place; the gene is read forwards.
fn is_v617f(variant: &Variant, gene: &PanelGene, build: Option<Build>) -> bool {
    let allele = Allele::from_vcf(variant.pos, &variant.reference, &variant.alternate);
    let place = gene.transcript(build).and_then(|transcript| transcript.position_of(V617F_BASE));
    (Some(allele.pos), allele.reference.as_str(), allele.alternate.as_str()) == (place, "G", "T")
}

/// A +1 frameshift of exon 9: 52 bases lost, 5 gained, or as much but for whole codons.
fn is_calr_gain(variant: &Variant, change: &str) -> bool {
    let Some(parsed) = ProteinChange::parse(change) else { return false };
    let shift = length_change(&variant.reference, &variant.alternate);
    matches!(parsed.kind, ChangeKind::Frameshift { .. })
        && parsed.start >= CALR_EXON_9
        && (variant.pos == 0 || shift.rem_euclid(3) == 2)
}
