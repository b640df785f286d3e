//! Whether a record lies on its contig at all.

use std::collections::HashMap;

use evade_stream::ReadError;

use super::header::{VcfHeader, attribute};
use crate::Build;
use crate::contig_name;
use crate::genome_build::plain_chromosome;
use crate::impossible::{Impossible, length_of};

/// Lengths of contigs: as the header states them, else those of the build's chromosomes.
pub(super) struct Contigs {
    stated: HashMap<String, u64>,
    build: Option<Build>,
    /// The contig of the record before and its last position: files are mostly in order.
    last: (Vec<u8>, u64),
    /// Whether a record lies on a main chromosome or a sequence that is known beside them.
    has_known: bool,
    /// Contigs with records whose names are not known, and the first record's.
    unknown: Vec<String>,
    /// A contig whose accession is of the other build.
    of_other_build: Option<(String, Build)>,
}

impl Contigs {
    pub(super) fn new(header: &VcfHeader, build: Option<Build>) -> Self {
        let stated = header.values("contig").filter_map(|contig| {
            let length = attribute(contig, "length")?.parse().ok().filter(|length| *length > 0)?;
            Some((attribute(contig, "ID")?.to_owned(), length))
        });
        Self {
            stated: stated.collect(),
            build,
            last: (vec![b'\t'], u64::MAX),
            has_known: false,
            unknown: Vec::new(),
            of_other_build: None,
        }
    }

    /// Whether no base has this position.
    pub(super) fn lacks(&mut self, chrom: &[u8], pos: u64) -> bool {
        if self.last.0 != chrom {
            let name = String::from_utf8_lossy(chrom);
            self.last = (chrom.to_vec(), self.length(&name).unwrap_or(u64::MAX));
            self.note(&name);
        }
        pos == 0 || pos > self.last.1
    }

    /// What is wrong with a position that the contig lacks.
    pub(super) fn fault(&self, chrom: &str, pos: u64) -> Impossible {
        Impossible(match self.length(chrom) {
            Some(length) if pos > 0 => format!("POS {pos} is beyond {chrom}, which ends at {length}"),
            _ => format!("POS {pos} is before the first base of {chrom}"),
        })
    }

    fn note(&mut self, name: &str) {
        let plain = plain_chromosome(name);
        let is_known = contig_name::is_main(plain) || contig_name::is_alternative(plain);
        self.has_known |= is_known;
        if !is_known && !self.unknown.iter().any(|known| known == name) {
            self.unknown.push(name.to_owned());
        }
        let other = Build::of_accession(name).filter(|of| self.build.is_some_and(|build| build != *of));
        self.of_other_build = self.of_other_build.take().or_else(|| Some((name.to_owned(), other?)));
    }

    /// Contigs on which no gene can be found: an error where the records lie on no other, else a warning.
    pub(super) fn unknown_names(&self, file: &str) -> Result<Option<String>, ReadError> {
        if let Some((name, other)) = &self.of_other_build {
            let build = self.build.map_or(String::new(), |build| build.to_string());
            let what = format!("contig {name} is one of {other}, but the file is read as {build}");
            return Err(
                ReadError::mismatch(file, what).hint("correct the genome, or give the file of that genome")
            );
        }
        if self.unknown.is_empty() {
            return Ok(None);
        }
        let names: Vec<String> = self.unknown.iter().take(3).map(|name| format!("'{name}'")).collect();
        let further = self.unknown.len().saturating_sub(names.len());
        let further = if further > 0 { format!(" and {further} more") } else { String::new() };
        let named = format!("{}{further}", names.join(", "));
        if !self.has_known {
            let what = format!("no record lies on a chromosome whose name is known: the contigs are {named}");
            return Err(ReadError::mismatch(file, what).hint(
                "name the contigs as the chromosomes of GRCh37 or GRCh38 (`bcftools annotate --rename-chrs`)",
            ));
        }
        Ok(Some(format!("records on contigs that are not known as chromosomes give no gene: {named}")))
    }

    fn length(&self, chrom: &str) -> Option<u64> {
        self.stated.get(chrom).copied().or_else(|| length_of(plain_chromosome(chrom), self.build))
    }
}
