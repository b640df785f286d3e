use super::*;
use crate::wanted_places::variant_at as variant;

/// Depths at C>T in 100, at a deletion of 101 to 102, and at an insertion behind 110.
fn read(file: &str, text: &str) -> Result<[Option<f64>; 3], String> {
    let variants = [variant(100, "C", "T"), variant(100, "CTT", "C"), variant(110, "C", "CA")];
    let mut input = Input::from_bytes(file, text.as_bytes()).unwrap();
    let found = read_depths(&mut input, &["P1", "D1"], &WantedPlaces::of(&variants));
    let found = found.map_err(|error| error.to_string())?;
    let keys = variants.map(|v| VariantKey::new(&v.chrom, v.pos, &v.reference, &v.alternate).unwrap());
    Ok(keys.map(|key| found.get(&key).copied()))
}

#[test]
fn every_kind_of_table_gives_the_depth_at_a_place() {
    let points = "chr15\t99\t9\nchr15\t100\t80\nchr15\t101\t70\nchr15\t102\t60\nchr15\t110\t50\n";
    let all = Ok([Some(80.0), Some(60.0), Some(50.0)]);
    assert_eq!(read("d.tsv", points), all);
    assert_eq!(read("d.tsv", &format!("#CHROM\tPOS\tin/x.bam\n{points}")), all);
    assert_eq!(read("d.tsv", &format!("chrom\tpos\tdepth\n{points}")), all);
    assert_eq!(read("d.csv", &format!("chrom,pos,depth\n{}", points.replace('\t', ","))), all);
    // Half-open and from 0: the base 100 is 99 to 100.
    let bases = "15\t0\t99\t9\n15\t99\t100\t80\n15\t100\t101\t70\n15\t101\t102\t60\n";
    assert_eq!(read("d.per-base.bed.gz", bases), Ok([Some(80.0), Some(60.0), None]));
    assert_eq!(read("d.txt", bases), Ok([Some(80.0), Some(60.0), None]));
    let regions = "15\t50\t100\texon1\t88.5\n15\t100\t120\texon2\t41\n";
    assert_eq!(read("d.regions.bed", regions), Ok([Some(88.5), Some(41.0), Some(41.0)]));
    // The same from 1 and with both ends.
    let regions = "chrom\tstart\tend\tname\tmean_coverage\n15\t51\t100\te1\t88.5\n15\t101\t120\te2\t41\n";
    assert_eq!(read("d.tsv", regions), Ok([Some(88.5), Some(41.0), Some(41.0)]));
    let genes = Ok([Some(120.0), Some(120.0), Some(120.0)]);
    assert_eq!(read("d.tsv", "gene\tdepth\nKRAS\t90\nB2M\t120\n"), genes);
    assert_eq!(read("d.csv", "\"Gene\",\"Mean depth\"\n\"b2m\",120\n"), genes);
    assert_eq!(read("d.tsv", "B2M\t120"), genes);
    assert_eq!(read("d.tsv", "gene\tdepth\nKRAS\t90\n"), Ok([None; 3]));
}

#[test]
fn a_table_of_several_samples_is_read_by_name() {
    let text = "#CHROM\tPOS\tin/D12.bam\tin/D1.md.bam\n15\t100\t30\t40\n";
    assert_eq!(read("d.tsv", text), Ok([Some(40.0), None, None]));
    let error = read("d.tsv", &text.replace("D1.md", "D3")).unwrap_err();
    assert!(error.starts_with("d.tsv:1: it cannot be told which column"), "{error}");
    let error = read("d.tsv", "15\t100\t30\t40\n").unwrap_err();
    assert!(error.starts_with("d.tsv:1: the table has depths of several samples"), "{error}");
}

#[test]
fn what_is_no_table_of_depths_is_an_error_with_its_line() {
    for (text, expected) in [
        ("", "d.tsv: the table of depths has no row"),
        ("gene\tdepth\n", "d.tsv: the table of depths has no row"),
        ("gene\tcoverage\nB2M\t0.98\n", "d.tsv:1: no column is of depths"),
        ("chrom\tlength\tbases\tmean\n1\t5\t5\t1\n", "d.tsv:1: this is not a table of depths"),
        ("15\t100\t80\n15\t101\n", "d.tsv:2: the row has 2 fields, and the first line has 3"),
        ("15\t100\t80\n15\tx\t80\n", "d.tsv:2:2: 'x' is not a position"),
        ("15\t100\t80\n15\t101\t-1\n", "d.tsv:2:3: '-1' is not a depth"),
        ("15\t100\t80\n15\t101\tnan\n", "d.tsv:2:3: 'nan' is not a depth"),
        ("gene\tdepth\nB2M\t1\nB2M\t2\n", "d.tsv:3:1: the gene 'B2M' is listed twice"),
        ("chrom\tstart\tend\tdepth\n15\t9\t8\t3\n", "d.tsv:2:3: the stretch ends before it starts"),
    ] {
        let error = read("d.tsv", text).unwrap_err();
        assert!(error.starts_with(expected), "{error}");
    }
    assert!(read("d.bed", "15\t99\t100\n").unwrap_err().starts_with("d.bed:1: this is not a table"));
}
