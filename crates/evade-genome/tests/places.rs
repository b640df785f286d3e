//! Reads at places and keys of somatic variants, on published files where the reference data lie.

#![expect(clippy::unwrap_used, reason = "what tests share panics to fail, as they do")]
#![expect(clippy::print_stderr, reason = "a test without its data says that it skips")]

#[path = "support/published.rs"]
mod published;
mod support;

use std::collections::BTreeMap;

use evade_core::{DepthSource, VariantKey};
use evade_genome::{Filters, PlaceOptions, VcfOptions, WantedPlaces, read_vcf_input, read_vcf_places};
use evade_stream::{Digest, Source};

use published::{data, maf};
use support::PANEL;

/// What the reader of variants counted is what is found at the places of those variants.
#[test]
fn places_of_a_files_own_variants_have_their_reads() {
    let Some(folder) = data("vcf_vep_pvactools") else { return };
    let source = Source::path(&folder.join("HCC1395.somatic.vep95.grch38.vcf.gz"));
    let columns = VcfOptions { burden: true, ..VcfOptions::default() };
    let mut input = source.open(Digest::None).unwrap();
    let calls = read_vcf_input(&mut input, &columns, &PANEL, &Filters::default()).unwrap();
    let own = &calls.variants.variants;
    let mut input = source.open(Digest::None).unwrap();
    let options = PlaceOptions { columns, ..PlaceOptions::default() };
    let places = read_vcf_places(&mut input, &options, &WantedPlaces::of(own)).unwrap();
    let reads = places.reads();
    assert!(!own.is_empty());
    for variant in own {
        let key =
            VariantKey::new(&variant.chrom, variant.pos, &variant.reference, &variant.alternate).unwrap();
        let found = reads[&key];
        assert_eq!(found.from, DepthSource::Record);
        assert_eq!((found.depth, found.alt_reads), (f64::from(variant.depth.unwrap()), variant.alt_reads));
    }
    // The only column is the tumour's, so that no genotype is taken.
    assert!(places.genotypes().is_empty());
    eprintln!(
        "HCC1395: {} places, {:?} somatic keys",
        own.len(),
        calls.variants.somatic_keys().map(|k| k.len())
    );
}

/// Tumours of different patients: what two of them share by chance bounds what shows a clone.
#[test]
fn tumours_of_different_patients_share_hardly_a_variant() {
    let Some(folder) = data("tcga_lung_maf") else { return };
    for file in ["luad_other.maf.gz", "lusc.maf.gz"] {
        let calls = maf(&folder.join(file));
        let mut holders: BTreeMap<VariantKey, Vec<usize>> = BTreeMap::new();
        let mut n_known = 0_usize;
        for (place, sample) in calls.samples.values().enumerate() {
            let Some(keys) = sample.somatic_keys() else { continue };
            n_known += 1;
            for key in keys {
                holders.entry(key).or_default().push(place);
            }
        }
        let mut shared: BTreeMap<(usize, usize), u32> = BTreeMap::new();
        for list in holders.values() {
            for (i, one) in list.iter().enumerate() {
                for other in &list[i + 1..] {
                    *shared.entry((*one, *other)).or_default() += 1;
                }
            }
        }
        let n_pairs = n_known * n_known.saturating_sub(1) / 2;
        let at_least = |n: u32| shared.values().filter(|found| **found >= n).count();
        eprintln!(
            "{file}: {n_known} of {} tumours, {n_pairs} pairs; sharing 1 or more {}, 2 or more {}, 3 or more {}, most {:?}",
            calls.samples.len(),
            at_least(1),
            at_least(2),
            at_least(3),
            shared.values().max()
        );
        assert!(n_known > 0);
        assert!(at_least(1) * 20 <= n_pairs, "{file}");
    }
}
