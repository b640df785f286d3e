//! The page as a whole: well-formed, honest, traceable to the JSON.

mod findings;
mod inflamed;
mod mechanisms;
mod reading;
mod readouts;
mod rows;
mod tissue;

use std::fmt::Write as _;

use evade_core::*;
use serde_json::Value;

use crate::confidence::nearest;
use crate::fixtures::{self, complete, dna_only, failed_qc, nothing, rna_only};
use crate::{SignatureNames, render_sample};

/// HTML's void elements and doctype are all that keeps the page from being XML.
pub(crate) fn as_xml(page: &str) -> String {
    let mut xml = page.replace("<!DOCTYPE html>", "").replace("<br>", "<br/>");
    let mut from = 0;
    while let Some(start) = xml[from..].find("<meta ").map(|at| at + from) {
        let end = start + xml[start..].find('>').unwrap();
        xml.insert(end, '/');
        from = end;
    }
    xml
}

/// The words that a reader sees.
pub(crate) fn visible_text(page: &str) -> String {
    let xml = as_xml(page);
    let document = roxmltree::Document::parse(&xml).unwrap();
    let mut text = String::new();
    for node in document.descendants().filter(roxmltree::Node::is_text) {
        if !node.ancestors().any(|a| a.has_tag_name("style")) {
            write!(text, "{} ", node.text().unwrap_or("")).unwrap();
        }
    }
    text
}

fn page(profile: &SampleProfile) -> String {
    render_sample(profile, "0.1.0", &SignatureNames::default())
}

#[test]
fn pages_are_well_formed_and_load_nothing() {
    for (name, profile) in fixtures::all() {
        let page = page(&profile);
        let xml = as_xml(&page);
        let document = roxmltree::Document::parse(&xml).unwrap_or_else(|e| panic!("{name}: {e}"));
        for attribute in document.descendants().flat_map(|n| n.attributes().collect::<Vec<_>>()) {
            assert!(!["src", "href", "style", "onload"].contains(&attribute.name()), "{name}: {attribute:?}");
        }
        for tag in ["script", "link", "img", "iframe", "object"] {
            assert!(!document.descendants().any(|n| n.has_tag_name(tag)), "{name}: {tag}");
        }
        assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("url(h"), "{name}");
    }
}

#[test]
fn tables_and_figures_are_accessible() {
    for (name, profile) in fixtures::all() {
        let xml = as_xml(&page(&profile));
        let document = roxmltree::Document::parse(&xml).unwrap();
        let mut ids = std::collections::BTreeSet::new();
        for node in document.descendants() {
            if node.has_tag_name("th") {
                assert!(node.attribute("scope").is_some(), "{name}");
            }
            if node.has_tag_name("table") {
                assert!(node.children().any(|c| c.has_tag_name("caption")), "{name}");
            }
            if node.has_tag_name("svg") {
                assert_eq!(node.attribute("role"), Some("img"), "{name}");
                assert!(node.children().any(|c| c.has_tag_name("title")), "{name}");
                assert!(node.children().any(|c| c.has_tag_name("desc")), "{name}");
            }
            if let Some(id) = node.attribute("id") {
                assert!(ids.insert(id.to_owned()), "{name}: {id} twice");
            }
        }
    }
}

#[test]
fn sections_stand_in_their_fixed_order() {
    let text = visible_text(&page(&complete()));
    let mut from = 0;
    for title in [
        "LUNG-07-pre ",
        "RESEARCH USE ONLY",
        "right upper lobe",
        "T cells within the reference range (above 30 of 43)",
        "Inputs seen",
        "Tumour microenvironment phenotype",
        "RNA axes against the reference",
        "Genomic findings",
        "(HLA) class I",
        "Other markers",
        "Limits of this sample",
        "Further tests to consider",
        "Phenotype explanation",
        "Nearest flips",
        "Signature scores",
        "Every gene of the panel",
        "Variants counted",
        "Detected but filtered candidates",
        "Quality control and methods",
        "What this page does not say",
        "Glossary",
        SampleProfile::INTENDED_USE,
    ] {
        let at = text[from..].find(title).unwrap_or_else(|| panic!("{title} is missing or out of order"));
        from += at;
    }
}

#[test]
fn scores_are_open_and_say_what_they_measure() {
    let mhc = Signature {
        name: "MHC class I genes".into(),
        citation: "Liu 2019".into(),
        ..Signature::plain("mhc1_liu2019", vec![], vec![])
    };
    let page = render_sample(&complete(), "0.1.0", &SignatureNames::of(&[mhc]));
    assert_eq!(page.matches("<details open").count(), page.matches("<details").count());
    let text = visible_text(&page);
    for part in [
        "Antigen presentation : RNA of the molecules that show antigens to T cells",
        "MHC class I genes mhc1_liu2019; Liu 2019",
        "Sets of the user",
        "mhc2_liu2019",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn the_footer_names_patient_reference_and_version() {
    let page = render_sample(&complete(), "7.8.9", &SignatureNames::default());
    let footer = &page[page.find("<footer>").unwrap()..];
    for text in ["patient LUNG-07", "nsclc-ici (43 tumours)", "evade 7.8.9", SampleProfile::INTENDED_USE] {
        assert!(footer.contains(text), "{text}");
    }
}

#[test]
fn absent_input_is_not_tested_and_never_negative() {
    let text = visible_text(&page(&nothing()));
    assert!(text.contains("There is no phenotype call; this is not a negative finding."));
    for text in
        [visible_text(&page(&nothing())), visible_text(&page(&dna_only())), visible_text(&page(&rna_only()))]
    {
        assert!(text.contains("ot tested"));
        let claims =
            text.replace("not a negative", "").replace("never a negative", "").replace("not negative", "");
        assert!(!claims.contains("negative"), "{claims}");
        assert!(!claims.contains("wild type"));
    }
}

#[test]
fn a_failed_gate_takes_the_place_of_the_phenotype() {
    let page = page(&failed_qc());
    let front = &page[..page.find(r#"class="details""#).unwrap()];
    assert!(front.contains("QUALITY CONTROL FAILED"));
    assert!(front.contains("genes were measured"));
    assert!(!front.contains("Base rate"));
}

#[test]
fn an_indeterminate_call_names_both_classes() {
    let mut profile = complete();
    profile.rna.as_mut().unwrap().call.phenotype = Phenotype::Indeterminate;
    assert!(page(&profile).contains("indeterminate: immunosuppressed / immunologically active"));
}

#[test]
fn no_outcome_is_promised_and_nothing_is_advised() {
    let forbidden = [
        "recommend",
        "should receive",
        "should be treated",
        "should get",
        "probability of response",
        "response rate",
        "likely to respond",
        "likelihood of",
        "will respond",
        "responder",
        "survival",
        "prognos",
        "benefit",
        "hazard",
        "administer",
        "prescri",
        "first-line",
        "eligible",
        "mumab",
        "lizumab",
        "limumab",
        "valumab",
        "nivolumab",
        "contraindicat",
        "advised",
        "candidate for",
    ];
    let meanings: Vec<&str> = Reason::ALL.iter().map(|r| r.meaning()).collect();
    for (name, mut profile) in fixtures::all() {
        // What is published is quoted with its groups; the page's own words are held to the rule.
        for note in profile.dna.genes.iter_mut().filter_map(|gene| gene.note.as_mut()) {
            note.text.clear();
        }
        profile.dna.notes.clear();
        profile.hla_note = None;
        // Definitions of resistance name the benefit that came before it.
        profile.resistance = None;
        let text = format!("{} {}", visible_text(&page(&profile)), meanings.join(" ")).to_lowercase();
        for word in forbidden {
            assert!(!text.contains(word), "{name}: {word}");
        }
    }
}

#[test]
fn a_candidate_that_was_dropped_is_told_on_the_front_page() {
    let mut profile = dna_only();
    let reasons = std::mem::take(&mut profile.dna.reasons);
    assert!(reasons.is_empty());
    for (gene, flag) in [
        ("KRAS", "candidate_filtered:p.G12D:low_vaf"),
        ("B2M", "candidate_filtered:p.M1?:filter"),
        ("STK11", "candidate_filtered:p.Q37*:low_depth"),
    ] {
        let row = profile.dna.genes.iter_mut().find(|g| g.gene == gene).unwrap();
        row.flags.push(flag.parse().unwrap());
        if gene == "KRAS" {
            let g12d = GeneAlteration { gene: "KRAS_G12D".into(), ..row.clone() };
            profile.dna.genes.push(g12d);
        }
    }
    profile.dna.filtered.push(FilteredVariant {
        gene: "B2M".into(),
        reason: FilterReason::Filter,
        detail: "weak_evidence".into(),
        hgvsp: Some("p.M1?".into()),
        vaf: Some(0.3142),
        ..profile.dna.filtered[0].clone()
    });
    let text = visible_text(&page(&profile));
    let front = text.split("Every gene of the panel").next().unwrap();
    assert!(front.contains(
        "detected but filtered: STK11 p.Q37* (too few reads) and B2M p.M1? (allele fraction 0.31, "
    ));
    let told = "STK11 p.Q37* (too few reads), B2M p.M1? (allele fraction 0.31; did not pass the caller's filter: weak_evidence), \
                KRAS p.G12D (allele fraction below the limit)";
    assert!(
        front.contains(&format!("Detected but filtered (would alter the gene if real):  {told}")),
        "{front}"
    );
    assert!(front.contains("B2M variant detected but filtered"), "{front}");
    assert!(
        front.contains("A second assay, or more reads: STK11 p.Q37*, B2M p.M1? and KRAS p.G12D"),
        "{front}"
    );
    let covered = front.split("Tested, no alteration found:").nth(1).unwrap();
    let covered = covered.split("No variant found, deletion").next().unwrap();
    assert!(covered.contains("EGFR") && !covered.contains("KRAS") && !covered.contains("B2M"), "{covered}");
}

#[test]
fn every_text_of_the_profile_is_escaped() {
    let hostile = "<script>alert('1')</script>\"&amp;\u{1}\u{202e}";
    let clean = page(&complete());
    for (name, text) in [("markup", hostile), ("entity", "&lt;b&gt; ]]> --> </style>")] {
        let page = page(&poisoned(text));
        assert!(!page.contains("<script") && !page.contains(text), "{name}");
        let xml = as_xml(&page);
        let document = roxmltree::Document::parse(&xml).unwrap();
        let count = |d: &roxmltree::Document, tag| d.descendants().filter(|n| n.has_tag_name(tag)).count();
        let clean_xml = as_xml(&clean);
        let expected = roxmltree::Document::parse(&clean_xml).unwrap();
        for tag in ["style", "b", "script", "table", "svg", "section"] {
            assert_eq!(count(&document, tag), count(&expected, tag), "{name}: {tag}");
        }
    }
}

/// The complete profile with every text replaced by `bad`.
fn poisoned(bad: &str) -> SampleProfile {
    let text = || bad.to_owned();
    let some = || Some(bad.to_owned());
    let mut p = complete();
    let f = &mut p.facts;
    (f.sample, f.rna_id, f.dna_id) = (text(), text(), text());
    for field in [
        &mut f.patient,
        &mut f.timepoint,
        &mut f.histology,
        &mut f.specimen,
        &mut f.assay_rna,
        &mut f.site,
        &mut f.batch,
        &mut f.assay_dna,
        &mut f.genome,
        &mut f.msi,
    ] {
        *field = some();
    }
    f.carried = vec![(text(), text())];
    let rna = p.rna.as_mut().unwrap();
    (rna.reference.id, rna.reference.digest, rna.rules) = (text(), text(), text());
    for a in &mut rna.axes {
        a.members = vec![text()];
        a.members_missing = vec![(text(), Reason::LowCoverage)];
        for g in a.genes_above.iter_mut().chain(&mut a.genes_below) {
            g.gene = text();
        }
    }
    for e in &mut rna.call.evidence {
        e.failed_guard = some();
    }
    rna.call.explanation = vec![text()];
    for s in &mut rna.scores {
        (s.signature, s.method) = (text(), text());
    }
    rna.scores[2].axis = text();
    p.dna.coverage = text();
    for g in &mut p.dna.genes {
        (g.gene, g.hgvsp, g.hgvsc) = (text(), some(), some());
        (g.evidence, g.flags) = (vec![EvidenceCode::hotspot(&text())], vec![Caution::with(&text())]);
    }
    for v in &mut p.dna.variants {
        (v.gene, v.chrom, v.reference, v.alternate) = (text(), text(), text(), text());
        (v.hgvsp, v.hgvsc, v.transcript) = (some(), some(), some());
        (v.codes, v.flags) = (vec![EvidenceCode::hotspot(&text())], vec![Caution::with(&text())]);
    }
    for v in &mut p.dna.filtered {
        (v.gene, v.chrom, v.reference, v.alternate) = (text(), text(), text(), text());
        (v.detail, v.hgvsp, v.would_alter) = (text(), some(), true);
    }
    for g in &mut p.hla {
        (g.gene, g.lost_allele) = (text(), some());
        g.source = Some(HlaSource::Generic(Some(CellText::new(&text()))));
    }
    p
}

/// Numbers that belong to the page's own words: the reference band and ticks of the axes, the 95 % interval.
const WORDS: [f64; 6] = [0.0, 25.0, 50.0, 75.0, 95.0, 100.0];

/// Mechanisms of each state, those that have a base rate, and what base rates alone would give.
fn counts_of_mechanisms(findings: &[MechanismFinding]) -> Vec<f64> {
    let of = |state: MechanismState| findings.iter().filter(|f| f.state == state).count() as f64;
    let rated = findings.iter().filter(|f| f.state != MechanismState::NotAssessable);
    let shares: Vec<f64> = rated.filter_map(|f| Some(f.base_rate.as_ref()?.share)).collect();
    let mut counts: Vec<f64> = MechanismState::ALL.iter().map(|state| of(*state)).collect();
    counts.extend([shares.len() as f64, shares.iter().sum()]);
    counts
}

/// Numbers of definitions that sections on resistance and markers cite, and years and DOIs of
/// sources: days of a month, limits of PD-L1 and burden.
const BY_DEFINITION: [f64; 7] = [30.4375, 1.0, 10.0, 2021.0, 2020.0, 2025.0, 10.1016];

/// Pieces of a text that read as a number, with their count of decimals.
fn numbers(text: &str) -> Vec<(String, f64, usize)> {
    text.split(|c: char| c.is_whitespace() || "()[]{},;:/–·×=<>%\"".contains(c))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit() || c == '+' || c == '-'))
        .filter_map(|word| {
            let decimals = word.split_once('.').map_or(0, |(_, d)| d.len());
            Some((word.to_owned(), word.parse().ok()?, decimals))
        })
        .collect()
}

fn json_numbers(value: &Value, found: &mut Vec<f64>) {
    match value {
        Value::Number(n) => found.push(n.as_f64().unwrap()),
        Value::String(s) => found.extend(numbers(s).into_iter().map(|(_, n, _)| n)),
        Value::Array(items) => items.iter().for_each(|v| json_numbers(v, found)),
        Value::Object(fields) => {
            // A place reads "above 30 of 43" where the rank is 31.
            found.extend(fields.get("rank").and_then(Value::as_f64).map(|rank| rank - 1.0));
            // Shares of a tissue and of the genes detected are printed in per cent.
            let shares = ["share", "low", "high", "detected_share", "p", "share_altered", "share_unaltered"];
            found.extend(shares.iter().filter_map(|name| Some(100.0 * fields.get(*name)?.as_f64()?)));
            // How many of the tumours of a fit were called inflamed.
            let counted = ["inflamed", "n"].map(|name| fields.get(name).and_then(Value::as_f64));
            found.extend(counted[0].zip(counted[1]).map(|(inflamed, n)| 100.0 * inflamed / n));
            fields.values().for_each(|v| json_numbers(v, found));
        }
        Value::Null | Value::Bool(_) => {}
    }
}

#[test]
fn every_number_of_the_page_is_in_the_json() {
    for (name, profile) in fixtures::all() {
        let mut known = WORDS.to_vec();
        json_numbers(&serde_json::to_value(&profile).unwrap(), &mut known);
        // An error of an axis is a move over its standard error; tests/inflamed.rs has both by hand.
        let change = profile.rna.as_ref().and_then(|rna| nearest(&rna.call, &rna.axes));
        known.extend(change.iter().flat_map(|change| [change.errors, change.delta.abs()]));
        known.extend(crate::inflamed::AGREED.map(f64::from));
        let probability = profile.rna.as_ref().and_then(|rna| rna.call.inflamed.probability.as_ref());
        known.extend(probability.iter().flat_map(|p| [100.0 * p.yes_from, 100.0 * p.no_below]));
        for reason in Reason::ALL {
            known.extend(numbers(reason.meaning()).into_iter().map(|(_, n, _)| n));
        }
        for reason in ResistanceReason::ALL {
            known.extend(numbers(reason.meaning()).into_iter().map(|(_, n, _)| n));
        }
        for (_, text) in crate::biomarkers::LEAVES_OPEN {
            known.extend(numbers(text).into_iter().map(|(_, n, _)| n));
        }
        known.extend(BY_DEFINITION);
        known.extend(counts_of_mechanisms(&profile.mechanisms));
        for reason in ReadoutReason::ALL {
            known.extend(numbers(reason.meaning()).into_iter().map(|(_, n, _)| n));
        }
        let found = numbers(&visible_text(&render_sample(&profile, "v", &SignatureNames::default())));
        assert!(
            name == "nothing" || found.len() > if name == "complete" { 150 } else { 0 },
            "{name}: {}",
            found.len()
        );
        for (word, printed, decimals) in found {
            let is_known = known.iter().any(|n| {
                let rounded: f64 = format!("{n:.decimals$}").parse().unwrap();
                (rounded - printed).abs() < 1e-12
            });
            assert!(is_known, "{name}: {word} is not in the JSON");
        }
    }
}

#[test]
fn the_same_profile_gives_the_same_bytes() {
    for (name, profile) in fixtures::all() {
        assert_eq!(page(&profile), page(&profile.clone()), "{name}");
    }
}

/// Writes the example pages where `EVADE_REPORT_OUT` says, to be opened and looked at.
#[test]
fn example_pages_are_written_on_request() {
    let Some(folder) = std::env::var_os("EVADE_REPORT_OUT").map(std::path::PathBuf::from) else { return };
    std::fs::create_dir_all(&folder).unwrap();
    for (name, profile) in fixtures::all() {
        std::fs::write(folder.join(format!("{name}.html")), page(&profile)).unwrap();
    }
}

#[test]
fn further_tests_follow_from_what_is_missing() {
    let tests = crate::further_tests::further_tests;
    let of_nothing = tests(&nothing());
    assert_eq!(of_nothing[0], "Bulk RNA sequencing (tumour microenvironment phenotype)");
    assert!(of_nothing.contains(&"Loss of HLA class I alleles, by an allele-specific method".to_owned()));
    assert!(
        of_nothing.iter().any(|t| t.contains("PD-L1, tumour mutational burden and microsatellite status"))
    );
    assert_eq!(
        tests(&complete()),
        [
            "A wider panel, or its coverage declared: SMARCA4 not tested",
            "Copy number, for deletions of CDKN2A and PTEN"
        ]
    );
    assert!(tests(&rna_only()).iter().any(|t| t.starts_with("CD8 immunohistochemistry")));
    assert!(
        tests(&failed_qc()).contains(
            &"Loss of HLA class I alleles, by an allele-specific method: HLA-A unresolved".to_owned()
        )
    );
}

#[test]
fn antigen_presentation_is_one_line_where_something_can_be_said() {
    let text = visible_text(&page(&complete()));
    assert!(text.contains("Antigen presentation in DNA:  reduced  (HLA-A one allele lost"), "{text}");
    assert!(!visible_text(&page(&nothing())).contains("Antigen presentation in DNA"));
}

#[test]
fn a_counted_burden_says_what_it_counted_and_does_not_replace_a_supplied_one() {
    let mut profile = complete();
    profile.dna.tmb = Some(TumourBurden {
        tmb: Some(7.25),
        n_counted: Some(29),
        mb: Some(4.0),
        mode: TmbMode::NonSilent,
        reliable: false,
        category: None,
        reasons: vec![TmbReason::PanelNotCalibrated],
    });
    let supplied = visible_text(&page(&profile));
    assert!(
        supplied.contains("9.4 mutations per megabase, as supplied")
            && !supplied.contains("counted from the variants")
    );
    profile.facts.tmb = None;
    let counted = visible_text(&page(&profile));
    for part in [
        "7.25 mutations per megabase, counted from the variants",
        "Tumour mutational burden:  7.25 per Mb  (29 variants, coding non silent, in 4 Mb); panel not calibrated; not to be compared",
    ] {
        assert!(counted.contains(part), "{part}: {counted}");
    }
    assert!(counted.contains("Not supplied: tumour mutational burden"));
    profile.dna.tmb.as_mut().unwrap().reliable = true;
    assert!(!visible_text(&page(&profile)).contains("Not supplied: tumour"));
}
