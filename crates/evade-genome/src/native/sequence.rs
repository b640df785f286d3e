//! Coding sequences with a little around them, cut from a genome once and kept as a bundle.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use evade_stream::{Content, Input, ReadError};
use memchr::memchr;

use super::codons::reverse_complement;
use crate::Build;
use crate::genome_build::plain_chromosome;
use crate::other_genome;
use crate::panel::{GenePanel, PanelGene};
use crate::table::TextTable;
use crate::transcript::Transcript;

/// Intron bases kept on both sides of a coding exon: repeats that an insertion or deletion may slide along.
const FLANK: u64 = 40;
/// Bytes asked for at a time.
const PORTION: usize = 1 << 20;

/// A stretch of the genome.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Window {
    start: u64,
    bases: Vec<u8>,
}

/// The coding exons of the panel's genes on one build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodingSequences {
    build: Build,
    genes: BTreeMap<String, Vec<Window>>,
}

impl Window {
    fn of_exon((start, end): (u64, u64)) -> Self {
        let from = start.saturating_sub(FLANK).max(1);
        Self { start: from, bases: vec![b'N'; usize::try_from(end + FLANK + 1 - from).unwrap_or(0)] }
    }

    fn end(&self) -> u64 {
        self.start + self.bases.len() as u64 - 1
    }

    /// Takes over what a line of the FASTA, beginning at this position, holds of the window.
    fn fill(&mut self, line_start: u64, line: &[u8]) {
        let from = self.start.max(line_start);
        let to = (self.end() + 1).min(line_start + line.len() as u64);
        if from >= to {
            return;
        }
        let range = |origin: u64| (from - origin) as usize..(to - origin) as usize;
        if let (Some(into), Some(bases)) =
            (self.bases.get_mut(range(self.start)), line.get(range(line_start)))
        {
            into.copy_from_slice(bases);
            into.make_ascii_uppercase();
        }
    }
}

/// Cuts the coding sequences of the panel's genes from a FASTA and writes them as a bundle.
pub fn bundle_cds(fasta: &mut Input, panel: &GenePanel, build: Build) -> Result<String, ReadError> {
    CodingSequences::from_fasta(fasta, panel, build).map(|sequences| sequences.to_text(panel))
}

impl CodingSequences {
    /// The build the sequences are of.
    #[must_use]
    pub fn build(&self) -> Build {
        self.build
    }

    /// Genes that have a sequence.
    pub fn genes(&self) -> impl Iterator<Item = &str> {
        self.genes.keys().map(String::as_str)
    }

    /// Reads a FASTA from its beginning to its end, plain or compressed; no index is needed. Chromosomes of the other
    /// genome's length are an error, and so are core genes without sequence.
    pub fn from_fasta(fasta: &mut Input, panel: &GenePanel, build: Build) -> Result<Self, ReadError> {
        let file = fasta.name().to_owned();
        let mut scan = Scan::new(&file, panel, build);
        let mut buffer = Vec::new();
        loop {
            let n = fasta.read_more(&mut buffer, PORTION)?;
            let has_ended = n < PORTION;
            let mut at = 0;
            while let Some(length) = memchr(b'\n', buffer.get(at..).unwrap_or_default()) {
                scan.line(buffer.get(at..at + length).unwrap_or_default())?;
                at += length + 1;
            }
            if has_ended {
                scan.line(buffer.get(at..).unwrap_or_default())?;
                break;
            }
            buffer.drain(..at);
        }
        scan.finish(panel)
    }

    /// A bundle as text.
    #[must_use]
    pub fn to_text(&self, panel: &GenePanel) -> String {
        let mut text = format!(
            "# Coding exons of the transcripts of evade on {}, with {FLANK} bases on both sides; forward strand\n\
             gene\tbuild\tchrom\tstart\tsequence\n",
            self.build
        );
        for (gene, windows) in &self.genes {
            let chrom = panel.gene(gene).map_or("", |g| g.chrom.as_str());
            for window in windows {
                let bases = String::from_utf8_lossy(&window.bases);
                // Writing to a string does not fail.
                let _ = writeln!(text, "{gene}\t{}\t{chrom}\t{}\t{bases}", self.build, window.start);
            }
        }
        text
    }

    /// Reads a bundle back. Exons of the panel that it does not hold are an error: it was made for other transcripts.
    pub fn from_bundle(content: &Content, panel: &GenePanel) -> Result<Self, ReadError> {
        let mut table = TextTable::open(content)?;
        let names = ["gene", "build", "start", "sequence"];
        let places = names.iter().map(|name| table.required(&[name])).collect::<Result<Vec<_>, _>>()?;
        let mut build = None;
        let mut genes: BTreeMap<String, Vec<Window>> = BTreeMap::new();
        while let Some(row) = table.next_row()? {
            let place = |i: usize| places.get(i).copied().unwrap_or_default();
            let text = |i: usize| row.text(Some(place(i)));
            let own = Build::parse(text(1))
                .ok_or_else(|| table.error(&row, place(1), format!("'{}' is not a genome build", text(1))))?;
            if build.is_some_and(|known| known != own) {
                return Err(table.error(&row, place(1), "the bundle holds two genomes"));
            }
            build = Some(own);
            let start = table.position(&row, place(2))?;
            if text(3).is_empty() || !text(3).bytes().all(|b| b.is_ascii_alphabetic()) {
                return Err(table.error(&row, place(3), "not a sequence"));
            }
            let window = Window { start, bases: text(3).to_ascii_uppercase().into_bytes() };
            genes.entry(text(0).to_owned()).or_default().push(window);
        }
        let build = build.ok_or_else(|| ReadError::empty(&content.name, "the bundle is empty"))?;
        let sequences = Self { build, genes };
        for gene in panel.genes().filter(|gene| sequences.genes.contains_key(&gene.symbol)) {
            if sequences.coding(gene).is_none() {
                return Err(ReadError::absent(
                    &content.name,
                    format!("the bundle does not hold the exons of {} on {build}", gene.symbol),
                )
                .hint("make it anew: the transcripts have changed"));
            }
        }
        Ok(sequences)
    }

    /// The base at a position near a coding exon of the gene; `None` where it is not known.
    pub(crate) fn base(&self, gene: &str, position: u64) -> Option<u8> {
        let window = self.genes.get(gene)?.iter().find(|w| (w.start..=w.end()).contains(&position))?;
        let base = *window.bases.get(usize::try_from(position - window.start).ok()?)?;
        (base != b'N').then_some(base)
    }

    /// The coding sequence in the direction of the transcript; `None` unless all of it is there.
    pub(crate) fn coding(&self, gene: &PanelGene) -> Option<Vec<u8>> {
        let transcript: &Transcript = gene.transcripts.get(&self.build)?;
        let windows = self.genes.get(&gene.symbol)?;
        let mut bases = Vec::new();
        for (start, end) in transcript.coding_exons() {
            let window = windows.iter().find(|w| w.start <= start && end <= w.end())?;
            let (from, to) = ((start - window.start) as usize, (end - window.start) as usize);
            bases.extend_from_slice(window.bases.get(from..=to)?);
        }
        Some(if transcript.is_reverse { reverse_complement(&bases) } else { bases })
    }
}

/// A FASTA on its way through.
struct Scan<'a> {
    file: &'a str,
    build: Build,
    /// By chromosome: gene and window, in order of position.
    wanted: BTreeMap<String, Vec<(String, Window)>>,
    chromosome: String,
    position: u64,
    /// The first window that the chromosome's next line may touch.
    next: usize,
    has_record: bool,
}

impl<'a> Scan<'a> {
    fn new(file: &'a str, panel: &GenePanel, build: Build) -> Self {
        let mut wanted: BTreeMap<String, Vec<(String, Window)>> = BTreeMap::new();
        for gene in panel.genes() {
            let exons = gene.transcripts.get(&build).into_iter().flat_map(Transcript::coding_exons);
            let windows = exons.map(|exon| (gene.symbol.clone(), Window::of_exon(exon)));
            wanted.entry(gene.chrom.clone()).or_default().extend(windows);
        }
        for windows in wanted.values_mut() {
            windows.sort_by_key(|(_, window)| window.start);
        }
        let chromosome = String::new();
        Self { file, build, wanted, chromosome, position: 1, next: 0, has_record: false }
    }

    fn line(&mut self, line: &[u8]) -> Result<(), ReadError> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if let Some(name) = line.strip_prefix(b">") {
            self.end_of_chromosome()?;
            let name = String::from_utf8_lossy(name);
            let word = name.split_whitespace().next().unwrap_or("");
            plain_chromosome(word).clone_into(&mut self.chromosome);
            (self.position, self.next, self.has_record) = (1, 0, true);
            return Ok(());
        }
        if !self.has_record && !line.is_empty() {
            return Err(ReadError::wrong_format(
                self.file,
                "this is not a FASTA: the first line does not begin with >",
            ));
        }
        let (start, end) = (self.position, self.position + line.len() as u64);
        self.position = end;
        let Some(windows) = self.wanted.get_mut(&self.chromosome) else { return Ok(()) };
        while windows.get(self.next).is_some_and(|(_, window)| window.end() < start) {
            self.next += 1;
        }
        let reached = windows.iter_mut().skip(self.next).take_while(|(_, window)| window.start < end);
        for (_, window) in reached {
            window.fill(start, line);
        }
        Ok(())
    }

    fn end_of_chromosome(&self) -> Result<(), ReadError> {
        let length = self.position - 1;
        if let Some(genome) = other_genome::of_length(&self.chromosome, length) {
            let shown = format!("chromosome {} has {length} bases", self.chromosome);
            return Err(other_genome::refused(self.file, genome, &shown));
        }
        match Build::of_contig(&self.chromosome, length) {
            Some(seen) if seen != self.build => Err(ReadError::mismatch(
                self.file,
                format!("chromosome {} has the length of {seen}, not of {}", self.chromosome, self.build),
            )
            .hint(format!("give the FASTA of {}", self.build))),
            _ => Ok(()),
        }
    }

    fn finish(self, panel: &GenePanel) -> Result<CodingSequences, ReadError> {
        self.end_of_chromosome()?;
        let mut genes: BTreeMap<String, Vec<Window>> = BTreeMap::new();
        for (gene, window) in self.wanted.into_values().flatten() {
            genes.entry(gene).or_default().push(window);
        }
        let all = CodingSequences { build: self.build, genes };
        let is_whole = |gene: &PanelGene| {
            let transcript = gene.transcripts.get(&all.build);
            let bases = transcript.into_iter().flat_map(Transcript::coding_exons);
            bases.flat_map(|(s, e)| s..=e).all(|p| all.base(&gene.symbol, p).is_some())
        };
        let whole: Vec<&str> = panel.genes().filter(|g| is_whole(g)).map(|g| g.symbol.as_str()).collect();
        if whole.is_empty() {
            return Err(ReadError::absent(
                self.file,
                "the FASTA holds the coding sequence of no gene of the panel",
            )
            .hint("give the FASTA of the whole genome; names may be 1 or chr1"));
        }
        let kept = all.genes.iter().filter(|(gene, _)| whole.contains(&gene.as_str()));
        Ok(CodingSequences { build: all.build, genes: kept.map(|(g, w)| (g.clone(), w.clone())).collect() })
    }
}
