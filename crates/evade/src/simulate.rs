//! Simulated cohorts with known truth, made from the built-in reference and gene sets.

use std::path::Path;

use evade_simulate::{Cohort, Model, PairCohort, SimulateError};

use crate::settings::{PairSettings, SimulateSettings};
pub use evade_simulate::{parse_classes, parse_mechanisms};

use crate::error::UsageError;
use crate::log::{Log, Monitor};
use crate::{builtin, inputs};

/// The reference whose median profile every tumour starts from.
const REFERENCE: &str = "nsclc-ici";

/// Simulates a cohort and writes its files to a folder, which is created if missing.
pub fn simulate(settings: &SimulateSettings, outdir: &Path, monitor: &dyn Monitor) -> crate::Result<()> {
    let cohort = with_model(|model| Cohort::draw(settings, model))?;
    cohort.write(outdir)?;
    written(settings.n_samples, cohort.n_genes(), outdir, monitor);
    Ok(())
}

/// Simulates patients with two samples each and writes their files to a folder, which is created if missing.
///
/// # Errors
/// A number of genes that is not possible (a usage error), and a file that cannot be written.
pub fn simulate_pairs(settings: &PairSettings, outdir: &Path, monitor: &dyn Monitor) -> crate::Result<()> {
    let cohort = with_model(|model| PairCohort::draw(settings, model))?;
    cohort.write(outdir)?;
    written(2 * settings.n_patients, cohort.n_genes(), outdir, monitor);
    Ok(())
}

fn with_model<T>(draw: impl FnOnce(&Model<'_>) -> Result<T, SimulateError>) -> crate::Result<T> {
    let reference = inputs::reference(REFERENCE)?;
    let sets = builtin::catalogue()?.scorable();
    let model =
        Model { genes: &reference.universe, median_quantiles: &reference.median_quantiles, sets: &sets };
    Ok(draw(&model)?)
}

fn written(n_samples: usize, n_genes: usize, outdir: &Path, monitor: &dyn Monitor) {
    let folder = outdir.display();
    Log::new(monitor).info(&format!("{n_samples} samples of {n_genes} genes in {folder}"));
}

impl From<SimulateError> for crate::Error {
    fn from(error: SimulateError) -> Self {
        match error {
            SimulateError::Settings { what, hint } => UsageError::new(what, hint).into(),
            SimulateError::Write(error) => error.into(),
            SimulateError::Io(error) => error.into(),
            other => std::io::Error::other(other.to_string()).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use evade_simulate::PlantableMechanism;

    #[test]
    fn what_can_be_planted_is_in_the_knowledge() {
        let knowledge = crate::knowledge::built_in().unwrap();
        for mechanism in PlantableMechanism::all() {
            assert!(knowledge.mechanism(mechanism.id()).is_some(), "{}", mechanism.id());
        }
    }
}
