//! How two samples were taken and measured: where they differ, a difference of their RNA may come from that.

use evade_core::{PairReason, SampleFacts, SampleProfile};

use super::rules::CallLimits;

/// What differs, so that no change is called, and what is not stated, so that sameness is assumed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Conditions {
    pub(super) differ: Vec<PairReason>,
    pub(super) assumed: Vec<PairReason>,
}

/// Compares how both were taken and measured.
pub(super) fn conditions(limits: &CallLimits, before: &SampleProfile, after: &SampleProfile) -> Conditions {
    let mut found = Conditions::default();
    let (one, other) = (&before.facts, &after.facts);
    let mut compare = |one: Option<String>, other: Option<String>, differs, missing| match (one, other) {
        (Some(one), Some(other)) if one != other => found.differ.push(differs),
        (Some(_), Some(_)) => {}
        _ => found.assumed.extend(missing),
    };
    compare(site(one), site(other), PairReason::SiteDiffers, Some(PairReason::SiteNotStated));
    compare(specimen(one), specimen(other), PairReason::SpecimenDiffers, Some(PairReason::SpecimenNotStated));
    compare(
        assay(one.assay_rna.as_deref()),
        assay(other.assay_rna.as_deref()),
        PairReason::AssayDiffers,
        Some(PairReason::AssayNotStated),
    );
    compare(
        words(one.batch.as_deref()),
        words(other.batch.as_deref()),
        PairReason::LaboratoryDiffers,
        Some(PairReason::LaboratoryNotStated),
    );
    match one.purity.zip(other.purity) {
        Some((one, other)) if (one - other).abs() > limits.tumour_content + 1e-9 => {
            found.differ.push(PairReason::TumourContentDiffers);
        }
        Some(_) => {}
        None => found.assumed.push(PairReason::PurityNotStated),
    }
    if let Some((one, other)) = before.rna.as_ref().zip(after.rna.as_ref())
        && one.quality.unit != other.quality.unit
    {
        found.differ.push(PairReason::UnitDiffers);
    }
    found
}

/// Lower case, one blank between words; nothing for words that state nothing.
fn words(text: Option<&str>) -> Option<String> {
    let text = text?.to_lowercase();
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let text = words.join(" ");
    let is_nothing =
        ["", "na", "n a", "nan", "none", "unknown", "unk", "not known", "not stated", "unspecified", "nos"];
    (!is_nothing.contains(&text.as_str())).then_some(text)
}

/// An assay without what is written in many ways: `poly-A`, `polyA`.
fn assay(text: Option<&str>) -> Option<String> {
    words(text).map(|words| words.replace(' ', ""))
}

/// The site; names of one organ are one.
fn site(facts: &SampleFacts) -> Option<String> {
    // Liver, brain and thyroid have lobes too.
    const OF_LUNG: [&str; 17] = [
        "lobe",
        "rul",
        "rml",
        "rll",
        "lul",
        "lll",
        "left",
        "right",
        "upper",
        "middle",
        "lower",
        "lung",
        "lungs",
        "pulmonary",
        "of",
        "the",
        "biopsy",
    ];
    let text = words(facts.site.as_deref())?;
    let is_of_lung = text.split(' ').all(|word| OF_LUNG.contains(&word));
    let names_place =
        |word: &str| matches!(word, "upper" | "middle" | "lower" | "lung" | "lungs" | "pulmonary");
    if is_of_lung && text.split(' ').any(|word| names_place(word) || word.len() == 3 && word.ends_with('l')) {
        return Some("lung".to_owned());
    }
    let words = text.split(' ').map(|word| match word {
        "ln" | "nodal" | "node" | "nodes" | "lymphnode" => "node",
        "pulmonary" | "lungs" => "lung",
        "hepatic" => "liver",
        "cerebral" | "cns" | "brain" => "brain",
        "osseous" | "bones" => "bone",
        "adrenals" => "adrenal",
        "pleural" => "pleura",
        other => other,
    });
    let words: Vec<&str> = words
        .filter(|word| !matches!(*word, "lymph" | "tissue" | "biopsy" | "of" | "the" | "left" | "right"))
        .collect();
    Some(if words.is_empty() { text } else { words.join(" ") })
}

/// The kind of specimen: fixed, frozen or as the sheet says.
fn specimen(facts: &SampleFacts) -> Option<String> {
    let text = words(facts.specimen.as_deref())?;
    let is_one_of = |kinds: &[&str]| text.split(' ').any(|word| kinds.contains(&word));
    Some(if facts.is_ffpe() {
        "ffpe".to_owned()
    } else if is_one_of(&["frozen", "fresh", "ff", "cryo", "snap", "rnalater"]) {
        "frozen".to_owned()
    } else {
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_organ_and_one_fixation_are_one() {
        let at = |words: &str| site(&SampleFacts { site: Some(words.into()), ..SampleFacts::default() });
        assert_eq!(at("Lymph node"), at("LN"));
        assert_eq!(at("lung"), at("Lung biopsy"));
        assert_eq!(at("lung"), at("right upper lobe"));
        assert_eq!(at("left adrenal"), at("adrenal"));
        assert_eq!(at("RUL"), at("lung"));
        assert_ne!(at("liver, right lobe"), at("lung"));
        assert_eq!(at("unknown"), None);
        assert_eq!(assay(Some("poly-A")), assay(Some("polyA")));
        assert_ne!(at("lung"), at("liver"));
        let of =
            |words: &str| specimen(&SampleFacts { specimen: Some(words.into()), ..SampleFacts::default() });
        assert_eq!(of("FFPE block"), of("formalin-fixed"));
        assert_eq!(of("fresh frozen"), of("Frozen"));
        assert_ne!(of("FFPE"), of("frozen"));
    }
}
