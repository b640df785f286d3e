//! What one variant does to its gene: verdict, evidence codes, cautions.

use evade_core::{Caution, CellText, Decay, EffectClass, EvidenceCode, GeneRole, Variant, Verdict};

use crate::Build;
use crate::allele::{Allele, length_change};
use crate::assertion::Assertion;
use crate::candidate::Candidate;
use crate::coding_change::CodingChange;
use crate::gene_rules::{self, GeneRules, SkippedExon};
use crate::hotspot::{Hotspot, HotspotKind, beyond_mane};
use crate::native::complement;
use crate::panel::{PanelGene, role_of, without_version};
use crate::protein::{ChangeKind, ProteinChange};
use crate::skipped_exon::{self, Junction, Taken};
use crate::transcript::Transcript;

/// A truncation behind this share of the coding sequence leaves the protein nearly whole.
const END_TRUNCATION: f64 = 0.975;
/// A truncation that escapes decay must cost at least this share of the protein to be certain.
const MIN_LOST: f64 = 0.10;
/// In-frame losses from this size on are likely to break the protein.
const LARGE_INFRAME: u32 = 10;

/// Name of a site that the hotspot list does not hold.
const SKIPPED_EXON: &str = "exon_splice_site";

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

/// Residues of an exchange.
#[derive(Clone, Copy)]
struct Residues {
    first: u32,
    last: u32,
    /// The first residue as the text has it.
    stated: u32,
    /// Whether the place in the genome tells them.
    are_by_place: bool,
}

/// The bases of the other strand.
fn opposite(bases: &str) -> String {
    bases.bytes().rev().map(|base| char::from(complement(base))).collect()
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

impl<'a> Case<'a> {
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
            if row.is_open(self.candidate, self.change, effect, self.gene, self.build) {
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
            EffectClass::Unknown => Verdict::Uncertain,
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

    /// As [`Self::exon_skipping`], by the bases that the change takes, whatever the source calls it.
    fn exon_skipping_by_place(&mut self) -> Option<Verdict> {
        let taken = skipped_exon::taken(self.candidate, self.gene, self.build)?;
        let rules = self.rules?;
        let exon = rules.skipped_exon.as_ref()?;
        if taken == Taken::Site {
            let name = self.splice_hotspot().unwrap_or_else(|| EvidenceCode::hotspot(SKIPPED_EXON));
            self.code(name);
            self.flag(exon.class.clone());
            return Some(Verdict::Damaging);
        }
        Some(self.exon_may_be_skipped(exon))
    }

    /// The protein without the exon's residues, and the last base of the exon by a coding change that nothing else
    /// names.
    fn exon_skipping_by_residues(&mut self) -> Option<Verdict> {
        let exon = self.rules?.skipped_exon.as_ref()?;
        let coding = self.candidate.hgvsc.as_deref().and_then(CodingChange::parse);
        let is_skipped = match self.change {
            Some(change) => exon.is_lost_in(change),
            None => coding.is_some_and(|coding| exon.loses_last_base(&coding)),
        };
        if !is_skipped {
            return None;
        }
        self.code(EvidenceCode::hotspot(SKIPPED_EXON));
        self.flag(exon.class.clone());
        Some(Verdict::Damaging)
    }

    /// A splice site of which the place is not that of the exon, or of which no more is known than the residue of its
    /// label. The label behind the exon is shared by its donor and the next acceptor: tumours have it by the donor,
    /// so that it is likely and no more. The label before it is shared by the donor of another exon: it stays open.
    fn exon_skipping_by_label(&mut self) -> Verdict {
        let exon = self.rules.and_then(|rules| rules.skipped_exon.as_ref());
        let label = self.change.filter(|change| change.kind == ChangeKind::Splice);
        let is_placed = skipped_exon::is_placed(self.candidate, self.build);
        let Some(exon) = exon.filter(|_| !is_placed) else {
            self.flag(Caution::NotGainOfFunction);
            return Verdict::Uncertain;
        };
        match label.map(|label| exon.junction(label)) {
            Some(Junction::Behind) => {
                self.code(EvidenceCode::hotspot(&format!("X{}", exon.residue)));
                self.flag(exon.class.clone());
                Verdict::Likely
            }
            Some(Junction::Other) => {
                self.flag(Caution::NotGainOfFunction);
                Verdict::Uncertain
            }
            Some(Junction::Before) | None => self.exon_may_be_skipped(exon),
        }
    }

    fn exon_may_be_skipped(&mut self, exon: &SkippedExon) -> Verdict {
        for row in
            self.rules.map_or(&[][..], |rules| &rules.rows).iter().filter(|row| row.is_of_class(&exon.class))
        {
            self.flag(Caution::not_excluded(&row.name));
        }
        Verdict::Uncertain
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

    /// The splice-site row of the list that the variant is at: by the residue in the text, else by the coding base
    /// next to its place.
    fn splice_hotspot(&self) -> Option<EvidenceCode> {
        let beyond = beyond_mane(&self.gene.symbol);
        let stated = self.change.filter(|c| c.kind == ChangeKind::Splice).map(|c| c.start);
        let on_build = self.build.and_then(|b| self.gene.transcripts.get(&b));
        let beside = || {
            let (transcript, pos) = (on_build?, self.candidate.pos);
            let near = (0..=2).flat_map(|d| [pos.saturating_sub(d), pos + d]);
            near.into_iter().find_map(|p| transcript.residue_at(p)).map(|r| r + beyond)
        };
        let residue = stated.or_else(beside).or_else(|| self.spliced_residue())?;
        let mut rows = self.gene.hotspots.iter().filter(|h| h.kind == HotspotKind::Splice);
        rows.find(|h| (h.start..=h.end).contains(&residue)).map(|h| EvidenceCode::hotspot(&h.name))
    }

    /// The residue next to the splice site by the coding change, where there is no place in the genome.
    fn spliced_residue(&self) -> Option<u32> {
        let coding =
            self.candidate.hgvsc.as_deref().filter(|_| self.candidate.pos == 0 || self.build.is_none());
        let coding = coding.and_then(CodingChange::parse).filter(CodingChange::is_intronic)?;
        let skipped = self.rules.and_then(|rules| rules.skipped_exon.as_ref());
        let skipped = skipped.filter(|exon| exon.last.contains(&coding.first)).map(|exon| exon.residue);
        Some(skipped.unwrap_or_else(|| coding.residue() + beyond_mane(&self.gene.symbol)))
    }

    /// Whether a residue of the exchange is a hotspot; the codes say how often it was seen.
    fn hotspot_residue(&mut self) -> bool {
        let residues = self.residues();
        let Some(hotspot) = self.hotspot_at(residues).or_else(|| self.hotspot_of_isoform(residues)) else {
            return false;
        };
        let after = self.change.and_then(|c| c.after).map(String::from).unwrap_or_default();
        let same_change = hotspot.count(&after);
        let code = match (hotspot.total >= 50, same_change >= 10) {
            (true, true) => EvidenceCode::Os3,
            (false, true) => EvidenceCode::Om3,
            (_, false) => EvidenceCode::Om4,
        };
        let name = EvidenceCode::hotspot(&hotspot.name);
        self.hotspot_residue = Some(hotspot.start);
        self.code(code);
        self.code(name);
        true
    }

    /// The hotspot among these residues. Where the text alone gives the number, its letter must be that of the
    /// hotspot: another letter shows that it counts on another isoform.
    fn hotspot_at(&self, residues: Residues) -> Option<&'a Hotspot> {
        let is_letter = |hotspot: &&Hotspot| {
            let stated =
                self.change.filter(|change| !residues.are_by_place && change.start == residues.stated);
            let before = stated.filter(|_| residues.first == hotspot.start).and_then(|change| change.before);
            before.is_none_or(|before| before == '?' || hotspot.name.starts_with(before))
        };
        let mut here = self.gene.hotspots.iter().filter(|h| h.is_of_exchanges());
        here.find(|h| (residues.first..=residues.last).contains(&h.start) && is_letter(h))
    }

    /// The hotspot of an exchange without place, by the numbers of an isoform that is also in use; its letter must fit.
    fn hotspot_of_isoform(&mut self, residues: Residues) -> Option<&'a Hotspot> {
        let before = self.change.filter(|_| !residues.are_by_place).and_then(|change| change.before)?;
        let numbered = self.rules.map_or(&[][..], |rules| &rules.numbered_beyond);
        let found = numbered.iter().find_map(|beyond| {
            let residue = residues.first.checked_sub(*beyond)?;
            let mut here = self.gene.hotspots.iter().filter(|h| h.is_of_exchanges());
            here.find(|h| h.start == residue && h.name.starts_with(before))
        })?;
        self.flag(Caution::ResidueOfAnotherTranscript);
        Some(found)
    }

    /// The exchange by the usual number of its residue, where the place shows a hotspot and the input counts on another
    /// transcript: BRAF p.V600E for p.V640E.
    fn usual_name(&self) -> Option<String> {
        let (change, residue) = self.change.zip(self.hotspot_residue)?;
        let is_of_another = self.flags.contains(&Caution::ResidueOfAnotherTranscript);
        let (before, after) = change.before.zip(change.after)?;
        let is_it = is_of_another && change.kind == ChangeKind::Missense && change.start != residue;
        is_it.then(|| format!("p.{before}{residue}{after}"))
    }

    /// Residues of the exchange in the numbers of the hotspot list. For bases of a known build the place in the genome
    /// decides, because numbers in the text may be those of another isoform.
    fn residues(&mut self) -> Residues {
        let (stated, stated_end) = self.change.map_or((0, 0), |c| (c.start, c.end));
        let beyond = beyond_mane(&self.gene.symbol);
        if let Some((first, last)) = self.residues_by_place() {
            if stated != 0 && (stated > last || stated_end < first) {
                self.flag(Caution::ResidueOfAnotherTranscript);
            }
            return Residues { first: first + beyond, last: last + beyond, stated, are_by_place: true };
        }
        let by_text = |first: u32, last: u32| Residues { first, last, stated, are_by_place: false };
        let Some(transcript) = self.candidate.transcript.as_deref() else {
            return by_text(stated, stated_end);
        };
        if !self.gene.knows_transcript(transcript) {
            self.flag(Caution::UnlistedTranscript);
            return by_text(0, 0);
        }
        let is_of_list = self.gene.hotspots.iter().any(|h| h.transcript == without_version(transcript));
        if beyond > 0 && !is_of_list {
            by_text(stated + beyond, stated_end + beyond)
        } else {
            by_text(stated, stated_end)
        }
    }

    /// The bases that stand for as many others, where they lie in the genome.
    fn exchanged_bases(&self) -> Option<(&'a Transcript, Allele)> {
        let transcript = self.gene.transcripts.get(&self.build?)?;
        let candidate = self.candidate;
        let allele = Allele::from_maf(candidate.pos, &candidate.reference, &candidate.alternate);
        let are_bases = |text: &str| !text.is_empty() && text.chars().all(|c| "ACGT".contains(c));
        let is_exchange = allele.reference.len() == allele.alternate.len()
            && are_bases(&allele.reference)
            && are_bases(&allele.alternate);
        (candidate.pos > 0 && is_exchange).then_some((transcript, allele))
    }

    /// First and last residue of exchanged bases on the MANE transcript.
    fn residues_by_place(&self) -> Option<(u32, u32)> {
        let (transcript, allele) = self.exchanged_bases()?;
        let ends = transcript.residue_at(allele.pos).zip(transcript.residue_at(allele.last()))?;
        Some((ends.0.min(ends.1), ends.0.max(ends.1)))
    }

    /// The coding change of exchanged bases on the MANE transcript.
    fn coding_name(&self) -> Option<String> {
        let (transcript, allele) = self.exchanged_bases()?;
        let on_strand = |bases: &str| if transcript.is_reverse { opposite(bases) } else { bases.to_owned() };
        let (before, after) = (on_strand(&allele.reference), on_strand(&allele.alternate));
        let ends = (transcript.coding_name(allele.pos)?, transcript.coding_name(allele.last())?);
        let (first, last) = if transcript.is_reverse { (ends.1, ends.0) } else { ends };
        Some(if first == last {
            format!("c.{first}{before}>{after}")
        } else {
            format!("c.{first}_{last}delins{after}")
        })
    }

    /// Whether one base of a known place is exchanged; a MAF writes `-` for an allele that is not there.
    fn is_single_base(&self) -> bool {
        let is_base = |allele: &str| allele.len() == 1 && allele != "-";
        self.candidate.pos > 0 && is_base(&self.candidate.reference) && is_base(&self.candidate.alternate)
    }

    fn code(&mut self, code: EvidenceCode) {
        self.codes.push(code);
    }

    fn flag(&mut self, caution: Caution) {
        caution.add_to(&mut self.flags);
    }
}
