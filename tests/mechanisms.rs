//! Which mechanisms of escape a sample supports: the table, and the commands around the rules.

use crate::support::{Tsv, demo_sheet, evade_in, folder, run_demo, test_data};

const HEADER: &str = "sample mechanism_id layer name evidence strength lanes reason counter_evidence state base_rate \
                      base_n rule settled_by caveat";
/// A MAF of one tumour, P1, with a nonsense variant of STK11.
const STK11_NONSENSE: &str = "Hugo_Symbol\tChromosome\tStart_Position\tVariant_Classification\tReference_Allele\tTumor_Seq_Allele2\t\
               Tumor_Sample_Barcode\tHGVSp_Short\tNCBI_Build\nSTK11\t19\t1220487\tNonsense_Mutation\tC\tT\tP1\tp.Q220*\tGRCh37\n";
const N_MECHANISMS: usize = 72;

#[test]
fn every_sample_has_a_row_for_each_mechanism_and_says_what_was_not_tested() {
    let work = folder();
    std::fs::write(work.path().join("sheet.csv"), demo_sheet()).unwrap();
    run_demo(work.path(), "out", &[]);
    let table = Tsv::read(&work.path().join("out/mechanisms.tsv"));
    assert_eq!(table.header, HEADER.split_whitespace().collect::<Vec<_>>());
    let summary = Tsv::read(&work.path().join("out/summary.tsv"));
    assert_eq!(table.rows.len(), N_MECHANISMS * summary.rows.len());
    for row in &table.rows {
        let (state, strength) = (row[9].as_str(), row[5].as_str());
        assert_eq!(strength == "NA", !matches!(state, "supported" | "possible"), "{row:?}");
        if state == "not_assessable" {
            assert_ne!(row[7], "NA", "{row:?}");
        }
        if state == "supported" {
            assert_ne!(row[6], "NA", "{row:?}");
        }
    }
    // A rate needs a histology that was measured, and a rule that the measured tumours can show.
    let rates = |id: &str| table.rows.iter().filter(|row| row[1] == id && row[10] != "NA").count();
    assert!(rates("TRG-01") > 0);
    assert_eq!((rates("APM-01"), rates("DEF-01"), rates("IMM-08")), (0, 0, 0));
    // Moved axes make other calls.
    run_demo(work.path(), "moved", &["--axis-offset", "T=0.5"]);
    let moved = Tsv::read(&work.path().join("moved/mechanisms.tsv"));
    let rates_of_moved = |id: &str| moved.rows.iter().filter(|row| row[1] == id && row[10] != "NA").count();
    assert!(rates("PHE-01") > 0 && rates_of_moved("TRG-01") > 0);
    assert_eq!(rates_of_moved("PHE-01"), 0);
    let of = |id: &str| table.rows.iter().find(|row| row[1] == id).unwrap();
    assert_eq!((of("EXH-03")[9].as_str(), of("EXH-03")[7].as_str()), ("not_assessable", "needs_other_test"));
    assert_eq!((of("IMM-08")[9].as_str(), of("IMM-08")[7].as_str()), ("not_assessable", "needs_pair"));
}

#[test]
fn dna_alone_supports_what_rests_on_dna_and_leaves_the_rest_possible() {
    let work = folder();
    std::fs::write(work.path().join("a.maf"), STK11_NONSENSE).unwrap();
    std::fs::write(work.path().join("s.csv"), "sample,maf,assay_dna\nP1,a.maf,WES\n").unwrap();
    let run = ["run", "-q", "--samples", "s.csv", "--outdir", "out"];
    evade_in(work.path(), &run).expect_code(0);
    let table = Tsv::read(&work.path().join("out/mechanisms.tsv"));
    let of = |id: &str| table.rows.iter().find(|row| row[1] == id).unwrap();
    // A suppressive microenvironment is part of the claim, and RNA was not measured.
    assert_eq!((of("IMM-06")[9].as_str(), of("IMM-06")[7].as_str()), ("possible", "companion_not_shown"));
    assert_eq!(of("MDS-05")[9], "possible");
    assert_eq!(of("MDS-05")[4], "dna:STK11:second_copy_unknown;rna:mdsc_granulocytic_for_t:not_tested");
    // Nothing found in KEAP1: deletions were not tested, and the row says so.
    assert_eq!(of("APM-04")[9], "not_supported");
    assert_eq!(of("APM-04")[8], "dna:KEAP1:no_variant_found");
    assert_eq!(of("TRG-01")[9], "not_assessable");
    let explain = ["rules", "explain", "out/samples/P1.json", "mds-05"];
    let text = evade_in(work.path(), &explain).expect_code(0).stdout;
    for line in [
        "P1: MDS-05 ",
        "  state           possible, weak",
        "[dna] STK11: second_copy_unknown (p.Q220*), for",
        "not_tested, silent",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn a_sample_alone_has_the_rows_it_has_in_a_cohort() {
    let work = folder();
    let small = test_data("small/expression_tpm.tsv.gz").display().to_string();
    let run = |out: &str, more: &[&str]| {
        let run = ["run", "-q", "--expression", small.as_str(), "--outdir", out];
        evade_in(work.path(), &[&run[..], more].concat()).expect_code(0);
        Tsv::read(&work.path().join(out).join("mechanisms.tsv"))
    };
    let all = run("all", &[]);
    let id = all.rows[0][0].clone();
    let alone = run("alone", &["--only", &id]);
    let own: Vec<_> = all.rows.iter().filter(|row| row[0] == id).cloned().collect();
    assert_eq!(alone.rows, own);
}

#[test]
fn rules_are_listed_shown_checked_and_refused() {
    let work = folder();
    let listed = Tsv::parse(&evade_in(work.path(), &["rules", "list"]).expect_code(0).stdout);
    assert_eq!(listed.rows.len(), N_MECHANISMS);
    let shown = evade_in(work.path(), &["rules", "show", "apm-02"]).expect_code(0).stdout;
    assert!(shown.contains("needs           both copies of B2M lost"), "{shown}");
    evade_in(work.path(), &["rules", "check"]).expect_code(0);
    let wrong = evade_in(work.path(), &["rules", "show", "TRG-99"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("ids that begin so: TRG-01"), "{}", wrong.stderr);
    let rule = |of: &str| format!("id = \"own\"\n[[rule]]\nsettled_by = \"x\"\n{of}\n");
    for (text, expected) in [
        ("id = \"TRG-99\"\nneeds = [{ rna = \"treg\", is = \"high\" }]", "no mechanism 'TRG-99'"),
        ("id = \"TRG-01\"\nneeds = [{ rna = \"tregs\", is = \"high\" }]", "no feature 'tregs'"),
        ("id = \"TRG-01\"\nneeds = [{ loss = \"FOXP3X\" }]", "'FOXP3X' is not a judged gene"),
        ("id = \"TRG-01\"", "needs nothing"),
    ] {
        std::fs::write(work.path().join("r.toml"), rule(text)).unwrap();
        let refused = evade_in(work.path(), &["rules", "check", "r.toml"]);
        assert_eq!(refused.code, 3, "{}", refused.stderr);
        assert!(refused.stderr.contains(expected), "{expected}: {}", refused.stderr);
    }
    // What can be judged and is hardly meant is warned of.
    let odd = "id = \"TRG-01\"\nneeds = [{ rna = \"treg\", is = \"high\" }, { rna = \"treg\", is = \"low\" }, { gain = \"STK11\" }]";
    std::fs::write(work.path().join("r.toml"), rule(odd)).unwrap();
    let warned = evade_in(work.path(), &["rules", "check", "r.toml"]).expect_code(0).stderr;
    for expected in ["asks for 'treg' high and low", "a gain of 'STK11', of which the loss is judged"] {
        assert!(warned.contains(expected), "{expected}: {warned}");
    }
    std::fs::write(work.path().join("p.json"), "{}").unwrap();
    let refused = evade_in(work.path(), &["rules", "explain", "p.json", "TRG-01"]);
    assert_eq!(refused.code, 3);
    assert!(refused.stderr.contains("samples/SAMPLE.json"), "{}", refused.stderr);
}

#[test]
fn own_rules_take_the_place_of_the_built_in_ones_and_are_an_input() {
    let work = folder();
    std::fs::write(work.path().join("a.maf"), STK11_NONSENSE).unwrap();
    std::fs::write(work.path().join("s.csv"), "sample,maf,assay_dna\nP1,a.maf,WES\n").unwrap();
    let rules = "id = \"own\"\n[[rule]]\nid = \"IMM-05\"\nneeds = [{ loss = \"KEAP1\" }]\nsettled_by = \"sequencing\"\n";
    std::fs::write(work.path().join("own.toml"), rules).unwrap();
    let run = |out: &str, more: &[&str]| {
        let run = ["run", "-q", "--outdir", out];
        evade_in(work.path(), &[&run[..], more].concat()).expect_code(0);
        Tsv::read(&work.path().join(out).join("mechanisms.tsv"))
    };
    let table = run("out", &["--samples", "s.csv", "--mechanisms", "own.toml"]);
    assert_eq!(table.rows.len(), 1);
    let row = &table.rows[0];
    // The built-in rule is supported by the nonsense variant of STK11, the own one asks for KEAP1.
    assert_eq!((row[1].as_str(), row[9].as_str(), row[12].as_str()), ("IMM-05", "not_supported", "own"));
    assert_eq!((row[10].as_str(), row[11].as_str()), ("NA", "NA"));
    // By the built-in rules the sample reads otherwise, and that these are others is said.
    let explained = |id: &str| {
        let explain = ["rules", "explain", "out/samples/P1.json", id];
        evade_in(work.path(), &explain).expect_code(0).stdout
    };
    assert!(explained("IMM-05").contains("the run judged this sample by the rules 'own' (not_supported)"));
    assert!(explained("TRG-01").contains("the rules 'own' of the run do not have this mechanism"));
    assert!(explained("TRG-01").contains("reason          nothing_measured: Nothing"));
    assert!(
        explained("TRG-01").contains("[rna] regulatory T cells relative to the T-cell level: not_tested")
    );
    let manifest = std::fs::read_to_string(work.path().join("out/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["parameters"]["mechanisms"], "own.toml");
    assert!(manifest["inputs"].as_array().unwrap().iter().any(|input| input["role"] == "mechanisms"));
    let again = run("again", &["--from-manifest", "out/manifest.json"]);
    assert_eq!(again.rows, table.rows);
    let both =
        ["run", "-q", "--from-manifest", "out/manifest.json", "--mechanisms", "own.toml", "--outdir", "x"];
    evade_in(work.path(), &both).expect_code(2);
}

#[test]
fn the_json_holds_what_is_published_on_what_is_shown_and_no_dates() {
    let work = folder();
    std::fs::write(work.path().join("a.maf"), STK11_NONSENSE).unwrap();
    let sheet = "sample,maf,assay_dna,histology,pdl1_tps,tmb,regimen,ici_start,ici_end,best_response,response_confirmed,progression_date\n\
                 P1,a.maf,WES,LUAD,60,3,pembrolizumab,2024-01-10,ongoing,PR,yes,2024-12-05\n";
    std::fs::write(work.path().join("s.csv"), sheet).unwrap();
    let run = ["run", "-q", "--samples", "s.csv", "--outdir", "out", "--report-date", "2026-11-01"];
    evade_in(work.path(), &run).expect_code(0);
    let text = std::fs::read_to_string(work.path().join("out/samples/P1.json")).unwrap();
    assert!(!text.contains("2024-"));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["biomarkers"]["relation"], "pdl1_high_tmb_low");
    let published = &json["knowledge"];
    let ids = |list: &str, row: &str| -> Vec<String> {
        let rows = published[list].as_array().unwrap().iter();
        rows.map(|one| one[row]["id"].as_str().or(one["id"].as_str()).unwrap().to_owned()).collect()
    };
    assert!(ids("mechanisms", "").contains(&"IMM-05".to_owned()));
    assert!(!ids("strategies", "strategy").is_empty() && !ids("trials", "trial").is_empty());
    // The date of the first dose, which the JSON does not hold, says that there was an inhibitor.
    let reasons = published["trials"].to_string();
    assert!(reasons.contains("prior_ici_stated") || reasons.contains("prior_ici_excludes"), "{reasons}");
    let page = std::fs::read_to_string(work.path().join("out/samples/P1.html")).unwrap();
    assert!(page.contains("Outdated: this knowledge is of 2025-10-23"));
    assert!(page.contains("Discordant: PD-L1 is high and the burden low"));
}
