//! The CSQ field of VEP: entry by allele and transcript.

use evade_core::EffectClass;
use noodles_vcf as noodles;
use noodles_vcf::header::record::value::Map;
use noodles_vcf::header::record::value::map::Info;

use crate::candidate::Candidate;
use crate::consequence::{class_of_terms, severity};
use crate::maf::population_columns;
use crate::panel::{GenePanel, PanelGene};

/// Places of the fields, as the header gives their order.
#[derive(Debug, Clone)]
pub(super) struct CsqFields {
    names: Vec<String>,
    population: Vec<usize>,
}

/// One entry: the fields of one allele on one transcript.
#[derive(Debug, Clone)]
pub(super) struct CsqEntry<'a> {
    fields: Vec<&'a str>,
}

impl CsqFields {
    pub(super) fn from_header(header: &noodles::Header) -> Option<Self> {
        let info: &Map<Info> = header.infos().get("CSQ")?;
        let (_, format) = info.description().split_once("Format:")?;
        let names: Vec<String> =
            format.trim().trim_matches('"').split('|').map(|n| n.trim().to_lowercase()).collect();
        let population = population_columns(&names);
        ["allele", "consequence"]
            .iter()
            .all(|n| names.iter().any(|name| name == n))
            .then_some(Self { names, population })
    }

    /// The entries of a record.
    pub(super) fn entries(info: &str) -> Vec<CsqEntry<'_>> {
        let Some(value) = info.split(';').find_map(|field| field.strip_prefix("CSQ=")) else {
            return Vec::new();
        };
        let entries = value.split(',').map(|entry| CsqEntry { fields: entry.split('|').collect() });
        entries.filter(|entry| entry.fields.len() > 1).collect()
    }

    /// One candidate per core gene that the allele touches.
    pub(super) fn candidates<'p>(
        &self,
        entries: &[CsqEntry<'_>],
        place: (&str, &[&str], usize),
        panel: &'p GenePanel,
        base: &Candidate,
    ) -> Vec<(&'p PanelGene, Candidate)> {
        let mut found: Vec<(&PanelGene, Vec<&CsqEntry<'_>>)> = Vec::new();
        for entry in entries.iter().filter(|e| self.is_of_allele(e, place)) {
            let gene = panel.core_gene_by_any_id(self.text(entry, "symbol"), self.text(entry, "gene"));
            // Terms outside the gene have no class.
            let (Some(gene), Some(_)) = (gene, class_of_terms(self.text(entry, "consequence"))) else {
                continue;
            };
            match found.iter_mut().find(|(known, _)| known.symbol == gene.symbol) {
                Some((_, list)) => list.push(entry),
                None => found.push((gene, vec![entry])),
            }
        }
        found
            .into_iter()
            .filter_map(|(gene, entries)| {
                let chosen = *entries.iter().min_by_key(|entry| self.rank(entry, gene))?;
                let mut candidate = self.candidate(chosen, base);
                let worst = entries.iter().filter_map(|e| self.class(e)).map(severity).min();
                if candidate.effect.map(severity) > worst {
                    candidate.flags.push("other_transcript_worse".to_owned());
                }
                Some((gene, candidate))
            })
            .collect()
    }

    /// The allele in a gene that is not judged, for the tumour mutational burden.
    pub(super) fn elsewhere(
        &self,
        entries: &[CsqEntry<'_>],
        place: (&str, &[&str], usize),
        base: &Candidate,
    ) -> Option<Candidate> {
        let of_allele = entries.iter().filter(|e| self.is_of_allele(e, place) && self.class(e).is_some());
        let chosen = of_allele.min_by_key(|entry| {
            let is_said = |name: &str, word: &str| self.text(entry, name) == word;
            let rank = match () {
                () if !self.text(entry, "mane_select").is_empty() => 0,
                () if is_said("canonical", "YES") => 1,
                () if is_said("pick", "1") => 2,
                () => 3,
            };
            (rank, self.class(entry).map_or(u8::MAX, severity))
        })?;
        Some(self.candidate(chosen, base))
    }

    fn candidate(&self, entry: &CsqEntry<'_>, base: &Candidate) -> Candidate {
        let value = |name: &str| Some(self.text(entry, name)).filter(|t| !t.is_empty()).map(unescaped);
        let frequencies = self.population.iter().filter_map(|i| entry.fields.get(*i));
        let population = frequencies
            .flat_map(|text| text.split('&'))
            .filter_map(|text| text.parse::<f64>().ok())
            .max_by(f64::total_cmp);
        let mut candidate = Candidate {
            effect: self.class(entry),
            effect_word: self.text(entry, "consequence").to_owned(),
            hgvsp: value("hgvsp").or_else(|| self.change_from_residues(entry)),
            hgvsc: value("hgvsc").map(|c| c.rsplit(':').next().unwrap_or(&c).to_owned()),
            transcript: value("feature"),
            population_frequency: population,
            ..base.clone()
        };
        candidate.read_annotations(|name| Some(self.text(entry, name)).filter(|text| !text.is_empty()));
        candidate
    }

    /// VEP writes HGVS only on request; residue number and residues are always there.
    fn change_from_residues(&self, entry: &CsqEntry<'_>) -> Option<String> {
        let number = self.text(entry, "protein_position").split('-').next()?.parse::<u32>().ok()?;
        let residues = self.text(entry, "amino_acids");
        if self.class(entry) == Some(EffectClass::Truncating) && residues.contains('X') {
            let before = residues.chars().next().filter(char::is_ascii_uppercase)?;
            return Some(format!("p.{before}{number}fs"));
        }
        let (before, after) = residues.split_once('/')?;
        (before.len() == 1 && after.len() == 1 && before != "-" && after != "-")
            .then(|| format!("p.{before}{number}{after}"))
    }

    /// Which transcript speaks for the gene: MANE Select, a listed accession, canonical, picked, the most severe.
    fn rank(&self, entry: &CsqEntry<'_>, gene: &PanelGene) -> (u8, u8) {
        let place = if !self.text(entry, "mane_select").is_empty() {
            0
        } else if gene.knows_transcript(self.text(entry, "feature")) {
            1
        } else if self.text(entry, "canonical") == "YES" {
            2
        } else if self.text(entry, "pick") == "1" {
            3
        } else {
            4
        };
        (place, self.class(entry).map_or(u8::MAX, severity))
    }

    fn class(&self, entry: &CsqEntry<'_>) -> Option<EffectClass> {
        class_of_terms(self.text(entry, "consequence"))
    }

    /// VEP drops the first base of all alleles when they share it and one is an insertion or deletion; `-` stands for
    /// an allele that is then empty.
    fn is_of_allele(
        &self,
        entry: &CsqEntry<'_>,
        (reference, alternates, index): (&str, &[&str], usize),
    ) -> bool {
        if let Ok(number) = self.text(entry, "allele_num").parse::<usize>() {
            return number == index + 1;
        }
        if alternates.len() == 1 {
            return true;
        }
        let Some(alternate) = alternates.get(index) else { return false };
        let allele = self.text(entry, "allele");
        let first = reference.get(..1).unwrap_or_default();
        let has_indel = alternates.iter().any(|a| a.len() != reference.len());
        let written = if has_indel && alternates.iter().all(|a| a.starts_with(first) || *a == "*") {
            alternate.get(1..).filter(|rest| !rest.is_empty()).unwrap_or("-")
        } else {
            alternate
        };
        allele == written || allele == *alternate
    }

    fn text<'a>(&self, entry: &CsqEntry<'a>, name: &str) -> &'a str {
        self.names.iter().position(|n| n == name).and_then(|i| entry.fields.get(i)).copied().unwrap_or("")
    }
}

fn unescaped(text: &str) -> String {
    text.replace("%3D", "=").replace("%3A", ":").replace("%2C", ",").replace("%3B", ";")
}
