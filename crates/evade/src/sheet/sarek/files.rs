//! The VCFs of somatic callers that nf-core/sarek leaves, and what their names say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::super::{entries, file_name};
use super::{VERSUS, sub_folders, tumor_of};

/// Folders of a run that hold VCFs; below them lies CALLER/ID/.
const AREAS: [&str; 2] = ["annotation", "variant_calling"];

/// Folders of VCFs that hold no small variants.
const NOT_SMALL: [&str; 5] = ["manta", "tiddit", "dysgu", "cnvkit", "concat"];

/// A maker of somatic calls, the preferred first. A consensus of callers comes late: its records have no reads of their
/// own; `FreeBayes` last, since its calls hold germline variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Caller {
    Mutect2,
    Strelka,
    DeepSomatic,
    Muse,
    Tnscope,
    Lofreq,
    VarDict,
    /// Calls of another caller with posterior probabilities.
    Varlociraptor,
    Consensus,
    FreeBayes,
}

impl Caller {
    const ALL: [Self; 10] = [
        Self::Mutect2,
        Self::Strelka,
        Self::DeepSomatic,
        Self::Muse,
        Self::Tnscope,
        Self::Lofreq,
        Self::VarDict,
        Self::Varlociraptor,
        Self::Consensus,
        Self::FreeBayes,
    ];

    /// The word that stands behind the sample in the name of a file.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Mutect2 => "mutect2",
            Self::Strelka => "strelka",
            Self::DeepSomatic => "deepsomatic",
            Self::Muse => "muse",
            Self::Tnscope => "tnscope",
            Self::Lofreq => "lofreq",
            Self::VarDict => "vardictjava",
            Self::Varlociraptor => "varlociraptor",
            Self::Consensus => "consensus",
            Self::FreeBayes => "freebayes",
        }
    }

    /// Whether it calls a tumour without its normal as somatic; the others then call germline variants.
    fn calls_tumor_only(self) -> bool {
        matches!(self, Self::Mutect2 | Self::Lofreq | Self::Varlociraptor)
    }
}

/// How a file is annotated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Annotation {
    Vep,
    /// `SnpEff` or bcftools csq.
    Other,
    None,
}

/// How far sarek worked a call set up: filtered by bcftools and normalised before filtered, and these before what the
/// caller wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Normalized,
    Filtered,
    Called,
}

/// The VCF of a caller, or its two, with what makes it better or worse than another; the order of the fields is that of
/// the comparison.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    annotation: Annotation,
    pub(super) caller: Caller,
    pub(super) is_unpaired: bool,
    /// Whether it is one of Strelka's two files without the other.
    pub(super) is_half: bool,
    stage: Stage,
    pub(super) paths: Vec<PathBuf>,
}

/// Why no file of a folder is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum NotTaken {
    /// Mutect2 before its filter: every candidate, germline ones among them.
    NotFiltered,
    /// Without a normal its records may be germline variants.
    WithoutNormal,
    /// A consensus of sarek 3.7, which has no file of its own.
    NoConsensusFile,
    /// Calls of germline variants, or of a caller that is not known.
    OtherCalls,
}

impl NotTaken {
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::NotFiltered => "not filtered by FilterMutectCalls, so that it holds every candidate",
            Self::WithoutNormal => "without a normal it may hold germline variants",
            Self::NoConsensusFile => "it has no ID.consensus.vcf.gz, as sarek 3.8 and later write it",
            Self::OtherCalls => "no somatic calls",
        }
    }
}

/// What the callers left.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Call sets by tumour, the best first.
    pub(super) candidates: BTreeMap<String, Vec<Candidate>>,
    /// Folders below CALLER/ of which no file is taken, by the name of their sample.
    pub(super) not_taken: BTreeMap<String, BTreeSet<(String, NotTaken)>>,
}

/// Every VCF of somatic callers.
pub(super) fn find(folder: &Path) -> crate::Result<Found> {
    let mut found = Found::default();
    for area in AREAS {
        for caller_folder in sub_folders(&folder.join(area))? {
            let name = file_name(&caller_folder);
            if NOT_SMALL.contains(&name.as_str()) {
                continue;
            }
            for id_folder in sub_folders(&caller_folder)? {
                let id = file_name(&id_folder);
                // A consensus of sarek 3.7 lies one folder further down.
                let mut has_calls = name == Caller::Consensus.word();
                let (mut is_taken, mut has_own) = (false, false);
                for path in entries(&id_folder)? {
                    let file = file_name(&path);
                    has_own |= file.starts_with(&format!("{id}.consensus"));
                    has_calls |= [".vcf", ".vcf.gz"].iter().any(|ending| file.ends_with(ending));
                    let Some(candidate) = candidate(path, &id) else { continue };
                    is_taken = true;
                    found.candidates.entry(tumor_of(&id).to_owned()).or_default().push(candidate);
                }
                if has_calls && !is_taken {
                    let why = match name.as_str() {
                        "mutect2" => NotTaken::NotFiltered,
                        "consensus" if !has_own => NotTaken::NoConsensusFile,
                        _ if !id.contains(VERSUS) && Caller::ALL.iter().any(|c| c.word() == name) => {
                            NotTaken::WithoutNormal
                        }
                        _ => NotTaken::OtherCalls,
                    };
                    found.not_taken.entry(id).or_default().insert((format!("{area}/{name}"), why));
                }
            }
        }
    }
    for candidates in found.candidates.values_mut() {
        candidates.sort();
    }
    Ok(found)
}

/// The call set that a file is, or stands for.
fn candidate(path: PathBuf, id: &str) -> Option<Candidate> {
    let name = file_name(&path);
    let rest = name.strip_prefix(id)?.strip_prefix('.')?;
    let stem = rest.strip_suffix(".gz").unwrap_or(rest).strip_suffix(".vcf")?;
    let (stem, annotation) = annotation_of(stem);
    let words: Vec<&str> = stem.split('.').collect();
    let is_unpaired = !id.contains(VERSUS);
    let has = |word: &str| words.contains(&word);
    // Structural variants, sites without a variant, and what goes into varlociraptor.
    if stem.contains("_sv") || has("genome") || has("g") || has("merged") {
        return None;
    }
    let named = Caller::ALL.into_iter().find(|caller| words.first() == Some(&caller.word()))?;
    let caller = if has("varlociraptor") { Caller::Varlociraptor } else { named };
    let is_somatic = match caller {
        Caller::Varlociraptor => has(if is_unpaired { "tumor_only" } else { "somatic" }),
        // What Mutect2 writes before its filter holds every candidate.
        Caller::Mutect2 => has("filtered") || annotation != Annotation::None,
        _ => true,
    };
    if !is_somatic || (is_unpaired && !caller.calls_tumor_only()) {
        return None;
    }
    let stage = if has("norm") {
        Stage::Normalized
    } else if has("bcftools_filtered") {
        Stage::Filtered
    } else {
        Stage::Called
    };
    let paths = with_indels(path)?;
    let is_half = paths.len() == 1 && (has("somatic_snvs") || has("somatic_indels"));
    Some(Candidate { annotation, caller, is_unpaired, is_half, stage, paths })
}

/// The name without what an annotation adds, and which it was.
fn annotation_of(stem: &str) -> (&str, Annotation) {
    let Some(annotated) = stem.strip_suffix(".ann") else { return (stem, Annotation::None) };
    match annotated.strip_suffix("_VEP") {
        Some(bare) => (bare.strip_suffix("_snpEff").unwrap_or(bare), Annotation::Vep),
        None => {
            let bare = ["_snpEff", "_BCF"].iter().find_map(|ending| annotated.strip_suffix(ending));
            (bare.unwrap_or(annotated), Annotation::Other)
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_say_caller_stage_and_annotation() {
        use Annotation::{None as Plain, Other, Vep};
        let of = |id: &str, rest: &str| {
            let found = candidate(PathBuf::from(format!("{id}.{rest}")), id)?;
            Some((found.caller, found.stage, found.annotation))
        };
        let pair = "T_vs_N";
        for (rest, expected) in [
            ("mutect2.filtered.vcf.gz", Some((Caller::Mutect2, Stage::Called, Plain))),
            ("mutect2.vcf.gz", None),
            ("mutect2.filtered.bcftools_filtered.vcf.gz", Some((Caller::Mutect2, Stage::Filtered, Plain))),
            (
                "mutect2.filtered.bcftools_filtered.norm.sorted_VEP.ann.vcf.gz",
                Some((Caller::Mutect2, Stage::Normalized, Vep)),
            ),
            ("strelka.somatic_snvs_snpEff_VEP.ann.vcf.gz", Some((Caller::Strelka, Stage::Called, Vep))),
            ("consensus_BCF.ann.vcf", Some((Caller::Consensus, Stage::Called, Other))),
            ("strelka.somatic.varlociraptor.vcf.gz", Some((Caller::Varlociraptor, Stage::Called, Plain))),
            ("strelka.merged.vcf.gz", None),
            ("deepsomatic.g.vcf.gz", None),
            ("manta.somatic_sv.vcf.gz", None),
            ("haplotypecaller.vcf.gz", None),
        ] {
            assert_eq!(of(pair, rest), expected, "{rest}");
        }
        // Without a normal, most callers call germline variants.
        for (rest, is_taken) in [
            ("lofreq.vcf.gz", true),
            ("strelka.variants.bcftools_filtered.vcf.gz", false),
            ("consensus.vcf.gz", false),
            ("mutect2.tumor_only.varlociraptor.vcf.gz", true),
            ("strelka.germline.varlociraptor.vcf.gz", false),
        ] {
            assert_eq!(of("T", rest).is_some(), is_taken, "{rest}");
        }
        let half = candidate(PathBuf::from("T_vs_N.strelka.somatic_snvs.vcf.gz"), pair).unwrap();
        assert!(half.is_half && !candidate(PathBuf::from("T_vs_N.muse.vcf.gz"), pair).unwrap().is_half);
    }
}
