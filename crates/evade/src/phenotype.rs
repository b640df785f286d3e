//! The TME phenotype of every sample of a matrix, as one table.

use evade_core::ScaleKind;
use evade_stream::Digest;

use crate::cohort::{MatrixCaller, profile_all};
use crate::error::Outcome;
use crate::expression::MatrixReader;
use crate::log::{Log, Monitor};
use crate::output::Destination;
use crate::overwrite::{files_of_call, spare_inputs};
use crate::plan::{Plan, PlanRequest};
use crate::run_remarks::RunRemarks;
use crate::sample::FailedSample;
use crate::scale::ScaleInputs;
use crate::settings::PhenotypeSettings;
use crate::{builtin, tables};

/// Calls the phenotype of every sample of a matrix and writes one table.
pub fn phenotype(settings: &PhenotypeSettings, monitor: &dyn Monitor) -> crate::Result<Outcome> {
    let log = &Log::new(monitor);
    let genes = builtin::genes()?;
    let scale_inputs = ScaleInputs::open(&settings.call, &genes)?;
    let reader = MatrixReader::of_call(&settings.call, Digest::None, &genes, log)?;
    let request = PlanRequest {
        sheet: settings.samples.as_deref(),
        expression: Some(&settings.matrix),
        carry: &[],
        part: &settings.part,
        whole_cohort: settings.call.scale == ScaleKind::Cohort,
    };
    let (mut plan, _) = Plan::make(&request, &reader, log)?;
    let read = settings.samples.iter().chain([&settings.matrix]).cloned();
    spare_inputs(read.chain(files_of_call(&settings.call)).chain(plan.files()), [&settings.output])?;
    let setup = scale_inputs.setup(&plan, &genes, log)?;
    plan.keep_part();
    let callers: Vec<MatrixCaller<'_>> =
        plan.matrices.iter().map(|matrix| MatrixCaller::new(&setup, matrix, &genes)).collect();

    let mut table = Destination::open(&settings.output)?.table(tables::PHENOTYPES.columns())?;
    let mut failed = plan.failed.clone();
    let mut remarks = RunRemarks::default();
    profile_all(&setup, &callers, &plan.samples, None, log, |profiles| {
        for profile in profiles {
            match profile {
                Ok(profile) => {
                    table.row(tables::phenotype_row(&profile))?;
                    profile.rna.iter().for_each(|rna| remarks.take(rna));
                }
                Err(sample) => failed.push(sample),
            }
        }
        Ok(())
    })?;
    table.finish()?.finish()?;
    let outcome = plan.part.outcome(plan.samples.len() + plan.failed.len(), failed.len());
    FailedSample::tell_all(&failed, outcome, log);
    remarks.tell(&setup, log);
    Ok(outcome)
}
