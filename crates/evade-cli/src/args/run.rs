//! Options of `evade run`.

use std::path::PathBuf;

use clap::Args;
use evade::settings::{DnaFiles, PatientSettings, RepeatSettings, RunSettings, SheetColumn};

use super::burden::TmbOptions;
use super::document::DocumentOptions;
use super::values::{CALLS, YES_NO, parse_burden, parse_percent, parse_purity};
use super::{PartOptions, ScaleOptions};

#[derive(Debug, Args)]
#[command(after_help = RUN_EXAMPLES)]
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
    /// Read a VCF whose last line does not end with a newline. It may be cut: its genes carry file_may_be_cut.
    #[arg(long)]
    allow_missing_newline: bool,
    #[command(flatten)]
    tmb: TmbOptions,
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
            "input_format", "tx2gene", "gene_lengths", "union", "carry", "allow_missing_newline", "shard", "only", "tmb_mb", "tmb_mode", "tmb_drop_hotspots",
            "tmb_calibrated", "tmb_min_depth", "tmb_min_alt_reads", "tmb_min_vaf"],
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
    #[arg(long, value_name = "COLUMN", requires = "sample", help_heading = "One patient, without a sheet")]
    rna_id: Option<String>,
    /// Tumour content, 0 to 1.
    #[arg(long, value_name = "SHARE", requires = "sample", value_parser = parse_purity, help_heading = "One patient, without a sheet")]
    purity: Option<f64>,
    /// Histology, such as LUAD.
    #[arg(long, value_name = "TEXT", requires = "sample", help_heading = "One patient, without a sheet")]
    histology: Option<String>,
    /// Site of the biopsy, such as lung or lymph node.
    #[arg(long, value_name = "TEXT", requires = "sample", help_heading = "One patient, without a sheet")]
    site: Option<String>,
    /// FFPE, frozen, fresh.
    #[arg(long, value_name = "TEXT", requires = "sample", help_heading = "One patient, without a sheet")]
    specimen: Option<String>,
    /// Somatic VCF or BCF; several are joined by `;`.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    vcf: Option<String>,
    /// MAF; may hold more samples.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    maf: Option<String>,
    /// Table of genes entered manually: gene, change, vaf, tested.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    reported: Option<String>,
    /// What the variants cover: a BED file, or a list of genes.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    panel: Option<String>,
    /// WES or WGS, when the variants cover all genes.
    #[arg(long, value_name = "TEXT", requires = "sample", help_heading = "One patient, without a sheet")]
    assay_dna: Option<String>,
    /// Copy number: allele-specific segments, or a table by gene (cBioPortal, PURPLE, CNVkit).
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    cnv: Option<String>,
    /// Rearrangements: cBioPortal's data_sv.txt, or a table with gene5 and gene3.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    sv: Option<String>,
    /// Table of HLA states.
    #[arg(long, value_name = "FILE", requires = "sample", help_heading = "One patient, without a sheet")]
    hla: Option<String>,
    /// Sample name in these files, when it is not the sample's id.
    #[arg(long, value_name = "NAME", requires = "sample", help_heading = "One patient, without a sheet")]
    dna_id: Option<String>,
    /// Normal's column of the VCF, when its header does not tell.
    #[arg(long, value_name = "COLUMN", requires = "sample", help_heading = "One patient, without a sheet")]
    normal: Option<String>,
    /// Whether the variants are somatic, where the file does not determine it: germline variants are not used.
    #[arg(long, value_name = "KIND", requires = "sample", value_parser = CALLS, help_heading = "One patient, without a sheet")]
    calls: Option<String>,
    /// Whether a matched normal was used for the variants, where the file does not show it: yes (also without a value) or no.
    #[arg(long, value_name = "YES|NO", num_args = 0..=1, default_missing_value = "yes", value_parser = YES_NO, requires = "sample", help_heading = "One patient, without a sheet")]
    matched_normal: Option<String>,
    /// GRCh37 or GRCh38.
    #[arg(long, value_name = "BUILD", requires = "sample", help_heading = "One patient, without a sheet")]
    genome: Option<String>,
    /// PD-L1 tumour proportion score in per cent.
    #[arg(long, value_name = "PERCENT", requires = "sample", value_parser = parse_percent, help_heading = "One patient, without a sheet")]
    pdl1_tps: Option<f64>,
    /// Microsatellite status, such as MSS.
    #[arg(long, value_name = "TEXT", requires = "sample", help_heading = "One patient, without a sheet")]
    msi: Option<String>,
    /// Tumour mutational burden as reported, mutations per megabase.
    #[arg(long, value_name = "NUMBER", requires = "sample", value_parser = parse_burden, help_heading = "One patient, without a sheet")]
    tmb: Option<f64>,
}

impl RunOptions {
    /// The earlier run that is asked for, if one is.
    pub(crate) fn earlier(&self) -> Option<RepeatSettings> {
        let AgainOptions { from_manifest, inputs } = &self.again;
        from_manifest.clone().map(|manifest| RepeatSettings {
            manifest,
            inputs: inputs.clone(),
            outdir: self.outdir.clone(),
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
            allow_missing_newline: self.allow_missing_newline,
            burden: self.tmb.settings(),
            part: self.part.settings(),
            patient: self.patient.settings(),
            document: self.document.settings(),
        }
    }
}

impl PatientOptions {
    fn settings(&self) -> Option<PatientSettings> {
        let files = DnaFiles::of_cells(|column| self.cell(column).cloned());
        self.sample.clone().map(|sample| PatientSettings {
            sample,
            rna_id: self.rna_id.clone(),
            dna_id: self.dna_id.clone(),
            purity: self.purity,
            histology: self.histology.clone(),
            site: self.site.clone(),
            specimen: self.specimen.clone(),
            assay_dna: self.assay_dna.clone(),
            genome: self.genome.clone(),
            pdl1_tps: self.pdl1_tps,
            msi: self.msi.clone(),
            tmb: self.tmb,
            files,
        })
    }
}

impl PatientOptions {
    /// The option that stands for a cell of a sheet, for the columns that name DNA files and what is in them.
    fn cell(&self, column: SheetColumn) -> Option<&String> {
        match column {
            SheetColumn::Vcf => self.vcf.as_ref(),
            SheetColumn::Maf => self.maf.as_ref(),
            SheetColumn::Reported => self.reported.as_ref(),
            SheetColumn::Panel => self.panel.as_ref(),
            SheetColumn::Cnv => self.cnv.as_ref(),
            SheetColumn::Sv => self.sv.as_ref(),
            SheetColumn::Hla => self.hla.as_ref(),
            SheetColumn::NormalId => self.normal.as_ref(),
            SheetColumn::Calls => self.calls.as_ref(),
            SheetColumn::MatchedNormal => self.matched_normal.as_ref(),
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
