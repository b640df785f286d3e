//! The folder `multiqc` of a result folder: custom content for `MultiQC`, made from the tables of the folder, so that a run
//! and a merge of its parts write the same bytes.
//!
//! A part without a sample to show is left out: `MultiQC` warns of files without data. Sections of folders that were made
//! with another reference, other rules or another scale have other ids, so that `MultiQC` does not draw them on one axis.

mod content;
mod general;
mod rows;
mod sections;
mod text;

use std::io::ErrorKind;
use std::path::Path;

use evade_core::ScaleKind;
use evade_stream::{Output, sha256_hex};
use serde_json::Value;

use self::content::Content;
use self::rows::{SampleRows, TableRows};
use crate::manifest::{Manifest, json_text};
use crate::tables;

const GENERAL_STATS: &str = "multiqc/evade_general_stats_mqc.json";
const AXES: &str = "multiqc/evade_axes_mqc.json";
const PHENOTYPES: &str = "multiqc/evade_phenotypes_mqc.json";
const FAILED: &str = "multiqc/evade_failed_mqc.json";
const VERSIONS: &str = "multiqc/evade_mqc_versions.yml";

/// Every file of the folder, by its path in the result folder.
pub(crate) const FILES: [&str; 5] = [GENERAL_STATS, AXES, PHENOTYPES, FAILED, VERSIONS];

/// Hex digits of a digest that are shown or tell sections apart.
const N_DIGITS: usize = 8;

/// Writes the folder from the tables of a result folder, which are complete, and its manifest. Files of an earlier run
/// that have nothing to show now are removed.
pub(crate) fn write(outdir: &Path, manifest: &Manifest) -> crate::Result<()> {
    let summary = TableRows::read(outdir, tables::SUMMARY.name, tables::summary_columns(&[]))?;
    let phenotypes = TableRows::read(outdir, tables::PHENOTYPES.name, tables::PHENOTYPES.columns())?;
    let qc = TableRows::read(outdir, tables::QC.name, tables::QC.columns())?;
    let failed = TableRows::read(outdir, tables::FAILED.name, tables::FAILED.columns())?;
    let samples = SampleRows::join(&summary, &phenotypes, &qc);
    let origin = Origin::of(manifest, &samples);
    write_or_remove(outdir, GENERAL_STATS, general::content(&samples, &origin).as_ref())?;
    write_or_remove(outdir, AXES, sections::axes(&samples, &origin).as_ref())?;
    write_or_remove(outdir, PHENOTYPES, sections::phenotypes(&samples, &origin).as_ref())?;
    write_or_remove(outdir, FAILED, sections::failed(&failed).as_ref())?;
    Output::write_file(&outdir.join(VERSIONS), origin.versions().as_bytes())?;
    Ok(())
}

/// What the numbers of a folder were made with.
struct Origin {
    version: String,
    reference: Made,
    /// Tumours of the reference.
    n_reference: Option<u64>,
    rules: Made,
    signatures: Made,
    scale: ScaleKind,
}

/// A file that decides results.
struct Made {
    id: Option<String>,
    digest: String,
}

impl Made {
    fn of(record: &Value) -> Self {
        let text = |field: &str| record.get(field).and_then(Value::as_str).map(str::to_owned);
        Self { id: text("id"), digest: text("digest").unwrap_or_default() }
    }

    fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }
}

impl Origin {
    fn of(manifest: &Manifest, samples: &[SampleRows<'_>]) -> Self {
        let is_cohort =
            samples.iter().any(|sample| sample.phenotype_text("scale") == Some(ScaleKind::Cohort.as_str()));
        Self {
            version: manifest.version.clone(),
            reference: Made::of(&manifest.reference),
            n_reference: manifest.reference.get("n").and_then(Value::as_u64),
            rules: Made::of(&manifest.rules),
            signatures: Made::of(&manifest.signatures),
            scale: if is_cohort { ScaleKind::Cohort } else { ScaleKind::Frozen },
        }
    }

    /// Tells sections with numbers of different origin apart.
    fn key(&self) -> String {
        let digests = [&self.reference, &self.rules, &self.signatures].map(|made| made.digest.as_str());
        let all = [&digests[..], &[self.scale.as_str()]].concat().join("\n");
        sha256_hex(all.as_bytes())[..N_DIGITS].to_owned()
    }

    /// `nsclc (n = 1012)`, for text on a page.
    fn reference_words(&self) -> String {
        let n = self.n_reference.map_or_else(String::new, |n| format!(" (n = {n})"));
        format!("{}{n}", text::html(self.reference.id()))
    }

    /// The versions in YAML: every value is text in quotes, because `1.10` would be read as a number.
    fn versions(&self) -> String {
        let line = |name: &str, version: &str| format!("  {}: {}\n", text::yaml(name), text::yaml(version));
        let short = |digest: &str| format!("sha256 {}", digest.get(..N_DIGITS).unwrap_or(digest));
        let mut yaml = format!("{}:\n", text::yaml("evade"));
        yaml.push_str(&line("evade", &self.version));
        let named =
            [("reference", &self.reference), ("rules", &self.rules), ("signatures", &self.signatures)];
        for (what, made) in named.into_iter().filter(|(_, made)| !made.digest.is_empty()) {
            let name =
                made.id.as_ref().map_or_else(|| what.to_owned(), |id| format!("{what} {}", text::html(id)));
            yaml.push_str(&line(&name, &short(&made.digest)));
        }
        yaml
    }
}

fn write_or_remove(outdir: &Path, name: &str, content: Option<&Content>) -> crate::Result<()> {
    let path = outdir.join(name);
    if let Some(content) = content {
        return Ok(Output::write_file(&path, &json_text(content)?)?);
    }
    match std::fs::remove_file(&path) {
        Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            let what = format!("{}: the earlier result cannot be removed: {error}", path.display());
            Err(std::io::Error::new(error.kind(), what).into())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        let made =
            |id: Option<&str>, digest: &str| Made { id: id.map(str::to_owned), digest: digest.to_owned() };
        Origin {
            version: "1.10".to_owned(),
            reference: made(Some("nsclc"), "1d13cb53f2841b8b"),
            n_reference: Some(1012),
            rules: made(Some("tme-v1"), "c26e4020a5bdacaf"),
            signatures: made(None, "0123456789abcdef"),
            scale: ScaleKind::Frozen,
        }
    }

    #[test]
    fn versions_are_text() {
        let expected = "\"evade\":\n  \"evade\": \"1.10\"\n  \"reference nsclc\": \"sha256 1d13cb53\"\n  \
                        \"rules tme-v1\": \"sha256 c26e4020\"\n  \"signatures\": \"sha256 01234567\"\n";
        assert_eq!(origin().versions(), expected);
    }

    #[test]
    fn another_reference_rules_or_scale_is_another_section() {
        let key = origin().key();
        assert_eq!(key.len(), N_DIGITS);
        assert_eq!(key, Origin { version: "2.0".to_owned(), ..origin() }.key());
        let other = || Made { id: None, digest: "other".to_owned() };
        for changed in [
            Origin { reference: other(), ..origin() },
            Origin { rules: other(), ..origin() },
            Origin { signatures: other(), ..origin() },
            Origin { scale: ScaleKind::Cohort, ..origin() },
        ] {
            assert_ne!(key, changed.key());
        }
    }
}
