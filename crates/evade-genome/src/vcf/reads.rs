//! Depth, variant reads and allele fraction of one column, from the fields of the many callers.

/// Reads at a place in one sample.
#[expect(
    clippy::struct_field_names,
    reason = "`alt` and `depth` reads are told apart by name; `reads` alone would not say which"
)]
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Reads {
    pub(super) depth: Option<u32>,
    pub(super) alt_reads: Option<u32>,
    pub(super) vaf: Option<f64>,
}

/// Reads of a column; `samples` is FORMAT and the sample columns. A file without sample columns may hold the numbers
/// in INFO.
pub(super) fn reads_of(
    samples: &str,
    column: Option<usize>,
    (reference, alternates, index): (&str, &[&str], usize),
    info: &str,
) -> Reads {
    let mut fields = samples.split('\t');
    let format: Vec<&str> = fields.next().unwrap_or("").split(':').collect();
    let values: Vec<&str> = column.and_then(|c| fields.nth(c)).unwrap_or("").split(':').collect();
    let from_info = |key: &str| info.split(';').find_map(|field| field.strip_prefix(key)?.strip_prefix('='));
    let get = |key: &str| -> Option<&str> {
        match column {
            Some(_) => format.iter().position(|k| *k == key).and_then(|i| values.get(i)).copied(),
            None => from_info(key),
        }
        .filter(|text| !matches!(*text, "" | "."))
    };
    let list = |key: &str| -> Vec<Option<u32>> {
        get(key).map(|text| text.split(',').map(|n| n.parse().ok()).collect()).unwrap_or_default()
    };
    let nth = |key: &str, i: usize| list(key).get(i).copied().flatten();
    let alternate = alternates.get(index).copied().unwrap_or("");
    let (reference_reads, alt_reads) = read_counts(&list, &nth, reference, alternate, index);
    let sum = {
        let all = list("AD");
        let whole: Option<u32> = if all.len() > 1 {
            all.into_iter().try_fold(0_u32, |sum, n| Some(sum.saturating_add(n?)))
        } else {
            None
        };
        whole.or_else(|| reference_reads.zip(alt_reads).map(|(r, a)| r.saturating_add(a)))
    };
    // A depth below the sum of its parts was counted after a filter the parts did not pass.
    let depth = match (nth("DP", 0).or_else(|| nth("NR", index)), sum) {
        (Some(depth), Some(sum)) => Some(depth.max(sum)),
        (depth, sum) => depth.or(sum),
    };
    let stated = ["AF", "FA", "VAF", "FREQ"].iter().find_map(|key| {
        let text = get(key)?;
        let items: Vec<&str> = text.split(',').collect();
        let item = items.get(index).or_else(|| items.first())?;
        match item.strip_suffix('%') {
            Some(number) => number.parse::<f64>().ok().map(|v| v / 100.0),
            None => item.parse::<f64>().ok(),
        }
    });
    let counted = alt_reads
        .zip(depth)
        .filter(|(_, depth)| *depth > 0)
        .map(|(reads, depth)| f64::from(reads) / f64::from(depth));
    let vaf = counted.or(stated).filter(|v| (0.0..=1.0).contains(v));
    let alt_reads = alt_reads.or_else(|| {
        stated.zip(depth).map(|(vaf, depth)| (vaf.clamp(0.0, 1.0) * f64::from(depth)).round() as u32)
    });
    Reads { depth, alt_reads, vaf }
}

/// Reads with the reference and with the variant: AD; AD and RD of `VarScan`; tier 1 of Strelka; AO and RO of
/// `FreeBayes`; NV and NR of Platypus; DP4.
fn read_counts(
    list: &dyn Fn(&str) -> Vec<Option<u32>>,
    nth: &dyn Fn(&str, usize) -> Option<u32>,
    reference: &str,
    alternate: &str,
    index: usize,
) -> (Option<u32>, Option<u32>) {
    let ad = list("AD");
    if ad.len() > 1 {
        return (ad.first().copied().flatten(), ad.get(index + 1).copied().flatten());
    }
    if let Some(alt) = nth("AD", 0) {
        return (nth("RD", 0), Some(alt));
    }
    if let Some(alt) = nth("TIR", 0) {
        return (nth("TAR", 0), Some(alt));
    }
    if alternate.len() == 1
        && reference.len() == 1
        && let Some(alt) = nth(&format!("{alternate}U"), 0)
    {
        return (nth(&format!("{reference}U"), 0), Some(alt));
    }
    if let Some(alt) = nth("AO", index) {
        return (nth("RO", 0), Some(alt));
    }
    if let Some(alt) = nth("NV", index) {
        return (nth("NR", index).map(|n| n.saturating_sub(alt)), Some(alt));
    }
    match list("DP4").as_slice() {
        [Some(a), Some(b), Some(c), Some(d)] => (Some(a.saturating_add(*b)), Some(c.saturating_add(*d))),
        _ => (None, None),
    }
}
