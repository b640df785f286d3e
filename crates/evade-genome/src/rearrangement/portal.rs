//! cBioPortal's `data_sv.txt`.

use evade_core::{GeneRole, VariantSource};

use super::event::{Event, ReadRow};
use super::fusion_words;
use super::words::{three_prime_in, three_prime_of};
use crate::Build;
use crate::genome_build::plain_chromosome;
use crate::panel::{GenePanel, role_of};
use crate::table::{Row, TextTable};

pub(super) fn portal_event(table: &TextTable<'_>, row: &Row<'_>, panel: &GenePanel) -> ReadRow {
    let mut event = Event::new(VariantSource::SvTable);
    let text = |name: &str| row.text(table.column(&[name]));
    let status = text("sv_status").to_ascii_lowercase();
    let mut place = |chrom: &str, pos: &str| -> Option<(String, u64)> {
        let column = table.column(&[pos]);
        // Projects write -1 where there is no position.
        row.value(column).filter(|value| !matches!(*value, "-1" | "0"))?;
        match table.position(row, column.unwrap_or_default()) {
            Ok(position) => Some((plain_chromosome(text(chrom)).to_owned(), position)),
            Err(_) => {
                let written = row.text(column);
                event.fault.get_or_insert_with(|| format!("{pos} '{written}' is not a position"));
                None
            }
        }
    };
    let places = [place("site1_chromosome", "site1_position"), place("site2_chromosome", "site2_position")];
    let frame = text("site2_effect_on_frame").trim().to_ascii_lowercase().replace(['-', '_'], " ");
    let words = format!("{} {}", text("comments"), text("annotation")).to_ascii_lowercase();
    let gene = |name: &str, region: &str| {
        // A breakpoint between genes has a neighbour, not a partner.
        let is_between = text(region).eq_ignore_ascii_case("IGR");
        if is_between { String::new() } else { text(name).to_owned() }
    };
    event.genes = [gene("site1_hugo_symbol", "site1_region"), gene("site2_hugo_symbol", "site2_region")];
    // What the words call a fusion gene is open, where no site is named after it.
    let is_fused = |name: &String| role_of(name) == GeneRole::FusedOncogene;
    let named = fusion_words::read(text("event_info"), panel).genes;
    event.others = named.into_iter().filter(is_fused).collect();
    if status == "germline" {
        return ReadRow::NotSomatic(event.genes);
    }
    event.places = places;
    event.class = text("class").to_ascii_lowercase();
    event.build = Build::parse(text("ncbi_build"));
    event.in_frame = match frame.as_str() {
        "in frame" => Some(true),
        "out of frame" => Some(false),
        _ => None,
    };
    event.kinase_kept = (words.contains("includes the kinase domain")
        || words.contains("including the kinase domain"))
    .then_some(true);
    event.three_prime = three_prime_of(text("event_info"), panel).or_else(|| {
        three_prime_in(text("event_info"), [text("site1_hugo_symbol"), text("site2_hugo_symbol")])
    });
    event.words = text("event_info").to_ascii_lowercase();
    ReadRow::Event(Box::new(event))
}
