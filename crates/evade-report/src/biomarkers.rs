//! PD-L1 and mutational burden beside each other: whether they agree, and what each leaves open.

use evade_core::{
    BiomarkerReason, BiomarkerRelation, Biomarkers, FeatureLevel, Pdl1Category, Pdl1RnaRelation,
    SampleProfile, TmbCategory, TmbOrigin,
};
use maud::{Markup, html};

use crate::text::{short, whole};

/// Whether they agree, for the box of markers; nothing where they could not be compared.
pub(crate) fn agreement(profile: &SampleProfile) -> Option<String> {
    let markers = profile.biomarkers.as_ref()?;
    let mut parts: Vec<&str> = Vec::new();
    parts.extend(relation(markers.relation));
    parts.extend(rna(markers.pdl1_and_rna));
    parts.extend(
        markers
            .reasons
            .contains(&BiomarkerReason::TmbSuppliedAndCountedDiffer)
            .then_some("the burden counted from the variants is on the other side of ten per megabase"),
    );
    (!parts.is_empty()).then(|| format!("{}.", parts.join("; ")))
}

fn relation(relation: BiomarkerRelation) -> Option<&'static str> {
    match relation {
        BiomarkerRelation::BothHigh => Some("PD-L1 and burden are both high"),
        BiomarkerRelation::BothLow => Some("PD-L1 is negative and the burden low"),
        BiomarkerRelation::Pdl1HighTmbLow => Some("Discordant: PD-L1 is high and the burden low"),
        BiomarkerRelation::Pdl1NegativeTmbHigh => Some("Discordant: PD-L1 is negative and the burden high"),
        BiomarkerRelation::Pdl1Between => {
            Some("PD-L1 is in between: the burden neither agrees nor disagrees with it")
        }
        BiomarkerRelation::NotCompared => None,
    }
}

fn rna(relation: Pdl1RnaRelation) -> Option<&'static str> {
    match relation {
        Pdl1RnaRelation::Agrees => Some("RNA of CD274, the gene of PD-L1, agrees with the stain"),
        Pdl1RnaRelation::StainedWithoutRna => Some("discordant: PD-L1 is high by stain and CD274 low in RNA"),
        Pdl1RnaRelation::RnaWithoutStain => Some(
            "discordant: PD-L1 is negative by stain and CD274 high in RNA, which other cells may express",
        ),
        Pdl1RnaRelation::Between | Pdl1RnaRelation::NotCompared => None,
    }
}

/// What each marker leaves open, as the review sees it.
pub(crate) const LEAVES_OPEN: [(&str, &str); 3] = [
    (
        "What PD-L1 leaves open",
        "It guides the use of checkpoint inhibitors, yet some patients without PD-L1 do well with them (Shi et al., Front Immunol 2025, section 6). The \
         score counts tumour cells of one piece of tissue and says nothing of T cells or of antigen presentation.",
    ),
    (
        "What the burden leaves open",
        "It reflects the load of antigens (section 6), not whether they are presented: tumours that had lost an HLA class I allele had more \
         neoantigens, were more often positive for PD-L1, and responded poorly (section 3.3). That it may say more than PD-L1 is the \
         opinion of the review.",
    ),
    (
        "What both leave open",
        "Neither is a mechanism of resistance, and neither alone or with the other says whether one patient responds.",
    ),
];

/// The section; nothing where neither is known.
pub(crate) fn biomarker_details(profile: &SampleProfile) -> Markup {
    let markers =
        profile.biomarkers.as_ref().filter(|markers| markers.pdl1.is_some() || markers.tmb.is_some());
    html! { @if let Some(markers) = markers { (section(markers)) } }
}

fn section(markers: &Biomarkers) -> Markup {
    html! {
        section {
            h2 { "PD-L1 and mutational burden" }
            dl class="pairs wide" {
                dt { "PD-L1" } dd { (pdl1(markers)) }
                dt { "Mutational burden" } dd { (burden(markers)) }
                dt { "Together" } dd { (relation(markers.relation).unwrap_or("not compared: one of them is missing or has no category")) "." }
                dt { "CD274 RNA" } dd { (cd274(markers)) }
                @for (name, text) in LEAVES_OPEN { dt { (name) } dd { (text) } }
            }
            @if !markers.reasons.is_empty() {
                ul { @for reason in &markers.reasons { li { (BiomarkerReason::meaning(*reason)) } } }
            }
        }
    }
}

fn pdl1(markers: &Biomarkers) -> String {
    match (markers.pdl1_tps, markers.pdl1) {
        (Some(tps), Some(category)) => {
            let words = match category {
                Pdl1Category::Negative => "negative, under 1 %",
                Pdl1Category::Low => "low, from 1 to under 50 %",
                Pdl1Category::High => "high, 50 % or more",
            };
            format!("{} % of tumour cells, as supplied ({words})", short(tps))
        }
        _ => "not supplied".to_owned(),
    }
}

fn burden(markers: &Biomarkers) -> String {
    let Some(tmb) = markers.tmb else { return "not known".to_owned() };
    let origin = match markers.tmb_origin {
        Some(TmbOrigin::Counted) => "counted from the variants",
        Some(TmbOrigin::Supplied) | None => "as supplied",
    };
    let category = match markers.tmb_category {
        Some(TmbCategory::High) => "high, 10 or more",
        Some(TmbCategory::Low) => "low, under 10",
        None => "no category: the number is not to be compared with others",
    };
    format!("{} mutations per megabase, {origin} ({category})", short(tmb))
}

fn cd274(markers: &Biomarkers) -> String {
    let level = match markers.cd274 {
        None => return "not assessable".to_owned(),
        Some(FeatureLevel::High) => "high",
        Some(FeatureLevel::Low) => "low",
        Some(FeatureLevel::Middle) => "in the middle half of the reference",
        Some(FeatureLevel::Open | FeatureLevel::NotAssessable) => {
            "unresolved: the interval crosses a border of the middle half"
        }
    };
    let place = markers.cd274_percentile.map_or(String::new(), |at| format!(" (percentile {})", whole(at)));
    let against = rna(markers.pdl1_and_rna).map_or(String::new(), |words| format!("; {words}"));
    format!("{level}{place}{against}. Macrophages and other cells express it too")
}
