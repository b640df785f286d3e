//! Which label belongs to which sample.

use std::collections::{BTreeMap, BTreeSet};

use evade_io::SampleTable;
use evade_stream::ReadError;

use crate::settings::Matching;

/// Characters that end the patient's part of a sample id.
const SEPARATORS: [char; 4] = ['-', '_', '.', ':'];

/// Samples with the id of their label, and what is left on either side; each in the order of its ids.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Join {
    pub(super) pairs: Vec<(String, String)>,
    pub(super) calls_without_label: Vec<String>,
    pub(super) labels_without_call: Vec<String>,
    /// Rows of labels of normal tissue, which are not those of the patient's tumour.
    pub(super) n_normal_labels: usize,
}

/// Finds the label of every sample. `patient_of` gives the patient that the calls state.
pub(super) fn join(
    calls: &SampleTable,
    labels: &SampleTable,
    matching: Matching,
    patient_of: &dyn Fn(&str) -> Option<String>,
) -> crate::Result<Join> {
    let mut join = Join::default();
    let by_patient = matching == Matching::Patient;
    let index = by_patient.then(|| Index::of(labels, matching));
    let mut used = BTreeSet::new();
    let mut samples: Vec<&str> = calls.ids().collect();
    samples.sort_unstable();
    for sample in samples {
        let label = match matching {
            Matching::Exact => labels.has(sample).then_some(sample),
            Matching::Patient if is_tcga_normal(sample) => None,
            Matching::Patient => {
                let key = patient_of(sample).unwrap_or_else(|| sample.to_owned());
                let fitting = index.as_ref().map(|index| index.fitting(&key)).unwrap_or_default();
                if fitting.len() > 1 {
                    let rows: Vec<&str> = fitting.iter().copied().take(3).collect();
                    let what = format!("several rows fit the sample '{sample}': {}", rows.join(", "));
                    return Err(ReadError::ambiguous(labels.name(), what)
                        .hint("keep one row per patient, or match samples by their full id (`--match exact`)")
                        .into());
                }
                fitting.first().copied()
            }
        };
        match label {
            Some(label) => {
                used.insert(label.to_owned());
                join.pairs.push((sample.to_owned(), label.to_owned()));
            }
            None => join.calls_without_label.push(sample.to_owned()),
        }
    }
    join.n_normal_labels = labels.ids().filter(|id| by_patient && is_tcga_normal(id)).count();
    join.labels_without_call = labels
        .ids()
        .filter(|id| !(used.contains(*id) || by_patient && is_tcga_normal(id)))
        .map(str::to_owned)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    if join.pairs.is_empty() {
        return Err(nothing_joined(calls, labels, matching, join.n_normal_labels).into());
    }
    Ok(join)
}

/// The rows of labels by their ids, and by every beginning of an id that ends at a separator.
struct Index<'a> {
    ids: BTreeSet<&'a str>,
    beginnings: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Index<'a> {
    fn of(labels: &'a SampleTable, matching: Matching) -> Self {
        let mut beginnings: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let is_left_out = |id: &str| matching == Matching::Patient && is_tcga_normal(id);
        let ids: BTreeSet<&str> = labels.ids().filter(|id| !is_left_out(id)).collect();
        for &id in &ids {
            for beginning in beginnings_of(id) {
                beginnings.entry(beginning).or_default().insert(id);
            }
        }
        Self { ids, beginnings }
    }

    /// The row of this id; without one those whose id is a beginning of this one, or begins with it.
    fn fitting(&self, key: &str) -> BTreeSet<&'a str> {
        if let Some(id) = self.ids.get(key) {
            return BTreeSet::from([*id]);
        }
        let shorter = beginnings_of(key).filter_map(|beginning| self.ids.get(beginning)).copied();
        let longer = self.beginnings.get(key).into_iter().flatten().copied();
        shorter.chain(longer).collect()
    }
}

/// `TCGA` and `TCGA-05` of `TCGA-05-4244`.
fn beginnings_of(id: &str) -> impl Iterator<Item = &str> {
    id.char_indices().filter(|(place, c)| *place > 0 && SEPARATORS.contains(c)).map(|(place, _)| &id[..place])
}

/// Whether a TCGA barcode is that of normal tissue, whose sample types are 10 to 19: the label of the tumour is not its own.
fn is_tcga_normal(sample: &str) -> bool {
    let Some(rest) = sample.split_at_checked(4).filter(|(start, _)| start.eq_ignore_ascii_case("TCGA"))
    else {
        return false;
    };
    let sample_type = rest.1.split(SEPARATORS).nth(3).unwrap_or_default();
    sample_type.starts_with('1') && sample_type.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
}

/// Why no sample has a label: the ids differ in a way that can be named, or altogether.
fn nothing_joined(
    calls: &SampleTable,
    labels: &SampleTable,
    matching: Matching,
    n_normal_labels: usize,
) -> ReadError {
    let index = Index::of(labels, matching);
    let first = |table: &SampleTable| table.ids().next().unwrap_or_default().to_owned();
    let what = format!(
        "no sample of {} has a row here: ids there are such as '{}', here such as '{}' (column '{}')",
        calls.name(),
        first(calls),
        first(labels),
        labels.name_of(labels.id_column()),
    );
    let plain = |id: &str| id.to_lowercase().replace(SEPARATORS, "-");
    let plain_labels: BTreeSet<String> = labels.ids().map(plain).collect();
    let hint = if matching == Matching::Exact && calls.ids().any(|id| !index.fitting(id).is_empty()) {
        "the ids of one table begin with those of the other: `--match patient` joins them"
    } else if calls.ids().any(|id| plain_labels.contains(&plain(id))) {
        "the ids differ in case or punctuation: write them alike in both tables"
    } else if n_normal_labels > 0 {
        "rows of normal tissue (TCGA sample types 10 to 19) are not taken for the tumour of their patient: give rows of tumours, or patients"
    } else {
        "name the column of sample ids with `--id-column`"
    };
    ReadError::mismatch(labels.name(), what).hint(hint)
}

/// The patient whom a sample and its row of labels share: the shorter of both ids.
pub(super) fn shared_patient<'a>(sample: &'a str, label: &'a str) -> &'a str {
    if label.len() < sample.len() { label } else { sample }
}

#[cfg(test)]
mod tests {
    use evade_stream::Content;

    use super::*;

    fn table(name: &str, ids: &[&str]) -> SampleTable {
        let bytes = format!("sample,x\n{},1\n", ids.join(",1\n"));
        let content = Content { name: name.into(), bytes: bytes.into_bytes(), sha256: String::new() };
        SampleTable::read(&content, &["sample"]).unwrap()
    }

    fn joined(calls: &[&str], labels: &[&str], matching: Matching) -> crate::Result<Vec<(String, String)>> {
        join(&table("c", calls), &table("l", labels), matching, &|_| None).map(|join| join.pairs)
    }

    #[test]
    fn exact_ids_join_in_order_and_the_rest_is_listed() {
        let join =
            join(&table("c", &["C", "A", "X"]), &table("l", &["A", "B", "C"]), Matching::Exact, &|_| None);
        let join = join.unwrap();
        assert_eq!(join.pairs, [("A".into(), "A".into()), ("C".into(), "C".into())]);
        assert_eq!(
            (join.calls_without_label, join.labels_without_call),
            (vec!["X".into()], vec!["B".into()])
        );
    }

    #[test]
    fn patients_join_by_the_beginning_of_either_id() {
        let long = ["TCGA-05-4244-01A", "TCGA-05-4244-02A", "TCGA-05-4249-11A", "TCGA-05-4250-01A"];
        let short = ["TCGA-05-4244", "TCGA-05-4249", "TCGA-05-425"];
        let pairs = joined(&long, &short, Matching::Patient).unwrap();
        // normal tissue has not the label of the tumour, and 425 is not 4250
        assert_eq!(pairs.len(), 2);
        assert!(pairs.iter().all(|pair| pair.1 == "TCGA-05-4244"));
        let reverse = joined(&["P1", "P10"], &["P1-T", "P10-T"], Matching::Patient).unwrap();
        assert_eq!(reverse, [("P1".into(), "P1-T".into()), ("P10".into(), "P10-T".into())]);
        assert_eq!(shared_patient("P1", "P1-T"), "P1");
        let by_patient =
            join(&table("c", &["S1"]), &table("l", &["A"]), Matching::Patient, &|_| Some("A".into()));
        assert_eq!(by_patient.unwrap().pairs, [("S1".into(), "A".into())]);
    }

    #[test]
    fn labels_of_normal_tissue_are_not_given_to_the_tumour() {
        let calls = table("c", &["TCGA-05-4244-01A", "TCGA-05-4249-01A", "tcga-05-4250"]);
        let labels =
            table("l", &["TCGA-05-4244-11A", "TCGA-05-4249-01A", "TCGA-05-4249-11B", "tcga-05-4250-10A"]);
        let join = |matching| super::join(&calls, &labels, matching, &|_| None).unwrap();
        let patient = join(Matching::Patient);
        // 4249 has a row of its tumour, which the one of normal tissue does not make ambiguous
        assert_eq!(patient.pairs, [("TCGA-05-4249-01A".into(), "TCGA-05-4249-01A".into())]);
        assert_eq!(patient.calls_without_label, ["TCGA-05-4244-01A", "tcga-05-4250"]);
        assert_eq!((patient.n_normal_labels, patient.labels_without_call), (3, Vec::new()));
        // by their full ids nothing is taken for anything else
        let exact = join(Matching::Exact);
        assert_eq!((exact.n_normal_labels, exact.labels_without_call.len()), (0, 3));
    }

    #[test]
    fn what_fits_several_rows_or_none_is_refused_with_the_way_out() {
        let fails = |calls: &[&str], labels: &[&str], matching, expected: &str| {
            let message = joined(calls, labels, matching).unwrap_err().message();
            assert!(message.contains(expected), "{message}");
        };
        fails(
            &["P1-2-T"],
            &["P1", "P1-2"],
            Matching::Patient,
            "several rows fit the sample 'P1-2-T': P1, P1-2",
        );
        fails(&["P1"], &["P1-A", "P1-B"], Matching::Patient, "several rows fit the sample 'P1'");
        fails(&["P1-T"], &["P1"], Matching::Exact, "`--match patient` joins them");
        fails(&["P1.a"], &["p1-A"], Matching::Exact, "differ in case or punctuation");
        fails(&["A"], &["B"], Matching::Patient, "`--id-column`");
        fails(&["TCGA-05-4244-01A"], &["TCGA-05-4244-11A"], Matching::Patient, "rows of normal tissue");
    }
}
