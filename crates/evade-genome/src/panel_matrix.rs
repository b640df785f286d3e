//! Which samples were sequenced, and with which panel: the lists of cBioPortal and of GENIE.

use std::collections::{BTreeMap, BTreeSet};

use evade_stream::{Content, ReadError};

use crate::coverage::{Coverage, approved};
use crate::sample_match::matches_sample;
use crate::table::TextTable;

/// Which samples were sequenced, and with which panel: cBioPortal's `data_gene_panel_matrix.txt`, GENIE's clinical file of
/// samples, or a list of cases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PanelMatrix {
    /// Name of the panel by sample.
    pub panels: BTreeMap<String, String>,
    /// Samples that were sequenced for mutations, with a panel that is named or not.
    pub sequenced: BTreeSet<String>,
    /// Samples that were tested for rearrangements.
    pub rearrangements: BTreeSet<String>,
}

/// The columns under which cBioPortal names the panel that mutations were looked for with, and GENIE that of the sample.
const MUTATION_COLUMNS: [&str; 3] = ["mutations", "mutations_extended", "seq_assay_id"];

/// The columns under which cBioPortal names the panel that rearrangements were looked for with.
const REARRANGEMENT_COLUMNS: [&str; 5] =
    ["structural_variants", "structural_variant", "fusions", "fusion", "sv"];

impl PanelMatrix {
    /// Reads a matrix (`SAMPLE_ID`, `mutations`, and `structural_variants` or `fusions` where it is there), a clinical file
    /// with `SAMPLE_ID` and `SEQ_ASSAY_ID`, or a list of cases (`case_list_ids:`).
    pub fn read(content: &Content) -> Result<Self, ReadError> {
        if let Some(sequenced) = case_list(content.text()?) {
            if sequenced.is_empty() {
                return Err(ReadError::empty(&content.name, "the list of cases names no sample")
                    .hint("write them behind case_list_ids:"));
            }
            return Ok(Self { sequenced, ..Self::default() });
        }
        let mut table = TextTable::open(content)?;
        let sample = table.required(&["sample_id"])?;
        let panel = table.required(&MUTATION_COLUMNS)?;
        let rearrangements = table.column(&REARRANGEMENT_COLUMNS);
        let mut matrix = Self::default();
        while let Some(row) = table.next_row()? {
            let Some(name) = row.value(Some(sample)) else { continue };
            if row.value(rearrangements).is_some() {
                matrix.rearrangements.insert(name.to_owned());
            }
            if let Some(panel) = row.value(Some(panel)) {
                matrix.panels.insert(name.to_owned(), panel.to_owned());
                matrix.sequenced.insert(name.to_owned());
            }
        }
        Ok(matrix)
    }

    /// The panel of a sample, by its name or by that part of a TCGA barcode which both have.
    #[must_use]
    pub fn panel_of(&self, sample: &str) -> Option<&str> {
        let by_barcode =
            || self.panels.iter().find(|(name, _)| matches_sample(name, sample)).map(|(_, panel)| panel);
        self.panels.get(sample).or_else(by_barcode).map(String::as_str)
    }

    /// Whether mutations were looked for in a sample.
    #[must_use]
    pub fn is_sequenced(&self, sample: &str) -> bool {
        self.sequenced.contains(sample) || self.sequenced.iter().any(|name| matches_sample(name, sample))
    }

    /// What was looked at in a sample: the genes of its panel, the exome, or nothing declared where the genes of the
    /// panel are not given.
    #[must_use]
    pub fn coverage_of(&self, sample: &str, panels: &BTreeMap<String, BTreeSet<String>>) -> Coverage {
        let Some(name) = self.panel_of(sample) else { return Coverage::Undeclared };
        match panels.get(name) {
            Some(genes) => Coverage::Genes(genes.clone()),
            None => Coverage::from_assay(name).unwrap_or(Coverage::Undeclared),
        }
    }
}

/// The samples of a list of cases; `None` for a file of another kind.
fn case_list(text: &str) -> Option<BTreeSet<String>> {
    let list = text.lines().find_map(|line| line.trim_start().strip_prefix("case_list_ids:"))?;
    Some(list.split_whitespace().map(str::to_owned).collect())
}

/// Panels and their genes, by name: of cBioPortal (`stable_id: NAME` and `gene_list:` with symbols) or of GENIE
/// (`genomic_information.txt`: a region in each row, with `SEQ_ASSAY_ID` and `Hugo_Symbol`). Nothing where the file is
/// neither.
pub fn read_panels(content: &Content) -> Result<BTreeMap<String, BTreeSet<String>>, ReadError> {
    if let Some((name, genes)) = read_panel_genes(content)? {
        return Ok(BTreeMap::from([(name, genes)]));
    }
    let Ok(mut table) = TextTable::open(content) else { return Ok(BTreeMap::new()) };
    let (Some(panel), Some(gene)) = (table.column(&["seq_assay_id"]), table.column(&["hugo_symbol"])) else {
        return Ok(BTreeMap::new());
    };
    let (included, feature) = (table.column(&["includeinpanel"]), table.column(&["feature_type"]));
    let mut panels: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    while let Some(row) = table.next_row()? {
        let (Some(panel), Some(gene)) = (row.value(Some(panel)), row.value(Some(gene))) else { continue };
        let is_included = included.is_none() || is_true(row.text(included));
        let is_exon = feature.is_none() || row.text(feature).eq_ignore_ascii_case("exon");
        let genes = panels.entry(panel.to_owned()).or_default();
        // A panel of which no gene is included has none; it is not another one.
        if is_included && is_exon {
            genes.insert(approved(gene));
        }
    }
    Ok(panels)
}

fn is_true(word: &str) -> bool {
    matches!(word.to_ascii_lowercase().as_str(), "true" | "t" | "yes" | "y" | "1")
}

/// Reads a panel as cBioPortal writes it: `stable_id: NAME` and `gene_list:` with symbols. Gives name and genes;
/// nothing where the file has no such lines.
pub fn read_panel_genes(content: &Content) -> Result<Option<(String, BTreeSet<String>)>, ReadError> {
    let text = content.text()?;
    let field = |key: &str| text.lines().find_map(|line| line.trim_start().strip_prefix(key)).map(str::trim);
    let (Some(name), Some(genes)) = (field("stable_id:"), field("gene_list:")) else { return Ok(None) };
    let genes: BTreeSet<String> = genes.split_whitespace().map(approved).collect();
    if genes.is_empty() {
        return Err(
            ReadError::empty(&content.name, "the panel has no genes").hint("write them behind gene_list:")
        );
    }
    Ok(Some((name.to_owned(), genes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &str) -> Content {
        Content { name: "x".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() }
    }

    #[test]
    fn a_matrix_a_clinical_file_and_a_list_of_cases_say_who_was_sequenced() {
        let matrix = "SAMPLE_ID\tmutations\tgistic\nA\tP1\tP1\nB\tNA\tP1\nTCGA-05-4244-01\tWXS\tNA\n";
        let matrix = PanelMatrix::read(&content(matrix)).unwrap();
        assert!(matrix.is_sequenced("A") && !matrix.is_sequenced("B") && !matrix.is_sequenced("C"));
        assert_eq!(matrix.panel_of("TCGA-05-4244-01A-01D-1105-08"), Some("WXS"));
        let clinical = "#Patient\tSample\tAssay\nPATIENT_ID\tSAMPLE_ID\tSEQ_ASSAY_ID\nP\tA\tCENTRE-1\n";
        assert_eq!(PanelMatrix::read(&content(clinical)).unwrap().panel_of("A"), Some("CENTRE-1"));
        let cases = "stable_id: study_sequenced\ncase_list_ids: A\tB C\n";
        let cases = PanelMatrix::read(&content(cases)).unwrap();
        assert!(cases.is_sequenced("C") && cases.panel_of("C").is_none());
        assert!(PanelMatrix::read(&content("case_list_ids:\n")).is_err());
        assert!(PanelMatrix::read(&content("SAMPLE_ID\tAGE\nA\t3\n")).is_err());
    }

    #[test]
    fn panels_of_genie_are_told_apart_and_hold_what_is_included() {
        let text = "Chromosome\tStart_Position\tEnd_Position\tHugo_Symbol\tID\tSEQ_ASSAY_ID\tFeature_Type\tincludeInPanel\n\
            12\t1\t9\tKRAS\tk\tC-1\texon\tTrue\n12\t1\t9\tSTK11\tk\tC-1\texon\tFalse\n\
            12\t1\t9\tTP53\tk\tC-1\tintron\tTrue\n7\t1\t9\tEGFR\te\tC-2\texon\tTRUE\n";
        let panels = read_panels(&content(text)).unwrap();
        let genes = |name: &str| panels[name].iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!((genes("C-1"), genes("C-2")), (vec!["KRAS"], vec!["EGFR"]));
        let error = Coverage::from_gene_list(&content(text)).unwrap_err().to_string();
        assert!(error.contains("2 panels: C-1, C-2"), "{error}");
        assert!(read_panels(&content("KRAS\nTP53\n")).unwrap().is_empty());
    }
}
