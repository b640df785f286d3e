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
}

/// What the caller of the reader knows of the sample.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wanted<'a> {
    pub(super) tumor: Option<&'a str>,
    pub(super) normal: Option<&'a str>,
    /// Names of the sample that the file may use, alone or behind the patient's name.
    pub(super) names: &'a [&'a str],
    /// There was no normal.
    pub(super) tumor_only: bool,
}

impl SampleColumns {
    /// What the user names; else `##tumor_sample=` and `##normal_sample=` of Mutect2; else `##PEDIGREE` or columns
    /// literally named TUMOR and NORMAL; else the names sarek makes, `patient_sample`; else the only column. Beside a
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
        let tumor = named(wanted.tumor, "tumour")?.or(told.0).or(guess.0);
        let normal = named(wanted.normal, "normal")?.or(told.1).or(guess.1);
        let tumor = match (tumor, normal, names.len()) {
            (Some(tumor), ..) => Some(tumor),
            (None, _, 0) => None,
            (None, None, 1) => Some(0),
            (None, Some(normal), 2) => Some(1 - normal.min(1)),
            _ => {
                return Err(ReadError::ambiguous(file, "it cannot be told which column is the tumour")
                    .hint(format!("name it; {}", listed())));
            }
        };
        // The name of the tumour alone was given, and the header calls that column the normal.
        let normal =
            if tumor == normal && wanted.normal.is_none() && told.1.is_none() { None } else { normal };
        let (normal, doubt) = match (tumor, normal) {
            (Some(tumor), None) if !wanted.tumor_only => normal_beside(tumor, &names),
            _ => (normal, None),
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
        })
    }
}

/// The normal where only the tumour is known, and what the user should know of that.
fn normal_beside(tumor: usize, names: &[&str]) -> (Option<usize>, Option<String>) {
    let own = names.get(tumor).copied().unwrap_or_default();
    let others: Vec<&str> = names.iter().copied().filter(|name| *name != own).collect();
    match others.as_slice() {
        [] => (None, None),
        [other] if says(other, TUMOR_WORDS) => (
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

/// Whether a part of a name, but for the first, is one of the words.
fn says(name: &str, words: [&str; 3]) -> bool {
    name.to_ascii_lowercase().split(['_', '-', '.']).skip(1).any(|part| words.contains(&part))
}

/// A column by its name, by the name `##SAMPLE` gives it, or by the end of `patient_sample`.
fn column_named(header: &VcfHeader, names: &[&str], wanted: &str) -> Option<usize> {
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

fn told_by_header(header: &VcfHeader, names: &[&str]) -> (Option<usize>, Option<usize>) {
    let place = |name: &str| names.iter().position(|n| *n == name.trim());
    let stated = |key: &str| header.values(key).find_map(place);
    let literal =
        |words: [&str; 2]| names.iter().position(|n| words.contains(&n.to_ascii_uppercase().as_str()));
    let pedigree =
        |key: &str| header.values("PEDIGREE").filter_map(|line| attribute(line, key)).find_map(place);
    let tumor =
        stated("tumor_sample").or_else(|| literal(["TUMOR", "TUMOUR"])).or_else(|| pedigree("Derived"));
    let normal =
        stated("normal_sample").or_else(|| literal(["NORMAL", "NORMAL"])).or_else(|| pedigree("Original"));
    (tumor, normal)
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
    if patient_of(a).is_none() || patient_of(a) != patient_of(b) {
        return (None, None);
    }
    let is_tumor = |name: &str| says(name, TUMOR_WORDS);
    let is_normal = |name: &str| says(name, ["normal", "germline", "n"]);
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
        let alone = |name: &str| Ok((name.to_owned(), None));
        assert_eq!(choose(&[], "NRM1\tTUM1", Wanted { tumor_only: true, ..named }), alone("TUM1"));
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
