//! One fusion that DNA and RNA both show.

use evade_core::{EffectClass, EvidenceCode, Variant, VariantSource, Verdict};

/// Unites the records of one fusion, the pair of genes being the same: the firmest stands for all, with the evidence of each.
/// A breakpoint that alone leaves the fusion open bears out one that is shown otherwise.
pub(crate) fn unite_fusions(variants: &mut Vec<Variant>) {
    let mut order: Vec<usize> = (0..variants.len()).filter(|i| is_united(&variants[*i])).collect();
    order.sort_by_key(|i| rank(variants[*i].verdict));
    let mut taken: Vec<usize> = Vec::new();
    for (at, one) in order.iter().enumerate() {
        if taken.contains(one) {
            continue;
        }
        for other in &order[at + 1..] {
            if taken.contains(other) || !is_same(&variants[*one], &variants[*other]) {
                continue;
            }
            let codes = variants[*other].codes.clone();
            let codes = codes.into_iter().filter(|code| !matches!(code, EvidenceCode::PossibleFusion(_)));
            for code in codes {
                if !variants[*one].codes.contains(&code) {
                    variants[*one].codes.push(code);
                }
            }
            taken.push(*other);
        }
    }
    let mut index = 0;
    variants.retain(|_| {
        index += 1;
        !taken.contains(&(index - 1))
    });
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Damaging => 0,
        Verdict::Likely => 1,
        Verdict::Uncertain => 2,
        Verdict::Benign => 3,
    }
}

/// Whether the record is of a fusion that DNA or RNA shows; a report speaks for itself.
fn is_united(variant: &Variant) -> bool {
    variant.effect == EffectClass::Fusion && variant.source != VariantSource::Reported
}

fn is_same(one: &Variant, other: &Variant) -> bool {
    let is_read = |v: &Variant| matches!(v.source, VariantSource::VcfSv | VariantSource::RnaFusionTable);
    let names = pair_of(one).zip(pair_of(other));
    one.gene == other.gene
        && (is_read(one) || is_read(other))
        && names.is_some_and(|((one, is_named), (other, is_other_named))| {
            one == other || (is_named != is_other_named && has_both(&one, &other))
        })
}

/// `EML4-ALK`, or of a possible fusion its partner alone; whether it is the former.
fn pair_of(variant: &Variant) -> Option<(String, bool)> {
    variant.codes.iter().find_map(|code| match code {
        EvidenceCode::Fusion(Some(name)) => Some((name.as_str().to_owned(), true)),
        EvidenceCode::PossibleFusion(Some(partner)) => {
            Some((format!("{}-{}", partner.as_str(), variant.gene), false))
        }
        _ => None,
    })
}

/// Whether the two names are of one pair in either order: a possible fusion does not state it.
fn has_both(one: &str, other: &str) -> bool {
    let turned = other.split_once('-').map(|(five, three)| format!("{three}-{five}"));
    turned.is_some_and(|turned| turned == one)
}
