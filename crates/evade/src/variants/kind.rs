//! What a file on the command line is, told by its first lines, and which samples it names.

use evade_genome::{VariantTable, refuse_vep_table};
use evade_stream::{Digest, Input, ReadError, Source, require_plain_text};

/// Bytes looked at first; more only where comments fill them.
const HEAD: usize = 1 << 16;

/// What a file of variants is, by its content.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Kind {
    Vcf,
    Maf,
    Reported,
}

impl Kind {
    /// Looks at the beginning of the file alone: a VCF may be larger than memory.
    pub(super) fn of(source: &Source) -> Result<Self, ReadError> {
        let mut input = source.open(Digest::None)?;
        // BCF begins with its own name.
        if without_mark(input.peek(HEAD)?).starts_with(b"##fileformat=VCF") || input.starts_with(b"BCF")? {
            return Ok(Self::Vcf);
        }
        let name = input.name().to_owned();
        refuse_vep_table(&name, &String::from_utf8_lossy(without_mark(input.peek(HEAD)?)))?;
        let header = header_line(&mut input)?;
        match VariantTable::of(input.name(), &header)? {
            VariantTable::Maf => Ok(Self::Maf),
            VariantTable::Reported => Ok(Self::Reported),
        }
    }
}

/// The first line that is neither empty nor a comment; empty where there is none.
fn header_line(input: &mut Input) -> Result<String, ReadError> {
    let name = input.name().to_owned();
    let mut length = HEAD;
    loop {
        let head = input.peek(length)?;
        require_plain_text(&name, head, 1, "save the file as UTF-8 text")?;
        let has_ended = head.len() < length;
        let mut lines = without_mark(head).split_inclusive(|byte| *byte == b'\n');
        let header = lines.find(|line| {
            let line = line.trim_ascii();
            // `sep=;` stands above the header where Excel wrote the table.
            let is_comment = line.starts_with(b"#") && !is_fusion_header(line);
            !line.is_empty() && !is_comment && !line.starts_with(b"sep=")
        });
        match header {
            Some(line) if has_ended || line.ends_with(b"\n") => {
                return Ok(String::from_utf8_lossy(line).trim_end().to_owned());
            }
            None if has_ended => return Ok(String::new()),
            _ => length = length.saturating_mul(2),
        }
    }
}

/// Arriba and STAR-Fusion mark their headers as comments.
fn is_fusion_header(line: &[u8]) -> bool {
    let begins = |name: &&[u8]| line.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
    [b"#gene1\t".as_slice(), b"#fusionname", b"#fusion_name"].iter().any(begins)
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Names of the samples of a table, in the order of their first row; `None` where the file does not name them.
pub(super) fn names_in(source: &Source, kind: Kind) -> Result<Option<Vec<String>>, ReadError> {
    let table = match kind {
        Kind::Vcf => return Ok(None),
        Kind::Maf => VariantTable::Maf,
        Kind::Reported => VariantTable::Reported,
    };
    table.samples(&source.read()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_lines_tell_whatever_follows_and_however_it_is_packed() {
        let folder = tempfile::tempdir().unwrap();
        let comments = format!("# {}\n", "x".repeat(100)).repeat(2000);
        let maf = format!("{comments}\nHugo_Symbol\tTumor_Sample_Barcode\nKRAS\tP1\n");
        for (text, kind) in [
            ("##fileformat=VCFv4.2\n#CHROM\n".to_owned(), Kind::Vcf),
            ("\u{feff}##fileformat=VCFv4.2\n".to_owned(), Kind::Vcf),
            ("BCF\u{2}\u{2}".to_owned(), Kind::Vcf),
            (maf, Kind::Maf),
            ("\u{feff}gene,change".to_owned(), Kind::Reported),
        ] {
            for name in ["a.txt", "a.txt.gz", "a.txt.zst"] {
                let path = folder.path().join(name);
                evade_stream::Output::write_file(&path, text.as_bytes()).unwrap();
                assert_eq!(Kind::of(&Source::path(&path)).unwrap(), kind, "{name}: {text:.20}");
            }
        }
    }

    #[test]
    fn a_maf_whose_rows_name_no_sample_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.maf");
        let header = "Hugo_Symbol\tTumor_Sample_Barcode\tVariant_Classification\n";
        for (rows, is_fine) in [
            ("", true),
            ("KRAS\tP1\tMissense_Mutation\n", true),
            ("KRAS\t\tMissense_Mutation\n", false),
            ("KRAS\n", false),
        ] {
            evade_stream::Output::write_file(&path, format!("{header}{rows}").as_bytes()).unwrap();
            let names = names_in(&Source::path(&path), Kind::Maf);
            assert_eq!(names.is_ok(), is_fine, "{rows}");
            if let Err(error) = names {
                assert!(error.to_string().contains("no row has a Tumor_Sample_Barcode"), "{error}");
            }
        }
    }

    #[test]
    fn what_is_no_table_of_variants_is_refused_with_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        for (bytes, expected) in [
            (&b"a\tb\n"[..], "neither VCF nor MAF"),
            (b"", "neither VCF nor MAF"),
            (b"# alone", "neither VCF nor MAF"),
            (b"PK\x03\x04", "Excel workbook"),
            (b"gene\0", "not plain text"),
        ] {
            let path = folder.path().join("x");
            std::fs::write(&path, bytes).unwrap();
            let message = Kind::of(&Source::path(&path)).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }
}
