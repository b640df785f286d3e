//! PD-L1 and mutational burden of a sample beside each other.

use evade_core::{
    BiomarkerReason, BiomarkerRelation, Biomarkers, FeatureLevel, FeatureValue, Pdl1Category,
    Pdl1RnaRelation, SampleFacts, TmbCategory, TmbOrigin, TumourBurden,
};

/// Feature of CD274 RNA, the gene of PD-L1.
const CD274: &str = "cd274";
/// Mutations per megabase from which a burden is high (KEYNOTE-158: Marabelle et al., Lancet Oncol 2020,
/// doi 10.1016/S1470-2045(20)30445-9), as for counted burdens.
const TMB_HIGH: f64 = 10.0;

/// Compares what the sheet states and what was counted and measured. The supplied burden comes before the counted one.
#[must_use]
pub fn biomarkers(
    facts: &SampleFacts,
    counted: Option<&TumourBurden>,
    features: &[FeatureValue],
) -> Biomarkers {
    let pdl1 = facts.pdl1_tps.map(Pdl1Category::of);
    let cd274 = features.iter().find(|feature| feature.feature == CD274);
    let level = cd274.map(|feature| feature.level).filter(|&level| level != FeatureLevel::NotAssessable);
    let of_counted = counted.filter(|burden| burden.tmb.is_some());
    let supplied = facts.tmb.map(category);
    let (tmb, tmb_origin, tmb_category) = match facts.tmb {
        Some(tmb) => (Some(tmb), Some(TmbOrigin::Supplied), supplied),
        None => match of_counted {
            Some(burden) => (burden.tmb, Some(TmbOrigin::Counted), burden.category),
            None => (None, None, None),
        },
    };
    let counted_category = of_counted.and_then(|burden| burden.category);
    let differ = supplied.zip(counted_category).is_some_and(|(one, other)| one != other);
    let reasons = [
        (pdl1.is_none(), BiomarkerReason::Pdl1NotStated),
        (tmb.is_none(), BiomarkerReason::TmbMissing),
        (tmb.is_some() && tmb_category.is_none(), BiomarkerReason::TmbNotReliable),
        (supplied.is_some(), BiomarkerReason::TmbAssayUnknown),
        (differ, BiomarkerReason::TmbSuppliedAndCountedDiffer),
    ];
    Biomarkers {
        pdl1_tps: facts.pdl1_tps,
        pdl1,
        cd274: level,
        cd274_percentile: cd274.and_then(|feature| feature.percentile).filter(|_| level.is_some()),
        pdl1_and_rna: with_rna(pdl1, level),
        tmb,
        tmb_origin,
        tmb_category,
        relation: relation(pdl1, tmb_category),
        reasons: reasons.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect(),
    }
}

fn category(tmb: f64) -> TmbCategory {
    if tmb >= TMB_HIGH { TmbCategory::High } else { TmbCategory::Low }
}

fn relation(pdl1: Option<Pdl1Category>, tmb: Option<TmbCategory>) -> BiomarkerRelation {
    match (pdl1, tmb) {
        (None, _) | (_, None) => BiomarkerRelation::NotCompared,
        (Some(Pdl1Category::Low), _) => BiomarkerRelation::Pdl1Between,
        (Some(Pdl1Category::High), Some(TmbCategory::High)) => BiomarkerRelation::BothHigh,
        (Some(Pdl1Category::High), Some(TmbCategory::Low)) => BiomarkerRelation::Pdl1HighTmbLow,
        (Some(Pdl1Category::Negative), Some(TmbCategory::High)) => BiomarkerRelation::Pdl1NegativeTmbHigh,
        (Some(Pdl1Category::Negative), Some(TmbCategory::Low)) => BiomarkerRelation::BothLow,
    }
}

fn with_rna(pdl1: Option<Pdl1Category>, rna: Option<FeatureLevel>) -> Pdl1RnaRelation {
    use FeatureLevel::{High, Low};
    match (pdl1, rna) {
        (None, _) | (_, None) => Pdl1RnaRelation::NotCompared,
        (Some(Pdl1Category::High), Some(High)) | (Some(Pdl1Category::Negative), Some(Low)) => {
            Pdl1RnaRelation::Agrees
        }
        (Some(Pdl1Category::High), Some(Low)) => Pdl1RnaRelation::StainedWithoutRna,
        (Some(Pdl1Category::Negative), Some(High)) => Pdl1RnaRelation::RnaWithoutStain,
        _ => Pdl1RnaRelation::Between,
    }
}

#[cfg(test)]
mod tests {
    use evade_core::{TmbMode, TmbReason};

    use super::*;

    fn facts(pdl1_tps: Option<f64>, tmb: Option<f64>) -> SampleFacts {
        SampleFacts { pdl1_tps, tmb, ..SampleFacts::default() }
    }

    fn counted(tmb: f64, reliable: bool) -> TumourBurden {
        TumourBurden {
            tmb: Some(tmb),
            n_counted: Some(100),
            mb: Some(30.0),
            mode: TmbMode::NonSilent,
            reliable,
            category: reliable.then(|| category(tmb)),
            reasons: if reliable { vec![] } else { vec![TmbReason::SmallPanel] },
        }
    }

    #[test]
    fn the_limits_of_both_decide_how_they_stand_to_each_other() {
        use BiomarkerRelation as Relation;
        for (tps, tmb, expected) in [
            (Some(50.0), Some(10.0), Relation::BothHigh),
            (Some(50.0), Some(9.9), Relation::Pdl1HighTmbLow),
            (Some(49.9), Some(30.0), Relation::Pdl1Between),
            (Some(1.0), Some(3.0), Relation::Pdl1Between),
            (Some(0.9), Some(10.0), Relation::Pdl1NegativeTmbHigh),
            (Some(0.0), Some(0.0), Relation::BothLow),
            (None, Some(12.0), Relation::NotCompared),
            (Some(80.0), None, Relation::NotCompared),
        ] {
            assert_eq!(biomarkers(&facts(tps, tmb), None, &[]).relation, expected, "{tps:?} {tmb:?}");
        }
    }

    #[test]
    fn a_burden_that_is_not_reliable_is_not_compared() {
        let found = biomarkers(&facts(Some(60.0), None), Some(&counted(20.0, false)), &[]);
        assert_eq!((found.tmb, found.tmb_category), (Some(20.0), None));
        assert_eq!(found.relation, BiomarkerRelation::NotCompared);
        assert_eq!(found.reasons, [BiomarkerReason::TmbNotReliable]);
    }

    #[test]
    fn the_supplied_burden_comes_first_and_a_contradiction_is_said() {
        let found = biomarkers(&facts(Some(0.0), Some(4.0)), Some(&counted(20.0, true)), &[]);
        assert_eq!((found.tmb, found.tmb_origin), (Some(4.0), Some(TmbOrigin::Supplied)));
        assert_eq!(
            found.reasons,
            [BiomarkerReason::TmbAssayUnknown, BiomarkerReason::TmbSuppliedAndCountedDiffer]
        );
        let found = biomarkers(&facts(None, None), Some(&counted(20.0, true)), &[]);
        assert_eq!((found.tmb, found.tmb_category), (Some(20.0), Some(TmbCategory::High)));
        assert_eq!(found.reasons, [BiomarkerReason::Pdl1NotStated]);
    }

    #[test]
    fn rna_and_stain_disagree_only_at_the_ends() {
        use Pdl1RnaRelation as Relation;
        let of = |tps: f64, level| with_rna(Some(Pdl1Category::of(tps)), Some(level));
        assert_eq!(of(70.0, FeatureLevel::High), Relation::Agrees);
        assert_eq!(of(0.0, FeatureLevel::Low), Relation::Agrees);
        assert_eq!(of(70.0, FeatureLevel::Low), Relation::StainedWithoutRna);
        assert_eq!(of(0.0, FeatureLevel::High), Relation::RnaWithoutStain);
        assert_eq!(of(20.0, FeatureLevel::Low), Relation::Between);
        assert_eq!(of(70.0, FeatureLevel::Open), Relation::Between);
        assert_eq!(with_rna(None, Some(FeatureLevel::High)), Relation::NotCompared);
        assert_eq!(with_rna(Some(Pdl1Category::High), None), Relation::NotCompared);
    }
}
