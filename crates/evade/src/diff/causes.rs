//! What a changed call comes from: what differs between two manifests, less what the sample's own numbers rule out.

use std::collections::{BTreeMap, BTreeSet};

use evade_core::HLA_GENES;
use evade_io::{SheetColumn, SheetLane};
use serde_json::Value;

use crate::manifest::Manifest;
use crate::result_folder::ResultFolder;
use crate::settings::decisive::{DECISIVE, DECISIVE_OF_HLA, DECISIVE_OF_VARIANTS};
use crate::settings::{BURDEN_PARAMETERS, DATES_PARAMETER, GeneSettings};

/// Which inputs a call is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    Rna,
    Variants,
    /// Tumour mutational burden.
    Burden,
    Hla,
    /// What RNA says of genes, beside what DNA says of them.
    Readouts,
    /// The class of clinical resistance, which reads the sheet alone.
    Resistance,
    /// What mechanism rules read from RNA.
    Features,
    /// What the findings say of each mechanism, which reads everything.
    Mechanisms,
}

impl Lane {
    /// The lanes whose inputs these are. What a readout reads is RNA; what it says depends on the variants of the gene
    /// and of its pathway too.
    fn sources(self) -> &'static [Self] {
        match self {
            Self::Readouts => &[Self::Rna, Self::Variants],
            Self::Rna | Self::Features => &[Self::Rna],
            Self::Variants => &[Self::Variants],
            Self::Burden => &[Self::Burden],
            Self::Hla => &[Self::Hla],
            Self::Resistance => &[],
            Self::Mechanisms => &[Self::Rna, Self::Variants, Self::Burden, Self::Hla],
        }
    }

    /// Roles of the files behind the calls.
    fn roles(self) -> Vec<&'static str> {
        let (lanes, of_all): (&[SheetLane], &[&'static str]) = match self {
            Self::Rna => (&[SheetLane::Expression], &["tx2gene", "gene_lengths"]),
            Self::Variants => (
                &[SheetLane::SmallVariants, SheetLane::CopyNumber, SheetLane::Rearrangements],
                &["panel_matrix", "fasta"],
            ),
            Self::Burden => (&[SheetLane::SmallVariants], &["panel_matrix", "fasta"]),
            Self::Hla => (&[SheetLane::CopyNumber, SheetLane::Hla], &[]),
            Self::Resistance => return Vec::new(),
            Self::Readouts | Self::Features | Self::Mechanisms => {
                return self.sources().iter().flat_map(|lane| lane.roles()).collect();
            }
        };
        let of_samples = SheetColumn::files().filter(|column| lanes.contains(&column.lane()));
        of_samples.map(SheetColumn::name).chain(of_all.iter().copied()).collect()
    }

    /// What the sheet or the command line may say of a sample that takes part in its calls.
    fn facts(self) -> &'static [SheetColumn] {
        use SheetColumn::{
            AssayDna, DnaId, Genome, Histology, Pdl1Tps, Ploidy, Purity, RnaId, Site, Specimen, Tmb,
        };
        match self {
            Self::Rna => &[RnaId, Purity, Site, Histology],
            Self::Features => &[RnaId, Purity, Site, Histology, Specimen],
            Self::Variants => &[DnaId, Purity, Ploidy, Genome, AssayDna, Specimen],
            Self::Burden => &[DnaId, Genome, AssayDna, Specimen],
            Self::Hla => &[DnaId, Purity, Ploidy, Genome],
            Self::Resistance => &[],
            Self::Mechanisms => {
                &[RnaId, Purity, Site, Histology, DnaId, Ploidy, Genome, AssayDna, Specimen, Pdl1Tps, Tmb]
            }
            Self::Readouts => &[RnaId, Purity, Site, Histology, DnaId, Ploidy, Genome, AssayDna, Specimen],
        }
    }

    /// Options that decide the calls; each command's manifest has those that it knows.
    fn options(self) -> Vec<&'static str> {
        match self {
            // Columns that are carried along are shown and nothing else.
            Self::Rna => DECISIVE.into_iter().filter(|name| *name != "carry").collect(),
            Self::Variants => OF_COLUMNS.into_iter().chain(DECISIVE_OF_VARIANTS).collect(),
            Self::Burden => {
                let filters = DECISIVE_OF_VARIANTS.into_iter().filter(|name| !OF_TUMOR.contains(name));
                OF_COLUMNS.into_iter().chain(filters).chain(BURDEN_PARAMETERS).collect()
            }
            Self::Hla => DECISIVE_OF_HLA.to_vec(),
            Self::Resistance => vec![DATES_PARAMETER],
            Self::Readouts | Self::Features | Self::Mechanisms => {
                self.sources().iter().flat_map(|lane| lane.options()).collect()
            }
        }
    }
}

/// Options of `evade variants` that say whose variants are read.
const OF_COLUMNS: [&str; 1] = ["tumor"];
/// Options that turn fractions into copies, of which a burden knows nothing.
const OF_TUMOR: [&str; 2] = ["purity", "ploidy"];
/// Options that the facts of a sample hold as well, if it has facts.
const ALSO_FACTS: [&str; 4] = ["purity", "ploidy", "genome", "assay_dna"];

/// What can make a call another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CauseKind {
    /// What the sheet or the command line says of the sample.
    Fact,
    /// A file.
    Input,
    Signatures,
    Reference,
    Rules,
    VariantRules,
    ReadoutRules,
    ResistanceRules,
    FeatureList,
    MechanismRules,
    Genes,
    Option,
    Version,
    Unexplained,
}

impl CauseKind {
    /// The word of the column `cause`; what is said of a sample is an input like its files.
    fn as_str(self) -> &'static str {
        match self {
            Self::Fact | Self::Input => "input",
            Self::Signatures => "signatures",
            Self::Reference => "reference",
            Self::Rules => "rules",
            Self::VariantRules => "variant_rules",
            Self::ReadoutRules => "readout_rules",
            Self::ResistanceRules => "resistance_rules",
            Self::FeatureList => "feature_list",
            Self::MechanismRules => "mechanism_rules",
            Self::Genes => "genes",
            Self::Option => "option",
            Self::Version => "version",
            Self::Unexplained => "unexplained",
        }
    }
}

/// Something that differs, and the kind of cause it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cause {
    kind: CauseKind,
    detail: String,
}

/// Everything that differs between two results.
pub(crate) struct Causes<'a> {
    old: &'a ResultFolder<'a>,
    new: &'a ResultFolder<'a>,
    /// Roles of files that some sample names for itself.
    owned_roles: BTreeSet<&'a str>,
}

impl<'a> Causes<'a> {
    pub(crate) fn new(old: &'a ResultFolder<'a>, new: &'a ResultFolder<'a>) -> Self {
        let inputs =
            [old, new].into_iter().flat_map(|folder| folder.manifest.sample_inputs.values().flatten());
        Self { old, new, owned_roles: inputs.map(|input| input.role.as_ref()).collect() }
    }

    /// Why a sample is in one folder only: the sheet or the matrix names others.
    pub(crate) fn of_sample(&self) -> (String, String) {
        let inputs = self.inputs(&["samples", "expression"]);
        if inputs.is_empty() {
            joined(&[cause(CauseKind::Option, "part of the samples")])
        } else {
            joined(&inputs)
        }
    }

    /// Why a call of a sample differs.
    pub(crate) fn of_call(&self, lane: Lane, sample: &str, item: &str) -> crate::Result<(String, String)> {
        let mut causes = match lane {
            Lane::Resistance => self.course(sample),
            Lane::Mechanisms if self.is_another_course(sample) => {
                [self.facts(lane, sample), self.course(sample)].concat()
            }
            _ => self.facts(lane, sample),
        };
        for source in lane.sources() {
            causes.extend(self.inputs_of(*source, sample, &source.roles()));
        }
        // Of the judged genes these alone take their copies from the HLA files.
        if lane == Lane::Variants && HLA_GENES.iter().any(|gene| item.starts_with(gene)) {
            causes.extend(self.inputs_of(lane, sample, &[SheetColumn::Hla.name()]));
        }
        causes.extend(self.settings(lane));
        if lane == Lane::Rna {
            let rest = self.ruled_in(&causes, sample)?;
            // If the numbers rule out everything that is known to differ, everything stays possible.
            if !rest.is_empty() {
                causes = rest;
            }
        }
        if lane == Lane::Readouts {
            let rest = self.ruled_in_of_readout(&causes, sample, item)?;
            if !rest.is_empty() {
                causes = rest;
            }
        }
        // Lanes share files.
        let mut once: Vec<Cause> = Vec::new();
        for cause in causes {
            if !once.contains(&cause) {
                once.push(cause);
            }
        }
        let mut causes = once;
        if causes.is_empty() {
            causes.push(cause(CauseKind::Unexplained, "inputs, options, digests and version are the same"));
        }
        Ok(joined(&causes))
    }

    /// What differs, in a few words.
    pub(crate) fn summary(&self) -> String {
        let lanes = [
            Lane::Rna,
            Lane::Variants,
            Lane::Burden,
            Lane::Hla,
            Lane::Readouts,
            Lane::Resistance,
            Lane::Features,
            Lane::Mechanisms,
        ];
        let mut causes = self.inputs(&["samples"]);
        for lane in lanes {
            causes.extend(self.inputs(&lane.roles()));
            causes.extend(self.settings(lane));
        }
        let details: BTreeSet<String> =
            causes.into_iter().map(|c| format!("{} ({})", c.kind.as_str(), c.detail)).collect();
        if details.is_empty() {
            "nothing known".to_owned()
        } else {
            details.into_iter().collect::<Vec<_>>().join(", ")
        }
    }

    /// Causes that fit the sample's scores. Scores before any scale come from the values, the sets and the universe of
    /// the reference; z also from the rest of the reference; rules change neither.
    fn ruled_in(&self, causes: &[Cause], sample: &str) -> crate::Result<Vec<Cause>> {
        let same = |column: &str| -> crate::Result<bool> {
            Ok(self.old.scores(sample, column)? == self.new.scores(sample, column)?)
        };
        let (same_scores, same_z) = (same("score")?, same("z")?);
        let fits = |kind: CauseKind| match kind {
            CauseKind::Input | CauseKind::Signatures | CauseKind::Genes => !same_scores || !same_z,
            CauseKind::Reference => !same_z,
            CauseKind::Rules => same_scores && same_z,
            _ => true,
        };
        Ok(causes.iter().filter(|c| fits(c.kind)).cloned().collect())
    }

    /// Causes that fit the value of a gene's readout: it comes from the expression, the sets, the gene table and the
    /// universe of the reference alone. One that is the same leaves what it is compared with, and what DNA says.
    fn ruled_in_of_readout(&self, causes: &[Cause], sample: &str, gene: &str) -> crate::Result<Vec<Cause>> {
        let value = |folder: &ResultFolder<'_>| -> crate::Result<Option<String>> {
            Ok(folder.readout_values(sample)?.remove(gene))
        };
        if value(self.old)? != value(self.new)? {
            return Ok(causes.to_vec());
        }
        let of_rna = self.inputs_of(Lane::Rna, sample, &Lane::Rna.roles());
        let makes_the_value = |cause: &Cause| {
            matches!(cause.kind, CauseKind::Signatures | CauseKind::Genes) || of_rna.contains(cause)
        };
        Ok(causes.iter().filter(|cause| !makes_the_value(cause)).cloned().collect())
    }

    /// What the sheet or the command line says of the sample and takes part in the call.
    fn facts(&self, lane: Lane, sample: &str) -> Vec<Cause> {
        let (Some(old), Some(new)) = (self.old.facts(sample), self.new.facts(sample)) else {
            // Folders of one lane keep no facts: the sheet as a whole stands for them.
            return self.inputs(&["samples"]);
        };
        let names = lane.facts().iter().map(|column| column.name());
        let changed = names.filter(|key| old.get(key) != new.get(key));
        changed
            .map(|key| {
                let value = |facts: &Value| facts.get(key).cloned().unwrap_or_default();
                cause(CauseKind::Fact, &format!("sheet: {key} {} -> {}", value(&old), value(&new)))
            })
            .collect()
    }

    /// Whether the class of resistance, or what it rests on, is another one.
    fn is_another_course(&self, sample: &str) -> bool {
        let course = |folder: &ResultFolder<'_>| {
            folder.profile(sample).and_then(|profile| profile.pointer("/resistance").cloned())
        };
        course(self.old) != course(self.new)
    }

    /// What is said of the patient's course of treatment. Results hold no dates, so durations stand for them; where these are
    /// the same, what has none (`none`, `ongoing`) is in the sheet.
    fn course(&self, sample: &str) -> Vec<Cause> {
        let (Some(old), Some(new)) = (self.old.profile(sample), self.new.profile(sample)) else {
            return self.inputs(&["samples"]);
        };
        let changed = |pointer: &str| {
            let value = |profile: &Value| profile.pointer(pointer).cloned().unwrap_or_default();
            let (old, new) = (value(&old), value(&new));
            (old != new).then(|| format!("{old} -> {new}"))
        };
        let named = |place: &'static str, names: &'static [&'static str]| {
            names.iter().filter_map(move |name| Some((*name, changed(&format!("{place}/{name}"))?)))
        };
        let report_date = changed("/report/date");
        let words = named("/facts/clinical", &["regimen", "best_response", "response_confirmed"]);
        let dates = named("/resistance", &["months", "months_treated", "months_after_last_dose"]);
        // Another date of the report takes durations away where it makes a date one of the future.
        let dates = dates.filter(|(_, change)| report_date.is_none() || !change.contains("null"));
        let mut causes: Vec<Cause> = words
            .chain(dates)
            .map(|(name, change)| cause(CauseKind::Fact, &format!("sheet: {name} {change}")))
            .collect();
        if let Some(change) = report_date {
            causes.push(cause(CauseKind::Option, &format!("report_date {change}")));
        }
        if causes.is_empty() { self.inputs(&["samples"]) } else { causes }
    }

    /// The sample's own files that are not the same; of those that are no sample's own, the common ones.
    fn inputs_of(&self, lane: Lane, sample: &str, roles: &[&str]) -> Vec<Cause> {
        let own = |folder: &ResultFolder<'_>, role: &str| -> BTreeSet<Option<String>> {
            let inputs = folder.manifest.sample_inputs.get(sample).into_iter().flatten();
            inputs.filter(|input| input.role == role).map(|input| input.sha256.clone()).collect()
        };
        let is_common = |role: &str| {
            let has_own = [self.old, self.new].iter().any(|folder| !own(folder, role).is_empty());
            // A matrix may serve the samples beside which others have their own.
            !has_own && (lane == Lane::Rna || !self.owned_roles.contains(role))
        };
        let (common, owned): (Vec<&str>, Vec<&str>) = roles.iter().partition(|role| is_common(role));
        let mut causes = self.inputs(&common);
        let differing = owned.into_iter().filter(|role| own(self.old, role) != own(self.new, role));
        causes.extend(differing.map(|role| cause(CauseKind::Input, &format!("{role} file"))));
        causes
    }

    /// Files of these roles whose content is not the same.
    fn inputs(&self, roles: &[&str]) -> Vec<Cause> {
        let differs = |role: &&&str| contents(&self.old.manifest, role) != contents(&self.new.manifest, role);
        roles.iter().filter(differs).map(|role| cause(CauseKind::Input, &format!("{role} file"))).collect()
    }

    /// Everything but the inputs.
    fn settings(&self, lane: Lane) -> Vec<Cause> {
        let (old, new) = (&self.old.manifest, &self.new.manifest);
        let mut causes = Vec::new();
        let mut add = |kind: CauseKind, old: &Value, new: &Value| {
            if old != new {
                causes.push(cause(kind, &format!("{} -> {}", shown(old), shown(new))));
            }
        };
        if matches!(lane, Lane::Rna | Lane::Readouts | Lane::Features | Lane::Mechanisms) {
            add(CauseKind::Signatures, &old.signatures, &new.signatures);
            add(CauseKind::Reference, &old.reference, &new.reference);
            add(CauseKind::Rules, &old.rules, &new.rules);
            add(CauseKind::Genes, &old.genes, &new.genes);
        }
        if !matches!(lane, Lane::Rna | Lane::Resistance | Lane::Features) {
            add(CauseKind::VariantRules, &old.variant_rules, &new.variant_rules);
        }
        let is_mechanism = lane == Lane::Mechanisms;
        if is_mechanism || lane == Lane::Readouts {
            add(CauseKind::ReadoutRules, &old.readouts, &new.readouts);
        }
        if is_mechanism || lane == Lane::Resistance {
            add(CauseKind::ResistanceRules, &old.resistance, &new.resistance);
        }
        if is_mechanism || lane == Lane::Features {
            add(CauseKind::FeatureList, &old.features, &new.features);
        }
        if is_mechanism {
            add(CauseKind::MechanismRules, &old.mechanisms, &new.mechanisms);
        }
        add(CauseKind::Version, &old.version.as_str().into(), &new.version.as_str().into());
        let is_run = self.new.kind() == "run";
        // A manifest from before an option had its default.
        let defaults: BTreeMap<&str, Value> = GeneSettings::default().parameters().into_iter().collect();
        for name in lane.options().into_iter().filter(|name| !(is_run && ALSO_FACTS.contains(name))) {
            let value = |manifest: &Manifest| {
                manifest.parameters.get(name).or_else(|| defaults.get(name)).cloned().unwrap_or_default()
            };
            let (old, new) = (value(old), value(new));
            if old != new {
                causes.push(cause(CauseKind::Option, &format!("{name} {old} -> {new}")));
            }
        }
        causes
    }
}

fn cause(kind: CauseKind, detail: &str) -> Cause {
    Cause { kind, detail: detail.to_owned() }
}

/// Contents of the files of a role.
fn contents<'m>(manifest: &'m Manifest, role: &str) -> BTreeSet<Option<&'m str>> {
    manifest.inputs.iter().filter(|input| input.role == role).map(|input| input.sha256.as_deref()).collect()
}

/// An id with the beginning of its digest.
fn shown(value: &Value) -> String {
    if value.is_null() {
        return "none".to_owned();
    }
    let text = |key: &str| value.get(key).and_then(Value::as_str);
    let id = text("id").or(value.as_str()).unwrap_or_default();
    match text("digest") {
        Some(digest) => format!("{id} {}", &digest[..digest.len().min(8)]).trim().to_owned(),
        None => id.to_owned(),
    }
}

/// Kinds and details, each once.
fn joined(causes: &[Cause]) -> (String, String) {
    let mut kinds: Vec<&str> = Vec::new();
    for cause in causes {
        if !kinds.contains(&cause.kind.as_str()) {
            kinds.push(cause.kind.as_str());
        }
    }
    let details: Vec<String> = causes.iter().map(|cause| cause.detail.clone()).collect();
    (kinds.join(";"), details.join("; "))
}
