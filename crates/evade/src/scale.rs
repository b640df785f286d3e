//! What z values and calls rest on besides the sample: rules, gene sets, and a reference that is stored or made of the
//! run's own samples.

use evade_core::{GeneTable, ScaleKind, Signature};
use evade_phenotype::{Reference, Rules};
use evade_stream::ReadError;

use crate::cohort::{CallSetup, Lists};
use crate::error::UsageError;
use crate::inputs::InputRecord;
use crate::log::Log;
use crate::plan::Plan;
use crate::reference::make::{Beside, CohortInput, ReferenceIdentity, build_reference};
use crate::settings::CallSettings;
use crate::{builtin, inputs};

/// Fewer samples cannot be a scale of their own.
const LEAST_COHORT: usize = 10;
/// Below this a cohort's own scale is known to wander.
const SMALL_COHORT: usize = 25;
/// From here on a cohort's own scale needs no warning.
const ADVISED_COHORT: usize = 50;

/// Rules, gene sets and, for the frozen scale, the reference: opened before the matrices, so that a wrong name
/// fails before the long work.
pub(crate) struct ScaleInputs {
    rules: Rules,
    pub(crate) rules_digest: String,
    signatures: Vec<Signature>,
    frozen: Option<Reference>,
    offsets: [f64; 5],
    tissue: Option<String>,
    /// The files among them.
    pub(crate) records: Vec<InputRecord>,
}

impl ScaleInputs {
    pub(crate) fn open(settings: &CallSettings, genes: &GeneTable) -> crate::Result<Self> {
        let (rules, rules_digest) = inputs::rules(&settings.rules)?;
        check_tissue(settings.tissue.as_deref(), &rules, settings.scale)?;
        let mut signatures = builtin::catalogue()?.scorable();
        let mut records = Vec::new();
        for path in &settings.gene_sets {
            records.push(inputs::add_gene_sets(&mut signatures, path, genes)?);
        }
        if builtin::rules(&settings.rules).is_none() {
            records.push(InputRecord::of("rules", settings.rules.as_ref())?);
        }
        let frozen = match settings.scale {
            ScaleKind::Cohort => None,
            ScaleKind::Frozen => {
                let reference = inputs::reference(&settings.reference)?;
                check_reference_id(&settings.reference, &reference)?;
                reference.check_rules(&rules).map_err(|e| {
                    UsageError::new(
                        e.to_string(),
                        "build a reference for these rules with 'evade reference build --rules FILE'",
                    )
                })?;
                if builtin::reference(&settings.reference).is_none() {
                    records.push(InputRecord::of("reference", settings.reference.as_ref())?);
                }
                Some(reference)
            }
        };
        Ok(Self {
            rules,
            rules_digest,
            signatures,
            frozen,
            offsets: settings.offsets,
            tissue: settings.tissue.clone(),
            records,
        })
    }

    /// The setup of a plan: on the frozen reference, or on one made of the plan's own samples.
    pub(crate) fn setup(self, plan: &Plan, genes: &GeneTable, log: &Log<'_>) -> crate::Result<CallSetup> {
        let (reference, scale) = match self.frozen {
            Some(reference) => (reference, ScaleKind::Frozen),
            None => (cohort_reference(plan, &self.signatures, &self.rules, genes, log)?, ScaleKind::Cohort),
        };
        log.detail(&format!(
            "reference {}: {} samples, {} genes, {} signatures",
            reference.id,
            reference.n,
            reference.universe.len(),
            reference.signatures.len()
        ));
        let setup =
            CallSetup::new(reference, self.rules, self.signatures, scale, self.offsets, Lists::built_in()?);
        setup.of_tissue(self.tissue).with_tissue_gates()
    }
}

/// Refuses a file that has the id of a built-in reference and is not the same: every result would name it as that one.
fn check_reference_id(given: &str, reference: &Reference) -> crate::Result<()> {
    let built_in = builtin::reference(&reference.id);
    if built_in.is_some_and(|text| evade_stream::sha256_hex(text.as_bytes()) != reference.digest) {
        return Err(ReadError::bad_value(
            given,
            format!("the reference has the id '{}' of a built-in one, and is not the same", reference.id),
        )
        .hint("build it with an id of its own: `evade reference build --id`")
        .into());
    }
    Ok(())
}

/// Refuses a tissue that the rules have no model for, or whose model is made for another scale.
fn check_tissue(tissue: Option<&str>, rules: &Rules, scale: ScaleKind) -> crate::Result<()> {
    let Some(tissue) = tissue else { return Ok(()) };
    let Some(model) = rules.model.iter().find(|model| model.tissue == tissue) else {
        let known: Vec<&str> = rules.model.iter().map(|model| model.tissue.as_str()).collect();
        let hint = match known.as_slice() {
            [] => "leave --tissue out: these rules do not ask for a tissue".to_owned(),
            known => format!("the rules have a model for: {}", known.join(", ")),
        };
        return Err(UsageError::new(
            format!("the rules '{}' have no model for tissue '{tissue}'", rules.id),
            hint,
        )
        .into());
    };
    if !model.default && model.scale != scale {
        return Err(UsageError::new(
            format!("the model for tissue '{tissue}' is made for --scale {}", model.scale.as_str()),
            format!("give --scale {}, with all samples in one matrix", model.scale.as_str()),
        )
        .into());
    }
    Ok(())
}

fn cohort_reference(
    plan: &Plan,
    signatures: &[Signature],
    rules: &Rules,
    genes: &GeneTable,
    log: &Log<'_>,
) -> crate::Result<Reference> {
    let [matrix] = plan.matrices.as_slice() else {
        return Err(UsageError::new(
            format!("--scale cohort needs all samples in one matrix, there are {}", plan.matrices.len()),
            "merge the matrices, or use the frozen scale",
        )
        .into());
    };
    let n = plan.samples.iter().filter(|s| s.rna.is_some()).count();
    if n < LEAST_COHORT {
        return Err(ReadError::unsupported(
            &matrix.path.display().to_string(),
            format!("--scale cohort needs at least {LEAST_COHORT} samples, there are {n}"),
        )
        .hint("use the frozen scale: leave --scale out")
        .into());
    }
    if (LEAST_COHORT..SMALL_COHORT).contains(&n) {
        log.warn(&format!(
            "a scale made of {n} samples is not stable: adding or leaving out a few changes calls; prefer --scale frozen"
        ));
    } else if (SMALL_COHORT..ADVISED_COHORT).contains(&n) {
        log.warn(&format!("the scale is made of {n} samples only; 50 or more are advised"));
    }
    let prior = inputs::reference("tcga-pancancer-panel")?;
    let title = format!("the {n} samples of this run");
    let identity =
        ReferenceIdentity { id: "cohort", title: &title, sources: Vec::new(), prior: Some(&prior) };
    let cohort = CohortInput {
        name: "this run".to_owned(),
        stratum: None,
        matrix,
        samples: plan.samples.iter().filter_map(|s| Some((s.rna?.column, Vec::new()))).collect(),
    };
    let mut reference =
        build_reference(&identity, &[cohort], &Beside::default(), signatures, rules, genes, log)?;
    // That every sample is in its own cohort need not be said of each.
    reference.fingerprints.samples.clear();
    reference.digest = evade_stream::sha256_hex(&serde_json::to_vec(&reference)?);
    Ok(reference)
}
