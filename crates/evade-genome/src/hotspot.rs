//! Residues and ranges that are mutated more often than chance allows.

use evade_stream::ReadError;

use crate::table::TextTable;

/// What recurs at the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HotspotKind {
    /// Exchange of one residue.
    Residue,
    /// Insertions and deletions that keep the frame.
    Inframe,
    /// A splice site.
    Splice,
}

/// A row of the hotspot table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hotspot {
    /// As the table writes it: `R470`, `745-759`, `X155`.
    pub name: String,
    /// What recurs.
    pub kind: HotspotKind,
    /// First residue.
    pub start: u32,
    /// Last residue.
    pub end: u32,
    /// Tumours with a change at the place.
    pub total: u32,
    /// Tumours by change: the new residue for [`HotspotKind::Residue`].
    pub changes: Vec<(String, u32)>,
    /// Transcript of the numbering, without version.
    pub transcript: String,
}

/// Residues by which the list's numbers exceed those of the MANE transcript, for genes where they do.
const BEYOND_MANE: [(&str, u32); 1] = [("CASP8", 59)];

/// How much the list's residue numbers of a gene exceed those of its MANE transcript.
pub(crate) fn beyond_mane(gene: &str) -> u32 {
    BEYOND_MANE.iter().find(|(name, _)| *name == gene).map_or(0, |(_, n)| *n)
}

impl Hotspot {
    /// Tumours with this change.
    #[must_use]
    pub fn count(&self, change: &str) -> u32 {
        self.changes.iter().find(|(name, _)| name == change).map_or(0, |(_, n)| *n)
    }

    /// Whether an exchange of residues is what recurs. Some rows hold only silent changes, which say nothing of the
    /// protein.
    #[must_use]
    pub fn is_of_exchanges(&self) -> bool {
        self.kind == HotspotKind::Residue
            && self.changes.iter().any(|(new, _)| !self.name.starts_with(new.as_str()))
    }
}

pub(crate) fn read_hotspots((file, text): (&str, &str)) -> Result<Vec<(String, Hotspot)>, ReadError> {
    let mut table = TextTable::from_text(file, text)?;
    let names =
        ["gene", "residue", "type", "aa_start", "aa_end", "total_count", "variant_counts", "transcript_id"];
    let places = names.iter().map(|name| table.required(&[name])).collect::<Result<Vec<_>, _>>()?;
    let mut hotspots = Vec::new();
    while let Some(row) = table.next_row()? {
        let place = |i: usize| places.get(i).copied().unwrap_or_default();
        let text = |i: usize| row.text(Some(place(i)));
        let number = |i: usize| -> Result<u32, ReadError> {
            text(i).parse().map_err(|_| table.error(&row, place(i), format!("'{}' is not a count", text(i))))
        };
        let kind = match text(2) {
            "single residue" => HotspotKind::Residue,
            "in-frame indel" => HotspotKind::Inframe,
            "splice site" => HotspotKind::Splice,
            other => return Err(table.error(&row, place(2), format!("'{other}' is not a kind of hotspot"))),
        };
        let changes = text(6)
            .split('|')
            .map(|change| {
                let (name, n) = change.rsplit_once(':')?;
                Some((name.to_owned(), n.parse().ok()?))
            })
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| table.error(&row, place(6), "not a list of changes and counts"))?;
        hotspots.push((
            text(0).to_owned(),
            Hotspot {
                name: text(1).to_owned(),
                kind,
                start: number(3)?,
                end: number(4)?,
                total: number(5)?,
                changes,
                transcript: text(7).to_owned(),
            },
        ));
    }
    Ok(hotspots)
}
