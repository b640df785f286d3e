//! Alleles far from the judged genes matter for the tumour mutational burden alone. A file has millions of them, so their
//! entries are looked at where they stand, without a copy of anything.

use evade_core::EffectClass;

use super::annotation::AnnotationFields;
use super::bcsq::without_mark;
use super::entry::AlleleOf;
use super::entry_columns::rank_of_marks;
use super::posterior;
use super::reading::Reading;
use super::reads::Reads;
use super::record::{is_structural, pieces};
use crate::burden::{CountedKind, EffectWord, Evidence, Seen};
use crate::consequence::{class_of_terms, has_known_effect, is_intergenic_alone, severity};
use crate::genome_build::plain_chromosome;

/// What an allele does in a gene that is not judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Elsewhere<'r> {
    pub(super) class: EffectClass,
    /// The entry that says so.
    pub(super) entry: &'r str,
}

impl Reading<'_, '_> {
    /// Counts an allele that is in no gene of the panel.
    pub(super) fn count_elsewhere(&mut self, allele: AlleleOf<'_>, reads: &Reads, value: Option<&str>) {
        let (Some(fields), Some(value), true) = (&self.fields, value, self.options.burden) else { return };
        let tumor_only = self.filters.tumor_only || self.is_without_normal(allele);
        let burden = &mut self.calls.variants.burden;
        let tells_nothing =
            (burden.tumor_only || !tumor_only) && (burden.has_population || !fields.has_population());
        if is_structural(allele.alternate()) || (tells_nothing && !fields.has_counted(value)) {
            return;
        }
        if posterior::of(allele).is_some() {
            return;
        }
        let Some(found) = fields.elsewhere(value, allele) else { return };
        let kind = CountedKind::of(found.class);
        // Beside a judged gene the record may be of a file that holds no others.
        burden.effects.sees_outside |= kind.is_some() && self.filters.lets_pass(allele.record.filter);
        let population_frequency = fields.population_frequency(found.entry);
        burden.note(tumor_only, population_frequency.is_some());
        let Some(kind) = kind else { return };
        let record = allele.record;
        let normal = self.in_normal(allele);
        let is_in_tumor = reads.absence(self.filters).is_none();
        let is_somatic = self.not_somatic(allele).is_none() && self.germline_hint(record).is_none();
        if is_somatic && self.filters.lets_pass(record.filter) {
            self.kind.normal.add(normal, reads.vaf, is_in_tumor, self.filters);
        }
        let evidence = Evidence {
            is_somatic: is_somatic && is_in_tumor,
            filter: record.filter,
            depth: reads.depth,
            alt_reads: reads.alt_reads,
            vaf: reads.vaf,
            normal,
            population_frequency,
            is_maf: false,
        };
        if evidence.passes(self.filters) {
            let place = (plain_chromosome(record.chrom), record.pos);
            let bases = (record.reference, allele.alternate());
            let seen = Seen { is_outside: true, has_reads: evidence.has_reads(self.filters) };
            self.calls.variants.burden.add(kind, place, bases, seen);
        }
    }
}

impl AnnotationFields {
    /// What the record's entries say of its effect.
    pub(super) fn word<'r>(&self, value: Option<&'r str>) -> EffectWord<'r> {
        let Some(value) = value else { return EffectWord::Missing };
        let (mut unknown, mut is_intergenic) = (None, false);
        for entry in pieces(value, b',') {
            // bcftools points at the record that holds the consequence of the haplotype.
            if matches!(self, Self::Bcsq(_)) && entry.starts_with('@') {
                return EffectWord::Known;
            }
            let terms = self.terms_in(entry).unwrap_or("");
            if is_intergenic_alone(terms) {
                is_intergenic = true;
            } else if has_known_effect(terms) {
                return EffectWord::Known;
            } else {
                unknown = unknown.or(Some(terms));
            }
        }
        if is_intergenic {
            return EffectWord::Intergenic;
        }
        EffectWord::Unknown(unknown.unwrap_or(""))
    }

    /// Whether an entry of any allele is of a class that is counted.
    pub(super) fn has_counted(&self, value: &str) -> bool {
        pieces(value, b',')
            .any(|entry| self.class_in(entry).is_some_and(|class| CountedKind::of(class).is_some()))
    }

    /// What the allele does in a gene that is not judged: MANE first, then the worst.
    pub(super) fn elsewhere<'r>(&self, value: &'r str, allele: AlleleOf<'_>) -> Option<Elsewhere<'r>> {
        let takes_all = self.takes_all(value, allele);
        let with_class = pieces(value, b',').filter_map(|entry| {
            let class = self.class_in(entry)?;
            Some((self.rank(entry, allele, takes_all)?, severity(class), Elsewhere { class, entry }))
        });
        with_class.min_by_key(|(rank, severity, _)| (*rank, *severity)).map(|(.., chosen)| chosen)
    }

    /// Whether the file has population frequencies at all.
    pub(super) fn has_population(&self) -> bool {
        matches!(self, Self::Csq(fields) | Self::Translated(_, fields) if fields.has_population())
    }

    pub(super) fn population_frequency(&self, entry: &str) -> Option<f64> {
        match self {
            Self::Csq(fields) | Self::Translated(_, fields) => fields.population_frequency(entry),
            Self::Ann(_) | Self::Bcsq(_) => None,
        }
    }

    pub(super) fn class_in(&self, entry: &str) -> Option<EffectClass> {
        class_of_terms(self.terms_in(entry)?)
    }

    fn terms_in<'r>(&self, entry: &'r str) -> Option<&'r str> {
        let column = |place: Option<usize>| pieces(entry, b'|').nth(place?);
        match self {
            Self::Csq(fields) | Self::Translated(_, fields) => column(fields.terms_place()),
            Self::Ann(fields) => column(fields.terms_place()),
            Self::Bcsq(fields) => column(fields.terms_place()).map(without_mark),
        }
    }

    fn takes_all(&self, value: &str, allele: AlleleOf<'_>) -> bool {
        match self {
            Self::Csq(fields) | Self::Translated(_, fields) => fields.takes_all(value, allele),
            Self::Ann(_) => false,
            Self::Bcsq(fields) => fields.takes_all(value, allele),
        }
    }

    /// `None` for an entry of another allele.
    fn rank(&self, entry: &str, allele: AlleleOf<'_>, takes_all: bool) -> Option<usize> {
        let unmarked = rank_of_marks([false; 4]);
        match self {
            Self::Csq(fields) | Self::Translated(_, fields) => fields.rank(entry, allele, takes_all),
            Self::Ann(fields) => fields.is_of_allele(entry, allele).then_some(unmarked),
            Self::Bcsq(fields) => fields.is_of_allele(entry, allele, takes_all).then_some(unmarked),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::header::VcfHeader;
    use super::super::record::RawRecord;
    use super::*;

    const CSQ: &str = "Format: Allele|Consequence|IMPACT|SYMBOL|MAX_AF|CANONICAL|MANE_SELECT|MANE_PLUS_CLINICAL|gnomADe_AF|PICK";
    const NUMBERED: &str = "Format: MANE|Consequence|ALLELE_NUM|PICK|Allele|gnomADg_AF";
    const TERMS: &str = "missense_variant|synonymous_variant|intron_variant|stop_gained&splice_region_variant|downstream_gene_variant|inframe_deletion|intergenic_variant|splice_region_variant|coding_sequence_variant||*missense|frameshift";

    fn fields(key: &str, description: &str) -> AnnotationFields {
        let lines = [
            &format!("##INFO=<ID={key},Description=\"{description}\">"),
            "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO",
        ];
        let header = VcfHeader::parse("x", lines.map(str::to_owned).to_vec()).unwrap();
        AnnotationFields::all_in(&header).swap_remove(0)
    }

    /// The same found the long way: from entries that were read in full.
    fn in_full(
        fields: &AnnotationFields,
        value: &str,
        allele: AlleleOf<'_>,
    ) -> Option<(EffectClass, Option<f64>)> {
        let entries = fields.entries(value, allele);
        let with_class = entries.iter().filter_map(|entry| Some((entry, class_of_terms(&entry.terms)?)));
        let chosen = with_class.min_by_key(|(entry, class)| (rank_of_marks(entry.marks), severity(*class)));
        chosen.map(|(entry, class)| (class, entry.population_frequency))
    }

    /// One of the words, which bars separate.
    fn one_of(words: &'static str) -> impl Strategy<Value = String> {
        prop::sample::select(words.split('|').collect::<Vec<_>>()).prop_map(str::to_owned)
    }

    /// Entries with columns of their own kind, some cut short or empty.
    fn entries(columns: &'static [&'static str]) -> impl Strategy<Value = String> {
        let entry = columns.iter().map(|words| one_of(words)).collect::<Vec<_>>();
        let cut = (entry, 0..40_usize).prop_map(|(mut texts, n)| {
            texts.truncate(n.max(1));
            texts.join("|")
        });
        prop::collection::vec(cut, 0..6).prop_map(|list| list.join(","))
    }

    const ALLELES: &str = "T|G|g|-|TT|CTT|";

    fn any_case() -> impl Strategy<Value = (&'static str, &'static str, String)> {
        let csq: &[&str] = &[
            ALLELES,
            TERMS,
            "HIGH|",
            "TTN|KRAS|",
            "0.1&0.3||.|0.00001",
            "YES||NO",
            "NM_1||",
            "NM_2||",
            "0.2||x",
            "1||0",
        ];
        let numbered: &[&str] = &["MANE_Select||NM_1", TERMS, "1|2|3||x", "1|", ALLELES, "0.1|"];
        let ann: &[&str] = &["T| T |G|CTT|G-C|", TERMS, "HIGH", "TTN"];
        let bcsq: &[&str] =
            &[TERMS, "TTN|", "ENST1", "protein_coding", "+", "1A>1B|", "5C>T|5C>G|5c>t|5C>T+9A>G||5C>CTT"];
        prop_oneof![
            entries(csq).prop_map(|value| ("CSQ", CSQ, value)),
            entries(numbered).prop_map(|value| ("CSQ", NUMBERED, value)),
            entries(ann).prop_map(|value| ("ANN", "'Allele | Annotation | Impact | Gene_Name'", value)),
            (entries(bcsq), any::<bool>()).prop_map(|(value, points)| {
                (
                    "BCSQ",
                    "Format: [*]Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change",
                    if points { format!("@7,{value}") } else { value },
                )
            }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn the_short_way_finds_what_the_full_entries_say(
            (key, description, value) in any_case(),
            alternates in one_of("T|t|T,G|G,T,*|CTT|CTT,G"),
        ) {
            let fields = fields(key, description);
            let line = format!("1\t5\t.\tC\t{alternates}\t.\tPASS\tDP=1;{key}={value};SS=2");
            let record = RawRecord::parse(&line).unwrap();
            let alternates: Vec<&str> = record.alternates.split(',').collect();
            let mut is_any_counted = false;
            for index in 0..alternates.len() {
                let allele = AlleleOf { record: &record, alternates: &alternates, index };
                let expected = in_full(&fields, &value, allele);
                let found = fields.elsewhere(&value, allele);
                // A record cut out of one with more alleles keeps the entries of all of them.
                let named = |name: &str| key == "CSQ" && description == CSQ && name.eq_ignore_ascii_case(alternates[0]);
                let of_entry = |entry: &str| entry.split('|').next().unwrap_or_default().to_owned();
                if alternates.len() == 1 && value.split(',').any(|e| e.contains('|') && named(&of_entry(e))) {
                    prop_assert!(found.is_none_or(|f| named(&of_entry(f.entry)) || of_entry(f.entry) == "TT"));
                }
                prop_assert_eq!(found.map(|f| (f.class, fields.population_frequency(f.entry))), expected);
                prop_assert!(fields.has_population() || expected.is_none_or(|(_, frequency)| frequency.is_none()));
                is_any_counted |= expected.is_some_and(|(class, _)| CountedKind::of(class).is_some());
            }
            prop_assert!(fields.has_counted(&value) || !is_any_counted);
            let read = fields.value(&record);
            prop_assert_eq!(read.as_deref(), Some(value.as_str()).filter(|v| !matches!(*v, "" | ".")));
        }
    }
}
