//! Options of `evade run`.

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use evade::settings::{
    Date, DnaFiles, LastDose, PatientDates, PatientSettings, Progression, RepeatSettings, RunSettings,
    SheetColumn,
};

use super::document::DocumentOptions;
use super::genes::GeneOptions;
use super::values::parse_percent;
use super::{PartOptions, ScaleOptions};

#[derive(Debug, Args)]
#[command(after_help = RUN_EXAMPLES)]
#[command(group = ArgGroup::new("one_patient").args(["sample", "from_manifest"]).multiple(true))]
pub(crate) struct RunOptions {
    /// Sample sheet (CSV or TSV) with a column `sample`. Without a sheet every column of the matrix is a sample.
    #[arg(long, value_name = "SHEET")]
    samples: Option<PathBuf>,
    /// Expression matrix, genes x samples. A sheet's column `expression` names a file of its own for a sample.
    #[arg(
        long,
        value_name = "MATRIX",
        required_unless_present_any = ["samples", "sample", "from_manifest"],
        help_heading = "Expression input"
    )]
    expression: Option<PathBuf>,
    /// Folder of the results; created if missing.
    #[arg(long, value_name = "OUT")]
    outdir: PathBuf,
    #[command(flatten)]
    scale: ScaleOptions,
    /// Keep this column of the sheet in the sample's JSON although evade does not know it. Repeatable.
    #[arg(long, value_name = "COLUMN", requires = "samples")]
    carry: Vec<String>,
    #[command(flatten)]
    genes: GeneOptions,
    /// Rules of mechanisms in place of the built-in ones. `evade rules check FILE` checks them; base rates are those of built-in rules alone.
    #[arg(long, value_name = "FILE", help_heading = "Mechanisms")]
    mechanisms: Option<PathBuf>,
    #[command(flatten)]
    part: PartOptions,
    #[command(flatten)]
    again: AgainOptions,
    #[command(flatten)]
    document: DocumentOptions,
    #[command(flatten)]
    patient: PatientOptions,
}

const RUN_EXAMPLES: &str = "Examples:
  evade run --expression cohort_tpm.tsv.gz --outdir results
  evade run --samples sheet.csv --expression cohort_tpm.tsv.gz --outdir results
  evade run --sample P1 --expression p1_tpm.tsv --purity 0.4 --histology LUAD --outdir P1";

/// An earlier run, done again.
#[derive(Debug, Args)]
struct AgainOptions {
    /// Do the run again that wrote this manifest.json: with its options, and with its files, found by name and content.
    #[arg(
        long,
        value_name = "MANIFEST",
        conflicts_with_all = ["samples", "expression", "sample", "scale", "reference", "rules", "gene_sets", "unit",
            "input_format", "tx2gene", "gene_lengths", "union", "carry", "shard", "only", "normal", "calls", "tumor_only", "matched_normal", "plasma", "purity", "ploidy", "genome",
            "assay_dna", "panel", "panel_matrix", "fasta", "min_depth", "min_alt_reads", "min_vaf",
            "max_population_frequency", "filter_maf", "any_filter", "allow_missing_newline", "tmb", "tmb_mb", "tmb_mode", "tmb_drop_hotspots",
            "tmb_calibrated", "mechanisms", "tmb_min_depth", "tmb_min_alt_reads", "tmb_min_vaf"],
        help_heading = "An earlier run, again"
    )]
    from_manifest: Option<PathBuf>,
    /// Folder below which the files of the manifest are looked for.
    #[arg(
        long,
        value_name = "DIR",
        default_value = ".",
        requires = "from_manifest",
        help_heading = "An earlier run, again"
    )]
    inputs: PathBuf,
}

/// One patient without a sheet.
#[derive(Debug, Args)]
struct PatientOptions {
    /// Run this one sample instead of a sheet.
    #[arg(
        long,
        value_name = "ID",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    sample: Option<String>,
    /// Column of the matrix, when it is not the sample's id; a matrix with one column needs none.
    #[arg(
        long,
        value_name = "COLUMN",
        requires = "sample",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    rna_id: Option<String>,
    /// Histology, such as LUAD.
    #[arg(
        long,
        value_name = "TEXT",
        requires = "sample",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    histology: Option<String>,
    /// Site of the biopsy, such as lung or lymph node.
    #[arg(
        long,
        value_name = "TEXT",
        requires = "sample",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    site: Option<String>,
    /// FFPE, frozen, fresh.
    #[arg(
        long,
        value_name = "TEXT",
        requires = "sample",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    specimen: Option<String>,
    /// Somatic VCF or BCF; several are joined by `;`.
    #[arg(
        long,
        value_name = "FILE",
        requires = "sample",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    vcf: Option<String>,
    /// MAF; may hold more samples.
    #[arg(
        long,
        value_name = "FILE",
        requires = "sample",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    maf: Option<String>,
    /// Table of genes entered manually: gene, change, vaf, tested.
    #[arg(
        long,
        value_name = "FILE",
        requires = "sample",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    reported: Option<String>,
    /// Copy number: allele-specific segments, or a table by gene (cBioPortal, PURPLE, CNVkit).
    #[arg(
        long,
        value_name = "FILE",
        requires = "sample",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    cnv: Option<String>,
    /// Rearrangements: VCF of structural variants, fusions called in RNA (Arriba, STAR-Fusion, FusionCatcher),
    /// cBioPortal's data_sv.txt, or a table with gene5 and gene3; repeatable, or joined by `;`.
    #[arg(
        long,
        value_name = "FILE",
        requires = "sample",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    sv: Vec<String>,
    /// Table of HLA states.
    #[arg(
        long,
        value_name = "FILE",
        requires = "sample",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    hla: Option<String>,
    /// Sample name in these files, when it is not the sample's id.
    #[arg(
        long,
        value_name = "NAME",
        requires = "sample",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    dna_id: Option<String>,
    /// PD-L1 tumour proportion score in per cent.
    #[arg(long, value_name = "PERCENT", requires = "sample", conflicts_with = "samples", value_parser = parse_percent, help_heading = "One patient, without a sheet")]
    pdl1_tps: Option<f64>,
    /// Microsatellite status, such as MSS.
    #[arg(
        long,
        value_name = "TEXT",
        requires = "sample",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    msi: Option<String>,
    /// Drugs, such as pembrolizumab.
    #[arg(
        long,
        value_name = "TEXT",
        requires = "sample",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    regimen: Option<String>,
    /// Best response: CR, PR, SD, PD or NE.
    #[arg(
        long,
        value_name = "WORD",
        requires = "sample",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    best_response: Option<String>,
    /// Whether the response was confirmed: yes, no or unknown.
    #[arg(
        long,
        value_name = "WORD",
        requires = "sample",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    response_confirmed: Option<String>,
    /// First dose of the checkpoint inhibitor, YYYY-MM-DD. No result holds it; give it again with --from-manifest.
    #[arg(
        long,
        value_name = "DATE",
        requires = "one_patient",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    ici_start: Option<Date>,
    /// Last dose of it, YYYY-MM-DD, or 'ongoing' if treatment has not stopped.
    #[arg(
        long,
        value_name = "DATE|ongoing",
        requires = "one_patient",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    ici_end: Option<LastDose>,
    /// Progression, YYYY-MM-DD, or 'none' if there is none so far.
    #[arg(
        long,
        value_name = "DATE|none",
        requires = "one_patient",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    progression_date: Option<Progression>,
}

impl RunOptions {
    /// The earlier run that is asked for, if one is.
    pub(crate) fn earlier(&self) -> Option<RepeatSettings> {
        let AgainOptions { from_manifest, inputs } = &self.again;
        from_manifest.clone().map(|manifest| RepeatSettings {
            manifest,
            inputs: inputs.clone(),
            outdir: self.outdir.clone(),
            dates: self.patient.dates(),
            document: self.document.settings(),
        })
    }

    /// What is asked for.
    pub(crate) fn settings(&self) -> RunSettings {
        RunSettings {
            samples: self.samples.clone(),
            expression: self.expression.clone(),
            outdir: self.outdir.clone(),
            call: self.scale.settings(),
            carry: self.carry.clone(),
            genes: self.genes.settings(),
            mechanisms: self.mechanisms.clone(),
            part: self.part.settings(),
            patient: self.patient.settings(),
            document: self.document.settings(),
        }
    }
}

impl PatientOptions {
    fn settings(&self) -> Option<PatientSettings> {
        let files = DnaFiles::of_cells(|column| self.cell(column));
        self.sample.clone().map(|sample| PatientSettings {
            sample,
            rna_id: self.rna_id.clone(),
            dna_id: self.dna_id.clone(),
            histology: self.histology.clone(),
            site: self.site.clone(),
            specimen: self.specimen.clone(),
            pdl1_tps: self.pdl1_tps,
            msi: self.msi.clone(),
            regimen: self.regimen.clone(),
            best_response: self.best_response.clone(),
            response_confirmed: self.response_confirmed.clone(),
            dates: self.dates(),
            files,
        })
    }

    /// Dates of treatment.
    fn dates(&self) -> PatientDates {
        PatientDates { ici_start: self.ici_start, ici_end: self.ici_end, progression: self.progression_date }
    }
}

impl PatientOptions {
    /// The option that stands for a cell of a sheet, for the columns that name DNA files and what is in them.
    fn cell(&self, column: SheetColumn) -> Option<String> {
        match column {
            SheetColumn::Vcf => self.vcf.clone(),
            SheetColumn::Maf => self.maf.clone(),
            SheetColumn::Reported => self.reported.clone(),
            SheetColumn::Cnv => self.cnv.clone(),
            SheetColumn::Sv => (!self.sv.is_empty()).then(|| self.sv.join(";")),
            SheetColumn::Hla => self.hla.clone(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use evade::settings::SheetColumn;

    use crate::args::Arguments;

    #[test]
    fn one_patient_has_the_options_that_the_schema_of_the_sheet_names() {
        let arguments = Arguments::command();
        let run = arguments.find_subcommand("run").unwrap();
        let options: Vec<&str> = run.get_arguments().filter_map(|option| option.get_long()).collect();
        for column in SheetColumn::ALL {
            let parameter = column.spec().parameter.map(|name| name.replace('_', "-"));
            match parameter {
                Some(parameter) => assert!(options.contains(&parameter.as_str()), "{parameter}"),
                None => assert!(!options.contains(&column.name().replace('_', "-").as_str()), "{column:?}"),
            }
        }
    }
}
