//! The files of a run while they are written: tables row by row, one JSON a sample.

use std::collections::{BTreeMap, HashSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use evade_core::{GeneTable, MappingStatus, Phenotype, Reason, SampleProfile};
use evade_io::Table;
use evade_report::SignatureNames;
use evade_stream::Output;
use rayon::prelude::*;

use crate::cohort::{CallSetup, MatrixCaller};
use crate::document::Documents;
use crate::log::Log;
use crate::manifest::json_text;
use crate::output::{Destination, file_stem};
use crate::plan::Plan;
use crate::run_remarks::RunRemarks;
use crate::sample::FailedSample;
use crate::sample_file::SampleFile;
use crate::tables::{self, TableSpec};

/// The folder of samples in a folder of results.
pub(crate) const SAMPLES: &str = "samples";

/// What was counted while results were written.
#[derive(Default)]
pub(crate) struct Counts {
    pub(crate) phenotypes: BTreeMap<&'static str, u32>,
    pub(crate) flags: BTreeMap<Reason, u32>,
    pub(crate) calls: Vec<(String, Phenotype)>,
    pub(crate) failed: Vec<FailedSample>,
    pub(crate) remarks: RunRemarks,
}

/// The open tables of a run.
pub(crate) struct Results {
    summary: Table<Destination>,
    /// Columns of the sheet that are carried along.
    carry: Vec<String>,
    scores: Table<Destination>,
    scores_parquet: Table<Destination>,
    wide: Table<Destination>,
    phenotypes: Table<Destination>,
    qc: Table<Destination>,
    alterations: Table<Destination>,
    variants: Table<Destination>,
    filtered: Table<Destination>,
    tmb: Table<Destination>,
    hla: Table<Destination>,
    readouts: Table<Destination>,
    mechanisms: Table<Destination>,
    resistance: Table<Destination>,
    features: Table<Destination>,
    samples: PathBuf,
    /// Of the signatures, for the pages.
    names: SignatureNames,
    documents: Documents,
    counts: Counts,
}

impl Results {
    pub(crate) fn create(
        outdir: &Path,
        setup: &CallSetup,
        documents: Documents,
        carry: &[String],
    ) -> crate::Result<Self> {
        let open = |spec: &TableSpec| Destination::open(&outdir.join(spec.name))?.table(spec.columns());
        let wide = tables::wide_columns(setup.signatures.iter().map(|s| s.id.clone()));
        Ok(Self {
            summary: Destination::open(&outdir.join(tables::SUMMARY.name))?
                .table(tables::summary_columns(carry))?,
            carry: carry.to_vec(),
            scores: open(&tables::SCORES)?,
            scores_parquet: Destination::open(&outdir.join(tables::SCORES_PARQUET))?
                .table(tables::SCORES.columns())?,
            wide: Destination::open(&outdir.join(tables::SCORES_WIDE.name))?.table(wide)?,
            phenotypes: open(&tables::PHENOTYPES)?,
            qc: open(&tables::QC)?,
            alterations: open(&tables::ALTERATIONS)?,
            variants: open(&tables::VARIANTS)?,
            filtered: open(&tables::FILTERED_VARIANTS)?,
            tmb: open(&tables::TMB)?,
            hla: open(&tables::HLA_LOH)?,
            readouts: open(&tables::READOUTS)?,
            mechanisms: open(&tables::MECHANISMS)?,
            resistance: open(&tables::RESISTANCE)?,
            features: open(&tables::FEATURES)?,
            samples: outdir.join(SAMPLES),
            documents,
            names: SignatureNames::of(&setup.signatures),
            counts: Counts::default(),
        })
    }

    /// Writes a batch of profiles in order.
    pub(crate) fn take(
        &mut self,
        mut profiles: Vec<Result<SampleProfile, FailedSample>>,
    ) -> crate::Result<()> {
        for profile in profiles.iter_mut().flatten() {
            profile.report = self.documents.of(&profile.facts.sample);
        }
        profiles.par_iter().flatten().try_for_each(|profile| {
            let file = |extension: &str| {
                self.samples.join(format!("{}.{extension}", file_stem(&profile.facts.sample)))
            };
            Output::write_file(&file("json"), &json_text(&SampleFile::of(profile))?)?;
            let page = evade_report::render_sample(profile, env!("CARGO_PKG_VERSION"), &self.names);
            Output::write_file(&file("html"), page.as_bytes())?;
            Ok::<_, crate::Error>(())
        })?;
        for profile in profiles {
            match profile {
                Ok(profile) => self.take_one(&profile)?,
                Err(failed) => self.counts.failed.push(failed),
            }
        }
        Ok(())
    }

    fn take_one(&mut self, profile: &SampleProfile) -> crate::Result<()> {
        let sample = profile.facts.sample.as_str();
        self.summary.row(tables::summary_row(profile, &self.carry))?;
        self.phenotypes.row(tables::phenotype_row(profile))?;
        let (phenotype, reasons) = match &profile.rna {
            None => (Phenotype::NotEvaluable, &[Reason::RnaNotTested][..]),
            Some(rna) => {
                self.counts.remarks.take(rna);
                for row in &rna.scores {
                    self.scores.row(tables::score_row(sample, rna, row))?;
                    self.scores_parquet.row(tables::score_row(sample, rna, row))?;
                }
                self.wide.row(tables::wide_row(sample, rna))?;
                self.qc.row(tables::qc_row(sample, &rna.quality))?;
                for feature in &rna.features {
                    self.features.row(tables::feature_row(sample, feature))?;
                }
                (rna.call.phenotype, rna.call.reasons.as_slice())
            }
        };
        for gene in &profile.dna.genes {
            self.alterations.row(tables::alteration_row(sample, gene, &profile.readouts))?;
        }
        for variant in &profile.dna.variants {
            self.variants.row(tables::variant_row(sample, variant))?;
        }
        for variant in &profile.dna.filtered {
            self.filtered.row(tables::filtered_row(sample, variant))?;
        }
        self.tmb.row(tables::tmb_row(sample, profile.dna.tmb.as_ref()))?;
        for gene in &profile.hla {
            self.hla.row(tables::hla_row(sample, gene))?;
        }
        for readout in &profile.readouts {
            self.readouts.row(tables::readout_row(sample, readout))?;
        }
        for finding in &profile.mechanisms {
            self.mechanisms.row(tables::mechanism_row(&profile.facts.sample, finding))?;
        }
        self.resistance.row(tables::resistance_row(&profile.facts, profile.resistance.as_ref()))?;
        *self.counts.phenotypes.entry(phenotype.as_str()).or_default() += 1;
        for &reason in reasons {
            *self.counts.flags.entry(reason).or_default() += 1;
        }
        self.counts.calls.push((sample.to_owned(), phenotype));
        Ok(())
    }

    /// Completes the tables. Samples without a result are listed in the order of the sheet or matrix, whether they
    /// failed before they were computed or in it.
    pub(crate) fn finish(mut self, outdir: &Path, plan: &Plan) -> crate::Result<Counts> {
        self.counts.failed.extend_from_slice(&plan.failed);
        self.counts.failed.sort_by_key(|failed| plan.part.place(&failed.sample));
        let Self {
            summary,
            scores,
            scores_parquet,
            wide,
            phenotypes,
            qc,
            alterations,
            variants,
            filtered,
            tmb,
            hla,
            readouts,
            mechanisms,
            resistance,
            features,
            ..
        } = self;
        let of_rna = [summary, scores, scores_parquet, wide, phenotypes, qc, features];
        let others = [alterations, variants, filtered, tmb, hla, readouts, mechanisms, resistance];
        for table in of_rna.into_iter().chain(others) {
            table.finish()?.finish()?;
        }
        write_failed(outdir, &self.counts.failed)?;
        for failed in &self.counts.failed {
            remove_sample(&self.samples, &failed.sample)?;
        }
        Ok(self.counts)
    }
}

/// A sample without a result keeps none of an earlier run.
fn remove_sample(samples: &Path, sample: &str) -> crate::Result<()> {
    for extension in ["json", "html"] {
        let path = samples.join(format!("{}.{extension}", file_stem(sample)));
        match std::fs::remove_file(&path) {
            Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                let what = format!("{}: the earlier result cannot be removed: {error}", path.display());
                return Err(std::io::Error::new(error.kind(), what).into());
            }
            _ => {}
        }
    }
    Ok(())
}

/// Writes the samples without a result.
pub(crate) fn write_failed(outdir: &Path, failed: &[FailedSample]) -> crate::Result<()> {
    let mut table = Destination::open(&outdir.join(tables::FAILED.name))?.table(tables::FAILED.columns())?;
    for failed in failed {
        table.row([
            failed.sample.as_str().into(),
            failed.reason.as_str().into(),
            failed.detail.as_str().into(),
        ])?;
    }
    table.finish()?.finish()
}

/// Says that a folder in that of the results holds samples or patients of an earlier run.
pub(crate) fn warn_of_strangers<'a>(
    outdir: &Path,
    folder: &str,
    ids: impl Iterator<Item = &'a str>,
    log: &Log<'_>,
) {
    let own: HashSet<String> = ids.map(file_stem).collect();
    let Ok(entries) = std::fs::read_dir(outdir.join(folder)) else { return };
    let is_strange = |entry: &std::fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let stem = name.strip_suffix(".json").or(name.strip_suffix(".html"));
        !own.contains(stem.unwrap_or(&name))
    };
    let n_strange = entries.flatten().filter(is_strange).count();
    if n_strange > 0 {
        log.warn(&format!(
            "the folder '{folder}' holds {n_strange} files that are not of this run; a folder of its own keeps runs apart"
        ));
    }
}

/// Writes what became of every row of the matrices.
pub(crate) fn write_mapping(
    outdir: &Path,
    plan: &Plan,
    callers: &[MatrixCaller<'_>],
    setup: &CallSetup,
    genes: &GeneTable,
) -> crate::Result<()> {
    let universe: HashSet<&str> = setup.reference.universe.iter().map(String::as_str).collect();
    let spec = &tables::GENE_MAPPING;
    let mut table = Destination::open(&outdir.join(spec.name))?.table(spec.columns())?;
    for (matrix, caller) in plan.matrices.iter().zip(callers) {
        let name = matrix.record.name.as_str();
        let mut order: Vec<usize> = (0..matrix.values.row_ids().len()).collect();
        // By id, so that the order of the rows in the file does not matter.
        order.sort_by(|&a, &b| matrix.values.row_ids()[a].cmp(&matrix.values.row_ids()[b]));
        for row in order {
            let fate = &matrix.rows.fates()[row];
            let gene = fate.gene();
            let known = fate.named_gene().map(|id| genes.gene(id));
            let in_universe = known.is_some_and(|g| universe.contains(g.symbol));
            let n_rows = gene.map_or(0, |id| matrix.rows.rows_of(id).len() as u32);
            let candidates = tables::candidates(fate, |id| genes.gene(id).symbol.to_owned());
            let id = Some(matrix.values.row_ids()[row].as_str());
            table.row(tables::mapping_row(
                name,
                id,
                known,
                fate.status(),
                in_universe,
                n_rows,
                candidates,
            ))?;
        }
        let mut absent: Vec<&str> =
            caller.absent().map(|place| setup.reference.universe[place as usize].as_str()).collect();
        absent.sort_unstable();
        for symbol in absent {
            let gene = genes.by_symbol(symbol).map(|id| genes.gene(id));
            table.row(tables::mapping_row(name, None, gene, MappingStatus::Placed, true, 0, None))?;
        }
    }
    table.finish()?.finish()
}
