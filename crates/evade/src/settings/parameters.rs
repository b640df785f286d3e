//! The settings of a run as parameters of its manifest, and back. Files are named without their folder: whoever reads
//! the settings back finds them again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use evade_core::{Axis, ScaleKind, Unit};
use evade_io::{DnaFiles, InputFormat, SheetColumn};
use evade_stream::Source;
use serde_json::Value;

use super::{
    CallSettings, DocumentSettings, GeneSettings, PartSettings, PatientDates, PatientSettings, ReadSettings,
    RunSettings,
};
use crate::builtin;
use crate::error::UsageError;

/// The word for what is found by its content.
const AUTO: &str = "auto";

/// The parameter that holds the date of the reports, after which nothing can have happened. It is no date of a patient.
pub(crate) const REPORT_DATE_PARAMETER: &str = "report_date";

/// The parameter that names which dates of a patient were stated. The dates identify the patient and are in no result.
pub(crate) const DATES_PARAMETER: &str = "dates_stated";

fn base_name(path: &Path) -> String {
    Source::from_argument(path).base_name()
}

impl RunSettings {
    /// What decides the results, for the manifest.
    pub(crate) fn parameters(&self) -> BTreeMap<String, Value> {
        let CallSettings { scale, reference, rules, tissue, gene_sets, read, union, offsets } = &self.call;
        let name = |path: &Option<PathBuf>| path.as_deref().map(base_name).into();
        let id_or_name = |text: &str, is_id: bool| {
            if is_id { text.to_owned() } else { base_name(text.as_ref()) }
        };
        let general: [(&str, Value); 16] = [
            ("samples", name(&self.samples)),
            ("expression", name(&self.expression)),
            ("scale", scale.as_str().into()),
            ("reference", id_or_name(reference, builtin::reference(reference).is_some()).into()),
            ("rules", id_or_name(rules, builtin::rules(rules).is_some()).into()),
            ("tissue", tissue.clone().into()),
            ("gene_sets", gene_sets.iter().map(|path| base_name(path)).collect::<Vec<_>>().into()),
            ("unit", read.unit.map_or(AUTO, Unit::as_str).into()),
            ("input_format", read.input_format.map_or(AUTO, InputFormat::as_str).into()),
            ("tx2gene", name(&read.tx2gene)),
            ("gene_lengths", name(&read.gene_lengths)),
            ("union", (*union).into()),
            ("axis_offset", offset_parameter(offsets)),
            ("carry", self.carry.clone().into()),
            ("mechanisms", name(&self.mechanisms)),
            (REPORT_DATE_PARAMETER, self.document.date.map(|date| date.to_string()).into()),
        ];
        let patient = patient_parameters(self.patient.as_ref());
        let all = general.into_iter().chain(patient).chain(self.genes.parameters());
        all.map(|(key, value)| (key.to_owned(), value)).collect()
    }

    /// The settings that a manifest holds, with results going to `outdir`. `find` finds a file by its role and name.
    pub(crate) fn of_parameters(
        parameters: &BTreeMap<String, Value>,
        part: PartSettings,
        outdir: PathBuf,
        find: &mut dyn FnMut(&str, &str) -> crate::Result<String>,
    ) -> crate::Result<Self> {
        let read = Parameters(parameters);
        let mut file = |name: &str| -> crate::Result<Option<PathBuf>> {
            read.text(name)?.map(|file| Ok(find(name, file)?.into())).transpose()
        };
        let (samples, expression, tx2gene) = (file("samples")?, file("expression")?, file("tx2gene")?);
        let mechanisms = file("mechanisms")?;
        let mut id_or_file = |name: &str, default: &str, is_id: &dyn Fn(&str) -> bool| {
            Ok::<_, crate::Error>(match read.text(name)? {
                None => default.to_owned(),
                Some(id) if is_id(id) => id.to_owned(),
                Some(file) => find(name, file)?,
            })
        };
        let reference =
            id_or_file("reference", CallSettings::REFERENCE, &|id| builtin::reference(id).is_some())?;
        let rules = id_or_file("rules", CallSettings::RULES, &|id| builtin::rules(id).is_some())?;
        let gene_lengths = match read.text("gene_lengths")? {
            Some(id) if builtin::gene_lengths(id).is_some() => Some(id.into()),
            Some(file) => Some(find("gene_lengths", file)?.into()),
            None => None,
        };
        let gene_sets = read.texts("gene_sets").map(|file| Ok(find("gene_sets", file)?.into()));
        let gene_sets = gene_sets.collect::<crate::Result<_>>()?;
        let call = CallSettings {
            scale: read.word("scale")?.unwrap_or(ScaleKind::Frozen),
            reference,
            rules,
            tissue: read.text("tissue")?.map(str::to_owned),
            gene_sets,
            read: ReadSettings {
                input_format: read.word("input_format")?,
                tx2gene,
                unit: read.word("unit")?,
                gene_lengths,
            },
            union: read.flag("union"),
            offsets: offsets_of(read.value("axis_offset"))?,
        };
        let patient = match read.text("sample")? {
            Some(sample) => Some(patient_of(&read, sample, find)?),
            None => None,
        };
        Ok(Self {
            samples,
            expression,
            outdir,
            call,
            carry: read.texts("carry").map(str::to_owned).collect(),
            genes: GeneSettings::of_parameters(parameters, find)?,
            mechanisms,
            part,
            patient,
            // A repeated run makes documents of its own; their date decides classes of resistance and is kept.
            document: DocumentSettings {
                date: read.word(REPORT_DATE_PARAMETER)?,
                ..DocumentSettings::default()
            },
        })
    }
}

/// The axes that are moved, and by how much.
fn offset_parameter(offsets: &[f64; 5]) -> Value {
    let moved = Axis::ALL.iter().map(|axis| (axis, offsets[axis.place()])).filter(|(_, z)| *z != 0.0);
    Value::Object(moved.map(|(axis, z)| (axis.as_str().to_owned(), z.into())).collect())
}

/// The offsets a manifest holds; one before them has none.
fn offsets_of(stated: Option<&Value>) -> Result<[f64; 5], UsageError> {
    let mut offsets = [0.0; 5];
    let Some(stated) = stated else { return Ok(offsets) };
    for (name, z) in stated.as_object().ok_or_else(|| refused("axis_offset"))? {
        let axis = Axis::ALL.into_iter().find(|axis| axis.as_str() == name);
        let (axis, z) = axis.zip(z.as_f64()).ok_or_else(|| refused("axis_offset"))?;
        offsets[axis.place()] = z;
    }
    Ok(offsets)
}

/// The parameters of one patient; without a patient they are there and empty.
fn patient_parameters(patient: Option<&PatientSettings>) -> [(&'static str, Value); 18] {
    let nobody = PatientSettings::default();
    let of = patient.unwrap_or(&nobody);
    let files = |column: SheetColumn| {
        let names: Vec<String> = of.files.of(column).iter().map(|path| base_name(path.as_ref())).collect();
        (column.name(), Value::from((!names.is_empty()).then(|| names.join(";"))))
    };
    [
        ("sample", patient.map(|patient| patient.sample.clone()).into()),
        ("rna_id", of.rna_id.clone().into()),
        ("histology", of.histology.clone().into()),
        ("site", of.site.clone().into()),
        ("specimen", of.specimen.clone().into()),
        files(SheetColumn::Vcf),
        files(SheetColumn::Maf),
        files(SheetColumn::Reported),
        files(SheetColumn::Cnv),
        files(SheetColumn::Sv),
        files(SheetColumn::Hla),
        ("dna_id", of.dna_id.clone().into()),
        ("pdl1_tps", of.pdl1_tps.into()),
        ("msi", of.msi.clone().into()),
        ("regimen", of.regimen.clone().into()),
        ("best_response", of.best_response.clone().into()),
        ("response_confirmed", of.response_confirmed.clone().into()),
        (DATES_PARAMETER, of.dates.stated().into()),
    ]
}

fn patient_of(
    read: &Parameters<'_>,
    sample: &str,
    find: &mut dyn FnMut(&str, &str) -> crate::Result<String>,
) -> crate::Result<PatientSettings> {
    let text = |name: &str| Ok::<_, UsageError>(read.text(name)?.map(str::to_owned));
    let mut files = DnaFiles::default();
    // The panel is one of the settings of genes.
    for column in DnaFiles::COLUMNS.into_iter().filter(|column| *column != SheetColumn::Panel) {
        for file in read.text(column.name())?.into_iter().flat_map(|cell| column.paths(cell)) {
            files.push(column, find(column.name(), &file)?);
        }
    }
    Ok(PatientSettings {
        sample: sample.to_owned(),
        rna_id: text("rna_id")?,
        dna_id: text("dna_id")?,
        histology: text("histology")?,
        site: text("site")?,
        specimen: text("specimen")?,
        pdl1_tps: read.number("pdl1_tps")?,
        msi: text("msi")?,
        regimen: text("regimen")?,
        best_response: text("best_response")?,
        response_confirmed: text("response_confirmed")?,
        // The manifest holds none: whoever repeats the run states them again.
        dates: PatientDates::default(),
        files,
    })
}

/// Parameters as a manifest holds them.
pub(super) struct Parameters<'p>(pub(super) &'p BTreeMap<String, Value>);

impl<'p> Parameters<'p> {
    fn value(&self, name: &str) -> Option<&'p Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&'p str>, UsageError> {
        self.value(name).map(|value| value.as_str().ok_or_else(|| refused(name))).transpose()
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<f64>, UsageError> {
        self.value(name).map(|value| value.as_f64().ok_or_else(|| refused(name))).transpose()
    }

    /// A word of a closed list, or none for `auto`.
    fn word<T: FromStr>(&self, name: &str) -> Result<Option<T>, UsageError> {
        let word = self.text(name)?.filter(|word| *word != AUTO);
        word.map(|word| word.parse().map_err(|_| refused(name))).transpose()
    }

    /// Whether an option was given; manifests before it do not name it.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.value(name).and_then(Value::as_bool).unwrap_or(false)
    }

    /// A whole number from 0 on.
    pub(super) fn count(&self, name: &str) -> Result<Option<u32>, UsageError> {
        let count =
            |value: &Value| value.as_u64().and_then(|n| n.try_into().ok()).ok_or_else(|| refused(name));
        self.value(name).map(count).transpose()
    }

    /// The texts of a list, or the only one.
    pub(super) fn texts(&self, name: &str) -> impl Iterator<Item = &'p str> {
        let value = self.value(name);
        let listed = value.and_then(Value::as_array).into_iter().flatten();
        listed.chain(value.filter(|value| value.is_string())).filter_map(Value::as_str)
    }
}

/// A parameter that says nothing to this version.
pub(crate) fn refused(name: &str) -> UsageError {
    UsageError::new(
        format!("the parameter '{name}' of the manifest cannot be repeated by this version"),
        "run it by hand, or with the version of evade that the manifest names",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{BurdenSettings, BurdenSource, FilterSettings};

    #[test]
    fn a_manifest_gives_the_settings_again() {
        let files = DnaFiles {
            vcf: vec!["in/a.vcf".into(), "in/b.vcf".into()],
            cnv: vec!["in/s.tsv".into()],
            ..DnaFiles::default()
        };
        let patient = PatientSettings {
            sample: "P1".into(),
            dna_id: Some("D1".into()),
            files,
            ..PatientSettings::default()
        };
        let settings = RunSettings {
            expression: Some("in/rna.tsv".into()),
            outdir: "out".into(),
            call: CallSettings {
                scale: ScaleKind::Cohort,
                rules: "in/own.toml".into(),
                tissue: Some("bladder".into()),
                gene_sets: vec!["in/sets.gmt".into()],
                read: ReadSettings {
                    unit: Some(Unit::Counts),
                    gene_lengths: Some("in/lengths.tsv".into()),
                    ..ReadSettings::default()
                },
                union: true,
                offsets: [0.0, 0.0, 0.0, -0.5, 0.25],
                ..CallSettings::default()
            },
            carry: vec!["cohort".into()],
            genes: GeneSettings {
                normal: Some("N".into()),
                calls: Some("somatic".into()),
                purity: Some(0.4),
                panels: vec!["in/panel.bed".into()],
                sequences: Some("in/cds.tsv".into()),
                filters: FilterSettings { min_depth: 20, min_vaf: Some(0.1), ..FilterSettings::default() },
                allow_missing_newline: true,
                burden: BurdenSettings { source: BurdenSource::Reported(8.5), ..BurdenSettings::default() },
                ..GeneSettings::default()
            },
            mechanisms: Some("in/mechanisms.toml".into()),
            patient: Some(patient),
            document: DocumentSettings {
                date: Some("2024-06-01".parse().unwrap()),
                ..DocumentSettings::default()
            },
            ..RunSettings::default()
        };
        for settings in [settings, RunSettings::default()] {
            let again = RunSettings::of_parameters(
                &settings.parameters(),
                settings.part.clone(),
                settings.outdir.clone(),
                &mut |_, name| Ok(format!("in/{name}")),
            );
            assert_eq!(again.unwrap(), settings);
        }
    }

    #[test]
    fn a_word_of_another_version_is_refused_by_name() {
        let parameters = [("unit".to_owned(), Value::from("rpkm"))].into();
        let read =
            RunSettings::of_parameters(&parameters, PartSettings::default(), "out".into(), &mut |_, _| {
                Ok(String::new())
            });
        assert!(read.unwrap_err().to_string().contains("'unit'"));
    }
}
