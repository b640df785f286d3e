//! Which sample column is the tumour, which the normal.

use evade_stream::ReadError;

use super::header::{VcfHeader, attribute};

/// The chosen columns, counted from the first sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SampleColumns {
    pub(super) tumor: Option<usize>,
    pub(super) tumor_name: String,
    pub(super) normal: Option<usize>,
    pub(super) normal_name: Option<String>,
    /// What was taken for granted of the normal, in a sentence.
    pub(super) doubt: Option<String>,
    /// The normal is the only other column, which neither header nor name calls so.
    pub(super) is_normal_guessed: bool,
}

/// What the caller of the reader knows of the sample.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted<'a> {
    pub(super) tumor: Option<&'a str>,
    pub(super) normal: Option<&'a str>,
    /// Names of the sample that the file may use, alone or behind the patient's name.
    pub(super) names: &'a [&'a str],
    /// Names of other samples that the file may hold.
    pub(super) others: &'a [&'a str],
    /// There was no normal.
    pub(super) tumor_only: bool,
}

impl SampleColumns {
    /// What the user names; else the column of the sample that is asked for, by its name or as `patient_sample`; else
    /// `##tumor_sample=` and `##normal_sample=` of Mutect2; else columns literally named TUMOR and NORMAL, or
    /// `##PEDIGREE`; else the names sarek makes; else the only column. Beside a
    /// tumour that is known, the only other column is its normal, unless there was none.
    pub(super) fn choose(file: &str, header: &VcfHeader, wanted: Wanted<'_>) -> Result<Self, ReadError> {
        let names: Vec<&str> = header.samples.iter().map(String::as_str).collect();
        let listed = || format!("the columns are: {}", names.join(", "));
        let named = |wanted: Option<&str>, what: &str| -> Result<Option<usize>, ReadError> {
            wanted
                .map(|name| {
                    column_named(header, &names, name).ok_or_else(|| {
                        ReadError::absent(file, format!("the VCF has no column '{name}' ({what})"))
                            .hint(listed())
                    })
                })
                .transpose()
        };
        let told = told_by_header(header, &names);
        let guess = told_by_names(&names, wanted.names);
        let is_of_sample = |place: &usize| !told.normals.contains(place);
        let asked = wanted.names.iter().find_map(|n| column_named(header, &names, n).filter(is_of_sample));
        let tumor = named(wanted.tumor, "tumour")?.or(asked).or(told.tumor()).or(guess.0);
        let (of_header, of_other) = told.normal_of(tumor, &names);
        let claimed: Vec<usize> = wanted
            .others
            .iter()
            .filter_map(|other| column_named(header, &names, other))
            .filter(|place| Some(*place) != tumor && !says_normal(&names, *place))
            .collect();
        let guessed = guess.1.filter(|place| !claimed.contains(place));
        let normal = named(wanted.normal, "normal")?.or(of_header).or(guessed);
        let tumor = match (tumor, normal, names.len()) {
            (Some(tumor), ..) => Some(tumor),
            (None, _, 0) => None,
            (None, None, 1) => Some(0),
            (None, Some(normal), 2) => Some(1 - normal.min(1)),
            _ => {
                return Err(ReadError::ambiguous(file, "it cannot be told which column is the tumour")
                    .hint(format!(
                        "name it with `--tumor` (`--dna-id` of one sample) or in the sheet's column tumor_id or dna_id; {}",
                        listed()
                    )));
            }
        };
        // The name of the tumour alone was given, and the header calls that column the normal.
        let normal =
            if tumor == normal && wanted.normal.is_none() && told.normals.is_empty() { None } else { normal };
        let is_asked_for = normal.is_none();
        let (normal, doubt) = match (tumor, normal) {
            (Some(tumor), None) if !wanted.tumor_only => normal_beside(tumor, &names, &told.tumors, &claimed),
            _ => (normal, of_other.filter(|_| wanted.normal.is_none())),
        };
        if tumor.is_some() && tumor == normal {
            return Err(
                ReadError::mismatch(file, "the same column is named as tumour and as normal").hint(listed())
            );
        }
        let name_of = |index: Option<usize>| index.and_then(|i| names.get(i)).map(|n| (*n).to_owned());
        Ok(Self {
            tumor,
            tumor_name: name_of(tumor).unwrap_or_default(),
            normal,
            normal_name: name_of(normal),
            doubt,
            is_normal_guessed: is_asked_for && normal.is_some(),
        })
    }
}

/// The normal where only the tumour is known, and what the user should know of that. Another tumour of the header is
/// none, nor is the column of another sample.
fn normal_beside(
    tumor: usize,
    names: &[&str],
    tumors: &[usize],
    claimed: &[usize],
) -> (Option<usize>, Option<String>) {
    let own = names.get(tumor).copied().unwrap_or_default();
    let name = |place: usize| names.get(place).copied().unwrap_or_default();
    let columns = names.iter().copied().enumerate();
    let others: Vec<&str> = columns
        .filter(|(place, name)| *name != own && !tumors.contains(place) && !claimed.contains(place))
        .map(|(_, name)| name)
        .collect();
    match others.as_slice() {
        [] => {
            let sentence = |place: &usize| {
                format!(
                    "the column '{}' is that of another sample and not taken as the normal of '{own}': if there is a normal, name it",
                    name(*place)
                )
            };
            (None, claimed.first().filter(|_| names.len() == 2).map(sentence))
        }
        [other] if says(other, &TUMOR_WORDS) => (
            None,
            Some(format!(
                "the column '{other}' is not taken as the normal of '{own}', since its name says tumour: name the normal"
            )),
        ),
        [other] => (
            names.iter().position(|name| name == other),
            Some(format!(
                "the column '{other}' is taken as the normal of '{own}', because there is no other"
            )),
        ),
        _ => (
            None,
            Some(format!(
                "it cannot be told which column is the normal of '{own}', so that inherited variants may count as \
                 its own: name it; the columns are: {}",
                names.join(", ")
            )),
        ),
    }
}

const TUMOR_WORDS: [&str; 3] = ["tumor", "tumour", "t"];
const NORMAL_WORDS: [&str; 5] = ["normal", "germline", "n", "reference", "blood"];

/// Whether the name of a column calls it a normal, whatever sample has the name.
fn says_normal(names: &[&str], place: usize) -> bool {
    names.get(place).is_some_and(|name| says(name, &NORMAL_WORDS))
}

/// Whether the name of a column calls it a normal, whatever stands beside it.
pub(super) fn is_called_normal(name: &str) -> bool {
    says_alone(name, &["normal", "germline", "blood"])
}

/// Whether a part of a name, but for the first, is one of the words.
fn says(name: &str, words: &[&str]) -> bool {
    name.to_ascii_lowercase().split(['_', '-', '.']).skip(1).any(|part| words.contains(&part))
}

/// Whether one of the words is a part of a name.
fn says_alone(name: &str, words: &[&str]) -> bool {
    name.to_ascii_lowercase().split(['_', '-', '.']).any(|part| words.contains(&part))
}

/// A column by its name, by the name `##SAMPLE` gives it, or by the end of `patient_sample`.
pub(super) fn column_named(header: &VcfHeader, names: &[&str], wanted: &str) -> Option<usize> {
    let exact = |name: &str| names.iter().position(|n| *n == name);
    let by_alias = || {
        let keys = ["SampleName", "NAME", "Name", "Individual", "SampleID", "Barcode", "barcode"];
        let line = header
            .values("SAMPLE")
            .find(|line| keys.iter().any(|key| attribute(line, key) == Some(wanted)))?;
        exact(attribute(line, "ID")?)
    };
    exact(wanted).or_else(by_alias).or_else(|| only_one_behind(names, wanted))
}

/// The only column that is `..._wanted`.
fn only_one_behind(names: &[&str], wanted: &str) -> Option<usize> {
    let fits = |name: &&&str| name.strip_suffix(wanted).is_some_and(|patient| patient.ends_with('_'));
    (!wanted.is_empty() && names.iter().filter(fits).count() == 1)
        .then(|| names.iter().position(|name| fits(&name)))
        .flatten()
}

/// What the header says of its columns.
struct Told {
    /// The tumours; a file of several samples has several.
    tumors: Vec<usize>,
    normals: Vec<usize>,
}

impl Told {
    fn tumor(&self) -> Option<usize> {
        self.tumors.first().copied()
    }

    /// The normal of a tumour; with a sentence where the header names it beside another tumour.
    fn normal_of(&self, tumor: Option<usize>, names: &[&str]) -> (Option<usize>, Option<String>) {
        let name = |place: usize| names.get(place).copied().unwrap_or_default();
        let is_told = self.tumors.is_empty() || tumor == self.tumor();
        match (tumor, self.normals.as_slice()) {
            (_, []) => (None, None),
            (_, [first, ..]) if is_told => (Some(*first), None),
            (Some(tumor), [normal]) if tumor != *normal => (
                Some(*normal),
                Some(format!(
                    "the column '{}' is taken as the normal of '{}', although the header names another tumour beside it",
                    name(*normal),
                    name(tumor)
                )),
            ),
            (Some(tumor), normals) => {
                let is_of_patient = |normal: &&usize| {
                    let patients = patient_of(name(tumor)).zip(patient_of(name(**normal)));
                    patients.is_some_and(|(one, other)| one == other)
                };
                (normals.iter().find(is_of_patient).copied(), None)
            }
            (None, [first, ..]) => (Some(*first), None),
        }
    }
}

fn told_by_header(header: &VcfHeader, names: &[&str]) -> Told {
    let place = |name: &str| names.iter().position(|n| *n == name.trim());
    let stated = |key: &'static str| header.values(key).filter_map(place);
    let literal =
        |words: &[&str]| names.iter().position(|n| words.contains(&n.to_ascii_uppercase().as_str()));
    let pedigree =
        |key: &str| header.values("PEDIGREE").filter_map(|line| attribute(line, key)).find_map(place);
    let mut tumors: Vec<usize> = stated("tumor_sample").collect();
    if tumors.is_empty() {
        tumors.extend(literal(&["TUMOR", "TUMOUR"]).or_else(|| pedigree("Derived")));
    }
    let mut normals: Vec<usize> = stated("normal_sample").collect();
    if normals.is_empty() {
        // A lone column of such a name may be of any sample.
        let beside = || literal(&OTHER_NORMAL_WORDS).filter(|_| names.len() == 2);
        normals.extend(literal(&["NORMAL"]).or_else(|| pedigree("Original")).or_else(beside));
    }
    if let (true, true, Some((tumor, normal))) =
        (tumors.is_empty(), normals.is_empty(), told_by_hmftools(header, names))
    {
        tumors.push(tumor);
        normals.push(normal);
    }
    Told { tumors, normals }
}

/// Names of the normal's column beside a tumour's.
const OTHER_NORMAL_WORDS: [&str; 4] = ["REFERENCE", "GERMLINE", "CONTROL", "BLOOD"];

/// SAGE, PAVE and PURPLE keep the names of tumour and reference, which by their convention differ in the last letter.
fn told_by_hmftools(header: &VcfHeader, names: &[&str]) -> Option<(usize, usize)> {
    let keys = ["##sageVersion", "##paveVersion", "##purpleVersion"];
    let is_hmftools = header.lines().any(|line| keys.iter().any(|key| line.starts_with(key)));
    let [a, b] = names else { return None };
    let are_pair = |tumor: &str, normal: &str| {
        // A second biopsy is TII, a third TIII.
        let patient = ["TIII", "TII", "T"].iter().find_map(|end| tumor.strip_suffix(end));
        patient.is_some_and(|patient| normal.strip_suffix('R') == Some(patient))
    };
    match (is_hmftools, are_pair(a, b), are_pair(b, a)) {
        (true, true, _) => Some((0, 1)),
        (true, _, true) => Some((1, 0)),
        _ => None,
    }
}

/// sarek names columns `patient_sample`. The sample's own name decides; else two columns of one patient of which one
/// says tumour and the other normal.
fn told_by_names(names: &[&str], known: &[&str]) -> (Option<usize>, Option<usize>) {
    let exact = |name: &&str| names.iter().position(|n| n == name);
    let own = known.iter().find_map(exact).or_else(|| known.iter().find_map(|n| only_one_behind(names, n)));
    if let Some(tumor) = own {
        let other = if names.len() == 2 { Some(1 - tumor.min(1)) } else { None };
        let normal = other.filter(|o| {
            let (Some(a), Some(b)) = (names.get(tumor), names.get(*o)) else { return false };
            patient_of(a).is_some_and(|patient| b.starts_with(&format!("{patient}_")))
        });
        return (Some(tumor), normal);
    }
    let [a, b] = names else { return (None, None) };
    let is_of_one = patient_of(a).is_some() && patient_of(a) == patient_of(b);
    // Whole words in both names show it whatever stands beside them; letters may be anything.
    let is_tumor = |name: &str| {
        if is_of_one { says(name, &TUMOR_WORDS) } else { says_alone(name, &["tumor", "tumour"]) }
    };
    let is_normal = |name: &str| {
        if is_of_one { says(name, &NORMAL_WORDS) } else { says_alone(name, &["normal"]) }
    };
    match (is_tumor(a) && is_normal(b), is_tumor(b) && is_normal(a)) {
        (true, false) => (Some(0), Some(1)),
        (false, true) => (Some(1), Some(0)),
        _ => (None, None),
    }
}

fn patient_of(column: &str) -> Option<&str> {
    column.split_once('_').map(|(patient, _)| patient)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(
        header: &[&str],
        columns: &str,
        wanted: Wanted<'_>,
    ) -> Result<(String, Option<String>), String> {
        let last = format!("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{columns}");
        let lines = header.iter().map(|l| (*l).to_owned()).chain([last]).collect();
        let header = VcfHeader::parse("x", lines).unwrap();
        let chosen = SampleColumns::choose("x", &header, wanted).map_err(|e| e.to_string())?;
        Ok((chosen.tumor_name, chosen.normal_name))
    }

    /// Section 11: `--tumor/--normal` > `##tumor_sample` > `##SAMPLE`, TUMOR, NORMAL > sarek > one column > error.
    #[test]
    fn rule_11_the_tumour_column_is_told_in_this_order() {
        let none = Wanted::default();
        let pair = |a: &str, b: &str| Ok((a.to_owned(), Some(b.to_owned())));
        let told = ["##tumor_sample=B", "##normal_sample=A"];
        let explicit = Wanted { tumor: Some("A"), normal: Some("B"), ..none };
        assert_eq!(choose(&told, "A\tB", explicit), pair("A", "B"));
        assert_eq!(choose(&told, "A\tB", none), pair("B", "A"));
        assert_eq!(choose(&[], "NORMAL\tTUMOR", none), pair("TUMOR", "NORMAL"));
        let gdc = ["##SAMPLE=<ID=TUMOR,NAME=TCGA-1,ALIQUOT_ID=x>"];
        let named = Wanted { tumor: Some("TCGA-1"), ..none };
        assert_eq!(choose(&gdc, "NORMAL\tTUMOR", named), pair("TUMOR", "NORMAL"));
        let pedigree = ["##PEDIGREE=<Derived=S,Original=G>"];
        assert_eq!(choose(&pedigree, "G\tS", none), pair("S", "G"));
        assert_eq!(choose(&[], "P1_N1\tP1_T1", Wanted { names: &["T1"], ..none }), pair("P1_T1", "P1_N1"));
        assert_eq!(choose(&[], "P1_normal\tP1_tumor", none), pair("P1_tumor", "P1_normal"));
        assert_eq!(choose(&[], "P1_S1", none), Ok(("P1_S1".into(), None)));
        assert_eq!(choose(&[], "NRM1\tTUM1", Wanted { names: &["TUM1"], ..none }), pair("TUM1", "NRM1"));
        let named = Wanted { tumor: Some("TUM1"), ..none };
        assert_eq!(choose(&[], "NRM1\tTUM1", named), pair("TUM1", "NRM1"));
        assert_eq!(choose(&[], "REFERENCE\tTUMOR", none), pair("TUMOR", "REFERENCE"));
        assert_eq!(choose(&["##sageVersion=3.4"], "P1R\tP1T", none), pair("P1T", "P1R"));
        assert!(choose(&[], "P1R\tP1T", none).is_err());
        let second = choose(&["##sageVersion=3.4"], "CPCT1TII\tCPCT1R", none);
        assert_eq!(second, pair("CPCT1TII", "CPCT1R"));
        assert_eq!(choose(&[], "P1-normal\tP1-tumor", none), pair("P1-tumor", "P1-normal"));
        assert_eq!(choose(&[], "normal.bam\ttumor.bam", none), pair("tumor.bam", "normal.bam"));
        assert!(choose(&[], "P1-t\tP2-n", none).unwrap_err().contains("tumor_id"));
        let alone = |name: &str| Ok((name.to_owned(), None));
        assert_eq!(choose(&[], "CONTROL", none), alone("CONTROL"));
        assert_eq!(choose(&[], "NRM1\tTUM1", Wanted { tumor_only: true, ..named }), alone("TUM1"));
        // The sample that is asked for goes before the tumour that the header names.
        let second = Wanted { names: &["T2"], ..none };
        assert_eq!(
            choose(&["##tumor_sample=T1", "##normal_sample=N1"], "N1\tT1\tT2", second),
            pair("T2", "N1")
        );
        let sarek = ["##tumor_sample=P_T1", "##normal_sample=P_N1"];
        assert_eq!(choose(&sarek, "P_N1\tP_T1\tP_T2", second), pair("P_T2", "P_N1"));
        let of_two =
            ["##tumor_sample=A_T1", "##normal_sample=A_N1", "##tumor_sample=B_T2", "##normal_sample=B_N2"];
        assert_eq!(choose(&of_two, "A_N1\tA_T1\tB_N2\tB_T2", second), pair("B_T2", "B_N2"));
        assert_eq!(choose(&["##tumor_sample=T1"], "T2\tT1", second), Ok(("T2".into(), None)));
        // A sample that is called as its normal's column is not that column.
        assert_eq!(choose(&told, "A\tB", Wanted { names: &["A"], ..none }), pair("B", "A"));
        // Nor is the column of another sample, unless its name says so or the user names it.
        let primary = Wanted { names: &["PRIM"], others: &["REL"], ..none };
        assert_eq!(choose(&[], "PRIM\tREL", primary), alone("PRIM"));
        assert_eq!(choose(&[], "P1_PRIM\tP1_REL", primary), alone("P1_PRIM"));
        assert_eq!(choose(&[], "BLOOD7\tPRIM\tREL", primary), pair("PRIM", "BLOOD7"));
        assert_eq!(choose(&[], "PRIM\tREL", Wanted { normal: Some("REL"), ..primary }), pair("PRIM", "REL"));
        let listed = Wanted { names: &["P1_tumor"], others: &["P1_normal"], ..none };
        assert_eq!(choose(&[], "P1_normal\tP1_tumor", listed), pair("P1_tumor", "P1_normal"));
        // A second biopsy is no normal.
        let one_of_two = Wanted { tumor: Some("P1_tumor"), ..none };
        assert_eq!(choose(&[], "P1_tumor\tP1.relapse.tumor", one_of_two), alone("P1_tumor"));
        assert_eq!(choose(&[], "A\tTUM1\tB", named), alone("TUM1"));
        let error = choose(&[], "A\tB", none).unwrap_err();
        assert!(error.contains("which column is the tumour") && error.ends_with("A, B"), "{error}");
        let error = choose(&[], "P1_T\tP2_T", Wanted { names: &["T"], ..none }).unwrap_err();
        assert!(error.contains("which column is the tumour"), "{error}");
    }
}
