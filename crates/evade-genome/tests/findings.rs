//! Which variant speaks for a gene, findings with a row of their own, and what a finding means.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]

mod support;

use evade_core::{AlterationStatus, DnaProfile, EvidenceLevel, GeneAlteration};
use evade_genome::{Coverage, Filters, SampleVariants, judge, read_maf};
use evade_stream::Content;

use AlterationStatus::{Altered, NotAltered, NotTested};
use support::PANEL;

fn content(text: &str) -> Content {
    Content { name: "x".into(), bytes: text.as_bytes().to_vec(), sha256: String::new() }
}

/// A MAF of one sample on `GRCh37` from rows of `gene class chrom pos ref alt protein coding depth reads`, `.` for what
/// is not there.
fn maf(rows: &[&str]) -> SampleVariants {
    let mut text = "Hugo_Symbol\tVariant_Classification\tChromosome\tStart_Position\tReference_Allele\tTumor_Seq_Allele2\tHGVSp_Short\tHGVSc\tt_depth\tt_alt_count\tTumor_Sample_Barcode\tNCBI_Build\n".to_owned();
    for row in rows {
        let fields: Vec<&str> = row.split(' ').map(|field| if field == "." { "" } else { field }).collect();
        assert_eq!(fields.len(), 10, "{row}");
        text += &[fields.join("\t").as_str(), "S", "GRCh37\n"].join("\t");
    }
    read_maf(&content(&text), &PANEL, &Filters::default()).unwrap().samples.remove("S").unwrap()
}

fn undeclared(rows: &[&str]) -> DnaProfile {
    judge(&maf(rows), &Coverage::Undeclared)
}

fn row(profile: &DnaProfile, gene: &str) -> GeneAlteration {
    profile.genes.iter().find(|g| g.gene == gene).unwrap().clone()
}

fn has(list: &[impl ToString], word: &str) -> bool {
    list.iter().any(|known| known.to_string() == word)
}

#[test]
fn the_variant_with_the_strongest_evidence_speaks_for_the_gene() {
    // L62R has more reads; it is a hotspot of few tumours, outside the kinase domain.
    let found = undeclared(&[
        "EGFR Missense_Mutation 7 55210075 T G p.L62R . 229 35",
        "EGFR Missense_Mutation 7 55259515 T G p.L858R . 115 14",
    ]);
    let egfr = row(&found, "EGFR");
    assert_eq!((egfr.hgvsp.as_deref(), egfr.level), (Some("p.L858R"), Some(EvidenceLevel::A)));
    assert_eq!((egfr.points, egfr.n_variants), (Some(4), 2));
    assert!(has(&egfr.flags, "egfr_classical") && !has(&egfr.flags, "egfr_not_lung_type"));
}

#[test]
fn a_finding_is_not_altered_where_its_codon_was_read() {
    let found = undeclared(&["KRAS Missense_Mutation 12 25398284 C G p.G12A . 100 40"]);
    assert_eq!((row(&found, "KRAS").status, row(&found, "KRAS_G12D").status), (Altered, NotAltered));
    // Another codon says nothing of this one.
    let found = undeclared(&["KRAS Missense_Mutation . . . . p.Q61H . 100 40"]);
    assert_eq!((row(&found, "KRAS").status, row(&found, "KRAS_G12D").status), (Altered, NotTested));
}
