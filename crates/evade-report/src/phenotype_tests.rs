//! Tests that would fill what RNA leaves open. Each line follows from one rule; docs/report.md lists them.

use evade_core::{Axis, Confidence, Inflamed, Phenotype, PhenotypeCall, Reason, RnaProfile, SampleProfile};

use crate::antigen::are_hla_genes_lost;
use crate::inflamed::is_asked;
use crate::phenotype_words::classes_at_hand;
use crate::reading::{Reading, Side};

/// The tests that RNA asks for.
pub(crate) fn rna_tests(profile: &SampleProfile, tests: &mut Vec<String>) {
    let Some(rna) = &profile.rna else {
        tests.push("Bulk RNA sequencing (tumour microenvironment phenotype)".to_owned());
        return;
    };
    let reasons = &rna.call.reasons;
    let inputs = INPUTS.iter().filter(|(reason, _)| reasons.contains(reason));
    tests.extend(inputs.map(|(_, test)| (*test).to_owned()));
    if let Some(why) = rna.call.tissue_reasons().find_map(tissue_in_doubt) {
        tests.push(format!("Pathology review of the block, and macrodissection of the tumour: {why}"));
    }
    if are_hla_genes_lost(rna) {
        tests.push(
            "Immunohistochemistry of HLA class I and II, or quantification with an HLA-aware aligner: HLA genes are near zero in RNA"
                .to_owned(),
        );
    }
    tests.extend(of_the_call(rna));
}

/// The input that would lift a limit.
const INPUTS: [(Reason, &str); 7] = [
    (
        Reason::LowUniverseCoverage,
        "RNA sequencing of all genes (too few were measured), or a reference built on the genes at hand",
    ),
    (Reason::CountsWithoutLengths, "TPM values, or gene lengths beside the counts"),
    (Reason::NotLengthNormalised, "TPM values, or read counts with gene lengths"),
    (Reason::LymphoidSite, "A sample from outside lymphoid tissue"),
    (Reason::LowPurity, "A sample with higher tumour content"),
    (Reason::DepthTooLow, "Deeper RNA sequencing, or the values before rounding and filtering"),
    (Reason::LowDepth, "Deeper RNA sequencing, or the values before rounding and filtering"),
];

/// Why a pathologist should look at the tissue.
fn tissue_in_doubt(reason: Reason) -> Option<&'static str> {
    Some(match reason {
        Reason::NormalLung => "the RNA is that of normal lung",
        Reason::NormalLungPossible => "the RNA may be that of normal lung",
        Reason::NormalLungContent => "part of the RNA is of normal lung",
        Reason::LymphoidOrBlood => "the RNA is that of leukocytes, without epithelium",
        Reason::NoStroma => "the RNA shows neither fibroblasts nor vessels",
        Reason::LymphoidLike => "lymphoid tissue may be part of the sample",
        Reason::NotEpithelial => "the RNA lacks epithelial genes",
        Reason::LowEpithelium => "epithelial genes are low",
        Reason::OtherTissue => "genes of another tissue are high",
        _ => return None,
    })
}

/// The test that the call asks for.
fn of_the_call(rna: &RnaProfile) -> Option<String> {
    let call = &rna.call;
    let cd8 = |why: &str| Some(format!("CD8 immunohistochemistry: {why}"));
    let is_tissue = call.deciding_reason().is_some_and(Reason::is_about_tissue);
    if is_asked(call) && call.deciding_reason().is_none() {
        return of_two_questions(call);
    }
    match call.phenotype {
        // A stain of the same tissue answers nothing where it may not be the tumour.
        Phenotype::NotEvaluable | Phenotype::Indeterminate if is_tissue => None,
        Phenotype::NotEvaluable => cd8("there is no phenotype call"),
        Phenotype::Indeterminate if call.deciding_reason().is_some() => cd8("there is no phenotype call"),
        Phenotype::Indeterminate => Some(separating(call)),
        Phenotype::Excluded => cd8("where T cells lie is inferred, not seen"),
        Phenotype::Desert => cd8("that T cells are few is inferred, not seen"),
        _ if is_stroma_high(rna) => cd8("stroma is high; where T cells lie is not seen"),
        Phenotype::Active | Phenotype::Suppressed => None,
    }
}

const CD8_WITH_STROMA: &str =
    "CD8 immunohistochemistry with tumour and stroma marked (pan-cytokeratin; FAP or αSMA)";

/// The stains that answer what both questions leave open.
fn of_two_questions(call: &PhenotypeCall) -> Option<String> {
    let has = |reason| call.reasons.contains(&reason);
    let classes = if call.confidence == Some(Confidence::Low) || call.phenotype == Phenotype::Indeterminate {
        classes_at_hand(call)
    } else {
        Vec::new()
    };
    let at_hand = |wanted: [Phenotype; 2]| wanted.map(|class| classes.contains(&class));
    let inflamed = at_hand([Phenotype::Active, Phenotype::Suppressed]);
    let others = at_hand([Phenotype::Excluded, Phenotype::Desert]);
    let mut stains: Vec<&str> = Vec::new();
    let mut why: Vec<&str> = Vec::new();
    let is_open = call.inflamed.inflamed == Inflamed::Indeterminate;
    let crosses = inflamed.contains(&true) && others.contains(&true);
    if call.inflamed.inflamed == Inflamed::No {
        stains.push(CD8_WITH_STROMA);
        why.push("excluded or desert is not seen in RNA");
    } else if has(Reason::StromaHigh) {
        stains.push(CD8_WITH_STROMA);
        why.push("stroma is high; where T cells lie is not seen");
    } else if is_open || crosses || has(Reason::NoModelForTissue) {
        stains.push("CD8 immunohistochemistry");
        why.push(match (is_open, crosses) {
            (true, _) => "whether the tumour is inflamed is open",
            (false, true) => "inflamed or not is close",
            (false, false) => "no model was fitted for this tissue",
        });
    }
    let reaches_below = call.phenotype.is_determinate()
        && call.inflamed.inflamed == Inflamed::Yes
        && call.inflamed.probability.as_ref().is_some_and(|found| found.low < found.yes_from);
    if stains.is_empty() && reaches_below {
        stains.push("CD8 immunohistochemistry");
        why.push("the interval of the probability reaches below that of inflamed");
    }
    if inflamed == [true, true] && call.inflamed.inflamed != Inflamed::No {
        stains.push("CD163 and FOXP3 immunohistochemistry");
        why.push("active and immunosuppressed are close");
    }
    (!stains.is_empty()).then(|| format!("{}: {}", stains.join("; "), why.join("; ")))
}

/// The test that tells the classes of an indeterminate call apart.
fn separating(call: &PhenotypeCall) -> String {
    let classes = classes_at_hand(call);
    let names: Vec<&str> = classes.iter().map(|class| class.label()).collect();
    let names = names.join(" / ");
    let is_close = call.reasons.contains(&Reason::LowMargin);
    if !is_close && call.reasons.contains(&Reason::LowStability) {
        // No stain makes an axis more exact.
        return format!(
            "RNA of a second piece or at greater depth: {names} is open for the error of the axes, not for closeness"
        );
    }
    let has = |class| classes.contains(&class);
    let inflamed = has(Phenotype::Active) && has(Phenotype::Suppressed);
    let elsewhere = has(Phenotype::Excluded) || has(Phenotype::Desert);
    let stain = match (elsewhere, inflamed) {
        (true, true) => "CD8, CD163 and FOXP3 immunohistochemistry",
        (false, _) => "CD163 and FOXP3 immunohistochemistry",
        (true, false) => "CD8 immunohistochemistry",
    };
    format!("{stain}: to tell {names} apart")
}

fn is_stroma_high(rna: &RnaProfile) -> bool {
    let stroma = rna.axes.iter().find(|axis| axis.axis == Axis::X).and_then(Reading::of_axis);
    stroma.is_some_and(|reading| reading.side == Some(Side::High))
}
