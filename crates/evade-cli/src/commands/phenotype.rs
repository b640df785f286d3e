//! `evade phenotype`: the TME phenotype of every sample of a matrix, as one table.

use evade_stream::Digest;

use crate::args::{PhenotypeOptions, Scale};
use crate::cohort::{MatrixCaller, profile_all};
use crate::console::Console;
use crate::expression::MatrixReader;
use crate::genome::DnaLanes;
use crate::output::Destination;
use crate::overwrite::{files_of_scale, spare_inputs};
use crate::plan::{Plan, PlanRequest};
use crate::scale::ScaleInputs;
use crate::{builtin, failure, tables};

pub(crate) fn run(options: &PhenotypeOptions, console: &Console) -> anyhow::Result<u8> {
    let genes = builtin::genes()?;
    let scale_inputs = ScaleInputs::open(&options.scale, &genes)?;
    let reader = MatrixReader::of_scale(&options.scale, Digest::None, &genes, console)?;
    let request = PlanRequest {
        sheet: options.samples.as_deref(),
        expression: Some(&options.matrix),
        carry: &[],
        part: &options.part,
        whole_cohort: options.scale.scale == Scale::Cohort,
    };
    let (mut plan, _) = Plan::make(&request, &reader, console)?;
    let read = options.samples.iter().chain([&options.matrix]).cloned();
    spare_inputs(read.chain(files_of_scale(&options.scale)).chain(plan.files()), [&options.output])?;
    let setup = scale_inputs.setup(&plan, &genes, console)?;
    plan.keep_part();
    let callers: Vec<MatrixCaller<'_>> =
        plan.matrices.iter().map(|matrix| MatrixCaller::new(&setup, matrix, &genes)).collect();

    let mut table = Destination::open(&options.output)?.table(tables::PHENOTYPES.columns())?;
    let mut failed = plan.failed.clone();
    let lanes = vec![DnaLanes::not_tested(); plan.samples.len()];
    profile_all(&callers, &plan.samples, &lanes, console, |profiles| {
        for profile in profiles {
            match profile {
                Ok(profile) => table.row(tables::phenotype_row(&profile))?,
                Err(sample) => failed.push(sample),
            }
        }
        Ok(())
    })?;
    table.finish()?.finish()?;
    for sample in &failed {
        console.warn(&format!(
            "the sample '{}' has no call: {} ({})",
            sample.sample, sample.detail, sample.reason
        ));
    }
    Ok(if failed.is_empty() { 0 } else { failure::SOME_FAILED })
}
