//! Options of `evade run`.
#![allow(clippy::doc_markdown)] // the comments are the help text, where backticks would be printed

use std::path::PathBuf;

use clap::Args;
use evade_io::SheetColumn;

use super::ScaleOptions;
use super::values::{parse_burden, parse_percent, parse_purity};
use crate::part::PartOptions;
use crate::tmb::TmbOptions;

#[derive(Debug, Args)]
#[command(after_help = RUN_EXAMPLES)]
pub(crate) struct RunOptions {
    /// Sample sheet (CSV or TSV) with a column `sample`. Without a sheet every column of the matrix is a sample.
    #[arg(long, value_name = "SHEET")]
    pub(crate) samples: Option<PathBuf>,
    /// Expression matrix, genes x samples. A sheet's column `expression` names a file of its own for a sample.
    #[arg(
        long,
        value_name = "MATRIX",
        required_unless_present_any = ["samples", "sample", "from_manifest"],
        help_heading = "Expression input"
    )]
    pub(crate) expression: Option<PathBuf>,
    /// Folder of the results; made if it is not there.
    #[arg(long, value_name = "OUT")]
    pub(crate) outdir: PathBuf,
    #[command(flatten)]
    pub(crate) scale: ScaleOptions,
    /// Keep this column of the sheet in the sample's JSON although evade does not know it. Repeatable.
    #[arg(long, value_name = "COLUMN", requires = "samples")]
    pub(crate) carry: Vec<String>,
    #[command(flatten)]
    pub(crate) tmb: TmbOptions,
    #[command(flatten)]
    pub(crate) part: PartOptions,
    #[command(flatten)]
    pub(crate) again: AgainOptions,
    #[command(flatten)]
    pub(crate) patient: PatientOptions,
}

const RUN_EXAMPLES: &str = "Examples:
  evade run --expression cohort_tpm.tsv.gz --outdir results
  evade run --samples sheet.csv --expression cohort_tpm.tsv.gz --outdir results
  evade run --sample P1 --expression p1_tpm.tsv --purity 0.4 --histology LUAD --outdir P1";

/// An earlier run, done again.
#[derive(Debug, Args)]
pub(crate) struct AgainOptions {
    /// Do the run again that wrote this manifest.json: with its options, and with its files, found by name and content.
    #[arg(
        long,
        value_name = "MANIFEST",
        conflicts_with_all = ["samples", "expression", "sample", "scale", "reference", "rules", "gene_sets", "unit",
            "input_format", "tx2gene", "union", "carry", "shard", "only", "tmb_mb", "tmb_mode", "tmb_drop_hotspots",
            "tmb_calibrated", "tmb_min_depth", "tmb_min_alt_reads", "tmb_min_vaf"],
        help_heading = "An earlier run, again"
    )]
    pub(crate) from_manifest: Option<PathBuf>,
    /// Folder below which the files of the manifest are looked for.
    #[arg(
        long,
        value_name = "DIR",
        default_value = ".",
        requires = "from_manifest",
        help_heading = "An earlier run, again"
    )]
    pub(crate) inputs: PathBuf,
}

/// One patient without a sheet.
#[derive(Debug, Args)]
pub(crate) struct PatientOptions {
    /// Run this one sample instead of a sheet.
    #[arg(
        long,
        value_name = "ID",
        conflicts_with = "samples",
        help_heading = "One patient, without a sheet"
    )]
    pub(crate) sample: Option<String>,
    /// Column of the matrix, when it is not the sample's id; a matrix with one column needs none.
    #[arg(long, value_name = "COLUMN", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) rna_id: Option<String>,
    /// Tumour content, 0 to 1.
    #[arg(long, value_name = "SHARE", requires = "sample", value_parser = parse_purity, help_heading = "One patient, without a sheet")]
    pub(crate) purity: Option<f64>,
    /// Histology, such as LUAD.
    #[arg(long, value_name = "TEXT", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) histology: Option<String>,
    /// Site of the biopsy, such as lung or lymph node.
    #[arg(long, value_name = "TEXT", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) site: Option<String>,
    /// FFPE, frozen, fresh.
    #[arg(long, value_name = "TEXT", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) specimen: Option<String>,
    /// Somatic VCF or BCF; several are joined by `;`.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) vcf: Option<String>,
    /// MAF; may hold more samples.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) maf: Option<String>,
    /// Table of genes typed by hand: gene, change, vaf, tested.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) reported: Option<String>,
    /// What the variants cover: a BED file, or a list of genes.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) panel: Option<String>,
    /// WES or WGS, when the variants cover all genes.
    #[arg(long, value_name = "TEXT", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) assay_dna: Option<String>,
    /// Copy number: allele-specific segments, or a table by gene (cBioPortal, PURPLE, CNVkit).
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) cnv: Option<String>,
    /// Rearrangements: cBioPortal's data_sv.txt, or a table with gene5 and gene3.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) sv: Option<String>,
    /// Table of HLA states.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) hla: Option<String>,
    /// Sample name in these files, when it is not the sample's id.
    #[arg(long, value_name = "NAME", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) dna_id: Option<String>,
    /// Normal's column of the VCF, when its header does not tell.
    #[arg(long, value_name = "COLUMN", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) normal: Option<String>,
    /// GRCh37 or GRCh38.
    #[arg(long, value_name = "BUILD", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) genome: Option<String>,
    /// PD-L1 tumour proportion score in per cent.
    #[arg(long, value_name = "PERCENT", requires = "sample", value_parser = parse_percent, help_heading = "One patient, without a sheet")]
    pub(crate) pdl1_tps: Option<f64>,
    /// Microsatellite status, such as MSS.
    #[arg(long, value_name = "TEXT", requires = "sample", help_heading = "One patient, without a sheet")]
    pub(crate) msi: Option<String>,
    /// Tumour mutational burden as reported, mutations per megabase.
    #[arg(long, value_name = "NUMBER", requires = "sample", value_parser = parse_burden, help_heading = "One patient, without a sheet")]
    pub(crate) tmb: Option<f64>,
}

impl PatientOptions {
    /// The option that stands for a cell of a sheet, for the columns that name DNA files and what is in them.
    pub(crate) fn cell(&self, column: SheetColumn) -> Option<&String> {
        match column {
            SheetColumn::Vcf => self.vcf.as_ref(),
            SheetColumn::Maf => self.maf.as_ref(),
            SheetColumn::Reported => self.reported.as_ref(),
            SheetColumn::Panel => self.panel.as_ref(),
            SheetColumn::Cnv => self.cnv.as_ref(),
            SheetColumn::Sv => self.sv.as_ref(),
            SheetColumn::Hla => self.hla.as_ref(),
            SheetColumn::NormalId => self.normal.as_ref(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use evade_io::SheetColumn;

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
