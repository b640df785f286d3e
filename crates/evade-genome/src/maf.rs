//! Mutation annotation format: GDC, Firehose/Oncotator, vcf2maf, cBioPortal.

mod evidence;
mod status;

use std::collections::BTreeMap;

use evade_core::{Caution, EffectClass, VariantSource};
use evade_stream::{Content, ReadError};

use self::evidence::{TumorEvidence, has_alternate};
use self::status::{NOT_SOMATIC_LIST, Status};
use crate::Build;
use crate::allele::Allele;
use crate::burden::{EffectWord, Effects};
use crate::calls_are::{CallsAre, IN_NORMAL_LIST, NormalShows, NormalTally};
use crate::candidate::Candidate;
use crate::consequence::{
    class_of_maf, class_of_terms, has_known_effect, is_coding, is_intergenic_alone, is_known_maf_word,
};
use crate::filters::{Filters, is_pass};
use crate::genome_build::plain_chromosome;
use crate::impossible::{Impossible, Tried, on_chromosome, population_frequency};
use crate::native::{NativeAnnotator, is_on_coding_bases};
use crate::normal::InNormal;
use crate::panel::{GenePanel, PanelGene};
use crate::sample_match::matches_sample;
use crate::sample_variants::SampleVariants;
use crate::table::{Row, TextTable};
use crate::vcf::neighbours::{Knowledge, join_codons};
use crate::vcf::pending::{Pending, Phase, WHOLE_CHROMOSOME};

/// All samples of a MAF.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MafCalls {
    /// By full `Tumor_Sample_Barcode`; a sample without a candidate in a core gene is there too, and empty.
    pub samples: BTreeMap<String, SampleVariants>,
    /// The build the file states.
    pub build: Option<Build>,
    /// Rows read.
    pub n_rows: u64,
    /// What the user should know, in sentences.
    pub warnings: Vec<String>,
    /// Whether the last line does not end, so that the file may be cut.
    pub may_be_cut: bool,
}

impl MafCalls {
    /// The barcode that stands for this sample; `None` when the file does not hold it. Two that fit are an error.
    pub fn find_sample(&self, file: &str, dna_id: &str) -> Result<Option<&str>, ReadError> {
        if let Some((exact, _)) = self.samples.get_key_value(dna_id) {
            return Ok(Some(exact));
        }
        let mut fitting = self.samples.keys().filter(|barcode| matches_sample(barcode, dna_id));
        match (fitting.next(), fitting.next()) {
            (Some(first), Some(second)) => {
                Err(ReadError::ambiguous(file, format!("'{dna_id}' fits both {first} and {second}"))
                    .hint("write the whole Tumor_Sample_Barcode as dna_id"))
            }
            (found, _) => Ok(found.map(String::as_str)),
        }
    }
}

struct Columns {
    gene: usize,
    gene_ids: [Option<usize>; 2],
    sample: usize,
    class: Option<usize>,
    terms: Option<usize>,
    chrom: Option<usize>,
    pos: Option<usize>,
    reference: Option<usize>,
    alternates: [Option<usize>; 2],
    build: Option<usize>,
    hgvsp: [Option<usize>; 2],
    hgvsc: Option<usize>,
    transcript: Option<usize>,
    depth: Option<usize>,
    ref_reads: Option<usize>,
    alt_reads: Option<usize>,
    vaf: Option<usize>,
    normal_depth: Option<usize>,
    normal_ref_reads: Option<usize>,
    normal_alt_reads: Option<usize>,
    /// Its alleles and its genotype.
    normal_alleles: [Option<usize>; 2],
    normal_genotype: Option<usize>,
    filter: Option<usize>,
    status: Option<usize>,
    /// Phase set, and the haplotype as a phased genotype writes it: columns that vcf2maf keeps on request.
    phase: [Option<usize>; 2],
    /// Genotype of the tumour.
    genotype: Option<usize>,
    population: Vec<usize>,
    annotations: BTreeMap<&'static str, usize>,
}

/// Columns of curated sources and predictors that are read when they are there.
const ANNOTATIONS: [&str; 15] = [
    "oncogenic",
    "mutation_effect",
    "highest_level",
    "clin_sig",
    "clnsig",
    "clinvar_clnsig",
    "clinvar",
    "spliceai_pred_ds_ag",
    "spliceai_pred_ds_al",
    "spliceai_pred_ds_dg",
    "spliceai_pred_ds_dl",
    "spliceai_ds_max",
    "spliceai",
    "dbsnp_rs",
    "existing_variation",
];

impl Columns {
    fn find(content: &Content, table: &TextTable<'_>) -> Result<Self, ReadError> {
        let column = |names: &[&str]| table.column(names);
        let class = column(&["variant_classification"]);
        let terms = column(&["consequence", "one_consequence"]);
        let gene = column(&["hugo_symbol"]);
        let (Some(gene), true) = (gene, class.is_some() || terms.is_some()) else {
            return Err(ReadError::bad_header(
                &content.name,
                "the MAF has no consequence annotation: Hugo_Symbol and Variant_Classification are needed",
            )
            .hint("annotate it, for example with maf2maf"));
        };
        Ok(Self {
            gene,
            gene_ids: [column(&["entrez_gene_id"]), column(&["gene", "ensembl_gene_id", "gene_id"])],
            sample: table.required(&["tumor_sample_barcode"])?,
            class,
            terms,
            chrom: column(&["chromosome"]),
            pos: column(&["start_position"]),
            reference: column(&["reference_allele"]),
            alternates: [column(&["tumor_seq_allele2"]), column(&["tumor_seq_allele1"])],
            build: column(&["ncbi_build"]),
            hgvsp: [column(&["hgvsp_short", "protein_change", "amino_acid_change"]), column(&["hgvsp"])],
            hgvsc: column(&["hgvsc", "cdna_change"]),
            transcript: column(&["transcript_id", "annotation_transcript", "i_transcript_name"]),
            depth: column(&["t_depth"]),
            ref_reads: column(&["t_ref_count"]),
            alt_reads: column(&["t_alt_count"]),
            vaf: column(&["t_vaf", "tumor_f", "i_tumor_f", "vaf", "i_tumorvaf_wu"]),
            normal_depth: column(&["n_depth"]),
            normal_ref_reads: column(&["n_ref_count"]),
            normal_alt_reads: column(&["n_alt_count"]),
            normal_alleles: [column(&["match_norm_seq_allele1"]), column(&["match_norm_seq_allele2"])],
            normal_genotype: column(&["n_gt"]),
            filter: column(&["filter"]),
            status: column(&["mutation_status"]),
            phase: [
                column(&["t_ps", "ps", "phase_set", "t_pid", "pid"]),
                column(&["t_pgt", "pgt", "t_gt", "gt"]),
            ],
            genotype: column(&["t_gt"]),
            population: population_columns(table.columns()),
            annotations: ANNOTATIONS.iter().filter_map(|name| Some((*name, column(&[name])?))).collect(),
        })
    }

    /// What the row says of the effect: a class, or where its word is not known the terms.
    fn effect_word<'r>(&self, row: &'r Row<'_>) -> EffectWord<'r> {
        let (class, terms) = (row.text(self.class), row.value(self.terms));
        if class.eq_ignore_ascii_case("igr") || (class.is_empty() && terms.is_some_and(is_intergenic_alone)) {
            return EffectWord::Intergenic;
        }
        if is_known_maf_word(class) || terms.is_some_and(has_known_effect) {
            return EffectWord::Known;
        }
        match (class, terms) {
            ("", None) => EffectWord::Missing,
            ("", Some(terms)) => EffectWord::Unknown(terms),
            _ => EffectWord::Unknown(class),
        }
    }

    /// Every column that is read.
    fn read(&self) -> Vec<usize> {
        let places = [
            self.class,
            self.terms,
            self.chrom,
            self.pos,
            self.reference,
            self.build,
            self.hgvsc,
            self.transcript,
            self.depth,
            self.ref_reads,
            self.alt_reads,
            self.vaf,
            self.normal_depth,
            self.normal_ref_reads,
            self.normal_alt_reads,
            self.filter,
            self.status,
            self.genotype,
            self.normal_genotype,
        ];
        let named = [self.gene, self.sample].into_iter().chain(places.into_iter().flatten());
        let lists =
            self.gene_ids.iter().chain(&self.alternates).chain(&self.normal_alleles).chain(&self.hgvsp);
        let lists = lists.flatten().copied();
        let rest = self.population.iter().copied().chain(self.annotations.values().copied());
        named.chain(lists).chain(rest).collect()
    }

    /// Whether the row has no place for its haplotype, or leaves it empty.
    fn is_phase_unheard_of(&self, row: &Row<'_>) -> bool {
        let is_without = self.phase.iter().any(Option::is_none);
        let is_empty = self.phase.iter().all(|column| row.value(*column).is_none());
        (is_without || is_empty) && self.phase(row).is_none()
    }

    /// The build of a row, which must be that of the rows before it.
    fn build_of(
        &self,
        row: &Row<'_>,
        file: &str,
        known: &mut Option<Build>,
    ) -> Result<Option<Build>, ReadError> {
        let stated = row.value(self.build).map(|word| Build::stated_in(file, word));
        let stated = stated.transpose().map_err(|e| e.at_line(row.line))?.flatten();
        if stated.is_some() {
            *known = Build::agree(file, *known, stated).map_err(|e| e.at_line(row.line))?;
        }
        Ok(stated)
    }

    /// The judged gene that a row names by symbol or by an id of Ensembl or Entrez.
    fn gene_by_name<'p>(&self, row: &Row<'_>, panel: &'p GenePanel) -> Option<&'p PanelGene> {
        let symbol = row.text(Some(self.gene));
        let [entrez, ensembl] = self.gene_ids.map(|column| row.text(column));
        panel.core_gene_by_any_id(symbol, &[symbol, ensembl, entrez])
    }

    /// Whether a row has no symbol that says which gene it is of.
    fn names_no_gene(&self, row: &Row<'_>) -> bool {
        let symbol = row.text(Some(self.gene)).to_ascii_uppercase();
        row.value(Some(self.gene)).is_none()
            || matches!(symbol.as_str(), "UNKNOWN" | "-" | "NONE" | "NULL")
            || symbol.starts_with("ENSG")
            || symbol.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The judged gene on whose coding bases or splice sites a row lies; where the build is not known, on either.
    fn gene_by_place<'p>(
        &self,
        table: &TextTable<'_>,
        row: &Row<'_>,
        panel: &'p GenePanel,
        build: Option<Build>,
    ) -> Option<&'p PanelGene> {
        let chrom = plain_chromosome(row.text(self.chrom));
        let pos = table.position(row, self.pos?).ok()?;
        let reference = row.text(self.reference);
        let alternates = self.alternates.iter().map(|column| row.text(*column));
        let alternate = alternates.into_iter().find(|allele| !allele.is_empty() && *allele != reference)?;
        let allele = Allele::from_maf(pos, reference, alternate);
        let builds = [Build::Grch37, Build::Grch38].into_iter();
        let mut builds = builds.filter(|known| build.is_none_or(|build| build == *known));
        let is_on = |gene: &PanelGene, build| gene.chrom == chrom && is_on_coding_bases(gene, build, &allele);
        builds.find_map(|build| panel.judged_genes().find(|gene| is_on(gene, build)))
    }

    /// The haplotype of a row, where its side is given. A phased genotype without a set is of the whole chromosome, as in
    /// a VCF.
    fn phase(&self, row: &Row<'_>) -> Option<Phase> {
        let [set, genotype] = self.phase;
        let genotype = row.value(genotype).filter(|genotype| genotype.contains('|'))?;
        let mut sides = genotype.split('|').enumerate().filter(|(_, allele)| !matches!(*allele, "0" | "."));
        // An allele on both copies is on neither side.
        let (side, _) = sides.next().filter(|_| sides.next().is_none())?;
        let set = row.value(set).unwrap_or(WHOLE_CHROMOSOME);
        Some(Phase { set: Some(set.to_owned()), side: Some(side.to_string()) })
    }

    /// Whether every column that could tell the effect is empty.
    fn says_no_effect(&self, row: &Row<'_>) -> bool {
        row.text(self.class).is_empty() && row.value(self.terms).is_none()
    }
}

/// Columns of population allele frequencies.
pub(crate) fn population_columns(columns: &[String]) -> Vec<usize> {
    let is_frequency = |name: &str| {
        let name = name.to_ascii_lowercase();
        name == "max_af"
            || (name.starts_with("gnomad") && (name.ends_with("_af") || name.contains("_af_")))
            || name.starts_with("exac_af")
    };
    columns.iter().enumerate().filter(|(_, name)| is_frequency(name)).map(|(i, _)| i).collect()
}

/// From here on a fraction is read as per cent.
const LEAST_PER_CENT: f64 = 2.0;

/// Reads a MAF.
pub fn read_maf(content: &Content, panel: &GenePanel, filters: &Filters) -> Result<MafCalls, ReadError> {
    let mut table = TextTable::open(content)?;
    let columns = Columns::find(content, &table)?;
    table.need_columns(columns.read());
    let mut calls = MafCalls { may_be_cut: table.may_be_cut(), ..MafCalls::default() };
    let mut effects = Effects::default();
    let mut normals: BTreeMap<String, NormalTally> = BTreeMap::new();
    // Samples of which each row so far says that it is no somatic variant.
    let mut not_somatic: BTreeMap<String, bool> = BTreeMap::new();
    // Rows wait until all of their sample have been read: exchanges of one codon may be one change.
    let mut pending: BTreeMap<(String, Build), Vec<Pending<'_>>> = BTreeMap::new();
    while let Some(row) = table.next_row()? {
        calls.n_rows += 1;
        let barcode = row
            .value(Some(columns.sample))
            .ok_or_else(|| table.error(&row, columns.sample, "the row has no Tumor_Sample_Barcode"))?;
        if !calls.samples.contains_key(barcode) {
            let mut sample = SampleVariants::default();
            sample.burden.is_counted = true;
            sample.may_be_cut.variants = calls.may_be_cut;
            calls.samples.insert(barcode.to_owned(), sample);
        }
        let build = columns.build_of(&row, &content.name, &mut calls.build)?;
        let judged = columns.gene_by_name(&row, panel);
        let by_place = if judged.is_none() && columns.names_no_gene(&row) {
            columns.gene_by_place(&table, &row, panel, build)
        } else {
            None
        };
        let judged = judged.or(by_place);
        let word = columns.effect_word(&row);
        let is_pass = is_pass(&filter_of(&columns, &row));
        // That the file holds other genes is known of it as a whole.
        effects.sees_outside |= judged.is_none() && is_pass;
        effects.add(word, is_pass);
        let declared = Status::of(row.value(columns.status).unwrap_or("")).is_of_other_list();
        let all_declared = not_somatic.entry(barcode.to_owned()).or_insert(true);
        *all_declared &= declared;
        if let Some(sample) = calls.samples.get_mut(barcode) {
            sample.burden.effects.n_records += 1;
            sample.burden.effects.add(word, is_pass);
        }
        let Some(mut candidate) = candidate(&table, &columns, &row, build, filters) else {
            // A row that was cut off is not one that lies beside its gene.
            let place = columns.class.or(columns.terms).unwrap_or_default();
            if let Some(gene) = judged.filter(|_| columns.says_no_effect(&row)) {
                let what = format!("the row of {} does not say what the variant does", gene.symbol);
                return Err(table.error(&row, place, what).hint("was the row cut off? The field is empty"));
            }
            if let Some(sample) = calls.samples.get_mut(barcode) {
                sample.burden.effects.sees_usable |= is_pass && !declared;
            }
            continue;
        };
        if by_place.is_some() && build.is_none() {
            // Its place may be that of another gene on the other build.
            let what = "the row names no gene, and its build is not known";
            candidate.impossible.get_or_insert_with(|| Impossible(what.to_owned()));
        }
        let Some(sample) = calls.samples.get_mut(barcode) else { continue };
        sample.burden.effects.sees_usable |= candidate.is_of_tumor_alone(filters);
        if candidate.not_somatic.is_none() && is_pass && candidate.effect.is_some_and(is_coding) {
            let tally = normals.entry(barcode.to_owned()).or_default();
            tally.add(candidate.normal, candidate.vaf, candidate.not_in_tumor.is_none(), filters);
        }
        match judged {
            Some(gene) => match build {
                Some(build) => {
                    let phase = columns.phase(&row).unwrap_or_default();
                    let is_phase_unheard_of = columns.is_phase_unheard_of(&row);
                    let member = Pending { phase, is_phase_unheard_of, ..Pending::new(gene, candidate) };
                    pending.entry((barcode.to_owned(), build)).or_default().push(member);
                }
                None => candidate.settle(gene, build, filters, sample),
            },
            None if candidate.impossible.is_none() => sample.burden.count(&candidate, None, filters),
            None => {}
        }
    }
    settle_pending(pending, filters, &mut calls);
    for (barcode, sample) in &mut calls.samples {
        sample.burden.effects.sees_outside |= effects.sees_outside;
        let tally = normals.get(barcode).copied().unwrap_or_default();
        calls.warnings.extend(tally.warning(filters.calls).map(|what| format!("{barcode}: {what}")));
        let is_declared = not_somatic.get(barcode).is_some_and(|all| *all);
        if is_declared && filters.calls != CallsAre::Germline {
            calls.warnings.push(status::warning(barcode, filters.calls));
        }
        match filters.calls {
            CallsAre::Germline => sample.set_germline("stated to be germline calls"),
            CallsAre::Auto if is_declared => sample.set_germline(NOT_SOMATIC_LIST),
            CallsAre::Auto if tally.shows() == NormalShows::GermlineCalls => {
                sample.set_germline(IN_NORMAL_LIST);
            }
            _ => {}
        }
    }
    let of = if columns.class.is_some() { "Variant_Classification" } else { "Consequence" };
    calls.warnings.extend(effects.warning(of));
    Ok(calls)
}

/// Judges the rows that waited for the others of their codon.
fn settle_pending(
    pending: BTreeMap<(String, Build), Vec<Pending<'_>>>,
    filters: &Filters,
    calls: &mut MafCalls,
) {
    let native = NativeAnnotator::default();
    for ((barcode, build), mut members) in pending {
        let Some(sample) = calls.samples.get_mut(&barcode) else { continue };
        join_codons(&mut members, Knowledge { native: &native, build, filters });
        for member in members {
            member.settle(Some(build), filters, sample);
        }
    }
}

/// FILTER as a VCF joins it.
fn filter_of(columns: &Columns, row: &Row<'_>) -> String {
    row.text(columns.filter).replace(',', ";")
}

fn candidate(
    table: &TextTable<'_>,
    columns: &Columns,
    row: &Row<'_>,
    build: Option<Build>,
    filters: &Filters,
) -> Option<Candidate> {
    let class_word = row.text(columns.class);
    let by_class = class_of_maf(class_word);
    let by_terms = row.value(columns.terms).and_then(class_of_terms);
    let effect = match (by_class, by_terms) {
        (None | Some(EffectClass::Unknown), Some(class)) => Some(class),
        (class, _) => class,
    };
    // Beside the gene: not a candidate.
    effect?;
    let mut impossible = None;
    let mut known = |tried: Tried<f64>| {
        tried.unwrap_or_else(|fault| {
            impossible.get_or_insert(fault);
            None
        })
    };
    // Projects write -1 where nothing was counted.
    let mut count = |column: Option<usize>| {
        known(table.known_number(row, column)).filter(|n| *n >= 0.0).map(|n| n as u32)
    };
    let (depth, ref_reads, alt_reads) =
        (count(columns.depth), count(columns.ref_reads), count(columns.alt_reads));
    let counted = ref_reads.zip(alt_reads).map(|(r, a)| r.saturating_add(a));
    // A depth below the reads counted was taken before or after another filter: their sum counts.
    let depth = depth.max(counted);
    // More reads with the variant than reads: one of the two is wrong, so that neither is used.
    let is_wrong = alt_reads.zip(depth).is_some_and(|(alt, all)| alt > all);
    let (depth, alt_reads) = if is_wrong { (None, None) } else { (depth, alt_reads) };
    let normal_alt = count(columns.normal_alt_reads);
    let (normal_depth, normal_ref) = (count(columns.normal_depth), count(columns.normal_ref_reads));
    let normal_depth = normal_depth.or(normal_ref.zip(normal_alt).map(|(r, a)| r.saturating_add(a)));
    let stated = known(table.known_number(row, columns.vaf));
    // Some programs write per cent; a value just above 1 is neither that nor a fraction.
    let stated = stated.map(|v| if v >= LEAST_PER_CENT { v / 100.0 } else { v });
    let is_no_fraction = stated.is_some_and(|v| !(0.0..=1.0).contains(&v));
    let stated = stated.filter(|_| !is_no_fraction);
    let is_normal_wrong = normal_alt.zip(normal_depth).is_some_and(|(alt, all)| alt > all);
    let normal_vaf = fraction(normal_alt, normal_depth).filter(|_| !is_normal_wrong);
    let vaf = fraction(alt_reads, depth).or(stated);
    let cautions = [
        (is_wrong, Caution::AltReadsExceedDepth),
        (is_no_fraction && vaf.is_none(), Caution::FractionOutOfRange),
        (is_normal_wrong, Caution::NormalCountsUnknown),
    ];
    let reference = row.text(columns.reference).to_owned();
    let alleles = columns.alternates.map(|column| row.text(column));
    let alternate =
        alleles.into_iter().find(|allele| !allele.is_empty() && *allele != reference).unwrap_or_default();
    let shown = TumorEvidence {
        depth,
        alt_reads,
        stated_fraction: stated,
        vaf,
        alleles: (&reference, alleles),
        genotype: row.text(columns.genotype),
    };
    let not_in_tumor = shown.absence(filters).map(str::to_owned);
    let is_in_normal_alleles = has_alternate(row.text(columns.normal_genotype))
        || columns.normal_alleles.iter().any(|column| {
            row.value(*column)
                .is_some_and(|allele| !alternate.is_empty() && allele.eq_ignore_ascii_case(alternate))
        });
    let status = row.value(columns.status).unwrap_or("");
    let frequencies = columns.population.iter().filter_map(|c| row.value(Some(*c)));
    let population = frequencies.filter_map(|text| known(population_frequency(text))).max_by(f64::total_cmp);
    let chrom = plain_chromosome(row.text(columns.chrom));
    let pos = place(table, columns, row, chrom, build).unwrap_or_else(|fault| {
        impossible.get_or_insert(fault);
        0
    });
    let alternate = alternate.to_owned();
    let mut candidate = Candidate {
        chrom: chrom.to_owned(),
        pos,
        alternate,
        reference,
        effect,
        effect_word: if class_word.is_empty() {
            row.text(columns.terms).to_owned()
        } else {
            class_word.to_owned()
        },
        hgvsp: columns.hgvsp.iter().find_map(|c| row.value(*c)).map(str::to_owned),
        hgvsc: row.value(columns.hgvsc).map(str::to_owned),
        transcript: row.value(columns.transcript).map(str::to_owned),
        vaf,
        depth,
        alt_reads,
        normal: InNormal::new(normal_vaf, is_in_normal_alleles),
        population_frequency: population,
        filter: filter_of(columns, row),
        not_somatic: Status::of(status).is_not_somatic().then(|| status.to_ascii_lowercase()),
        not_in_tumor,
        flags: cautions.into_iter().filter(|(is_so, _)| *is_so).map(|(_, caution)| caution).collect(),
        impossible,
        ..Candidate::new(VariantSource::Maf)
    };
    candidate.read_annotations(|name| row.value(columns.annotations.get(name).copied()));
    Some(candidate)
}

/// The position of a row; 0 where the file gives none.
fn place(
    table: &TextTable<'_>,
    columns: &Columns,
    row: &Row<'_>,
    chrom: &str,
    build: Option<Build>,
) -> Result<u64, Impossible> {
    let Some(column) = columns.pos.filter(|column| row.value(Some(*column)).is_some()) else { return Ok(0) };
    let text = row.text(Some(column));
    let pos = table.position(row, column).map_err(|_| Impossible(format!("'{text}' is not a position")))?;
    on_chromosome(chrom, pos, build)?;
    Ok(pos)
}

/// Reads over depth.
pub(crate) fn fraction(reads: Option<u32>, depth: Option<u32>) -> Option<f64> {
    reads.zip(depth).filter(|(_, depth)| *depth > 0).map(|(reads, depth)| f64::from(reads) / f64::from(depth))
}
