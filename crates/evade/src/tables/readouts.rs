//! What RNA says of the function of genes.

use evade_core::GeneReadout;
use evade_io::ColumnKind::{Integer, Real, Text};
use evade_io::{Cell, Column};

use super::{TableSpec, joined};

pub(crate) const READOUTS: TableSpec = TableSpec {
    name: "readouts.tsv",
    holds: "One row per sample and gene whose loss shows in RNA. A readout is next to what DNA says of the gene and is never a call of the gene.",
    columns: &[
        Column::new("sample", Text, "Sample id."),
        Column::new("gene", Text, "Approved symbol, as in alterations.tsv."),
        Column::new(
            "readout",
            Text,
            "Id of what is read in RNA, such as `nrf2_programme`. Genes of one pathway share it.",
        ),
        Column::new(
            "value",
            Real,
            "Mean rank quantile of the readout's genes within the sample, 0 to 1; of a difference of two groups of genes, -1 to 1.",
        ),
        Column::new(
            "percentile",
            Real,
            "Percentile of the value among the unaltered tumours, 0 to 100, no further out than their number allows; NA with fewer than 10 of them. Whether a loss moves it up or down depends on the readout: `state` says which group it resembles.",
        ),
        Column::new(
            "state",
            Text,
            "supports_loss, supports_intact, neutral, not_assessable: list `readout_state`. It does not change `status` of alterations.tsv.",
        ),
        Column::new(
            "likelihood_ratio",
            Real,
            "How many times as likely the value is in tumours with an altered gene as in unaltered ones, above 0, shrunken and capped; NA without a state.",
        ),
        Column::new(
            "n_altered",
            Integer,
            "Tumours of the reference with the gene altered that the sample was compared with.",
        ),
        Column::new(
            "n_unaltered",
            Integer,
            "Tumours of the reference in which the genes of the pathway are not altered that the sample was compared with.",
        ),
        Column::new(
            "reason",
            Text,
            "Why there is no state, or what must be known of it, joined by `;`: list `readout_reason`.",
        ),
        Column::new("histology", Text, "Histology of these tumours of the reference."),
        Column::new(
            "share_altered",
            Real,
            "Share of the altered ones at the sample's value or further in the direction it points to, 0 to 1: towards loss for a likelihood ratio of 1 or more, else towards an intact gene.",
        ),
        Column::new("share_unaltered", Real, "The same share of the unaltered ones."),
        Column::new(
            "auc",
            Real,
            "Area under the ROC curve of the readout between both groups, 0 to 1: how well it separates them.",
        ),
        Column::new("auc_low", Real, "Lower end of its 95 % interval."),
        Column::new("auc_high", Real, "Upper end of its 95 % interval."),
    ],
};

pub(crate) fn readout_row<'a>(sample: &'a str, readout: &'a GeneReadout) -> Vec<Cell<'a>> {
    let compared = readout.compared.as_ref();
    let auc = |place: usize| compared.and_then(|c| c.auc).map(|auc| auc[place]);
    vec![
        sample.into(),
        readout.gene.as_str().into(),
        readout.readout.as_str().into(),
        readout.value.into(),
        readout.percentile.into(),
        readout.state.as_str().into(),
        readout.likelihood_ratio.into(),
        compared.map(|c| c.n_altered).into(),
        compared.map(|c| c.n_unaltered).into(),
        joined(&readout.reasons),
        compared.map(|c| c.histology.as_str()).into(),
        compared.and_then(|c| c.share_altered).into(),
        compared.and_then(|c| c.share_unaltered).into(),
        auc(0).into(),
        auc(1).into(),
        auc(2).into(),
    ]
}

#[cfg(test)]
pub(crate) mod tests {
    use evade_core::{ReadoutComparison, ReadoutReason, ReadoutState};
    use evade_io::{Table, TableForm};

    use super::*;

    /// A readout of this gene without anything to compare it with.
    pub(crate) fn readout(gene: &str, state: ReadoutState, reasons: &[ReadoutReason]) -> GeneReadout {
        GeneReadout {
            gene: gene.to_owned(),
            readout: "nrf2_programme".to_owned(),
            name: "NRF2 programme".to_owned(),
            activates: gene == "NFE2L2",
            by_deletion: false,
            value: None,
            percentile: None,
            state,
            likelihood_ratio: None,
            capped: false,
            compared: None,
            meaning: String::new(),
            settled_by: String::new(),
            reasons: reasons.to_vec(),
        }
    }

    /// The cells of a row as a TSV holds them.
    fn cells(readout: &GeneReadout) -> Vec<String> {
        let mut table = Table::with_form(Vec::new(), READOUTS.columns(), TableForm::Tsv).unwrap();
        table.row(readout_row("P1", readout)).unwrap();
        let text = String::from_utf8(table.finish().unwrap()).unwrap();
        text.lines().nth(1).unwrap().split('\t').map(str::to_owned).collect()
    }

    #[test]
    fn a_row_has_the_columns_of_the_contract_and_then_the_tumours_it_rests_on() {
        let full = GeneReadout {
            value: Some(0.8125),
            percentile: Some(97.5),
            likelihood_ratio: Some(8.5),
            compared: Some(ReadoutComparison {
                histology: "LUAD".to_owned(),
                n_altered: 20,
                n_unaltered: 212,
                loss_is_high: true,
                share_altered: Some(0.75),
                share_unaltered: Some(0.0625),
                altered: None,
                unaltered: None,
                auc: Some([0.9375, 0.875, 0.96875]),
            }),
            ..readout(
                "KEAP1",
                ReadoutState::SupportsLoss,
                &[ReadoutReason::InReference, ReadoutReason::DeletionsUnknown],
            )
        };
        let expected = "P1 KEAP1 nrf2_programme 0.8125 97.5 supports_loss 8.5 20 212 in_reference;deletions_unknown LUAD 0.75 0.0625 0.9375 0.875 0.96875";
        assert_eq!(cells(&full).join(" "), expected);
    }

    #[test]
    fn what_is_not_known_is_na() {
        let bare = readout("KEAP1", ReadoutState::NotAssessable, &[]);
        let expected = "P1 KEAP1 nrf2_programme NA NA not_assessable NA NA NA NA NA NA NA NA NA NA";
        assert_eq!(cells(&bare).join(" "), expected);
    }
}
