//! What becomes of a patient's tumour between two biopsies, and what that moves.

use evade_core::Phenotype::{self, Active, Desert, Excluded, Suppressed};

use crate::model::{Fractions, STROMA, SUPPRESSIVE, T_EFFECTOR};

/// What the later of two samples is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PairScenario {
    /// The same tumour, unchanged.
    NoChange,
    /// More T cells with inhibitory receptors, and more suppressive cells.
    Exhaustion,
    /// More stroma, fewer T cells.
    Exclusion,
    /// B2M was lost, and with it MHC class I.
    B2mLoss,
    /// A neuroendocrine programme rose, RB1 and TP53 were lost, the driver was kept.
    Transformation,
    /// More hypoxia, fewer CD8 T cells, less MHC.
    HypoxiaTriple,
    /// A sample of another person.
    Swap,
    /// Another primary tumour of the same person.
    SecondPrimary,
}

/// What became of an axis of the phenotype call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AxisTruth {
    Up,
    Down,
    /// Nothing that was planted moves it.
    Unchanged,
    /// It may have moved with what was planted: it counts neither way.
    Open,
}

/// Genes that move together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Genes {
    /// The upper part of a set of the catalogue.
    Set(&'static str),
    Named(&'static [&'static str]),
}

/// What a scenario plants in RNA.
#[derive(Debug, PartialEq)]
pub(super) struct Plan {
    /// Classes of the earlier sample.
    pub(super) classes: &'static [Phenotype],
    /// Factors on the fractions of the compartments, which then add up to one again.
    pub(super) compartments: &'static [(usize, f64)],
    /// Genes and how far they move in the whole tumour, in log2.
    pub(super) rna: &'static [(Genes, f64)],
    /// T, G, P, S, X.
    pub(super) axes: [AxisTruth; 5],
}

const ANY: &[Phenotype] = &[Active, Suppressed, Excluded, Desert];
const INHIBITORY_RECEPTORS: &[&str] = &["PDCD1", "HAVCR2", "LAG3", "TIGIT", "CTLA4", "TOX", "ENTPD1"];

use AxisTruth::{Down, Open, Unchanged, Up};

const NO_CHANGE: Plan = Plan { classes: ANY, compartments: &[], rna: &[], axes: [Unchanged; 5] };
const EXHAUSTION: Plan = Plan {
    classes: &[Excluded, Desert],
    compartments: &[(T_EFFECTOR, 3.0), (SUPPRESSIVE, 5.0)],
    rna: &[(Genes::Named(INHIBITORY_RECEPTORS), 1.0)],
    axes: [Up, Open, Open, Up, Open],
};
const EXCLUSION: Plan = Plan {
    classes: &[Active, Suppressed],
    compartments: &[(T_EFFECTOR, 0.3), (STROMA, 4.0)],
    rna: &[],
    axes: [Down, Open, Open, Open, Up],
};
const B2M_LOSS: Plan = Plan {
    classes: ANY,
    compartments: &[],
    rna: &[(Genes::Set("mhc1_liu2019"), -2.0), (Genes::Named(&["B2M"]), -1.0)],
    axes: [Unchanged, Unchanged, Down, Unchanged, Unchanged],
};
const TRANSFORMATION: Plan = Plan {
    classes: ANY,
    compartments: &[],
    rna: &[(Genes::Set("ne_score_zhang2018"), 4.0), (Genes::Set("ne_tf_rudin2019"), 4.0)],
    axes: [Unchanged; 5],
};
const HYPOXIA_TRIPLE: Plan = Plan {
    classes: &[Active, Suppressed],
    compartments: &[(T_EFFECTOR, 0.25)],
    rna: &[
        (Genes::Set("hypoxia_buffa2010"), 2.0),
        (Genes::Set("mhc1_liu2019"), -2.0),
        (Genes::Set("mhc2_liu2019"), -2.0),
    ],
    axes: [Down, Open, Down, Open, Open],
};
const OTHER_TUMOUR: Plan = Plan { classes: ANY, compartments: &[], rna: &[], axes: [Open; 5] };

impl PairScenario {
    /// Every one, in the order in which patients are given them.
    pub const ALL: [Self; 8] = [
        Self::NoChange,
        Self::Exhaustion,
        Self::Exclusion,
        Self::B2mLoss,
        Self::Transformation,
        Self::HypoxiaTriple,
        Self::Swap,
        Self::SecondPrimary,
    ];

    /// The word of the truth table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoChange => "no_change",
            Self::Exhaustion => "exhaustion",
            Self::Exclusion => "exclusion",
            Self::B2mLoss => "b2m_loss",
            Self::Transformation => "transformation",
            Self::HypoxiaTriple => "hypoxia_triple",
            Self::Swap => "swap",
            Self::SecondPrimary => "second_primary",
        }
    }

    /// Whether both samples are of one person.
    #[must_use]
    pub fn is_one_person(self) -> bool {
        self != Self::Swap
    }

    /// Whether both samples are of one clone.
    #[must_use]
    pub fn is_one_clone(self) -> bool {
        !matches!(self, Self::Swap | Self::SecondPrimary)
    }

    pub(super) fn plan(self) -> &'static Plan {
        match self {
            Self::NoChange => &NO_CHANGE,
            Self::Exhaustion => &EXHAUSTION,
            Self::Exclusion => &EXCLUSION,
            Self::B2mLoss => &B2M_LOSS,
            Self::Transformation => &TRANSFORMATION,
            Self::HypoxiaTriple => &HYPOXIA_TRIPLE,
            Self::Swap | Self::SecondPrimary => &OTHER_TUMOUR,
        }
    }
}

impl Plan {
    /// Fractions of the later sample of a tumour that had these.
    pub(super) fn later(&self, mut fractions: Fractions) -> Fractions {
        for &(compartment, factor) in self.compartments {
            fractions[compartment] *= factor;
        }
        let sum: f64 = fractions.iter().sum();
        fractions.map(|fraction| fraction / sum)
    }
}

impl AxisTruth {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Unchanged => "unchanged",
            Self::Open => "open",
        }
    }
}
