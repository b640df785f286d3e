//! From a sample's variants to one row per gene.

use evade_core::{AlterationStatus, DnaProfile, GeneAlteration, Hits, Variant, Verdict};

use crate::Coverage;
use crate::candidate::SampleVariants;
use crate::consequence::severity;
use crate::egfr;
use crate::panel::{CORE_GENES, KRAS_G12D, Role};

/// Two changes this close may be one event written in two rows.
const SAME_EVENT_BASES: u64 = 10;

/// One row per core gene, and `KRAS_G12D`. `not_altered` needs a coverage that holds the gene.
#[must_use]
pub fn judge(sample: &SampleVariants, coverage: &Coverage) -> DnaProfile {
    let genes = CORE_GENES
        .iter()
        .flat_map(|gene| {
            let row = gene_row(gene, gene, sample, coverage, |_| true);
            let apart = (*gene == "KRAS").then(|| {
                gene_row(KRAS_G12D, gene, sample, coverage, |v| v.hgvsp.as_deref() == Some("p.G12D"))
            });
            std::iter::once(row).chain(apart)
        })
        .collect();
    DnaProfile {
        tested: true,
        coverage: coverage.to_string(),
        genes,
        variants: sample.variants.clone(),
        filtered: sample.filtered.clone(),
        reasons: Vec::new(),
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

fn gene_row(
    name: &str,
    gene: &str,
    sample: &SampleVariants,
    coverage: &Coverage,
    is_meant: impl Fn(&Variant) -> bool,
) -> GeneAlteration {
    let mut variants: Vec<&Variant> = sample
        .variants
        .iter()
        .filter(|v| v.gene == gene && v.verdict != Verdict::Benign && is_meant(v))
        .collect();
    variants.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| by_fraction(a, b)).then(a.pos.cmp(&b.pos)));
    let altering: Vec<&Variant> = variants.iter().copied().filter(|v| is_altering(v)).collect();
    let stated = sample.stated.get(name).or_else(|| sample.stated.get(gene)).copied();
    let status = match (variants.first(), stated) {
        (Some(_), _) if !altering.is_empty() => AlterationStatus::Altered,
        (Some(_), _) => AlterationStatus::Uncertain,
        (None, Some(true)) => AlterationStatus::NotAltered,
        (None, None) if coverage.holds(gene) => AlterationStatus::NotAltered,
        (None, _) => AlterationStatus::NotTested,
    };
    let deciding = variants.first().copied();
    let role = Role::of_core(gene);
    let mut flags: Vec<String> = deciding.map(|v| v.flags.clone()).unwrap_or_default();
    let hits = hits_of(role, &altering, deciding.is_some(), &mut flags);
    if role.is_loss() && status != AlterationStatus::NotTested {
        flags.push("cn_not_tested".to_owned());
    }
    GeneAlteration {
        gene: name.to_owned(),
        status,
        hits,
        effect: deciding.map(|v| v.effect),
        hgvsp: deciding.and_then(|v| v.hgvsp.clone()),
        hgvsc: deciding.and_then(|v| v.hgvsc.clone()),
        vaf: deciding.and_then(|v| v.vaf),
        depth: deciding.and_then(|v| v.depth),
        n_variants: u32::try_from(variants.len()).unwrap_or(u32::MAX),
        evidence: deciding.map(|v| v.codes.clone()).unwrap_or_default(),
        level: deciding.filter(|_| status == AlterationStatus::Altered).and_then(|v| level_of(name, v)),
        flags,
    }
}

fn hits_of(role: Role, altering: &[&Variant], has_any: bool, flags: &mut Vec<String>) -> Option<Hits> {
    if !role.is_loss() || !has_any {
        return None;
    }
    let Some((first, others)) = altering.split_first() else { return Some(Hits::Unknown) };
    let is_apart =
        |v: &&Variant| v.pos == 0 || first.pos == 0 || v.pos.abs_diff(first.pos) > SAME_EVENT_BASES;
    if others.iter().any(is_apart) {
        flags.push("likely_biallelic".to_owned());
        return Some(Hits::Biallelic);
    }
    if !others.is_empty() {
        flags.push("possible_mnv".to_owned());
    }
    Some(Hits::Unknown)
}

fn is_altering(variant: &Variant) -> bool {
    matches!(variant.verdict, Verdict::Damaging | Verdict::Likely)
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

/// Level of the evidence that the alteration bears on checkpoint inhibitors.
fn level_of(name: &str, variant: &Variant) -> Option<String> {
    let level = match name {
        "EGFR" if variant.flags.iter().any(|f| f == egfr::NOT_LUNG_TYPE) => return None,
        "EGFR" => "A",
        "STK11" | "KEAP1" => "B",
        "B2M" | KRAS_G12D => "C",
        "JAK1" | "JAK2" | "PTEN" | "HLA-A" | "HLA-B" | "HLA-C" => "D",
        _ => return None,
    };
    Some(level.to_owned())
}
