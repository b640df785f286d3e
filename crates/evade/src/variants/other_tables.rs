//! Tables of annotators that do not tell reads or alleles as a VCF does: refused by name, with what to give instead.

use evade_stream::ReadError;

/// Why the file is not read, where its beginning is that of such a table.
pub(super) fn refusal(name: &str, head: &[u8]) -> Option<ReadError> {
    let text = String::from_utf8_lossy(head);
    let is_vep = |line: &str| {
        line.starts_with("#Uploaded_variation\t") || line.starts_with("## ENSEMBL VARIANT EFFECT PREDICTOR")
    };
    if text.lines().take_while(|line| line.starts_with('#')).any(is_vep) {
        return Some(
            ReadError::wrong_format(
                name,
                "this is VEP's own table, which has no reads, filters or reference alleles",
            )
            .hint("run VEP with --vcf (--vcf --symbol --hgvs --mane --canonical) and give that VCF"),
        );
    }
    let first = text.lines().find(|line| !line.is_empty() && !line.starts_with('#'))?.to_ascii_lowercase();
    let columns: Vec<&str> = first.split(['\t', ',']).map(|c| c.trim().trim_matches('"')).collect();
    let has_set = columns.iter().any(|column| column.starts_with("exonicfunc"));
    let has = |column: &str| columns.contains(&column);
    (has_set && has("start") && has("ref") && has("alt") && !has("tumor_sample_barcode")).then(|| {
        ReadError::wrong_format(
            name,
            "this is ANNOVAR's multianno table, which does not name samples or their reads",
        )
        .hint("give the VCF that table_annovar.pl -vcfinput writes beside it (*_multianno.vcf)")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_annotators_are_refused_by_name() {
        let refused = |text: &str| refusal("x", text.as_bytes()).map(|error| error.to_string());
        let vep =
            "## ENSEMBL VARIANT EFFECT PREDICTOR v110.1\n#Uploaded_variation\tLocation\tAllele\n1\t2\tA\n";
        assert!(refused(vep).unwrap().contains("VEP's own table"));
        let annovar = "Chr\tStart\tEnd\tRef\tAlt\tFunc.refGene\tGene.refGene\tExonicFunc.refGene\n";
        assert!(refused(annovar).unwrap().contains("ANNOVAR"));
        assert!(refused(&annovar.replace('\t', ",")).unwrap().contains("ANNOVAR"));
        for text in ["gene\tchange\n", "Hugo_Symbol\tTumor_Sample_Barcode\n", "", "# note\n"] {
            assert_eq!(refused(text), None, "{text}");
        }
    }
}
