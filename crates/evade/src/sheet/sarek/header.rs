//! What the header of a VCF says of its annotation, genome and samples.

use std::path::Path;

use evade_genome::Build;
use evade_stream::{Digest, Source};

use super::files::Annotation;
use crate::log::Log;

/// Text looked at for the header of a VCF.
const HEADER_BYTES: usize = 8 << 20;

/// The header of a VCF.
pub(super) struct VcfHeader {
    text: String,
    /// Names of the samples.
    pub(super) columns: Vec<String>,
}

impl VcfHeader {
    pub(super) fn read(path: &Path) -> crate::Result<Self> {
        let mut input = Source::path(path).open(Digest::None)?;
        let mut bytes = Vec::new();
        input.read_more(&mut bytes, HEADER_BYTES)?;
        let lines = bytes.split(|&byte| byte == b'\n').take_while(|line| line.starts_with(b"#"));
        let lines: Vec<_> = lines.map(|line| String::from_utf8_lossy(line)).collect();
        let names = lines.iter().find(|line| line.starts_with("#CHROM"));
        let columns = names
            .map(|line| line.trim_end().split('\t').skip(9).map(str::to_owned).collect())
            .unwrap_or_default();
        Ok(Self { text: lines.join("\n"), columns })
    }

    /// Whether the header ends with the line of the columns.
    pub(super) fn is_whole(&self) -> bool {
        self.text.lines().any(|line| line.starts_with("#CHROM"))
    }

    /// Names and columns of the tumours behind the first, where the header states several of one patient.
    pub(super) fn further_tumors(&self, patient: &str) -> Vec<(String, String)> {
        let stated = self.text.lines().filter_map(|line| line.strip_prefix("##tumor_sample=")).map(str::trim);
        let beginning = format!("{patient}_");
        let named = stated.skip(1).filter(|column| self.columns.iter().any(|known| known == column));
        named
            .map(|column| (column.strip_prefix(&beginning).unwrap_or(column).to_owned(), column.to_owned()))
            .collect()
    }

    pub(super) fn annotation(&self) -> Annotation {
        let has = |key: &str| self.text.contains(&format!("##INFO=<ID={key},"));
        if has("CSQ") {
            Annotation::Vep
        } else if has("ANN") || has("BCSQ") {
            Annotation::Other
        } else {
            Annotation::None
        }
    }

    /// The build that the lengths of the contigs show.
    pub(super) fn genome(&self) -> Option<Build> {
        let field = |line: &str, key: &str| {
            let rest = line.split_once(key)?.1;
            Some(rest.split([',', '>']).next().unwrap_or_default().to_owned())
        };
        self.text.lines().filter(|line| line.starts_with("##contig=<")).find_map(|line| {
            let length = field(line, "length=")?.parse().ok()?;
            Build::of_contig(&field(line, "ID=")?, length)
        })
    }

    /// The column of the tumour, and the patient that sarek puts before the sample in its name.
    pub(super) fn tumor_column(
        &self,
        tumor: &str,
        path: &Path,
        log: &Log<'_>,
    ) -> (Option<String>, Option<String>) {
        let stated = self.text.lines().find_map(|line| line.strip_prefix("##tumor_sample=")).map(str::trim);
        let ending = format!("_{tumor}");
        let is_tumor = |column: &&String| {
            stated == Some(column.as_str()) || column.as_str() == tumor || column.ends_with(&ending)
        };
        let is_literal =
            |column: &String| ["TUMOR", "TUMOUR"].contains(&column.to_ascii_uppercase().as_str());
        let column = match self.columns.as_slice() {
            [one] => Some(one.clone()),
            columns => columns.iter().find(is_tumor).cloned(),
        };
        let patient = column.as_deref().and_then(|c| c.strip_suffix(&ending)).map(str::to_owned);
        if column.is_none() && !self.columns.is_empty() && !self.columns.iter().any(is_literal) {
            log.warn(&format!(
                "{}: it cannot be told which column is the tumour: fill 'dna_id' of '{tumor}' with one of {}",
                path.display(),
                self.columns.join(", ")
            ));
        }
        (column, patient)
    }
}
