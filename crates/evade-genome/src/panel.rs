//! The genes that are judged: roles, transcripts, hotspots.

use std::collections::BTreeMap;

use evade_stream::ReadError;

use crate::Build;
use crate::genome_build::plain_chromosome;
use crate::hotspot::{Hotspot, read_hotspots};
use crate::table::TextTable;
use crate::transcript::Transcript;

/// Genes whose rows come first, in this order.
pub const CORE_GENES: [&str; 11] =
    ["STK11", "KEAP1", "B2M", "JAK1", "JAK2", "PTEN", "KRAS", "EGFR", "HLA-A", "HLA-B", "HLA-C"];

/// Row that stands apart from `KRAS`.
pub const KRAS_G12D: &str = "KRAS_G12D";

/// All genes that are judged, in the order tables print them, with their roles. The role of a gene stands in the
/// table of regions; a test holds the two together.
pub const GENES: [(&str, Role); 62] = [
    ("STK11", Role::Suppressor),
    ("KEAP1", Role::Suppressor),
    ("B2M", Role::Suppressor),
    ("JAK1", Role::ImmuneSuppressor),
    ("JAK2", Role::ImmuneSuppressor),
    ("PTEN", Role::Suppressor),
    ("KRAS", Role::Oncogene),
    ("EGFR", Role::Oncogene),
    ("HLA-A", Role::AntigenPresentation),
    ("HLA-B", Role::AntigenPresentation),
    ("HLA-C", Role::AntigenPresentation),
    ("NFE2L2", Role::Oncogene),
    ("CUL3", Role::Suppressor),
    ("SMARCA4", Role::Suppressor),
    ("TP53", Role::Suppressor),
    ("RB1", Role::Suppressor),
    ("CDKN2A", Role::Suppressor),
    ("CDKN2B", Role::Suppressor),
    ("MTAP", Role::Suppressor),
    ("TAP1", Role::AntigenPresentation),
    ("TAP2", Role::AntigenPresentation),
    ("TAPBP", Role::AntigenPresentation),
    ("NLRC5", Role::AntigenPresentation),
    ("CALR", Role::AntigenPresentation),
    ("CANX", Role::AntigenPresentation),
    ("PDIA3", Role::AntigenPresentation),
    ("ERAP1", Role::AntigenPresentation),
    ("ERAP2", Role::AntigenPresentation),
    ("CIITA", Role::AntigenPresentation),
    ("RFX5", Role::AntigenPresentation),
    ("IRF1", Role::ImmuneSuppressor),
    ("IFNGR1", Role::ImmuneSuppressor),
    ("IFNGR2", Role::ImmuneSuppressor),
    ("STAT1", Role::ImmuneSuppressor),
    ("SOCS1", Role::ImmuneSuppressor),
    ("APLNR", Role::ImmuneSuppressor),
    ("CASP8", Role::ImmuneSuppressor),
    ("POLE", Role::Modifier),
    ("POLD1", Role::Modifier),
    ("MLH1", Role::Suppressor),
    ("MSH2", Role::Suppressor),
    ("MSH6", Role::Suppressor),
    ("PMS2", Role::Suppressor),
    ("MDM2", Role::AmplifiedOncogene),
    ("MDM4", Role::AmplifiedOncogene),
    ("CD274", Role::AmplifiedOncogene),
    ("PDCD1LG2", Role::AmplifiedOncogene),
    ("DNMT3A", Role::Suppressor),
    ("BRAF", Role::Oncogene),
    ("ALK", Role::FusedOncogene),
    ("ROS1", Role::FusedOncogene),
    ("RET", Role::FusedOncogene),
    ("MET", Role::Oncogene),
    ("ERBB2", Role::Oncogene),
    ("PIK3CA", Role::Oncogene),
    ("NF1", Role::Suppressor),
    ("ARID1A", Role::Suppressor),
    ("PBRM1", Role::Suppressor),
    ("ATM", Role::Suppressor),
    ("SETD2", Role::Suppressor),
    ("CCND1", Role::AmplifiedOncogene),
    ("STAT3", Role::Oncogene),
];

/// What an alteration of the gene must do to matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Loss of a tumour suppressor.
    Suppressor,
    /// Loss of interferon signalling or of a death receptor's path.
    ImmuneSuppressor,
    /// Loss of antigen presentation.
    AntigenPresentation,
    /// An activating change.
    Oncogene,
    /// Amplification.
    AmplifiedOncogene,
    /// A fusion that keeps the kinase, or an activating change.
    FusedOncogene,
    /// A change of the proofreading domain.
    Modifier,
    /// None of these.
    Other,
}

impl Role {
    /// Whether it is the gene's loss that matters.
    #[must_use]
    pub fn is_loss(self) -> bool {
        matches!(self, Self::Suppressor | Self::ImmuneSuppressor | Self::AntigenPresentation)
    }

    /// The role of a gene; [`Self::Other`] for one that is not judged.
    #[must_use]
    pub fn of(gene: &str) -> Self {
        let gene = if gene == KRAS_G12D { "KRAS" } else { gene };
        GENES.iter().find(|(name, _)| *name == gene).map_or(Self::Other, |(_, role)| *role)
    }

    /// The word of the table of regions.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Suppressor => "TSG",
            Self::ImmuneSuppressor => "TSG-immune",
            Self::AntigenPresentation => "APM",
            Self::Oncogene => "ONC",
            Self::AmplifiedOncogene => "ONC-AMP",
            Self::FusedOncogene => "ONC-FUSION",
            Self::Modifier => "MODIFIER",
            Self::Other => "other",
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
            genes.get(*g).is_none_or(|gene| gene.role_word != role.as_str() || gene.transcripts.is_empty())
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

    /// A gene that is judged, by symbol.
    #[must_use]
    pub fn core_gene(&self, symbol: &str) -> Option<&PanelGene> {
        self.genes.get(symbol)
    }

    /// A gene that is judged, by symbol, or by any of its ids: Ensembl's, Entrez', or that of a listed transcript.
    #[must_use]
    pub fn core_gene_by_any_id(&self, symbol: &str, ids: &[&str]) -> Option<&PanelGene> {
        let by_id = || ids.iter().find_map(|id| self.by_id.get(without_version(id)));
        self.genes.get(symbol).or_else(|| self.genes.get(by_id()?))
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
            role_word: text(1).to_owned(),
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
