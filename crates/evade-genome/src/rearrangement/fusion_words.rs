//! A fusion in the words of a project or a laboratory: `EML4-ALK fusion`, `CD74-ROS1 fusion - Archer`, `ALK rearrangement`.

use super::reported::{is_no_gene, without_brackets};
use crate::fusion_partner::is_known_pair;
use crate::panel::GenePanel;

/// What the words name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct FusionWords {
    /// The 5' and the 3' gene, where both are named and one at least is judged.
    pub(super) pair: Option<[String; 2]>,
    /// Judged genes that are named anywhere.
    pub(super) genes: Vec<String>,
    /// Whether they say that there is no fusion.
    pub(super) is_denied: bool,
}

/// Words by which a fusion is denied.
const DENIALS: [&str; 11] = [
    "no",
    "not",
    "none",
    "negative",
    "neg",
    "absent",
    "without",
    "undetected",
    "wildtype",
    "wild",
    "excluded",
];

/// Reads the words of a fusion. Of the ways to take them apart, the first counts that leaves two names of genes.
pub(super) fn read(written: &str, panel: &GenePanel) -> FusionWords {
    let plain = written.replace(['\u{2013}', '\u{2014}', '\u{2010}', '\u{2011}'], "-");
    let joined = joined(&plain);
    let bare = self::joined(&without_brackets(&plain));
    let ways = [plain.clone(), joined, bare, plain.replace("::", "--").replace(':', " ")];
    let is_end =
        |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '[' | ']' | '|' | '"' | '_');
    let by_word = || ways.iter().flat_map(|way| way.split(is_end)).find_map(|word| pair_of(word, panel));
    // Some write a pair with an underscore or a semicolon.
    let by_mark =
        || plain.split_whitespace().find_map(|word| pair_of(&word.replace(['_', ';', '|'], "-"), panel));
    FusionWords {
        pair: by_word().or_else(by_mark),
        genes: judged_in(&plain, panel),
        is_denied: is_denied(&plain),
    }
}

/// Whether words say that there is none.
pub(super) fn is_denied(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| DENIALS.contains(&word.to_ascii_lowercase().as_str()))
}

/// The one gene that a field names, with or without its exon; empty where it names none, as `unknown` does.
pub(super) fn gene_in(written: &str, panel: &GenePanel) -> String {
    let written = written.trim();
    if panel.core_gene(written).is_some() {
        return written.to_owned();
    }
    let bare = without_brackets(written);
    let first = bare.split([' ', ',', ';', ':']).next().unwrap_or_default();
    let name = Some(without_exon(first)).filter(|name| is_gene_name(name)).map(str::to_owned);
    let mut judged = judged_in(written, panel).into_iter();
    match (judged.next(), judged.next()) {
        (Some(gene), None) => gene,
        _ => name.unwrap_or_default(),
    }
}

/// Judged genes by their approved symbols.
fn judged_in(text: &str, panel: &GenePanel) -> Vec<String> {
    let mut genes: Vec<String> = Vec::new();
    let wholes = text.split([' ', ',', ';', '(', ')']);
    let parts = text.split(|c: char| !c.is_ascii_alphanumeric());
    for word in wholes.chain(parts).map(without_exon).filter(|word| word.len() > 1) {
        let symbol = panel.core_gene(word).map(|gene| &gene.symbol);
        if let Some(symbol) = symbol.filter(|symbol| !genes.contains(symbol)) {
            genes.push(symbol.clone());
        }
    }
    genes
}

/// The two genes of one word. Names hold hyphens themselves (`NKX2-1`): the split counts that leaves the most judged genes.
fn pair_of(word: &str, panel: &GenePanel) -> Option<[String; 2]> {
    let twofold = ["::", "--"].iter().find_map(|between| word.split_once(between));
    let single = word.match_indices(['-', '/', ':']).rev();
    let single = single.filter_map(|(at, _)| Some((word.get(..at)?, word.get(at + 1..)?)));
    let sides = twofold.into_iter().chain(single.filter(|_| twofold.is_none()));
    let n_judged = |name: &String| usize::from(panel.core_gene(name).is_some());
    let pairs = sides.filter_map(|(five, three)| {
        let [five, three] = [without_exon(five), without_exon(three)];
        let in_capitals = || [five.to_ascii_uppercase(), three.to_ascii_uppercase()];
        let is_known = |[a, b]: &[String; 2]| is_known_pair(a, b) || is_known_pair(b, a);
        let are_names = is_gene_name(five) && is_gene_name(three);
        let pair = are_names.then(|| [five.to_owned(), three.to_owned()]);
        pair.or_else(|| Some(in_capitals()).filter(is_known))
    });
    let counted = pairs.map(|pair| (pair.iter().map(n_judged).sum::<usize>(), pair));
    counted.filter(|(n, _)| *n > 0).max_by_key(|(n, _)| *n).map(|(_, pair)| pair)
}

/// Symbols are written in capitals, but for the `orf` of some.
fn is_gene_name(name: &str) -> bool {
    name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))
        && !name.replace("orf", "").contains(|c: char| c.is_ascii_lowercase())
        && !is_no_gene(name)
}

/// `ALKex20`, `ALK.e20`, `ALK-exon20`: the gene.
fn without_exon(name: &str) -> &str {
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let stem = ["exon", "ex", "e"].iter().find_map(|mark| bare.strip_suffix(mark));
    match stem.map(|stem| stem.trim_end_matches(['-', '.', '_'])) {
        Some(stem) if bare.len() < name.len() && !stem.is_empty() => stem,
        _ => name,
    }
}

/// Without the blanks around what joins two names.
fn joined(text: &str) -> String {
    let mut text = text.to_owned();
    for between in ["--", "::", "-", "/"] {
        text = text.split(between).map(str::trim).collect::<Vec<_>>().join(between);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static PANEL: LazyLock<GenePanel> = LazyLock::new(|| {
        GenePanel::read(
            ("regions.tsv", include_str!("../../../../signatures/alterations/regions.tsv")),
            ("transcripts.tsv", include_str!("../../../../signatures/alterations/transcripts.tsv")),
            ("hotspots.tsv", include_str!("../../../../signatures/alterations/hotspots.tsv")),
        )
        .unwrap()
    });

    #[test]
    fn a_pair_is_found_among_words() {
        for written in [
            "EML4-ALK",
            "EML4-ALK fusion",
            "EML4-ALK fusion - Archer",
            "EML4::ALK fusion",
            "EML4--ALK",
            "EML4 - ALK fusion",
            "EML4/ALK",
            "EML4:ALK",
            "EML4_ALK",
            "EML4;ALK",
            "EML4-ALK_fusion",
            "fusion: EML4-ALK (variant 1)",
            "Fusion:EML4-ALK",
            "EML4(13)-ALK(20)",
            "EML4 (exon 13) - ALK (exon 20)",
            "EML4ex13-ALKex20",
            "eml4-alk fusion",
            "EML4\u{2013}ALK",
            "in-frame EML4-ALK",
        ] {
            let pair = read(written, &PANEL).pair;
            assert_eq!(pair, Some(["EML4".to_owned(), "ALK".to_owned()]), "{written}");
        }
        let pair = read("HLA-A-ROS1 fusion", &PANEL).pair;
        assert_eq!(pair, Some(["HLA-A".to_owned(), "ROS1".to_owned()]));
    }

    #[test]
    fn a_gene_without_a_partner_is_named_all_the_same() {
        for written in [
            "ALK rearrangement",
            "ALK fusion - Archer",
            "ALK-intragenic",
            "ALK fusion",
            "ALK-fusion",
            "Unknown-ALK",
            "non-ALK",
            "ALK (partner unknown)",
            "ALK_rearrangement",
            "fusion with alk",
            "break in ALKex20",
        ] {
            let words = read(written, &PANEL);
            assert_eq!((words.pair, words.genes), (None, vec!["ALK".to_owned()]), "{written}");
        }
        assert!(read("EML4-ALK not detected", &PANEL).is_denied);
        assert_eq!(read("EML4-TFG fusion", &PANEL), FusionWords::default());
    }

    #[test]
    fn a_field_of_one_gene_may_name_its_exon_or_none() {
        for (written, name) in [
            ("ALK", "ALK"),
            ("EML4", "EML4"),
            ("ALK exon 20", "ALK"),
            ("EML4 (exon 13)", "EML4"),
            ("ALK:ex20", "ALK"),
            ("C10orf118", "C10orf118"),
            ("unknown", ""),
            ("Unknown", ""),
            ("?", ""),
            ("intergenic", ""),
            ("-", ""),
        ] {
            assert_eq!(gene_in(written, &PANEL), name, "{written}");
        }
    }
}
