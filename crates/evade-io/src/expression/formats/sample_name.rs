//! The name of a sample whose file does not name it.

/// What programs add to the name of a sample, longest first where one ends in another.
const ENDINGS: [&str; 22] = [
    ".gz",
    ".zst",
    ".bgz",
    ".rna_seq.augmented_star_gene_counts.tsv",
    "ReadsPerGene.out.tab",
    ".genes.results",
    ".isoforms.results",
    ".quant.genes.sf",
    ".quant.sf",
    ".genes.sf",
    ".sf",
    ".htseq.counts",
    ".counts",
    ".tsv",
    ".txt",
    ".tab",
    ".csv",
    ".fpkm_tracking",
    ".genes",
    "gene_abund",
    "gene.abundance",
    "gene_abundance",
];
/// Names that say nothing of the sample: its folder does.
const GENERIC: [&str; 5] = ["", "quant", "abundance", "quant.genes", "genes"];

/// The file's name without what programs add, or that of its folder.
pub(in crate::expression) fn sample_name(file: &str) -> String {
    let mut parts = file.rsplit(['/', '\\']).filter(|part| !part.is_empty() && *part != "." && *part != "..");
    let mut stem = parts.next().unwrap_or_default();
    for ending in ENDINGS {
        stem = stem.strip_suffix(ending).unwrap_or(stem);
    }
    let stem = stem.trim_end_matches(['.', '_', '-']);
    let named = if GENERIC.contains(&stem) { parts.next().unwrap_or(stem) } else { stem };
    // A control character in a file name would break the tables that hold the sample.
    let name: String = named.chars().filter(|c| !c.is_control()).collect();
    if name.is_empty() || name == "NA" { "sample".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_named_by_file_or_folder() {
        for (file, expected) in [
            ("runs/P1/quant.sf.gz", "P1"),
            ("runs/P1/abundance.tsv", "P1"),
            ("P1/quant.genes.sf", "P1"),
            ("P1.genes.results.gz", "P1"),
            ("a/P1_ReadsPerGene.out.tab", "P1"),
            ("a/P1/ReadsPerGene.out.tab", "P1"),
            ("x/1f2e.rna_seq.augmented_star_gene_counts.tsv", "1f2e"),
            ("P1.quant.genes.sf", "P1"),
            ("quant.sf", "quant"),
            ("P1_gene_abund.tab", "P1"),
            ("runs/P1/gene_abund.tab", "P1"),
            ("P1.gene.abundance.txt", "P1"),
            ("runs/P1/genes.fpkm_tracking", "P1"),
            ("P1.genes.fpkm_tracking.gz", "P1"),
            ("-", "sample"),
        ] {
            assert_eq!(sample_name(file), expected, "{file}");
        }
    }
}
