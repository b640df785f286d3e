//! `evade diff`: every call that differs between two result folders, and what the difference comes from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use evade_io::{Column, ColumnKind, ResultRows};
use evade_stream::ReadError;

use crate::args::DiffOptions;
use crate::causes::{Causes, Lane};
use crate::console::Console;
use crate::manifest::Manifest;
use crate::output::{Destination, file_stem};
use crate::tables::{self, TableSpec};

/// Columns of the result.
pub(crate) const COLUMNS: [Column; 7] = [
    Column::new("sample", ColumnKind::Text, "Sample id."),
    Column::new("output", ColumnKind::Text, "sample, phenotype, alterations or hla_loh."),
    Column::new("item", ColumnKind::Text, "phenotype or confidence; the gene of a status."),
    Column::new("old", ColumnKind::Text, "Call of the first folder."),
    Column::new("new", ColumnKind::Text, "Call of the second folder."),
    Column::new(
        "cause",
        ColumnKind::Text,
        "input, signatures, reference, rules, variant_rules, genes, option, version: what differs and can change this call, joined by `;`.",
    ),
    Column::new("detail", ColumnKind::Text, "What differs, by name."),
];

/// Calls that are compared: table, what it is called, the columns that name the item, the columns of the calls.
struct Compared {
    spec: &'static TableSpec,
    output: &'static str,
    lane: Lane,
    /// The column that names the item; without it the call's own column does.
    item: Option<&'static str>,
    calls: &'static [&'static str],
}

const COMPARED: [Compared; 3] = [
    Compared {
        spec: &tables::PHENOTYPES,
        output: "phenotype",
        lane: Lane::Rna,
        item: None,
        calls: &["phenotype", "confidence"],
    },
    Compared {
        spec: &tables::ALTERATIONS,
        output: "alterations",
        lane: Lane::Variants,
        item: Some("gene"),
        calls: &["status"],
    },
    Compared {
        spec: &tables::HLA_LOH,
        output: "hla_loh",
        lane: Lane::Hla,
        item: Some("gene"),
        calls: &["status"],
    },
];

/// A finished result folder.
pub(crate) struct ResultFolder<'a> {
    path: &'a Path,
    pub(crate) manifest: Manifest,
    scores: ResultRows,
}

impl<'a> ResultFolder<'a> {
    fn open(path: &'a Path) -> Result<Self, ReadError> {
        let manifest = Manifest::read(path)?;
        Ok(Self { path, manifest, scores: ResultRows::by_key(&path.join(tables::SCORES.name))? })
    }

    fn has(&self, sample: &str) -> bool {
        self.manifest.part.place(sample).is_some()
    }

    /// What the sheet said of a sample; nothing for one without a result.
    pub(crate) fn facts(&self, sample: &str) -> Option<serde_json::Value> {
        let json =
            std::fs::read(self.path.join("samples").join(format!("{}.json", file_stem(sample)))).ok()?;
        let profile: serde_json::Value = serde_json::from_slice(&json).ok()?;
        profile.get("facts").cloned()
    }

    /// A column of the sample's scores, by signature.
    pub(crate) fn scores(&self, sample: &str, column: &str) -> anyhow::Result<BTreeMap<String, String>> {
        let columns = self.scores.columns();
        let place = |name: &str| columns.iter().position(|column| column == name);
        let (Some(signature), Some(value)) = (place("signature"), place(column)) else {
            return Ok(BTreeMap::new());
        };
        let rows = self.scores.rows_of(sample)?;
        Ok(rows.into_iter().map(|row| (row[signature].clone(), row[value].clone())).collect())
    }

    /// The calls of a sample: item and call, in the order of the table.
    fn calls(
        &self,
        table: &ResultRows,
        compared: &Compared,
        sample: &str,
    ) -> anyhow::Result<Vec<(String, String)>> {
        let columns = table.columns();
        let place = |name: &str| columns.iter().position(|column| column == name);
        let item = compared.item.and_then(place);
        let mut calls = Vec::new();
        for row in table.rows_of(sample)? {
            for call in compared.calls {
                let Some(value) = place(call).and_then(|place| row.get(place)) else { continue };
                let item = item.and_then(|place| row.get(place)).map_or(*call, String::as_str);
                calls.push((item.to_owned(), value.clone()));
            }
        }
        Ok(calls)
    }
}

pub(crate) fn run(options: &DiffOptions, console: &Console) -> anyhow::Result<u8> {
    let (old, new) = (ResultFolder::open(&options.old)?, ResultFolder::open(&options.new)?);
    let causes = Causes::new(&old, &new);
    let mut table = Destination::open(&options.output)?.table(COLUMNS.to_vec())?;
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
        COMPARED
            .iter()
            .map(|c| ResultRows::by_key(&folder.path.join(c.spec.name)))
            .collect::<Result<Vec<_>, _>>()
    };
    let (old_tables, new_tables) = (open(&old)?, open(&new)?);
    for sample in samples(&old.manifest, &new.manifest) {
        let in_folders = [&old, &new].map(|folder| folder.has(&sample));
        if in_folders != [true, true] {
            let words = in_folders.map(|there| if there { "present" } else { "absent" });
            row(&sample, "sample", "sample", words, causes.of_sample())?;
            continue;
        }
        for (place, compared) in COMPARED.iter().enumerate() {
            let before = old.calls(&old_tables[place], compared, &sample)?;
            let after = new.calls(&new_tables[place], compared, &sample)?;
            for (item, [old_call, new_call]) in differing(&before, &after) {
                let cause = causes.of_call(compared.lane, &sample)?;
                row(&sample, compared.output, &item, [&old_call, &new_call], cause)?;
            }
        }
    }
    table.finish()?.finish()?;
    console.info(&match n_different {
        0 => "no call differs".to_owned(),
        n => format!("{n} calls differ; between the folders: {}", causes.summary()),
    });
    Ok(0)
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
