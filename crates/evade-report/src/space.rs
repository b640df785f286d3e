//! How much of each part the front page says, from everything to what one sheet holds; the rest is on the following pages.

/// The less space, the more moves to the following pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Space {
    /// Everything.
    Ample,
    /// What is published on the findings moves.
    MeaningsBelow,
    /// Keys of marks and strips move, and the ends of long lists of genes.
    KeysBelow,
    /// The lines of evidence of mechanisms move, and the remarks on axes.
    EvidenceBelow,
    /// Readouts that agree with their finding move, some findings, and some mechanisms.
    Least,
}

impl Space {
    /// From the most to the least.
    pub(crate) const ALL: [Self; 5] =
        [Self::Ample, Self::MeaningsBelow, Self::KeysBelow, Self::EvidenceBelow, Self::Least];

    /// Letters of what is published on the findings.
    pub(crate) fn meaning(self) -> usize {
        if self == Self::Ample { 700 } else { 0 }
    }

    /// Whether marks and strips are explained.
    pub(crate) fn has_keys(self) -> bool {
        self < Self::KeysBelow
    }

    /// Names of genes in which nothing was found, in one list.
    pub(crate) fn names(self) -> usize {
        if self.has_keys() { usize::MAX } else { 10 }
    }

    /// Rows of genes with a finding; the following pages have every gene.
    pub(crate) fn findings(self) -> usize {
        if self == Self::Least { 4 } else { 6 }
    }

    /// Mechanisms that are named.
    pub(crate) fn mechanisms(self) -> usize {
        if self == Self::Least { 3 } else { 5 }
    }

    /// Whether findings have readouts that agree with them.
    pub(crate) fn has_readouts(self) -> bool {
        self != Self::Least
    }

    /// Whether mechanisms have their lines of evidence, and axes their remarks.
    pub(crate) fn has_evidence(self) -> bool {
        self < Self::EvidenceBelow
    }
}
