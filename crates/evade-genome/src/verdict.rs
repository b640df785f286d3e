//! What one variant does to its gene: verdict, evidence codes, cautions.

mod exon_skipping;
mod residues;

use evade_core::{Caution, CellText, Decay, EffectClass, EvidenceCode, GeneRole, Variant, Verdict};

use crate::Build;
use crate::allele::length_change;
use crate::assertion::Assertion;
use crate::candidate::Candidate;
use crate::gene_rules::{self, GeneRules};
use crate::hotspot::HotspotKind;
use crate::panel::{PanelGene, role_of};
use crate::protein::{ChangeKind, ProteinChange};

/// A truncation behind this share of the coding sequence leaves the protein nearly whole.
const END_TRUNCATION: f64 = 0.975;
/// A truncation that escapes decay must cost at least this share of the protein to be certain.
const MIN_LOST: f64 = 0.10;
/// In-frame losses from this size on are likely to break the protein.
const LARGE_INFRAME: u32 = 10;

/// A candidate with its judgement.
pub(crate) fn judge_variant(candidate: Candidate, gene: &PanelGene, build: Option<Build>) -> Variant {
    let judged = candidate.stands_for.as_deref().or(candidate.hgvsp.as_deref());
    let change = judged.and_then(ProteinChange::parse);
    let effect = refined_effect(candidate.effect.unwrap_or(EffectClass::Unknown), change.as_ref());
    let mut case = Case {
        candidate: &candidate,
        gene,
        rules: gene_rules::of(&gene.symbol),
        build,
        change: change.as_ref(),
        codes: Vec::new(),
        flags: candidate.flags.clone(),
        nmd: None,
        hotspot_residue: None,
    };
    let verdict = case.verdict(effect);
    // Of words that contradict each other none is sure.
    let is_contradicted = case.flags.iter().any(|flag| matches!(flag, Caution::EffectWordsDisagree(_)));
    let verdict = if is_contradicted && verdict != Verdict::Benign { Verdict::Uncertain } else { verdict };
    let usual = case.usual_name();
    // The two names of a variant count on one transcript.
    let usual_coding = usual.as_ref().and_then(|_| case.coding_name());
    if let Some(stated) = candidate.protein_change().filter(|_| usual.is_some()) {
        case.flag(Caution::InputChange(CellText::new(&stated)));
    }
    let (mut codes, flags, nmd) = (case.codes, case.flags, case.nmd);
    let points = codes.iter().map(EvidenceCode::points).sum();
    codes.extend(candidate.carried.iter().cloned());
    Variant {
        gene: gene.symbol.clone(),
        effect,
        hgvsp: usual.or_else(|| candidate.protein_change()),
        chrom: candidate.chrom,
        pos: candidate.pos,
        reference: candidate.reference,
        alternate: candidate.alternate,
        transcript: match &usual_coding {
            Some(_) => gene.accessions.first().cloned(),
            None => candidate.transcript,
        },
        hgvsc: usual_coding.or(candidate.hgvsc),
        vaf: candidate.vaf,
        depth: candidate.depth,
        alt_reads: candidate.alt_reads,
        verdict,
        codes,
        source: candidate.source,
        flags,
        points,
        nmd,
        phase: candidate.phase,
        other_end: candidate.other_end,
    }
}

/// Whether the variant makes its gene `altered`.
pub(crate) fn is_altering(variant: &Variant) -> bool {
    matches!(variant.verdict, Verdict::Damaging | Verdict::Likely)
}

/// An exchange of the first residue is a lost start and one for a stop a truncation, whatever the source calls it.
fn refined_effect(effect: EffectClass, change: Option<&ProteinChange>) -> EffectClass {
    match (effect, change) {
        (EffectClass::Missense, Some(c)) if c.start == 1 => EffectClass::StartLost,
        (EffectClass::Missense | EffectClass::Unknown, Some(c))
            if matches!(c.kind, ChangeKind::Stop | ChangeKind::Frameshift { .. }) =>
        {
            EffectClass::Truncating
        }
        _ => effect,
    }
}

/// Where a truncated protein ends, in coding bases.
struct Truncation {
    /// From here on the residues are not those of the protein.
    from: u64,
    /// The new stop.
    stop: u64,
    /// Length of the coding sequence.
    length: u64,
}

struct Case<'a> {
    candidate: &'a Candidate,
    gene: &'a PanelGene,
    rules: Option<&'static GeneRules>,
    build: Option<Build>,
    change: Option<&'a ProteinChange>,
    codes: Vec<EvidenceCode>,
    flags: Vec<Caution>,
    nmd: Option<Decay>,
    /// The residue of the hotspot that the exchange is at, in the numbers of the list.
    hotspot_residue: Option<u32>,
}

impl Case<'_> {
    fn verdict(&mut self, effect: EffectClass) -> Verdict {
        let role = role_of(&self.gene.symbol);
        let verdict = match role {
            GeneRole::AmplifiedOncogene => {
                self.flag(Caution::AmplificationOnly);
                Verdict::Uncertain
            }
            GeneRole::Modifier => self.proofreading(effect),
            GeneRole::Oncogene | GeneRole::FusedOncogene => self.gain(effect),
            _ => self.loss(effect),
        };
        for row in self.rules.map_or(&[][..], |rules| &rules.rows) {
            let is_found = self.flags.iter().any(|class| row.is_of_class(class));
            if !is_found && row.is_open(self.candidate, self.change, effect, self.gene, self.build) {
                self.flag(Caution::not_excluded(&row.name));
            }
        }
        self.population_codes();
        self.with_assertion(verdict, role, effect)
    }

    /// A curated source may lift a variant of unknown effect, or mark a doubt; it never overrules a rule.
    fn with_assertion(&mut self, verdict: Verdict, role: GeneRole, effect: EffectClass) -> Verdict {
        let Some(assertion) = self.candidate.assertion else { return verdict };
        if assertion == Assertion::Neutral {
            self.flag(Caution::AssertedNeutral);
            return verdict;
        }
        let fits = match assertion {
            Assertion::Loss => role.is_loss(),
            Assertion::Gain => !role.is_loss(),
            _ => true,
        };
        let changes_protein = matches!(
            effect,
            EffectClass::Missense | EffectClass::Inframe | EffectClass::SpliceRegion | EffectClass::Unknown
        );
        if !fits || !changes_protein {
            return verdict;
        }
        self.code(EvidenceCode::ClinicalAssertion);
        if verdict == Verdict::Uncertain { Verdict::Likely } else { verdict }
    }

    /// How common the variant is among people: evidence against it.
    fn population_codes(&mut self) {
        match self.candidate.population_frequency {
            Some(f) if f > 0.05 => self.code(EvidenceCode::Sbvs1),
            Some(f) if f > 0.01 => self.code(EvidenceCode::Sbs1),
            Some(f) if f <= 0.0 => self.code(EvidenceCode::Op4),
            _ => {}
        }
    }

    fn loss(&mut self, effect: EffectClass) -> Verdict {
        if self.gene.symbol.starts_with("HLA-") {
            // Reads of one allele fail to map to the reference's allele.
            self.flag(Caution::HlaLinearReference);
        }
        match effect {
            EffectClass::Truncating => self.truncation(),
            EffectClass::StartLost => {
                self.code(EvidenceCode::Ovs1);
                self.code(EvidenceCode::LofStartLost);
                Verdict::Damaging
            }
            EffectClass::SpliceSite => self.splice_site(),
            EffectClass::SpliceRegion if self.candidate.breaks_splicing() => {
                self.code(EvidenceCode::LofSplicePrediction);
                Verdict::Likely
            }
            EffectClass::Missense => self.missense(),
            EffectClass::Inframe => self.inframe_loss(),
            EffectClass::StopLost => {
                self.code(EvidenceCode::Om2);
                self.code(EvidenceCode::LofStopLost);
                Verdict::Likely
            }
            _ => Verdict::Uncertain,
        }
    }

    fn inframe_loss(&mut self) -> Verdict {
        self.code(EvidenceCode::Om2);
        let is_large = self
            .change
            .is_some_and(|c| c.kind == ChangeKind::Deletion && c.end - c.start >= LARGE_INFRAME - 1);
        if is_large {
            self.flag(Caution::LargeInframeDeletion);
            self.code(EvidenceCode::LofLargeInframe);
        }
        if self.inframe_hotspot() || is_large { Verdict::Likely } else { Verdict::Uncertain }
    }

    fn truncation(&mut self) -> Verdict {
        let Some(Truncation { from, stop, length }) = self.truncated_at() else {
            self.code(EvidenceCode::Ovs1);
            self.code(EvidenceCode::LofTruncating);
            return Verdict::Damaging;
        };
        // What is lost begins at the variant: residues between a frameshift and its stop are not those of the protein.
        let share = from as f64 / length as f64;
        let escapes = self.gene.transcript(self.build).is_some_and(|t| t.escapes_decay(stop));
        self.nmd = Some(if escapes { Decay::Escape } else { Decay::Expected });
        if escapes {
            self.flag(Caution::NmdEscape);
        }
        if share > END_TRUNCATION {
            self.flag(Caution::EndTruncation);
            return Verdict::Uncertain;
        }
        self.code(EvidenceCode::Ovs1);
        self.code(EvidenceCode::LofTruncating);
        if escapes && 1.0 - share < MIN_LOST { Verdict::Likely } else { Verdict::Damaging }
    }

    /// Where the protein ends. A new stop that is written counts when it lies before the old one.
    fn truncated_at(&self) -> Option<Truncation> {
        let transcript = self.gene.transcript(self.build)?;
        let Some(change) = self.change else {
            let on_build = self.gene.transcripts.get(&self.build?)?;
            let base = on_build.coding_base_at(self.candidate.pos)?;
            return Some(Truncation { from: base, stop: base, length: on_build.coding_length });
        };
        let stop = match change.kind {
            ChangeKind::Frameshift { new_stop: Some(stop) } if stop <= transcript.residues() => stop,
            _ => change.start,
        };
        let first_base = |residue: u32| (u64::from(residue) * 3).saturating_sub(2);
        let (from, stop) = (first_base(change.start), first_base(stop));
        Some(Truncation { from, stop, length: transcript.coding_length })
    }

    fn splice_site(&mut self) -> Verdict {
        let coding = self.candidate.hgvsc.as_deref().unwrap_or("");
        let coding = coding.rsplit(':').next().unwrap_or(coding);
        if coding.contains("+2T>C") || coding.contains("+2C>T") {
            // GC is the one other donor that works.
            self.flag(Caution::GcDonor);
            if coding.contains("+2C>T") {
                return Verdict::Uncertain;
            }
        }
        if coding.starts_with("c.-") || coding.starts_with("c.*") {
            self.flag(Caution::SpliceOfUtr);
            return Verdict::Uncertain;
        }
        self.code(EvidenceCode::Ovs1);
        self.code(EvidenceCode::LofSpliceSite);
        let hotspot = self.splice_hotspot();
        self.codes.extend(hotspot);
        if coding.contains("dup") {
            self.flag(Caution::SpliceSiteMayBeKept);
            return Verdict::Likely;
        }
        let on_build = self.build.and_then(|b| self.gene.transcripts.get(&b));
        if self.is_single_base() && on_build.is_some_and(|t| !t.is_core_splice_site(self.candidate.pos)) {
            // Some MAF writers call more than the two intron bases a splice site.
            self.flag(Caution::OutsideSpliceDinucleotide);
            return Verdict::Likely;
        }
        Verdict::Damaging
    }

    fn missense(&mut self) -> Verdict {
        let residue = self.change.map_or(0, |c| c.start);
        let exception = self.rules.zip(self.change).and_then(|(rules, change)| rules.exception(change));
        if let Some(doubt) = exception {
            self.flag(doubt.clone());
        }
        if self.hotspot_residue() {
            return Verdict::Likely;
        }
        if let Some(domain) = self.rules.and_then(|rules| rules.domain(residue)) {
            self.flag(domain.clone());
            self.code(EvidenceCode::Om1);
        }
        Verdict::Uncertain
    }

    /// Only the proofreading domain matters, and only by exchanges that are known to break it.
    fn proofreading(&mut self, effect: EffectClass) -> Verdict {
        let first = self.residues().first;
        let after = self.change.and_then(|c| c.after);
        let is_known = self.rules.is_some_and(|rules| rules.breaks_proofreading(first, after));
        if effect == EffectClass::Missense && is_known {
            if !self.hotspot_residue() {
                self.code(EvidenceCode::Os1);
                self.code(EvidenceCode::hotspot(&first.to_string()));
            }
            self.flag(Caution::PoleProofreading);
            return Verdict::Damaging;
        }
        self.flag(Caution::NotProofreading);
        Verdict::Uncertain
    }

    fn gain(&mut self, effect: EffectClass) -> Verdict {
        if let Some(verdict) = self.exon_skipping_by_place().or_else(|| self.exon_skipping_by_residues()) {
            return verdict;
        }
        match effect {
            EffectClass::Missense => self.activating_exchange(),
            EffectClass::Inframe => self.activating_indel(),
            EffectClass::SpliceSite | EffectClass::SpliceRegion
                if self.rules.is_some_and(|rules| rules.skipped_exon.is_some()) =>
            {
                self.exon_skipping_by_label()
            }
            EffectClass::Unknown | EffectClass::Fusion => Verdict::Uncertain,
            _ => {
                self.flag(Caution::NotGainOfFunction);
                Verdict::Uncertain
            }
        }
    }

    fn activating_exchange(&mut self) -> Verdict {
        if !self.hotspot_residue() {
            return Verdict::Uncertain;
        }
        let residue = self.hotspot_residue.or(self.change.map(|c| c.start));
        let after = self.change.and_then(|c| c.after);
        let class = self.rules.zip(residue);
        if let Some(class) = class.and_then(|(rules, residue)| rules.class_of_exchange(residue, after)) {
            self.flag(class.clone());
        }
        Verdict::Damaging
    }

    fn activating_indel(&mut self) -> Verdict {
        self.code(EvidenceCode::Om2);
        let Some(rules) = self.rules.filter(|rules| !rules.windows.is_empty()) else {
            return if self.inframe_hotspot() { Verdict::Damaging } else { Verdict::Uncertain };
        };
        let is_gain = self.is_gain_of_residues();
        match self.change.and_then(|change| rules.window_of(change, is_gain)) {
            Some(window) => {
                self.code(window.code.clone());
                self.code(EvidenceCode::hotspot(&window.name()));
                self.flag(window.class.clone());
                Verdict::Damaging
            }
            None => Verdict::Uncertain,
        }
    }

    /// Whether the source's word or the alleles say that more residues come than go.
    fn is_gain_of_residues(&self) -> bool {
        let word = self.candidate.effect_word.to_ascii_lowercase();
        word.contains("in_frame_ins")
            || word.contains("inframe_insertion")
            || length_change(&self.candidate.reference, &self.candidate.alternate) > 0
    }

    /// Whether an in-frame change touches a range where such changes recur.
    fn inframe_hotspot(&mut self) -> bool {
        let Some(change) = self.change else { return false };
        let mut ranges = self.gene.hotspots.iter().filter(|h| h.kind == HotspotKind::Inframe);
        let Some(hotspot) = ranges.find(|h| change.start <= h.end && change.end >= h.start) else {
            return false;
        };
        self.code(EvidenceCode::hotspot(&hotspot.name));
        true
    }

    fn code(&mut self, code: EvidenceCode) {
        self.codes.push(code);
    }

    fn flag(&mut self, caution: Caution) {
        caution.add_to(&mut self.flags);
    }
}
