use super::*;
use crate::wanted_places::variant_at;

const HEAD: &str = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t";

fn options<'a>(names: &'a [&'a str]) -> PlaceOptions<'a> {
    PlaceOptions { columns: VcfOptions { names, ..VcfOptions::default() }, ..PlaceOptions::default() }
}

fn ask(columns: &str, records: &[&str], options: &PlaceOptions<'_>) -> VcfPlaces {
    let text = format!("{HEAD}{columns}\n{}\n", records.join("\n"));
    let variants = [variant_at(100, "C", "T"), variant_at(200, "CTT", "C"), variant_at(300, "G", "GA")];
    let mut input = Input::from_bytes("x.vcf", text.as_bytes()).unwrap();
    read_vcf_places(&mut input, options, &WantedPlaces::of(&variants)).unwrap()
}

/// Depth and reads with the variant at C>T in 100, at the deletion of 201 to 202, and at the insertion behind 300.
fn reads(records: &[&str]) -> [Option<(f64, Option<u32>)>; 3] {
    of_places(&ask("T1", records, &options(&["T1"])))
}

fn of_places(places: &VcfPlaces) -> [Option<(f64, Option<u32>)>; 3] {
    let found = places.reads();
    [(100, "C", "T"), (200, "CTT", "C"), (300, "G", "GA")].map(|(pos, reference, alternate)| {
        let key = VariantKey::new("15", pos, reference, alternate).unwrap();
        found.get(&key).map(|reads| (reads.depth, reads.alt_reads))
    })
}

#[test]
fn a_forced_call_tells_the_reads_whatever_its_filter() {
    let found = reads(&[
        "chr15\t100\t.\tC\tT\t.\tweak_evidence;slippage\t.\tGT:AD:DP\t0/0:80,0:80",
        // Written with bases that both alleles share.
        "chr15\t199\t.\tACTT\tAC\t.\tgermline\t.\tGT:AD\t0/1:57,3",
        "chr15\t300\t.\tG\tT,GA\t.\tPASS\t.\tGT:AD\t0/1:50,9,1",
    ]);
    assert_eq!(found, [Some((80.0, Some(0))), Some((60.0, Some(3))), Some((60.0, Some(1)))]);
    // A genotype counts no reads, and counts that cannot be are none.
    let found = reads(&[
        "15\t100\t.\tC\tT\t.\t.\t.\tGT:DP\t0/0:80",
        "15\t200\t.\tCTT\tC\t.\t.\t.\tAD:DP\t9:90",
        "15\t300\t.\tG\tGA\t.\t.\t.\tGT:AD\t./.:.",
    ]);
    assert_eq!(found, [Some((80.0, None)), Some((90.0, None)), None]);
}

#[test]
fn a_block_of_a_gvcf_tells_its_lowest_depth() {
    let found = reads(&[
        "15\t1\t.\tA\t<NON_REF>\t.\t.\tEND=150\tGT:DP:MIN_DP\t0/0:95:71",
        "15\t151\t.\tA\t<*>\t.\t.\tEND=201\tGT:DP\t0/0:40",
        "15\t202\t.\tA\t<*>\t.\t.\tEND=299\tGT:DP\t0/0:33",
        "15\t300\t.\tG\t.\t.\t.\t.\tGT:DP\t0/0:0",
    ]);
    assert_eq!(found, [Some((71.0, None)), Some((33.0, None)), Some((0.0, None))]);
    // Of a block of one base the reads of other alleles may be counted: which base they are of is not told, and one leaves it open.
    let of_base = |record: &str| reads(&[record])[0];
    assert_eq!(of_base("15\t100\t.\tC\t<NON_REF>\t.\t.\t.\tGT:AD:DP\t0/0:50,0:50"), Some((50.0, Some(0))));
    assert_eq!(of_base("15\t100\t.\tC\t<NON_REF>\t.\t.\t.\tGT:AD:DP\t0/0:48,2:50"), Some((50.0, Some(1))));
    assert_eq!(of_base("15\t100\t.\tC\t.\t.\t.\t.\tGT:AD:DP\t0/0:50:50"), Some((50.0, Some(0))));
    assert_eq!(of_base("15\t100\t.\tC\t.\t.\t.\t.\tGT:AD:DP\t0/0:48:50"), Some((50.0, Some(1))));
    assert_eq!(of_base("15\t99\t.\tAC\t.\t.\t.\t.\tGT:AD:DP\t0/0:50:50"), Some((50.0, None)));
    assert_eq!(of_base("15\t99\t.\tA\t.\t.\t.\t.\tGT:AD:DP\t0/0:50:50"), None);
}

#[test]
fn another_variant_at_the_place_tells_the_depth_alone() {
    let found = reads(&[
        "15\t100\t.\tC\tG\t.\tPASS\t.\tGT:AD\t0/1:60,30",
        "15\t198\t.\tTACTTG\tT\t.\tPASS\t.\tGT:AD\t0/1:44,1",
        "15\t299\t.\tA\tC,<NON_REF>\t.\tPASS\t.\tGT:AD\t0/1:44,1,0",
    ]);
    assert_eq!(found, [Some((90.0, None)), Some((45.0, None)), None]);
    // The variant itself goes first, wherever it stands, and a rearrangement counts pairs.
    let found = reads(&[
        "15\t100\t.\tC\tG\t.\tPASS\t.\tAD\t60,30",
        "15\t100\t.\tC\tT\t.\tPASS\t.\tAD\t75,4",
        "15\t150\t.\tA\t<DEL>\t.\tPASS\tEND=400\tPR:SR\t20,6:10,4",
    ]);
    assert_eq!(found, [Some((79.0, Some(4))), None, None]);
}

#[test]
fn files_of_a_sample_are_joined() {
    let options = options(&["T1"]);
    let mut whole = ask("T1", &["15\t1\t.\tA\t<NON_REF>\t.\t.\tEND=400\tGT:MIN_DP\t0/0:71"], &options);
    whole.join(ask(
        "T1",
        &["15\t100\t.\tC\tT\t.\t.\t.\tAD\t30,2", "15\t200\t.\tC\tG\t.\t.\t.\tAD\t9,2"],
        &options,
    ));
    whole.join(ask("T1", &["15\t100\t.\tC\tT\t.\t.\t.\tAD\t99,9"], &options));
    assert_eq!(of_places(&whole), [Some((32.0, Some(2))), Some((71.0, None)), Some((71.0, None))]);
}

#[test]
fn the_tumours_column_is_read_and_not_the_normals() {
    let record = "15\t100\t.\tC\tT\t.\t.\t.\tGT:AD\t0/0:30,0\t0/1:60,6";
    let depth = |columns: &str, options: &PlaceOptions<'_>| {
        of_places(&ask(columns, &[record], options))[0].map(|(depth, _)| depth)
    };
    assert_eq!(depth("NORMAL\tTUMOR", &options(&["S1"])), Some(66.0));
    assert_eq!(depth("TUM\tBLD", &options(&["TUM"])), Some(30.0));
    // The only column of inherited variants is the tumour's if it has the sample's name.
    let alone = |column: &str, is_germline: bool| {
        let options = PlaceOptions { is_germline, ..options(&["S1"]) };
        of_places(&ask(column, &["15\t100\t.\tC\tT\t.\t.\t.\tGT:AD\t0/0:30,0"], &options))[0].is_some()
    };
    assert!(alone("S1", true) && alone("P_S1", true) && alone("other", false));
    assert!(!alone("other", true) && !alone("P1_normal", false));
}

#[test]
fn genotypes_are_those_of_the_normal_where_its_reads_bear_them_out() {
    let of = |columns: &str, record: &str, options: &PlaceOptions<'_>| {
        let line = format!("1\t5\t.\t{record}");
        ask(columns, &[&line], options).genotypes().get(&("1".to_owned(), 5)).copied()
    };
    let normal = |record: &str| of("NORMAL\tTUMOR", record, &options(&["S1"]));
    assert_eq!(normal("A\tG\t.\tPASS\t.\tGT:AD\t0/0:50,0\t0/1:9,9"), Some(Zygosity::Reference));
    assert_eq!(normal("A\tG\t.\tgermline\t.\tGT:AD\t0/1:26,24\t0/1:9,9"), Some(Zygosity::Heterozygous));
    assert_eq!(normal("A\tG\t.\t.\t.\tGT:AD\t1|1:0,50\t0/1:9,9"), Some(Zygosity::Alternate));
    assert_eq!(normal("A\tG,T\t.\t.\t.\tGT:AD\t1/2:0,25,25\t0/1:9,9,0"), Some(Zygosity::Alternate));
    assert_eq!(normal("A\tG\t.\t.\t.\tGT:DP\t1/1:30\t0/1:9"), Some(Zygosity::Alternate));
    for record in [
        // Mutect2 writes 0/0 whatever the normal is.
        "A\tG\t.\tgermline\t.\tGT:AD\t0/0:24,26\t0/1:9,9",
        "A\tG\t.\t.\t.\tGT:DP\t0/0:50\t0/1:9",
        "A\tG\t.\t.\t.\tGT:AD\t1/1:0,19\t0/1:9,9",
        "A\tG\t.\t.\t.\tGT:AD\t1/1:5,45\t0/1:9,9",
        "A\tG\t.\tstrand_bias\t.\tGT:AD\t1/1:0,45\t0/1:9,9",
        "A\tG\t.\t.\t.\tGT:AD\t./.:0,45\t0/1:9,9",
        "AC\tG\t.\t.\t.\tGT:AD\t1/1:0,45\t0/1:9,9",
        "A\t<NON_REF>\t.\t.\t.\tGT:AD\t0/0:45,0\t0/0:9,0",
        // Of the tumour alone.
        "A\tG\t.\t.\t.\tGT:AD\t.:.\t1/1:0,50",
    ] {
        assert_eq!(normal(record), None, "{record}");
    }
    let homozygous = "A\tG\t.\t.\t.\tGT:AD\t1/1:0,50";
    assert_eq!(of("S1", homozygous, &options(&["S1"])), None);
    assert_eq!(of("P1_normal", homozygous, &options(&["S1"])), Some(Zygosity::Alternate));
    // The only other column may be another tumour.
    let pair = format!("{homozygous}\t0/1:25,25");
    assert_eq!(of("X1\tS1", &pair, &options(&["S1"])), None);
}
