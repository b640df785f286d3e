//! Which gene each transcript belongs to.

use std::collections::HashMap;

use evade_stream::{Content, ReadError};

use crate::text::fields;

/// The gene of each transcript, by transcript id.
#[derive(Debug, Clone, Default)]
pub struct TxToGene {
    genes: HashMap<String, TxGene>,
    /// The same without versions; none where versions of a transcript disagree.
    unversioned: HashMap<String, Option<TxGene>>,
}

/// A gene as the table writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TxGene {
    pub(super) id: String,
    pub(super) name: Option<String>,
}

impl TxToGene {
    /// The gene of a transcript: by the id as written, else without its version.
    pub(super) fn gene(&self, transcript: &str) -> Option<&TxGene> {
        self.genes
            .get(transcript)
            .or_else(|| self.unversioned.get(without_version(transcript)).and_then(Option::as_ref))
    }
}

/// `ENST00000283635.8` and `NM_130786.4` are versions of a transcript.
fn without_version(transcript: &str) -> &str {
    match transcript.rsplit_once('.') {
        Some((stable, version)) if !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit()) => {
            stable
        }
        _ => transcript,
    }
}

/// Reads a TSV or CSV table: transcript, gene, and perhaps the gene's name. A header is a row like the others: no
/// transcript is called so.
pub fn read_tx2gene(content: &Content) -> Result<TxToGene, ReadError> {
    let text = content.text()?;
    let separator = if text.lines().next().unwrap_or_default().contains('\t') { b'\t' } else { b',' };
    let mut table = TxToGene::default();
    let mut lines: HashMap<String, usize> = HashMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let fail = |what: String| ReadError::bad_line(&content.name, what).at_line(number as u64);
        let row = fields::quoted_fields(line.as_bytes(), separator).ok_or_else(|| {
            fail("a quote (\") is opened and not closed".to_owned()).hint("close it, or remove it")
        })?;
        let field = |place: usize| row.get(place).and_then(|field| fields::text(field)).unwrap_or_default();
        let (transcript, id, name) = (field(0), field(1), field(2));
        if row.len() < 2 || transcript.is_empty() {
            return Err(fail("the row does not hold a transcript and a gene".to_owned())
                .hint("give two columns, transcript and gene, separated by tabs or commas"));
        }
        if id.is_empty() || id == "NA" {
            continue;
        }
        let gene = TxGene { id: id.to_owned(), name: (!name.is_empty()).then(|| name.to_owned()) };
        if let Some(first) = lines.insert(transcript.to_owned(), number)
            && table.genes.get(transcript).is_some_and(|known| known.id != gene.id)
        {
            let what = format!("the transcript '{transcript}' has another gene in line {first}");
            return Err(ReadError::duplicate(&content.name, what)
                .at_line(number as u64)
                .hint("a transcript belongs to one gene: remove one of the rows"));
        }
        let versions = table.unversioned.entry(without_version(transcript).to_owned());
        let known = versions.or_insert_with(|| Some(gene.clone()));
        if known.as_ref().is_some_and(|known| known.id != gene.id) {
            *known = None;
        }
        table.genes.insert(transcript.to_owned(), gene);
    }
    if table.genes.is_empty() {
        return Err(ReadError::empty(&content.name, "the table holds no transcript")
            .hint("give two columns, transcript and gene, separated by tabs or commas"));
    }
    Ok(table)
}
