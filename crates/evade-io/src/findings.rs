//! What DNA says of the tumours of a reference, read from tables of several samples.

use std::collections::BTreeSet;

use evade_core::{AlterationStatus, gene_of_row};
use evade_stream::{Content, ReadError};

use crate::csv_text::CsvTable;

/// The state of one gene in one sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneState {
    /// Sample id.
    pub sample: String,
    /// The gene, or a finding with a row of its own.
    pub gene: String,
    /// Its state.
    pub status: AlterationStatus,
}

/// The homozygous deletions of one sample that was tested for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleDeletions {
    /// Sample id.
    pub sample: String,
    /// The genes.
    pub genes: BTreeSet<String>,
}

/// Reads the columns `sample`, `gene` and `status` of a table such as `alterations.tsv`.
pub fn read_gene_states(content: &Content) -> Result<Vec<GeneState>, ReadError> {
    let table = CsvTable::open(content, "sample")?;
    let [sample, gene, status] = places(&table, ["sample", "gene", "status"])?;
    let mut seen = BTreeSet::new();
    let mut states = Vec::new();
    for row in table {
        let row = row?;
        let field = |place: usize| row.fields.get(place).unwrap_or_default().to_owned();
        let word = field(status);
        let state = GeneState {
            sample: field(sample),
            gene: field(gene),
            status: word.parse().map_err(|_| {
                let known: Vec<&str> = AlterationStatus::ALL.iter().map(|status| status.as_str()).collect();
                ReadError::bad_value(&content.name, format!("'{word}' is not the state of a gene"))
                    .at_line(row.line)
                    .at_column(status as u64 + 1)
                    .hint(format!("states are {}", known.join(", ")))
            })?,
        };
        if !is_symbol(gene_of_row(&state.gene)) {
            let what = format!("'{}' is not a gene symbol", state.gene);
            return Err(ReadError::bad_value(&content.name, what)
                .at_line(row.line)
                .at_column(gene as u64 + 1)
                .hint("write approved symbols, as alterations.tsv does"));
        }
        if !seen.insert((state.sample.clone(), state.gene.clone())) {
            let what = format!("the gene {} of sample '{}' stands in two rows", state.gene, state.sample);
            return Err(ReadError::duplicate(&content.name, what).at_line(row.line).hint("keep one of them"));
        }
        states.push(state);
    }
    if states.is_empty() {
        return Err(ReadError::empty(&content.name, "there is no row below the header"));
    }
    Ok(states)
}

/// Reads the columns `sample` and `deleted`: genes joined by `,` or `;`. An empty cell is a sample that was tested and has
/// none; `NA` is one that was not tested, and has no row here.
pub fn read_deletions(content: &Content) -> Result<Vec<SampleDeletions>, ReadError> {
    let table = CsvTable::open(content, "sample")?;
    let [sample, deleted] = places(&table, ["sample", "deleted"])?;
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    for row in table {
        let row = row?;
        let id = row.fields.get(sample).unwrap_or_default().to_owned();
        if !seen.insert(id.clone()) {
            let what = format!("sample '{id}' stands in two rows");
            return Err(ReadError::duplicate(&content.name, what)
                .at_line(row.line)
                .hint("put all its genes in one row, joined by ;"));
        }
        let genes = row.fields.get(deleted).unwrap_or_default().trim();
        if genes == "NA" {
            continue;
        }
        let genes: BTreeSet<String> = genes
            .split([',', ';'])
            .map(str::trim)
            .filter(|gene| !gene.is_empty())
            .map(str::to_owned)
            .collect();
        if let Some(stranger) = genes.iter().find(|gene| !is_symbol(gene)) {
            return Err(ReadError::bad_value(&content.name, format!("'{stranger}' is not a gene symbol"))
                .at_line(row.line)
                .at_column(deleted as u64 + 1)
                .hint("write approved symbols, joined by , or ;"));
        }
        all.push(SampleDeletions { sample: id, genes });
    }
    Ok(all)
}

/// Whether a text is written as human gene symbols are: capitals, digits, hyphens, dots, and `orf` in between.
fn is_symbol(text: &str) -> bool {
    let rest = text.replace("orf", "");
    rest.starts_with(|c: char| c.is_ascii_uppercase())
        && rest.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '_'))
}

/// The places of named columns.
fn places<const N: usize>(table: &CsvTable<'_>, names: [&str; N]) -> Result<[usize; N], ReadError> {
    let mut places = [0; N];
    for (place, name) in places.iter_mut().zip(names) {
        *place = table
            .header
            .fields
            .iter()
            .position(|field| field == name)
            .ok_or_else(|| table.no_column(&format!("there is no column '{name}'")))?;
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &str) -> Content {
        Content { name: "t.tsv".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() }
    }

    #[test]
    fn states_are_read_by_the_names_of_their_columns() {
        let read = |text: &str| read_gene_states(&content(text));
        let states =
            read("gene\tx\tsample\tstatus\nKEAP1\t1\tS1\taltered\nKEAP1\t1\tS2\tnot_tested\n").unwrap();
        assert_eq!(states.len(), 2);
        assert_eq!((states[0].sample.as_str(), states[0].status), ("S1", AlterationStatus::Altered));
        let error = read("sample\tgene\tstatus\nS1\tKEAP1\tlost\n").unwrap_err().to_string();
        assert!(error.contains("'lost' is not the state of a gene"), "{error}");
        let twice = "sample\tgene\tstatus\nS1\tKEAP1\taltered\nS1\tKEAP1\tuncertain\n";
        assert!(read(twice).unwrap_err().to_string().contains("two rows"));
        assert!(read("sample\tgene\n").unwrap_err().to_string().contains("no column 'status'"));
    }

    #[test]
    fn names_that_are_no_symbols_are_refused() {
        let deletions = |text: &str| read_deletions(&content(text)).unwrap_err().to_string();
        assert!(deletions("sample\tdeleted\nS1\tcdkn2a\n").contains("'cdkn2a' is not a gene symbol"));
        assert!(deletions("sample\tdeleted\nS1\tPTEN|CDKN2A\n").contains("is not a gene symbol"));
        assert!(deletions("sample\tdeleted\nS1\tPTEN\nS1\tRB1\n").contains("two rows"));
        assert!(read_deletions(&content("sample\tdeleted\nS1\tC9orf72;HLA-A\n")).is_ok());
        let states = |text: &str| read_gene_states(&content(text)).unwrap_err().to_string();
        assert!(states("sample\tgene\tstatus\nS1\tkeap1\taltered\n").contains("'keap1' is not"));
        assert!(states("sample\tgene\tstatus\n").contains("no row"));
    }

    #[test]
    fn an_empty_cell_was_tested_and_na_was_not() {
        let rows = read_deletions(&content("sample\tdeleted\nS1\tPTEN, CDKN2A\nS2\t\nS3\tNA\n")).unwrap();
        assert_eq!(rows[0].genes.iter().collect::<Vec<_>>(), ["CDKN2A", "PTEN"]);
        assert!(rows[1].genes.is_empty());
        assert_eq!(rows.len(), 2);
    }
}
