//! What happened to a gene, in words.

use evade_core::{
    AlterationStatus, Caution, EffectClass, EvidenceCode, GeneAlteration, GeneCopies, GeneRole, HLA_GENES,
    Hits, gene_of_row,
};

use crate::text::short;

/// Letters of a protein change that the headline repeats; a longer one is named by its effect.
const HEADLINE_CHANGE: usize = 20;

/// Letters of a change that a table of the front page repeats.
const TABLE_CHANGE: usize = 60;

/// The symbol as people write it: `KRAS_G12D` is a row of its own in tables and reads KRAS G12D.
pub(crate) fn symbol(row: &str) -> String {
    let whole = gene_of_row(row);
    match (part_title(row), row.strip_prefix(whole)) {
        (Some(title), _) => format!("{whole} {title}"),
        (None, Some(part)) if whole != row => {
            format!("{whole} {}", part.trim_start_matches('_').replace('_', " "))
        }
        _ => row.to_owned(),
    }
}

/// What a part of a gene is called, where its name is no change by itself.
pub(crate) fn part_title(row: &str) -> Option<&'static str> {
    let whole = gene_of_row(row);
    match row.strip_prefix(whole)? {
        "_exon20ins" => Some("exon 20 insertion"),
        "_exon14" => Some("exon 14 skipping"),
        _ => None,
    }
}

/// The first letters of a name that is long.
pub(crate) fn shortened(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let kept: String = text.chars().take(letters).collect();
    format!("{kept}…")
}

/// Everything that alters the gene: variant, fusion, rearrangement, copies.
///
/// ```text
/// homozygous deletion
/// amplification (12 copies)
/// EML4-ALK fusion
/// p.Gln220Ter (truncating variant)
/// ```
pub(crate) fn event(gene: &GeneAlteration) -> String {
    let parts = events(gene, |gene| {
        let change = gene.hgvsp.as_deref().or(gene.hgvsc.as_deref());
        let change = change.map(|change| shortened(change, TABLE_CHANGE));
        // Under another number in the input than the usual one.
        let as_written = Caution::input_change(&gene.flags).map(|written| format!("{written} in the input"));
        let notes: Vec<String> =
            gene.effect.map(|class| effect(class).to_owned()).into_iter().chain(as_written).collect();
        match (change, (!notes.is_empty()).then(|| notes.join("; "))) {
            (Some(change), Some(notes)) => Some(format!("{change} ({notes})")),
            (Some(change), None) => Some(change),
            (None, Some(effect)) => Some(format!("{effect}, change not named")),
            (None, None) => None,
        }
    });
    if parts.is_empty() { unnamed(gene).to_owned() } else { parts.join("; ") }
}

/// Gene and event as the headline has them: `STK11 p.Gln220Ter`, `CDKN2A homozygous deletion`, `EML4-ALK fusion`.
pub(crate) fn headline(gene: &GeneAlteration) -> String {
    let parts = events(gene, |gene| match (gene.hgvsp.as_deref(), gene.effect) {
        (Some(change), _) if change.chars().count() <= HEADLINE_CHANGE => Some(change.to_owned()),
        (_, Some(class)) => Some(effect(class).to_owned()),
        (Some(_), None) => Some("variant".to_owned()),
        (None, None) => gene.hgvsc.as_ref().map(|_| "variant".to_owned()),
    });
    // The change says what a row such as KRAS_G12D is.
    let is_change = part_title(&gene.gene).is_none();
    let name = if is_change { gene_of_row(&gene.gene).to_owned() } else { symbol(&gene.gene) };
    match parts.as_slice() {
        [] => format!("{name} {}", unnamed(gene)),
        [one] if one.contains(name.as_str()) => one.clone(),
        parts => format!("{name} {}", parts.join(" with ")),
    }
}

/// Gene and finding, with the change behind it: `MET exon 14 skipping (c.3028+1G>T)`.
pub(crate) fn titled(gene: &GeneAlteration, title: &str) -> String {
    let short = |change: &&String| change.chars().count() <= HEADLINE_CHANGE;
    let change = gene.hgvsp.as_ref().filter(short).or(gene.hgvsc.as_ref().filter(short));
    let change = change.map_or(String::new(), |change| format!(" ({change})"));
    format!("{} {title}{change}", gene.gene)
}

/// Fusion, variant, rearrangement and copies; `variant` words the small variant.
fn events(gene: &GeneAlteration, variant: impl Fn(&GeneAlteration) -> Option<String>) -> Vec<String> {
    let fusion =
        gene.evidence.iter().find_map(fusion).map(|words| format!("{words}{}", seen_in(gene))).or_else(
            || (gene.effect == Some(EffectClass::Fusion)).then(|| "fusion, partner not named".to_owned()),
        );
    let rearrangement = gene.evidence.iter().find_map(rearrangement).map(str::to_owned);
    let is_variant = fusion.is_none() && rearrangement.is_none();
    let small = is_variant.then(|| variant(gene)).flatten();
    fusion.into_iter().chain(rearrangement).chain(small).chain(copies(gene)).collect()
}

/// Doubts of rows that are not used and keep their gene open.
const UNUSABLE: [Caution; 4] = [
    Caution::ImpossibleValue,
    Caution::AnnotationElsewhere,
    Caution::AnnotationFailed,
    Caution::RowWithoutSample,
];

/// Whether the gene is kept open by a value or a place that cannot be, not by a variant or by copies.
pub(crate) fn is_of_unusable_record(gene: &GeneAlteration) -> bool {
    gene.status == AlterationStatus::Uncertain
        && UNUSABLE.iter().any(|doubt| gene.has(doubt))
        && gene.n_variants == 0
        && gene.copies.is_none()
}

fn unnamed(gene: &GeneAlteration) -> &'static str {
    if gene.has(&Caution::ChangeNotUnderstood) {
        "change as reported not understood"
    } else if gene.has(&Caution::ImpossibleValue) {
        "impossible value in the input, not used"
    } else if gene.has(&Caution::AnnotationElsewhere) {
        "named by a record outside its place, not used"
    } else if gene.has(&Caution::AnnotationFailed) {
        "named by a row whose annotation failed, not used"
    } else if gene.has(&Caution::RowWithoutSample) {
        "named by a row without a sample, which may be of this one"
    } else {
        "altered as reported, change not named"
    }
}

fn fusion(code: &EvidenceCode) -> Option<String> {
    match code {
        EvidenceCode::Fusion(Some(genes)) => Some(format!("{genes} fusion")),
        EvidenceCode::Fusion(None) => Some("fusion, partner not named".to_owned()),
        EvidenceCode::PossibleFusion(Some(partner)) => Some(format!("possible fusion with {partner}")),
        EvidenceCode::PossibleFusion(None) => Some("possible fusion, partner not known".to_owned()),
        _ => None,
    }
}

/// What the fusion was read from, where the source is of one kind.
fn seen_in(gene: &GeneAlteration) -> &'static str {
    let has = |code: &EvidenceCode| gene.evidence.contains(code);
    match (has(&EvidenceCode::FusionInDna), has(&EvidenceCode::FusionInRna)) {
        (true, true) => " (in DNA and RNA)",
        (true, false) => " (breakpoints in DNA)",
        (false, true) => " (in RNA)",
        (false, false) => "",
    }
}

fn rearrangement(code: &EvidenceCode) -> Option<&'static str> {
    match code {
        EvidenceCode::Rearrangement => Some("rearrangement"),
        EvidenceCode::SvDeletion | EvidenceCode::SvExonDeleted => {
            Some("deletion of one or more coding exons")
        }
        EvidenceCode::SvBreakpoint | EvidenceCode::SvBreakpointInGene => {
            Some("rearrangement with a breakpoint in the gene")
        }
        EvidenceCode::SvDuplicationInGene => Some("duplication with a breakpoint in the gene"),
        EvidenceCode::SvInsertionInGene => Some("insertion into coding sequence"),
        _ => None,
    }
}

/// The copies, where they alter the gene.
fn copies(gene: &GeneAlteration) -> Option<String> {
    let words = gene.evidence.iter().find_map(|code| match code {
        EvidenceCode::Homdel => Some("homozygous deletion"),
        EvidenceCode::PossibleHomdel => Some("possible homozygous deletion"),
        EvidenceCode::Amplification => Some("amplification"),
        EvidenceCode::PossibleAmplification => Some("possible amplification"),
        _ => None,
    })?;
    let counted = |copies: &GeneCopies| copies.total.filter(|_| copies.state.is_amplified());
    let number = gene.copies.as_ref().and_then(counted).map(|n| format!(" ({} copies)", short(n)));
    Some(format!("{words}{}", number.unwrap_or_default()))
}

pub(crate) fn effect(class: EffectClass) -> &'static str {
    match class {
        EffectClass::Truncating => "truncating variant",
        EffectClass::SpliceSite => "splice-site variant",
        EffectClass::StartLost => "start codon lost",
        EffectClass::StopLost => "stop codon lost",
        EffectClass::Inframe => "in-frame insertion or deletion",
        EffectClass::Missense => "missense variant",
        EffectClass::SpliceRegion => "variant near a splice site",
        EffectClass::Silent => "silent variant",
        EffectClass::Noncoding => "non-coding variant",
        EffectClass::Unknown => "variant of unstated effect",
        EffectClass::Fusion => "fusion",
    }
}

/// What the gene is to the tumour.
pub(crate) fn role(role: GeneRole) -> &'static str {
    match role {
        GeneRole::Suppressor => "tumour suppressor",
        GeneRole::ImmuneSuppressor => "immune signalling",
        GeneRole::AntigenPresentation => "antigen presentation",
        GeneRole::Oncogene => "oncogene",
        GeneRole::AmplifiedOncogene => "oncogene when amplified",
        GeneRole::FusedOncogene => "fusion oncogene",
        GeneRole::Modifier => "DNA proofreading",
        GeneRole::Other => "",
    }
}

/// One copy is hit and the other kept, in a gene whose loss needs both.
pub(crate) fn is_single_hit(gene: &GeneAlteration) -> bool {
    gene.status == AlterationStatus::Altered && gene.role.is_loss() && gene.hits == Some(Hits::Monoallelic)
}

/// The gene matters by loss of both copies, and whether the second is hit is not known.
pub(crate) fn is_second_copy_unknown(gene: &GeneAlteration) -> bool {
    gene.status == AlterationStatus::Altered
        && gene.role.is_loss()
        && matches!(gene.hits, Some(Hits::Unknown) | None)
}

/// How many copies are hit, where that matters and the event does not say it.
pub(crate) fn hits(gene: &GeneAlteration) -> Option<&'static str> {
    let is_deleted = gene.evidence.contains(&EvidenceCode::Homdel);
    // The alleles of HLA genes have a table of their own.
    let has_table = HLA_GENES.contains(&gene.gene.as_str());
    let matters =
        gene.role.is_loss() && !is_deleted && !has_table && gene.status == AlterationStatus::Altered;
    matters.then_some(match gene.hits {
        Some(Hits::Biallelic) if gene.is_phase_unknown() => "likely both copies hit",
        Some(Hits::Biallelic) => "both copies hit",
        Some(Hits::Monoallelic) => "one of two copies hit, no loss of the other seen",
        Some(Hits::Unknown) | None => "loss of the second copy not shown",
    })
}

/// Cautions that a first reader needs, in words; the detail page has them all.
pub(crate) fn plain_cautions(cautions: &[Caution]) -> Vec<&'static str> {
    let mut words: Vec<&'static str> = Vec::new();
    let is_phased = cautions.contains(&Caution::InTrans);
    let told = cautions.iter().filter(|caution| !(is_phased && **caution == Caution::LikelyBiallelic));
    for text in told.filter_map(plain_caution) {
        if !words.contains(&text) {
            words.push(text);
        }
    }
    words
}

fn plain_caution(caution: &Caution) -> Option<&'static str> {
    Some(match caution {
        Caution::LikelyBiallelic => "two variants; whether on different copies is not known",
        Caution::InTrans => "two variants on different copies",
        Caution::VafBelowPurity => {
            "allele fraction low for the tumour content: may be in part of the tumour cells"
        }
        Caution::VariantWithoutCopies => "copy number shows no copy left: one of the two is wrong",
        Caution::CopiesDisagree(_) => "sources of copy number disagree",
        Caution::AmplificationNotJudged => "many copies; not known to matter",
        Caution::VafAbovePurity => "allele fraction above the stated tumour content",
        Caution::VafSupportedLoh => "allele fraction suggests that the other copy is lost",
        Caution::Subclonal => "in part of the tumour cells",
        Caution::GermlineStatusUnknown => "no matched normal: may be inherited",
        Caution::GermlineLikely => "likely inherited",
        Caution::PartOfGermline(_) => "may be part of an inherited change",
        Caution::PartlyGermline(_) => "part of the change is inherited",
        Caution::ConsiderGermlineConfirmation => "germline confirmation to be considered",
        Caution::PossibleChip => "may stem from blood cells",
        Caution::LowDepth | Caution::LowAltReads => "few reads",
        Caution::LowVaf => "low allele fraction",
        Caution::CountsDoNotFitAlleles
        | Caution::CountsUnreadable
        | Caution::AltReadsExceedDepth
        | Caution::FractionOutOfRange => "number of reads not known",
        Caution::NormalGuessed => {
            "also in the other column of the file, which may be a normal or another tumour"
        }
        Caution::NormalCountsUnknown => "reads of the matched normal not known: may be inherited",
        Caution::IndelsNotTested => "insertions and deletions not tested",
        Caution::SingleBasesNotTested => "exchanged bases not tested",
        Caution::FileMayBeCut => "the file may be cut",
        Caution::ImpossibleValue => "another value of the input is impossible",
        Caution::EffectWordsDisagree(_) => "the words of the source for the effect contradict each other",
        Caution::AnnotationFailed => "another row names the gene and does not say what the variant does",
        Caution::RowWithoutSample => "a row without a sample names the gene and may be of this one",
        Caution::AnnotationElsewhere => "another record names the gene outside its place",
        Caution::EndTruncation => "end of the protein only",
        Caution::FusionOutOfFrame => "out of frame",
        Caution::FusionPartnerNotKnown => "the gene at the other breakpoint is not known as a partner",
        Caution::FusionPartnerNotCoding => "the breakpoint lies outside the partner's coding sequence",
        Caution::FusionOpposite => "joined in the opposite direction: may be the reciprocal product",
        Caution::FusionDirectionUnknown => "direction of the junction not stated",
        Caution::FusionFrameUnknown => "reading frame not known",
        Caution::FusionLowConfidence => "low confidence of the caller",
        Caution::FusionReadThrough => "may be a read-through transcript of neighbouring genes",
        Caution::FusionBetweenGenes => "the breakpoint lies between genes",
        Caution::FusionTestedInRna => "fusions tested in RNA only",
        Caution::KinaseDomainLost => "kinase domain lost",
        Caution::KinaseNotShownKept => "kinase domain not shown to be kept",
        _ => return None,
    })
}
