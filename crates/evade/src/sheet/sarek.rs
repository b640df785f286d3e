//! Variants and segments that nf-core/sarek has left, by tumour.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use evade_genome::Build;
use evade_io::read_labels;
use evade_stream::{Digest, Source};

use super::{entries, file_name};
use crate::log::Log;

/// Callers of somatic variants, the preferred first.
const CALLERS: [&str; 6] = ["mutect2", "strelka", "muse", "tnscope", "lofreq", "freebayes"];
/// Of these, callers that call a tumour without its normal as somatic; the others then call germline variants.
const TUMOR_ONLY: [&str; 2] = ["mutect2", "lofreq"];
/// What stands between the names of tumour and normal.
const VERSUS: &str = "_vs_";
/// Text looked at for the header of a VCF.
const HEADER_BYTES: usize = 8 << 20;

/// A tumour of sarek.
#[derive(Debug, Default)]
pub(super) struct Tumor {
    pub(super) patient: Option<String>,
    /// The tumour's column of the VCF, where its header leaves a doubt or another name could be meant.
    pub(super) column: Option<String>,
    /// Files of one caller.
    pub(super) vcfs: Vec<PathBuf>,
    pub(super) cnv: Option<PathBuf>,
    pub(super) genome: Option<Build>,
    pub(super) purity: Option<String>,
    pub(super) ploidy: Option<String>,
}

/// The VCF of a caller, or its two, with what makes it better or worse than another; the order of the fields is that of the comparison.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    annotation: Annotation,
    caller: usize,
    is_unpaired: bool,
    paths: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Annotation {
    Vep,
    /// `SnpEff` or bcftools csq.
    Other,
    None,
}

/// The tumours of a results folder by name.
pub(super) fn tumors(
    folder: &Path,
    declared: Option<Build>,
    log: &Log<'_>,
) -> crate::Result<BTreeMap<String, Tumor>> {
    let mut tumors: BTreeMap<String, Tumor> = BTreeMap::new();
    for (tumor, candidates) in candidates(folder)? {
        let found = tumors.entry(tumor.clone()).or_default();
        choose_vcf(found, &tumor, candidates, log)?;
    }
    for id_folder in sub_folders(&folder.join("variant_calling/ascat"))? {
        let tumor = tumor_of(&file_name(&id_folder)).to_owned();
        add_ascat(tumors.entry(tumor).or_default(), &id_folder, log)?;
    }
    for (tumor, path) in cnvkit_calls(&folder.join("variant_calling/cnvkit"))? {
        let found = tumors.entry(tumor).or_default();
        match &found.cnv {
            None => found.cnv = Some(path),
            Some(ascat) => {
                log.detail(&format!("{}: not used, {} goes before it", path.display(), ascat.display()));
            }
        }
    }
    let patients = patients(folder)?;
    let of_run = genome_of_run(folder);
    for (name, tumor) in &mut tumors {
        // What a sheet says goes before the name of a column.
        if let Some(patient) = patients.get(name) {
            tumor.patient = Some(patient.clone());
        }
        tumor.genome = declared.or(tumor.genome).or(of_run);
    }
    Ok(tumors)
}

fn tumor_of(id: &str) -> &str {
    id.split_once(VERSUS).map_or(id, |(tumor, _)| tumor)
}

fn sub_folders(folder: &Path) -> crate::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    Ok(entries(folder)?.into_iter().filter(|path| path.is_dir()).collect())
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

/// Every VCF of somatic callers by tumour, the best first.
fn candidates(folder: &Path) -> crate::Result<BTreeMap<String, Vec<Candidate>>> {
    let mut found: BTreeMap<String, Vec<Candidate>> = BTreeMap::new();
    for area in ["annotation", "variant_calling"] {
        for (caller, name) in CALLERS.iter().enumerate() {
            for id_folder in sub_folders(&folder.join(area).join(name))? {
                let id = file_name(&id_folder);
                let is_unpaired = !id.contains(VERSUS);
                if is_unpaired && !TUMOR_ONLY.contains(name) {
                    continue;
                }
                for path in entries(&id_folder)? {
                    let Some(annotation) = annotation_of(&path, &id) else { continue };
                    let Some(paths) = with_indels(path) else { continue };
                    let candidate = Candidate { annotation, caller, is_unpaired, paths };
                    found.entry(tumor_of(&id).to_owned()).or_default().push(candidate);
                }
            }
        }
    }
    for candidates in found.values_mut() {
        candidates.sort();
    }
    Ok(found)
}

/// Strelka writes SNVs and indels to two files, which are one call set: the first stands for both.
fn with_indels(path: PathBuf) -> Option<Vec<PathBuf>> {
    let name = file_name(&path);
    let other = |from: &str, to: &str| {
        let other = path.with_file_name(name.replace(from, to));
        (name.contains(from) && other.is_file()).then_some(other)
    };
    if other("somatic_indels", "somatic_snvs").is_some() {
        return None;
    }
    let indels = other("somatic_snvs", "somatic_indels");
    Some([path].into_iter().chain(indels).collect())
}

/// How a file of this sample is annotated, as its name says; `None` if it is no VCF of small variants.
fn annotation_of(path: &Path, id: &str) -> Option<Annotation> {
    let name = file_name(path);
    let rest = name.strip_prefix(id)?;
    let stem = rest.strip_suffix(".gz").unwrap_or(rest).strip_suffix(".vcf")?;
    let annotated = stem.strip_suffix(".ann");
    let is_raw_mutect2 = rest.contains("mutect2") && !rest.contains("filtered") && annotated.is_none();
    if is_raw_mutect2 || rest.contains("_sv") || rest.contains(".genome.") {
        return None;
    }
    Some(match annotated {
        Some(annotated) if annotated.ends_with("_VEP") => Annotation::Vep,
        Some(_) => Annotation::Other,
        None => Annotation::None,
    })
}

/// Takes the best call set. Names tell the annotation that was asked for, headers the one that is there.
fn choose_vcf(tumor: &mut Tumor, name: &str, candidates: Vec<Candidate>, log: &Log<'_>) -> crate::Result<()> {
    let mut best: Option<(Annotation, Vec<PathBuf>, VcfHeader)> = None;
    for Candidate { paths, .. } in candidates {
        let Some(first) = paths.first() else { continue };
        let header = VcfHeader::read(first)?;
        let annotation = header.annotation();
        if best.as_ref().is_none_or(|(known, ..)| annotation < *known) {
            best = Some((annotation, paths, header));
        }
        if annotation == Annotation::Vep {
            break;
        }
    }
    let Some((annotation, paths, header)) = best else { return Ok(()) };
    if let Some(first) = paths.first() {
        if annotation == Annotation::None {
            log.warn(&format!(
                "{}: not annotated, so that most exchanges of a base stay uncertain: annotate it with VEP (sarek --tools vep)",
                first.display()
            ));
        }
        (tumor.column, tumor.patient) = header.tumor_column(name, first, log);
    }
    tumor.genome = header.genome();
    tumor.vcfs = paths;
    Ok(())
}

struct VcfHeader {
    text: String,
    columns: Vec<String>,
}

impl VcfHeader {
    fn read(path: &Path) -> crate::Result<Self> {
        let mut input = Source::path(path).open(Digest::None)?;
        let mut bytes = Vec::new();
        input.read_more(&mut bytes, HEADER_BYTES)?;
        let lines = bytes.split(|&byte| byte == b'\n').take_while(|line| line.starts_with(b"#"));
        let lines: Vec<_> = lines.map(|line| String::from_utf8_lossy(line)).collect();
        let names = lines.iter().find(|line| line.starts_with("#CHROM"));
        let columns = names
            .map(|line| line.trim_end().split('\t').skip(9).map(str::to_owned).collect())
            .unwrap_or_default();
        Ok(Self { text: lines.join("\n"), columns })
    }

    fn annotation(&self) -> Annotation {
        let has = |key: &str| self.text.contains(&format!("##INFO=<ID={key},"));
        if has("CSQ") {
            Annotation::Vep
        } else if has("ANN") || has("BCSQ") {
            Annotation::Other
        } else {
            Annotation::None
        }
    }

    /// The build that the lengths of the contigs show.
    fn genome(&self) -> Option<Build> {
        let field = |line: &str, key: &str| {
            let rest = line.split_once(key)?.1;
            Some(rest.split([',', '>']).next().unwrap_or_default().to_owned())
        };
        self.text.lines().filter(|line| line.starts_with("##contig=<")).find_map(|line| {
            let length = field(line, "length=")?.parse().ok()?;
            Build::of_contig(&field(line, "ID=")?, length)
        })
    }

    /// The column of the tumour, and the patient that sarek puts before the sample in its name.
    fn tumor_column(&self, tumor: &str, path: &Path, log: &Log<'_>) -> (Option<String>, Option<String>) {
        let stated = self.text.lines().find_map(|line| line.strip_prefix("##tumor_sample=")).map(str::trim);
        let ending = format!("_{tumor}");
        let is_tumor = |column: &&String| {
            stated == Some(column.as_str()) || column.as_str() == tumor || column.ends_with(&ending)
        };
        let is_literal =
            |column: &String| ["TUMOR", "TUMOUR"].contains(&column.to_ascii_uppercase().as_str());
        let column = match self.columns.as_slice() {
            [one] => Some(one.clone()),
            columns => columns.iter().find(is_tumor).cloned(),
        };
        let patient = column.as_deref().and_then(|c| c.strip_suffix(&ending)).map(str::to_owned);
        if column.is_none() && !self.columns.iter().any(is_literal) {
            log.warn(&format!(
                "{}: it cannot be told which column is the tumour: fill 'dna_id' of '{tumor}' with one of {}",
                path.display(),
                self.columns.join(", ")
            ));
        }
        (column, patient)
    }
}

/// The segments of ASCAT, with the tumour content they rest on.
fn add_ascat(tumor: &mut Tumor, folder: &Path, log: &Log<'_>) -> crate::Result<()> {
    for path in entries(folder)? {
        let name = file_name(&path);
        if name.ends_with(".segments.txt") && tumor.cnv.is_none() {
            tumor.cnv = Some(path);
        } else if name.ends_with("purityploidy.txt") && tumor.purity.is_none() {
            let content = Source::path(&path).read()?;
            let mut lines = content.text()?.lines().map(|line| line.split('\t').map(|f| f.trim_matches('"')));
            let names: Vec<&str> = lines.next().map(Iterator::collect).unwrap_or_default();
            let values: Vec<&str> = lines.next().map(Iterator::collect).unwrap_or_default();
            let value = |column: &str, low: f64, high: f64| {
                // R may write the names of the rows, which the header does not count.
                let place =
                    names.iter().position(|n| *n == column)? + values.len().saturating_sub(names.len());
                let text = *values.get(place)?;
                text.parse().is_ok_and(|x: f64| (low..=high).contains(&x)).then(|| text.to_owned())
            };
            tumor.purity = value("AberrantCellFraction", 0.0, 1.0);
            tumor.ploidy = value("Ploidy", 0.5, 12.0);
            if tumor.purity.is_none() {
                log.warn(&format!("{}: no AberrantCellFraction between 0 and 1", path.display()));
            }
        }
    }
    Ok(())
}

/// The called segments of `CNVkit` by tumour. It also calls normals, by germline rules or in a folder of their own.
fn cnvkit_calls(folder: &Path) -> crate::Result<BTreeMap<String, PathBuf>> {
    let id_folders = sub_folders(folder)?;
    let normals: BTreeSet<String> = id_folders
        .iter()
        .filter_map(|id_folder| Some(file_name(id_folder).split_once(VERSUS)?.1.to_owned()))
        .collect();
    let mut calls = BTreeMap::new();
    for id_folder in id_folders {
        let id = file_name(&id_folder);
        if normals.contains(&id) {
            continue;
        }
        let is_call = |path: &PathBuf| {
            let name = file_name(path);
            name.ends_with(".call.cns") && !name.contains("germline")
        };
        if let Some(path) = entries(&id_folder)?.into_iter().find(is_call) {
            calls.entry(tumor_of(&id).to_owned()).or_insert(path);
        }
    }
    Ok(calls)
}

/// The patient of each sample, from the sheets that sarek writes for a restart.
fn patients(folder: &Path) -> crate::Result<BTreeMap<String, String>> {
    let mut patients = BTreeMap::new();
    let csv = folder.join("csv");
    if !csv.is_dir() {
        return Ok(patients);
    }
    for path in entries(&csv)?.into_iter().filter(|path| has_extension(path, "csv")) {
        let content = Source::path(&path).read()?;
        // Only sheets with one row a sample say more than file names do.
        let Ok(labels) = read_labels(&content, "sample") else { continue };
        for sample in labels.samples() {
            if let Some(patient) = labels.value(sample, "patient") {
                patients.entry(tumor_of(sample).to_owned()).or_insert_with(|| patient.to_owned());
            }
        }
    }
    Ok(patients)
}

/// The genome that the parameters of the run name, such as `GATK.GRCh38`.
fn genome_of_run(folder: &Path) -> Option<Build> {
    let mut files = entries(&folder.join("pipeline_info")).ok()?;
    files.retain(|path| file_name(path).starts_with("params") && has_extension(path, "json"));
    files.iter().find_map(|path| {
        let content = Source::path(path).read().ok()?;
        let parameters: serde_json::Value = serde_json::from_slice(&content.bytes).ok()?;
        parameters.get("genome")?.as_str()?.split('.').find_map(Build::parse)
    })
}
