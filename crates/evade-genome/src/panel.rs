//! The genes that are judged: roles, transcripts, hotspots.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use evade_core::{GeneRole, UnknownWord};
use evade_stream::ReadError;

use crate::Build;
use crate::fusion_partner;
use crate::gene_rules;
use crate::genome_build::plain_chromosome;
use crate::hotspot::{Hotspot, read_hotspots};
use crate::table::TextTable;
use crate::transcript::Transcript;

/// Genes whose rows come first, in this order.
pub static CORE_GENES: LazyLock<Vec<&str>> =
    LazyLock::new(|| gene_rules::all().iter().filter(|g| g.core).map(|g| g.symbol.as_str()).collect());

/// All genes that are judged, in the order tables print them, with their roles. The role of a gene stands in the
/// table of regions too; reading the panel holds the two together.
pub static GENES: LazyLock<Vec<(&str, GeneRole)>> =
    LazyLock::new(|| gene_rules::all().iter().map(|g| (g.symbol.as_str(), g.role)).collect());

/// The role of a gene; [`GeneRole::Other`] for one that is not judged.
#[must_use]
pub fn role_of(gene: &str) -> GeneRole {
    gene_rules::of(gene).map_or(GeneRole::Other, |rules| rules.role)
}

/// A gene of the panel.
#[derive(Debug, Clone)]
pub struct PanelGene {
    /// Approved symbol.
    pub symbol: String,
    /// What an alteration must do to matter.
    pub role: GeneRole,
    /// Ensembl gene id without version.
    pub ensembl: String,
    /// Entrez gene id.
    pub entrez: String,
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
    /// Symbols by Ensembl id, by Entrez id and by accession of a transcript, without versions.
    by_id: BTreeMap<String, String>,
}

impl GenePanel {
    /// Reads the three tables, each as file name and text.
    pub fn read(
        regions: (&str, &str),
        transcripts: (&str, &str),
        hotspots: (&str, &str),
    ) -> Result<Self, ReadError> {
        gene_rules::check()?;
        fusion_partner::check()?;
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
            return Err(ReadError::absent(
                transcripts.0,
                format!("{missing} has no transcript on both builds"),
            ));
        }
        if let Some((missing, _)) = GENES.iter().find(|(g, role)| {
            genes.get(*g).is_none_or(|gene| gene.role != *role || gene.transcripts.is_empty())
        }) {
            return Err(ReadError::mismatch(regions.0, format!("{missing} is missing or has another role")));
        }
        let ids_of = |gene: &PanelGene| {
            let ids = gene.accessions.iter().chain([&gene.ensembl, &gene.entrez]);
            ids.map(|id| (id.clone(), gene.symbol.clone())).collect::<Vec<_>>()
        };
        let by_id = genes.values().flat_map(ids_of).collect();
        Ok(Self { genes, by_id })
    }

    /// A gene by its approved symbol.
    #[must_use]
    pub fn gene(&self, symbol: &str) -> Option<&PanelGene> {
        self.genes.get(symbol)
    }

    /// A gene that is judged, by symbol or by another of its names, such as `HER2`.
    #[must_use]
    pub fn core_gene(&self, name: &str) -> Option<&PanelGene> {
        self.genes.get(name).or_else(|| self.genes.get(gene_rules::symbol_of(name)?))
    }

    /// A gene that is judged, by symbol, or by any of its ids: Ensembl's, Entrez', or that of a listed transcript.
    #[must_use]
    pub fn core_gene_by_any_id(&self, symbol: &str, ids: &[&str]) -> Option<&PanelGene> {
        let by_id = || ids.iter().find_map(|id| self.by_id.get(without_version(id)));
        self.core_gene(symbol).or_else(|| self.genes.get(by_id()?))
    }

    /// The judged genes in the order tables print them.
    pub fn judged_genes(&self) -> impl Iterator<Item = &PanelGene> {
        GENES.iter().filter_map(|(symbol, _)| self.genes.get(*symbol))
    }

    /// The judged gene that holds this position.
    #[must_use]
    pub fn core_gene_at(&self, build: Build, chromosome: &str, position: u64) -> Option<&PanelGene> {
        let chromosome = plain_chromosome(chromosome);
        self.judged_genes().find(|gene| {
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
        "ncbi_gene_id",
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
            role: text(1).parse().map_err(|e: UnknownWord| {
                table.error(&row, places.get(1).copied().unwrap_or_default(), e.to_string())
            })?,
            ensembl: without_version(text(2)).to_owned(),
            entrez: text(11).to_owned(),
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
