//! The results of nf-core/rnaseq and nf-core/sarek as a sample sheet.

mod pairs;
mod rnaseq;
mod sarek;

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use evade_genome::Build;
use evade_io::{SheetColumn, read_labels};
use evade_stream::{ReadError, Source};

use self::pairs::{Dna, pair};
use self::rnaseq::Rnaseq;
use self::sarek::Tumor;
use crate::error::{Outcome, UsageError};
use crate::log::{Log, Monitor};
use crate::output::write_text;
use crate::overwrite::spare_inputs;
use crate::settings::SheetSettings;

/// Columns of the sheet, all of which `evade run` reads.
const COLUMNS: [SheetColumn; 14] = [
    SheetColumn::Sample,
    SheetColumn::Patient,
    SheetColumn::RnaId,
    SheetColumn::DnaId,
    SheetColumn::Expression,
    SheetColumn::Vcf,
    SheetColumn::Cnv,
    SheetColumn::Genome,
    SheetColumn::Purity,
    SheetColumn::Ploidy,
    SheetColumn::Sv,
    SheetColumn::AssayDna,
    SheetColumn::Panel,
    SheetColumn::MatchedNormal,
];

/// Writes a sample sheet of the results of nf-core/rnaseq and nf-core/sarek.
pub fn sheet(settings: &SheetSettings, monitor: &dyn Monitor) -> crate::Result<Outcome> {
    let log = &Log::new(monitor);
    for folder in settings.rnaseq.iter().chain(&settings.sarek) {
        if !folder.is_dir() {
            let what = format!("there is no folder {}", folder.display());
            return Err(UsageError::new(what, "give the --outdir of the pipeline's run").into());
        }
    }
    let declared = settings.genome.as_deref().map(build).transpose()?;
    let rnaseq = settings.rnaseq.as_deref().map(|folder| Rnaseq::find(folder, log)).transpose()?;
    let tumors = settings.sarek.as_deref().map(|folder| sarek::tumors(folder, declared, log)).transpose()?;
    refuse_nothing(settings, rnaseq.as_ref().map(Option::is_some), tumors.as_ref().map(|t| !t.is_empty()))?;

    let mut rna = rnaseq.iter().flatten().flat_map(|r| r.samples.clone()).collect::<Vec<_>>();
    rna.sort();
    let mut dna: Vec<Dna> = Vec::new();
    for (name, tumor) in tumors.into_iter().flatten() {
        if !tumor.vcfs.is_empty() || tumor.cnv.is_some() || !tumor.sv.is_empty() {
            dna.push(Dna { name, tumor });
        } else {
            log.warn(&format!("the DNA sample '{name}' is left out: none of its files can be read"));
        }
    }
    let named = settings.pairs.as_deref().map(|path| read_labels(&Source::path(path).read()?, "rna_id"));
    let pairs = pair(&rna, &dna, named.transpose()?.as_ref(), log);

    let table = rnaseq.iter().flatten().next().map(|rnaseq| rnaseq.table.as_path());
    let read = table.into_iter().chain(settings.pairs.as_deref()).chain(settings.panel.as_deref());
    spare_inputs(read, [&settings.output])?;
    refuse_absent_panel(settings)?;
    let folder = folder_of(&settings.output)?;
    let mut used: BTreeSet<String> = rna.iter().cloned().collect();
    let mut rows: Vec<[String; COLUMNS.len()]> = Vec::new();
    for (rna, place) in rna.iter().zip(&pairs) {
        if place.is_none() && !dna.is_empty() {
            log.warn(&format!(
                "the RNA sample '{rna}' has no DNA: its row has no variants (--pairs names pairs)"
            ));
        }
        let of_rna = rna_cells(rna, table, &folder)?;
        let of_dna = dna_cells(place.map(|place| &dna[place].tumor), settings, &folder)?;
        rows.push(row(rna, of_rna, of_dna));
    }
    for (place, Dna { name, tumor }) in dna.iter().enumerate() {
        if pairs.contains(&Some(place)) {
            continue;
        }
        if !rna.is_empty() {
            log.warn(&format!(
                "the DNA sample '{name}' has no RNA: its row has no expression (--pairs names pairs)"
            ));
        }
        let of_dna = dna_cells(Some(tumor), settings, &folder)?;
        rows.push(row(&unused(name, &mut used), <[String; 2]>::default(), of_dna));
    }
    warn_of_genome(&rows, log);
    let n_pairs = pairs.iter().flatten().count();
    log.info(&format!(
        "{} samples: {n_pairs} with RNA and DNA, {} with RNA alone, {} with DNA alone",
        rows.len(),
        rna.len() - n_pairs,
        dna.len() - n_pairs
    ));
    write_text(&settings.output, &csv(&rows))?;
    Ok(Outcome::Complete)
}

fn build(word: &str) -> crate::Result<Build> {
    Build::parse(word).ok_or_else(|| {
        UsageError::new(format!("'{word}' is no genome"), "genomes are GRCh37 (hg19) and GRCh38 (hg38)")
            .into()
    })
}

/// Folders that hold nothing to read are an error, and a warning is not enough.
fn refuse_nothing(
    settings: &SheetSettings,
    has_rna: Option<bool>,
    has_dna: Option<bool>,
) -> Result<(), ReadError> {
    let fail = |folder: &Option<PathBuf>, what: &str, hint: &str| {
        let folder = folder.as_deref().unwrap_or(Path::new("-")).display().to_string();
        Err(ReadError::not_found(&folder, what).hint(hint))
    };
    if has_rna == Some(false) {
        return fail(
            &settings.rnaseq,
            "there is no merged gene table of nf-core/rnaseq",
            "it is called salmon.merged.gene_tpm.tsv (or rsem, kallisto) and lies in the folder or one below it",
        );
    }
    if has_dna == Some(false) {
        return fail(
            &settings.sarek,
            "there are no somatic variants, ASCAT or CNVkit segments of nf-core/sarek that can be taken",
            "they lie in annotation/CALLER/ID/ and variant_calling/CALLER/ID/ of the folder; without a normal, those of mutect2, lofreq and varlociraptor alone are somatic",
        );
    }
    Ok(())
}

/// A name that no other row has.
fn unused(name: &str, used: &mut BTreeSet<String>) -> String {
    let mut name = name.to_owned();
    while !used.insert(name.clone()) {
        name.push_str("_dna");
    }
    name
}

/// A panel that is not there would be missed in every sample.
fn refuse_absent_panel(settings: &SheetSettings) -> Result<(), ReadError> {
    match settings.panel.as_deref().filter(|path| !path.is_file()) {
        Some(path) => {
            let what = "there is no such file";
            Err(ReadError::not_found(&path.display().to_string(), what).hint("check the path of --panel"))
        }
        None => Ok(()),
    }
}

/// The cells `rna_id` and `expression`.
fn rna_cells(rna: &str, table: Option<&Path>, folder: &Path) -> crate::Result<[String; 2]> {
    let table = table.map(|table| relative(table, folder)).transpose()?;
    Ok([rna.to_owned(), table.unwrap_or_default()])
}

/// The cells of a tumour, those between the two of RNA left out: `patient`, `dna_id`, then from `vcf` on.
fn dna_cells(
    tumor: Option<&Tumor>,
    settings: &SheetSettings,
    folder: &Path,
) -> crate::Result<[String; COLUMNS.len() - 3]> {
    let Some(tumor) = tumor else { return Ok(<[String; COLUMNS.len() - 3]>::default()) };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let paths = |paths: &[PathBuf]| -> crate::Result<String> {
        let paths = paths.iter().map(|path| relative(path, folder)).collect::<crate::Result<Vec<_>>>()?;
        Ok(paths.join(";"))
    };
    let one = |path: Option<&PathBuf>| paths(path.map_or(&[], std::slice::from_ref));
    Ok([
        text(&tumor.patient),
        text(&tumor.column),
        paths(&tumor.vcfs)?,
        one(tumor.cnv.as_ref())?,
        tumor.genome.map(|genome| genome.to_string()).unwrap_or_default(),
        text(&tumor.purity),
        text(&tumor.ploidy),
        paths(&tumor.sv)?,
        text(&settings.assay_dna),
        one(settings.panel.as_ref())?,
        if tumor.has_hidden_normal { "yes".to_owned() } else { String::new() },
    ])
}

/// The cells in the order of [`COLUMNS`].
fn row(
    sample: &str,
    [rna_id, expression]: [String; 2],
    of_dna: [String; COLUMNS.len() - 3],
) -> [String; COLUMNS.len()] {
    let [patient, dna_id, vcf, cnv, genome, purity, ploidy, sv, assay_dna, panel, matched_normal] = of_dna;
    [
        sample.to_owned(),
        patient,
        rna_id,
        dna_id,
        expression,
        vcf,
        cnv,
        genome,
        purity,
        ploidy,
        sv,
        assay_dna,
        panel,
        matched_normal,
    ]
}

/// Segments need a genome, which nothing but the VCF's contigs or the parameters of the run may say.
fn warn_of_genome(rows: &[[String; COLUMNS.len()]], log: &Log<'_>) {
    let unknown: Vec<&str> = rows
        .iter()
        .filter(|row| !row[6].is_empty() && row[7].is_empty())
        .map(|row| row[0].as_str())
        .collect();
    if let Some(first) = unknown.first() {
        log.warn(&format!(
            "the genome of {} samples with segments is not known (the first is '{first}'): give --genome GRCh37 or GRCh38",
            unknown.len()
        ));
    }
}

fn csv(rows: &[[String; COLUMNS.len()]]) -> String {
    let quoted = |field: &String| {
        if field.contains([',', '"', ';', '\t']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.clone()
        }
    };
    let mut text = COLUMNS.map(SheetColumn::name).join(",");
    for row in rows {
        text.push('\n');
        text.push_str(&row.iter().map(quoted).collect::<Vec<_>>().join(","));
    }
    text.push('\n');
    text
}

/// The folder that the sheet's paths start from; the current one for standard output.
fn folder_of(output: &Path) -> crate::Result<PathBuf> {
    let parent = output.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(parent.canonicalize().or_else(|_| std::path::absolute(parent))?)
}

/// A path as seen from a folder, with `/` on every system.
fn relative(path: &Path, folder: &Path) -> crate::Result<String> {
    let path = path.canonicalize()?;
    let (to, from): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (path.components().collect(), folder.components().collect());
    let shared = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
    let up = from[shared..].iter().map(|_| "..".to_owned());
    let down = to[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    Ok(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// What lies in a folder, in the order of names.
fn entries(folder: &Path) -> crate::Result<Vec<PathBuf>> {
    let unreadable = |error: std::io::Error| {
        let what = format!("the folder cannot be read: {error}");
        ReadError::of_kind(error.kind().into(), &folder.display().to_string(), what)
            .hint("check the permissions")
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
