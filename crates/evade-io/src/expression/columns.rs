//! Columns of a matrix that are not samples, as far as header and first row show it.
//!
//! A column is left out if its name is one that no sample has, or if it holds text under a name of annotation. What looks
//! like a number under a name that a sample may have is judged by its values, in `statistics`.

use crate::expression::row::is_missing;
use crate::text::number;

/// Names that no sample has, folded: annotation of genes. Those of [`OF_TESTS`] are not names of samples either.
const NO_SAMPLE: [&str; 54] = [
    "genebiotype",
    "genetype",
    "transcriptbiotype",
    "transcripttype",
    "biotype",
    "genelength",
    "transcriptlength",
    "effectivelength",
    "efflength",
    "exonlength",
    "exonicgenesizes",
    "entrez",
    "entrezid",
    "entrezgene",
    "entrezgeneid",
    "ncbigeneid",
    "ncbiid",
    "geneid",
    "hgncid",
    "hgncsymbol",
    "ensemblid",
    "ensemblgeneid",
    "ensemblgene",
    "genename",
    "genesymbol",
    "hugosymbol",
    "genedescription",
    "transcriptid",
    "transcriptids",
    "genechr",
    "genechromosome",
    "genestart",
    "geneend",
    "genestrand",
    "chromosomename",
    "startposition",
    "endposition",
    "tffamily",
    "geneversion",
    "genesource",
    "qvalue",
    "qval",
    "lfcse",
    "aveexpr",
    "logcpm",
    "fpkmconflo",
    "fpkmconfhi",
    "fpkmstatus",
    "classcode",
    "nearestrefid",
    "tssid",
    "genebiotypes",
    "trackingid",
    "geneshortname",
];
/// Names of annotation that a sample might have too: left out where text stands in the first row.
const TEXT: [&str; 24] = [
    "chr",
    "chrom",
    "chromosome",
    "seqname",
    "seqnames",
    "strand",
    "start",
    "end",
    "locus",
    "symbol",
    "gene",
    "name",
    "description",
    "source",
    "type",
    "class",
    "level",
    "tag",
    "go",
    "kegg",
    "uniprot",
    "refseq",
    "cytoband",
    "id",
];
/// Names of places: two of them, one of which is a chromosome or a strand, are not samples although they hold numbers.
const PLACES: [&str; 10] =
    ["chr", "chrom", "chromosome", "seqname", "seqnames", "strand", "start", "end", "width", "length"];
/// Those of them that no two samples are called beside a start or an end.
const SURE_PLACES: [&str; 6] = ["chr", "chrom", "chromosome", "seqname", "seqnames", "strand"];

/// Names that show a table of differential expression, folded.
const OF_TESTS: [&str; 12] = [
    "logfc",
    "log2fc",
    "log2foldchange",
    "foldchange",
    "pvalue",
    "pval",
    "padj",
    "adjpval",
    "adjpvalue",
    "padjust",
    "fdr",
    "basemean",
];
/// What else stands in such a table.
const BESIDE_TESTS: [&str; 8] = ["stat", "t", "b", "lr", "f", "z", "significant", "regulation"];

/// Words for units in the names of columns, the one that is read first; folded.
const UNITS: [(&str, &[&str]); 4] = [
    ("TPM", &["tpm"]),
    ("FPKM", &["fpkm", "rpkm"]),
    ("CPM", &["cpm"]),
    (
        "counts",
        &[
            "count",
            "counts",
            "readcount",
            "readcounts",
            "rawcount",
            "rawcounts",
            "expectedcount",
            "expectedcounts",
            "reads",
        ],
    ),
];
/// Words beside units that are not samples either, folded.
const BESIDE_UNITS: [&str; 4] = ["cov", "coverage", "length", "isopct"];

/// The columns of a table that hold samples.
pub(crate) struct ValueColumns {
    /// Their places, ascending.
    pub(crate) places: Vec<usize>,
    /// Their names; empty for the only sample of a file that does not name it.
    pub(crate) names: Vec<String>,
    /// What was left out, to be warned of.
    pub(crate) left_out: Option<String>,
}

/// A name in small letters and digits alone.
pub(crate) fn folded_name(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The columns of samples among those behind the first `n_before`.
pub(crate) fn value_columns(fields: &[String], n_before: usize, first_row: &[Vec<u8>]) -> ValueColumns {
    let folded: Vec<String> = fields.iter().map(|field| folded_name(field)).collect();
    let has_text = |place: usize| first_row.get(place).is_some_and(|field| is_text(field));
    let behind = n_before.min(fields.len())..fields.len();
    let in_places = |names: &[&str]| behind.clone().filter(|&p| names.contains(&folded[p].as_str())).count();
    let has_places = in_places(&PLACES) >= 2 && in_places(&SURE_PLACES) >= 1;
    let has_tests = in_places(&OF_TESTS) >= 2;
    let is_no_sample = |place: &usize| {
        let name = folded[*place].as_str();
        NO_SAMPLE.contains(&name)
            || OF_TESTS.contains(&name)
            || (TEXT.contains(&name) && has_text(*place))
            || (has_places && PLACES.contains(&name))
            || (has_tests && BESIDE_TESTS.contains(&name))
    };
    let (no_samples, places): (Vec<usize>, Vec<usize>) = behind.partition(is_no_sample);
    let mut left_out = (!no_samples.is_empty()).then(|| {
        let names: Vec<&str> = no_samples.iter().map(|&place| fields[place].as_str()).collect();
        format!("columns that are not samples are left out: {}", shown(&names))
    });
    let by_unit = columns_of_one_unit(fields, &places);
    let (places, names) = match by_unit {
        Some(chosen) => {
            let others: Vec<&str> =
                places.iter().filter(|p| !chosen.places.contains(p)).map(|&p| fields[p].as_str()).collect();
            let unit = format!(
                "the columns of {} are read, and those beside them left out: {}",
                chosen.unit,
                shown(&others)
            );
            left_out = Some(left_out.map_or_else(|| unit.clone(), |first| format!("{first}; {unit}")));
            (chosen.places, chosen.names)
        }
        None => {
            let names = places.iter().map(|&place| fields[place].clone()).collect();
            (places, names)
        }
    };
    ValueColumns { places, names, left_out }
}

/// Names in quotes, or the first of many and how many there are.
fn shown(names: &[&str]) -> String {
    const MANY: usize = 12;
    let first: Vec<String> = names.iter().take(MANY).map(|name| format!("'{name}'")).collect();
    let more = if names.len() > MANY { format!(", ... ({} in all)", names.len()) } else { String::new() };
    first.join(", ") + &more
}

/// Whether a field is neither a number nor a missing one.
pub(crate) fn is_text(field: &[u8]) -> bool {
    let field = field.trim_ascii();
    let is_infinite =
        [&b"inf"[..], b"-inf", b"+inf", b"infinity"].iter().any(|word| field.eq_ignore_ascii_case(word));
    let has_letter =
        field.iter().any(u8::is_ascii_alphabetic) || field == b"-" || field == b"+" || field == b".";
    has_letter && !is_missing(field) && !is_infinite && number::parse(field).is_none()
}

/// Columns of the same samples in one unit.
struct OfUnit {
    unit: &'static str,
    places: Vec<usize>,
    names: Vec<String>,
}

/// Where all columns are called by a unit and a sample, `FPKM.S1` beside `TPM.S1`, those of the unit that says most.
fn columns_of_one_unit(fields: &[String], places: &[usize]) -> Option<OfUnit> {
    let parted: Vec<(Measure, &str)> =
        places.iter().map(|&place| unit_and_sample(&fields[place])).collect::<Option<_>>()?;
    let chosen = UNITS
        .iter()
        .map(|(unit, _)| *unit)
        .find(|unit| parted.iter().any(|(measure, _)| *measure == Measure::Unit(unit)))?;
    let mut found = OfUnit { unit: chosen, places: Vec::new(), names: Vec::new() };
    for (&place, (measure, sample)) in places.iter().zip(&parted) {
        if *measure == Measure::Unit(chosen) {
            found.places.push(place);
            found.names.push((*sample).to_owned());
        }
    }
    // Without another unit the words are part of the names.
    let has_others = found.places.len() < places.len();
    let is_whole = parted.iter().all(|(_, sample)| found.names.iter().any(|name| name == sample));
    (has_others && is_whole).then_some(found)
}

/// What a column measures, by a word in its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    Unit(&'static str),
    /// What stands beside the values, such as coverage.
    Other,
}

/// What a column measures, and the rest of its name.
fn unit_and_sample(name: &str) -> Option<(Measure, &str)> {
    if let Some(unit) = unit_of(name) {
        return Some((unit, ""));
    }
    let separators = ['.', '_', '-', ' ', ':', '|'];
    let cuts = name.match_indices(separators).map(|(at, _)| at);
    for at in cuts {
        let (before, after) = (&name[..at], &name[at + 1..]);
        if let Some(unit) = unit_of(before).filter(|_| !after.is_empty()) {
            return Some((unit, after));
        }
        if let Some(unit) = unit_of(after).filter(|_| !before.is_empty()) {
            return Some((unit, before));
        }
    }
    None
}

fn unit_of(word: &str) -> Option<Measure> {
    let word = folded_name(word);
    if BESIDE_UNITS.contains(&word.as_str()) {
        return Some(Measure::Other);
    }
    UNITS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(unit, _)| Measure::Unit(unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str, row: &str) -> (Vec<usize>, Vec<String>, String) {
        let fields: Vec<String> = header.split('\t').map(str::to_owned).collect();
        let row: Vec<Vec<u8>> = row.split('\t').map(|field| field.as_bytes().to_vec()).collect();
        let found = value_columns(&fields, 1, &row);
        (found.places, found.names, found.left_out.unwrap_or_default())
    }

    #[test]
    fn annotation_and_results_of_tests_are_left_out_by_name() {
        for (header, row, expected) in [
            ("gene\tgene_biotype\tS1\tS2", "A\tprotein_coding\t1\t2", &["S1", "S2"][..]),
            ("gene\tChr\tStart\tEnd\tStrand\tLength\tS1", "A\tchr1\t1\t2\t+\t900\t1", &["S1"]),
            ("gene\tChr\tStart\tEnd\tS1", "A\t1\t1\t2\t5", &["S1"]),
            (
                "gene\tS1\tS2\tgene_chr\tgene_start\tgene_description\ttf_family",
                "A\t1\t2\t1\t5\tx\t-",
                &["S1", "S2"],
            ),
            ("gene\tS1\tlogFC\tP.Value\tadj.P.Val", "A\t1\t-2\t0.1\tNA", &["S1"]),
            (
                "gene\tS1\tbaseMean\tlog2FoldChange\tlfcSE\tstat\tpvalue\tpadj",
                "A\t1\t1\t1\t1\t1\t1\t1",
                &["S1"],
            ),
            // Time points, and numbers under a name that a sample may have.
            ("gene\tStart\tEnd", "A\t1\t2", &["Start", "End"]),
            ("gene\tGene\tsource\tS1", "A\t1\t2\t3", &["Gene", "source", "S1"]),
            ("gene\tS1\tS2", "A\tNA\t4,2", &["S1", "S2"]),
        ] {
            assert_eq!(columns(header, row).1, expected, "{header}");
        }
    }

    #[test]
    fn of_several_units_the_best_is_read() {
        for (header, names, places) in [
            ("gene\tFPKM.S1\tTPM.S1\tFPKM.S2\tTPM.S2", &["S1", "S2"][..], &[2, 4][..]),
            ("gene\tS1_count\tS2_count\tS1_fpkm\tS2_fpkm", &["S1", "S2"], &[3, 4]),
            ("gene\tcov.S1\tFPKM.S1", &["S1"], &[2]),
            ("gene\tS1_read_count\tS1_TPM", &["S1"], &[2]),
            ("gene\tlength\tFPKM\tTPM", &[""], &[3]),
            // One unit alone is part of the names, and so is one that not all columns have.
            ("gene\tS1_TPM\tS2_TPM", &["S1_TPM", "S2_TPM"], &[1, 2]),
            ("gene\tS1_TPM\tS2", &["S1_TPM", "S2"], &[1, 2]),
            ("gene\tS1_TPM\tS2_FPKM", &["S1_TPM", "S2_FPKM"], &[1, 2]),
        ] {
            let (found, of_names, _) = columns(header, "A\t1\t2\t3\t4");
            assert_eq!(
                (of_names.as_slice(), found.as_slice()),
                (&names.iter().map(|&n| n.to_owned()).collect::<Vec<_>>()[..], places),
                "{header}"
            );
        }
        assert!(columns("gene\tFPKM.S1\tTPM.S1", "A\t1\t2").2.contains("'FPKM.S1'"));
    }
}
