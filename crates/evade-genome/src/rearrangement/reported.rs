//! Fusions as reports state them, and the partner in their words.

use evade_core::{Caution, CellText, EffectClass, EvidenceCode, GeneRole, Variant, VariantSource, Verdict};

use super::judge::unplaced;
use crate::panel::role_of;

/// A fusion as a report states it. The laboratory has judged the kinase. `is_shown`: the report speaks of a
/// rearrangement, which a break-apart probe shows without its partner; a bare positive result may be a stain.
pub(crate) fn reported(gene: &str, partner: Option<&str>, is_shown: bool) -> Variant {
    let is_driver = role_of(gene) == GeneRole::FusedOncogene && (partner.is_some() || is_shown);
    let flags = match (is_driver, partner) {
        (_, None) => vec![Caution::FusionPartnerMissing],
        (true, _) => Vec::new(),
        _ => vec![Caution::SvEffectUnknown],
    };
    Variant {
        verdict: if is_driver { Verdict::Likely } else { Verdict::Uncertain },
        effect: EffectClass::Fusion,
        codes: vec![EvidenceCode::Fusion(partner.map(|partner| CellText::new(&format!("{partner}-{gene}"))))],
        flags,
        ..unplaced(gene, "FUSION", VariantSource::Reported)
    }
}

/// The other gene of `A::B`, `A-B`, `A/B` or `A;B`, where one side is the gene itself: any other word of a report may
/// be that of a method or of a result.
pub(crate) fn partner_in(text: &str, gene: &str) -> Option<String> {
    let text = text.replace(" - ", "-").replace(" :: ", "::").replace(" / ", "/");
    // Exons stand in brackets behind each gene, or the pair itself stands in them.
    let pair = |text: &str| {
        text.split([' ', ',', '(', ')', '[', ']']).find_map(|word| {
            ["::", "-", "/", ";"].iter().find_map(|between| {
                let behind = word.strip_prefix(gene).and_then(|rest| rest.strip_prefix(between));
                let before = word.strip_suffix(gene).and_then(|rest| rest.strip_suffix(between));
                behind.or(before).filter(|name| is_gene_name(name)).map(str::to_owned)
            })
        })
    };
    pair(&text).or_else(|| pair(&without_brackets(&text)))
}

/// Words that stand behind a gene and a hyphen and are no gene.
const NO_GENES: [&str; 27] = [
    "FISH",
    "IHC",
    "NGS",
    "PCR",
    "RT-PCR",
    "RNA",
    "DNA",
    "CISH",
    "SISH",
    "WT",
    "FUSION",
    "POSITIVE",
    "NEGATIVE",
    "REARRANGEMENT",
    "REARRANGED",
    "TRANSLOCATION",
    "INVERSION",
    "DELETION",
    "INTRAGENIC",
    "INTERGENIC",
    "UNKNOWN",
    "UNDETERMINED",
    "OTHER",
    "NA",
    "NON",
    "NOT",
    "NO",
];

/// Whether a word that joins a gene is none itself.
pub(super) fn is_no_gene(word: &str) -> bool {
    NO_GENES.contains(&word.to_ascii_uppercase().as_str())
}

fn is_gene_name(name: &str) -> bool {
    name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))
        && !is_no_gene(name)
}

pub(super) fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}
