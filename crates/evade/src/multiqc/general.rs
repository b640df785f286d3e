//! Columns of the general statistics: one row per sample with a result.

use evade_core::{AlterationStatus, Axis, Phenotype, SampleProfile, ScaleKind};
use serde_json::{Value, json};

use super::Origin;
use super::content::{Content, Ordered, Place};
use super::rows::SampleRows;
use super::text::{html, sample_key};
use crate::tables;

/// Where the colours of z end, on either side of 0.
pub(super) const Z_END: f64 = 3.0;
/// Backgrounds of phenotypes under black text, in the order of [`Phenotype::CLASSES`].
const BACKGROUNDS: [&str; 4] = ["#e6f3ec", "#faf0e3", "#f4ebf9", "#f8f3df"];

/// A column of the general statistics.
struct Column {
    id: &'static str,
    title: &'static str,
    description: String,
    is_shown: bool,
    look: Look,
    /// Null where the sample has no value.
    value: Box<dyn Fn(&SampleRows<'_>) -> Value>,
}

/// How a column is drawn.
enum Look {
    Phenotype,
    Word,
    /// A robust z.
    Z,
    /// A number from 0 to 1.
    Share,
    /// A real number from 0 on.
    Amount,
    /// A whole number from 0 on.
    Count,
}

impl Column {
    fn new(
        id: &'static str,
        title: &'static str,
        description: impl Into<String>,
        look: Look,
        value: impl Fn(&SampleRows<'_>) -> Value + 'static,
    ) -> Self {
        Self { id, title, description: description.into(), is_shown: false, look, value: Box::new(value) }
    }

    fn shown(self) -> Self {
        Self { is_shown: true, ..self }
    }

    /// The configuration that `MultiQC` reads.
    fn header(&self) -> Value {
        let look = match self.look {
            Look::Phenotype => {
                let words = Phenotype::CLASSES.map(Phenotype::label).into_iter().zip(BACKGROUNDS);
                json!({ "scale": false, "bgcols": words.collect::<std::collections::BTreeMap<_, _>>() })
            }
            Look::Word => json!({ "scale": false }),
            Look::Z => {
                json!({ "min": -Z_END, "max": Z_END, "scale": "RdBu-rev", "format": "{:+,.2f}" })
            }
            Look::Share => json!({ "min": 0.0, "max": 1.0, "scale": "Blues", "format": "{:,.2f}" }),
            Look::Amount => json!({ "min": 0.0, "scale": "Greys", "format": "{:,.1f}" }),
            Look::Count => json!({ "min": 0.0, "scale": "Greys", "format": "{:,d}" }),
        };
        let mut header = json!({
            "title": self.title,
            "description": self.description,
            "hidden": !self.is_shown,
        });
        if let (Some(header), Value::Object(look)) = (header.as_object_mut(), look) {
            header.extend(look);
        }
        header
    }
}

/// The columns of every sample with a result; nothing where there is none. A cell without a value is left out.
pub(super) fn content(samples: &[SampleRows<'_>], origin: &Origin) -> Option<Content> {
    let columns = columns(origin);
    let row = |sample: &SampleRows<'_>| {
        let cells = columns.iter().map(|column| (column.id.to_owned(), (column.value)(sample)));
        Ordered(cells.filter(|(_, value)| !value.is_null()).collect())
    };
    let rows = samples.iter().map(|sample| (sample_key(sample.summary.sample()), row(sample)));
    Some(Content {
        id: format!("evade_general_stats_{}", origin.key()),
        place: Place::GeneralStats {
            namespace: format!("evade, {}, {}", html(origin.reference.id()), html(origin.rules.id())),
        },
        plot_type: "generalstats",
        pconfig: None,
        headers: Ordered::some(
            columns.iter().map(|column| (column.id.to_owned(), column.header())).collect(),
        ),
        categories: None,
        data: Ordered::some(rows.collect())?,
    })
}

fn columns(origin: &Origin) -> Vec<Column> {
    let mut columns = of_call(origin);
    columns.extend(Axis::ALL.map(|axis| of_axis(axis, origin)));
    columns.extend(of_dna());
    columns.extend(of_quality(origin));
    columns
}

fn of_call(origin: &Origin) -> Vec<Column> {
    let phenotype = format!(
        "Phenotype of the tumour microenvironment, called from bulk RNA by {} on reference {}. Not evaluable: no RNA, or \
         RNA that does not fit the reference. {}",
        html(origin.rules.id()),
        origin.reference_words(),
        SampleProfile::INTENDED_USE
    );
    vec![
        Column::new("phenotype", "Phenotype", phenotype, Look::Phenotype, |sample| {
            phenotype_of(sample).map_or(Value::Null, |phenotype| phenotype.label().into())
        })
        .shown(),
        Column::new(
            "confidence",
            "Confidence",
            "Confidence of the phenotype call: low, moderate or high. Empty without a determinate call.",
            Look::Word,
            |sample| sample.summary.value("confidence"),
        )
        .shown(),
        Column::new(
            "p_inflamed",
            "p(inflamed)",
            "Probability that an image model of haematoxylin-eosin slides calls the tumour inflamed, fitted on TCGA lung \
             adenocarcinomas. Not a probability of response.",
            Look::Share,
            |sample| sample.summary.value("p_inflamed"),
        )
        .shown(),
        Column::new(
            "n_flags",
            "Flags",
            "Number of reasons to qualify the phenotype call; phenotypes.tsv names them in the column flags.",
            Look::Count,
            |sample| match (sample.phenotype_text("phenotype"), sample.phenotype_text("flags")) {
                (None, _) => Value::Null,
                (_, flags) => flags.map_or(0, |flags| flags.split(';').count()).into(),
            },
        )
        .shown(),
        Column::new(
            "stability",
            "Stability",
            "Share of resampled calls (genes and reference) that agree with the leading class.",
            Look::Share,
            |sample| sample.phenotype_value("stability"),
        ),
    ]
}

fn of_axis(axis: Axis, origin: &Origin) -> Column {
    let against = match origin.scale {
        ScaleKind::Frozen => format!("reference {}", origin.reference_words()),
        ScaleKind::Cohort => "the samples of its own cohort".to_owned(),
    };
    let description = format!("{}: robust z against {against}.", capitalised(axis.label()));
    Column::new(axis.as_str(), axis.as_str(), description, Look::Z, move |sample| {
        sample.summary.value(axis.as_str())
    })
}

fn of_dna() -> Vec<Column> {
    let burden = |is_reliable: &'static str| {
        move |sample: &SampleRows<'_>| match sample.summary.text("tmb_reliable") {
            Some(reliable) if reliable == is_reliable => sample.summary.value("tmb"),
            _ => Value::Null,
        }
    };
    vec![
        Column::new(
            "tmb",
            "TMB",
            "Tumour mutational burden in mutations per megabase, where it can be compared with others.",
            Look::Amount,
            burden("true"),
        )
        .shown(),
        Column::new(
            "tmb_not_reliable",
            "TMB, not reliable",
            "Tumour mutational burden in mutations per megabase that cannot be compared with others; tmb.tsv states the reason.",
            Look::Amount,
            burden("false"),
        ),
        Column::new(
            "altered_genes",
            "Altered genes",
            "Genes with status altered in alterations.tsv. Empty where no gene was tested; genes that were not tested are not \
             counted.",
            Look::Word,
            altered_genes,
        ),
        Column::new(
            "antigen_presentation",
            "Antigen presentation",
            "HLA class I with B2M, TAP1, TAP2, NLRC5, JAK1 and JAK2, from DNA.",
            Look::Word,
            |sample| sample.summary.value("antigen_presentation"),
        ),
        Column::new(
            "hla_loh",
            "HLA-I LOH",
            "Loss of an HLA class I allele: loh, no_loh, not_evaluable or not_tested.",
            Look::Word,
            |sample| sample.summary.value("hla_loh"),
        ),
    ]
}

fn of_quality(origin: &Origin) -> Vec<Column> {
    vec![
        Column::new(
            "universe_coverage",
            "Coverage",
            format!(
                "Share of the genes of reference {} that the expression matrix has. Below 0.8 there is no call.",
                html(origin.reference.id())
            ),
            Look::Share,
            |sample| sample.qc_value("universe_coverage"),
        )
        .shown(),
        Column::new(
            "profile_correlation",
            "Profile",
            "Correlation of the rank profile of the sample with the median profile of the reference.",
            Look::Share,
            |sample| sample.qc_value("profile_correlation"),
        ),
        Column::new(
            "in_reference",
            "In reference",
            "true when the sample is one of the reference's own.",
            Look::Word,
            |sample| sample.qc_value("in_reference"),
        ),
        Column::new(
            "normal_lung",
            "Normal lung",
            "Share of the RNA that is of normal lung.",
            Look::Share,
            |sample| sample.qc_value("normal_lung"),
        ),
    ]
}

/// The phenotype of a sample.
pub(super) fn phenotype_of(sample: &SampleRows<'_>) -> Option<Phenotype> {
    sample.summary.text("phenotype")?.parse().ok()
}

/// The altered genes by name, or how many were tested without one.
fn altered_genes(sample: &SampleRows<'_>) -> Value {
    let mut altered = Vec::new();
    let mut n_tested = 0;
    for gene in tables::gene_names() {
        match sample.summary.text(&gene).and_then(|status| status.parse().ok()) {
            Some(AlterationStatus::Altered) => altered.push(gene),
            Some(AlterationStatus::Uncertain | AlterationStatus::NotAltered) => {}
            Some(AlterationStatus::NotTested) | None => continue,
        }
        n_tested += 1;
    }
    match (n_tested, altered.is_empty()) {
        (0, _) => Value::Null,
        (n, true) => format!("none of {n} tested").into(),
        (_, false) => altered.join("; ").into(),
    }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
