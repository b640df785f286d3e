//! Tables of depths: of positions (samtools depth), of stretches (mosdepth, BED), or of genes.
//!
//! Such a table may have a row for every base of a genome, so it is read as it streams by, and nothing but the depths at the
//! places that are asked for is kept.

mod layout;

use std::collections::{BTreeMap, BTreeSet};

use evade_core::VariantKey;
use evade_stream::{Input, ReadError};

use self::layout::{Layout, TableColumns};
use crate::genome_build::plain_chromosome;
use crate::table::MAX_POSITION;
use crate::vcf::lines::Lines;
use crate::wanted_places::WantedPlaces;

/// Reads a table of depths: the depth, in reads, at each of the places that the table has. Of several rows over a place the
/// lowest counts. `names` are those by which a table of several samples may know this one.
///
/// A file without a row, a table that is none of depths or of several samples without this one's name, and values that are no
/// positions or depths are errors with their line.
pub fn read_depths(
    input: &mut Input,
    names: &[&str],
    wanted: &WantedPlaces,
) -> Result<BTreeMap<VariantKey, f64>, ReadError> {
    let file = input.name().to_owned();
    let mut lines = Lines::new(input)?;
    let mut depths = Depths { wanted, found: BTreeMap::new(), genes: BTreeSet::new() };
    let (mut layout, mut n_rows): (Option<Layout>, u64) = (None, 0);
    loop {
        let number = lines.n_read + 1;
        let Some(line) = lines.next_line()? else { break };
        let text = std::str::from_utf8(line).map_err(|_| {
            ReadError::not_text(&file, "the line is not UTF-8 text")
                .at_line(number)
                .hint("save the file as UTF-8")
        })?;
        let is_comment = ["##", "track", "browser"].iter().any(|start| text.starts_with(start));
        if text.trim().is_empty() || is_comment {
            continue;
        }
        let known = match &layout {
            Some(known) => known,
            None => {
                let found = Layout::of(&file, text, names).map_err(|error| error.at_line(number))?;
                let is_header = found.has_header;
                let known = layout.insert(found);
                if is_header {
                    continue;
                }
                known
            }
        };
        depths.take(&file, known, text).map_err(|error| error.at_line(number))?;
        n_rows += 1;
    }
    if n_rows == 0 {
        return Err(ReadError::empty(&file, "the table of depths has no row"));
    }
    // A last line that was cut has at worst a lower depth, which claims less.
    Ok(depths.found)
}

/// What was found so far.
struct Depths<'w> {
    wanted: &'w WantedPlaces,
    found: BTreeMap<VariantKey, f64>,
    /// Genes of rows so far.
    genes: BTreeSet<String>,
}

impl Depths<'_> {
    fn take(&mut self, file: &str, layout: &Layout, text: &str) -> Result<(), ReadError> {
        let row = Row { file, fields: layout.fields(text).collect() };
        if row.fields.len() != layout.n_columns {
            return Err(ReadError::bad_line(
                file,
                format!(
                    "the row has {} fields, and the first line has {}",
                    row.fields.len(),
                    layout.n_columns
                ),
            )
            .hint("the table is cut, or put together from pieces"));
        }
        match layout.columns {
            TableColumns::Points { chrom, pos, depth } => {
                let (pos, depth) = (row.position(pos)?, row.depth(depth)?);
                self.add(row.field(chrom), (pos, pos), depth);
            }
            TableColumns::Stretches { chrom, start, end, depth, is_half_open } => {
                let (first, last) = (row.position(start)? + u64::from(is_half_open), row.position(end)?);
                if first > last {
                    return Err(ReadError::bad_value(file, "the stretch ends before it starts")
                        .at_column(end as u64 + 1)
                        .hint("a table with a header counts bases from 1, a BED file from 0"));
                }
                let depth = row.depth(depth)?;
                self.add(row.field(chrom), (first, last), depth);
            }
            TableColumns::Genes { gene, depth } => {
                let (name, depth) = (row.field(gene).to_ascii_uppercase(), row.depth(depth)?);
                for key in self.wanted.in_gene(&name) {
                    self.found.insert(key.clone(), depth);
                }
                if !self.genes.insert(name) {
                    let what = format!("the gene '{}' is listed twice", row.field(gene));
                    return Err(ReadError::duplicate(file, what)
                        .at_column(gene as u64 + 1)
                        .hint("give each gene one row"));
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, chrom: &str, (first, last): (u64, u64), depth: f64) {
        for place in self.wanted.on(plain_chromosome(chrom)).iter().filter(|place| place.touches(first, last))
        {
            let known = self.found.entry(place.key.clone()).or_insert(depth);
            *known = known.min(depth);
        }
    }
}

/// The fields of one row.
struct Row<'t> {
    file: &'t str,
    fields: Vec<&'t str>,
}

impl<'t> Row<'t> {
    fn field(&self, column: usize) -> &'t str {
        self.fields.get(column).copied().unwrap_or_default()
    }

    fn position(&self, column: usize) -> Result<u64, ReadError> {
        let text = self.field(column);
        text.parse().ok().filter(|position| *position <= MAX_POSITION).ok_or_else(|| {
            ReadError::bad_value(self.file, format!("'{text}' is not a position"))
                .at_column(column as u64 + 1)
        })
    }

    fn depth(&self, column: usize) -> Result<f64, ReadError> {
        let text = self.field(column);
        text.parse().ok().filter(|depth: &f64| depth.is_finite() && *depth >= 0.0).ok_or_else(|| {
            ReadError::bad_value(self.file, format!("'{text}' is not a depth"))
                .at_column(column as u64 + 1)
                .hint("a depth is a number of reads, 0 or more")
        })
    }
}

#[cfg(test)]
mod tests;
