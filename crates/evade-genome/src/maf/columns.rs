//! The columns of a MAF, by the names that its writers give them, and what a row says in them.

use std::collections::BTreeMap;

use evade_stream::{Content, ReadError};

use crate::Build;
use crate::allele::Allele;
use crate::burden::EffectWord;
use crate::consequence::{has_known_effect, is_intergenic_alone, is_known_maf_word};
use crate::contig_name::is_main;
use crate::genome_build::plain_chromosome;
use crate::native::is_on_coding_bases;
use crate::panel::{GenePanel, PanelGene};
use crate::table::{Row, TextTable};
use crate::table_kind::VariantTable;
use crate::vcf::pending::{Phase, WHOLE_CHROMOSOME};

pub(super) struct Columns {
    pub(super) gene: usize,
    pub(super) gene_ids: [Option<usize>; 2],
    pub(super) sample: usize,
    pub(super) class: Option<usize>,
    pub(super) terms: Option<usize>,
    pub(super) chrom: Option<usize>,
    pub(super) pos: Option<usize>,
    pub(super) reference: Option<usize>,
    pub(super) alternates: [Option<usize>; 2],
    pub(super) build: Option<usize>,
    pub(super) hgvsp: [Option<usize>; 2],
    pub(super) hgvsc: Option<usize>,
    pub(super) transcript: Option<usize>,
    pub(super) depth: Option<usize>,
    pub(super) ref_reads: Option<usize>,
    pub(super) alt_reads: Option<usize>,
    pub(super) vaf: Option<usize>,
    pub(super) normal_depth: Option<usize>,
    pub(super) normal_ref_reads: Option<usize>,
    pub(super) normal_alt_reads: Option<usize>,
    /// Its alleles and its genotype.
    pub(super) normal_alleles: [Option<usize>; 2],
    pub(super) normal_genotype: Option<usize>,
    pub(super) filter: Option<usize>,
    pub(super) status: Option<usize>,
    /// Phase set, and the haplotype as a phased genotype writes it: columns that vcf2maf keeps on request.
    pub(super) phase: [Option<usize>; 2],
    /// Genotype of the tumour.
    pub(super) genotype: Option<usize>,
    pub(super) population: Vec<usize>,
    pub(super) annotations: BTreeMap<&'static str, usize>,
    /// Whether the annotator says that it worked.
    pub(super) annotation_status: Option<usize>,
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
    pub(super) fn find(content: &Content, table: &TextTable<'_>) -> Result<Self, ReadError> {
        let column = |names: &[&str]| table.column(names);
        let class = column(&["variant_classification"]);
        let terms = column(&["consequence", "one_consequence", "vep_consequence"]);
        let gene = column(&["hugo_symbol"]);
        if gene.is_none() {
            // A table of another kind says what it is.
            match VariantTable::of(&content.name, content.text()?) {
                Ok(VariantTable::Reported) => {
                    let what = "this is a manually entered table (gene, change), not a MAF";
                    let hint = "give it with --reported, or in the column reported of a sheet";
                    return Err(ReadError::wrong_format(&content.name, what).hint(hint));
                }
                Ok(VariantTable::Maf) => {}
                Err(other) => return Err(other),
            }
        }
        let (Some(gene), true) = (gene, class.is_some() || terms.is_some()) else {
            let missing = match gene {
                None => "Hugo_Symbol",
                Some(_) => "Variant_Classification (or Consequence)",
            };
            return Err(ReadError::bad_header(
                &content.name,
                format!(
                    "the MAF has no consequence annotation: the column {missing} is missing; Hugo_Symbol and Variant_Classification are needed"
                ),
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
            hgvsp: [
                column(&["hgvsp_short", "protein_change", "amino_acid_change", "aachange"]),
                column(&["hgvsp"]),
            ],
            hgvsc: column(&["hgvsc", "cdna_change", "txchange"]),
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
            annotation_status: column(&["annotation_status"]),
            annotations: ANNOTATIONS.iter().filter_map(|name| Some((*name, column(&[name])?))).collect(),
        })
    }

    /// The sample of a row.
    pub(super) fn barcode<'r>(&self, row: &'r Row<'_>) -> Option<&'r str> {
        row.value(Some(self.sample))
    }

    /// The chromosome of a row, without `chr`. A column with a missing value holds `12.0` where pandas wrote it.
    pub(super) fn chromosome<'r>(&self, row: &'r Row<'_>) -> &'r str {
        let written = row.text(self.chrom);
        let whole = written.strip_suffix(".0").filter(|whole| whole.ends_with(|c: char| c.is_ascii_digit()));
        plain_chromosome(whole.filter(|whole| is_main(plain_chromosome(whole))).unwrap_or(written))
    }

    /// What the row says of the effect: a class, or where its word is not known the terms.
    pub(super) fn effect_word<'r>(&self, row: &'r Row<'_>) -> EffectWord<'r> {
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
    pub(super) fn read(&self) -> Vec<usize> {
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
    pub(super) fn is_phase_unheard_of(&self, row: &Row<'_>) -> bool {
        let is_without = self.phase.iter().any(Option::is_none);
        let is_empty = self.phase.iter().all(|column| row.value(*column).is_none());
        (is_without || is_empty) && self.phase(row).is_none()
    }

    /// The build of a row, which must be that of the rows before it.
    pub(super) fn build_of(
        &self,
        row: &Row<'_>,
        file: &str,
        known: &mut Option<Build>,
    ) -> Result<Option<Build>, ReadError> {
        let stated = row.value(self.build).map(|word| Build::stated_in(file, word));
        let stated = stated.transpose().map_err(|e| e.at_line(row.line))?.flatten();
        if let (Some(seen), Some(above)) = (stated, known.filter(|above| Some(*above) != stated)) {
            let what = format!("NCBI_Build is {seen}, and {above} in the rows above");
            return Err(ReadError::mismatch(file, what).at_line(row.line).hint(
                "a MAF is on one genome: convert the rows of the other, or give each genome its own file",
            ));
        }
        *known = known.or(stated);
        Ok(stated)
    }

    /// The judged gene that a row names by symbol or by an id of Ensembl or Entrez.
    pub(super) fn gene_by_name<'p>(&self, row: &Row<'_>, panel: &'p GenePanel) -> Option<&'p PanelGene> {
        let symbol = row.text(Some(self.gene));
        let [entrez, ensembl] = self.gene_ids.map(|column| row.text(column));
        panel.core_gene_by_any_id(symbol, &[symbol, ensembl, entrez])
    }

    /// Whether a row has no symbol that says which gene it is of.
    pub(super) fn names_no_gene(&self, row: &Row<'_>) -> bool {
        let symbol = row.text(Some(self.gene)).to_ascii_uppercase();
        row.value(Some(self.gene)).is_none()
            || matches!(symbol.as_str(), "UNKNOWN" | "-" | "NONE" | "NULL")
            || symbol.starts_with("ENSG")
            || symbol.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The judged gene on whose coding bases or splice sites a row lies; where the build is not known, on either.
    pub(super) fn gene_by_place<'p>(
        &self,
        table: &TextTable<'_>,
        row: &Row<'_>,
        panel: &'p GenePanel,
        build: Option<Build>,
    ) -> Option<&'p PanelGene> {
        let chrom = self.chromosome(row);
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
    pub(super) fn phase(&self, row: &Row<'_>) -> Option<Phase> {
        let [set, genotype] = self.phase;
        let genotype = row.value(genotype).filter(|genotype| genotype.contains('|'))?;
        let mut sides = genotype.split('|').enumerate().filter(|(_, allele)| !matches!(*allele, "0" | "."));
        // An allele on both copies is on neither side.
        let (side, _) = sides.next().filter(|_| sides.next().is_none())?;
        let set = row.value(set).unwrap_or(WHOLE_CHROMOSOME);
        Some(Phase { set: Some(set.to_owned()), side: Some(side.to_string()) })
    }

    /// Whether a row names neither a gene nor an id of one.
    pub(super) fn names_nothing(&self, row: &Row<'_>) -> bool {
        let symbol = row.text(Some(self.gene)).to_ascii_uppercase();
        let is_empty = row.value(Some(self.gene)).is_none()
            || matches!(symbol.as_str(), "UNKNOWN" | "-" | "NONE" | "NULL");
        is_empty && self.gene_ids.iter().all(|id| row.value(*id).is_none_or(|id| matches!(id, "0" | "-")))
    }

    /// Why a row does not say what its variant does, in words; `None` for one that does. An effect that the source took
    /// over from elsewhere counts, whatever its annotator says.
    pub(super) fn effect_missing(&self, row: &Row<'_>) -> Option<String> {
        let class = row.text(self.class);
        let is_failed = |word: &str| word.to_ascii_uppercase().starts_with("FAIL");
        let has_class = row.value(self.class).is_some() && !is_failed(class);
        if has_class || row.value(self.terms).is_some_and(|terms| !is_failed(terms)) {
            return None;
        }
        let status = row.value(self.annotation_status).filter(|_| !is_failed(class));
        Some(match status {
            Some(status) => format!("no effect is given, and the annotation status is {status}"),
            None if is_failed(class) => format!("the annotation failed ({class})"),
            None if self.hgvsp.iter().any(|column| row.value(*column).is_some()) => {
                "a protein change is given, and neither class nor consequence".to_owned()
            }
            None => "no effect is given".to_owned(),
        })
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
