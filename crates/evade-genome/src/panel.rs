//! The genes that are judged: roles, transcripts, hotspots.

use std::collections::BTreeMap;

use evade_stream::ReadError;

use crate::Build;
use crate::genome_build::plain_chromosome;
use crate::hotspot::{Hotspot, read_hotspots};
use crate::table::TextTable;
use crate::transcript::Transcript;

/// The genes that may be flagged, in the order tables print them.
pub const CORE_GENES: [&str; 11] =
    ["STK11", "KEAP1", "B2M", "JAK1", "JAK2", "PTEN", "KRAS", "EGFR", "HLA-A", "HLA-B", "HLA-C"];

/// Row that stands apart from `KRAS`.
pub const KRAS_G12D: &str = "KRAS_G12D";

/// What an alteration of the gene must do to matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Loss of the gene matters: tumour suppressors, interferon signalling.
    Suppressor,
    /// Loss matters: antigen presentation.
    AntigenPresentation,
    /// An activating change matters.
    Oncogene,
    /// None of these.
    Other,
}

impl Role {
    /// Whether it is the gene's loss that matters.
    #[must_use]
    pub fn is_loss(self) -> bool {
        matches!(self, Self::Suppressor | Self::AntigenPresentation)
    }

    /// The role of a core gene; [`Self::Other`] for any other gene.
    #[must_use]
    pub fn of_core(gene: &str) -> Self {
        match gene {
            "STK11" | "KEAP1" | "JAK1" | "JAK2" | "PTEN" => Self::Suppressor,
            "B2M" | "HLA-A" | "HLA-B" | "HLA-C" => Self::AntigenPresentation,
            "KRAS" | "EGFR" => Self::Oncogene,
            _ => Self::Other,
        }
    }
}

/// A gene of the panel.
#[derive(Debug, Clone)]
pub struct PanelGene {
    /// Approved symbol.
    pub symbol: String,
    /// Role as the table words it, such as `TSG-immune`.
    pub role_word: String,
    /// Ensembl gene id without version.
    pub ensembl: String,
    /// Chromosome without `chr`.
    pub chrom: String,
    /// First and last base on each build.
    pub span: BTreeMap<Build, (u64, u64)>,
    /// The MANE Select transcript on each build.
    pub transcripts: BTreeMap<Build, Transcript>,
    /// Accessions, without version, on which residue numbers are those of the hotspot table.
    pub accessions: Vec<String>,
    /// Hotspots in the table's order.
    pub hotspots: Vec<Hotspot>,
}

impl PanelGene {
    /// The transcript, on whichever build is at hand: coding lengths and residues are the same on both.
    #[must_use]
    pub fn transcript(&self, build: Option<Build>) -> Option<&Transcript> {
        build.and_then(|b| self.transcripts.get(&b)).or_else(|| self.transcripts.values().next())
    }

    /// Whether residue numbers on this transcript are those of the hotspot table.
    #[must_use]
    pub fn knows_transcript(&self, accession: &str) -> bool {
        let plain = without_version(accession);
        self.accessions.iter().any(|known| known == plain)
    }
}

/// All genes of the panel.
#[derive(Debug, Clone)]
pub struct GenePanel {
    genes: BTreeMap<String, PanelGene>,
}

impl GenePanel {
    /// Reads the three tables, each as file name and text.
    pub fn read(
        regions: (&str, &str),
        transcripts: (&str, &str),
        hotspots: (&str, &str),
    ) -> Result<Self, ReadError> {
        let mut genes = read_regions(regions)?;
        for (gene, build, transcript) in Transcript::read_table(transcripts)? {
            if let Some(gene) = genes.get_mut(&gene) {
                gene.transcripts.insert(build, transcript);
            }
        }
        for (gene, hotspot) in read_hotspots(hotspots)? {
            if let Some(gene) = genes.get_mut(&gene) {
                // The numbering of the hotspot's transcript is the table's own.
                if !gene.accessions.contains(&hotspot.transcript) {
                    gene.accessions.push(hotspot.transcript.clone());
                }
                gene.hotspots.push(hotspot);
            }
        }
        if let Some(missing) =
            CORE_GENES.iter().find(|g| genes.get(**g).is_none_or(|gene| gene.transcripts.len() != 2))
        {
            return Err(ReadError::new(transcripts.0, format!("{missing} has no transcript on both builds")));
        }
        Ok(Self { genes })
    }

    /// A gene by its approved symbol.
    #[must_use]
    pub fn gene(&self, symbol: &str) -> Option<&PanelGene> {
        self.genes.get(symbol)
    }

    /// A gene that may be flagged, by symbol.
    #[must_use]
    pub fn core_gene(&self, symbol: &str) -> Option<&PanelGene> {
        if CORE_GENES.contains(&symbol) { self.genes.get(symbol) } else { None }
    }

    /// A gene that may be flagged, by symbol or by Ensembl id.
    #[must_use]
    pub fn core_gene_by_any_id(&self, symbol: &str, ensembl: &str) -> Option<&PanelGene> {
        let plain = without_version(ensembl);
        self.core_gene(symbol).or_else(|| {
            let mut core = CORE_GENES.iter().filter_map(|g| self.genes.get(*g));
            core.find(|gene| !plain.is_empty() && gene.ensembl == plain)
        })
    }

    /// The core gene that holds this position.
    #[must_use]
    pub fn core_gene_at(&self, build: Build, chromosome: &str, position: u64) -> Option<&PanelGene> {
        let chromosome = plain_chromosome(chromosome);
        CORE_GENES.iter().filter_map(|g| self.genes.get(*g)).find(|gene| {
            let (start, end) = gene.span.get(&build).copied().unwrap_or_default();
            gene.chrom == chromosome && (start..=end).contains(&position)
        })
    }

    /// All genes, by symbol.
    pub fn genes(&self) -> impl Iterator<Item = &PanelGene> {
        self.genes.values()
    }
}

/// An accession without its version.
pub(crate) fn without_version(accession: &str) -> &str {
    accession.split('.').next().unwrap_or(accession)
}

fn read_regions((file, text): (&str, &str)) -> Result<BTreeMap<String, PanelGene>, ReadError> {
    let mut table = TextTable::from_text(file, text)?;
    let names = [
        "gene",
        "role",
        "ensembl_gene_id",
        "chrom",
        "grch37_start",
        "grch37_end",
        "grch38_start",
        "grch38_end",
        "mane_refseq_tx",
        "mane_ensembl_tx",
        "mane_plus_clinical",
    ];
    let places = names.iter().map(|name| table.required(&[name])).collect::<Result<Vec<_>, _>>()?;
    let mut genes = BTreeMap::new();
    while let Some(row) = table.next_row()? {
        let text = |i: usize| row.text(places.get(i).copied());
        let position = |i: usize| table.position(&row, places.get(i).copied().unwrap_or_default());
        let accessions = [text(8), text(9)]
            .into_iter()
            .chain(text(10).split('/'))
            .filter(|a| !matches!(*a, "" | "."))
            .map(|a| without_version(a).to_owned())
            .collect();
        let gene = PanelGene {
            symbol: text(0).to_owned(),
            role_word: text(1).to_owned(),
            ensembl: without_version(text(2)).to_owned(),
            chrom: text(3).to_owned(),
            span: BTreeMap::from([
                (Build::Grch37, (position(4)?, position(5)?)),
                (Build::Grch38, (position(6)?, position(7)?)),
            ]),
            transcripts: BTreeMap::new(),
            accessions,
            hotspots: Vec::new(),
        };
        genes.insert(gene.symbol.clone(), gene);
    }
    Ok(genes)
}
