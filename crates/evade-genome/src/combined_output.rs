//! `CombinedVariantOutput.tsv` of the TSO 500 pipelines: one file per sample, with a section for each kind of finding.
//!
//! Small variants, amplifications, fusions and splice variants are read as the pipeline reports them. A section whose
//! only row is `NA` found nothing. Which genes were covered does not stand in the file.

mod sections;

use std::collections::BTreeMap;

use evade_core::{
    Caution, CopySource, CopyState, EffectClass, EvidenceCode, GeneCopies, GeneRole, Variant, VariantSource,
    Verdict,
};
use evade_stream::{Content, ReadError};

use self::sections::{Section, sections_of};
use crate::Build;
use crate::allele::Allele;
use crate::candidate::Candidate;
use crate::consequence::class_of_terms;
use crate::contig_name::is_main;
use crate::copies::state_of_copies;
use crate::filters::Filters;
use crate::genome_build::plain_chromosome;
use crate::impossible::Impossible;
use crate::native::is_on_coding_bases;
use crate::panel::{GenePanel, PanelGene, role_of};
use crate::rearrangement;
use crate::reported::{ReportedCalls, read_finding};
use crate::sample_variants::{MayBeCut, SampleVariants};
use crate::table::{Row, TextTable, is_name, may_be_cut};
use crate::unused_rows::{UnusedRow, UnusedRows};

const SMALL_VARIANTS: &str = "small variants";
/// Sections that hold no finding.
const FACTS: [&str; 5] = ["analysis details", "sequencing run details", "tmb", "msi", "gis"];

/// Whether a text is such a file, by the section it begins with or by that of its variants.
#[must_use]
pub(crate) fn is_combined_output(text: &str) -> bool {
    sections_of(text)
        .iter()
        .any(|section| section.name == SMALL_VARIANTS || section.name == "analysis details")
}

/// The sample that the file names.
pub(crate) fn sample_of(content: &Content) -> Result<Option<String>, ReadError> {
    Ok(names_of(&sections_of(content.text()?)).into_iter().next())
}

/// All names that the file gives its sample, that of the pair first.
fn names_of(sections: &[Section<'_>]) -> Vec<String> {
    let names = ["pair id", "sample id", "dna sample id"];
    names.iter().filter_map(|name| fact(sections, "analysis details", &[name])).map(str::to_owned).collect()
}

/// A value of a section of names and values; `NA` is none.
fn fact<'a>(sections: &[Section<'a>], section: &str, names: &[&str]) -> Option<&'a str> {
    let section = sections.iter().find(|known| known.name == section)?;
    let value = |name: &&str| section.facts().find(|(known, _)| known.eq_ignore_ascii_case(name));
    let value = names.iter().find_map(value).map(|(_, value)| value);
    value.filter(|value| !matches!(*value, "" | "NA" | "N/A"))
}

/// Reads the file as the findings of one sample.
pub(crate) fn read_combined_output(
    content: &Content,
    panel: &GenePanel,
    build: Option<Build>,
) -> Result<ReportedCalls, ReadError> {
    let file = content.name.as_str();
    let sections = sections_of(content.text()?);
    let details = sections.iter().find(|section| section.name == "analysis details");
    let states_samples =
        details.is_some_and(|d| d.facts().any(|(name, _)| name.eq_ignore_ascii_case("dna sample id")));
    let has_sample = |name: &str| fact(&sections, "analysis details", &[name]).is_some();
    if states_samples && !has_sample("dna sample id") {
        let what = "the DNA Sample ID is NA: only RNA was analysed, so that no gene was tested for variants";
        return Err(ReadError::unsupported(file, what).hint("give its fusions as a table with --sv"));
    }
    if !sections.iter().any(|section| section.name == SMALL_VARIANTS) {
        let what = "the file has no section [Small Variants]: it is cut";
        return Err(ReadError::bad_header(file, what).hint("compare the file with the original"));
    }
    let cut = may_be_cut(&content.bytes);
    let mut sample = SampleVariants {
        may_be_cut: MayBeCut { variants: cut, copies: cut, rearrangements: cut, hla: false },
        ..SampleVariants::default()
    };
    let (mut not_read, mut unused) = (Vec::new(), UnusedRows::default());
    let has_rna = !states_samples || has_sample("rna sample id");
    for section in &sections {
        let reader = match section.name.as_str() {
            SMALL_VARIANTS => small_variant,
            "gene amplifications" | "copy number variants" => copies,
            "fusions" | "dna fusions" => {
                // What is not called that of DNA is seen in transcripts.
                let is_of_dna = section.name == "dna fusions";
                sample.rearrangements_tested |= is_of_dna;
                sample.fusions_tested_in_rna |= !is_of_dna && has_rna;
                fusion
            }
            "splice variants" => splice_variant,
            name if FACTS.contains(&name) => continue,
            _ => {
                if section.has_findings() {
                    not_read.push(section.title);
                }
                continue;
            }
        };
        let Some(mut table) = section.table(file)? else { continue };
        while let Some(row) = table.next_row()? {
            if !row.is_none_found() {
                let found = Finding { table: &table, row: &row, section, panel, build };
                if let Some(what) = reader(&found, &mut sample) {
                    unused.add(UnusedRow::Unreadable, row.line, &what);
                }
            }
        }
    }
    let mut notes = notes(&sections, &not_read);
    notes.extend(unused.warnings());
    Ok(ReportedCalls {
        names: names_of(&sections),
        samples: BTreeMap::from([(String::new(), sample)]),
        other_genes: Vec::new(),
        notes,
        may_be_cut: cut,
    })
}

/// What the file states and nothing here uses.
fn notes(sections: &[Section<'_>], not_read: &[&str]) -> Vec<String> {
    let mut notes = Vec::new();
    let stated = [
        fact(sections, "tmb", &["total tmb"]).map(|tmb| format!("a TMB of {tmb} per megabase")),
        fact(sections, "msi", &["percent unstable msi sites"])
            .map(|share| format!("{share} per cent of MSI sites unstable")),
        fact(sections, "msi", &["sum_jsd"]).map(|score| format!("an MSI score (SUM_JSD) of {score}")),
    ];
    let stated: Vec<String> = stated.into_iter().flatten().collect();
    if !stated.is_empty() {
        notes.push(format!(
            "the pipeline states {}, not read from this file: a sheet takes such values in its columns tmb and msi",
            stated.join(" and ")
        ));
    }
    if !not_read.is_empty() {
        notes.push(format!("not read: the sections {}", not_read.join(", ")));
    }
    notes
}

/// A row of a section.
struct Finding<'a, 't> {
    table: &'a TextTable<'t>,
    row: &'a Row<'t>,
    section: &'a Section<'t>,
    panel: &'a GenePanel,
    build: Option<Build>,
}

/// What of a row cannot be read, in words; the row is not used then.
type Unread = Option<String>;

impl Finding<'_, '_> {
    fn text(&self, names: &[&str]) -> &str {
        self.row.value(self.table.column(names)).unwrap_or("")
    }

    fn gene(&self) -> Option<&PanelGene> {
        self.panel.core_gene(self.text(&["gene"]))
    }

    /// The judged gene on whose coding bases or splice sites a row lies; where the genome is not known, on either. An
    /// error names the genes that it may be of, where it has no place.
    fn gene_by_place(&self) -> Result<Option<&PanelGene>, Vec<String>> {
        let chrom = plain_chromosome(self.text(&["chromosome"]));
        let place = self.table.column(&["genomic position", "position"]);
        let pos = place.and_then(|place| self.table.position(self.row, place).ok()).filter(|pos| *pos > 0);
        let Some(pos) = pos.filter(|_| is_main(chrom)) else {
            let may_be = |gene: &&PanelGene| !is_main(chrom) || gene.chrom == chrom;
            return Err(self.panel.judged_genes().filter(may_be).map(|gene| gene.symbol.clone()).collect());
        };
        let alternate = self.text(&["alternative call", "alternate call"]);
        let allele = Allele::from_vcf(pos, self.text(&["reference call"]), alternate);
        let is_on =
            |gene: &&PanelGene, build| gene.chrom == chrom && is_on_coding_bases(gene, build, &allele);
        let builds = [Build::Grch37, Build::Grch38].into_iter();
        let mut builds = builds.filter(|known| self.build.is_none_or(|build| build == *known));
        Ok(builds.find_map(|build| self.panel.judged_genes().find(|gene| is_on(gene, build))))
    }
}

fn small_variant(found: &Finding<'_, '_>, sample: &mut SampleVariants) -> Unread {
    let (table, row) = (found.table, found.row);
    let mut impossible: Option<Impossible> = None;
    let gene = match found.gene() {
        Some(gene) => gene,
        None if is_name(found.text(&["gene"])) => return None,
        // Without a gene the place tells it.
        None => match found.gene_by_place() {
            Ok(Some(gene)) => gene,
            Ok(None) => return None,
            Err(open) => {
                sample.impossible.extend(open);
                return Some("neither a gene nor a place".to_owned());
            }
        },
    };
    if found.gene().is_none() && found.build.is_none() {
        // Its place may be that of another gene on the other build.
        let what = format!("line {}: the row names no gene, and its genome is not known", row.line);
        impossible = Some(Impossible(what));
    }
    let mut number = |names: &[&str]| match table.known_number(row, table.column(names)) {
        Ok(value) => value,
        Err(fault) => {
            impossible.get_or_insert(fault);
            None
        }
    };
    let vaf = number(&["allele frequency", "vaf"]);
    let depth = number(&["depth"]).filter(|depth| *depth >= 0.0).map(|depth| depth as u32);
    if let Some(vaf) = vaf.filter(|vaf| !(0.0..=1.0).contains(vaf)) {
        impossible.get_or_insert(Impossible(format!("the allele frequency {vaf} is not in 0 to 1")));
    }
    let terms = found.text(&["consequence(s)", "consequences", "consequence"]);
    let place =
        table.column(&["genomic position", "position"]).filter(|place| row.value(Some(*place)).is_some());
    let pos = place.map_or(0, |place| {
        table.position(row, place).unwrap_or_else(|_| {
            let what = format!("'{}' is not a position", row.text(Some(place)));
            impossible.get_or_insert(Impossible(what));
            0
        })
    });
    let change = |names: &[&str]| Some(found.text(names)).filter(|text| !text.is_empty()).map(str::to_owned);
    let hgvsc = change(&["c-dot notation"]);
    let candidate = Candidate {
        chrom: plain_chromosome(found.text(&["chromosome"])).to_owned(),
        pos,
        reference: found.text(&["reference call"]).to_owned(),
        alternate: found.text(&["alternative call", "alternate call"]).to_owned(),
        // Several consequences of one variant stand together.
        effect: Some(
            class_of_terms(&terms.replace([':', ';', ',', ' '], "&")).unwrap_or(EffectClass::Unknown),
        ),
        effect_word: terms.to_owned(),
        hgvsp: change(&["p-dot notation"]),
        transcript: hgvsc.as_deref().and_then(|text| text.split_once(':')).map(|(name, _)| name.to_owned()),
        hgvsc: hgvsc.map(|text| text.rsplit(':').next().unwrap_or_default().to_owned()),
        vaf,
        depth,
        // No normal is sequenced with these panels.
        flags: vec![Caution::GermlineStatusUnknown],
        impossible,
        ..Candidate::new(VariantSource::Reported)
    };
    let unread = candidate.impossible.as_ref().map(|Impossible(what)| format!("{}, {what}", gene.symbol));
    // The pipeline has judged the reads already.
    let filters = Filters { min_vaf: 0.0, ..Filters::default() };
    candidate.settle(gene, found.build, &filters, sample);
    sample.stated.insert(gene.symbol.clone(), true);
    unread
}

/// From this ratio on an amplification that the pipeline lists is taken as one: four copies, were all cells of the tumour.
const LEAST_FOLD: f64 = 2.0;

/// A fold change is relative to other samples and to the sample's mean: it is no number of copies.
fn copies(found: &Finding<'_, '_>, sample: &mut SampleVariants) -> Unread {
    let gene = found.gene()?;
    let number = |names: &[&str]| found.table.known_number(found.row, found.table.column(names));
    let (Ok(fold), Ok(total)) = (number(&["fold change"]), number(&["absolute copy number"])) else {
        sample.impossible_copies.insert(gene.symbol.clone());
        return Some(format!("copies of {}", gene.symbol));
    };
    let word = found.text(&["copy number variant", "cnv type"]).to_ascii_lowercase();
    let is_gain = ["dup", "gain", "amp"].iter().any(|part| word.contains(part))
        || found.section.name == "gene amplifications";
    let state = match (total, fold) {
        (Some(total), _) => state_of_copies(&gene.symbol, total),
        (None, Some(fold)) if is_gain && fold >= LEAST_FOLD => CopyState::Amplification,
        (None, _) if is_gain => CopyState::PossibleAmplification,
        // A ratio below that of two copies does not say how many are left.
        (None, _) => CopyState::SingleLoss,
    };
    let copies = GeneCopies { total, ..GeneCopies::stated(state, CopySource::Reported) };
    sample.copies.insert(gene.symbol.clone(), copies);
    None
}

fn fusion(found: &Finding<'_, '_>, sample: &mut SampleVariants) -> Unread {
    let pair = match found.text(&["gene pair", "fusion"]) {
        "" => format!("{}-{}", found.text(&["gene 1", "gene a", "gene"]), found.text(&["gene 2", "gene b"])),
        pair => pair.to_owned(),
    };
    // Genes that share a breakpoint stand together, separated by semicolons.
    let names = |gene: &str| pair.split(['-', '/', ';', ':', ',', ' ']).any(|name| name == gene);
    let is_kept = !matches!(
        found.text(&["filtered", "filter", "keepfusion"]).to_ascii_lowercase().as_str(),
        "false" | "filtered" | "fail" | "failed" | "lowsupport" | "imprecise"
    );
    let genes: Vec<&PanelGene> = found
        .panel
        .judged_genes()
        .filter(|gene| role_of(&gene.symbol) == GeneRole::FusedOncogene && names(&gene.symbol))
        .collect();
    for gene in genes {
        let partner = rearrangement::partner_in(&pair, &gene.symbol);
        let mut variant: Variant = rearrangement::reported(&gene.symbol, partner.as_deref(), false);
        let is_of_dna = found.section.name == "dna fusions";
        if !is_of_dna {
            variant.codes.push(EvidenceCode::FusionInRna);
        }
        // A breakpoint in DNA shows no transcript.
        if !is_kept || is_of_dna {
            variant.verdict = Verdict::Uncertain;
            Caution::SvEffectUnknown.add_to(&mut variant.flags);
        }
        // A hyphen stands between the 5' and the 3' gene; the kinase of the 5' gene is not in the transcript.
        if pair.split_once('-').is_some_and(|(first, _)| first == gene.symbol) {
            variant.verdict = Verdict::Uncertain;
            Caution::FusionOpposite.add_to(&mut variant.flags);
        }
        sample.variants.push(variant);
    }
    None
}

/// Splice variants are seen in RNA.
fn splice_variant(found: &Finding<'_, '_>, sample: &mut SampleVariants) -> Unread {
    let gene = found.gene()?;
    let exons = found.text(&["affected exon", "affected exon(s)", "affected exons", "exon"]);
    let words = match gene.symbol.as_str() {
        "MET" if exons.split(|c: char| !c.is_ascii_digit()).any(|exon| exon == "14") || exons.is_empty() => {
            "exon 14 skipping".to_owned()
        }
        "EGFR" if exons.is_empty() || exons.starts_with('2') => "EGFRvIII".to_owned(),
        _ => format!("splice variant of exon {exons}"),
    };
    read_finding(&words, gene, sample);
    None
}
