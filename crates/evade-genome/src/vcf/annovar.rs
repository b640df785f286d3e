//! The fields that ANNOVAR adds to a VCF: `Func.refGene`, `Gene.refGene`, `ExonicFunc.refGene`, `AAChange.refGene` and
//! their like, one set an allele, each set closed by `ALLELE_END`.

use super::header::{VcfHeader, attribute};
use super::record::{RawRecord, info_value};
use super::translated::{Words, highest, with_star};

/// Sets of transcripts, the most wanted first.
const SETS: [&str; 4] = ["refgenewithver", "refgene", "ensgene", "knowngene"];

#[derive(Debug, Clone)]
pub(super) struct AnnovarFields {
    function: String,
    gene: String,
    detail: String,
    exonic: String,
    change: String,
    population: Vec<String>,
}

impl AnnovarFields {
    pub(super) fn from_header(header: &VcfHeader) -> Option<Self> {
        let ids: Vec<&str> = header.values("INFO").filter_map(|line| attribute(line, "ID")).collect();
        let rank = |set: &str| {
            let plain = set.trim_start_matches(['.', '_']).to_ascii_lowercase();
            SETS.iter().position(|known| *known == plain).unwrap_or(SETS.len())
        };
        let sets = ids.iter().filter_map(|id| id.strip_prefix("ExonicFunc"));
        let set =
            sets.filter(|set| ids.contains(&format!("Func{set}").as_str())).min_by_key(|set| rank(set))?;
        let named = |field: &str| format!("{field}{set}");
        Some(Self {
            function: named("Func"),
            gene: named("Gene"),
            detail: named("GeneDetail"),
            exonic: named("ExonicFunc"),
            change: named("AAChange"),
            population: ids.iter().filter(|id| is_population(id)).map(|id| (*id).to_owned()).collect(),
        })
    }

    /// The field that names effects, with its set of transcripts.
    pub(super) fn effect_field(&self) -> &str {
        &self.exonic
    }

    pub(super) fn has_population(&self) -> bool {
        !self.population.is_empty()
    }

    /// Words by allele.
    pub(super) fn words(&self, record: &RawRecord<'_>) -> Vec<Vec<Words>> {
        let mut sets: Vec<&str> = record.info.split("ALLELE_END").collect();
        // What follows the last mark, or precedes the first set, is of the record.
        sets.retain(|set| text_of(set, &self.function).is_some());
        sets.into_iter().map(|set| self.of_allele(set)).collect()
    }

    fn of_allele(&self, set: &str) -> Vec<Words> {
        let text = |key: &str| text_of(set, key).unwrap_or_default();
        let functions = text(&self.function);
        let genes = text(&self.gene);
        let frequencies = self.population.iter().filter_map(|key| info_value(set, key));
        let population = highest(frequencies);
        let mut words: Vec<Words> = Vec::new();
        for function in functions.split([';', ',']).filter(|f| !f.is_empty()) {
            match function {
                "exonic" => words.extend(exonic(&text(&self.exonic), &text(&self.change))),
                "splicing" => words.extend(splicing(&text(&self.detail))),
                other => words.extend(names(&genes).map(|symbol| word(outside(other), symbol))),
            }
        }
        // A gene in or at whose coding bases the variant lies, and of which nothing else stands.
        let is_coding = functions.split([';', ',']).any(|f| matches!(f, "exonic" | "splicing"));
        // A change of a splice site is written with its transcript alone: of one gene it is that gene's.
        let mut distinct: Vec<&str> = names(&genes).collect();
        distinct.dedup();
        if let [gene] = distinct.as_slice() {
            words.iter_mut().filter(|w| w.symbol.is_empty()).for_each(|w| (*gene).clone_into(&mut w.symbol));
        } else {
            words.retain(|word| !word.symbol.is_empty());
        }
        let terms = match functions.as_str() {
            "splicing" if distinct.len() == 1 => "splice_site_variant".to_owned(),
            "exonic" => term(&text(&self.exonic)),
            _ => functions.replace([';', ','], "&"),
        };
        distinct.retain(|gene| is_coding && words.iter().all(|word| word.symbol != **gene));
        words.extend(distinct.into_iter().map(|gene| word(terms.clone(), gene)));
        for word in &mut words {
            word.population.clone_from(&population);
        }
        words
    }
}

/// The text of a field of a set, without its escapes.
fn text_of(set: &str, key: &str) -> Option<String> {
    let value = info_value(set, key).filter(|value| !matches!(*value, "" | "."))?;
    Some(value.replace("\\x3b", ";").replace("\\x3d", "=").replace("\\x2c", ","))
}

fn word(terms: String, symbol: &str) -> Words {
    Words { terms, symbol: symbol.to_owned(), ..Words::default() }
}

fn names(genes: &str) -> impl Iterator<Item = &str> {
    genes.split([';', ',']).map(str::trim).filter(|gene| !matches!(*gene, "" | "." | "NONE"))
}

/// `STK11:NM_000455:exon1:c.C109T:p.Q37X`, one by transcript.
fn exonic(function: &str, changes: &str) -> Vec<Words> {
    let entries = changes.split([',', ';']).filter(|entry| entry.contains(':'));
    let of_entry = |entry: &str| {
        let mut parts = entry.trim().split(':');
        let symbol = parts.next().unwrap_or_default().to_owned();
        let transcript = parts.next().unwrap_or_default().to_owned();
        let rest: Vec<&str> = parts.collect();
        let find = |prefix: &str| rest.iter().find(|part| part.starts_with(prefix)).copied().unwrap_or("");
        Words {
            terms: term(function),
            symbol,
            transcript,
            hgvsc: exchange(find("c.")),
            hgvsp: with_star(find("p.")),
            ..Words::default()
        }
    };
    entries.map(of_entry).collect()
}

/// `NM_000314:exon5:c.493-1G>A`, joined by `;` or `,`: the bases from the exon tell a splice site from its neighbourhood.
fn splicing(details: &str) -> Vec<Words> {
    let entries = details.split([';', ',']).filter(|entry| entry.contains(':'));
    let of_entry = |entry: &str| {
        let parts: Vec<&str> = entry.trim().split(':').collect();
        let change = parts.iter().find(|part| part.starts_with("c.")).copied().unwrap_or("");
        let transcript = parts.iter().take(2).find(|part| !part.starts_with("exon"));
        let terms = match distance(change) {
            Some(1 | 2) => "splice_site_variant",
            Some(_) => "splice_region_variant",
            // A splice site of an UTR, or a stretch: what it does to the product is not said.
            None => "splicing",
        };
        Words {
            terms: terms.to_owned(),
            transcript: transcript.copied().unwrap_or_default().to_owned(),
            hgvsc: change.to_owned(),
            ..Words::default()
        }
    };
    entries.map(of_entry).collect()
}

/// How far from its exon a change of an intron lies; not known of a stretch or in an UTR.
fn distance(change: &str) -> Option<u32> {
    let place = change.strip_prefix("c.").filter(|p| !p.starts_with(['-', '*']) && !p.contains('_'))?;
    let (_, behind) = place.split_once(['+', '-'])?;
    let digits: String = behind.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// `c.C109T` as `c.109C>T`.
fn exchange(change: &str) -> String {
    let bases = change.strip_prefix("c.").unwrap_or_default();
    let is_base = |c: char| matches!(c, 'A' | 'C' | 'G' | 'T');
    let number = bases.trim_matches(is_base);
    let (before, after) = (bases.chars().next(), bases.chars().last());
    match (before.filter(|c| is_base(*c)), after.filter(|c| is_base(*c))) {
        (Some(before), Some(after)) if bases.len() == number.len() + 2 && number.parse::<u32>().is_ok() => {
            format!("c.{number}{before}>{after}")
        }
        _ => change.to_owned(),
    }
}

fn term(function: &str) -> String {
    match function.replace(' ', "_").as_str() {
        "stopgain" | "stopgain_SNV" => "stop_gained",
        "stoploss" | "stoploss_SNV" => "stop_lost",
        "startloss" => "start_lost",
        "startgain" => "5_prime_UTR_variant",
        "frameshift_insertion"
        | "frameshift_deletion"
        | "frameshift_substitution"
        | "frameshift_block_substitution" => "frameshift_variant",
        "nonframeshift_insertion" => "inframe_insertion",
        "nonframeshift_deletion" => "inframe_deletion",
        "nonframeshift_substitution" | "nonframeshift_block_substitution" => "protein_altering_variant",
        "nonsynonymous_SNV" => "missense_variant",
        "synonymous_SNV" => "synonymous_variant",
        "" | "." => "exonic",
        other => return other.to_owned(),
    }
    .to_owned()
}

/// Terms of what lies outside coding bases.
fn outside(function: &str) -> String {
    match function {
        "UTR5" => "5_prime_UTR_variant",
        "UTR3" => "3_prime_UTR_variant",
        "intronic" => "intron_variant",
        "upstream" => "upstream_gene_variant",
        "downstream" => "downstream_gene_variant",
        "intergenic" => "intergenic_variant",
        "ncRNA_exonic" => "non_coding_transcript_exon_variant",
        word if word.starts_with("ncRNA") => "non_coding_transcript_variant",
        other => other,
    }
    .to_owned()
}

/// Frequencies in `gnomAD`, `ExAC` and 1000 Genomes, not the counts and descriptions beside them.
fn is_population(id: &str) -> bool {
    let id = id.to_ascii_lowercase();
    let is_frequency = |name: &str| {
        name == "af"
            || name.starts_with("af_")
            || name.ends_with("_af")
            || name.contains("_af_")
            || name.ends_with("_all")
    };
    (["gnomad", "exac"].iter().any(|source| id.starts_with(source)) && is_frequency(&id))
        || (id.starts_with("1000g") && !id.ends_with("_ac"))
        || id == "exac_all"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_and_distances_are_read_from_their_notation() {
        assert_eq!(exchange("c.C109T"), "c.109C>T");
        assert_eq!(exchange("c.580dupG"), "c.580dupG");
        assert_eq!(with_star("p.Q37X"), "p.Q37*");
        assert_eq!(with_star("p.D194fsX12"), "p.D194fs*12");
        assert_eq!(distance("c.493-1G>A"), Some(1));
        assert_eq!(distance("c.79+12G>A"), Some(12));
        for change in ["c.79G>A", "c.-10+1G>A", "c.493-3_493-1del"] {
            assert_eq!(distance(change), None, "{change}");
        }
        let splice = splicing("NM_000314:exon5:c.493-1G>A;NM_1:exon1:UTR5");
        assert_eq!(
            splice.iter().map(|w| w.terms.as_str()).collect::<Vec<_>>(),
            ["splice_site_variant", "splicing"]
        );
        assert_eq!(term("nonsynonymous SNV"), "missense_variant");
        assert_eq!(term("a new word"), "a_new_word");
        assert!(
            is_population("gnomAD_exome_ALL")
                && is_population("ExAC_ALL")
                && is_population("1000g2015aug_eur")
        );
        assert!(!is_population("gnomAD_genome_AN") && !is_population("cosmic70"));
    }
}
