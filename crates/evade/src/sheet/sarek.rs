//! Variants, rearrangements and segments that nf-core/sarek has left, by tumour.

mod files;
mod header;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use evade_genome::Build;
use evade_io::read_labels;
use evade_stream::Source;

use self::files::{Annotation, Caller, Candidate, Found, NotTaken};
use self::header::VcfHeader;
use super::{entries, file_name};
use crate::log::{Log, Notes};

/// What stands between the names of tumour and normal.
const VERSUS: &str = "_vs_";
/// A tumour of sarek.
#[derive(Debug, Default)]
pub(super) struct Tumor {
    pub(super) patient: Option<String>,
    /// The tumour's column of the VCF, where its header leaves a doubt or another name could be meant.
    pub(super) column: Option<String>,
    /// Files of one caller.
    pub(super) vcfs: Vec<PathBuf>,
    caller: Option<Caller>,
    /// Whether the caller had a normal that is no column of its files.
    pub(super) has_hidden_normal: bool,
    /// Rearrangements.
    pub(super) sv: Vec<PathBuf>,
    pub(super) cnv: Option<PathBuf>,
    pub(super) genome: Option<Build>,
    pub(super) purity: Option<String>,
    pub(super) ploidy: Option<String>,
}

/// The tumours of a results folder by name.
pub(super) fn tumors(
    folder: &Path,
    declared: Option<Build>,
    log: &Log<'_>,
) -> crate::Result<BTreeMap<String, Tumor>> {
    let mut tumors: BTreeMap<String, Tumor> = BTreeMap::new();
    let Found { candidates, not_taken } = files::find(folder)?;
    for (tumor, candidates) in candidates {
        let found = tumors.entry(tumor.clone()).or_default();
        let further = choose_vcf(found, &tumor, candidates, log)?;
        // Tumours that Mutect2 calls together stand in one file, which bears the patient's name.
        let is_joint = !further.is_empty();
        let shared = (found.vcfs.clone(), found.genome, found.caller);
        for (name, column) in further {
            let own = tumors.entry(name).or_default();
            (own.vcfs, own.genome, own.caller) = shared.clone();
            own.column = Some(column);
            own.patient = Some(tumor.clone());
        }
        if is_joint && let Some(mut first) = tumors.remove(&tumor) {
            let column = first.column.clone().unwrap_or_default();
            let name = column.strip_prefix(&format!("{tumor}_")).unwrap_or(&column).to_owned();
            first.patient = Some(tumor);
            tumors.insert(name, first);
        }
    }
    log.tell_waiting();
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
    add_manta(&mut tumors, &folder.join("variant_calling/manta"))?;
    let sheets = Sheets::read(folder)?;
    tell_of_callers(&tumors, &not_taken, &sheets, log);
    let of_run = genome_of_run(folder);
    for (name, tumor) in &mut tumors {
        // What a sheet says goes before the name of a column.
        if let Some(patient) = sheets.patients.get(name) {
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

/// Takes the best call set. Names tell the annotation that was asked for, headers the one that is there. Gives the names
/// and columns of further tumours that were called together.
fn choose_vcf(
    tumor: &mut Tumor,
    name: &str,
    candidates: Vec<Candidate>,
    log: &Log<'_>,
) -> crate::Result<Vec<(String, String)>> {
    let mut best: Option<(Annotation, Candidate, VcfHeader)> = None;
    for candidate in candidates {
        let Some(first) = candidate.paths.first() else { continue };
        let header = VcfHeader::read(first)?;
        if !header.is_whole() {
            log.warn(&format!(
                "{}: not taken: it has no line #CHROM and is no VCF, or is cut",
                first.display()
            ));
            continue;
        }
        let annotation = header.annotation();
        if best.as_ref().is_none_or(|(known, ..)| annotation < *known) {
            best = Some((annotation, candidate, header));
        }
        if annotation == Annotation::Vep {
            break;
        }
    }
    let Some((annotation, Candidate { caller, is_unpaired, is_half, paths, .. }, header)) = best else {
        return Ok(Vec::new());
    };
    if let Some(first) = paths.first() {
        let mut notes = Notes::default();
        let file = first.display().to_string();
        if annotation == Annotation::None {
            notes.warn_of_file(&file, format!(
                "{file}: not annotated, so that most exchanges of a base stay uncertain: annotate it with VEP (sarek --tools vep)"
            ));
        }
        if is_half {
            notes.warn_of_file(&file, format!(
                "{file}: Strelka writes SNVs and indels to two files, and the other is not there: genes without one of the kinds may read as not altered"
            ));
        }
        log.tell(name, notes);
        (tumor.column, tumor.patient) = header.tumor_column(name, first, log);
    }
    tumor.genome = header.genome();
    tumor.caller = Some(caller);
    tumor.has_hidden_normal = !is_unpaired && header.columns.len() < 2;
    tumor.vcfs = paths;
    Ok(header.further_tumors(name))
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

/// The somatic rearrangements of Manta; without a normal, those of the tumour.
fn add_manta(tumors: &mut BTreeMap<String, Tumor>, folder: &Path) -> crate::Result<()> {
    for id_folder in sub_folders(folder)? {
        let id = file_name(&id_folder);
        let kind = if id.contains(VERSUS) { "somatic_sv" } else { "tumor_sv" };
        let path = id_folder.join(format!("{id}.manta.{kind}.vcf"));
        let packed = path.with_extension("vcf.gz");
        if let Some(path) = [packed, path].into_iter().find(|path| path.is_file()) {
            tumors.entry(tumor_of(&id).to_owned()).or_default().sv.push(path);
        }
    }
    Ok(())
}

/// What the sheets say that sarek writes for a restart.
#[derive(Debug, Default)]
struct Sheets {
    /// The patient of each sample.
    patients: BTreeMap<String, String>,
    /// Samples that are of a tumour.
    tumors: BTreeSet<String>,
}

impl Sheets {
    fn read(folder: &Path) -> crate::Result<Self> {
        let mut sheets = Self::default();
        let csv = folder.join("csv");
        if !csv.is_dir() {
            return Ok(sheets);
        }
        for path in entries(&csv)?.into_iter().filter(|path| has_extension(path, "csv")) {
            let content = Source::path(&path).read()?;
            // Only sheets with one row a sample say more than file names do.
            let Ok(labels) = read_labels(&content, "sample") else { continue };
            for sample in labels.samples() {
                let name = tumor_of(sample);
                if let Some(patient) = labels.value(sample, "patient") {
                    sheets.patients.entry(name.to_owned()).or_insert_with(|| patient.to_owned());
                }
                if labels.value(sample, "status") == Some("1") {
                    sheets.tumors.insert(name.to_owned());
                }
            }
        }
        Ok(sheets)
    }
}

/// Warnings of tumours, each with what it is of; those of a kind in one line.
fn tell_alike(warnings: Vec<(String, String, String)>, log: &Log<'_>) {
    for (tumor, file, message) in warnings {
        let mut notes = Notes::default();
        notes.warn_of_file(&file, message);
        log.tell(&tumor, notes);
    }
    log.tell_waiting();
}

/// Names the tumours without a call set, with the folders that were passed over, and those whose caller is not the one
/// of most.
fn tell_of_callers(
    tumors: &BTreeMap<String, Tumor>,
    not_taken: &BTreeMap<String, BTreeSet<(String, NotTaken)>>,
    sheets: &Sheets,
    log: &Log<'_>,
) {
    let mut notes: Vec<(String, String, String)> = Vec::new();
    let has_calls = |name: &str| tumors.get(name).is_some_and(|tumor| !tumor.vcfs.is_empty());
    let paired = not_taken.keys().filter_map(|id| Some(id.split_once(VERSUS)?.0));
    let known: BTreeSet<&str> =
        tumors.keys().chain(&sheets.tumors).map(String::as_str).chain(paired).collect();
    for name in known.into_iter().filter(|name| !has_calls(name)) {
        let ids = not_taken.iter().filter(|(id, _)| tumor_of(id) == name);
        let places: BTreeSet<String> = ids
            .flat_map(|(_, places)| places.iter().map(|(place, why)| format!("{place}: {}", why.meaning())))
            .collect();
        let passed_over = match places.into_iter().collect::<Vec<_>>().join("; ") {
            places if places.is_empty() => String::new(),
            places => format!(" (there and not taken: {places})"),
        };
        let message =
            format!("the tumour '{name}' has no somatic variants of a caller that is read{passed_over}");
        notes.push((name.to_owned(), String::new(), message));
    }
    // Calls that were asked for are not passed over without a word.
    for (id, places) in not_taken {
        let is_told = |place: &str, why: NotTaken| match why {
            NotTaken::NotFiltered => {
                tumors.get(tumor_of(id)).is_some_and(|t| t.caller.is_some_and(|c| c != Caller::Mutect2))
            }
            _ => place.ends_with("/consensus") && !tumors.contains_key(tumor_of(id)),
        };
        for (place, why) in places.iter().filter(|(place, why)| is_told(place, *why)) {
            let place = format!("{place}/{id}");
            notes.push((id.clone(), place.clone(), format!("{place} is not taken: {}", why.meaning())));
        }
    }
    tell_alike(notes, log);
    let mut of_caller: BTreeMap<Caller, Vec<&str>> = BTreeMap::new();
    for (name, tumor) in tumors {
        if let Some(caller) = tumor.caller {
            of_caller.entry(caller).or_default().push(name);
        }
    }
    // Of callers with as many tumours, the preferred one.
    let by_number = of_caller.iter().rev().max_by_key(|(_, names)| names.len());
    let Some(most) = by_number.map(|(caller, _)| *caller) else { return };
    for (caller, names) in of_caller.iter().filter(|(caller, _)| **caller != most) {
        log.warn(&format!(
            "the variants of {} are of {}, those of the other tumours of {}",
            names.join(", "),
            caller.word(),
            most.word()
        ));
    }
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
