//! Sections of the report: axes, phenotypes, samples without a result.

use evade_core::{Axis, Phenotype, ScaleKind};
use serde_json::{Value, json};

use super::content::{Content, Ordered, Place};
use super::general::{Z_END, phenotype_of};
use super::rows::{SampleRows, TableRows};
use super::text::{html, sample_key, sentence};
use super::{N_DIGITS, Origin};
use crate::part::ids_digest;

/// `MultiQC` clusters the rows of a heat map in time and memory that grow with the square of their number.
const MOST_CLUSTERED: usize = 1000;
/// Colours of phenotypes in the order of [`Phenotype::ALL`]; their lightness differs, so that they stay apart in grey.
const COLOURS: [&str; 6] = ["#0b6b3a", "#d98a2b", "#7d4fa3", "#e8d48a", "#a9b2bb", "#e1e5ea"];

/// The heat map of axes: samples with a z of any axis. A missing z is an empty cell.
pub(super) fn axes(samples: &[SampleRows<'_>], origin: &Origin) -> Option<Content> {
    let row = |sample: &SampleRows<'_>| {
        let cells = Axis::ALL.map(|axis| (axis_name(axis), sample.summary.value(axis.as_str())));
        let has_any = cells.iter().any(|(_, value)| !value.is_null());
        has_any.then(|| (sample_key(sample.summary.sample()), Ordered(cells.into())))
    };
    let rows: Vec<_> = samples.iter().filter_map(row).collect();
    let scale = match origin.scale {
        ScaleKind::Frozen => format!(
            "Robust z of each axis of the phenotype call against reference {}: 0 is the median of the reference. The values \
             of a sample do not depend on the other samples.",
            origin.reference_words()
        ),
        ScaleKind::Cohort => {
            "Robust z of each axis of the phenotype call against the samples of the run itself: 0 is \
             their median. Values of different runs cannot be compared."
                .to_owned()
        }
    };
    let description = format!(
        "{scale} Colours end at -{Z_END:.0} and +{Z_END:.0}. Samples without RNA, or with RNA that does not fit the \
         reference, are not shown."
    );
    let id = format!("evade_axes_{}", origin.key());
    let is_clustered = rows.len() <= MOST_CLUSTERED;
    Some(Content {
        pconfig: Some(json!({
            "id": format!("{id}_plot"),
            "title": format!("evade: axes on {}", html(origin.reference.id())),
            "xlab": "Axis",
            "ylab": "Sample",
            "zlab": "z",
            "min": -Z_END,
            "max": Z_END,
            "colstops": [[0.0, "#2166ac"], [0.5, "#f7f7f7"], [1.0, "#b2182b"]],
            "square": false,
            "xcats_samples": false,
            "cluster_rows": is_clustered,
            "cluster_cols": false,
        })),
        id,
        place: Place::section("Axes of the phenotype call", &description),
        plot_type: "heatmap",
        headers: None,
        categories: None,
        data: Ordered::some(rows)?,
    })
}

fn axis_name(axis: Axis) -> String {
    format!("{axis}: {}", axis.label())
}

/// The composition of the samples by phenotype: one bar per folder.
pub(super) fn phenotypes(samples: &[SampleRows<'_>], origin: &Origin) -> Option<Content> {
    if samples.is_empty() {
        return None;
    }
    let counts = Phenotype::ALL.iter().map(|&phenotype| {
        let n = samples.iter().filter(|sample| phenotype_of(sample) == Some(phenotype)).count();
        (phenotype.as_str().to_owned(), Value::from(n))
    });
    // Bars of two folders with as many samples each would be one.
    let digest = ids_digest(samples.iter().map(|sample| sample.summary.sample()));
    let plural = if samples.len() == 1 { "" } else { "s" };
    let bar = format!("{} sample{plural} ({})", samples.len(), &digest[..N_DIGITS]);
    let categories = Phenotype::ALL.iter().zip(COLOURS).map(|(phenotype, colour)| {
        (phenotype.as_str().to_owned(), json!({ "name": phenotype.label(), "color": colour }))
    });
    let description = format!(
        "Number of samples by phenotype, called by {} on reference {}. Excluded-like is inferred from RNA: the place of T \
         cells was not seen. Not evaluable: no RNA, or RNA that does not fit the reference. Samples without a result are \
         not counted. In brackets: the first digits of the SHA-256 of the sample ids.",
        html(origin.rules.id()),
        origin.reference_words()
    );
    let id = format!("evade_phenotypes_{}", origin.key());
    Some(Content {
        pconfig: Some(json!({
            "id": format!("{id}_plot"),
            "title": format!("evade: phenotypes on {}", html(origin.reference.id())),
            "ylab": "Samples",
            "cpswitch_counts_label": "Number of samples",
        })),
        id,
        place: Place::section("Phenotypes", &description),
        plot_type: "bargraph",
        headers: None,
        categories: Ordered::some(categories.collect()),
        data: Ordered(vec![(bar, Ordered(counts.collect()))]),
    })
}

/// The samples without a result.
pub(super) fn failed(failed: &TableRows) -> Option<Content> {
    let cell = |text: Option<&str>| Value::from(sentence(text.unwrap_or_default()));
    let rows = failed.rows().map(|row| {
        let cells = ["reason", "detail"].map(|column| (column.to_owned(), cell(row.text(column))));
        (sample_key(row.sample()), Ordered(cells.into()))
    });
    let header = |title: &str, description: &str, placement: u32| json!({ "title": title, "description": description, "placement": placement, "scale": false });
    Some(Content {
        id: "evade_failed".to_owned(),
        place: Place::section(
            "Samples without a result",
            "No result was computed for these samples, which is neither a positive nor a negative finding. They are in no \
             other section.",
        ),
        plot_type: "table",
        pconfig: Some(json!({
            "id": "evade_failed_table",
            "title": "evade: samples without a result",
            "no_violin": true,
            "sort_rows": false,
        })),
        headers: Ordered::some(vec![
            ("reason".to_owned(), header("Reason", "Reason code of failed.tsv", 1)),
            ("detail".to_owned(), header("Detail", "What was found", 2)),
        ]),
        categories: None,
        data: Ordered::some(rows.collect())?,
    })
}
