//! The sample sheet: everything a clinic would add, all of it made.

mod course;

use evade_core::{LastDose, Phenotype, Progression, ResistanceClass};
use libm::exp;

use crate::SamplePlan;
use crate::random::Generator;
use course::{Course, Kind};
use evade_genome::Build;

/// Columns of the sheet.
pub(crate) const COLUMNS: [&str; 27] = [
    "sample",
    "patient",
    "rna_id",
    "dna_id",
    "tumor_id",
    "normal_id",
    "vcf",
    "maf",
    "cnv",
    "genome",
    "assay_dna",
    "assay_rna",
    "histology",
    "specimen",
    "site",
    "sex",
    "purity",
    "ploidy",
    "pdl1_tps",
    "msi",
    "collection_date",
    "regimen",
    "ici_start",
    "ici_end",
    "best_response",
    "response_confirmed",
    "progression_date",
];

/// Chance of a response by class; made, in the order in which the review speaks of the classes.
const RESPONSE: [(Phenotype, f64); 4] = [
    (Phenotype::Active, 0.50),
    (Phenotype::Suppressed, 0.25),
    (Phenotype::Excluded, 0.12),
    (Phenotype::Desert, 0.05),
];
const STABLE: f64 = 0.3;
const CONFIRMED: f64 = 0.85;
/// Days from 1970-01-01 to 2023-01-01, and the span in which treatment starts.
const FIRST_START: u64 = 19_358;
const START_SPAN: usize = 700;

/// What is made up for one patient.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Clinical {
    pub(crate) histology: &'static str,
    pub(crate) specimen: &'static str,
    pub(crate) site: &'static str,
    sex: &'static str,
    pub(crate) pdl1_tps: u32,
    pub(crate) msi: &'static str,
    pub(crate) regimen: &'static str,
    pub(crate) collection: u64,
    pub(crate) start: u64,
    pub(crate) response: &'static str,
    pub(crate) confirmed: &'static str,
    course: Course,
}

impl Clinical {
    /// The classes of resistance under `sitc_review` and `nsclc_2021` that the course was planted as.
    pub(crate) fn classes(&self) -> [ResistanceClass; 2] {
        self.course.classes(self.response, self.confirmed == "yes")
    }

    /// Days from the first dose to progression, where it has a date.
    pub(crate) fn days_to_progression(&self) -> Option<i64> {
        self.course.progression
    }

    /// The day so many days after the first dose.
    fn day(&self, days: i64) -> String {
        date(self.start.saturating_add_signed(days))
    }

    /// The cell of the last dose.
    pub(crate) fn last_dose(&self) -> String {
        self.course.last.map_or_else(|| LastDose::ONGOING.to_owned(), |days| self.day(days))
    }

    /// The cell of progression.
    pub(crate) fn progression(&self) -> String {
        match self.course {
            Course { progression: Some(days), .. } => self.day(days),
            Course { kind: Kind::NoProgression, .. } => Progression::NONE.to_owned(),
            Course { .. } => String::new(),
        }
    }
}

/// Draws it; PD-L1 of the tumour cells follows the interferon signal. The course of treatment has random numbers of its own.
pub(crate) fn draw(
    class: Phenotype,
    interferon: f64,
    random: &mut Generator,
    of_course: &mut Generator,
) -> Clinical {
    fn one_of(random: &mut Generator, words: &[(&'static str, f64)]) -> &'static str {
        let place = random.weighted(words.iter().map(|(_, weight)| *weight));
        words.get(place).map_or("", |(word, _)| *word)
    }
    let logit = 0.9 * interferon - 0.8 + random.normal(0.0, 1.3);
    let chance = RESPONSE.iter().find(|(c, _)| *c == class).map_or(0.0, |(_, chance)| *chance);
    let draw = random.uniform();
    let start = FIRST_START + random.below(START_SPAN) as u64;
    let response = match draw {
        d if d < chance * 0.1 => "CR",
        d if d < chance => "PR",
        d if d < chance + STABLE => "SD",
        _ => "PD",
    };
    // Two numbers that a former model of the course took: what is drawn after them stays what it was.
    random.log_normal(1.0, 0.5);
    if response != "PD" {
        random.uniform();
    }
    let confirmed = match (response, random.happens(CONFIRMED)) {
        ("CR" | "PR", true) => "yes",
        ("CR" | "PR", false) => "no",
        _ => "",
    };
    Clinical {
        histology: one_of(random, &[("LUAD", 0.65), ("LUSC", 0.35)]),
        specimen: one_of(random, &[("FFPE", 0.6), ("frozen", 0.4)]),
        site: one_of(random, &[("lung", 0.85), ("pleura", 0.06), ("adrenal", 0.05), ("liver", 0.04)]),
        sex: one_of(random, &[("F", 0.4), ("M", 0.6)]),
        pdl1_tps: (100.0 / (1.0 + exp(-logit))) as u32,
        msi: one_of(random, &[("MSS", 0.99), ("MSI-H", 0.01)]),
        regimen: one_of(random, &[("pembrolizumab", 0.6), ("nivolumab", 0.25), ("atezolizumab", 0.15)]),
        collection: start - 14 - random.below(40) as u64,
        start,
        response,
        confirmed,
        course: Course::draw(response, of_course),
    }
}

/// The same with a course that has a progression after the first dose.
pub(crate) fn draw_progressing(
    class: Phenotype,
    interferon: f64,
    random: &mut Generator,
    of_course: &mut Generator,
) -> Clinical {
    let mut clinical = draw(class, interferon, random, of_course);
    if clinical.course.progression.is_none_or(|days| days <= 0) {
        clinical.course = Course::draw_progressing(clinical.response, of_course);
    }
    clinical
}

/// The whole sheet.
pub(crate) fn sheet_text(samples: &[SamplePlan], build: Build) -> String {
    let mut text = COLUMNS.join(",");
    text.push('\n');
    for sample in samples {
        let c = &sample.clinical;
        let id = &sample.id;
        let has = |condition: bool, value: String| if condition { value } else { String::new() };
        let has_dna = sample.has_vcf() || sample.has_maf();
        let cells = [
            id.clone(),
            sample.patient(),
            sample.rna_id(),
            has(has_dna, sample.dna_id()),
            has(has_dna, sample.dna_id()),
            has(has_dna, sample.normal_id()),
            has(sample.has_vcf(), format!("variants/{id}.vcf")),
            has(sample.has_maf(), "variants.maf".to_owned()),
            has(has_dna, format!("segments/{id}.ascat.tsv")),
            build.to_string(),
            has(has_dna, "WES".to_owned()),
            "polyA".to_owned(),
            c.histology.to_owned(),
            c.specimen.to_owned(),
            c.site.to_owned(),
            c.sex.to_owned(),
            format!("{:.2}", sample.purity()),
            has(has_dna, "2.0".to_owned()),
            c.pdl1_tps.to_string(),
            c.msi.to_owned(),
            date(c.collection),
            c.regimen.to_owned(),
            date(c.start),
            c.last_dose(),
            c.response.to_owned(),
            c.confirmed.to_owned(),
            c.progression(),
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// A day since 1970-01-01 as year-month-day (Hinnant's `civil_from_days`), for days after year 0.
pub(crate) fn date(day: u64) -> String {
    let shifted = day + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{of_month:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::small;

    #[test]
    fn days_are_dates() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(FIRST_START), "2023-01-01");
        assert_eq!(date(19_782), "2024-02-29");
    }

    #[test]
    fn the_sheet_has_its_columns_and_no_stray_comma() {
        let cohort = small(24, 1);
        let text = sheet_text(&cohort.samples, Build::Grch38);
        assert_eq!(text.lines().count(), 25);
        assert!(text.lines().all(|line| line.split(',').count() == COLUMNS.len()));
        assert!(text.contains("variants/SIM00001.vcf") && text.contains("variants.maf"));
    }

    #[test]
    fn every_column_is_one_of_the_schema() {
        for column in COLUMNS {
            assert!(evade_io::SheetColumn::of_header(column).is_some(), "{column}");
        }
    }

    #[test]
    fn treatment_follows_collection() {
        for i in 0..200 {
            let stream = |name| Generator::new(1, name, i);
            let c = draw(Phenotype::Active, 0.0, &mut stream("clinical"), &mut stream("course"));
            assert!(
                c.collection < c.start && c.course.last.is_none_or(|last| last >= 0) && c.pdl1_tps <= 100
            );
        }
    }
}
