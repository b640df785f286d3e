//! What signatures are called and what they measure.

use std::collections::BTreeMap;

use evade_core::Signature;

/// Names of signatures for the page, taken from their catalogue; a profile holds their ids.
///
/// ```
/// use evade_core::Signature;
/// use evade_report::SignatureNames;
///
/// let cd8 = Signature { name: "CD8 T cells".into(), ..Signature::plain("cd8", vec![], vec![]) };
/// assert_eq!(SignatureNames::of(&[cd8]).name("cd8"), Some("CD8 T cells"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignatureNames(BTreeMap<String, Name>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    name: String,
    citation: String,
}

impl SignatureNames {
    /// The names of these signatures.
    #[must_use]
    pub fn of(signatures: &[Signature]) -> Self {
        let name = |s: &Signature| Name { name: s.name.clone(), citation: s.citation.clone() };
        Self(signatures.iter().map(|s| (s.id.clone(), name(s))).collect())
    }

    /// What the signature is called; absent for a set that has no name, as those of a user.
    #[must_use]
    pub fn name(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(|known| known.name.as_str()).filter(|name| !name.is_empty())
    }

    /// Where it was published.
    pub(crate) fn citation(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(|known| known.citation.as_str()).filter(|citation| !citation.is_empty())
    }
}

/// Title of a theme of the catalogue, and what its signatures measure; the theme's own word for a new one.
pub(crate) fn theme(axis: &str) -> (String, &'static str) {
    let (title, measures) = match axis {
        "" => ("Sets of the user", "as the user defines them"),
        "angiogenesis" => ("Angiogenesis", "growth of blood vessels"),
        "antigen_presentation" => {
            ("Antigen presentation", "RNA of the molecules that show antigens to T cells")
        }
        "b_cell" => ("B and plasma cells", "amount of B and plasma cells"),
        "caf" => ("Cancer-associated fibroblasts", "amount and kinds of fibroblasts, and their matrix"),
        "checkpoint" => {
            ("Immune checkpoint molecules", "RNA of the receptors and ligands that restrain T cells")
        }
        "cytotoxicity" => ("Cytotoxic and effector T cells", "programme by which T and NK cells kill"),
        "dc" => ("Dendritic cells", "amount and kinds of cells that prime T cells"),
        "emt" => ("Epithelial-mesenchymal transition", "how mesenchymal the tumour cells are"),
        "exhaustion" => ("T-cell exhaustion and memory", "exhausted, progenitor and tissue-resident T cells"),
        "hypoxia" => ("Hypoxia", "response to lack of oxygen"),
        "ifng_inflamed" => ("Interferon-gamma response", "response of the tissue to the T cells' signal"),
        "mdsc" => ("Suppressive myeloid cells", "myeloid-derived suppressor cells and neutrophils"),
        "ne_transformation" => ("Neuroendocrine transformation", "likeness to small-cell cancer"),
        "nk" => ("Natural killer cells", "amount of natural killer cells"),
        "t_cell" => ("T cells", "amount of T cells"),
        "tam" => ("Tumour-associated macrophages", "amount and kinds of macrophages"),
        "tgfb" => ("TGF-beta pathway", "response to transforming growth factor beta"),
        "tls" => ("Tertiary lymphoid structures", "organised clusters of B and T cells"),
        "tme_subtyping" => ("Composition of the tissue", "shares of stroma, immune cells and their kinds"),
        "treg" => ("Regulatory T cells", "amount of T cells that suppress others"),
        "tumour_intrinsic" => ("Pathways of the tumour cell", "traces of KEAP1 and STK11 loss in RNA"),
        other => return (crate::text::capitalised(&crate::text::spaced(other)), "signatures of this theme"),
    };
    (title.to_owned(), measures)
}
