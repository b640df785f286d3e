//! Reports as documents: date, id and what is amended, from the command line to the page.

use crate::support::{evade_in, folder};

const TABLE: &str = "gene\tchange\tvaf\ttested\nERBB2\tamplification\t\tyes\nCDKN2A\thomozygous deletion\t\tyes\nALK\tEML4-ALK fusion\t\tyes\n";

#[test]
fn a_report_says_what_it_amends() {
    let work = folder();
    std::fs::write(work.path().join("r.tsv"), TABLE).unwrap();
    let run = |out: &str, options: &[&str]| {
        let arguments =
            [&["run", "--sample", "P1", "--reported", "r.tsv", "--outdir", out], options].concat();
        evade_in(work.path(), &arguments)
    };
    let page = |path: &str| std::fs::read_to_string(work.path().join(path)).unwrap();
    run("first", &["--report-id", "R-1", "--report-date", "2026-05-04"]).expect_code(0);
    let first = page("first/samples/P1.html");
    for part in ["R-1", "2026-05-04", "homozygous deletion", "EML4-ALK fusion"] {
        assert!(first.contains(part), "{part}");
    }
    run("second", &["--report-id", "R-2", "--amends", "first"]).expect_code(0);
    assert!(page("second/samples/P1.html").contains("report R-1 of 2026-05-04"));
    // The JSON keeps what was said, and what is said now stands over it.
    evade_in(work.path(), &["report", "second/samples/P1.json", "--report-id", "R-3", "-o", "pages"])
        .expect_code(0);
    let redrawn = page("pages/P1.html");
    assert!(redrawn.contains("R-3") && redrawn.contains("report R-1 of 2026-05-04"));
    let nothing = run("third", &["--amends", "pages"]).expect_code(2);
    assert!(nothing.stderr.contains("no earlier report"), "{}", nothing.stderr);
    run("fourth", &["--report-date", "4.5.2026"]).expect_code(2);
}
