//! What a table that cannot be read as variants most likely is, and which of its columns is missing.

use evade_stream::ReadError;

/// A known format, by columns that no other has.
struct Format {
    /// One of them is enough.
    marks: &'static [&'static str],
    what: &'static str,
    hint: &'static str,
}

/// Formats that programs write and that are not read. The first that fits is named.
const FORMATS: [Format; 6] = [
    Format {
        marks: &["icgc_mutation_id", "icgc_donor_id", "icgc_specimen_id"],
        what: "a table of the ICGC data portal (simple somatic mutations)",
        hint: "convert it with maftools icgcSimpleMutationToMAF, one row for each mutation and sample",
    },
    Format {
        marks: &["#uploaded_variation", "uploaded_variation"],
        what: "VEP's own table",
        hint: "run VEP with --vcf and give the VCF",
    },
    Format {
        marks: &[
            "exonicfunc.refgene",
            "func.refgene",
            "aachange.refgene",
            "exonicfunc.refgenewithver",
            "exonicfunc.ensgene",
        ],
        what: "a table of ANNOVAR",
        hint: "give the VCF that table_annovar.pl writes with -vcfinput, or convert the table with maftools annovarToMaf",
    },
    Format {
        marks: &["ann[*].effect", "ann[0].effect", "eff[*].effect"],
        what: "a table of SnpSift extractFields",
        hint: "give the VCF that it was made from",
    },
    Format {
        marks: &["hugo_symbol", "variant_classification", "start_position"],
        what: "a MAF without its sample column",
        hint: "name the sample of each row in a column Tumor_Sample_Barcode",
    },
    Format {
        marks: &["sample_id", "sampleid", "patient_id"],
        what: "a list of samples or patients",
        hint: "give it as --samples (columns sample, vcf, maf), or the variants themselves as FILE",
    },
];

/// Names of sample columns of other tables than MAF.
const OTHER_SAMPLE_COLUMNS: [&str; 6] =
    ["tumor_sample", "tumour_sample_barcode", "sample_barcode", "tumor_sample_id", "sample_id", "sample"];

/// The most columns of a header that are shown.
const N_SHOWN: usize = 8;

fn format_of(columns: &[String]) -> Option<&'static Format> {
    FORMATS.iter().find(|format| columns.iter().any(|column| format.marks.contains(&column.as_str())))
}

/// The refusal: what is missing, what the file looks like, and what to give instead.
pub(super) fn refused(file: &str, columns: &[String]) -> ReadError {
    let neither = "this is neither VCF nor MAF nor a table typed by hand";
    let is_blank = columns.iter().all(String::is_empty);
    if is_blank {
        return ReadError::wrong_format(file, format!("{neither}: the file has no header line"))
            .hint("a MAF has Tumor_Sample_Barcode, a table typed by hand has gene and change, a VCF begins with ##fileformat");
    }
    let Some(format) = format_of(columns) else {
        let shown: Vec<&str> = columns.iter().take(N_SHOWN).map(String::as_str).collect();
        let more = if columns.len() > N_SHOWN { ", ..." } else { "" };
        let what = format!(
            "{neither}: there is no column Tumor_Sample_Barcode and none called gene; the columns are {}{more}",
            shown.join(", ")
        );
        return ReadError::wrong_format(file, what).hint(
            "a MAF has Tumor_Sample_Barcode, a table typed by hand has gene and change, a VCF begins with ##fileformat",
        );
    };
    let what = format!(
        "{neither}: the column Tumor_Sample_Barcode is missing; the columns are those of {}",
        format.what
    );
    let other = columns.iter().find(|column| OTHER_SAMPLE_COLUMNS.contains(&column.as_str()));
    let hint = match other {
        Some(column) if format.what.starts_with("a MAF") => {
            format!("if '{column}' names the samples, rename it to Tumor_Sample_Barcode")
        }
        _ => format.hint.to_owned(),
    };
    ReadError::wrong_format(file, what).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(header: &str) -> String {
        let columns: Vec<String> = header.split(' ').map(str::to_lowercase).collect();
        refused("x", &columns).to_string()
    }

    #[test]
    fn the_refusal_names_the_missing_column_and_the_nearest_format() {
        for (header, expected) in [
            ("icgc_mutation_id icgc_donor_id chromosome gene_affected", "ICGC"),
            ("Hugo_Symbol Variant_Classification Sample", "rename it to Tumor_Sample_Barcode"),
            ("Hugo_Symbol Start_Position", "a MAF without its sample column"),
            ("Chr Start End Ref Alt Func.refGene Gene.refGene", "ANNOVAR"),
            ("#Uploaded_variation Location Allele Gene Consequence", "VEP"),
            ("PATIENT_ID AGE", "--samples"),
            ("a b", "the columns are a, b"),
            ("", "no header line"),
        ] {
            let message = message(header);
            assert!(message.contains("neither VCF nor MAF") && message.contains(expected), "{message}");
        }
    }
}
