//! HLA typing: which alleles a patient has. It says nothing of what the tumour lost, so that it is named, not read.

use evade_stream::{Content, ReadError};

use crate::table::TextTable;

/// Lines looked at.
const HEAD: usize = 60;

/// The program whose typing a file is; an empty name where it is that of another one.
fn typing_of(content: &Content) -> Option<&'static str> {
    let text = content.text().ok()?;
    let first = text.trim_start();
    if first.starts_with('{') || first.starts_with('[') {
        return names_alleles(text).then_some(if text.contains("\"alleles\"") { "xHLA" } else { "arcasHLA" });
    }
    let lines = || text.lines().filter(|line| !line.trim().is_empty()).take(HEAD);
    if let Ok(table) = TextTable::open(content) {
        let has = |name: &str| table.column(&[name]).is_some();
        let known = [
            (has("a1") && has("a2") && has("b1") && has("objective"), "OptiType"),
            (has("locus") && has("chromosome") && has("allele"), "HLA*LA"),
        ];
        if let Some((_, program)) = known.into_iter().find(|(is, _)| *is) {
            return Some(program);
        }
    }
    if lines().any(|line| line.to_ascii_lowercase().contains("\thla_a_")) {
        return Some("Polysolver");
    }
    if lines().any(|line| line.starts_with("A\tHLA-A*")) {
        return Some("HLA-HD");
    }
    if lines().any(|line| line.starts_with("HLA-A\t") && line.contains("HLA-A*")) {
        return Some("T1K");
    }
    names_alleles(text).then_some("")
}

/// Whether alleles of two genes are named.
fn names_alleles(text: &str) -> bool {
    let head: String = text.lines().take(HEAD).collect();
    ["A*", "B*", "C*"].iter().filter(|gene| has_allele(&head, gene)).count() >= 2
}

/// Whether `A*` and the like are followed by two digits and a colon.
fn has_allele(text: &str, gene: &str) -> bool {
    text.match_indices(gene).any(|(at, _)| {
        let digits = text.as_bytes().get(at + gene.len()..).unwrap_or_default();
        matches!(digits, [a, b, b':', ..] if a.is_ascii_digit() && b.is_ascii_digit())
    })
}

/// Why typing is no HLA input, with what shows a loss.
pub(super) fn refused_typing(content: &Content) -> Option<ReadError> {
    let program = typing_of(content)?;
    let by = if program.is_empty() { String::new() } else { format!(" of {program}") };
    let what =
        format!("this is HLA typing{by}: it names the patient's alleles, and shows no loss in the tumour");
    Some(ReadError::wrong_format(&content.name, what).hint(
        "a loss is shown by LOHHLA, LILAC, SpecHLA or MHC Hammer, which start from the typing, or by allele-specific copy-number segments (FACETS, ASCAT, PURPLE, Sequenza); of another program such as DASH enter a table with sample, gene and status",
    ))
}

/// Why a file is no HLA input: typing is named, and so are segments of which a part is missing.
#[must_use]
pub fn no_hla_input(content: &Content) -> ReadError {
    let near = refused_typing(content).or_else(|| crate::segments::near_segments(content));
    near.unwrap_or_else(|| {
        ReadError::wrong_format(
            &content.name,
            "this is no HLA table, no allele-specific segments and no allele counts of a known program",
        )
        .hint(
            "HLA tables: LOHHLA, LILAC, SpecHLA, MHC Hammer, or sample, gene and status; segments: FACETS, PURPLE, ASCAT, ascatNgs, Sequenza, Battenberg, TITAN, PureCN, CNVkit, ABSOLUTE, Control-FREEC, or Chromosome Start End nMajor nMinor; allele counts: a VCF with AD",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_is_named_and_shows_no_loss() {
        for (text, program) in [
            (
                "\tA1\tA2\tB1\tB2\tC1\tC2\tReads\tObjective\n0\tA*01:01\tA*02:01\tB*07:02\tB*08:01\tC*07:01\tC*07:02\t900\t880.2\n",
                "OptiType",
            ),
            ("{\"A\": [\"A*01:01:01\", \"A*02:01:01\"], \"B\": [\"B*07:02:01\"]}\n", "arcasHLA"),
            ("{\"hla\": {\"alleles\": [\"A*01:01\", \"B*07:02\"]}}\n", "xHLA"),
            ("A\tHLA-A*01:01:01\tHLA-A*02:01:01\nB\tHLA-B*07:02:01\t-\n", "HLA-HD"),
            ("HLA-A\thla_a_01_01_01_01\thla_a_02_01_01_01\n", "Polysolver"),
            ("Locus\tChromosome\tAllele\tQ1\tQ2\nA\t1\tA*01:01:01G\t1\t1\n", "HLA*LA"),
            ("HLA-A\t2\tHLA-A*01:01\t90.1\t60\tHLA-A*02:01\t80.2\t60\n", "T1K"),
            ("#Locus\tAllele 1\tAllele 2\nA\tA*01:01\tA*02:01\nB\tB*07:02\tB*08:01\n", "HLA typing:"),
        ] {
            let content = Content { name: "x".into(), bytes: text.into(), sha256: String::new() };
            let error = no_hla_input(&content).to_string();
            assert!(error.contains(program) && error.contains("shows no loss"), "{program}: {error}");
        }
        let content = Content { name: "x".into(), bytes: "a\tb\n".into(), sha256: String::new() };
        assert!(no_hla_input(&content).to_string().contains("no HLA table"));
    }
}
