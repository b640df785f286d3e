//! Samples of one patient, compared while a run writes its results: a sample waits until the others of its patient are there.

mod comparer;
mod course;
mod evidence;
mod files;
mod patients;
mod waiting;

pub(crate) use self::comparer::{Comparer, PairSetup};
pub(crate) use self::files::{PATIENTS, PatientFiles};
pub(crate) use self::patients::Patients;
pub(crate) use self::waiting::Waiting;
