//! From a sample's variants, copies and rearrangements to one row per gene.

mod copies;
mod hits;

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};

use evade_core::{
    AlterationStatus, Caution, CellText, CopySource, CopyState, DnaProfile, EffectClass, EvidenceCode,
    FilterReason, FilteredCandidate, FilteredVariant, GeneAlteration, GeneCopies, GeneRole, HLA_GENES, Hits,
    IciNote, RegionState, TmbReason, Variant, VariantSource, Verdict, gene_of_row,
};

use self::copies::{effect_of_copies, is_not_judged};
use self::hits::{hits_of, is_in_part};
use crate::burden::{TmbSetting, tumour_burden};
use crate::consequence::severity;
use crate::coverage::Coverage;
use crate::gene_rules::{self, Alteration, Event, GeneRules, OwnRow, Region, is_amplified};
use crate::same_fusion::unite_fusions;
use crate::same_variant::{distinct, is_structural};
use crate::sample_variants::SampleVariants;
use crate::segments::MIN_PURITY;
use crate::verdict::is_altering;

/// What is known of the sample beside its variants.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Setting {
    /// Share of tumour cells.
    pub purity: Option<f64>,
    /// Whether cell-free DNA was sequenced.
    pub plasma: bool,
    /// How the tumour mutational burden is told.
    pub tmb: TmbSetting,
}

/// One row per judged gene and per finding with a row of its own, such as `KRAS_G12D`. `not_altered` needs a coverage that holds the gene.
#[must_use]
pub fn judge(sample: &SampleVariants, coverage: &Coverage) -> DnaProfile {
    judge_with(sample, coverage, &Setting::default())
}

/// As [`judge`], with what is known of the sample.
#[must_use]
pub fn judge_with(sample: &SampleVariants, coverage: &Coverage, setting: &Setting) -> DnaProfile {
    let mut sample = sample.clone();
    unite_fusions(&mut sample.variants);
    sample.variants.iter_mut().for_each(|variant| mark_blood(variant, setting.plasma));
    mark_inherited(&mut sample.variants);
    let call = Call { sample: &sample, coverage, setting };
    let mut genes = Vec::new();
    for rules in gene_rules::all() {
        let variants: Vec<&Variant> = sample.variants.iter().filter(|v| v.gene == rules.symbol).collect();
        genes.push(call.row(rules, None, &variants));
        for own in &rules.rows {
            let meant: Vec<Variant> = variants.iter().filter_map(|v| own.view(v)).collect();
            let is_read = variants.iter().any(|v| own.is_ruled_out(v));
            genes.push(call.row(rules, Some((own, is_read)), &meant.iter().collect::<Vec<_>>()));
        }
    }
    mark_9p21(&mut genes);
    let notes = together(&mut genes, &sample.variants);
    let mut tmb = tumour_burden(&sample.burden, coverage, &setting.tmb);
    if sample.may_be_cut.variants && tmb.tmb.is_some() {
        tmb.reliable = false;
        tmb.category = None;
        tmb.reasons.push(TmbReason::FileMayBeCut);
    }
    if sample.one_kind.is_some() && tmb.tmb.is_some() {
        tmb.reliable = false;
        tmb.category = None;
        tmb.reasons.push(TmbReason::OneKindOfVariant);
    }
    DnaProfile {
        tested: true,
        coverage: coverage.to_string(),
        genes,
        variants: sample.variants,
        filtered: sample.filtered,
        reasons: Vec::new(),
        tmb: Some(tmb),
        notes,
    }
}

/// The rows of a sample without any variant input.
#[must_use]
pub fn not_tested() -> DnaProfile {
    let mut profile = judge(&SampleVariants::default(), &Coverage::Undeclared);
    profile.tested = false;
    for row in &mut profile.genes {
        row.flags.clear();
    }
    profile
}

/// In plasma, and without a normal sample, such a variant may be that of blood cells.
fn mark_blood(variant: &mut Variant, plasma: bool) {
    let is_open = plasma || variant.flags.contains(&Caution::GermlineStatusUnknown);
    if is_open && gene_rules::of(&variant.gene).is_some_and(|rules| rules.blood) {
        variant.flags.push(Caution::PossibleChip);
    }
}

/// From this allele fraction on a change of a class that is also inherited may be so.
const INHERITED_FROM: f64 = 0.4;

/// A change of a class that is also inherited may be so where it is alone in its gene, or in half of the reads.
fn mark_inherited(variants: &mut [Variant]) {
    let mut altering: BTreeMap<String, u32> = BTreeMap::new();
    for variant in variants.iter().filter(|v| is_altering(v)) {
        *altering.entry(variant.gene.clone()).or_default() += 1;
    }
    for variant in variants.iter_mut() {
        let class = gene_rules::of(&variant.gene).and_then(|rules| rules.inherited_class.as_ref());
        let is_of_class = class.is_some_and(|class| variant.flags.contains(class));
        let is_alone = altering.get(&variant.gene) == Some(&1);
        if is_of_class && (is_alone || variant.vaf.is_some_and(|vaf| vaf >= INHERITED_FROM)) {
            Caution::ConsiderGermlineConfirmation.add_to(&mut variant.flags);
        }
    }
}

struct Call<'a> {
    sample: &'a SampleVariants,
    coverage: &'a Coverage,
    setting: &'a Setting,
}

impl Call<'_> {
    /// What the copies do to the gene.
    fn verdict_of_copies(&self, gene: &str, role: GeneRole, copies: Option<&GeneCopies>) -> Verdict {
        let Some(copies) = copies else { return Verdict::Benign };
        let is_denied = |other: &GeneCopies| effect_of_copies(gene, role, other) == Verdict::Damaging;
        match effect_of_copies(gene, role, copies) {
            // Another source finds no copy left.
            Verdict::Benign if self.other_copies(gene).any(is_denied) => Verdict::Uncertain,
            verdict => verdict,
        }
    }

    /// The row of a gene, or of a finding of its own and whether a variant shows that its codon was read.
    fn row(&self, rules: &GeneRules, own: Option<(&OwnRow, bool)>, variants: &[&Variant]) -> GeneAlteration {
        let is_read = own.is_some_and(|(_, is_read)| is_read);
        let own = own.map(|(own, _)| own);
        let gene = rules.symbol.as_str();
        let name = own.map_or(gene, |own| own.name.as_str());
        let role = rules.role;
        // A single change has no copies of its own.
        let copies = self.sample.copies.get(gene).filter(|_| own.is_none());
        let variants = speaking(variants, copies, (name, role));
        let n_variants = u32::try_from(variants.len()).unwrap_or(u32::MAX);
        let (beside, variants): (Vec<&Variant>, Vec<&Variant>) =
            variants.into_iter().partition(|v| is_beside_the_matter(role, v));
        // With its neighbour an exchange may be another one, which may alter the gene as well.
        let is_open = |v: &Variant| own.is_some() && v.flags.iter().any(|f| matches!(f, Caution::IfInCis(_)));
        let altering: Vec<&Variant> =
            variants.iter().copied().filter(|v| is_altering(v) && !is_open(v)).collect();
        let by_copies = self.verdict_of_copies(gene, role, copies);
        // A report that names a small variant says nothing of fusions or copies.
        let is_of_report = beside.iter().any(|v| v.source == VariantSource::Reported)
            || copies.is_some_and(|c| c.source == CopySource::Reported && is_not_judged(gene, role, c));
        let stated = self.sample.stated.get(name).or_else(|| self.sample.stated.get(gene)).copied();
        let stated = stated.filter(|was_tested| !(*was_tested && is_of_report));
        let left_out = self.sample.one_kind.as_ref().and_then(|kind| kind.leaves_out(rules, own));
        let is_left_out = left_out.is_some();
        let status = if !altering.is_empty() || by_copies == Verdict::Damaging {
            AlterationStatus::Altered
        } else if !variants.is_empty() || by_copies == Verdict::Uncertain {
            AlterationStatus::Uncertain
        } else if stated == Some(true)
            || is_read
            || (stated.is_none() && !is_left_out && self.was_looked_at(name, role, copies))
        {
            // What cannot be used may have been what alters the gene.
            if self.doubts(rules, own).is_empty() {
                AlterationStatus::NotAltered
            } else {
                AlterationStatus::Uncertain
            }
        } else {
            AlterationStatus::NotTested
        };
        // A variant of unknown meaning does not decide where the copies alter the gene.
        let is_by_copies = altering.is_empty() && by_copies == Verdict::Damaging;
        let deciding = variants.first().copied().filter(|_| !is_by_copies);
        let mut flags: Vec<Caution> = deciding.map(|v| v.flags.clone()).unwrap_or_default();
        let hits = hits_of(
            role,
            &hitting(&altering, &variants),
            deciding.is_some(),
            copies,
            self.setting.purity,
            &mut flags,
        );
        if self.has_low_fraction(altering.first().copied(), copies) {
            Caution::VafBelowPurity.add_to(&mut flags);
        }
        self.caution(name, role, status, copies, &mut flags);
        if own.is_none() {
            self.caution_copies(gene, role, &variants, copies, &mut flags);
        }
        for doubt in self.doubts(rules, own) {
            doubt.add_to(&mut flags);
        }
        // It matters where nothing was found, and of a loss where one hit was.
        let matters = status == AlterationStatus::NotTested || (role.is_loss() && own.is_none());
        if let Some(caution) = left_out.filter(|_| matters && self.coverage.holds(name)) {
            caution.add_to(&mut flags);
        }
        if self.may_be_cut(gene, role, status != AlterationStatus::NotTested, copies) {
            Caution::FileMayBeCut.add_to(&mut flags);
        }
        self.set_aside(rules, own, &mut flags);
        let mut evidence = deciding.map(|v| v.codes.clone()).unwrap_or_default();
        if role == GeneRole::FusedOncogene {
            add_further(&variants, &mut evidence);
        }
        evidence.extend(
            copies
                .filter(|c| by_copies != Verdict::Benign || is_not_judged(gene, role, c))
                .and_then(|c| EvidenceCode::of_copies(c.state)),
        );
        let note = if status == AlterationStatus::Altered {
            note_of(name, role, altering.first().copied(), copies, hits)
        } else {
            None
        };
        GeneAlteration {
            hits,
            effect: deciding.map(|v| v.effect),
            hgvsp: deciding.and_then(|v| v.hgvsp.clone()),
            hgvsc: deciding.and_then(|v| v.hgvsc.clone()),
            vaf: deciding.and_then(|v| v.vaf),
            depth: deciding.and_then(|v| v.depth),
            n_variants,
            evidence,
            level: note.as_ref().and_then(|n| n.level),
            flags,
            role,
            copies: copies.cloned(),
            points: deciding.map(|v| v.points),
            note,
            ..GeneAlteration::new(name, status)
        }
    }

    /// Why what the input holds of a row may be more than what counts.
    fn doubts(&self, rules: &GeneRules, own: Option<&OwnRow>) -> Vec<Caution> {
        [
            (self.has_impossible(rules, own), Caution::ImpossibleValue),
            (self.is_in_guessed_normal(rules, own), Caution::NormalGuessed),
            (self.has_misplaced(rules, own), Caution::AnnotationElsewhere),
            (self.has_filtered(rules, own, FilterReason::AnnotationFailed), Caution::AnnotationFailed),
            (self.is_unclaimed(rules, own), Caution::RowWithoutSample),
        ]
        .into_iter()
        .filter_map(|(is_so, doubt)| is_so.then_some(doubt))
        .collect()
    }

    /// Whether the altering variant is in fewer reads than one copy in every tumour cell gives.
    fn has_low_fraction(&self, altering: Option<&Variant>, copies: Option<&GeneCopies>) -> bool {
        let of = |purity| {
            altering.zip(copies).is_some_and(|(variant, copies)| is_in_part(variant, copies, purity))
        };
        self.setting.purity.is_some_and(of)
    }

    /// Whether the assay could have seen what matters in the gene: amplification needs copy number, a fusion needs
    /// rearrangements.
    fn was_looked_at(&self, name: &str, role: GeneRole, copies: Option<&GeneCopies>) -> bool {
        match role {
            GeneRole::AmplifiedOncogene => copies.is_some(),
            GeneRole::FusedOncogene => self.coverage.holds(name) && self.fusions_tested(),
            _ => self.coverage.holds(name),
        }
    }

    /// Whether fusions were looked for. Breakpoints lie in introns, which a genome alone covers for certain.
    fn fusions_tested(&self) -> bool {
        self.sample.rearrangements_tested || self.sample.fusions_tested_in_rna || self.tested_by_breakpoints()
    }

    /// Whether fusions were looked for in RNA and by nothing else.
    fn is_tested_in_rna_alone(&self) -> bool {
        self.sample.fusions_tested_in_rna
            && !self.sample.rearrangements_tested
            && !self.tested_by_breakpoints()
    }

    fn tested_by_breakpoints(&self) -> bool {
        let is_genome = *self.coverage == Coverage::Genome || self.sample.is_genome_sequenced;
        self.sample.breakpoints_tested && is_genome
    }

    /// Whether a row that names no sample bears on the row.
    fn is_unclaimed(&self, rules: &GeneRules, own: Option<&OwnRow>) -> bool {
        let has_copies = own.is_none() && self.sample.unclaimed_copies.contains(&rules.symbol);
        has_copies || self.sample.unclaimed.contains(&rules.symbol)
    }

    /// Whether a value that cannot be bears on the row.
    fn has_impossible(&self, rules: &GeneRules, own: Option<&OwnRow>) -> bool {
        // A single change has no copies of its own.
        let has_copies = own.is_none() && self.sample.impossible_copies.contains(&rules.symbol);
        has_copies
            || self.sample.impossible.contains(&rules.symbol)
            || self.has_filtered(rules, own, FilterReason::ImpossibleValue)
    }

    /// Whether an annotation names the row at a place outside its gene.
    fn has_misplaced(&self, rules: &GeneRules, own: Option<&OwnRow>) -> bool {
        self.has_filtered(rules, own, FilterReason::AnnotationElsewhere)
    }

    /// Whether a candidate that may be the row's was filtered for this reason.
    fn has_filtered(&self, rules: &GeneRules, own: Option<&OwnRow>, reason: FilterReason) -> bool {
        let may_be_own =
            |f: &FilteredVariant| own.is_none_or(|own| f.hgvsp.is_none() || own.is_of_filtered(f, rules));
        let mut filtered = self.sample.filtered.iter().filter(|f| f.gene == rules.symbol);
        filtered.any(|f| f.reason == reason && may_be_own(f))
    }

    /// Whether a variant that would alter the gene was dropped for a column that may be another tumour.
    fn is_in_guessed_normal(&self, rules: &GeneRules, own: Option<&OwnRow>) -> bool {
        self.sample.is_normal_guessed
            && self.sample.filtered.iter().any(|f| {
                f.gene == rules.symbol
                    && f.reason == FilterReason::InNormal
                    && f.would_alter
                    && own.is_none_or(|own| own.is_of_filtered(f, rules))
            })
    }

    /// Whether an input may be cut on which the status of the row rests, or its copies.
    fn may_be_cut(&self, gene: &str, role: GeneRole, is_judged: bool, copies: Option<&GeneCopies>) -> bool {
        let cut = self.sample.may_be_cut;
        let matters_by_copies = role.is_loss() || role == GeneRole::AmplifiedOncogene || is_amplified(gene);
        let by_copies = copies.is_some() || (is_judged && matters_by_copies);
        (is_judged && (cut.variants || cut.rearrangements))
            || (by_copies && (cut.copies || (cut.hla && HLA_GENES.contains(&gene))))
    }

    /// A candidate that was dropped and would have altered the gene is told in the gene's row too.
    fn set_aside(&self, rules: &GeneRules, own: Option<&OwnRow>, flags: &mut Vec<Caution>) {
        let mut known: HashSet<(String, FilterReason)> = HashSet::new();
        let of_gene = self.sample.filtered.iter().filter(|f| f.gene == rules.symbol && f.would_alter);
        // By place and allele: a split record may come in any order.
        let mut of_gene: Vec<&FilteredVariant> = of_gene.collect();
        of_gene.sort_by_key(|f| (f.pos, &f.reference, &f.alternate));
        for dropped in of_gene {
            if own.is_none_or(|own| own.is_of_filtered(dropped, rules)) {
                let change = CellText::new(&dropped.change());
                if known.insert((change.as_str().to_owned(), dropped.reason)) {
                    flags.push(Caution::CandidateFiltered(FilteredCandidate {
                        change,
                        reason: dropped.reason,
                    }));
                }
            }
        }
    }

    /// What was not looked at, and what a clinician should confirm.
    fn caution(
        &self,
        row: &str,
        role: GeneRole,
        status: AlterationStatus,
        copies: Option<&GeneCopies>,
        flags: &mut Vec<Caution>,
    ) {
        let gene = gene_of_row(row);
        let mut add = |caution: Caution| caution.add_to(flags);
        let is_known = status != AlterationStatus::NotTested;
        let is_stated = self.sample.stated.get(gene) == Some(&true);
        // A single finding has no copies of its own.
        let counts_amplified = row == gene && is_amplified(gene);
        match copies {
            None if role.is_loss() && is_known => add(Caution::CopyNumberNotTested),
            None if counts_amplified && !is_stated && (is_known || role == GeneRole::AmplifiedOncogene) => {
                add(Caution::AmplificationNotTested);
            }
            Some(c) if role.is_loss() && c.state == CopyState::Loh => add(Caution::Loh),
            Some(c) if c.state == CopyState::PossibleHomdel => add(Caution::PossibleHomdel),
            Some(c) if c.state == CopyState::PossibleAmplification => add(Caution::PossibleAmplification),
            _ => {}
        }
        let is_thin = self.setting.purity.is_some_and(|p| p < MIN_PURITY);
        match copies {
            Some(c) if c.subclonal.is_some() => add(Caution::Subclonal),
            None if is_thin && is_known && role.is_loss() => add(Caution::LowPurity),
            _ => {}
        }
        let fusions =
            || self.sample.variants.iter().filter(|v| v.gene == gene && v.effect == EffectClass::Fusion);
        if role == GeneRole::FusedOncogene && !is_stated {
            // A possible fusion was read, which the row says.
            if !self.fusions_tested() && fusions().next().is_none() {
                add(Caution::FusionNotTested);
            }
            if self.is_tested_in_rna_alone() && fusions().next().is_none() {
                add(Caution::FusionTestedInRna);
            }
        }
        if self.sample.filtered.iter().any(|f| f.gene == gene && f.confirm_germline) {
            add(Caution::ConsiderGermlineConfirmation);
        }
    }
}

/// Of a gene that matters when fused, the evidence of further variants: a change of the kinase beside the fusion is one
/// that makes it resistant, and a fusion that is not shown to keep the kinase stands beside a change that activates it.
fn add_further(variants: &[&Variant], evidence: &mut Vec<EvidenceCode>) {
    for code in variants.iter().skip(1).flat_map(|variant| &variant.codes) {
        if !evidence.contains(code) {
            evidence.push(code.clone());
        }
    }
}

/// Whether a small variant says nothing of a gene whose lesion is a fusion or an amplification. A report may mean that
/// lesion where it does not say what it found.
fn is_beside_the_matter(role: GeneRole, variant: &Variant) -> bool {
    let is_unnamed = variant.source == VariantSource::Reported && variant.effect == EffectClass::Unknown;
    matches!(role, GeneRole::AmplifiedOncogene | GeneRole::FusedOncogene)
        && !is_altering(variant)
        && variant.effect != EffectClass::Fusion
        && !is_structural(variant)
        && !is_unnamed
}

/// Whether a rearrangement is a deletion so long that it is a loss of copies.
fn is_broad_deletion(variant: &Variant) -> bool {
    variant.verdict == Verdict::Uncertain && variant.flags.contains(&Caution::WholeGeneDeletion)
}

/// The variants that say something of the gene, the weightiest first, each once. How many copies a broad deletion leaves is for copy number to say, where
/// it was read.
fn speaking<'v>(
    variants: &[&'v Variant],
    copies: Option<&GeneCopies>,
    (name, role): (&str, GeneRole),
) -> Vec<&'v Variant> {
    let is_told = |v: &Variant| copies.is_some() && is_broad_deletion(v);
    let is_meant = |v: &&Variant| v.verdict != Verdict::Benign && !is_told(v);
    let mut variants: Vec<&Variant> = variants.iter().copied().filter(is_meant).collect();
    variants.sort_by(|a, b| by_weight(name, role, a, b));
    distinct(&variants)
}

/// The variants that hit a copy of the gene: beside one that alters it, the loss of a copy is the other hit.
fn hitting<'v>(altering: &[&'v Variant], variants: &[&'v Variant]) -> Vec<&'v Variant> {
    let lost = variants.iter().copied().filter(|v| !altering.is_empty() && is_broad_deletion(v));
    altering.iter().copied().chain(lost).collect()
}

/// Which of two variants speaks for the row: one that alters the gene, of those a fusion, then the one with more points, the better
/// evidence on checkpoint inhibitors and the higher fraction.
fn by_weight(name: &str, role: GeneRole, a: &Variant, b: &Variant) -> Ordering {
    let level = |v: &Variant| note_of(name, role, Some(v), None, None).and_then(|note| note.level);
    let is_without = |v: &Variant| (level(v).is_none(), level(v));
    is_altering(b)
        .cmp(&is_altering(a))
        .then_with(|| (b.effect == EffectClass::Fusion).cmp(&(a.effect == EffectClass::Fusion)))
        .then(b.points.cmp(&a.points))
        .then_with(|| is_without(a).cmp(&is_without(b)))
        .then_with(|| b.vaf.unwrap_or(0.0).total_cmp(&a.vaf.unwrap_or(0.0)))
        .then_with(|| severity(a.effect).cmp(&severity(b.effect)))
        .then(a.pos.cmp(&b.pos))
        // Alleles of one place: the order of the file says nothing.
        .then_with(|| a.reference.cmp(&b.reference))
        .then_with(|| a.alternate.cmp(&b.alternate))
        .then_with(|| a.hgvsp.cmp(&b.hgvsp))
}

/// What the alteration bears on checkpoint inhibitors; a variant goes before the copies.
fn note_of(
    name: &str,
    role: GeneRole,
    altering: Option<&Variant>,
    copies: Option<&GeneCopies>,
    hits: Option<Hits>,
) -> Option<IciNote> {
    let is_homdel = copies.is_some_and(|c| c.state == CopyState::Homdel);
    let event = match altering {
        Some(v) if v.effect == EffectClass::Fusion => Event::Fusion,
        _ if role.is_loss() && is_homdel => Event::Homdel,
        Some(_) if role.is_loss() => Event::Loss,
        Some(_) => Event::Activating,
        None => Event::Amplification,
    };
    let cautions = altering.map_or(&[][..], |v| &v.flags);
    // Of both copies lost, no variant says how.
    let effect = altering.filter(|_| event != Event::Homdel).map(|v| v.effect);
    gene_rules::note_of(name, &Alteration { event, cautions, effect, hits })
}

/// Loss of the whole of 9p21, and what became of 9p24 beside it.
fn mark_9p21(genes: &mut [GeneAlteration]) {
    let state = |gene: &str| genes.iter().find(|g| g.gene == gene)?.copies.as_ref().map(|c| c.state);
    if !gene_rules::in_region(Region::Short21).all(|gene| state(gene) == Some(CopyState::Homdel)) {
        return;
    }
    let states: Vec<Option<CopyState>> = gene_rules::in_region(Region::Short24).map(state).collect();
    let beside = match states.as_slice() {
        [Some(first), rest @ ..] if rest.iter().all(|s| *s == Some(*first)) => RegionState::All(*first),
        [None, rest @ ..] if rest.iter().all(Option::is_none) => RegionState::NotTested,
        _ => RegionState::Mixed,
    };
    for row in genes.iter_mut().filter(|g| gene_rules::in_region(Region::Short21).any(|lost| lost == g.gene))
    {
        row.flags.extend([Caution::Loss9p21, Caution::State9p24(beside)]);
    }
}

/// Notes of genes that are altered together; each of the two rows names the other.
fn together(genes: &mut [GeneAlteration], variants: &[Variant]) -> Vec<IciNote> {
    let altered: Vec<String> =
        genes.iter().filter(|g| g.status == AlterationStatus::Altered).map(|g| g.gene.clone()).collect();
    let is_altered = |gene: &String| altered.contains(gene);
    let is_mutated = |gene: &String| variants.iter().any(|v| v.gene == *gene && is_altering(v));
    let mut notes = Vec::new();
    for pair in gene_rules::pairs() {
        let fits = pair.genes.iter().all(is_altered) && pair.mutated.iter().all(is_mutated);
        if !fits || pair.unless.iter().any(is_altered) {
            continue;
        }
        let [one, other] = &pair.genes;
        for (gene, partner) in [(one, other), (other, one)] {
            if let Some(row) = genes.iter_mut().find(|g| g.gene == *gene) {
                row.flags.push(Caution::with(partner));
            }
        }
        notes.push(pair.note());
    }
    notes
}
