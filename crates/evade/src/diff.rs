//! Every call that differs between two result folders, and what the difference comes from.

mod causes;

use std::collections::BTreeSet;

use evade_io::{Column, ColumnKind, ResultRows};

use self::causes::{Causes, Lane};
use crate::error::{Outcome, UsageError};
use crate::log::{Log, Monitor};
use crate::manifest::Manifest;
use crate::output::Destination;
use crate::overwrite::spare_inputs;
use crate::result_folder::ResultFolder;
use crate::settings::DiffSettings;
use crate::tables::{self, TableSpec};

/// Columns of the result.
pub(crate) const COLUMNS: [Column; 7] = [
    Column::new("sample", ColumnKind::Text, "Sample id."),
    Column::new(
        "output",
        ColumnKind::Text,
        "sample, phenotype, alterations, tmb, hla_loh, readouts, resistance, features or mechanisms.",
    ),
    Column::new(
        "item",
        ColumnKind::Text,
        "phenotype, confidence, category or the column of a resistance class; the gene of a status or a readout, the id of a feature or mechanism, or the gene of `hits` with that word.",
    ),
    Column::new("old", ColumnKind::Text, "Call of the first folder."),
    Column::new("new", ColumnKind::Text, "Call of the second folder."),
    Column::new(
        "cause",
        ColumnKind::Text,
        "input, signatures, reference, rules, variant_rules, readout_rules, resistance_rules, feature_list, mechanism_rules, genes, option, version: what differs and can change this call, joined by `;`.",
    ),
    Column::new("detail", ColumnKind::Text, "What differs, by name."),
];

/// Calls that are compared: table, what it is called, the columns that name the item, the columns of the calls.
struct Compared {
    spec: &'static TableSpec,
    output: &'static str,
    lane: Lane,
    /// The column that names the item of the first call. Others, and calls without one, have the name of their column.
    item: Option<&'static str>,
    calls: &'static [&'static str],
}

const COMPARED: [Compared; 8] = [
    Compared {
        spec: &tables::PHENOTYPES,
        output: "phenotype",
        lane: Lane::Rna,
        item: None,
        calls: &["phenotype", "confidence", "inflamed"],
    },
    Compared {
        spec: &tables::ALTERATIONS,
        output: "alterations",
        lane: Lane::Variants,
        item: Some("gene"),
        calls: &["status", "hits"],
    },
    Compared { spec: &tables::TMB, output: "tmb", lane: Lane::Burden, item: None, calls: &["category"] },
    Compared {
        spec: &tables::HLA_LOH,
        output: "hla_loh",
        lane: Lane::Hla,
        item: Some("gene"),
        calls: &["status"],
    },
    Compared {
        spec: &tables::READOUTS,
        output: "readouts",
        lane: Lane::Readouts,
        item: Some("gene"),
        calls: &["state"],
    },
    Compared {
        spec: &tables::RESISTANCE,
        output: "resistance",
        lane: Lane::Resistance,
        item: None,
        calls: &["class_sitc_review", "class_nsclc_2021"],
    },
    Compared {
        spec: &tables::FEATURES,
        output: "features",
        lane: Lane::Features,
        item: Some("feature"),
        calls: &["level"],
    },
    Compared {
        spec: &tables::MECHANISMS,
        output: "mechanisms",
        lane: Lane::Mechanisms,
        item: Some("mechanism_id"),
        calls: &["state"],
    },
];

/// The columns of calls that both tables have: a former version may not have made the call.
fn shared_calls(compared: &Compared, tables: [&ResultRows; 2]) -> Vec<&'static str> {
    let has = |table: &ResultRows, call: &str| table.columns().iter().any(|column| column == call);
    compared.calls.iter().copied().filter(|call| tables.iter().all(|table| has(table, call))).collect()
}

/// The calls of a sample in these columns: item and call, in the order of the table.
fn calls(
    table: &ResultRows,
    compared: &Compared,
    columns_of_calls: &[&str],
    sample: &str,
) -> crate::Result<Vec<(String, String)>> {
    let columns = table.columns();
    let place = |name: &str| columns.iter().position(|column| column == name);
    let item = compared.item.and_then(place);
    let mut calls = Vec::new();
    for row in table.rows_of(sample)? {
        for (i, call) in columns_of_calls.iter().enumerate() {
            let Some(value) = place(call).and_then(|place| row.get(place)) else { continue };
            let item = match item.and_then(|place| row.get(place)) {
                None => (*call).to_owned(),
                Some(item) if i == 0 => item.clone(),
                Some(item) => format!("{item} {call}"),
            };
            calls.push((item, value.clone()));
        }
    }
    Ok(calls)
}

/// Lists every call that differs between two folders of results, and what the difference comes from.
pub fn diff(settings: &DiffSettings, monitor: &dyn Monitor) -> crate::Result<Outcome> {
    let log = &Log::new(monitor);
    let (old, new) = (ResultFolder::open(&settings.old)?, ResultFolder::open(&settings.new)?);
    if old.kind() != new.kind() {
        return Err(UsageError::new(
            format!(
                "{} is of evade {} and {} of evade {}",
                settings.old.display(),
                old.kind(),
                settings.new.display(),
                new.kind()
            ),
            "compare two folders of one command",
        )
        .into());
    }
    spare_inputs(old.files().into_iter().chain(new.files()), [&settings.output])?;
    let compared = compared_in(&old, &new, log);
    let causes = Causes::new(&old, &new);
    let mut table = Destination::open(&settings.output)?.table(COLUMNS.to_vec())?;
    let mut n_different = 0;
    let mut row = |sample: &str, output: &str, item: &str, calls: [&str; 2], cause: (String, String)| {
        n_different += 1;
        let [old, new] = calls;
        table.row([
            sample.into(),
            output.into(),
            item.into(),
            old.into(),
            new.into(),
            cause.0.into(),
            cause.1.into(),
        ])
    };
    let open = |folder: &ResultFolder<'_>| {
        compared.iter().map(|c| folder.table(c.spec)).collect::<Result<Vec<_>, _>>()
    };
    let (old_tables, new_tables) = (open(&old)?, open(&new)?);
    for sample in samples(&old.manifest, &new.manifest) {
        let in_folders = [&old, &new].map(|folder| folder.has(&sample));
        if in_folders != [true, true] {
            let words = in_folders.map(|there| if there { "present" } else { "absent" });
            row(&sample, "sample", "sample", words, causes.of_sample())?;
            continue;
        }
        for (place, compared) in compared.iter().enumerate() {
            let shared = shared_calls(compared, [&old_tables[place], &new_tables[place]]);
            let before = calls(&old_tables[place], compared, &shared, &sample)?;
            let after = calls(&new_tables[place], compared, &shared, &sample)?;
            for (item, [old_call, new_call]) in differing(&before, &after) {
                let cause = causes.of_call(compared.lane, &sample, &item)?;
                row(&sample, compared.output, &item, [&old_call, &new_call], cause)?;
            }
        }
    }
    table.finish()?.finish()?;
    log.info(&match n_different {
        0 => "no call differs".to_owned(),
        n => format!("{n} calls differ; between the folders: {}", causes.summary()),
    });
    Ok(Outcome::Complete)
}

/// What both folders have; a former version may not have written a table, which is told.
fn compared_in(old: &ResultFolder<'_>, new: &ResultFolder<'_>, log: &Log<'_>) -> Vec<&'static Compared> {
    let mut compared = Vec::new();
    for candidate in &COMPARED {
        let name = candidate.spec.name;
        match [old, new].map(|folder| folder.writes(candidate.spec)) {
            [true, true] => compared.push(candidate),
            [false, false] => {}
            [old_writes, _] => {
                let without = if old_writes { new } else { old };
                log.info(&format!(
                    "{} of evade {} has no {name}: it is not compared",
                    without.name(),
                    without.manifest.version
                ));
            }
        }
    }
    compared
}

/// Samples of either folder, those of the new one first, in its order.
fn samples(old: &Manifest, new: &Manifest) -> Vec<String> {
    let in_order = |manifest: &Manifest| {
        let mut places: Vec<(usize, String)> =
            manifest.part.places.iter().map(|(sample, place)| (*place, sample.clone())).collect();
        places.sort();
        places.into_iter().map(|(_, sample)| sample)
    };
    let known: BTreeSet<String> = new.part.places.keys().cloned().collect();
    in_order(new).chain(in_order(old).filter(|sample| !known.contains(sample))).collect()
}

/// Items whose call is not the same; one that only one side has was absent in the other.
fn differing(old: &[(String, String)], new: &[(String, String)]) -> Vec<(String, [String; 2])> {
    let find = |calls: &[(String, String)], item: &str| {
        calls.iter().find(|(known, _)| known == item).map_or("absent".to_owned(), |(_, call)| call.clone())
    };
    let only_old = old.iter().filter(|(item, _)| !new.iter().any(|(known, _)| known == item));
    let items = new.iter().chain(only_old).map(|(item, _)| item);
    items
        .map(|item| (item.clone(), [find(old, item), find(new, item)]))
        .filter(|(_, [before, after])| before != after)
        .collect()
}
