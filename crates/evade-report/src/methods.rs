//! QC, methods, disclaimers and glossary.

use evade_core::{Phenotype, RnaProfile, SampleProfile, UnitSource};
use maud::{Markup, html};

use crate::hla::hla_methods;
use crate::inflamed::is_asked;
use crate::kind_words;
use crate::limits;
use crate::phenotype_words::definition;
use crate::text::{NOT_TESTED, Text, or_no_value, short, two};

/// QC and methods.
pub(crate) fn methods(profile: &SampleProfile, version: &str) -> Markup {
    let facts = &profile.facts;
    let stated: [(&str, Option<&str>); 6] = [
        ("RNA assay", facts.assay_rna.as_deref()),
        ("DNA assay", facts.assay_dna.as_deref()),
        ("Reference genome", facts.genome.as_deref()),
        ("Batch", facts.batch.as_deref()),
        ("RNA id", Some(facts.rna_id.as_str()).filter(|id| !id.is_empty())),
        ("DNA id", Some(facts.dna_id.as_str()).filter(|id| !id.is_empty())),
    ];
    html! {
        section {
            h2 { "Quality control and methods" }
            dl class="pairs wide" {
                @for (name, value) in stated { dt { (name) } dd { (Text(value.unwrap_or("not stated"))) } }
                dt { "Ploidy" } dd { (facts.ploidy.map_or("not stated".to_owned(), short)) }
                @for (name, value) in &facts.carried { dt { (Text(name)) } dd { (Text(value)) } }
                dt { "evade" } dd { (Text(version)) ", profile schema " (Text(&profile.schema_version)) }
            }
            @match &profile.rna {
                Some(rna) => { (rna_quality(rna)) p { (Text(&how_it_is_called(rna))) } },
                None => p { "RNA expression: " (NOT_TESTED) "." },
            }
            (hla_methods(profile))
            (reason_table(profile))
        }
    }
}

fn rna_quality(rna: &RnaProfile) -> Markup {
    let qc = &rna.quality;
    html! {
        dl class="pairs wide" {
            dt { "Reference" } dd { (Text(&rna.reference.id)) ", n = " (rna.reference.n) ", " (rna.reference.n_genes) " genes" }
            dt { "Reference digest" } dd { code { (Text(&rna.reference.digest)) } }
            dt { "Scale" } dd { (rna.scale.as_str()) }
            dt { "Rules" } dd { (Text(&rna.rules)) }
            dt { "Unit of the expression values" } dd { (unit(rna)) }
            dt { "Rows of the matrix" } dd { (qc.n_rows) }
            dt { "Reference genes found" } dd { (qc.n_universe_found) ", share " (two(qc.universe_coverage)) }
            dt { "Of these detected" } dd {
                (qc.n_detected) @if let Some(share) = qc.detected_share { ", share " (two(share)) }
            }
            dt { "Share of normal lung" } dd {
                @match qc.normal_lung {
                    Some(content) => { "about " (two(content.share)) ", " (two(content.low)) " to " (two(content.high)) },
                    None => "not estimated",
                }
            }
            @if !qc.other_tissues.is_empty() { dt { "Other tissues" } dd { (Text(&qc.other_tissues.join(", "))) } }
            dt { "Profile correlation" } dd {
                (or_no_value(qc.profile_correlation, two)) ", gate " (two(qc.profile_gate)) ": " (gate(rna))
            }
            dt { "Sample in the reference" } dd { (if qc.in_reference { "yes: not an independent test" } else { "no" }) }
        }
    }
}

/// What the rule set does, and what it was fitted on.
fn how_it_is_called(rna: &RnaProfile) -> String {
    let call = &rna.call;
    let rules = &rna.rules;
    let Some(tissue) = call.inflamed.tissue.as_deref() else {
        return if call.phenotype == Phenotype::NotEvaluable {
            format!("Phenotype: rule set {rules}; the sample was not called.")
        } else {
            format!(
                "Phenotype: rule set {rules} weighs four classes against each other; guards bar some. Weights, guards and thresholds are \
                 by design and were fitted to no label. It gives no probability."
            )
        };
    };
    let fit = call.inflamed.probability.as_ref().map_or_else(
        || format!("the answer follows the model for {tissue}; there is no probability for this sample."),
        |p| {
            format!(
                "the probability (model for {tissue}) was fitted to {}: {} of {} were called inflamed by {}, with T, G and X on the stored \
                 reference. No outcome of patients was used.",
                p.population, p.inflamed, p.n, p.label
            )
        },
    );
    format!(
        "Phenotype: rule set {rules} asks two questions apart. Inflamed or not: {fit} Of which kind: by design, but for excluded against \
         desert in bladder, which was fitted; no label of pathology was used for active against immunosuppressed, and in lung excluded against desert is a \
         leaning that no label confirms. docs/validation.md has the \
         measured errors. The former rule set, weights and guards over four classes, stays selectable (--rules tme-v0)."
    )
}

/// "log2(TPM or FPKM + 1), detected from the values".
fn unit(rna: &RnaProfile) -> String {
    let Some(unit) = rna.quality.unit else { return "not stated".to_owned() };
    let source = match rna.quality.unit_source {
        None => "",
        Some(UnitSource::Declared) => ", as declared",
        Some(UnitSource::Format) => ", by the file format",
        Some(UnitSource::Detected) => ", detected from the values",
        Some(UnitSource::GeneLengths) => ", calculated from counts and gene lengths",
    };
    format!("{}{source}", unit.meaning().trim_end_matches('.'))
}

fn gate(rna: &RnaProfile) -> &'static str {
    match rna.quality.profile_correlation {
        Some(r) if r >= rna.quality.profile_gate => "passes",
        Some(_) => "fails",
        None => "not evaluable",
    }
}

fn reason_table(profile: &SampleProfile) -> Markup {
    let reasons = limits::reasons(profile);
    html! {
        @if !reasons.is_empty() {
            table class="wrap" {
                caption { "Limits noted for this sample" }
                thead { tr { th scope="col" { "Code" } th scope="col" { "Meaning" } th scope="col" { "Stops the call" } } }
                tbody { @for reason in reasons {
                    tr {
                        th scope="row" { (reason.as_str()) }
                        td { (reason.meaning()) }
                        td { (if reason.stops_the_call() { "yes" } else { "no" }) }
                    }
                } }
            }
        }
    }
}

const DISCLAIMERS: [(&str, &str); 10] = [
    ("Intended use", SampleProfile::INTENDED_USE),
    (
        "Phenotype",
        "It is inferred from RNA of the whole piece of tissue. Where T cells stand is not measured; CD8 \
         immunohistochemistry shows it.",
    ),
    (
        "Inflamed",
        "The probability is how often tumours with such values were called inflamed in the tumours it was fitted to. It is not the \
         chance of response, nor the share of the tumour that is inflamed.",
    ),
    (
        "What is not found",
        "Not tested is not negative. Genes, copy number and HLA are reported only as far as the inputs reach; a gene \
         without a counted variant may still be lost in a way that was not looked for.",
    ),
    (
        "Germline",
        "Without a matched normal, rare germline variants cannot be told from somatic ones. No germline interpretation \
         is made.",
    ),
    (
        "Reference",
        "Percentiles and ranks hold against the named reference and its size. Another reference, tissue or assay gives \
         others; the interval shows what the size allows to say.",
    ),
    (
        "Outcome",
        "The page describes how the tumour may escape immune control. It predicts no outcome of a treatment and advises \
         none.",
    ),
    (
        "Mechanisms, strategies and trials",
        "They are those of one review at the date printed beside them. Current guidelines and ClinicalTrials.gov may say otherwise. \
         Where sources contradict each other, the row says so.",
    ),
    (
        "Animals and cell culture",
        "Evidence from mice or cell culture is named as such: it shows no effect in patients.",
    ),
    (
        "Class of resistance",
        "It follows stated rules and the dates that were supplied. Another date gives another class.",
    ),
];

/// Disclaimers in full.
pub(crate) fn disclaimers() -> Markup {
    html! {
        section {
            h2 { "What this page does not say" }
            dl class="pairs wide" { @for (name, text) in DISCLAIMERS { dt { (name) } dd { (text) } } }
        }
    }
}

const GLOSSARY: [(&str, &str); 23] = [
    (
        "T, G, P, S, X",
        "Axes of the call: T-cell infiltration; effector and IFN-gamma programme; antigen presentation; suppression; stroma and exclusion.",
    ),
    ("not evaluable", "There is input, and it cannot tell."),
    ("not tested", "There is no input. It is never a negative finding."),
    ("z", "Distance from the reference median in robust standard deviations."),
    ("percentile, place", "Share of reference samples below; how many of them the sample lies above."),
    (
        "inflamed",
        "What pathology, here an image model of H&E slides, calls a tumour with T cells in it; judged from the RNA of T cells, their effector programme and stroma. Open: between the thresholds of yes and no, or what the RNA is of is open.",
    ),
    (
        "leaning",
        "The more likely of two classes, where no label of pathology confirms that these axes tell them apart.",
    ),
    (
        "SE",
        "Standard error: how far a value moves when genes, reference samples and laboratories are others.",
    ),
    ("log-odds", "Logarithm of the odds: 0 is a probability of one half, above 0 more."),
    ("margin", "Evidence of the leading class minus that of the second."),
    ("stability", "Share of calls that stay the same when genes and reference samples are resampled."),
    ("spatial class", "The call folded onto inflamed, excluded and desert."),
    (
        "resampled",
        "The call repeated with other genes and reference samples, moved by the differences between laboratories where they are known: in how many of 100 each class leads. To lead is not yet to be called: a class needs its conditions too.",
    ),
    ("allele fraction", "Variant allele fraction (VAF): share of reads that carry the variant."),
    ("hits", "Biallelic: both copies are hit. Monoallelic: one. Unknown: it cannot be told."),
    (
        "level",
        "Strength of published evidence that the alteration bears on immune checkpoint inhibitors: A named in a guideline or label; B randomised trials or several lung cohorts; C one lung cohort, or several cancers; D cases or laboratory work.",
    ),
    (
        "direction",
        "What published groups of patients with the alteration showed: resistance, fewer responses; favourable, more; mixed, groups disagree; context, no direction of its own. It is not a statement on this patient.",
    ),
    ("LOH", "Loss of heterozygosity: one of the two alleles is lost."),
    ("homozygous deletion", "No copy of the gene is left."),
    (
        "HLA, MHC",
        "Human leukocyte antigen genes encode the major histocompatibility complex that presents antigens: class I to CD8 T cells, class II to CD4 T cells.",
    ),
    ("IFN-gamma", "Interferon gamma, the signal by which T cells act on tumour cells."),
    ("TMB", "Tumour mutational burden: mutations per megabase of sequenced region."),
    ("PD-L1 TPS", "Tumour proportion score: share of tumour cells that stain for PD-L1."),
];

/// Terms of the page.
pub(crate) fn glossary(profile: &SampleProfile) -> Markup {
    // A sample without a call has the words of the rule set in use.
    let weighs = |rna: &RnaProfile| rna.call.leading.is_some() && !is_asked(&rna.call);
    let define = if profile.rna.as_ref().is_some_and(weighs) { definition } else { kind_words::definition };
    html! {
        section {
            h2 { "Glossary" }
            dl class="pairs wide" {
                @for phenotype in Phenotype::ALL {
                    @if let Some(meaning) = define(*phenotype) { dt { (phenotype.label()) } dd { (meaning) "." } }
                }
                @for (name, text) in GLOSSARY { dt { (name) } dd { (text) } }
            }
        }
    }
}
