//! Known 5' partners of the judged fusion genes: where they lie, and which kinases they are fused with.

use std::sync::LazyLock;

use evade_stream::ReadError;

use crate::Build;
use crate::table::{Row, TextTable};

/// File name and text of the table, part of the rules of variants.
pub const FUSION_PARTNERS: (&str, &str) =
    ("alterations/fusion-partners.tsv", include_str!("../../../signatures/alterations/fusion-partners.tsv"));

/// Where a partner lies on one build. The assemblies differ: NCOA4 is read in opposite directions on the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PartnerPlace {
    pub(crate) is_reverse: bool,
    /// First and last base of the transcript.
    span: (u64, u64),
    /// First and last coding base in order of position.
    coding: (u64, u64),
}

impl PartnerPlace {
    /// Whether a break at this position leaves the beginning of the protein.
    pub(crate) fn is_coding_at(&self, position: u64) -> bool {
        (self.coding.0..=self.coding.1).contains(&position)
    }
}

/// A gene that gives the 5' part of published fusions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Partner {
    pub(crate) symbol: String,
    /// The kinases that it is fused with.
    fused_with: Vec<String>,
    chrom: String,
    grch37: PartnerPlace,
    grch38: PartnerPlace,
}

impl Partner {
    pub(crate) fn place(&self, build: Build) -> PartnerPlace {
        match build {
            Build::Grch37 => self.grch37,
            Build::Grch38 => self.grch38,
        }
    }

    /// Whether fusions of it with this gene are published.
    pub(crate) fn is_partner_of(&self, kinase: &str) -> bool {
        self.fused_with.iter().any(|known| known == kinase)
    }
}

static TABLE: LazyLock<Result<Vec<Partner>, ReadError>> = LazyLock::new(read);

fn all() -> &'static [Partner] {
    TABLE.as_deref().unwrap_or(&[])
}

/// Says what is wrong with the table, if anything.
pub(crate) fn check() -> Result<(), ReadError> {
    TABLE.as_ref().map(|_| ()).map_err(Clone::clone)
}

/// The partners whose transcript holds this position.
pub(crate) fn at(build: Build, chrom: &str, position: u64) -> impl Iterator<Item = &'static Partner> {
    let holds = move |partner: &&Partner| {
        let (first, last) = partner.place(build).span;
        (first..=last).contains(&position)
    };
    all().iter().filter(move |partner| partner.chrom == chrom).filter(holds)
}

/// Whether fusions of the two are published.
pub(crate) fn is_known_pair(five: &str, three: &str) -> bool {
    all().iter().any(|partner| partner.symbol == five && partner.is_partner_of(three))
}

/// Whether a partner is read from the reverse strand; on either build where none is stated and both agree.
pub(crate) fn is_reverse(symbol: &str, build: Option<Build>) -> Option<bool> {
    let partner = all().iter().find(|partner| partner.symbol == symbol)?;
    match build {
        Some(build) => Some(partner.place(build).is_reverse),
        None => {
            let of = |build| partner.place(build).is_reverse;
            (of(Build::Grch37) == of(Build::Grch38)).then(|| of(Build::Grch37))
        }
    }
}

fn read() -> Result<Vec<Partner>, ReadError> {
    let (file, text) = FUSION_PARTNERS;
    let mut table = TextTable::from_text(file, text)?;
    let [gene, fused_with, chrom] = ["gene", "fused_with", "chrom"].map(|name| table.required(&[name]));
    let (gene, fused_with, chrom) = (gene?, fused_with?, chrom?);
    let mut partners = Vec::new();
    while let Some(row) = table.next_row()? {
        partners.push(Partner {
            symbol: row.text(Some(gene)).to_owned(),
            fused_with: row.text(Some(fused_with)).split(';').map(str::to_owned).collect(),
            chrom: row.text(Some(chrom)).to_owned(),
            grch37: place(&table, &row, "grch37")?,
            grch38: place(&table, &row, "grch38")?,
        });
    }
    Ok(partners)
}

fn place(table: &TextTable<'_>, row: &Row<'_>, build: &str) -> Result<PartnerPlace, ReadError> {
    let column = |name: &str| table.required(&[&format!("{build}_{name}")]);
    let position = |name: &str| table.position(row, column(name)?);
    Ok(PartnerPlace {
        is_reverse: row.text(Some(column("strand")?)) == "-",
        span: (position("start")?, position("end")?),
        coding: (position("cds_start")?, position("cds_end")?),
    })
}

#[cfg(test)]
mod tests {
    use evade_core::GeneRole;

    use super::*;
    use crate::panel::role_of;

    #[test]
    fn every_partner_is_of_a_judged_fusion_gene() {
        assert_eq!(check().map_err(|e| e.to_string()), Ok(()));
        for partner in all() {
            assert_eq!(all().iter().filter(|other| other.symbol == partner.symbol).count(), 1);
            for kinase in &partner.fused_with {
                assert_eq!(role_of(kinase), GeneRole::FusedOncogene, "{}", partner.symbol);
            }
            for place in [partner.grch37, partner.grch38] {
                assert!(place.span.0 <= place.coding.0 && place.coding.1 <= place.span.1);
            }
        }
        assert!(
            is_known_pair("EML4", "ALK") && !is_known_pair("ALK", "EML4") && !is_known_pair("EML4", "RET")
        );
    }

    /// Junctions of a fusion reference standard on `GRCh38` lie in the partners.
    #[test]
    fn published_breakpoints_lie_in_their_partners() {
        for (symbol, chrom, position) in [
            ("KIF5B", "10", 32_017_143),
            ("SLC34A2", "4", 25_664_330),
            ("LMNA", "1", 156_130_773),
            ("CD74", "5", 150_404_680),
            ("TPM3", "1", 154_170_400),
        ] {
            let mut found = at(Build::Grch38, chrom, position);
            assert!(
                found.any(|p| p.symbol == symbol && p.place(Build::Grch38).is_coding_at(position)),
                "{symbol}"
            );
        }
    }
}
