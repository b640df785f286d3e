//! Options of `evade variants`.

use std::path::PathBuf;

use clap::Args;
use evade::settings::VariantSettings;

use super::PartOptions;
use super::genes::GeneOptions;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct VariantsOptions {
    /// MAF, VCF or BCF, or table entered manually; detected by content. A MAF may hold many samples.
    #[arg(value_name = "FILE", required_unless_present_any = ["samples", "bundle_cds"])]
    files: Vec<PathBuf>,
    /// Sample sheet. Its rows take the columns of evade run; a row without variants takes them from the MAF.
    #[arg(long, value_name = "SHEET")]
    samples: Option<PathBuf>,
    /// Folder of the results; created if missing.
    #[arg(long, value_name = "OUT")]
    outdir: PathBuf,
    /// Tumour's column of the VCF.
    #[arg(long, value_name = "COLUMN", conflicts_with = "samples", help_heading = "Samples")]
    tumor: Option<String>,
    /// Copy number: allele-specific segments, or a table by gene (cBioPortal, PURPLE, CNVkit).
    #[arg(long, value_name = "FILE", help_heading = "What was assessed")]
    cnv: Option<PathBuf>,
    /// Rearrangements: VCF of structural variants, fusions called in RNA (Arriba, STAR-Fusion, FusionCatcher),
    /// cBioPortal's data_sv.txt, or a table with gene5 and gene3. Repeatable; also several with ';' between them.
    #[arg(long, value_name = "FILE", value_delimiter = ';', help_heading = "What was assessed")]
    sv: Vec<PathBuf>,
    #[command(flatten)]
    genes: GeneOptions,
    #[command(flatten)]
    annotation: AnnotationOptions,
    #[command(flatten)]
    part: PartOptions,
}

const EXAMPLES: &str = "Examples:
  evade variants cohort.maf.gz --assay-dna WES --outdir genes
  evade variants data_mutations.txt --cnv data_cna.txt --sv data_sv.txt --outdir genes
  evade variants --samples sheet.csv --outdir genes";

#[derive(Debug, Args)]
struct AnnotationOptions {
    /// As --fasta, and keeps the coding sequences of all genes as cds.BUILD.tsv in the folder of the results, so that
    /// later runs need no genome.
    #[arg(long, value_name = "FASTA", conflicts_with = "fasta", help_heading = "Consequences")]
    bundle_cds: Option<PathBuf>,
    /// Works annotated records out too and lists where the file says something else (annotation_check.tsv).
    #[arg(long, help_heading = "Consequences")]
    check_annotation: bool,
}

impl VariantsOptions {
    /// What is asked for.
    pub(crate) fn settings(&self) -> VariantSettings {
        let AnnotationOptions { bundle_cds, check_annotation } = &self.annotation;
        let mut genes = self.genes.settings();
        genes.sequences = genes.sequences.or_else(|| bundle_cds.clone());
        VariantSettings {
            files: self.files.clone(),
            samples: self.samples.clone(),
            outdir: self.outdir.clone(),
            tumor: self.tumor.clone(),
            cnv: self.cnv.clone(),
            sv: self.sv.clone(),
            genes,
            keep_bundle: bundle_cds.is_some(),
            check_annotation: *check_annotation,
            part: self.part.settings(),
        }
    }
}
