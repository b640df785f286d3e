//! What is planted for each mechanism: alterations, HLA, genes of the RNA, PD-L1. It follows what the review says of the
//! mechanism (Shi et al., Front Immunol 2025) and the genes of published sets, never the rules by which evade reads a tumour.

use evade_core::Phenotype::{self, Active, Desert, Excluded, Suppressed};

/// A mechanism that can be planted.
#[derive(Debug, PartialEq)]
pub(crate) struct Plan {
    /// Id of the mechanism in the knowledge base.
    pub(crate) id: &'static str,
    /// Classes of tumours in which it is planted.
    pub(crate) classes: &'static [Phenotype],
    pub(crate) alterations: &'static [Alteration],
    /// Whether one allele of HLA-A, -B and -C is lost.
    pub(crate) hla_loss: bool,
    pub(crate) rna: &'static [Change],
    /// PD-L1 of tumour cells: the least and the most percentage.
    pub(crate) pdl1: Option<[usize; 2]>,
    /// The histology that the mechanism is described for.
    pub(crate) histology: Option<&'static str>,
    /// What a tumour lacks, all of it, that certainly does not have the mechanism.
    pub(crate) absent: &'static [Lack],
}

/// An alteration to be planted.
#[derive(Debug, PartialEq)]
pub(crate) enum Alteration {
    /// Both copies of one of these genes are lost: a variant, and the loss of the other copy.
    Loss(&'static [&'static str]),
    /// An activating change of a gene; without `change`, any of the table.
    Activation { gene: &'static str, change: Option<&'static str> },
}

/// Genes that move together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Genes {
    /// A set of the catalogue.
    Set(&'static str),
    Named(&'static [&'static str]),
    /// The gene of which both copies were lost.
    Lost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
}

/// A change of expression.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Change {
    pub(crate) genes: Genes,
    pub(crate) way: Way,
}

/// Something that a tumour without the mechanism does not have.
#[derive(Debug, PartialEq)]
pub(crate) enum Lack {
    /// Any alteration of the gene.
    Gene(&'static str),
    /// This protein change.
    Variant { gene: &'static str, change: &'static str },
    /// A lost, or an untested, allele of HLA-A, -B or -C.
    HlaLoss,
    /// The expression is moved so, which is the other way than in the mechanism.
    Moved(Change),
}

const fn up(set: &'static str) -> Change {
    Change { genes: Genes::Set(set), way: Way::Up }
}

const fn down(set: &'static str) -> Change {
    Change { genes: Genes::Set(set), way: Way::Down }
}

const LOST_GENE_DOWN: Change = Change { genes: Genes::Lost, way: Way::Down };
const G12D: &str = "p.Gly12Asp";
const ANY: &[Phenotype] = &[Active, Suppressed, Excluded, Desert];

const NOTHING: Plan = Plan {
    id: "",
    classes: ANY,
    alterations: &[],
    hla_loss: false,
    rna: &[],
    pdl1: None,
    histology: None,
    absent: &[],
};

/// Every mechanism that can be planted, in the order of the knowledge base.
pub(crate) const PLANS: [Plan; 13] = [
    // Without LKB1, granulocytic suppressor cells gather (section 3.2.3).
    Plan {
        id: "MDS-05",
        alterations: &[Alteration::Loss(&["STK11"])],
        rna: &[up("mdsc_gran_cristescu2022"), up("lkb1_loss_kaufman2014")],
        absent: &[Lack::Gene("STK11")],
        ..NOTHING
    },
    // Fibroblasts in tumours with lymphoid structures (section 3.2.4).
    Plan {
        id: "CAF-04",
        classes: &[Active, Suppressed, Excluded],
        rna: &[
            up("tls_cabrita2020"),
            Change { genes: Genes::Named(&["FAP", "ACTA2", "MYH11"]), way: Way::Up },
        ],
        absent: &[Lack::Moved(down("tls_cabrita2020"))],
        ..NOTHING
    },
    // EGFR raises TGF-beta, which curbs CD8 T cells (section 4.3.4).
    Plan {
        id: "CYT-01",
        classes: &[Excluded, Desert],
        alterations: &[Alteration::Activation { gene: "EGFR", change: None }],
        rna: &[up("f_tbrs_mariathasan2018"), down("cd8_danaher2017")],
        absent: &[Lack::Gene("EGFR")],
        ..NOTHING
    },
    // Loss of HLA class I alleles in tumours with T cells and PD-L1 (section 3.3).
    Plan {
        id: "APM-01",
        classes: &[Active],
        hla_loss: true,
        pdl1: Some([50, 95]),
        absent: &[Lack::HlaLoss],
        ..NOTHING
    },
    Plan {
        id: "APM-02",
        alterations: &[Alteration::Loss(&["B2M"])],
        rna: &[LOST_GENE_DOWN, down("mhc1_liu2019")],
        absent: &[Lack::Gene("B2M")],
        ..NOTHING
    },
    // KEAP1-mutant tumours attract fewer dendritic cells (section 3.3).
    Plan {
        id: "APM-04",
        classes: &[Suppressed, Excluded, Desert],
        alterations: &[Alteration::Loss(&["KEAP1"])],
        rna: &[down("cdc1_luca_salcher"), up("nrf2_singh2008")],
        absent: &[Lack::Gene("KEAP1")],
        ..NOTHING
    },
    // Without JAK1 or JAK2 interferon gamma induces neither its genes nor MHC class I (section 3.3).
    Plan {
        id: "APM-05",
        alterations: &[Alteration::Loss(&["JAK1", "JAK2"])],
        rna: &[LOST_GENE_DOWN, down("ifng6_ayers2017"), down("mhc1_liu2019")],
        absent: &[
            Lack::Gene("JAK1"),
            Lack::Gene("JAK2"),
            Lack::Gene("B2M"),
            Lack::HlaLoss,
            Lack::Moved(up("mhc1_liu2019")),
        ],
        ..NOTHING
    },
    // Hypoxia drives epithelial-mesenchymal transition (section 3.3).
    Plan {
        id: "HYP-01",
        rna: &[up("hypoxia_buffa2010"), up("emt_thompson2020")],
        absent: &[Lack::Moved(down("hypoxia_buffa2010"))],
        ..NOTHING
    },
    // Hypoxic areas with few CD8 T cells and little MHC (section 3.3); described as a change between two biopsies.
    Plan {
        id: "HYP-03",
        classes: &[Excluded, Desert],
        rna: &[up("hypoxia_buffa2010"), down("cd8_danaher2017"), down("mhc1_liu2019"), down("mhc2_liu2019")],
        absent: &[Lack::Moved(down("hypoxia_buffa2010"))],
        ..NOTHING
    },
    // Macrophages and FOXP3-positive cells in KRAS-mutant tumours (section 3.4).
    Plan {
        id: "IMM-01",
        alterations: &[Alteration::Activation { gene: "KRAS", change: None }],
        rna: &[up("m2_combes2022"), up("treg_combes2022")],
        absent: &[Lack::Gene("KRAS")],
        ..NOTHING
    },
    // KRAS G12D with little PD-L1 and few CD8 T cells (section 3.4).
    Plan {
        id: "IMM-03",
        classes: &[Desert],
        alterations: &[Alteration::Activation { gene: "KRAS", change: Some(G12D) }],
        rna: &[down("cd8_danaher2017"), Change { genes: Genes::Named(&["CD274"]), way: Way::Down }],
        pdl1: Some([0, 0]),
        absent: &[Lack::Variant { gene: "KRAS", change: G12D }],
        ..NOTHING
    },
    // STK11 or KEAP1 beside KRAS (section 3.4).
    Plan {
        id: "IMM-04",
        alterations: &[
            Alteration::Activation { gene: "KRAS", change: None },
            Alteration::Loss(&["STK11", "KEAP1"]),
        ],
        histology: Some("LUAD"),
        absent: &[Lack::Gene("KRAS")],
        ..NOTHING
    },
    // Loss of PTEN with more regulatory T cells (section 3.4).
    Plan {
        id: "IMM-09",
        alterations: &[Alteration::Loss(&["PTEN"])],
        rna: &[LOST_GENE_DOWN, up("treg_combes2022")],
        absent: &[Lack::Gene("PTEN")],
        ..NOTHING
    },
];

impl Plan {
    /// Whether DNA decides on it.
    pub(crate) fn needs_dna(&self) -> bool {
        self.hla_loss || !self.alterations.is_empty()
    }
}

impl Way {
    pub(crate) fn sign(self) -> f64 {
        match self {
            Self::Up => 1.0,
            Self::Down => -1.0,
        }
    }
}
