//! Annotators that write words of their own: their entries are put into the fields of a CSQ entry, so that one reader
//! judges them all.

use super::annovar::AnnovarFields;
use super::funcotation::FuncotationFields;
use super::header::VcfHeader;
use super::impact::ImpactFields;
use super::record::RawRecord;

/// The fields of a translated entry, which [`Words::to_entry`] fills in this order.
pub(super) const FORMAT: &str =
    "Format: Allele|ALLELE_NUM|Consequence|SYMBOL|Gene|Feature|BIOTYPE|HGVSc|HGVSp|CANONICAL";
/// The last field, of files that have population frequencies.
pub(super) const POPULATION: &str = "|MAX_AF";

/// A field, or a set of them, of an annotator with words of its own.
#[derive(Debug, Clone)]
pub(super) enum OwnWords {
    Impact(ImpactFields),
    Funcotation(FuncotationFields),
    Annovar(AnnovarFields),
}

/// What an annotator says of one allele and transcript, in the terms of Sequence Ontology.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub(super) terms: String,
    pub(super) symbol: String,
    pub(super) transcript: String,
    pub(super) hgvsc: String,
    pub(super) hgvsp: String,
    pub(super) is_canonical: bool,
    pub(super) population: String,
}

impl OwnWords {
    /// All that the header declares, in the order in which they are read.
    pub(super) fn all_in(header: &VcfHeader) -> Vec<Self> {
        let impact = ImpactFields::from_header(header).map(Self::Impact);
        let funcotation = FuncotationFields::from_header(header).map(Self::Funcotation);
        let annovar = AnnovarFields::from_header(header).map(Self::Annovar);
        [impact, funcotation, annovar].into_iter().flatten().collect()
    }

    pub(super) fn has_population(&self) -> bool {
        match self {
            Self::Impact(_) => false,
            Self::Funcotation(fields) => fields.has_population(),
            Self::Annovar(fields) => fields.has_population(),
        }
    }

    /// The record's entries as CSQ would have them; `None` where it has none, or they cannot be given to its alleles.
    pub(super) fn value(&self, record: &RawRecord<'_>) -> Option<String> {
        let alternates: Vec<&str> = record.alternates.split(',').collect();
        let by_allele = match self {
            Self::Impact(fields) => fields.words(record),
            Self::Funcotation(fields) => fields.words(record),
            Self::Annovar(fields) => fields.words(record),
        };
        if by_allele.len() != alternates.len() {
            return None;
        }
        let named = by_allele.iter().zip(alternates).enumerate();
        let entries: Vec<String> = named
            .flat_map(|(i, (words, allele))| {
                // An empty entry says nothing, as no entry does.
                let said = words.iter().filter(|w| !w.terms.is_empty());
                said.map(move |w| w.to_entry(allele, i + 1))
            })
            .collect();
        (!entries.is_empty()).then(|| entries.join(","))
    }
}

impl Words {
    fn to_entry(&self, allele: &str, number: usize) -> String {
        let Self { terms, symbol, transcript, hgvsc, hgvsp, is_canonical, population } = self;
        let canonical = if *is_canonical { "YES" } else { "" };
        // The separators of entries and fields stand in no value of use.
        let fields: [&str; 9] =
            [terms, symbol, symbol, transcript, "protein_coding", hgvsc, hgvsp, canonical, population];
        let plain = fields.map(|field| field.replace([',', '|'], "&"));
        format!("{allele}|{number}|{}", plain.join("|"))
    }
}

/// `p.Q37X` and `p.Q37fsX3` with the star that stands for a stop today.
pub(super) fn with_star(change: &str) -> String {
    if let Some((before, after)) = change.split_once("fsX") {
        return format!("{before}fs*{after}");
    }
    match change.strip_suffix('X') {
        Some(before) if before.ends_with(|c: char| c.is_ascii_digit()) => format!("{before}*"),
        _ => change.to_owned(),
    }
}

/// The highest of frequencies as they are written; one that is no number is kept, so that the row says so.
pub(super) fn highest<'t>(values: impl Iterator<Item = &'t str>) -> String {
    let said = values.filter(|v| !matches!(*v, "" | "." | "NA"));
    let key = |text: &str| text.parse::<f64>().unwrap_or(f64::INFINITY);
    said.max_by(|a, b| key(a).total_cmp(&key(b))).unwrap_or_default().to_owned()
}
