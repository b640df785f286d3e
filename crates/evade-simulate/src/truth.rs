//! The truth tables: what is in each simulated tumour.

use evade_core::{AlterationStatus, HLA_GENES, HlaStatus};

use crate::mechanisms::{self, Planting, Share};
use crate::model::COMPARTMENTS;
use crate::{SamplePlan, model, segments, variants};

/// `truth.tsv`.
pub(crate) fn text(samples: &[SamplePlan]) -> String {
    let mut columns = vec!["sample".to_owned(), "class".to_owned()];
    columns.extend(COMPARTMENTS.map(|c| format!("fraction_{c}")));
    columns.extend(["purity", "dna"].map(String::from));
    for (gene, ..) in variants::GENES {
        columns.extend([gene.to_owned(), format!("{gene}_hgvsp"), format!("{gene}_hits")]);
    }
    columns.extend(HLA_GENES.map(String::from));
    columns.extend(["decoys", "class_sitc_review", "class_nsclc_2021"].map(String::from));
    let mut text = columns.join("\t");
    text.push('\n');
    for sample in samples {
        text.push_str(&row(sample).join("\t"));
        text.push('\n');
    }
    text
}

/// `truth_mechanisms.tsv`.
pub(crate) fn mechanisms_text(planting: &Planting, samples: &[SamplePlan]) -> String {
    let mut text = mechanisms::TRUTH_COLUMNS.join("\t");
    text.push('\n');
    for sample in samples {
        let none = Share::default();
        let share = sample.share.as_ref().unwrap_or(&none);
        text.push_str(&mechanisms::truth_rows(planting, &sample.id, share, sample.sequenced()));
    }
    text
}

fn row(sample: &SamplePlan) -> Vec<String> {
    let or_na = |text: String| if text.is_empty() { "NA".to_owned() } else { text };
    let dna = match (sample.has_vcf(), sample.has_maf()) {
        (true, _) => "vcf",
        (_, true) => "maf",
        _ => "none",
    };
    let mut cells = vec![sample.id.clone(), model::class_word(sample.class)];
    cells.extend(sample.fractions.map(|f| format!("{f:.4}")));
    cells.extend([format!("{:.4}", sample.purity()), dna.to_owned()]);
    for (gene, ..) in variants::GENES {
        if sample.has_dna() {
            let truth = sample.dna.truth(gene);
            let hits = truth.hits.map_or(String::new(), |hits| hits.to_string());
            cells.extend([truth.status.to_string(), or_na(truth.hgvsp), or_na(hits)]);
        } else {
            cells.extend([
                AlterationStatus::NotTested.to_string(),
                or_na(String::new()),
                or_na(String::new()),
            ]);
        }
    }
    let hla =
        if sample.has_dna() { segments::hla_states(&sample.dna.events) } else { [HlaStatus::NotTested; 3] };
    cells.extend(hla.map(|state| state.to_string()));
    cells.push(or_na(if sample.has_dna() { sample.dna.decoys(sample.has_maf()) } else { String::new() }));
    cells.extend(sample.clinical.classes().map(|class| class.to_string()));
    cells
}
