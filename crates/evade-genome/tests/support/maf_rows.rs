//! Somatic variants of one sample, written as a MAF of a few columns.

use std::collections::BTreeMap;

use evade_genome::{Filters, SampleVariants, read_maf};
use evade_stream::Content;

use crate::support::PANEL;

pub(crate) fn content(text: &str) -> Content {
    Content { name: "x".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() }
}

/// Reads a MAF of the sample `S` on `GRCh37` from rows of `column=value` pairs.
pub(crate) fn sample_with(rows: &[&str], filters: &Filters) -> SampleVariants {
    let columns = [
        "Hugo_Symbol",
        "Variant_Classification",
        "HGVSp_Short",
        "HGVSc",
        "Chromosome",
        "Start_Position",
        "Reference_Allele",
        "Tumor_Seq_Allele2",
        "t_depth",
        "t_alt_count",
        "Mutation_Status",
        "gnomAD_AF",
        "dbSNP_RS",
        "CLIN_SIG",
        "ONCOGENIC",
        "MUTATION_EFFECT",
        "HIGHEST_LEVEL",
        "SpliceAI_DS_max",
        "Transcript_ID",
    ];
    let mut text = format!("Tumor_Sample_Barcode\tNCBI_Build\t{}\n", columns.join("\t"));
    for row in rows {
        let fields: BTreeMap<&str, &str> = row.split(' ').filter_map(|pair| pair.split_once('=')).collect();
        let named = [
            ("gene", "Hugo_Symbol"),
            ("class", "Variant_Classification"),
            ("p", "HGVSp_Short"),
            ("c", "HGVSc"),
        ];
        let value = |column: &str| {
            let short = named.iter().find(|(_, long)| *long == column).map(|(short, _)| *short);
            short
                .and_then(|s| fields.get(s))
                .or_else(|| fields.get(column))
                .map_or(String::new(), |v| v.replace('~', " "))
        };
        text.push_str("S\tGRCh37");
        for column in columns {
            text.push('\t');
            text.push_str(&value(column));
        }
        text.push('\n');
    }
    let calls = read_maf(&content(&text), &PANEL, filters).unwrap();
    calls.samples.get("S").cloned().unwrap_or_default()
}

pub(crate) fn sample(rows: &[&str]) -> SampleVariants {
    sample_with(rows, &Filters::default())
}
