//! Markers that were supplied, or counted from the variants.

use evade_core::{SampleProfile, TmbReason, TumourBurden};
use maud::{Markup, html};

use crate::biomarkers::agreement;
use crate::text::{Text, short};

/// Whether the laboratory tested it is not known here.
const NOT_SUPPLIED: &str = "not supplied";

/// PD-L1, tumour mutational burden, microsatellites.
pub(crate) fn markers(profile: &SampleProfile) -> Markup {
    let facts = &profile.facts;
    html! {
        dl class="pairs" {
            dt { "PD-L1" } dd {
                @match facts.pdl1_tps {
                    Some(share) => { (short(share)) " % of tumour cells (tumour proportion score), as supplied" },
                    None => (NOT_SUPPLIED),
                }
            }
            dt { "Mutational burden" } dd { (burden(facts.tmb, profile.dna.tmb.as_ref())) }
            dt { "Microsatellites" } dd {
                @match &facts.msi { Some(msi) => { (Text(msi)) ", as supplied" }, None => (NOT_SUPPLIED) }
            }
        }
        @if let Some(agreement) = agreement(profile) { p class="note" { (agreement) } }
    }
}

/// The burden as supplied, else as counted, else why there is none.
fn burden(supplied: Option<f64>, counted: Option<&TumourBurden>) -> String {
    if let Some(supplied) = supplied {
        return format!("{} mutations per megabase, as supplied", short(supplied));
    }
    let Some(burden) = counted else { return NOT_SUPPLIED.to_owned() };
    if let Some(tmb) = burden.tmb {
        let doubt = if burden.reliable { "" } else { "; not to be compared with other numbers" };
        return format!("{} mutations per megabase, counted from the variants{doubt}", short(tmb));
    }
    let why = burden.reasons.iter().find_map(|&reason| missing(reason));
    match (why, burden.n_counted) {
        (Some(why), Some(n)) => format!("not computed from the {} counted: {why}", counted_variants(n)),
        (Some(why), None) => format!("not supplied, and not counted: {why}"),
        (None, _) => NOT_SUPPLIED.to_owned(),
    }
}

/// The reasons for which there is no number.
fn missing(reason: TmbReason) -> Option<&'static str> {
    Some(match reason {
        TmbReason::NotRequested => "it was not asked for",
        TmbReason::NoVariantList => {
            "no list of all variants was given; give that of the assay, or the burden as reported"
        }
        TmbReason::OnlyJudgedGenes => {
            "the file holds variants of the assessed genes alone; give all of the assay, or the burden as reported"
        }
        TmbReason::NoRecords => "the file has no variant; give a file of all genes that were sequenced",
        TmbReason::NoUsableRecords => {
            "no variant of the file passes its filters as one of the tumour alone; give the filtered somatic calls"
        }
        TmbReason::EffectsNotAnnotated => {
            "what they do to proteins is not known; annotate the file with VEP, SnpEff or bcftools csq"
        }
        TmbReason::EffectWordsUnknown => {
            "the file's words for their effects are not known; annotate it with VEP, SnpEff or bcftools csq"
        }
        TmbReason::GermlineCalls => "they are germline variants; give the somatic ones",
        TmbReason::MegabasesUnknown => "the size of the sequenced region is not known; give its regions",
        TmbReason::PanelNotCalibrated
        | TmbReason::TumorOnlyUnfiltered
        | TmbReason::SmallPanel
        | TmbReason::CountsUnknown
        | TmbReason::OneKindOfVariant
        | TmbReason::FileMayBeCut => return None,
    })
}

fn counted_variants(n: u32) -> String {
    format!("{n} variant{}", if n == 1 { "" } else { "s" })
}
