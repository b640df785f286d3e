//! Names of genes and alleles as the programs write them.

use evade_core::HLA_GENES;

/// `A`, `HLA-A`, `hla_a`, `HLA_A`.
pub(super) fn gene_name(word: &str) -> Option<&'static str> {
    let word = word.trim_matches('"').to_ascii_uppercase();
    let letter = word.trim_start_matches("HLA").trim_start_matches(['-', '_']);
    HLA_GENES.into_iter().find(|gene| gene.strip_prefix("HLA-") == Some(letter))
}

/// `hla_a_01_01_01` and `HLA-A*01:01:01` as `A*01:01:01`; a word of another form as it is.
pub(super) fn allele_name(word: &str) -> String {
    let word = word.trim_matches('"');
    let upper = word.to_ascii_uppercase();
    let bare = upper.strip_prefix("HLA").map_or(upper.as_str(), |rest| rest.trim_start_matches(['-', '_']));
    match bare.split_once(['*', '_']) {
        Some((gene, fields)) if !gene.is_empty() && fields.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{gene}*{}", fields.replace('_', ":"))
        }
        _ => word.to_owned(),
    }
}

/// The gene of an allele's name.
pub(super) fn gene_of_allele(word: &str) -> Option<&'static str> {
    gene_name(allele_name(word).split_once('*')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_programs_are_one() {
        for word in ["hla_a_01_01_01", "HLA-A*01:01:01", "A*01:01:01", "\"hla_a_01_01_01\""] {
            assert_eq!(allele_name(word), "A*01:01:01", "{word}");
            assert_eq!(gene_of_allele(word), Some("HLA-A"), "{word}");
        }
        assert_eq!(gene_of_allele("DRB1*01:01"), None);
        assert_eq!(allele_name("homozygous"), "homozygous");
        assert_eq!(gene_name("HLA_B"), Some("HLA-B"));
        assert_eq!(gene_name("E"), None);
    }
}
