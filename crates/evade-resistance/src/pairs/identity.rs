//! Whether two samples are of one person and of one clone.
//!
//! A tumour loses: chromosome Y, the expression of XIST, an HLA allele, heterozygosity. Only what no loss explains is a conflict. That
//! nothing conflicts is no proof of one person, and a shared hotspot is none of one clone.

use std::collections::BTreeSet;

use evade_core::{
    Caution, CloneVerdict, DnaEvidence, HlaGene, IdentityBearing, IdentityCheck, IdentityKind, LaneState,
    PairIdentity, PairReason, PersonVerdict, RnaProfile, RnaSex, SampleProfile, SharedVariant, Variant,
    Zygosity,
};

use super::compare::ComparedSample;
use super::matching::{change, is_rearrangement, is_same};

/// Opposite homozygotes among shared germline sites from which on the persons differ; errors of genotyping are rarer.
const OPPOSITE_SHARE: f64 = 0.02;
/// So many shared sites, at which not both have the reference alone, tell persons apart.
const INFORMATIVE_SITES: u32 = 10;
/// So many common alleles of HLA class I do.
const COMMON_ALLELES: usize = 3;
/// With so many somatic variants in both samples, a share of them must be the same: a few recurrent artefacts are no clone.
const MANY: usize = 20;
/// This share of the smaller set.
const LEAST_SHARE: f64 = 0.02;

/// Everything that is compared of the identity of two samples.
pub(super) fn identity(before: ComparedSample<'_>, after: ComparedSample<'_>) -> PairIdentity {
    let mut checks = vec![stated_sex(before.profile, after.profile), rna_sex(before.profile, after.profile)];
    checks.extend(against_stated(before.profile).into_iter().chain(against_stated(after.profile)));
    for (one, other) in before.profile.hla.iter().zip(&after.profile.hla) {
        checks.push(hla_alleles(one, other));
    }
    checks.push(germline(before.evidence, after.evidence));
    checks.extend(same_rna(before.profile.rna.as_ref(), after.profile.rna.as_ref()));
    let has = |bearing| checks.iter().any(|check| check.bearing == bearing);
    // That the sheet states one sex is no measurement, and a lost chromosome is none of the person.
    let is_measured = n_common_alleles(before.profile, after.profile) >= COMMON_ALLELES
        || checks.iter().any(|check| {
            matches!(check.kind, IdentityKind::RnaSex | IdentityKind::GermlineSites)
                && check.bearing == IdentityBearing::Agrees
        });
    let person = match (has(IdentityBearing::Conflict), is_measured) {
        (true, _) => PersonVerdict::Conflict,
        (false, true) => PersonVerdict::NoConflict,
        (false, false) => PersonVerdict::NotTested,
    };
    let mut reasons: Vec<PairReason> = checks.iter().filter_map(reason).collect();
    if person == PersonVerdict::NotTested {
        reasons.push(PairReason::IdentityNotTested);
    }
    let shared = shared(before.profile, after.profile);
    let n_shared = n_shared(before.evidence, after.evidence);
    let (clone, of_clone) = clone(before, after, &shared, n_shared);
    reasons.extend(of_clone);
    reasons.sort_unstable();
    reasons.dedup();
    PairIdentity { person, checks, clone, shared, n_shared: n_shared.map(|shared| shared.n), reasons }
}

/// The reason that a check gives.
fn reason(check: &IdentityCheck) -> Option<PairReason> {
    match (check.kind, check.bearing) {
        (IdentityKind::RnaProfile, IdentityBearing::Warns) => Some(PairReason::SameProfile),
        (IdentityKind::RnaSex, IdentityBearing::Warns) => Some(PairReason::RnaSexAgainstStated),
        (IdentityKind::StatedSex, IdentityBearing::Conflict) => Some(PairReason::SexDiffers),
        (IdentityKind::RnaSex, IdentityBearing::Conflict) => Some(PairReason::RnaSexConflict),
        (IdentityKind::HlaAlleles, IdentityBearing::Conflict) => Some(PairReason::HlaAllelesConflict),
        (IdentityKind::GermlineSites, IdentityBearing::Conflict) => Some(PairReason::OppositeHomozygotes),
        _ => None,
    }
}

/// The sex that words state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sex {
    Male,
    Female,
}

impl Sex {
    /// Reads the user's words, in the languages of many sheets; `None` for words that are not known.
    fn read(words: &str) -> Option<Self> {
        Some(match words.trim().trim_end_matches('.').to_lowercase().as_str() {
            "m" | "male" | "man" | "boy" | "xy" | "masculine" | "männlich" | "maennlich" | "mann"
            | "homme" | "masculin" | "h" | "hombre" | "masculino" | "varón" | "varon" | "maschio"
            | "maschile" | "uomo" | "homem" | "man/male" | "male sex" | "男" | "男性" => Self::Male,
            "f" | "female" | "woman" | "girl" | "xx" | "feminine" | "w" | "weiblich" | "frau" | "femme"
            | "féminin" | "feminin" | "mujer" | "femenino" | "feminino" | "femmina" | "femminile"
            | "donna" | "mulher" | "vrouw" | "kvinna" | "female sex" | "女" | "女性" => Self::Female,
            _ => return None,
        })
    }
}

fn check(
    kind: IdentityKind,
    before: Option<&str>,
    after: Option<&str>,
    bearing: IdentityBearing,
) -> IdentityCheck {
    IdentityCheck {
        kind,
        subject: None,
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
        bearing,
    }
}

fn stated_sex(before: &SampleProfile, after: &SampleProfile) -> IdentityCheck {
    let words = |profile: &'_ SampleProfile| profile.facts.clinical.sex.clone();
    let (one, other) = (words(before), words(after));
    let read = |words: &Option<String>| words.as_deref().and_then(Sex::read);
    let bearing = match (read(&one), read(&other)) {
        (Some(one), Some(other)) if one == other => IdentityBearing::Agrees,
        (Some(_), Some(_)) => IdentityBearing::Conflict,
        _ => IdentityBearing::NotTested,
    };
    check(IdentityKind::StatedSex, one.as_deref(), other.as_deref(), bearing)
}

fn sex_of_rna(profile: &SampleProfile) -> Option<RnaSex> {
    profile.rna.as_ref()?.quality.rna_sex
}

fn rna_sex(before: &SampleProfile, after: &SampleProfile) -> IdentityCheck {
    use RnaSex::{NoYGenes, XistWithoutY, YGenes};
    let (one, other) = (sex_of_rna(before), sex_of_rna(after));
    let bearing = match (one, other) {
        (Some(YGenes), Some(XistWithoutY)) | (Some(XistWithoutY), Some(YGenes)) => IdentityBearing::Conflict,
        (Some(YGenes), Some(YGenes))
        | (Some(XistWithoutY), Some(XistWithoutY))
        | (Some(NoYGenes), Some(NoYGenes)) => IdentityBearing::Agrees,
        (Some(_), Some(_)) => IdentityBearing::MayBeLoss,
        _ => IdentityBearing::NotTested,
    };
    check(IdentityKind::RnaSex, one.map(RnaSex::as_str), other.map(RnaSex::as_str), bearing)
}

/// Where the RNA of a sample contradicts the sex that the sheet states of it.
fn against_stated(profile: &SampleProfile) -> Option<IdentityCheck> {
    let stated = profile.facts.clinical.sex.as_deref()?;
    let rna = sex_of_rna(profile)?;
    let contradicts = matches!(
        (Sex::read(stated)?, rna),
        (Sex::Male, RnaSex::XistWithoutY) | (Sex::Female, RnaSex::YGenes)
    );
    contradicts.then(|| IdentityCheck {
        subject: Some(profile.facts.sample.clone()),
        ..check(IdentityKind::RnaSex, Some(stated), Some(rna.as_str()), IdentityBearing::Warns)
    })
}

/// Alleles of HLA class I that both samples have.
fn n_common_alleles(before: &SampleProfile, after: &SampleProfile) -> usize {
    let pairs = before.hla.iter().zip(&after.hla);
    pairs
        .map(|(one, other)| {
            let others = alleles(other);
            let is_common = |allele: &&Vec<String>| others.iter().any(|known| is_same_allele(allele, known));
            alleles(one).iter().filter(is_common).count()
        })
        .sum()
}

/// Germline alleles: each sample with one that the other lacks is another person, unless each shows a single allele: a tumour of one
/// person may have lost one and its later sample the other.
fn hla_alleles(before: &HlaGene, after: &HlaGene) -> IdentityCheck {
    let (one, other) = (alleles(before), alleles(after));
    let lacks = |one: &[Vec<String>], other: &[Vec<String>]| {
        one.iter().any(|allele| !other.iter().any(|known| is_same_allele(allele, known)))
    };
    let bearing = if one.is_empty() || other.is_empty() {
        IdentityBearing::NotTested
    } else {
        match (lacks(&one, &other), lacks(&other, &one)) {
            (true, true) if one.len() + other.len() > 2 => IdentityBearing::Conflict,
            (false, false) => IdentityBearing::Agrees,
            _ => IdentityBearing::MayBeLoss,
        }
    };
    let words = |alleles: &[Vec<String>]| {
        let words: Vec<String> = alleles.iter().map(|fields| fields.join(":")).collect();
        (!words.is_empty()).then(|| words.join(", "))
    };
    IdentityCheck {
        subject: Some(before.gene.clone()),
        ..check(IdentityKind::HlaAlleles, words(&one).as_deref(), words(&other).as_deref(), bearing)
    }
}

/// The alleles of a gene by fields, of the first source that names any.
fn alleles(gene: &HlaGene) -> Vec<Vec<String>> {
    let own = |gene: &HlaGene| -> Vec<Vec<String>> {
        gene.alleles.iter().flatten().map(|allele| fields(allele)).collect()
    };
    let mut found = own(gene);
    if found.is_empty() {
        found = gene.sources.iter().map(own).find(|alleles| !alleles.is_empty()).unwrap_or_default();
    }
    found.sort();
    found.dedup();
    found
}

/// `HLA-A*02:01:01:01` as `02`, `01`, `01`, `01`: prefixes and separators differ between programs.
fn fields(allele: &str) -> Vec<String> {
    let name = allele.rsplit_once('*').map_or(allele, |(_, name)| name);
    let name = name.strip_prefix("HLA-").or(name.strip_prefix("hla_")).unwrap_or(name);
    let is_letter = |c: char| c.is_ascii_alphabetic();
    let name = name.trim_start_matches(is_letter).trim_start_matches(['_', ':']).trim_end_matches(is_letter);
    name.split([':', '_']).filter(|field| !field.is_empty()).map(str::to_owned).collect()
}

/// By the fields that both name: a type of low resolution may be the same.
fn is_same_allele(one: &[String], other: &[String]) -> bool {
    one.iter().zip(other).all(|(one, other)| one == other)
}

fn germline(before: &DnaEvidence, after: &DnaEvidence) -> IdentityCheck {
    use Zygosity::{Alternate, Reference};
    let mut n = 0_u32;
    let mut opposite = 0_u32;
    for (site, one) in &before.genotypes {
        let Some(other) = after.genotypes.get(site) else { continue };
        // Nearly everyone has the reference allele at most sites: that both have it says nothing.
        if (one, other) == (&Reference, &Reference) {
            continue;
        }
        n += 1;
        opposite += u32::from(matches!((one, other), (Reference, Alternate) | (Alternate, Reference)));
    }
    let words = format!("{n} sites, {opposite} homozygous for different alleles");
    let bearing = match (n, opposite) {
        (_, 0) if n < INFORMATIVE_SITES => IdentityBearing::NotTested,
        (_, 0) => IdentityBearing::Agrees,
        _ if f64::from(opposite) >= (OPPOSITE_SHARE * f64::from(n)).max(2.0) => IdentityBearing::Conflict,
        _ => IdentityBearing::MayBeLoss,
    };
    let words = (n > 0).then_some(words.as_str());
    check(IdentityKind::GermlineSites, words, words, bearing)
}

/// Whether two samples have the very same RNA: two measurements never agree in every digit.
fn same_rna(before: Option<&RnaProfile>, after: Option<&RnaProfile>) -> Option<IdentityCheck> {
    let (before, after) = before.zip(after)?;
    let scores = |rna: &RnaProfile| -> Vec<Option<u64>> {
        rna.scores.iter().map(|row| row.score.map(f64::to_bits)).collect()
    };
    let (one, other) = (scores(before), scores(after));
    let is_same = one == other && one.iter().any(Option::is_some);
    is_same.then(|| check(IdentityKind::RnaProfile, None, None, IdentityBearing::Warns))
}

/// Variants of judged genes that both samples have and count.
fn shared(before: &SampleProfile, after: &SampleProfile) -> Vec<SharedVariant> {
    let both = before.dna.variants.iter().filter_map(|one| {
        after.dna.variants.iter().find(|other| is_same(one, other)).map(|other| (one, other))
    });
    both.map(|(one, other)| SharedVariant {
        gene: one.gene.clone(),
        change: change(one),
        // A read or two may be errors, and a fusion without breakpoints is that of many tumours.
        is_hotspot: is_recurrent(one) || is_recurrent(other) || is_thin(one) || is_thin(other),
        may_be_germline: may_be_germline(one) && may_be_germline(other) || may_be_of_blood(one),
    })
    .collect()
}

/// Whether independent tumours share it: hotspots, and nonsense variants of arginine, which arise where a methylated C mutates (`TP53 p.R213*`).
fn is_recurrent(variant: &Variant) -> bool {
    let is_arginine_stop = variant.hgvsp.as_deref().is_some_and(|change| {
        let residue = change.strip_prefix("p.R").and_then(|rest| rest.strip_suffix('*'));
        residue
            .is_some_and(|residue| !residue.is_empty() && residue.bytes().all(|byte| byte.is_ascii_digit()))
    });
    variant.is_hotspot() || is_arginine_stop
}

/// Whether so few reads show it, or so little of its place is known, that it need not be the same.
fn is_thin(variant: &Variant) -> bool {
    variant.alt_reads.is_some_and(|reads| reads < 3) || is_rearrangement(variant) && variant.pos == 0
}

/// Whether a variant may be of blood cells and not of the tumour.
fn may_be_of_blood(variant: &Variant) -> bool {
    variant.flags.contains(&Caution::PossibleChip)
}

/// Whether a variant may be inherited: no normal excludes it, and its fraction is that of a heterozygous or homozygous site.
pub(super) fn may_be_germline(variant: &Variant) -> bool {
    let is_unknown = variant
        .flags
        .iter()
        .any(|flag| matches!(flag, Caution::GermlineStatusUnknown | Caution::GermlineLikely));
    is_unknown && variant.vaf.is_none_or(|vaf| (0.3..=0.7).contains(&vaf) || vaf >= 0.85)
}

/// Somatic variants of all genes that both samples have.
#[derive(Debug, Clone, Copy)]
struct Shared {
    n: u32,
    /// Variants of the sample with fewer.
    of: usize,
}

fn n_shared(before: &DnaEvidence, after: &DnaEvidence) -> Option<Shared> {
    let (one, other) = before.somatic.as_ref().zip(after.somatic.as_ref())?;
    let both: BTreeSet<_> = one.intersection(other).collect();
    Some(Shared { n: both.len() as u32, of: one.len().min(other.len()) })
}

fn clone(
    before: ComparedSample<'_>,
    after: ComparedSample<'_>,
    shared: &[SharedVariant],
    n_shared: Option<Shared>,
) -> (CloneVerdict, Vec<PairReason>) {
    let is_read = |sample: &ComparedSample<'_>| {
        let state = sample.profile.lanes.small_variants.state;
        matches!(state, LaneState::Given | LaneState::Partly)
    };
    if !is_read(&before) || !is_read(&after) {
        return (CloneVerdict::NotTested, vec![PairReason::ClonalRelationNotTested]);
    }
    let has_normal = !lacks_normal(before.profile) && !lacks_normal(after.profile);
    let by_genes = shared.iter().any(|one| !one.is_hotspot && !one.may_be_germline);
    // Without a normal, what both files share in other genes may be inherited.
    let is_shared = match n_shared.filter(|_| has_normal) {
        Some(shared) if shared.of >= MANY => f64::from(shared.n) >= (LEAST_SHARE * shared.of as f64).max(2.0),
        // Of the few, those that prove nothing are left out; listed hotspots are not among them.
        Some(few) => by_genes || few.n as usize > n_weak(before.profile, after.profile),
        None => by_genes,
    };
    if is_shared {
        return (CloneVerdict::Shared, Vec::new());
    }
    let mut reasons = vec![PairReason::ClonalRelationUnproven];
    if !shared.is_empty() && shared.iter().all(|one| one.is_hotspot) {
        reasons.push(PairReason::SharedHotspotOnly);
    }
    if shared.iter().any(|one| one.may_be_germline) {
        reasons.push(PairReason::SharedMayBeGermline);
    }
    (CloneVerdict::Unproven, reasons)
}

/// Shared variants of judged genes that are no listed hotspot and prove nothing all the same.
fn n_weak(before: &SampleProfile, after: &SampleProfile) -> usize {
    let others = &after.dna.variants;
    let is_shared = |one: &&Variant| others.iter().any(|other| is_same(one, other));
    let is_weak = |one: &&Variant| {
        !one.is_hotspot()
            && (is_recurrent(one) || is_thin(one) || may_be_of_blood(one) || may_be_germline(one))
    };
    before.dna.variants.iter().filter(is_shared).filter(is_weak).count()
}

/// Whether variants of the sample were not compared with a normal.
pub(super) fn lacks_normal(profile: &SampleProfile) -> bool {
    let flags = profile.dna.variants.iter().flat_map(|variant| &variant.flags);
    flags.into_iter().any(|flag| *flag == Caution::GermlineStatusUnknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sexes_are_read_in_words_of_many_sheets() {
        for (words, expected) in [
            ("M", Some(Sex::Male)),
            ("female", Some(Sex::Female)),
            ("weiblich", Some(Sex::Female)),
            ("Homme", Some(Sex::Male)),
            ("unknown", None),
            ("1", None),
        ] {
            assert_eq!(Sex::read(words), expected, "{words}");
        }
    }

    #[test]
    fn alleles_are_compared_by_the_fields_that_both_name() {
        let same = |one: &str, other: &str| is_same_allele(&fields(one), &fields(other));
        assert!(same("HLA-A*02:01:01:01", "A*02:01"));
        assert!(same("hla_a_02_01_01", "A*02:01"));
        assert!(same("A*24:02N", "A*24:02"));
        assert!(!same("A*02:01", "A*02:05"));
        assert!(same("A*02", "A*02:05"));
    }

    fn gene(one: &str, other: &str) -> HlaGene {
        HlaGene { alleles: [Some(one.into()), Some(other.into())], ..HlaGene::not_tested("HLA-A") }
    }

    fn both_of_another() -> HlaGene {
        gene("A*01:01", "A*02:01")
    }

    #[test]
    fn an_allele_that_is_missing_in_one_sample_is_loss() {
        let of = |one: HlaGene, other: HlaGene| hla_alleles(&one, &other).bearing;
        let (both, one) = (gene("A*01:01", "A*02:01"), gene("A*02:01", "A*02:01"));
        assert_eq!(of(both.clone(), one.clone()), IdentityBearing::MayBeLoss);
        assert_eq!(of(both.clone(), both.clone()), IdentityBearing::Agrees);
        assert_eq!(of(both.clone(), gene("A*01:01", "A*24:02")), IdentityBearing::Conflict);
        assert_eq!(of(both, HlaGene::not_tested("HLA-A")), IdentityBearing::NotTested);
        assert_eq!(of(gene("A*24:02", "A*24:02"), both_of_another()), IdentityBearing::Conflict);
        // Each sample of one person may have lost one of two alleles.
        assert_eq!(of(one, gene("A*24:02", "A*24:02")), IdentityBearing::MayBeLoss);
    }
}
