//! Everything a source says of a variant in a judged gene, before it is judged.

use evade_core::{
    Caution, CellText, EffectClass, EvidenceCode, FilterReason, FilteredVariant, Phase, VariantSource,
};

use crate::allele::Allele;
use crate::assertion::{Assertion, CLINICAL_COLUMNS, SPLICE_COLUMNS, assertion_of_clinvar};
use crate::filters::Filters;
use crate::impossible::Impossible;
use crate::normal::InNormal;
use crate::protein::short_form;

/// What suggests that a variant of a tumour without a normal is inherited, though its caller does not filter it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GermlineHint {
    /// The caller found it in a database of germline variants, as often as its limit asks for.
    Database,
    /// The caller infers it, from the fractions of variants nearby or from databases that disagree.
    Fractions,
}

/// Lowest splice score that makes a change near a splice site count.
const SPLICE_SCORE: f64 = 0.5;

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
    /// The protein change that is judged, where the source's words or numbers do not say all of one: any change of
    /// the window that they name.
    pub(crate) stands_for: Option<String>,
    pub(crate) hgvsc: Option<String>,
    pub(crate) transcript: Option<String>,
    pub(crate) vaf: Option<f64>,
    pub(crate) depth: Option<u32>,
    pub(crate) alt_reads: Option<u32>,
    pub(crate) normal: InNormal,
    pub(crate) population_frequency: Option<f64>,
    pub(crate) filter: String,
    pub(crate) not_somatic: Option<String>,
    /// What its caller says of its origin without a normal.
    pub(crate) germline_hint: Option<GermlineHint>,
    /// The inherited change of several bases that it is a part of.
    pub(crate) part_of_germline: Option<String>,
    /// What shows that the tumour does not have it.
    pub(crate) not_in_tumor: Option<String>,
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
    /// What of its row cannot be: it is not counted, and its gene is not `not_altered`.
    pub(crate) impossible: Option<Impossible>,
    /// Where it lies, if that is outside the gene that its annotation names: it is treated as an impossible value is.
    pub(crate) misplaced: Option<String>,
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
            stands_for: None,
            hgvsc: None,
            transcript: None,
            vaf: None,
            depth: None,
            alt_reads: None,
            normal: InNormal::Unknown,
            population_frequency: None,
            filter: String::new(),
            not_somatic: None,
            germline_hint: None,
            part_of_germline: None,
            not_in_tumor: None,
            flags: Vec::new(),
            source,
            has_known_id: false,
            splice_score: None,
            assertion: None,
            carried: Vec::new(),
            phase: None,
            other_end: None,
            impossible: None,
            misplaced: None,
        }
    }

    /// The protein change in short form; words that are no notation stay as they were written.
    pub(crate) fn protein_change(&self) -> Option<String> {
        let is_words = self.flags.contains(&Caution::ChangeNotUnderstood)
            || self.flags.contains(&Caution::ChangeGivenByExon);
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
            vaf: self.vaf,
            depth: self.depth,
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

    /// Whether it passes its filter, in the tumour and not in the normal.
    pub(crate) fn is_of_tumor_alone(&self, filters: &Filters) -> bool {
        filters.lets_pass(&self.filter)
            && self.not_somatic.is_none()
            && self.part_of_germline.is_none()
            && self.not_in_tumor.is_none()
            && self.normal.too_much(self.vaf, filters).is_none()
    }

    /// Whether a change near a splice site is predicted to break it.
    pub(crate) fn breaks_splicing(&self) -> bool {
        self.effect == Some(EffectClass::SpliceRegion) && self.splice_score.is_some_and(|s| s >= SPLICE_SCORE)
    }

    /// Whether the population frequency, or the fraction and a known id, suggest an inherited variant.
    pub(crate) fn looks_inherited(&self) -> bool {
        let by_fraction = self.vaf.is_some_and(|v| (0.4..=0.6).contains(&v) || v > 0.9);
        self.germline_hint.is_some()
            || self.population_frequency.is_some_and(|f| f > 0.0)
            || (self.has_known_id && by_fraction)
    }
}
