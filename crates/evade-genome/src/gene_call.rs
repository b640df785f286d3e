//! From a sample's variants, copies and rearrangements to one row per gene.

mod hits;

use evade_core::{
    AlterationStatus, Caution, CellText, CopyState, DnaProfile, EffectClass, EvidenceCode, FilteredCandidate,
    GeneAlteration, GeneCopies, GeneRole, IciNote, KRAS_G12D, RegionState, Variant, Verdict,
};

use self::hits::hits_of;
use crate::burden::{TmbSetting, tumour_burden};
use crate::consequence::severity;
use crate::copies::{AMPLIFIED, STATES_9P24};
use crate::coverage::Coverage;
use crate::evidence::{self, Kind};
use crate::g12d;
use crate::panel::{GENES, role_of};
use crate::same_variant::distinct;
use crate::sample_variants::SampleVariants;
use crate::segments::MIN_PURITY;
use crate::verdict::is_altering;

/// Genes that blood cells lose with age, beside tumours.
const BLOOD_GENES: [&str; 4] = ["DNMT3A", "TP53", "ATM", "JAK2"];

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

/// One row per judged gene, and `KRAS_G12D`. `not_altered` needs a coverage that holds the gene.
#[must_use]
pub fn judge(sample: &SampleVariants, coverage: &Coverage) -> DnaProfile {
    judge_with(sample, coverage, &Setting::default())
}

/// As [`judge`], with what is known of the sample.
#[must_use]
pub fn judge_with(sample: &SampleVariants, coverage: &Coverage, setting: &Setting) -> DnaProfile {
    let mut sample = sample.clone();
    sample.variants.iter_mut().for_each(|variant| mark_blood(variant, setting.plasma));
    let call = Call { sample: &sample, coverage, setting };
    let mut genes = Vec::with_capacity(GENES.len() + 1);
    for (gene, _) in GENES {
        let variants: Vec<&Variant> = sample.variants.iter().filter(|v| v.gene == gene).collect();
        genes.push(call.row(gene, gene, &variants));
        if gene == "KRAS" {
            let meant: Vec<Variant> = variants.iter().filter_map(|v| as_g12d(v)).collect();
            genes.push(call.row(KRAS_G12D, gene, &meant.iter().collect::<Vec<_>>()));
        }
    }
    mark_9p21(&mut genes);
    let notes = together(&mut genes, &sample.variants);
    let tmb = tumour_burden(&sample.burden, coverage, &setting.tmb);
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

/// The variant as the row of G12D sees it: as it is, uncertain where it may be G12D, or not at all.
fn as_g12d(variant: &Variant) -> Option<Variant> {
    if g12d::is_g12d(variant.hgvsp.as_deref()) {
        return Some(variant.clone());
    }
    let is_open = variant.flags.contains(&Caution::G12dNotExcluded);
    is_open.then(|| Variant { verdict: Verdict::Uncertain, ..variant.clone() })
}

/// In plasma, and without a normal sample, such a variant may be that of blood cells.
fn mark_blood(variant: &mut Variant, plasma: bool) {
    let is_open = plasma || variant.flags.contains(&Caution::GermlineStatusUnknown);
    if is_open && BLOOD_GENES.contains(&variant.gene.as_str()) {
        variant.flags.push(Caution::PossibleChip);
    }
}

struct Call<'a> {
    sample: &'a SampleVariants,
    coverage: &'a Coverage,
    setting: &'a Setting,
}

impl Call<'_> {
    fn row(&self, name: &str, gene: &str, variants: &[&Variant]) -> GeneAlteration {
        let mut variants: Vec<&Variant> =
            variants.iter().copied().filter(|v| v.verdict != Verdict::Benign).collect();
        variants
            .sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| by_fraction(a, b)).then(a.pos.cmp(&b.pos)));
        let variants = distinct(&variants);
        let altering: Vec<&Variant> = variants.iter().copied().filter(|v| is_altering(v)).collect();
        let role = role_of(gene);
        // An exchange of one residue has no copies of its own.
        let copies = self.sample.copies.get(gene).filter(|_| name == gene);
        let by_copies = copies.map_or(Verdict::Benign, |c| effect_of_copies(gene, role, c.state));
        let stated = self.sample.stated.get(name).or_else(|| self.sample.stated.get(gene)).copied();
        let status = if !altering.is_empty() || by_copies == Verdict::Damaging {
            AlterationStatus::Altered
        } else if !variants.is_empty() || by_copies == Verdict::Uncertain {
            AlterationStatus::Uncertain
        } else if stated == Some(true) || (stated.is_none() && self.was_looked_at(gene, role, copies)) {
            AlterationStatus::NotAltered
        } else {
            AlterationStatus::NotTested
        };
        let deciding = variants.first().copied();
        let mut flags: Vec<Caution> = deciding.map(|v| v.flags.clone()).unwrap_or_default();
        let hits = hits_of(role, &altering, deciding.is_some(), copies, self.setting.purity, &mut flags);
        self.caution(gene, role, status, copies, &mut flags);
        self.set_aside(name, gene, &mut flags);
        let mut evidence = deciding.map(|v| v.codes.clone()).unwrap_or_default();
        evidence.extend(
            copies.filter(|_| by_copies != Verdict::Benign).and_then(|c| EvidenceCode::of_copies(c.state)),
        );
        let note = if status == AlterationStatus::Altered {
            note_of(name, role, altering.first().copied(), copies)
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
            n_variants: u32::try_from(variants.len()).unwrap_or(u32::MAX),
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

    /// Whether the assay could have seen what matters in the gene: amplification needs copy number, a fusion needs
    /// rearrangements.
    fn was_looked_at(&self, gene: &str, role: GeneRole, copies: Option<&GeneCopies>) -> bool {
        match role {
            GeneRole::AmplifiedOncogene => copies.is_some(),
            GeneRole::FusedOncogene => self.coverage.holds(gene) && self.sample.rearrangements_tested,
            _ => self.coverage.holds(gene),
        }
    }

    /// A candidate that was dropped and would have altered the gene is told in the gene's row too.
    fn set_aside(&self, name: &str, gene: &str, flags: &mut Vec<Caution>) {
        for dropped in self.sample.filtered.iter().filter(|f| f.gene == gene && f.would_alter) {
            if name == gene || g12d::is_g12d(dropped.hgvsp.as_deref()) {
                let change = CellText::new(&dropped.change());
                Caution::CandidateFiltered(FilteredCandidate { change, reason: dropped.reason })
                    .add_to(flags);
            }
        }
    }

    /// What was not looked at, and what a clinician should confirm.
    fn caution(
        &self,
        gene: &str,
        role: GeneRole,
        status: AlterationStatus,
        copies: Option<&GeneCopies>,
        flags: &mut Vec<Caution>,
    ) {
        let mut add = |caution: Caution| caution.add_to(flags);
        let is_known = status != AlterationStatus::NotTested;
        let is_stated = self.sample.stated.get(gene) == Some(&true);
        match copies {
            None if role.is_loss() && is_known => add(Caution::CopyNumberNotTested),
            None if role == GeneRole::AmplifiedOncogene && !is_stated => add(Caution::AmplificationNotTested),
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
        if role == GeneRole::FusedOncogene && !self.sample.rearrangements_tested && !is_stated {
            add(Caution::FusionNotTested);
        }
        if self.sample.filtered.iter().any(|f| f.gene == gene && f.confirm_germline) {
            add(Caution::ConsiderGermlineConfirmation);
        }
    }
}

/// What the copies alone make of the gene: `Damaging` alters it, `Uncertain` may, `Benign` says nothing.
fn effect_of_copies(gene: &str, role: GeneRole, state: CopyState) -> Verdict {
    match state {
        CopyState::Homdel if role.is_loss() => Verdict::Damaging,
        CopyState::PossibleHomdel if role.is_loss() => Verdict::Uncertain,
        CopyState::Amplification if AMPLIFIED.contains(&gene) => Verdict::Damaging,
        CopyState::PossibleAmplification if AMPLIFIED.contains(&gene) => Verdict::Uncertain,
        _ => Verdict::Benign,
    }
}

fn order(variant: &Variant) -> (u8, u8) {
    let verdict = match variant.verdict {
        Verdict::Damaging => 0,
        Verdict::Likely => 1,
        Verdict::Uncertain => 2,
        Verdict::Benign => 3,
    };
    (verdict, severity(variant.effect))
}

fn by_fraction(a: &Variant, b: &Variant) -> std::cmp::Ordering {
    b.vaf.unwrap_or(0.0).total_cmp(&a.vaf.unwrap_or(0.0))
}

/// What the alteration bears on checkpoint inhibitors; a variant goes before the copies.
fn note_of(
    name: &str,
    role: GeneRole,
    altering: Option<&Variant>,
    copies: Option<&GeneCopies>,
) -> Option<IciNote> {
    let is_homdel = copies.is_some_and(|c| c.state == CopyState::Homdel);
    let kind = match altering {
        Some(v) if v.flags.contains(&Caution::EgfrNotLungType) => return None,
        Some(v) if v.effect == EffectClass::Fusion => Kind::Fusion,
        _ if role.is_loss() && is_homdel => Kind::Homdel,
        Some(_) if role.is_loss() => Kind::Loss,
        Some(_) => Kind::Activating,
        None => Kind::Amplification,
    };
    evidence::note_of(name, kind)
}

/// Loss of the whole of 9p21, and what became of 9p24 beside it.
fn mark_9p21(genes: &mut [GeneAlteration]) {
    let state = |gene: &str| genes.iter().find(|g| g.gene == gene)?.copies.as_ref().map(|c| c.state);
    let is_lost = |gene: &str| state(gene) == Some(CopyState::Homdel);
    if !(is_lost("CDKN2A") && is_lost("MTAP")) {
        return;
    }
    let states: Vec<Option<CopyState>> = STATES_9P24.iter().map(|gene| state(gene)).collect();
    let beside = match states.as_slice() {
        [Some(first), rest @ ..] if rest.iter().all(|s| *s == Some(*first)) => RegionState::All(*first),
        [None, rest @ ..] if rest.iter().all(Option::is_none) => RegionState::NotTested,
        _ => RegionState::Mixed,
    };
    for row in genes.iter_mut().filter(|g| matches!(g.gene.as_str(), "CDKN2A" | "MTAP")) {
        row.flags.extend([Caution::Loss9p21, Caution::State9p24(beside)]);
    }
}

/// Notes of genes that are altered together; each of the two rows names the other. Those of KRAS were learnt from
/// mutated tumours, in which TP53 helps only where STK11 and KEAP1 are whole.
fn together(genes: &mut [GeneAlteration], variants: &[Variant]) -> Vec<IciNote> {
    let is_mutated = variants.iter().any(|v| v.gene == "KRAS" && is_altering(v));
    let altered: Vec<String> = genes
        .iter()
        .filter(|g| g.status == AlterationStatus::Altered && (g.gene != "KRAS" || is_mutated))
        .map(|g| g.gene.clone())
        .collect();
    let is_altered = |gene: &str| altered.iter().any(|g| g == gene);
    let is_overruled =
        |pair: (&str, &str)| pair == ("KRAS", "TP53") && (is_altered("STK11") || is_altered("KEAP1"));
    let pairs = evidence::pairs().filter(|(a, b, _)| is_altered(a) && is_altered(b) && !is_overruled((a, b)));
    let mut notes = Vec::new();
    for (one, other, note) in pairs {
        for (gene, partner) in [(one, other), (other, one)] {
            if let Some(row) = genes.iter_mut().find(|g| g.gene == gene) {
                row.flags.push(Caution::with(partner));
            }
        }
        notes.push(note.clone());
    }
    notes
}
