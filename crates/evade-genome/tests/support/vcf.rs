//! VCF files made by hand, and what is asked of them.

use evade_genome::{Filters, HotspotAlleles, NativeAnnotator, VcfCalls, VcfOptions, read_vcf_input};
use evade_stream::{Input, ReadError};

use crate::support::PANEL;

pub(crate) fn native() -> NativeAnnotator {
    let text = include_str!("../../../../signatures/alterations/hotspot-alleles.tsv");
    NativeAnnotator::new(HotspotAlleles::read(("hotspot-alleles.tsv", text)).unwrap())
}

pub(crate) const CONTIG_37: &str = "##contig=<ID=chr1,length=249250621>\n";
pub(crate) const CONTIG_38: &str = "##contig=<ID=chr1,length=248956422>\n";
pub(crate) const CSQ: &str = "##INFO=<ID=CSQ,Number=.,Type=String,Description=\"VEP. Format: Allele|Consequence|SYMBOL|Gene|Feature|HGVSc|HGVSp|CANONICAL|PICK|MANE_SELECT|MANE_PLUS_CLINICAL|BIOTYPE\">\n";

pub(crate) fn text(header: &str, columns: &str, records: &[&str]) -> String {
    let lines: String = records.iter().flat_map(|r| [r.replace(' ', "\t"), "\n".to_owned()]).collect();
    format!(
        "##fileformat=VCFv4.3\n{header}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{columns}\n{lines}"
    )
}

pub(crate) fn read(text: &str, options: &VcfOptions<'_>) -> Result<VcfCalls, ReadError> {
    let mut input = Input::from_bytes("x.vcf", text.as_bytes()).unwrap();
    read_vcf_input(&mut input, options, &PANEL, &Filters::default())
}

pub(crate) fn plain(header: &str, records: &[&str]) -> VcfCalls {
    let native = native();
    let options = VcfOptions { native: Some(&native), burden: true, ..VcfOptions::default() };
    read(&text(header, "T", records), &options).unwrap()
}

pub(crate) fn changes(calls: &VcfCalls) -> Vec<(&str, &str)> {
    calls.variants.variants.iter().map(|v| (v.gene.as_str(), v.hgvsp.as_deref().unwrap_or(""))).collect()
}

pub(crate) fn reasons(calls: &VcfCalls) -> Vec<(&str, &str)> {
    calls.variants.filtered.iter().map(|f| (f.gene.as_str(), f.reason.as_str())).collect()
}
