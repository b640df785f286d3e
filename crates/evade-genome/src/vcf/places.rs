//! What a VCF says at places that are asked for, whoever wrote it: a caller that was forced to look there, a gVCF, or a
//! list of variants of which one lies there. Every FILTER is read: a record shows reads whether its variant counts or not.

mod genotype;
mod record_reads;

use std::collections::BTreeMap;

use evade_core::{PlaceReads, VariantKey, Zygosity};
use evade_stream::{Input, ReadError};

use self::genotype::zygosity;
use self::record_reads::RecordReads;
use super::calls::VcfOptions;
use super::columns::{SampleColumns, Wanted, column_named, is_called_normal};
use super::header::VcfHeader;
use super::original::OriginalFields;
use super::record::RawRecord;
use super::source::{Next, Place, VcfSource};
use crate::genome_build::{Build, plain_chromosome};
use crate::germline_sites::GermlineSites;
use crate::wanted_places::WantedPlaces;

/// How a VCF is asked for places.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlaceOptions<'a> {
    /// How its columns are chosen: as for its variants.
    pub columns: VcfOptions<'a>,
    /// There was no normal, so that no column is taken for one.
    pub tumor_only: bool,
    /// It lists inherited variants. Its only column may then be of the normal, and its reads are taken only where the column
    /// has the name of the sample.
    pub is_germline: bool,
}

/// What the VCF files of a sample say at places that are asked for.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VcfPlaces {
    found: BTreeMap<VariantKey, Found>,
    germline: GermlineSites,
    /// The genome that the header of the first file shows.
    pub build: Option<Build>,
}

/// Reads at one place.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Found {
    /// Of a record of the very variant.
    exact: Option<PlaceReads>,
    /// Of records over its bases.
    over: Option<PlaceReads>,
}

impl Found {
    /// Reads of another record over the place: a count of the variant goes first, then the lower depth, which claims less.
    fn add_over(&mut self, new: PlaceReads) {
        let is_better = |known: PlaceReads| match (known.alt_reads, new.alt_reads) {
            (Some(_), None) => false,
            (None, Some(_)) => true,
            _ => new.depth < known.depth,
        };
        if self.over.is_none_or(is_better) {
            self.over = Some(new);
        }
    }
}

impl VcfPlaces {
    /// Adds what a further file of the sample says. Counts of the very variant are those of the first file that has them.
    pub fn join(&mut self, other: Self) {
        for (key, found) in other.found {
            let known = self.found.entry(key).or_default();
            known.exact = known.exact.or(found.exact);
            if let Some(over) = found.over {
                known.add_over(over);
            }
        }
        self.germline.join(other.germline);
        self.build = self.build.or(other.build);
    }

    /// Reads at the places, where a record tells them.
    #[must_use]
    pub fn reads(&self) -> BTreeMap<VariantKey, PlaceReads> {
        let known = self.found.iter().filter_map(|(key, found)| Some((key, found.exact.or(found.over)?)));
        known.map(|(key, reads)| (key.clone(), reads)).collect()
    }

    /// Genotypes of the normal at single-base sites, by chromosome without `chr` and 1-based position.
    #[must_use]
    pub fn genotypes(&self) -> BTreeMap<(String, u64), Zygosity> {
        self.germline.genotypes()
    }
}

/// Reads a VCF or BCF for the reads of the tumour's column at places, and for genotypes of the normal's. No genotype is taken
/// of a tumour: what looks homozygous there may be a loss. Errors are those of a file that is not a VCF, is cut, or whose
/// columns cannot be distinguished.
pub fn read_vcf_places(
    input: &mut Input,
    options: &PlaceOptions<'_>,
    wanted: &WantedPlaces,
) -> Result<VcfPlaces, ReadError> {
    let file = input.name().to_owned();
    let mut source = VcfSource::open(input)?;
    let mut asked = Asked::of(&file, &source.header, options, wanted)?;
    loop {
        let next = source.next(&file, |place| asked.is_wanted(place))?;
        match next {
            Next::End => break,
            Next::Passed => {}
            Next::Record(line) => {
                // The reader of its variants has told of records with too few columns.
                if let Some(record) = RawRecord::parse(line) {
                    asked.take(&record);
                }
            }
        }
    }
    Ok(asked.places)
}

/// Where a file has the reads of the tumour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TumorReads {
    Column(usize),
    /// In INFO: there is no column of a sample.
    Info,
    /// Nowhere: the column is, or may be, that of the normal.
    NotShown,
}

/// A file while it is asked.
struct Asked<'a> {
    wanted: &'a WantedPlaces,
    tumor: TumorReads,
    /// The column of the normal, if its genotypes are taken.
    genotypes_of: Option<usize>,
    /// Whether INFO holds numbers of the tumour.
    use_info: bool,
    original_fields: OriginalFields,
    places: VcfPlaces,
}

impl<'a> Asked<'a> {
    fn of(
        file: &str,
        header: &VcfHeader,
        options: &PlaceOptions<'_>,
        wanted: &'a WantedPlaces,
    ) -> Result<Self, ReadError> {
        let of = &options.columns;
        let columns = SampleColumns::choose(
            file,
            header,
            Wanted {
                tumor: of.tumor,
                normal: of.normal,
                names: of.names,
                others: of.others,
                tumor_only: options.tumor_only,
            },
        )?;
        let names: Vec<&str> = header.samples.iter().map(String::as_str).collect();
        let is_alone = columns.normal.is_none();
        let is_named =
            of.tumor.iter().chain(of.names).any(|name| {
                column_named(header, &names, name).is_some_and(|place| Some(place) == columns.tumor)
            });
        // The only column of a file of inherited variants is mostly that of the normal.
        let normal_alone = columns.tumor.filter(|_| is_alone && is_called_normal(&columns.tumor_name));
        let has_reads = normal_alone.is_none() && (is_named || !options.is_germline);
        Ok(Self {
            wanted,
            tumor: match columns.tumor {
                _ if !has_reads => TumorReads::NotShown,
                Some(column) => TumorReads::Column(column),
                None => TumorReads::Info,
            },
            // The only other column may be another tumour of the patient.
            genotypes_of: columns.normal.filter(|_| !columns.is_normal_guessed).or(normal_alone),
            use_info: is_alone,
            original_fields: OriginalFields::from_header(header),
            places: VcfPlaces { build: header.build(file)?, ..VcfPlaces::default() },
        })
    }

    /// Whether the record may say something; a block reaches as far as its END.
    fn is_wanted(&self, place: &Place<'_>) -> bool {
        if self.genotypes_of.is_some() {
            return true;
        }
        let Ok(chrom) = std::str::from_utf8(place.chrom) else { return false };
        let mut near = self.wanted.on(plain_chromosome(chrom)).iter().filter(|one| one.last >= place.pos);
        let mut columns = place.rest.split(|byte| *byte == b'\t').skip(1);
        match (columns.next(), columns.next()) {
            (Some(reference), Some(alternates))
                if alternates.contains(&b',') || alternates.iter().all(u8::is_ascii_alphabetic) =>
            {
                let last = place.pos.saturating_add(reference.len() as u64);
                near.any(|one| one.touches(place.pos, last))
            }
            // A block, which may be long, or a BCF, of which nothing but the place is known yet.
            _ => near.next().is_some(),
        }
    }

    fn take(&mut self, record: &RawRecord<'_>) {
        if let Some(column) = self.genotypes_of
            && let Some(zygosity) = zygosity(record, column, &self.original_fields)
        {
            self.places.germline.add(plain_chromosome(record.chrom), record.pos, zygosity);
        }
        let chrom = plain_chromosome(record.chrom);
        let column = match self.tumor {
            TumorReads::Column(column) => Some(column),
            TumorReads::Info => None,
            TumorReads::NotShown => return,
        };
        let places = self.wanted.on(chrom);
        if places.is_empty() {
            return;
        }
        let Some(of) = RecordReads::new(record, column, self.use_info, &self.original_fields) else { return };
        for place in places.iter().filter(|place| place.touches(record.pos, of.last)) {
            if let Some(reads) = of.of_variant(chrom, &place.key) {
                let found = self.places.found.entry(place.key.clone()).or_default();
                found.exact.get_or_insert(reads);
            } else if let Some(reads) = of.over_place(place) {
                self.places.found.entry(place.key.clone()).or_default().add_over(reads);
            }
        }
    }
}

#[cfg(test)]
mod tests;
