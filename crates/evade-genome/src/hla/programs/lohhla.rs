//! `LOHHLA` (`McGranahan` 2017, doi:10.1016/j.cell.2017.10.001), whose `.xls` is tab-separated text, and lohhla-mod.

use evade_core::{HlaCaution, HlaGene, HlaMethod, HlaReason, HlaSource};
use evade_stream::{Content, ReadError};

use super::allele_copies::{Imbalance, Measured, measured, settle_measured};
use super::alleles::{allele_name, gene_name, gene_of_allele};
use super::by_sample::{GenesBySample, insert_gene};
use crate::impossible::Impossible;
use crate::table::{Row, TextTable};

/// Fewer covered mismatch positions, or a smaller share of them on one side, are weak support.
const MIN_SITES: f64 = 10.0;
const MIN_SUPPORT_PER_CENT: f64 = 70.0;
/// Share of bins the author of lohhla-mod starts from.
const MIN_BINS_PER_CENT: f64 = 75.0;

/// Columns of `*.DNA.HLAlossPrediction_CI.xls`.
struct Columns {
    region: Option<usize>,
    /// The "A" is in the name whatever the gene.
    alleles: [Option<usize>; 2],
    copies: [Option<usize>; 2],
    p_unique: Option<usize>,
    p: Option<usize>,
    sites: Option<usize>,
    support: Option<usize>,
    loss: Option<usize>,
}

impl Columns {
    fn of(table: &TextTable<'_>) -> Result<Self, ReadError> {
        Ok(Self {
            region: table.column(&["region"]),
            alleles: [Some(table.required(&["hla_a_type1"])?), Some(table.required(&["hla_a_type2"])?)],
            copies: ["hla_type1copynum_withbafbin", "hla_type2copynum_withbafbin"]
                .map(|name| table.column(&[name])),
            p_unique: table.column(&["pval_unique"]),
            p: table.column(&["pval"]),
            sites: table.column(&["nummismatchsitescov"]),
            support: table.column(&["propsupportivesites"]),
            loss: table.column(&["lossallele"]),
        })
    }
}

impl Columns {
    /// Copies, which a weak allele takes below none, and p.
    fn measured(
        &self,
        table: &TextTable<'_>,
        row: &Row<'_>,
        found: &mut HlaGene,
    ) -> Result<Measured, Impossible> {
        let [one, other] = self.copies;
        let copies = [table.known_number(row, one)?, table.known_number(row, other)?];
        let p = match table.probability(row, self.p_unique)? {
            Some(p) => Some(p),
            // No read covers one site alone; the test on all reads counts a read once per site.
            None => table.probability(row, self.p)?.inspect(|_| found.flag(HlaCaution::PValueOfAllReads)),
        };
        Ok(Measured { copies, imbalance: p.map_or(Imbalance::Missing, Imbalance::P) })
    }
}

/// Reads the loss prediction of `LOHHLA`, one row a gene.
pub(super) fn read_lohhla(content: &Content) -> Result<GenesBySample, ReadError> {
    let mut table = TextTable::open(content)?;
    let columns = Columns::of(&table)?;
    let mut samples = GenesBySample::new();
    while let Some(row) = table.next_row()? {
        let place = columns.alleles[0].unwrap_or_default();
        let Some(gene) = columns.alleles.iter().find_map(|c| row.value(*c).and_then(gene_of_allele)) else {
            let word = row.text(Some(place));
            return Err(table.error(&row, place, format!("'{word}' is no allele of HLA-A, -B or -C")));
        };
        let sample = row.value(columns.region).unwrap_or_default().trim_matches('"').to_owned();
        let found = lohhla_gene(&table, &row, &columns, gene)?;
        insert_gene(&mut samples, &sample, found).map_err(|what| table.duplicate(&row, place, what))?;
    }
    Ok(samples)
}

fn lohhla_gene(
    table: &TextTable<'_>,
    row: &Row<'_>,
    columns: &Columns,
    gene: &str,
) -> Result<HlaGene, ReadError> {
    let mut found = HlaGene {
        alleles: columns.alleles.map(|c| row.value(c).map(allele_name)),
        method: Some(HlaMethod::AlleleSpecific),
        source: Some(HlaSource::Lohhla),
        ..HlaGene::not_tested(gene)
    };
    let sites = table.number(row, columns.sites)?;
    found.n_sites = sites.map(|n| n.max(0.0) as u32);
    let measured = columns.measured(table, row, &mut found);
    settle_measured(&mut found, &measured);
    if sites.is_some_and(|n| n < MIN_SITES)
        || table.number(row, columns.support)?.is_some_and(|percent| percent < MIN_SUPPORT_PER_CENT)
    {
        found.flag(HlaCaution::LowSupport);
    }
    // `LossAllele` is the allele with the lower log ratio, filled whether or not anything is lost: it is only compared.
    let named = row.value(columns.loss).map(allele_name);
    if found.lost_allele.is_some() && named.is_some() && named != found.lost_allele {
        found.flag(HlaCaution::LostAlleleDiffersFromLogRatio);
    }
    Ok(found)
}

/// Reads the result of lohhla-mod, one row a gene; it names no sample.
pub(super) fn read_lohhla_mod(content: &Content) -> Result<GenesBySample, ReadError> {
    let mut table = TextTable::open(content)?;
    let gene_column = table.required(&["hlagene"])?;
    let alleles = [Some(table.required(&["hla_a1"])?), Some(table.required(&["hla_a2"])?)];
    let copies = ["hla_a1_cn", "hla_a2_cn"].map(|name| table.column(&[name]));
    let (p, sites) = (table.column(&["mm_logr_paired_pvalue"]), table.column(&["num_mm"]));
    let bins = table.column(&["pct_cn_diff_supporting_bins"]);
    let sample = table.column(&["sample", "subject", "sampleid"]);
    let mut samples = GenesBySample::new();
    while let Some(row) = table.next_row()? {
        let word = row.text(Some(gene_column));
        let gene = gene_name(word).ok_or_else(|| {
            table.error(&row, gene_column, format!("'{word}' is not HLA-A, HLA-B or HLA-C"))
        })?;
        let mut found = HlaGene {
            alleles: alleles.map(|c| row.value(c).map(allele_name)),
            method: Some(HlaMethod::AlleleSpecific),
            source: Some(HlaSource::LohhlaMod),
            n_sites: table.number(&row, sites)?.map(|n| n.max(0.0) as u32),
            ..HlaGene::not_tested(gene)
        };
        settle_measured(&mut found, &measured(&table, &row, copies, p));
        if table.number(&row, bins)?.is_some_and(|percent| percent < MIN_BINS_PER_CENT) {
            found.flag(HlaCaution::LowSupport);
        }
        let sample = row.value(sample).unwrap_or_default().to_owned();
        insert_gene(&mut samples, &sample, found).map_err(|what| table.duplicate(&row, gene_column, what))?;
    }
    Ok(samples)
}

/// What `LOHHLA` says by the name of a file alone: there was nothing to compare.
pub(super) fn lohhla_stopped(file: &str) -> Option<HlaReason> {
    let name = file.rsplit(['/', '\\']).next()?.to_ascii_lowercase();
    if name.contains("hla_alleles_homozygous") {
        Some(HlaReason::GermlineHomozygous)
    } else if name.contains("no_suitable_hla_alleles") {
        Some(HlaReason::NoSuitableAlleles)
    } else {
        None
    }
}
