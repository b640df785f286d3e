//! `evade variants`: gene calls and tumour mutational burden, without expression.
#![allow(clippy::doc_markdown)] // the comments of options are the help text, where backticks would be printed

mod annotation;
mod kind;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::Args;
use evade_core::{AlterationStatus, DnaProfile, SampleFacts};
use evade_genome::{Coverage, Filters, PanelMatrix, read_panel_genes};
use evade_io::{DnaFiles, SheetRow, Table};
use evade_stream::{Content, ReadError, Source};
use serde_json::Value;

use crate::args::parse_purity;
use crate::console::Console;
use crate::failure::UsageError;
use crate::genome::{DnaSettings, SharedFiles, all_dna_inputs, read_lanes};
use crate::inputs::InputRecord;
use crate::manifest::{Manifest, RunLog};
use crate::output::Destination;
use crate::overwrite::{files_of_results, spare_inputs};
use crate::part::{Part, PartOptions};
use crate::plan::{PlannedSample, existing_files, sheet_of};
use crate::tables::{self, TableSpec};
use crate::tmb::{TmbOptions, parse_positive};
use annotation::AnnotationOptions;
use kind::{Kind, names_in};

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct VariantsOptions {
    /// MAF, VCF or BCF, or table typed by hand; told by content. A MAF may hold many samples.
    #[arg(value_name = "FILE", required_unless_present_any = ["samples", "bundle_cds"])]
    files: Vec<PathBuf>,
    /// Sample sheet. Its rows take the columns of evade run; a row without variants takes them from the MAF.
    #[arg(long, value_name = "SHEET")]
    samples: Option<PathBuf>,
    /// Folder of the results; made if it is not there.
    #[arg(long, value_name = "OUT")]
    outdir: PathBuf,
    /// Tumour's column of the VCF.
    #[arg(long, value_name = "COLUMN", conflicts_with = "samples", help_heading = "Samples")]
    tumor: Option<String>,
    /// Normal's column of the VCF.
    #[arg(long, value_name = "COLUMN", help_heading = "Samples")]
    normal: Option<String>,
    /// There was no normal: what may be inherited is marked.
    #[arg(long, help_heading = "Samples")]
    tumor_only: bool,
    /// Cell-free DNA: fractions from 0.005 on count, and genes of clonal haematopoiesis are marked.
    #[arg(long, help_heading = "Samples")]
    plasma: bool,
    /// Tumour content, 0 to 1, of samples without one in the sheet.
    #[arg(long, value_name = "SHARE", value_parser = parse_purity, help_heading = "Samples")]
    purity: Option<f64>,
    /// Ploidy of the tumour.
    #[arg(long, value_name = "NUMBER", value_parser = parse_positive, help_heading = "Samples")]
    ploidy: Option<f64>,
    /// GRCh37 or GRCh38, where the files do not tell.
    #[arg(long, value_name = "BUILD", help_heading = "Samples")]
    genome: Option<String>,
    /// WES or WGS: all genes were looked at.
    #[arg(long, value_name = "TEXT", help_heading = "What was looked at")]
    assay_dna: Option<String>,
    /// BED of targets, list of genes, or a panel of cBioPortal. Repeatable with --panel-matrix.
    #[arg(long, value_name = "FILE", help_heading = "What was looked at")]
    panel: Vec<PathBuf>,
    /// cBioPortal's data_gene_panel_matrix.txt: the panel of each sample.
    #[arg(long, value_name = "FILE", help_heading = "What was looked at")]
    panel_matrix: Option<PathBuf>,
    /// Copy number: allele-specific segments, or a table by gene (cBioPortal, PURPLE, CNVkit).
    #[arg(long, value_name = "FILE", help_heading = "What was looked at")]
    cnv: Option<PathBuf>,
    /// Rearrangements: cBioPortal's data_sv.txt, or a table with gene5 and gene3.
    #[arg(long, value_name = "FILE", help_heading = "What was looked at")]
    sv: Option<PathBuf>,
    #[command(flatten)]
    annotation: AnnotationOptions,
    #[command(flatten)]
    filters: FilterOptions,
    #[command(flatten)]
    tmb: TmbOptions,
    #[command(flatten)]
    part: PartOptions,
}

const EXAMPLES: &str = "Examples:
  evade variants cohort.maf.gz --assay-dna WES --outdir genes
  evade variants data_mutations.txt --cnv data_cna.txt --sv data_sv.txt --outdir genes
  evade variants --samples sheet.csv --outdir genes";

#[derive(Debug, Args)]
struct FilterOptions {
    /// Fewest reads in the tumour.
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Filters")]
    min_depth: u32,
    /// Fewest reads with the variant.
    #[arg(long, value_name = "N", default_value_t = 3, help_heading = "Filters")]
    min_alt_reads: u32,
    /// Lowest allele fraction; 0.05 in tissue, 0.005 in plasma.
    #[arg(long, value_name = "SHARE", value_parser = parse_purity, help_heading = "Filters")]
    min_vaf: Option<f64>,
    /// Highest population frequency, hotspots excepted.
    #[arg(long, value_name = "SHARE", default_value_t = 0.001, value_parser = parse_purity, help_heading = "Filters")]
    max_population_frequency: f64,
    /// The three limits of reads drop rows of a MAF too, rather than mark them.
    #[arg(long, help_heading = "Filters")]
    filter_maf: bool,
    /// Count variants whatever FILTER says.
    #[arg(long, help_heading = "Filters")]
    any_filter: bool,
}

pub(crate) fn run(options: &VariantsOptions, threads: usize, console: &Console) -> anyhow::Result<u8> {
    let started = SystemTime::now();
    if options.files.iter().any(|path| Source::from_argument(path) == Source::Stdin) {
        return Err(UsageError::new(
            "evade variants does not read standard input: it looks at a file before it reads it",
            "give the file",
        )
        .into());
    }
    let mut inputs = Vec::new();
    let mut settings = settings(options, &mut inputs)?;
    settings.sequences = options.annotation.sequences(options.genome.as_deref(), &mut inputs)?;
    let sequences = settings.sequences.clone();
    let mut samples = planned(options, &mut inputs, console)?;
    // Whose a file is does not depend on the part that is run.
    let shared = SharedFiles::of_samples(&samples);
    let part = Part::choose(&options.part, samples.iter().map(|sample| &sample.facts))?;
    samples.retain(|sample| part.place(&sample.facts.sample).is_some());
    spare_inputs(files_of(options, &samples), written(options))?;
    let (lanes, records) = read_lanes(&samples, &shared, settings, console)?;
    let sample_inputs = all_dna_inputs(&samples, &records);
    inputs.extend(records.into_values());
    inputs.sort();
    inputs.dedup();

    // Everything that can be wrong with the inputs is known here; from now on files are written.
    Manifest::remove(&options.outdir)?;
    let mut tables = VariantTables::create(&options.outdir)?;
    for (sample, lanes) in samples.iter().zip(&lanes) {
        tables.take(&sample.facts.sample, &lanes.variants)?;
    }
    tables.finish()?;
    options.annotation.write_bundle(&options.outdir, sequences.as_ref())?;
    let of_samples = samples.iter().zip(&lanes);
    let named = of_samples.map(|(s, lanes)| (s.facts.sample.as_str(), lanes.disagreements.as_slice()));
    let n_differ = options.annotation.write_check(&options.outdir, named)?;
    if n_differ > 0 {
        console.warn(&format!("{n_differ} consequences differ from those worked out: annotation_check.tsv"));
    }
    let n_altered = lanes.iter().filter(|lanes| has_alteration(&lanes.variants)).count();
    console.info(&format!("{} samples, {n_altered} with an altered gene", samples.len()));
    RunLog::new(started, threads, 0).write(&options.outdir)?;
    manifest(options, (inputs, sample_inputs), part, samples.len(), console).write(&options.outdir)?;
    Ok(0)
}

/// Every file that is read.
fn files_of(options: &VariantsOptions, samples: &[PlannedSample]) -> Vec<PathBuf> {
    let of_samples = samples.iter().flat_map(|sample| sample.files.each().map(|(_, file)| file.into()));
    let named =
        options.files.iter().chain(&options.samples).chain(&options.panel).chain(&options.panel_matrix);
    named.chain(options.annotation.file()).cloned().chain(of_samples).collect()
}

/// Every file that is written.
fn written(options: &VariantsOptions) -> Vec<PathBuf> {
    let mut files = files_of_results(&options.outdir, tables::VARIANTS_COMMAND, []);
    files.push(options.outdir.join(annotation::TABLE));
    files
}

fn has_alteration(dna: &DnaProfile) -> bool {
    dna.genes.iter().any(|gene| gene.status == AlterationStatus::Altered)
}

fn settings(options: &VariantsOptions, inputs: &mut Vec<InputRecord>) -> anyhow::Result<DnaSettings> {
    let limits = &options.filters;
    let defaults = Filters::default();
    let filters = Filters {
        pass_only: !limits.any_filter,
        min_depth: limits.min_depth,
        min_alt_reads: limits.min_alt_reads,
        min_vaf: limits.min_vaf.unwrap_or(defaults.min_vaf),
        max_population_frequency: limits.max_population_frequency,
        read_limits_in_maf: limits.filter_maf,
        tumor_only: options.tumor_only,
        burden: options.tmb.rules(),
        ..defaults
    };
    let mut panels = BTreeMap::new();
    let panel_matrix = match &options.panel_matrix {
        None if options.panel.len() > 1 => {
            return Err(UsageError::new(
                "several panels, and nothing that says which sample has which",
                "give --panel-matrix, or a sheet with a column 'panel'",
            )
            .into());
        }
        None => None,
        Some(path) => {
            for path in &options.panel {
                let content = open("panel", path, inputs)?;
                let (name, genes) = named_panel(&content, path)?;
                panels.insert(name, genes);
            }
            Some(PanelMatrix::read(&open("panel_matrix", path, inputs)?)?)
        }
    };
    options.tmb.check(panel_matrix.as_ref())?;
    Ok(DnaSettings {
        filters,
        plasma: options.plasma,
        normal: options.normal.clone(),
        tmb: options.tmb.setting(),
        panel_mb: options.tmb.panel_mb(),
        panels,
        panel_matrix,
        sequences: None,
        check: options.annotation.check_annotation,
    })
}

/// A panel with its name: as it states it, else as its file is called.
fn named_panel(content: &Content, path: &Path) -> Result<(String, BTreeSet<String>), ReadError> {
    if let Some(named) = read_panel_genes(content)? {
        return Ok(named);
    }
    match Coverage::from_gene_list(content)? {
        Coverage::Genes(genes) => Ok((stem(path), genes)),
        _ => Err(ReadError::new(&content.name, "this is no list of genes")),
    }
}

fn open(role: &'static str, path: &Path, inputs: &mut Vec<InputRecord>) -> Result<Content, ReadError> {
    let source = Source::from_argument(path);
    let content = source.read()?;
    inputs.push(InputRecord {
        role: role.into(),
        name: source.base_name(),
        sha256: Some(content.sha256.clone()),
    });
    Ok(content)
}

/// The samples in order: the rows of the sheet, or those that the files hold.
fn planned(
    options: &VariantsOptions,
    inputs: &mut Vec<InputRecord>,
    console: &Console,
) -> anyhow::Result<Vec<PlannedSample>> {
    let mut samples = match &options.samples {
        Some(sheet) => of_sheet(sheet, options, inputs, console)?,
        None => of_files(options)?,
    };
    let text = |path: &Path| path.display().to_string();
    let one_panel = options.panel.first().filter(|_| options.panel_matrix.is_none());
    for sample in &mut samples {
        let (facts, files) = (&mut sample.facts, &mut sample.files);
        facts.purity = facts.purity.or(options.purity);
        facts.ploidy = facts.ploidy.or(options.ploidy);
        facts.genome = facts.genome.take().or_else(|| options.genome.clone());
        facts.assay_dna = facts.assay_dna.take().or_else(|| options.assay_dna.clone());
        if files.cnv.is_empty() {
            files.cnv.extend(options.cnv.as_deref().map(text));
        }
        files.sv = files.sv.take().or_else(|| options.sv.as_deref().map(text));
        files.panel = files.panel.take().or_else(|| one_panel.map(|path| text(path)));
    }
    Ok(samples)
}

fn of_sheet(
    path: &Path,
    options: &VariantsOptions,
    inputs: &mut Vec<InputRecord>,
    console: &Console,
) -> anyhow::Result<Vec<PlannedSample>> {
    let content = open("samples", path, inputs)?;
    let sheet = sheet_of(&content, None, console)?;
    let maf = match options.files.as_slice() {
        [] => None,
        [one] if Kind::of(&Source::from_argument(one))? == Kind::Maf => Some(one.display().to_string()),
        _ => {
            return Err(UsageError::new(
                "with a sheet the one FILE is the MAF of its samples",
                "name other files in the sheet's columns vcf, maf and reported",
            )
            .into());
        }
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    let planned = |row: &SheetRow| -> anyhow::Result<PlannedSample> {
        let mut files = existing_files(path, folder, row)?;
        if files.vcf.is_empty() && files.maf.is_none() && files.reported.is_none() {
            files.maf.clone_from(&maf);
        }
        Ok(PlannedSample { facts: row.facts.clone(), rna: None, own_expression: false, files })
    };
    sheet.rows.iter().map(planned).collect()
}

/// The samples of the files: those that a MAF or a table names, and one for each VCF.
fn of_files(options: &VariantsOptions) -> anyhow::Result<Vec<PlannedSample>> {
    let mut samples: Vec<PlannedSample> = Vec::new();
    for path in &options.files {
        let source = Source::from_argument(path);
        let kind = Kind::of(&source)?;
        let file = path.display().to_string();
        for name in names_in(&source, kind)?.unwrap_or_else(|| vec![stem(path)]) {
            if samples.iter().any(|sample| sample.facts.sample == name) {
                return Err(ReadError::new(
                    &source.name(),
                    format!("the sample '{name}' is in another file too"),
                )
                .hint("write a sheet: its rows join the files of a sample")
                .into());
            }
            let mut files = DnaFiles::default();
            match kind {
                Kind::Vcf => files.vcf.push(file.clone()),
                Kind::Maf => files.maf = Some(file.clone()),
                Kind::Reported => files.reported = Some(file.clone()),
            }
            let dna_id = options.tumor.clone().filter(|_| kind == Kind::Vcf).unwrap_or_else(|| name.clone());
            let facts = SampleFacts { rna_id: name.clone(), dna_id, sample: name, ..SampleFacts::default() };
            samples.push(PlannedSample { facts, rna: None, own_expression: false, files });
        }
    }
    Ok(samples)
}

/// The file's name without what its format adds.
fn stem(path: &Path) -> String {
    let name = Source::from_argument(path).base_name();
    let mut stem = name.as_str();
    for ending in [".gz", ".bgz", ".zst", ".vcf", ".bcf", ".tsv", ".csv", ".txt"] {
        stem = stem.strip_suffix(ending).unwrap_or(stem);
    }
    stem.to_owned()
}

/// The open tables.
struct VariantTables {
    alterations: Table<Destination>,
    variants: Table<Destination>,
    filtered: Table<Destination>,
    tmb: Table<Destination>,
    failed: Table<Destination>,
}

impl VariantTables {
    fn create(outdir: &Path) -> anyhow::Result<Self> {
        let open = |spec: &TableSpec| Destination::open(&outdir.join(spec.name))?.table(spec.columns());
        Ok(Self {
            alterations: open(&tables::ALTERATIONS)?,
            variants: open(&tables::VARIANTS)?,
            filtered: open(&tables::FILTERED_VARIANTS)?,
            tmb: open(&tables::TMB)?,
            failed: open(&tables::FAILED)?,
        })
    }

    fn take(&mut self, sample: &str, dna: &DnaProfile) -> anyhow::Result<()> {
        for gene in &dna.genes {
            self.alterations.row(tables::alteration_row(sample, gene))?;
        }
        for variant in &dna.variants {
            self.variants.row(tables::variant_row(sample, variant))?;
        }
        for variant in &dna.filtered {
            self.filtered.row(tables::filtered_row(sample, variant))?;
        }
        Ok(self.tmb.row(tables::tmb_row(sample, dna.tmb.as_ref()))?)
    }

    fn finish(self) -> anyhow::Result<()> {
        for table in [self.alterations, self.variants, self.filtered, self.tmb, self.failed] {
            table.finish()?.finish()?;
        }
        Ok(())
    }
}

fn manifest(
    options: &VariantsOptions,
    (inputs, sample_inputs): (Vec<InputRecord>, BTreeMap<String, Vec<InputRecord>>),
    part: Part,
    n_samples: usize,
    console: &Console,
) -> Manifest {
    Manifest {
        parameters: parameters(options),
        inputs,
        sample_inputs,
        part,
        n_samples,
        warnings: console.warnings(),
        ..Manifest::of_command(tables::VARIANTS_COMMAND)
    }
}

/// The options; files by their name without folder.
fn parameters(options: &VariantsOptions) -> BTreeMap<String, Value> {
    let name = |path: &Path| Source::from_argument(path).base_name();
    let file = |path: &Option<PathBuf>| path.as_deref().map(name).into();
    let names = |paths: &[PathBuf]| paths.iter().map(|path| name(path)).collect::<Vec<_>>().into();
    let limits = &options.filters;
    let parameters: [(&str, Value); 20] = [
        ("files", names(&options.files)),
        ("samples", file(&options.samples)),
        ("tumor", options.tumor.clone().into()),
        ("normal", options.normal.clone().into()),
        ("tumor_only", options.tumor_only.into()),
        ("plasma", options.plasma.into()),
        ("purity", options.purity.into()),
        ("ploidy", options.ploidy.into()),
        ("genome", options.genome.clone().into()),
        ("assay_dna", options.assay_dna.clone().into()),
        ("panel", names(&options.panel)),
        ("panel_matrix", file(&options.panel_matrix)),
        ("cnv", file(&options.cnv)),
        ("sv", file(&options.sv)),
        ("min_depth", limits.min_depth.into()),
        ("min_alt_reads", limits.min_alt_reads.into()),
        ("min_vaf", limits.min_vaf.into()),
        ("max_population_frequency", limits.max_population_frequency.into()),
        ("filter_maf", limits.filter_maf.into()),
        ("any_filter", limits.any_filter.into()),
    ];
    let parameters = parameters.into_iter().chain(options.tmb.parameters());
    parameters.map(|(key, value)| (key.to_owned(), value)).collect()
}
