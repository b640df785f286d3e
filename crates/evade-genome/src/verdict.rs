//! What one variant does to its gene: verdict, evidence codes, cautions.

use evade_core::{EffectClass, Variant, Verdict};

use crate::Build;
use crate::candidate::Candidate;
use crate::egfr;
use crate::hotspot::HotspotKind;
use crate::panel::{PanelGene, Role};
use crate::protein::{ChangeKind, ProteinChange, short_form};

/// A truncation behind this share of the coding sequence leaves the protein nearly whole.
const END_TRUNCATION: f64 = 0.975;
/// A truncation that escapes decay must cost at least this share of the protein to be certain.
const MIN_LOST: f64 = 0.10;
/// In-frame losses from this size on are pointed out.
const LARGE_INFRAME: u32 = 10;

/// A candidate with its judgement.
pub(crate) fn judge_variant(candidate: Candidate, gene: &PanelGene, build: Option<Build>) -> Variant {
    let change = candidate.hgvsp.as_deref().and_then(ProteinChange::parse);
    let effect = refined_effect(candidate.effect.unwrap_or(EffectClass::Unknown), change.as_ref());
    let mut case = Case {
        candidate: &candidate,
        gene,
        build,
        change: change.as_ref(),
        codes: Vec::new(),
        flags: candidate.flags.clone(),
    };
    let verdict = if Role::of_core(&gene.symbol).is_loss() { case.loss(effect) } else { case.gain(effect) };
    let (codes, flags) = (case.codes, case.flags);
    Variant {
        gene: gene.symbol.clone(),
        effect,
        hgvsp: candidate.hgvsp.as_deref().map(short_form),
        chrom: candidate.chrom,
        pos: candidate.pos,
        reference: candidate.reference,
        alternate: candidate.alternate,
        hgvsc: candidate.hgvsc,
        transcript: candidate.transcript,
        vaf: candidate.vaf,
        depth: candidate.depth,
        alt_reads: candidate.alt_reads,
        verdict,
        codes,
        source: candidate.source.to_owned(),
        flags,
    }
}

/// An exchange of the first residue is a lost start, whatever the source calls it.
fn refined_effect(effect: EffectClass, change: Option<&ProteinChange>) -> EffectClass {
    match (effect, change) {
        (EffectClass::Missense, Some(c)) if c.start == 1 => EffectClass::StartLost,
        _ => effect,
    }
}

struct Case<'a> {
    candidate: &'a Candidate,
    gene: &'a PanelGene,
    build: Option<Build>,
    change: Option<&'a ProteinChange>,
    codes: Vec<String>,
    flags: Vec<String>,
}

impl Case<'_> {
    fn loss(&mut self, effect: EffectClass) -> Verdict {
        if self.gene.symbol.starts_with("HLA-") {
            // Reads of one allele fail to map to the reference's allele.
            self.flag("hla_linear_reference");
        }
        if self.gene.symbol == "KEAP1" && effect == EffectClass::Missense {
            match self.change.map(|c| c.start) {
                Some(50..=179) => self.flag("btb_domain"),
                Some(327..=609) => self.flag("kelch_domain"),
                _ => {}
            }
        }
        match effect {
            EffectClass::Truncating => self.truncation(),
            EffectClass::StartLost => {
                self.code("OVS1");
                self.code("lof_start_lost");
                Verdict::Damaging
            }
            EffectClass::SpliceSite => self.splice_site(),
            EffectClass::Missense => self.missense(),
            EffectClass::Inframe => {
                self.code("OM2");
                if self
                    .change
                    .is_some_and(|c| c.kind == ChangeKind::Deletion && c.end - c.start >= LARGE_INFRAME - 1)
                {
                    self.flag("large_inframe_deletion");
                }
                Verdict::Uncertain
            }
            EffectClass::StopLost => {
                self.code("OM2");
                Verdict::Uncertain
            }
            _ => Verdict::Uncertain,
        }
    }

    fn truncation(&mut self) -> Verdict {
        let Some((base, length)) = self.truncated_at() else {
            self.code("OVS1");
            self.code("lof_truncating");
            return Verdict::Damaging;
        };
        let share = base as f64 / length as f64;
        let escapes = self.gene.transcript(self.build).is_some_and(|t| t.escapes_decay(base));
        if escapes {
            self.flag("nmd_escape");
        }
        if share > END_TRUNCATION {
            self.flag("end_truncation");
            return Verdict::Uncertain;
        }
        self.code("OVS1");
        self.code("lof_truncating");
        if escapes && 1.0 - share < MIN_LOST { Verdict::Likely } else { Verdict::Damaging }
    }

    /// Coding base of the truncation and length of the coding sequence. A new stop that is written counts when it
    /// lies before the old one; a frame that runs on past it has lost everything from the variant on.
    fn truncated_at(&self) -> Option<(u64, u64)> {
        let transcript = self.gene.transcript(self.build)?;
        let residue = match self.change {
            Some(change) => match change.kind {
                ChangeKind::Frameshift { new_stop: Some(stop) } if stop <= transcript.residues() => stop,
                _ => change.start,
            },
            None => {
                let on_build = self.gene.transcripts.get(&self.build?)?;
                return Some((on_build.coding_base_at(self.candidate.pos)?, on_build.coding_length));
            }
        };
        Some(((u64::from(residue) * 3).saturating_sub(2), transcript.coding_length))
    }

    fn splice_site(&mut self) -> Verdict {
        let coding = self.candidate.hgvsc.as_deref().unwrap_or("");
        let coding = coding.rsplit(':').next().unwrap_or(coding);
        if coding.contains("+2T>C") || coding.contains("+2C>T") {
            // GC is the one other donor that works.
            self.flag("gc_donor");
            if coding.contains("+2C>T") {
                return Verdict::Uncertain;
            }
        }
        if coding.starts_with("c.-") || coding.starts_with("c.*") {
            self.flag("splice_of_utr");
            return Verdict::Uncertain;
        }
        self.code("OVS1");
        self.code("lof_splice_site");
        if coding.contains("dup") {
            self.flag("splice_site_may_be_kept");
            return Verdict::Likely;
        }
        let on_build = self.build.and_then(|b| self.gene.transcripts.get(&b));
        if self.is_single_base() && on_build.is_some_and(|t| !t.is_core_splice_site(self.candidate.pos)) {
            // Some MAF writers call more than the two intron bases a splice site.
            self.flag("outside_splice_dinucleotide");
            return Verdict::Likely;
        }
        Verdict::Damaging
    }

    fn missense(&mut self) -> Verdict {
        if self.gene.symbol == "STK11" && self.change.is_some_and(|c| c.start == 354 && c.after == Some('L'))
        {
            self.flag("known_benign_or_uncertain");
        }
        if self.hotspot_residue() { Verdict::Likely } else { Verdict::Uncertain }
    }

    fn gain(&mut self, effect: EffectClass) -> Verdict {
        let is_egfr = self.gene.symbol == "EGFR";
        match effect {
            EffectClass::Missense => {
                let is_hotspot = self.hotspot_residue();
                if is_hotspot
                    && is_egfr
                    && let Some(change) = self.change
                {
                    self.flag(egfr::class_of_exchange(change));
                }
                if is_hotspot { Verdict::Damaging } else { Verdict::Uncertain }
            }
            EffectClass::Inframe => {
                self.code("OM2");
                match self.change.filter(|_| is_egfr).and_then(egfr::window_of_indel) {
                    Some((window, class)) => {
                        self.codes.push(format!("hotspot_{window}"));
                        self.flag(class);
                        Verdict::Damaging
                    }
                    None => Verdict::Uncertain,
                }
            }
            EffectClass::Unknown => Verdict::Uncertain,
            _ => {
                self.flag("not_a_gain_of_function");
                Verdict::Uncertain
            }
        }
    }

    /// Whether a residue of the exchange is a hotspot; the codes say how often it was seen.
    fn hotspot_residue(&mut self) -> bool {
        let (first, last) = self.residues();
        let Some(hotspot) = self
            .gene
            .hotspots
            .iter()
            .filter(|h| h.is_of_exchanges())
            .find(|h| h.kind == HotspotKind::Residue && (first..=last).contains(&h.start))
        else {
            return false;
        };
        let after = self.change.and_then(|c| c.after).map(String::from).unwrap_or_default();
        let same_change = hotspot.count(&after);
        let code = match (hotspot.total >= 50, same_change >= 10) {
            (true, true) => "OS3",
            (false, true) => "OM3",
            (_, false) => "OM4",
        };
        let name = format!("hotspot_{}", hotspot.name);
        self.code(code);
        self.code(&name);
        true
    }

    /// Residues of the exchange. For a single base of a known build the place in the genome decides, because
    /// numbers in the text may be those of another isoform.
    fn residues(&mut self) -> (u32, u32) {
        let stated = self.change.map_or((0, 0), |c| (c.start, c.end));
        let on_build = self.build.and_then(|b| self.gene.transcripts.get(&b));
        if self.is_single_base()
            && let Some(residue) = on_build.and_then(|t| t.residue_at(self.candidate.pos))
        {
            if stated.0 != 0 && residue != stated.0 {
                self.flag("residue_of_another_transcript");
            }
            return (residue, residue);
        }
        if self.candidate.transcript.as_deref().is_some_and(|t| !self.gene.knows_transcript(t)) {
            self.flag("transcript_not_of_the_hotspot_list");
            return (0, 0);
        }
        stated
    }

    /// Whether one base of a known place is exchanged; a MAF writes `-` for an allele that is not there.
    fn is_single_base(&self) -> bool {
        let is_base = |allele: &str| allele.len() == 1 && allele != "-";
        self.candidate.pos > 0 && is_base(&self.candidate.reference) && is_base(&self.candidate.alternate)
    }

    fn code(&mut self, code: &str) {
        self.codes.push(code.to_owned());
    }

    fn flag(&mut self, flag: &str) {
        if !self.flags.iter().any(|f| f == flag) {
            self.flags.push(flag.to_owned());
        }
    }
}
