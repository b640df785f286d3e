//! cBioPortal's `data_sv.txt`.

use evade_core::{Caution, GeneRole, VariantSource};

use super::event::{Event, ReadRow};
use super::words::{frame_in, frame_of, three_prime_in, three_prime_of};
use crate::Build;
use crate::fusion_partner;
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
    let words = format!("{} {}", text("comments"), text("annotation")).to_ascii_lowercase();
    let gene = |name: &str, region: &str| {
        // A breakpoint between genes has a neighbour, not a partner.
        let is_between = text(region).eq_ignore_ascii_case("IGR");
        if is_between { String::new() } else { text(name).to_owned() }
    };
    event.genes = [gene("site1_hugo_symbol", "site1_region"), gene("site2_hugo_symbol", "site2_region")];
    if status == "germline" {
        return ReadRow::NotSomatic(event.genes);
    }
    event.places = places;
    event.class = text("class").to_ascii_lowercase();
    event.build = Build::parse(text("ncbi_build"));
    let frames = [frame_of(text("site2_effect_on_frame")), frame_in(text("event_info"))];
    // Where the two differ, the fusion is not shown to be in frame.
    event.in_frame = if frames.contains(&Some(false)) { Some(false) } else { frames[0].or(frames[1]) };
    event.kinase_kept = (words.contains("includes the kinase domain")
        || words.contains("including the kinase domain"))
    .then_some(true);
    event.three_prime = three_prime_of(text("event_info"), panel).or_else(|| {
        three_prime_in(text("event_info"), [text("site1_hugo_symbol"), text("site2_hugo_symbol")])
    });
    if event.three_prime.is_none() {
        read_order(&mut event, text("connection_type"), panel);
    }
    event.words = text("event_info").to_ascii_lowercase();
    ReadRow::Event(Box::new(event))
}

/// The order of a fusion that no words give: from the sides of the two breakpoints that are joined, else from the order
/// of the sites.
fn read_order(event: &mut Event, connection: &str, panel: &GenePanel) {
    for side in 0..2 {
        let Some(gene) = panel.core_gene(&event.genes[side]) else { continue };
        let partner = event.genes[1 - side].clone();
        if role_of(&gene.symbol) != GeneRole::FusedOncogene || partner.is_empty() || partner == gene.symbol {
            continue;
        }
        let Some(kept_low) = lows_kept(event, connection) else {
            // The first of two sites is the one that begins the fusion, where nothing says otherwise.
            if side == 0 {
                event.three_prime = Some(partner);
            }
            continue;
        };
        let is_reverse = gene.transcripts.values().next().is_some_and(|transcript| transcript.is_reverse);
        let keeps_end = kept_low[side] == is_reverse;
        let keeps_beginning = fusion_partner::is_reverse(&partner, event.build)
            .is_none_or(|is_reverse| kept_low[1 - side] != is_reverse);
        if keeps_end && keeps_beginning {
            event.three_prime = Some(gene.symbol.clone());
        } else {
            Caution::FusionOpposite.add_to(&mut event.doubts);
        }
    }
}

/// Of each breakpoint, whether the positions up to it are kept: by `3to5`, the ends that are joined, else by the class
/// of an event of one chromosome.
fn lows_kept(event: &Event, connection: &str) -> Option<[bool; 2]> {
    let of_end = |end: &str| match end.trim().trim_end_matches('\'') {
        "3" => Some(true),
        "5" => Some(false),
        _ => None,
    };
    let connection = connection.to_ascii_lowercase();
    if let Some((one, other)) = connection.split_once("to") {
        let (one, other) = of_end(one).zip(of_end(other))?;
        return Some([one, other]);
    }
    let [Some((chrom, one)), Some((other_chrom, other))] = &event.places else { return None };
    let is_first_low = one < other;
    if chrom != other_chrom {
        None
    } else if event.class.starts_with("del") {
        Some([is_first_low, !is_first_low])
    } else if event.class.starts_with("dup") {
        Some([!is_first_low, is_first_low])
    } else {
        None
    }
}
