//! Recurrent alleles by their place in the genome: they need neither annotation nor sequence.

use std::collections::HashMap;

use evade_core::EffectClass;
use evade_stream::ReadError;

use crate::Build;
use crate::allele::Allele;
use crate::table::TextTable;

/// What a recurrent allele does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotspotAllele {
    /// Its effect; for insertions and deletions the frame tells.
    pub effect: Option<EffectClass>,
    /// Protein change in the numbering of the source, with `p.`.
    pub change: String,
}

/// The table of recurrent alleles on both builds.
#[derive(Debug, Clone, Default)]
pub struct HotspotAlleles {
    by_allele: HashMap<(Build, String, Allele), HotspotAllele>,
}

impl HotspotAlleles {
    /// Reads the table, as file name and text.
    pub fn read((file, text): (&str, &str)) -> Result<Self, ReadError> {
        let mut table = TextTable::from_text(file, text)?;
        let names = ["build", "gene", "pos", "ref", "alt", "class", "protein_change"];
        let places = names.iter().map(|name| table.required(&[name])).collect::<Result<Vec<_>, _>>()?;
        let mut by_allele = HashMap::new();
        while let Some(row) = table.next_row()? {
            let place = |i: usize| places.get(i).copied().unwrap_or_default();
            let text = |i: usize| row.text(Some(place(i)));
            let build = Build::parse(text(0))
                .ok_or_else(|| table.error(&row, place(0), format!("'{}' is not a genome build", text(0))))?;
            let effect = match text(5) {
                "Missense_Mutation" => Some(EffectClass::Missense),
                "Nonsense_Mutation" => Some(EffectClass::Truncating),
                _ => None,
            };
            let allele = Allele::from_maf(table.position(&row, place(2))?, text(3), text(4));
            let change = format!("p.{}", text(6).trim_start_matches("p."));
            by_allele.insert((build, text(1).to_owned(), allele), HotspotAllele { effect, change });
        }
        Ok(Self { by_allele })
    }

    /// What is known of an allele.
    #[must_use]
    pub fn find(&self, build: Build, gene: &str, allele: &Allele) -> Option<&HotspotAllele> {
        self.by_allele.get(&(build, gene.to_owned(), allele.clone()))
    }

    /// How many alleles the table holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_allele.len()
    }

    /// Whether the table is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_allele.is_empty()
    }
}
