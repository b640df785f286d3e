//! All sources of a gene as one answer.

use evade_core::{HLA_GENES, HlaCaution, HlaGene, HlaMethod, HlaMutation, HlaReason, HlaStatus};

/// The three genes from the answers of all sources, in any order.
///
/// The first assessable source in the order of methods decides: a stated table, programs that align to the person's
/// own alleles, segments, heterozygous SNPs, programs without a normal. A gene that any source shows to be homozygous
/// in the germline is `not_evaluable`. Sources that differ are flagged `discordant`; all are kept.
#[must_use]
pub fn combine_hla(sources: &[Vec<HlaGene>]) -> Vec<HlaGene> {
    HLA_GENES
        .iter()
        .map(|gene| {
            let answers = sources.iter().flatten().filter(|g| g.gene == *gene && is_answer(g));
            let mut answers: Vec<HlaGene> = answers.cloned().collect();
            answers.sort_by_key(rank);
            one_gene(gene, answers)
        })
        .collect()
}

fn is_answer(gene: &HlaGene) -> bool {
    gene.status != HlaStatus::NotTested
}

/// The order of methods is that in which they are believed; an unknown one comes after all of them.
fn rank(gene: &HlaGene) -> (bool, Option<HlaMethod>) {
    (gene.method.is_none(), gene.method)
}

fn one_gene(gene: &str, answers: Vec<HlaGene>) -> HlaGene {
    let Some(first) = answers.iter().find(|a| decides(a)).or_else(|| {
        // An imbalance whose kind is open still says more than nothing.
        answers.iter().find(|a| a.status.is_assessable()).or(answers.first())
    }) else {
        return HlaGene::not_tested(gene);
    };
    let mut found = first.clone();
    // A lost allele that a lesser source names must not be put on a state it did not make; types and mutations may.
    if found.alleles.iter().all(Option::is_none) {
        let typed = answers.iter().find(|a| a.alleles.iter().all(Option::is_some));
        found.alleles = typed.map(|a| a.alleles.clone()).unwrap_or_default();
    }
    found.mutations = all_mutations(&answers);
    if answers.iter().any(|a| a.is_homozygous() == Some(true)) {
        // Without two alleles to tell apart no source can show that one was lost.
        found.withdraw(vec![HlaReason::GermlineHomozygous]);
    } else if are_discordant(&answers) {
        found.flag(HlaCaution::Discordant);
    }
    found.sources = answers;
    found
}

/// Whether a source shows that an allele is lost, or that none is.
fn decides(gene: &HlaGene) -> bool {
    match gene.status {
        HlaStatus::ImbalanceOnly => gene.reasons.is_empty(),
        status => status.is_assessable(),
    }
}

fn are_discordant(answers: &[HlaGene]) -> bool {
    let mut lost =
        answers.iter().filter(|a| decides(a)).map(|a| (a.status.is_loh(), a.status == HlaStatus::Homdel));
    lost.next().is_some_and(|first| lost.any(|other| other != first))
}

fn all_mutations(answers: &[HlaGene]) -> Vec<HlaMutation> {
    let mut all: Vec<HlaMutation> = Vec::new();
    for mutation in answers.iter().flat_map(|a| &a.mutations) {
        if !all.contains(mutation) {
            all.push(mutation.clone());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(method: HlaMethod, status: HlaStatus) -> Vec<HlaGene> {
        vec![HlaGene { status, method: Some(method), ..HlaGene::not_tested("HLA-A") }]
    }

    #[test]
    fn the_first_source_that_can_tell_decides_and_the_others_are_kept() {
        let all = combine_hla(&[
            answer(HlaMethod::HetSnp, HlaStatus::Loh),
            answer(HlaMethod::CnSegment, HlaStatus::NoLoh),
            answer(HlaMethod::AlleleSpecific, HlaStatus::NotEvaluable),
        ]);
        assert_eq!((all[0].status, all[0].method), (HlaStatus::NoLoh, Some(HlaMethod::CnSegment)));
        assert_eq!(all[0].flags, [HlaCaution::Discordant]);
        assert_eq!(all[0].sources.len(), 3);
        assert_eq!(all[1], HlaGene::not_tested("HLA-B"));
    }

    #[test]
    fn clonal_and_subclonal_loss_do_not_contradict_each_other_and_an_open_imbalance_nothing() {
        let mut open = answer(HlaMethod::AlleleSpecific, HlaStatus::ImbalanceOnly);
        open[0].reasons = vec![HlaReason::CopyNumberMissing];
        let all = combine_hla(&[
            open,
            answer(HlaMethod::CnSegment, HlaStatus::LohSubclonal),
            answer(HlaMethod::HetSnp, HlaStatus::Loh),
        ]);
        assert_eq!((all[0].status, all[0].flags.len()), (HlaStatus::LohSubclonal, 0));
    }

    #[test]
    fn a_homozygous_gene_is_never_lost_or_kept() {
        let mut same = answer(HlaMethod::AlleleSpecific, HlaStatus::NotEvaluable);
        same[0].reasons = vec![HlaReason::GermlineHomozygous];
        for status in [HlaStatus::Loh, HlaStatus::NoLoh] {
            let all = combine_hla(&[answer(HlaMethod::CnSegment, status), same.clone()]);
            assert_eq!(all[0].status, HlaStatus::NotEvaluable);
            assert_eq!(all[0].reasons, [HlaReason::GermlineHomozygous]);
        }
    }
}
