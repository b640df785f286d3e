//! Which sample column is the tumour, which the normal.

use evade_stream::ReadError;
use noodles_vcf as noodles;

/// The chosen columns, counted from the first sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SampleColumns {
    pub(super) tumor: Option<usize>,
    pub(super) tumor_name: String,
    pub(super) normal: Option<usize>,
    pub(super) normal_name: Option<String>,
}

impl SampleColumns {
    /// What the user names; else `##tumor_sample=` and `##normal_sample=` of Mutect2; else columns literally named
    /// TUMOR and NORMAL; else the only column.
    pub(super) fn choose(
        file: &str,
        header: &noodles::Header,
        text: &str,
        tumor: Option<&str>,
        normal: Option<&str>,
    ) -> Result<Self, ReadError> {
        let names: Vec<&str> = header.sample_names().iter().map(String::as_str).collect();
        let listed = || format!("the columns are: {}", names.join(", "));
        let place = |name: &str| names.iter().position(|n| *n == name);
        let named = |wanted: Option<&str>, what: &str| -> Result<Option<usize>, ReadError> {
            wanted
                .map(|name| {
                    place(name).ok_or_else(|| {
                        ReadError::new(file, format!("the VCF has no column '{name}' ({what})"))
                            .hint(listed())
                    })
                })
                .transpose()
        };
        let stated = |key: &str| {
            let name = text.lines().find_map(|line| line.strip_prefix(key))?;
            place(name.trim())
        };
        let literal =
            |words: [&str; 2]| names.iter().position(|n| words.contains(&n.to_ascii_uppercase().as_str()));
        let tumor = named(tumor, "tumour")?
            .or_else(|| stated("##tumor_sample="))
            .or_else(|| literal(["TUMOR", "TUMOUR"]));
        let normal = named(normal, "normal")?
            .or_else(|| stated("##normal_sample="))
            .or_else(|| literal(["NORMAL", "NORMAL"]));
        let tumor = match (tumor, normal, names.len()) {
            (Some(tumor), ..) => Some(tumor),
            (None, _, 0) => None,
            (None, None, 1) => Some(0),
            (None, Some(normal), 2) => Some(1 - normal.min(1)),
            _ => {
                return Err(ReadError::new(file, "it cannot be told which column is the tumour")
                    .hint(format!("name it; {}", listed())));
            }
        };
        if tumor.is_some() && tumor == normal {
            return Err(
                ReadError::new(file, "the same column is named as tumour and as normal").hint(listed())
            );
        }
        let name_of = |index: Option<usize>| index.and_then(|i| names.get(i)).map(|n| (*n).to_owned());
        Ok(Self {
            tumor,
            tumor_name: name_of(tumor).unwrap_or_default(),
            normal,
            normal_name: name_of(normal),
        })
    }
}
