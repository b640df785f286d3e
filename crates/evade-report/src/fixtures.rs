//! Hand-made profiles; the numbers are odd on purpose, so that a number on the page can be traced.

mod calls;
mod findings;
pub(crate) mod mechanisms;
pub(crate) mod readouts;

use evade_core::*;

pub(crate) use self::calls::*;
pub(crate) use self::findings::*;

pub(crate) fn axis(axis: Axis, z: f64, percentile: f64, rank: u32) -> AxisValue {
    AxisValue {
        axis,
        z: Some(z),
        z_raw: Some(z + 0.3137),
        residual_on_t: matches!(axis, Axis::G | Axis::S).then_some(z - 0.2213),
        se: Some(0.2871),
        rank: Some(rank),
        n_reference: 43,
        percentile: Some(percentile),
        percentile_interval: Some(((percentile - 13.2).max(2.0), (percentile + 11.7).min(98.0))),
        members: vec!["t_cells_danaher2017".into(), "cd8_danaher2017".into()],
        members_missing: vec![("mhc2_liu2019".into(), Reason::LowCoverage)],
        n_found: 17,
        n_genes: 18,
        genes_above: vec![deviation("CD8A", 0.2371), deviation("CD3E", 0.1983)],
        genes_below: vec![deviation("TRAT1", -0.1129)],
        unstable: Some(false),
        interval_with_error: None,
        in_histology: None,
        outside_reference: false,
        offset: None,
        laboratory_shift: None,
    }
}

fn deviation(gene: &str, deviation: f64) -> GeneDeviation {
    GeneDeviation { gene: gene.into(), deviation }
}

/// What the axes of [`rna`] enter the call with.
const AXIS_Z: [f64; 5] = [0.7413, -0.2137, 0.1171, 1.4457, 0.0931];

fn evidence(class: Phenotype, evidence: f64, guard: Option<&str>) -> Evidence {
    let contributions = Axis::ALL
        .into_iter()
        .enumerate()
        .map(|(i, axis)| {
            let (weight, input) = (0.1733 + 0.0511 * i as f64, AXIS_Z[i]);
            Contribution { axis, weight, input, contribution: weight * input }
        })
        .collect();
    Evidence {
        class,
        evidence,
        allowed: guard.is_none(),
        failed_guard: guard.map(String::from),
        constant: 0.0,
        contributions,
        shortfalls: vec![],
    }
}

pub(crate) fn score(signature: &str, axis: &str) -> ScoreRow {
    ScoreRow {
        signature: signature.into(),
        axis: axis.into(),
        method: "singscore(ties=average,universe=nsclc-ici)".into(),
        score: Some(0.183_746_5),
        n_genes: 29,
        n_found: 26,
        z: Some(1.3571),
        se: Some(0.3319),
        percentile: Some(81.395),
        percentile_low: Some(66.6),
        percentile_high: Some(91.6),
        rank: Some(36),
        n_reference: Some(43),
        interval_with_error: None,
        in_histology: None,
        reasons: vec![Reason::SmallReference],
    }
}

pub(crate) fn rna() -> RnaProfile {
    RnaProfile {
        scale: ScaleKind::Frozen,
        reference: ReferenceStamp {
            id: "nsclc-ici".into(),
            n: 43,
            n_genes: 17_803,
            digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        },
        rules: "tme-v0".into(),
        quality: QualityControl {
            n_rows: 19_512,
            n_universe_found: 17_644,
            universe_coverage: 0.991_07,
            n_detected: 14_871,
            unit: Some(Unit::Tpm),
            unit_source: Some(UnitSource::Detected),
            profile_correlation: Some(0.9146),
            profile_gate: 0.8371,
            in_reference: false,
            detected_share: Some(0.8343),
            normal_lung: None,
            other_tissues: vec![],
            silent_genes: vec![],
            rna_sex: None,
            reasons: vec![Reason::GenesPredicted],
        },
        axes: vec![
            axis(Axis::T, AXIS_Z[0], 70.93, 31),
            axis(Axis::G, AXIS_Z[1], 41.86, 19),
            axis(Axis::P, AXIS_Z[2], 53.49, 24),
            axis(Axis::S, AXIS_Z[3], 90.7, 40),
            axis(Axis::X, AXIS_Z[4], 51.16, 23),
        ],
        call: PhenotypeCall {
            phenotype: Phenotype::Suppressed,
            confidence: Some(Confidence::Moderate),
            leading: Some(Phenotype::Suppressed),
            second: Some(Phenotype::Active),
            margin: Some(0.8611),
            stability: Some(0.845),
            spatial_class: SpatialClass::Inflamed,
            spatial_stability: Some(0.965),
            evidence: vec![
                evidence(Phenotype::Active, 0.1019, None),
                evidence(Phenotype::Suppressed, 0.9631, None),
                evidence(Phenotype::Excluded, -0.0717, None),
                evidence(Phenotype::Desert, -0.6239, Some("T < -0.25")),
            ],
            flips: vec![Flip { axis: Axis::S, delta: -1.1173, becomes: Phenotype::Active }],
            inflamed: InflamedCall { inflamed: Inflamed::Yes, probability: None, tissue: None },
            chosen: vec![],
            base_rate: Some((8, 43)),
            reasons: vec![Reason::SmallReference, Reason::GenesPredicted],
            explanation: vec![
                "Immunosuppressed, moderate confidence.".into(),
                "Evidence suppressed +0.96, active +0.10: margin 0.86 (a call needs 0.25); 169 of 200 resampled calls agree."
                    .into(),
                "8 of 43 samples of nsclc-ici get this call.".into(),
            ],
        },
        features: Vec::new(),
        resampled: None,
        scores: vec![
            ScoreRow { percentile: Some(11.63), rank: Some(6), ..score("mhc1_liu2019", "antigen_presentation") },
            score("mhc2_liu2019", "antigen_presentation"),
            score("t_cells_danaher2017", "t_cell"),
            score("treg_combes2022", "treg"),
            ScoreRow { score: None, z: None, se: None, percentile: None, rank: None, ..score("mine", "") },
        ],
    }
}

pub(crate) fn dna() -> DnaProfile {
    let flagged = |mut g: GeneAlteration, flags: &[Caution]| {
        g.flags = flags.to_vec();
        g
    };
    DnaProfile {
        tested: true,
        coverage: "WES".into(),
        genes: vec![
            flagged(
                altered(
                    "STK11",
                    Hits::Biallelic,
                    EffectClass::Truncating,
                    "p.Gln220Ter",
                    0.5173,
                    EvidenceLevel::B,
                ),
                &[Caution::LikelyBiallelic],
            )
            .noted(stk11_note()),
            altered("KEAP1", Hits::Unknown, EffectClass::Missense, "p.Arg470Cys", 0.3419, EvidenceLevel::B),
            GeneAlteration {
                effect: Some(EffectClass::Missense),
                hgvsp: Some("p.Val658Ile".into()),
                vaf: Some(0.1291),
                hits: Some(Hits::Unknown),
                level: Some(EvidenceLevel::D),
                ..gene("JAK1", AlterationStatus::Uncertain)
            },
            gene("B2M", AlterationStatus::NotAltered),
            gene("KRAS", AlterationStatus::NotAltered),
            gene("EGFR", AlterationStatus::NotAltered),
            gene("SMARCA4", AlterationStatus::NotTested),
            flagged(gene("CDKN2A", AlterationStatus::NotAltered), &[Caution::CopyNumberNotTested]),
            flagged(gene("PTEN", AlterationStatus::NotAltered), &[Caution::CopyNumberNotTested]),
        ],
        variants: vec![Variant {
            gene: "STK11".into(),
            chrom: "19".into(),
            pos: 1_220_487,
            reference: "C".into(),
            alternate: "T".into(),
            effect: EffectClass::Truncating,
            hgvsp: Some("p.Gln220Ter".into()),
            hgvsc: Some("c.658C>T".into()),
            transcript: Some("NM_000455.5".into()),
            vaf: Some(0.5173),
            depth: Some(131),
            alt_reads: Some(68),
            verdict: Verdict::Damaging,
            codes: vec![EvidenceCode::LofTruncating],
            source: VariantSource::VcfCsq,
            flags: vec![Caution::NmdEscape],
            points: 8,
            nmd: Some(Decay::Expected),
            phase: None,
            other_end: None,
        }],
        filtered: vec![FilteredVariant {
            gene: "PTEN".into(),
            chrom: "10".into(),
            pos: 89_692_905,
            reference: "G".into(),
            alternate: "A".into(),
            reason: FilterReason::LowVaf,
            detail: "vaf 0.013 < 0.05".into(),
            hgvsp: Some("p.R130Q".into()),
            hgvsc: None,
            would_alter: true,
            vaf: Some(0.02),
            depth: Some(80),
            confirm_germline: false,
        }],
        reasons: vec![],
        tmb: None,
        notes: vec![],
    }
}

pub(crate) fn hla_gene(gene: &str, status: HlaStatus) -> HlaGene {
    HlaGene {
        status,
        cn_major: Some(2.0),
        cn_minor: Some(if status.is_loh() { 0.0 } else { 1.0 }),
        lost_allele: None,
        method: Some(HlaMethod::CnSegment),
        source: Some(HlaSource::Facets),
        ..HlaGene::not_tested(gene)
    }
}

pub(crate) fn hla(statuses: [HlaStatus; 3]) -> Vec<HlaGene> {
    HLA_GENES.into_iter().zip(statuses).map(|(g, s)| hla_gene(g, s)).collect()
}

pub(crate) fn untested_hla() -> Vec<HlaGene> {
    HLA_GENES.map(HlaGene::not_tested).to_vec()
}

/// Everything was given.
pub(crate) fn complete() -> SampleProfile {
    SampleProfile {
        schema_version: SampleProfile::SCHEMA_VERSION.into(),
        intended_use: SampleProfile::INTENDED_USE.into(),
        report: ReportFacts::default(),
        facts: SampleFacts {
            sample: "LUNG-07-pre".into(),
            rna_id: "LUNG-07-pre-R".into(),
            patient: Some("LUNG-07".into()),
            timepoint: Some("pre ICI".into()),
            histology: Some("lung adenocarcinoma".into()),
            specimen: Some("FFPE".into()),
            assay_rna: Some("poly-A".into()),
            site: Some("right upper lobe".into()),
            purity: Some(0.4471),
            batch: Some("run 3".into()),
            dna_id: "LUNG-07-pre-D".into(),
            assay_dna: Some("WES".into()),
            genome: Some("GRCh38".into()),
            ploidy: Some(2.31),
            pdl1_tps: Some(35.0),
            msi: Some("MSS".into()),
            tmb: Some(9.4),
            clinical: ClinicalFacts::default(),
            carried: vec![("cohort".into(), "pilot".into())],
        },
        rna: Some(rna()),
        lanes: LaneInputs {
            small_variants: LaneInput::given(vec![VariantSource::VcfCsq]),
            copy_number: LaneInput::partly(
                HLA_GENES.map(String::from).to_vec(),
                LaneReason::HlaGenesOnly,
                vec![CopySource::Facets],
            ),
            rearrangements: LaneInput::default(),
            hla: LaneInput::given(vec![HlaSource::Facets]),
        },
        dna: dna(),
        hla: hla([HlaStatus::Loh, HlaStatus::NoLoh, HlaStatus::NoLoh]),
        hla_note: Some(IciNote {
            finding: "HLA class I allele loss".into(),
            level: Some(EvidenceLevel::C),
            direction: Direction::Resistance,
            needs_both: false,
            text: "Patients whose tumour had lost an allele lived shorter.".into(),
            sources: vec!["PMID:33127846".into()],
        }),
        readouts: Vec::new(),
        resistance: None,
        mechanisms: Vec::new(),
        biomarkers: None,
        knowledge: None,
        compared: None,
    }
}

/// Variants and HLA, no RNA.
pub(crate) fn dna_only() -> SampleProfile {
    SampleProfile { rna: None, ..complete() }
}

/// RNA alone; a desert with much to say of its limits.
pub(crate) fn rna_only() -> SampleProfile {
    let mut rna = rna();
    let call = &mut rna.call;
    (call.phenotype, call.leading, call.second) =
        (Phenotype::Desert, Some(Phenotype::Desert), Some(Phenotype::Excluded));
    (call.confidence, call.spatial_class) = (Some(Confidence::Low), SpatialClass::Desert);
    call.reasons = vec![
        Reason::SmallReference,
        Reason::StromaRich,
        Reason::UnstableAxis,
        Reason::PlatformBorderline,
        Reason::GenesPredicted,
        Reason::LiverSite,
        Reason::LowPurity,
    ];
    rna.axes[0] = AxisValue { unstable: Some(true), ..axis(Axis::T, -1.4137, 4.65, 3) };
    rna.axes[2] = AxisValue {
        z: None,
        z_raw: None,
        se: None,
        rank: None,
        percentile: None,
        percentile_interval: None,
        ..axis(Axis::P, 0.0, 0.0, 0)
    };
    rna.axes[4] = axis(Axis::X, 1.9133, 97.67, 44);
    SampleProfile {
        facts: SampleFacts {
            pdl1_tps: None,
            msi: None,
            tmb: None,
            purity: Some(0.15),
            site: Some("liver".into()),
            ..complete().facts
        },
        rna: Some(rna),
        lanes: LaneInputs::default(),
        dna: DnaProfile::default(),
        hla: untested_hla(),
        hla_note: None,
        readouts: Vec::new(),
        ..complete()
    }
}

/// A gate failed.
pub(crate) fn failed_qc() -> SampleProfile {
    let mut rna = rna();
    rna.call = PhenotypeCall {
        phenotype: Phenotype::NotEvaluable,
        confidence: None,
        leading: None,
        second: None,
        margin: None,
        stability: None,
        spatial_class: SpatialClass::NotEvaluable,
        spatial_stability: None,
        evidence: vec![],
        flips: vec![],
        inflamed: InflamedCall::unknown(),
        chosen: vec![],
        base_rate: None,
        reasons: vec![Reason::SmallReference, Reason::LowUniverseCoverage],
        explanation: vec!["Not evaluable.".into()],
    };
    rna.quality.universe_coverage = 0.6129;
    for axis in &mut rna.axes {
        (axis.z, axis.z_raw, axis.se, axis.rank) = (None, None, None, None);
        (axis.percentile, axis.percentile_interval, axis.residual_on_t) = (None, None, None);
    }
    let mut hla = hla([HlaStatus::NotEvaluable, HlaStatus::LohSubclonal, HlaStatus::Homdel]);
    hla[0].reasons = vec![HlaReason::MinorCopyNumberMissing];
    hla[1].lost_allele = Some("B*07:02".into());
    let mut lanes = complete().lanes;
    let genes = vec![HLA_GENES[1].to_owned(), HLA_GENES[2].to_owned()];
    lanes.hla = LaneInput::partly(genes, LaneReason::NotDetermined, vec![HlaSource::Facets]);
    SampleProfile { rna: Some(rna), lanes, hla, ..complete() }
}

/// Nothing but an id.
pub(crate) fn nothing() -> SampleProfile {
    SampleProfile {
        facts: SampleFacts { sample: "EMPTY-1".into(), ..SampleFacts::default() },
        rna: None,
        lanes: LaneInputs::default(),
        dna: DnaProfile::default(),
        hla: untested_hla(),
        hla_note: None,
        readouts: Vec::new(),
        ..complete()
    }
}

/// As much as a front page may have to hold: a wide panel, many findings, long words, every kind of doubt.
pub(crate) fn crowded() -> SampleProfile {
    let mut profile = rna_only();
    let mut dna = dna();
    let change = "p.Leu282_Ser283insGlnGlnProAlaLeuThrPro";
    for place in 0..9 {
        let mut g = altered(
            &format!("LONGGENE{place}"),
            Hits::Monoallelic,
            EffectClass::Truncating,
            change,
            0.1291,
            EvidenceLevel::D,
        );
        g.flags = vec![Caution::EndTruncation, Caution::PossibleChip, Caution::GermlineStatusUnknown];
        g.note = Some(cdkn2a_note());
        dna.genes.push(g);
    }
    for place in 0..18 {
        dna.genes.push(gene(&format!("CLEAR{place}"), AlterationStatus::NotAltered));
        dna.genes.push(gene(&format!("BLIND{place}"), AlterationStatus::NotTested));
        let flags = vec![Caution::CopyNumberNotTested];
        dna.genes
            .push(GeneAlteration { flags, ..gene(&format!("DELETED{place}"), AlterationStatus::NotAltered) });
    }
    dna.notes = vec![together()];
    profile.dna = dna;
    profile.report = amended();
    (profile.hla, profile.lanes) = (failed_qc().hla, failed_qc().lanes);
    profile.facts.site = Some("right adrenal gland, metastasis, core needle biopsy".into());
    let call = &mut profile.rna.as_mut().unwrap().call;
    call.phenotype = Phenotype::Indeterminate;
    call.reasons.extend([Reason::SuppressionUnadjusted, Reason::HistologyNotNsclc, Reason::LowMargin]);
    call.reasons.push(Reason::PlatformMismatch);
    profile
}

/// Report facts of an amended report.
pub(crate) fn amended() -> ReportFacts {
    let reference = ReferenceStamp { n: 39, ..rna().reference };
    ReportFacts {
        date: "2026-11-30".parse().ok(),
        id: Some("MTB-2026-118b".into()),
        amends: Some(AmendedReport {
            id: Some("MTB-2026-118".into()),
            date: "2026-11-03".parse().ok(),
            phenotype: Some(Phenotype::Active),
            rules: Some("tme-v0".into()),
            reference: Some(reference),
            altered: Some(vec!["STK11".into(), "KEAP1".into(), "EGFR".into()]),
        }),
    }
}

/// The profiles under the names of their example pages.
pub(crate) fn all() -> Vec<(&'static str, SampleProfile)> {
    let mut all = vec![
        ("complete", complete()),
        ("amended", SampleProfile { report: amended(), ..complete() }),
        ("dna-only", dna_only()),
        ("rna-only", rna_only()),
        ("failed-qc", failed_qc()),
        ("nothing", nothing()),
        ("crowded", crowded()),
        ("events", events()),
        ("single-hit", single_hit()),
        ("favourable", favourable()),
        ("manual", manual()),
        ("low-purity", low_purity()),
        ("inflamed", inflamed()),
        ("leaning", leaning()),
        ("suppressed-open", suppressed_open()),
        ("open", open()),
        ("cohort-scale", cohort_scale()),
        ("mechanisms", mechanisms::with_mechanisms()),
    ];
    all.extend(readouts::with_readouts());
    all
}
