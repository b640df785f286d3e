//! The one list of the columns of a sample sheet: what each is about, what its cells are, and what it means.

/// What the cells of a column are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SheetLane {
    /// The sample as such: its ids, the specimen, the tumour.
    Sample,
    /// Gene expression.
    Expression,
    /// Small variants and what they cover.
    SmallVariants,
    /// Copy number.
    CopyNumber,
    /// Rearrangements.
    Rearrangements,
    /// HLA class I.
    Hla,
    /// Treatment and response.
    Clinical,
}

impl SheetLane {
    /// The word that listings print.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sample => "sample",
            Self::Expression => "expression",
            Self::SmallVariants => "small_variants",
            Self::CopyNumber => "copy_number",
            Self::Rearrangements => "rearrangements",
            Self::Hla => "hla",
            Self::Clinical => "clinical",
        }
    }
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CellKind {
    /// A name by which something is found.
    Id,
    /// A path, relative to the sheet.
    File,
    /// Paths with `;` between them, relative to the sheet.
    Files,
    /// Words of the user.
    Text,
    /// A number within limits.
    Number(Limits),
    /// A number within limits, or a path, relative to the sheet.
    NumberOrFile(Limits),
    /// A day, `YYYY-MM-DD`.
    Date,
}

impl CellKind {
    /// In a word, for documentation.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::File => "file",
            Self::Files => "files",
            Self::Text => "text",
            Self::Number(_) => "number",
            Self::NumberOrFile(_) => "number or file",
            Self::Date => "date",
        }
    }
}

/// Numbers that make sense in a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Lowest.
    pub low: f64,
    /// Highest.
    pub high: f64,
    /// What such a number is called.
    pub meaning: &'static str,
    /// How to write one.
    pub hint: &'static str,
}

/// What this version does with a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnUse {
    /// Its cells take part in results or are shown in them.
    Results,
    /// Its cells are checked and kept while the program runs; no result holds them.
    Checked,
}

/// A column of the schema.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SheetColumnSpec {
    /// Name in the header, in lower case.
    pub name: &'static str,
    /// What it is about.
    pub lane: SheetLane,
    /// What its cells hold.
    pub kind: CellKind,
    /// What is done with it.
    pub used: ColumnUse,
    /// The parameter of one patient, who needs no sheet, that stands for it; its option has hyphens for underscores.
    pub parameter: Option<&'static str>,
    /// In one sentence.
    pub meaning: &'static str,
}

const PURITY: Limits = Limits {
    low: 0.0,
    high: 1.0,
    meaning: "tumour content between 0 and 1",
    hint: "write 35 % as 0.35, and an unknown content as NA",
};
const PLOIDY: Limits = Limits {
    low: 0.5,
    high: 12.0,
    meaning: "ploidy between 0.5 and 12",
    hint: "write an unknown ploidy as NA",
};
const PDL1_TPS: Limits = Limits {
    low: 0.0,
    high: 100.0,
    meaning: "PD-L1 tumour proportion score between 0 and 100",
    hint: "give per cent of tumour cells, such as 40; write an unknown score as NA",
};
const TMB: Limits = Limits {
    low: 0.0,
    high: 10_000.0,
    meaning: "tumour mutational burden",
    hint: "give mutations per megabase, such as 8.5; write an unknown burden as NA",
};
const MEAN_DEPTH: Limits = Limits {
    low: 0.1,
    high: 1_000_000.0,
    meaning: "mean depth between 0.1 and 1000000",
    hint: "give reads per position, such as 500 or 500x, or the path of a table of depths; write an unknown depth as NA",
};

/// Declares the columns: `NAME "header": LANE, KIND, USE, PARAMETER, "meaning";`.
macro_rules! sheet_columns {
    ($($variant:ident $name:literal: $lane:ident, $kind:expr, $used:ident, $parameter:expr, $meaning:literal;)+) => {
        /// A column of a sample sheet.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum SheetColumn { $(#[doc = concat!("The column `", $name, "`.")] $variant),+ }

        impl SheetColumn {
            /// All columns, by subject.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// What the schema says of the column.
            #[must_use]
            pub const fn spec(self) -> SheetColumnSpec {
                match self {
                    $(Self::$variant => SheetColumnSpec {
                        name: $name,
                        lane: SheetLane::$lane,
                        kind: $kind,
                        used: ColumnUse::$used,
                        parameter: $parameter,
                        meaning: $meaning,
                    }),+
                }
            }
        }
    };
}

use CellKind::{Date, File, Files, Id, Number, NumberOrFile, Text};

sheet_columns! {
    Sample "sample": Sample, Id, Results, Some("sample"),
        "Id in every output; required, each once.";
    Patient "patient": Sample, Id, Results, None,
        "Patient id; samples of one patient stay in one shard.";
    Timepoint "timepoint": Sample, Text, Results, None,
        "Time point of the biopsy, in your words; takes part in the call, see below.";
    Histology "histology": Sample, Text, Results, Some("histology"),
        "Histology, such as LUAD; takes part in the call, see below.";
    Specimen "specimen": Sample, Text, Results, Some("specimen"),
        "FFPE, frozen, fresh; takes part in the call, see below; `plasma` and `cfDNA` set the filters of cell-free DNA.";
    Site "site": Sample, Text, Results, Some("site"),
        "Site of the biopsy; takes part in the call, see below.";
    Purity "purity": Sample, Number(PURITY), Results, Some("purity"),
        "Tumour content, 0 to 1; takes part in the call, see below.";
    Ploidy "ploidy": Sample, Number(PLOIDY), Results, Some("ploidy"),
        "Ploidy of the tumour.";
    Pdl1Tps "pdl1_tps": Sample, Number(PDL1_TPS), Results, Some("pdl1_tps"),
        "PD-L1 tumour proportion score in per cent, as reported by the laboratory; shown on the page.";
    Msi "msi": Sample, Text, Results, Some("msi"),
        "Microsatellite status, as reported by the laboratory; shown on the page.";
    Tmb "tmb": Sample, Number(TMB), Results, Some("tmb"),
        "Tumour mutational burden per megabase, as reported by the laboratory; shown on the page.";
    Batch "batch": Sample, Text, Results, None,
        "Laboratory, batch or cohort.";
    RnaId "rna_id": Expression, Id, Results, Some("rna_id"),
        "Column of the matrix, when it is not `sample`.";
    Expression "expression": Expression, File, Results, Some("expression"),
        "The sample's own matrix or file (`quant.sf`, `P1.genes.results`, ...), instead of `--expression`; if it has one column, the column's name does not matter.";
    AssayRna "assay_rna": Expression, Text, Results, None,
        "RNA assay, in your words.";
    DnaId "dna_id": SmallVariants, Id, Results, Some("dna_id"),
        "The sample's name in variant, segment and HLA files, when it is not `sample`.";
    Vcf "vcf": SmallVariants, Files, Results, Some("vcf"),
        "Somatic VCF or BCF, annotated (CSQ, ANN, BCSQ) or plain; several files, of several callers or Strelka's two, are united by allele.";
    Maf "maf": SmallVariants, File, Results, Some("maf"),
        "MAF with this sample in it (GDC, Firehose, vcf2maf, cBioPortal columns); one file may serve many rows.";
    Reported "reported": SmallVariants, File, Results, Some("reported"),
        "Manually entered table: `gene`, `change`, `vaf`, `tested`; see below.";
    Panel "panel": SmallVariants, File, Results, Some("panel"),
        "What the variants cover: a `.bed` file of targets, a list of genes, or a panel of cBioPortal (`stable_id:`, `gene_list:`).";
    TumorId "tumor_id": SmallVariants, Id, Results, None,
        "The tumour's column of the VCF, when neither its header nor `dna_id` determines it; a name that the VCF does not have is an error.";
    NormalId "normal_id": SmallVariants, Id, Results, Some("normal"),
        "The normal's column of the VCF, when its header does not determine it.";
    Calls "calls": SmallVariants, Text, Results, Some("calls"),
        "`somatic` or `germline` where the file's header and its normal do not determine it; `auto` otherwise. Germline variants are not used as somatic ones.";
    AssayDna "assay_dna": SmallVariants, Text, Results, Some("assay_dna"),
        "`WES` or `WGS` declare that all genes are covered.";
    Genome "genome": SmallVariants, Text, Results, Some("genome"),
        "GRCh37 or GRCh38 (hg19, hg38).";
    MatchedNormal "matched_normal": SmallVariants, Text, Results, Some("matched_normal"),
        "`yes` if a matched normal was used for the variants although the file does not show it, `no` if there was none; what the file shows of a normal is read without it.";
    Coverage "coverage": SmallVariants, NumberOrFile(MEAN_DEPTH), Results, None,
        "Depth of sequencing of the tumour's DNA: a mean, such as `500` or `500x`, or a table of depths (samtools, mosdepth, or by gene). Used in comparisons of two samples of a patient alone; see below.";
    Cnv "cnv": CopyNumber, Files, Results, Some("cnv"),
        "Copy number: allele-specific segments (FACETS, PURPLE, PureCN, ASCAT, Sequenza, Battenberg, CNVkit, TITAN, ABSOLUTE, ascatNgs, Control-FREEC, GATK ModelSegments, PCGR, or total and minor copies), which serve HLA too, or a table by gene (cBioPortal `data_cna.txt`, PURPLE's gene table, CNVkit).";
    Sv "sv": Rearrangements, Files, Results, Some("sv"),
        "Rearrangements, several files being united: VCF of Manta, Delly, LUMPY, GRIDSS or SvABA; fusions called in RNA (Arriba, STAR-Fusion, FusionCatcher); cBioPortal `data_sv.txt`; or a table of `sample`, `gene5`, `gene3`, `in_frame`, `kinase_kept`; a sample without a row is not tested, unless the table has no column for samples and this row alone names it.";
    Hla "hla": Hla, Files, Results, Some("hla"),
        "Result of LOHHLA, lohhla-mod, MHC Hammer, LILAC (with its qc file) or SpecHLA, allele counts (VCF of tumour and normal, GATK, FACETS pileup, AMBER), or a table of `sample`, `gene`, `status` or `cn1` and `cn2`, where a `lost_allele` is one of `allele1` and `allele2`.";
    Sex "sex": Clinical, Text, Results, None,
        "Sex of the patient, in your words; kept in the sample's JSON.";
    Regimen "regimen": Clinical, Text, Results, Some("regimen"),
        "Drugs, in your words, such as `pembrolizumab`; kept in the sample's JSON. Takes part in the resistance class, see below.";
    BestResponse "best_response": Clinical, Text, Results, Some("best_response"),
        "Best response: CR, PR, SD, PD, NE or the same spelled out; kept in the sample's JSON. Takes part in the resistance class, see below.";
    ResponseConfirmed "response_confirmed": Clinical, Text, Results, Some("response_confirmed"),
        "Whether the response was confirmed: yes, no or unknown; kept in the sample's JSON. Takes part in the resistance class, see below.";
    CollectionDate "collection_date": Clinical, Date, Checked, None,
        "When the specimen was collected.";
    IciStart "ici_start": Clinical, Date, Results, Some("ici_start"),
        "First dose of the immune checkpoint inhibitor. Takes part in the resistance class, see below; results hold months, never the date.";
    IciEnd "ici_end": Clinical, Date, Results, Some("ici_end"),
        "Last dose of it, or `ongoing` if treatment has not stopped. Takes part in the resistance class, see below; results hold months, never the date.";
    ProgressionDate "progression_date": Clinical, Date, Results, Some("progression_date"),
        "Progression under or after this treatment, or `none` if there is none so far; an empty cell states nothing. Takes part in the resistance class, see below; results hold months, never the date.";
}

impl SheetColumn {
    /// The column of this header, in any case.
    #[must_use]
    pub fn of_header(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        Self::ALL.iter().copied().find(|column| column.name() == name)
    }

    /// Columns whose cells are paths, or may be.
    pub fn files() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|column| column.is_file())
    }

    /// Name in the header, which is also the role of its files in a manifest.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.spec().name
    }

    /// What the column is about.
    #[must_use]
    pub const fn lane(self) -> SheetLane {
        self.spec().lane
    }

    /// Whether its cells are paths, or may be.
    #[must_use]
    pub const fn is_file(self) -> bool {
        matches!(self.spec().kind, File | Files | NumberOrFile(_))
    }

    /// Whether a cell may hold several paths with `;` between them.
    #[must_use]
    pub const fn is_list(self) -> bool {
        matches!(self.spec().kind, Files)
    }

    /// The paths that a cell of the column names.
    pub fn paths(self, cell: &str) -> impl Iterator<Item = String> {
        let is_list = self.is_list();
        let paths = cell.split(move |c| is_list && c == ';').map(str::trim);
        paths.filter(|path| !path.is_empty()).map(str::to_owned)
    }

    /// Whether its files hold samples, of which they may get more as a cohort grows; a panel declares what was tested.
    #[must_use]
    pub fn holds_samples(self) -> bool {
        self.is_file() && self != Self::Panel
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write;

    use super::*;

    #[test]
    fn names_are_unique_and_found_in_any_case() {
        let names: BTreeSet<&str> = SheetColumn::ALL.iter().map(|column| column.name()).collect();
        assert_eq!(names.len(), SheetColumn::ALL.len());
        for column in SheetColumn::ALL {
            assert_eq!(SheetColumn::of_header(&column.name().to_uppercase()), Some(*column));
            assert!(column.spec().meaning.ends_with('.'), "{column:?}");
        }
        assert_eq!(SheetColumn::of_header("hospital"), None);
    }

    /// docs/inputs.md holds the columns; `EVADE_BLESS=1` writes them anew.
    #[test]
    fn the_documented_columns_are_the_schema() {
        let mut text = "| column | cell | lane | meaning |\n| --- | --- | --- | --- |\n".to_owned();
        for spec in SheetColumn::ALL.iter().map(|column| column.spec()) {
            let lane = spec.lane.as_str();
            let _ =
                writeln!(text, "| `{}` | {} | {lane} | {} |", spec.name, spec.kind.as_str(), spec.meaning);
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/inputs.md");
        let page = std::fs::read_to_string(path).unwrap();
        let begin = "<!-- made from the schema of the sheet; EVADE_BLESS=1 cargo test renews it -->\n\n";
        let end = "\n<!-- end of the schema -->";
        let (before, rest) = page.split_once(begin).unwrap();
        let (documented, after) = rest.split_once(end).unwrap();
        if std::env::var_os("EVADE_BLESS").is_some() {
            std::fs::write(path, format!("{before}{begin}{text}{end}{after}")).unwrap();
            return;
        }
        assert_eq!(documented, text, "run EVADE_BLESS=1 cargo test and look at the difference");
    }
}
