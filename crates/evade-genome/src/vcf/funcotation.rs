//! The FUNCOTATION field of Funcotator: brackets by allele, in them fields in the order that the header gives.

use super::entry::FieldOrder;
use super::header::VcfHeader;
use super::record::RawRecord;
use super::translated::{Words, highest};
use crate::maf::population_columns;

#[derive(Debug, Clone)]
pub(super) struct FuncotationFields {
    order: FieldOrder,
    population: Vec<usize>,
}

impl FuncotationFields {
    pub(super) fn from_header(header: &VcfHeader) -> Option<Self> {
        let (_, list) = header.info_description("FUNCOTATION")?.split_once("fields are:")?;
        let order = FieldOrder::parse(list);
        let population = population_columns(&order.names);
        let fields = Self { order, population };
        (fields.place("hugosymbol").is_some() && fields.place("variantclassification").is_some())
            .then_some(fields)
    }

    pub(super) fn has_population(&self) -> bool {
        !self.population.is_empty()
    }

    /// Words by allele: `[..],[..]`; the transcripts of one are `[..]#[..]`.
    pub(super) fn words(&self, record: &RawRecord<'_>) -> Vec<Vec<Words>> {
        let Some(value) = record.info("FUNCOTATION").filter(|value| value.starts_with('[')) else {
            return Vec::new();
        };
        let alleles = value.split("],[");
        alleles.map(|allele| allele.split("]#[").map(|entry| self.entry(entry)).collect()).collect()
    }

    fn entry(&self, entry: &str) -> Words {
        let fields: Vec<&str> = entry.trim_matches(['[', ']']).split('|').collect();
        let text = |name: &str| {
            let field = self.place(name).and_then(|place| fields.get(place)).copied();
            decoded(field.unwrap_or_default())
        };
        let class = text("variantclassification");
        let frequencies = self.population.iter().filter_map(|place| fields.get(*place).copied());
        Words {
            terms: terms(&class, &text("secondaryvariantclassification")),
            symbol: text("hugosymbol"),
            transcript: text("annotationtranscript"),
            hgvsc: text("cdnachange"),
            hgvsp: text("proteinchange"),
            is_canonical: false,
            population: highest(frequencies),
        }
    }

    /// Fields carry the name and the version of their source: `Gencode_34_hugoSymbol`.
    fn place(&self, name: &str) -> Option<usize> {
        let is_it = |known: &String| known.starts_with("gencode") && known.rsplit('_').next() == Some(name);
        self.order.names.iter().position(is_it)
    }
}

/// The terms of a class. Its splice sites reach two bases into the exon: of those the second class tells what becomes of
/// the codon.
fn terms(class: &str, second: &str) -> String {
    let is_exonic = !matches!(second, "" | "INTRON" | "SPLICE_SITE" | "COULD_NOT_DETERMINE");
    if class == "SPLICE_SITE" && is_exonic {
        return format!("{}&splice_region_variant", term(second));
    }
    term(class).to_owned()
}

fn term(class: &str) -> &str {
    match class {
        "NONSENSE" => "stop_gained",
        "MISSENSE" => "missense_variant",
        "SILENT" => "synonymous_variant",
        "FRAME_SHIFT_INS" | "FRAME_SHIFT_DEL" => "frameshift_variant",
        "IN_FRAME_INS" => "inframe_insertion",
        "IN_FRAME_DEL" => "inframe_deletion",
        "NONSTOP" => "stop_lost",
        "SPLICE_SITE" => "splice_site_variant",
        "START_CODON_SNP" | "START_CODON_INS" | "START_CODON_DEL" => "start_lost",
        // A new start codon lies in the 5' UTR.
        "DE_NOVO_START_IN_FRAME" | "DE_NOVO_START_OUT_FRAME" | "FIVE_PRIME_UTR" => "5_prime_UTR_variant",
        "THREE_PRIME_UTR" => "3_prime_UTR_variant",
        "INTRON" => "intron_variant",
        "RNA" | "LINCRNA" => "non_coding_transcript_exon_variant",
        "FIVE_PRIME_FLANK" => "upstream_gene_variant",
        "THREE_PRIME_FLANK" => "downstream_gene_variant",
        "IGR" => "intergenic_variant",
        other => other,
    }
}

/// Characters that a VCF does not allow are written `_%20_`.
fn decoded(text: &str) -> String {
    if !text.contains("_%") {
        return text.to_owned();
    }
    let codes = [("20", " "), ("2C", ","), ("3B", ";"), ("3D", "="), ("7C", "|"), ("23", "#"), ("25", "%")];
    codes.iter().fold(text.to_owned(), |text, (code, plain)| text.replace(&format!("_%{code}_"), plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_class_tells_of_exonic_bases_at_a_splice_site() {
        assert_eq!(terms("SPLICE_SITE", "INTRON"), "splice_site_variant");
        assert_eq!(terms("SPLICE_SITE", ""), "splice_site_variant");
        assert_eq!(terms("SPLICE_SITE", "NONSENSE"), "stop_gained&splice_region_variant");
        assert_eq!(terms("SPLICE_SITE", "SILENT"), "synonymous_variant&splice_region_variant");
        assert_eq!(terms("MISSENSE", ""), "missense_variant");
        assert_eq!(terms("NEW_WORD", ""), "NEW_WORD");
        assert_eq!(decoded("a_%20_b_%2C_c"), "a b,c");
    }
}
