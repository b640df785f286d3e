//! The columns of each format, and how its header is known.

use evade_core::SampleIndex;
use evade_stream::ReadError;

use super::sample_name::sample_name;
use crate::expression::format::InputFormat;
use crate::expression::header::{Header, is_name_column};
use crate::expression::layout::Layout;
use crate::text::fields::PlainFields;
use crate::text::number;

/// Columns of featureCounts before the counts.
const FEATURE_COUNTS: [&str; 6] = ["Geneid", "Chr", "Start", "End", "Strand", "Length"];
/// The place of the last of them.
const LENGTH: usize = 5;
/// First ids of cBioPortal tables.
const CBIOPORTAL: [&str; 2] = ["Hugo_Symbol", "Entrez_Gene_Id"];
/// Names of the transcript column of a merged table; `gene_id` follows.
const TRANSCRIPT_COLUMNS: [&str; 2] = ["tx", "transcript_id"];

/// Columns of Cuffdiff's table of several samples.
const CUFFDIFF: [&str; 2] = ["tracking_id", "gene_short_name"];

/// A table of one sample whose columns have fixed names.
struct PerSample {
    format: InputFormat,
    program: &'static str,
    id: &'static str,
    value: &'static str,
    name: Option<&'static str>,
    /// Another column that no other format has.
    mark: &'static str,
}

const PER_SAMPLE: [PerSample; 7] = [
    PerSample {
        format: InputFormat::Salmon,
        program: "Salmon",
        id: "Name",
        value: "TPM",
        name: None,
        mark: "NumReads",
    },
    PerSample {
        format: InputFormat::Kallisto,
        program: "kallisto",
        id: "target_id",
        value: "tpm",
        name: None,
        mark: "est_counts",
    },
    PerSample {
        format: InputFormat::RsemGenes,
        program: "RSEM for genes",
        id: "gene_id",
        value: "TPM",
        name: None,
        mark: "expected_count",
    },
    PerSample {
        format: InputFormat::RsemIsoforms,
        program: "RSEM for isoforms",
        id: "transcript_id",
        value: "TPM",
        name: Some("gene_id"),
        mark: "expected_count",
    },
    PerSample {
        format: InputFormat::Gdc,
        program: "the GDC",
        id: "gene_id",
        value: "tpm_unstranded",
        name: Some("gene_name"),
        mark: "unstranded",
    },
    PerSample {
        format: InputFormat::StringTie,
        program: "StringTie (gene_abund.tab)",
        id: "Gene ID",
        value: "TPM",
        name: Some("Gene Name"),
        mark: "Coverage",
    },
    PerSample {
        format: InputFormat::Cufflinks,
        program: "Cufflinks (genes.fpkm_tracking)",
        id: "tracking_id",
        value: "FPKM",
        name: Some("gene_short_name"),
        mark: "FPKM_status",
    },
];

pub(in crate::expression) fn has_header(format: InputFormat) -> bool {
    use InputFormat::{Htseq, Star, StarForward, StarReverse};
    !matches!(format, Star | StarForward | StarReverse | Htseq)
}

/// The format whose columns these are; a matrix if there is none.
pub(in crate::expression) fn detect(header: &Header) -> InputFormat {
    let first = header.fields.first().map_or("", String::as_str);
    if let Some(table) = PER_SAMPLE.iter().find(|table| header.has(&[table.id, table.value, table.mark])) {
        table.format
    } else if header.has(&FEATURE_COUNTS) {
        InputFormat::FeatureCounts
    } else if CBIOPORTAL.iter().any(|column| first.eq_ignore_ascii_case(column)) {
        InputFormat::Cbioportal
    } else if TRANSCRIPT_COLUMNS.iter().any(|column| first.eq_ignore_ascii_case(column))
        && header.place("gene_id") == Some(1)
    {
        InputFormat::Transcripts
    } else {
        InputFormat::Matrix
    }
}

/// STAR and htseq-count write no header: the first line is a row already.
pub(in crate::expression) fn detect_headless(line: &[u8]) -> Option<InputFormat> {
    let fields: Vec<&[u8]> = PlainFields::new(line, b'\t').collect();
    let are_counts = fields.len() > 1 && fields[1..].iter().all(|field| is_count(field));
    match fields.as_slice() {
        [id, _, _, _] if are_counts && id.starts_with(b"N_") => Some(InputFormat::Star),
        [id, _] if are_counts && (is_ensembl_gene(id) || id.starts_with(b"__")) => Some(InputFormat::Htseq),
        _ => None,
    }
}

fn is_count(field: &[u8]) -> bool {
    number::parse(field).is_some_and(|value| value >= 0.0 && value.fract() == 0.0)
}

fn is_ensembl_gene(id: &[u8]) -> bool {
    id.strip_prefix(b"ENSG").is_some_and(|digits| digits.first().is_some_and(u8::is_ascii_digit))
}

/// The layout of a file whose first row stands in this line.
pub(in crate::expression) fn headless(
    name: &str,
    format: InputFormat,
    first_row: &[u8],
    line: u64,
) -> Result<Layout, ReadError> {
    let n_fields = PlainFields::new(first_row, b'\t').count();
    let (samples, no_gene): (_, &'static [&'static [u8]]) = if format == InputFormat::Htseq {
        (vec![sample_name(name)], &[b"__"])
    } else {
        (["unstranded", "forward", "reverse"].map(str::to_owned).to_vec(), &[b"N_"])
    };
    let expected = 1 + samples.len();
    if n_fields != expected {
        return Err(ReadError::wrong_format(
            name,
            format!(
                "the row has {}, a file of the format '{format}' has {expected}",
                crate::text::fields::counted(n_fields)
            ),
        )
        .at_line(line)
        .hint("leave --input-format out: the header decides"));
    }
    Ok(Layout { no_gene, ..Layout::new(b'\t', 1, index(samples), line) })
}

/// Names that are known to differ.
fn index(samples: Vec<String>) -> SampleIndex {
    SampleIndex::new(samples).unwrap_or_default()
}

/// The layout of a format that has a header.
pub(in crate::expression) fn of(
    name: &str,
    format: InputFormat,
    header: &Header,
    first_row: &[u8],
) -> Result<(Layout, Option<String>), ReadError> {
    if let Some(table) = PER_SAMPLE.iter().find(|table| table.format == format) {
        return Ok((table.layout(name, header)?, None));
    }
    match format {
        InputFormat::FeatureCounts => {
            require(name, header, "featureCounts", &FEATURE_COUNTS)?;
            feature_counts(name, header, first_row)
        }
        InputFormat::Cbioportal => {
            refuse_long_form(name, header)?;
            let both = header.has(&CBIOPORTAL) && header.place(CBIOPORTAL[1]) == Some(1);
            let n_before = if both { 2 } else { 1 };
            let (layout, left_out) = header.samples_behind(name, n_before, both.then_some(1), first_row)?;
            Ok((Layout { drops_missing: true, ..layout }, left_out))
        }
        InputFormat::Transcripts => header.samples_behind(name, 2, Some(1), first_row),
        InputFormat::MatrixSamples => header.genes_behind(name, first_row),
        _ if header.has(&CUFFDIFF) => cuffdiff(name, header),
        _ => header.matrix(name, first_row),
    }
}

/// The columns of Cuffdiff's table that end in `_FPKM`; each sample has three others.
fn cuffdiff(name: &str, header: &Header) -> Result<(Layout, Option<String>), ReadError> {
    let of_samples: Vec<(usize, &str)> = header
        .fields
        .iter()
        .enumerate()
        .filter_map(|(place, field)| Some((place, field.strip_suffix("_FPKM")?)))
        .collect();
    let (places, samples): (Vec<usize>, Vec<String>) =
        of_samples.into_iter().map(|(place, sample)| (place, sample.to_owned())).unzip();
    let layout = header.of_columns(name, &places, samples)?;
    let is_status = |&place: &usize| header.fields[place].ends_with("_status");
    let status_columns = (0..header.fields.len()).filter(is_status).collect();
    Ok((Layout { name_column: header.place(CUFFDIFF[1]), status_columns, ..layout }, None))
}

/// `--extraAttributes` puts columns between the length and the first count.
fn feature_counts(
    name: &str,
    header: &Header,
    first_row: &[u8],
) -> Result<(Layout, Option<String>), ReadError> {
    let is_extra = |field: &&String| {
        let field = field.to_lowercase();
        is_name_column(&field) || ["gene_biotype", "gene_type"].contains(&field.as_str())
    };
    let n_extra = header.fields[FEATURE_COUNTS.len()..].iter().take_while(is_extra).count();
    let n_before = FEATURE_COUNTS.len() + n_extra;
    let name_column = (FEATURE_COUNTS.len()..n_before).find(|&place| is_name_column(&header.fields[place]));
    let (layout, left_out) = header.samples_behind(name, n_before, name_column, first_row)?;
    Ok((Layout { length_column: Some(LENGTH), ..layout }, left_out))
}

/// Refuses the tables of cBioPortal that begin like a matrix and are none.
fn refuse_long_form(name: &str, header: &Header) -> Result<(), ReadError> {
    let fail =
        |what: &str, hint: &str| Err(ReadError::wrong_format(name, what).at_line(header.line).hint(hint));
    if header.place("Variant_Classification").is_some() {
        return fail("this is a MAF, not expression", "give it as --maf, or in the sheet's column 'maf'");
    }
    if header.place("Sample_Id").is_some() && header.place("Value").is_some() {
        return fail("this table has one row a value", "give genes x samples: one column a sample");
    }
    Ok(())
}

impl PerSample {
    fn layout(&self, name: &str, header: &Header) -> Result<Layout, ReadError> {
        require(name, header, self.program, &[self.id, self.value])?;
        let value = header.place(self.value).unwrap_or_default();
        let mut layout =
            Layout::new(header.separator, value, index(vec![sample_name(name)]), header.line + 1);
        layout.name_column = self.name.and_then(|column| header.place(column)).filter(|&place| place < value);
        layout.n_after = header.fields.len() - value - 1;
        if self.format == InputFormat::Gdc {
            layout.no_gene = &[b"N_"];
        }
        if self.format == InputFormat::Cufflinks {
            layout.status_columns = header.place(self.mark).into_iter().collect();
        }
        Ok(layout)
    }
}

/// Refuses a header without the columns of a format that the user has named.
fn require(name: &str, header: &Header, program: &str, columns: &[&str]) -> Result<(), ReadError> {
    let fail = |what: String| {
        ReadError::wrong_format(name, what)
            .at_line(header.line)
            .hint("leave --input-format out: the header decides")
    };
    if let Some(absent) = columns.iter().find(|column| header.place(column).is_none()) {
        return Err(fail(format!("there is no column '{absent}', which a table of {program} has")));
    }
    if header.has(columns) { Ok(()) } else { Err(fail(format!("the first column is not '{}'", columns[0]))) }
}
