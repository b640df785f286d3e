//! What a table of variants is, by its header; and what a table that is none is instead, so that a message can say
//! where it belongs.

use std::collections::BTreeSet;

use evade_stream::{Content, ReadError};

use crate::combined_output::{is_combined_output, sample_of};
use crate::copies::is_gene_copy_header;
use crate::hla::is_hla_header;
use crate::maf::maf_samples;
use crate::rearrangement::with_plain_header;
use crate::segments::is_segment_header;
use crate::table::TextTable;

/// The kinds of tables that hold variants of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariantTable {
    /// A MAF.
    Maf,
    /// A manually entered table, `gene change vaf tested`, or the combined output of a panel's pipeline.
    Reported,
}

impl VariantTable {
    /// By the header, which may be followed by rows.
    pub fn of(file: &str, text: &str) -> Result<Self, ReadError> {
        if is_combined_output(text) {
            return Ok(Self::Reported);
        }
        let text = with_plain_header(text);
        let Ok(table) = TextTable::from_text(file, &text) else { return Err(unknown(file, None)) };
        let has = |name: &str| table.column(&[name]).is_some();
        if has("tumor_sample_barcode") && !is_fusion_table(&table) && !is_multianno(&table) {
            Ok(Self::Maf)
        } else if has("gene") && !is_elsewhere(&table) {
            Ok(Self::Reported)
        } else {
            Err(unknown(file, Some(&table)))
        }
    }

    /// Names of the samples in the order of their first row; `None` where the table does not name them.
    pub fn samples(self, content: &Content) -> Result<Option<Vec<String>>, ReadError> {
        if is_combined_output(content.text()?) {
            return Ok(sample_of(content)?.map(|name| vec![name]));
        }
        if self == Self::Maf {
            return maf_samples(content).map(Some);
        }
        let mut table = TextTable::open(content)?;
        let Some(column) = table.column(&["sample"]) else { return Ok(None) };
        // Rows that are cut are refused where they are read, with the sample that they cost.
        table.need_columns([]);
        let (mut names, mut seen) = (Vec::new(), BTreeSet::new());
        while let Some(row) = table.next_row()? {
            let Some(name) = row.name(Some(column)) else { continue };
            if !seen.contains(name) {
                seen.insert(name.to_owned());
                names.push(name.to_owned());
            }
        }
        Ok(Some(names))
    }
}

fn is_fusion_table(table: &TextTable<'_>) -> bool {
    table.column(&["site1_hugo_symbol", "fusion"]).is_some()
        && table.column(&["variant_classification"]).is_none()
}

/// Whether a table with a column `gene` belongs to another option, by columns that no entered table has.
fn is_elsewhere(table: &TextTable<'_>) -> bool {
    is_segment_header(table)
        || (is_hla_header(table) && table.column(&["change", "variant", "alteration"]).is_none())
        || (table.column(&["log2", "mincopynumber"]).is_some() && table.column(&["chromosome"]).is_some())
}

/// What is said of a MAF that does not name its samples.
const NO_SAMPLE_COLUMN: &str = "the MAF has no column Tumor_Sample_Barcode";

/// The column of a MAF by which some name samples, as it is written.
fn sample_column<'t>(table: &'t TextTable<'_>) -> Option<&'t str> {
    let names = [
        "sampleid",
        "sample",
        "samplename",
        "tumorsample",
        "tumorsampleid",
        "tumorid",
        "samplebarcode",
        "barcode",
    ];
    let column = table.column_like(&names)?;
    table.written_columns().get(column).map(AsRef::as_ref)
}

/// ANNOVAR's table, to which some add the column of a sample.
fn is_multianno(table: &TextTable<'_>) -> bool {
    let sets = ["refgene", "refgenewithver", "ensgene", "knowngene"];
    let names = sets.map(|set| [format!("exonicfunc{set}"), format!("func{set}")]);
    let has = |name: &str| table.column_like(&[name]).is_some();
    names.iter().flatten().any(|name| has(name)) && !has("hugosymbol")
}

/// What a table is, and where it belongs.
fn nearest(table: &TextTable<'_>) -> Option<(&'static str, &'static str)> {
    let has = |names: &[&str]| table.column_like(names).is_some();
    let known = [
        (
            has(&["refcall"]) && has(&["altcall"]) || has(&["includedintmbnumerator"]),
            "this is the TMB trace file of the TSO 500 pipeline: it lists variants for the mutational burden alone",
            "give CombinedVariantOutput.tsv of the same analysis, or its VCF (*.hard-filtered.vcf, *_MergedSmallVariants.genome.vcf)",
        ),
        (
            has(&["icgcmutationid", "icgcdonorid", "icgcspecimenid"]),
            "this is a table of the ICGC data portal (simple somatic mutations), without the column Tumor_Sample_Barcode of a MAF",
            "convert it with maftools icgcSimpleMutationToMAF, one row for each mutation and sample",
        ),
        (
            is_multianno(table),
            "this is ANNOVAR's multianno table, which has no reads, mostly no samples, and not the columns of a MAF (Hugo_Symbol, Tumor_Sample_Barcode)",
            "give the VCF that table_annovar.pl -vcfinput writes beside it (*_multianno.vcf), or convert the table with maftools annovarToMaf",
        ),
        (
            has(&["ann[*]effect", "ann[0]effect", "eff[*]effect"]),
            "this is a table of SnpSift extractFields, without samples",
            "give the VCF that it was made from",
        ),
        (
            has(&["seqassayid"]) && has(&["hugosymbol"]),
            "this is GENIE's genomic_information.txt, the regions of its panels, not variants",
            "give it with --panel, and the clinical file of samples with --panel-matrix; the variants are in data_mutations_extended.txt",
        ),
        (
            has(&["hugosymbol"]) && has(&["variantclassification", "consequence", "startposition"]),
            NO_SAMPLE_COLUMN,
            "add it, with the name of the sample in each row",
        ),
        (
            is_fusion_table(table)
                || has(&["fusionname", "strand1(gene/fusion)", "gene1symbol(5endfusionpartner)"])
                || (has(&["gene1", "#gene1", "gene5"]) && has(&["gene2", "gene3"])),
            "this is a table of fusions, not of variants",
            "give it with --sv, or in the column sv of a sheet, next to the variants",
        ),
        (
            is_segment_header(table) || is_gene_copy_header(table),
            "this is a table of copy number, not of variants",
            "give it with --cnv, or in the column cnv of a sheet, next to the variants; `evade hla` reads segments alone",
        ),
        (
            is_hla_header(table),
            "this is a table of HLA states, not of variants",
            "give it to `evade hla`, or in the column hla of a sheet",
        ),
        (
            has(&["chrom", "chr", "chromosome", "#chrom"]) && has(&["ref", "reference", "referenceallele"]),
            "this is a table of variants without their genes and effects, and it is neither VCF nor MAF",
            "give the VCF that it was made from; or a MAF with Hugo_Symbol, Variant_Classification and Tumor_Sample_Barcode",
        ),
        (
            has(&["patientid", "sampleid"]) && !has(&["gene", "hugosymbol"]),
            "this is a list of samples or patients, not of variants",
            "give it as --samples (columns sample, vcf, maf), or the variants themselves as FILE",
        ),
        (
            has(&["hugosymbol", "genesymbol", "symbol"]),
            "this is neither VCF nor MAF nor a manually entered table: genes are named, but no sample and no effect",
            "a MAF has Hugo_Symbol, Variant_Classification and Tumor_Sample_Barcode; a manually entered table calls its columns gene and change",
        ),
    ];
    known.into_iter().find(|(is, ..)| *is).map(|(_, what, hint)| (what, hint))
}

/// Refuses VEP's own table, whose header is a comment to other readers.
pub fn refuse_vep_table(file: &str, head: &str) -> Result<(), ReadError> {
    let is_vep = |line: &str| {
        line.starts_with("#Uploaded_variation") || line.starts_with("## ENSEMBL VARIANT EFFECT PREDICTOR")
    };
    if !head.lines().take_while(|line| line.starts_with('#')).any(is_vep) {
        return Ok(());
    }
    let what = "this is VEP's own table, which has no reads, filters or reference alleles";
    Err(ReadError::wrong_format(file, what)
        .hint("run VEP with --vcf (--vcf --symbol --hgvs --mane --canonical) and give that VCF"))
}

fn unknown(file: &str, table: Option<&TextTable<'_>>) -> ReadError {
    if let Some((written, what)) = table
        .and_then(sample_column)
        .zip(table.and_then(nearest))
        .filter(|(_, (what, _))| *what == NO_SAMPLE_COLUMN)
        .map(|(name, (what, _))| (name, what))
    {
        return ReadError::wrong_format(file, what).hint(format!(
            "the column '{written}' seems to name the samples: rename it to Tumor_Sample_Barcode"
        ));
    }
    if let Some((what, hint)) = table.and_then(nearest) {
        return ReadError::wrong_format(file, what).hint(hint);
    }
    let columns = table.map(|table| table.columns().join(", ")).filter(|columns| !columns.is_empty());
    let columns = columns.map(|columns| format!("; the columns are: {columns}")).unwrap_or_default();
    let what = format!("this is neither VCF nor MAF nor a manually entered table{columns}");
    ReadError::wrong_format(file, what).hint(
        "a MAF has Tumor_Sample_Barcode, a manually entered table has gene and change, a VCF begins with ##fileformat",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_in_any_dress_tells_the_kind() {
        for (header, kind) in [
            ("Hugo_Symbol\tTumor_Sample_Barcode\n", VariantTable::Maf),
            ("\"Hugo_Symbol\"\t\"Tumor_Sample_Barcode\"\n", VariantTable::Maf),
            ("\"\",\"Hugo_Symbol\",\"Tumor_Sample_Barcode\"\n", VariantTable::Maf),
            ("Hugo_Symbol;Tumor_Sample_Barcode\n", VariantTable::Maf),
            ("\"Hugo_Symbol\" \"Tumor_Sample_Barcode\"\n", VariantTable::Maf),
            ("\"gene\";\"change\"\n", VariantTable::Reported),
            ("Gene\tChange\tVAF\n", VariantTable::Reported),
        ] {
            assert_eq!(VariantTable::of("t", header).unwrap(), kind, "{header}");
        }
    }

    #[test]
    fn the_table_of_vep_is_known_by_its_comments() {
        let vep = "## ENSEMBL VARIANT EFFECT PREDICTOR v110.1\n#Uploaded_variation\tLocation\n1\t2\n";
        assert!(refuse_vep_table("t", vep).unwrap_err().to_string().contains("VEP's own table"));
        assert!(refuse_vep_table("t", "#version 2.4\nHugo_Symbol\n").is_ok());
    }

    #[test]
    fn a_table_of_something_else_is_named_with_its_place() {
        for (header, what, hint) in [
            ("Chromosome\tPosition\tRefCall\tAltCall\tVAF\tGeneName\n", "TMB trace", "CombinedVariantOutput"),
            ("Hugo_Symbol\tVariant_Classification\n", "no column Tumor_Sample_Barcode", "add it"),
            ("chr\tstartpos\tendpos\tnMajor\tnMinor\n", "copy number", "--cnv"),
            ("\"Hugo_Symbol\",\"S1\",\"S2\"\n", "copy number", "--cnv"),
            ("sample\tgene\tstatus\n", "HLA", "evade hla"),
            ("Site1_Hugo_Symbol\tSite2_Hugo_Symbol\tTumor_Sample_Barcode\n", "fusions", "--sv"),
            ("chr\tpos\tref\talt\n", "without their genes", "the VCF"),
            ("icgc_mutation_id\ticgc_donor_id\tgene_affected\n", "ICGC", "maftools"),
            ("Chr\tStart\tRef\tAlt\tFunc.refGene\tExonicFunc.refGene\n", "ANNOVAR", "-vcfinput"),
            (
                "Hugo_Symbol\tVariant_Classification\tSample\n",
                "no column Tumor",
                "rename it to Tumor_Sample_Barcode",
            ),
            ("Hugo_Symbol\tTumor_Sample_Barcode\tFusion\n", "fusions", "--sv"),
            ("#gene1\tgene2\tstrand1(gene/fusion)\n", "fusions", "--sv"),
            ("#FusionName\tJunctionReadCount\n", "fusions", "--sv"),
            ("Chromosome\tStart_Position\tHugo_Symbol\tSEQ_ASSAY_ID\n", "GENIE", "--panel"),
            ("PATIENT_ID\tAGE\n", "a list of samples", "--samples"),
            ("Chr\tRef\tAlt\tExonicFunc.ensGene\tTumor_Sample_Barcode\n", "ANNOVAR", "-vcfinput"),
            ("a\tb\n", "the columns are: a, b", "Tumor_Sample_Barcode"),
        ] {
            let error = VariantTable::of("t", header).unwrap_err().to_string();
            assert!(error.contains(what) && error.contains(hint), "{header}: {error}");
        }
    }
}
