//! The files that a row names, by the column that names them.

use super::schema::SheetColumn;

/// Files of one sample besides its expression, as written in the sheet or on the command line, and where in them it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DnaFiles {
    /// VCF or BCF files.
    pub vcf: Vec<String>,
    /// MAF; may hold many samples.
    pub maf: Option<String>,
    /// Table of genes entered by hand.
    pub reported: Option<String>,
    /// BED file or gene list that says what the variants cover.
    pub panel: Option<String>,
    /// Table of the tumour's depths.
    pub coverage: Option<String>,
    /// Mean depth of the tumour's DNA in reads per position, where a number stands instead of a table.
    pub mean_depth: Option<f64>,
    /// Allele-specific copy-number segments, or tables of copy number by gene.
    pub cnv: Vec<String>,
    /// Tables or VCF files of rearrangements, tables of fusions called in RNA.
    pub sv: Vec<String>,
    /// Tables of HLA states, or what they are determined from.
    pub hla: Vec<String>,
    /// The tumour's column of the VCF.
    pub tumor_id: Option<String>,
    /// The normal's column of the VCF.
    pub normal_id: Option<String>,
    /// Whether the variants are somatic, in the words of the option `--calls`.
    pub calls: Option<String>,
    /// Whether a matched normal was used for the variants: `yes` or `no`.
    pub matched_normal: Option<String>,
}

impl DnaFiles {
    /// Columns that name these files, in the order in which the files are listed.
    pub const COLUMNS: [SheetColumn; 8] = [
        SheetColumn::Vcf,
        SheetColumn::Maf,
        SheetColumn::Reported,
        SheetColumn::Panel,
        SheetColumn::Coverage,
        SheetColumn::Cnv,
        SheetColumn::Sv,
        SheetColumn::Hla,
    ];

    /// The files of cells, which may be lists where the schema says so.
    pub fn of_cells(cell: impl Fn(SheetColumn) -> Option<String>) -> Self {
        let list = |column| cell(column).iter().flat_map(|cell| column.paths(cell)).collect();
        let coverage = cell(SheetColumn::Coverage);
        let mean_depth = coverage.as_deref().and_then(depth_number);
        Self {
            vcf: list(SheetColumn::Vcf),
            maf: cell(SheetColumn::Maf),
            reported: cell(SheetColumn::Reported),
            panel: cell(SheetColumn::Panel),
            coverage: coverage.filter(|_| mean_depth.is_none()),
            mean_depth,
            cnv: list(SheetColumn::Cnv),
            sv: list(SheetColumn::Sv),
            hla: list(SheetColumn::Hla),
            tumor_id: cell(SheetColumn::TumorId),
            normal_id: cell(SheetColumn::NormalId),
            calls: cell(SheetColumn::Calls),
            matched_normal: cell(SheetColumn::MatchedNormal),
        }
    }

    /// The files of a column; none of one that names no files, or the expression.
    #[must_use]
    pub fn of(&self, column: SheetColumn) -> &[String] {
        match column {
            SheetColumn::Vcf => &self.vcf,
            SheetColumn::Maf => self.maf.as_slice(),
            SheetColumn::Reported => self.reported.as_slice(),
            SheetColumn::Panel => self.panel.as_slice(),
            SheetColumn::Coverage => self.coverage.as_slice(),
            SheetColumn::Cnv => &self.cnv,
            SheetColumn::Sv => &self.sv,
            SheetColumn::Hla => &self.hla,
            _ => &[],
        }
    }

    /// Every file there is, with the column that names it.
    pub fn each(&self) -> impl Iterator<Item = (SheetColumn, &str)> {
        Self::COLUMNS
            .into_iter()
            .flat_map(|column| self.of(column).iter().map(move |file| (column, file.as_str())))
    }

    /// The same with other paths.
    #[must_use]
    pub fn map(&self, path: impl Fn(SheetColumn, &str) -> String) -> Self {
        let mut mapped = Self {
            mean_depth: self.mean_depth,
            tumor_id: self.tumor_id.clone(),
            normal_id: self.normal_id.clone(),
            calls: self.calls.clone(),
            matched_normal: self.matched_normal.clone(),
            ..Self::default()
        };
        for (column, file) in self.each() {
            mapped.push(column, path(column, file));
        }
        mapped
    }

    /// Adds a file to a column; one that holds a single file gets another one.
    pub fn push(&mut self, column: SheetColumn, file: String) {
        match column {
            SheetColumn::Vcf => self.vcf.push(file),
            SheetColumn::Maf => self.maf = Some(file),
            SheetColumn::Reported => self.reported = Some(file),
            SheetColumn::Panel => self.panel = Some(file),
            SheetColumn::Coverage => self.coverage = Some(file),
            SheetColumn::Cnv => self.cnv.push(file),
            SheetColumn::Sv => self.sv.push(file),
            SheetColumn::Hla => self.hla.push(file),
            _ => {}
        }
    }

    /// Forgets the files of a column.
    pub fn clear(&mut self, column: SheetColumn) {
        match column {
            SheetColumn::Vcf => self.vcf.clear(),
            SheetColumn::Maf => self.maf = None,
            SheetColumn::Reported => self.reported = None,
            SheetColumn::Panel => self.panel = None,
            SheetColumn::Coverage => self.coverage = None,
            SheetColumn::Cnv => self.cnv.clear(),
            SheetColumn::Sv => self.sv.clear(),
            SheetColumn::Hla => self.hla.clear(),
            _ => {}
        }
    }

    /// Whether there is no file that says something of the sample; a panel or a table of depths alone does not.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.each().all(|(column, _)| !column.holds_samples() || column == SheetColumn::Coverage)
    }
}

/// A mean depth as laboratories write it: `500`, `500x`, `87.5 X`. `None` for what is not a number, such as a path.
pub(super) fn depth_number(cell: &str) -> Option<f64> {
    let number = cell.trim().trim_end_matches(['x', 'X', '\u{d7}']).trim_end();
    // `inf` and `nan` are names of files rather than depths.
    let is_written_in_digits = number.ends_with(|c: char| c.is_ascii_digit() || c == '.');
    number.parse().ok().filter(|_| is_written_in_digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each file column holds this cell.
    fn filled(cell: &str) -> DnaFiles {
        DnaFiles::of_cells(|column| column.is_file().then(|| cell.to_owned()))
    }

    #[test]
    fn every_file_column_of_the_schema_is_kept() {
        let files = filled("a.x; b.x;");
        for column in SheetColumn::files().filter(|column| *column != SheetColumn::Expression) {
            assert!(DnaFiles::COLUMNS.contains(&column), "{column:?}");
            let expected: &[&str] = if column.is_list() { &["a.x", "b.x"] } else { &["a.x; b.x;"] };
            assert_eq!(files.of(column), expected, "{column:?}");
        }
        let columns: Vec<SheetColumn> = files.each().map(|(column, _)| column).collect();
        assert_eq!(columns.len(), 12);
        assert!(columns.is_sorted(), "the order of files is that of the schema");
    }

    #[test]
    fn paths_are_replaced_and_forgotten_by_column() {
        let mut files = filled("a;b").map(|column, file| format!("{}/{file}", column.name()));
        assert_eq!(files.vcf, ["vcf/a", "vcf/b"]);
        assert_eq!((files.sv.len(), files.maf.as_deref()), (2, Some("maf/a;b")));
        for column in DnaFiles::COLUMNS {
            assert!(!files.of(column).is_empty());
            files.clear(column);
            assert!(files.of(column).is_empty(), "{column:?}");
        }
    }

    #[test]
    fn a_depth_is_a_number_or_a_table() {
        let read = |cell: &str| {
            let files =
                DnaFiles::of_cells(|column| (column == SheetColumn::Coverage).then(|| cell.to_owned()));
            (files.mean_depth, files.coverage)
        };
        for (cell, depth) in [("500", 500.0), ("500x", 500.0), ("87.5 X", 87.5), ("120\u{d7}", 120.0)] {
            assert_eq!(read(cell), (Some(depth), None), "{cell}");
        }
        for path in ["depth/P1.bed.gz", "./500", "500x.tsv", "inf", "nan", "x"] {
            assert_eq!(read(path), (None, Some(path.to_owned())));
        }
        let files = DnaFiles::of_cells(|_| Some("80x".to_owned())).map(|_, file| format!("in/{file}"));
        assert_eq!((files.mean_depth, files.coverage), (Some(80.0), None));
    }

    #[test]
    fn a_panel_alone_says_nothing_of_a_sample() {
        let mut files = DnaFiles {
            panel: Some("genes.txt".into()),
            coverage: Some("depth.bed".into()),
            ..DnaFiles::default()
        };
        assert!(files.is_empty());
        files.hla.push("loss.tsv".into());
        assert!(!files.is_empty());
        assert_eq!(SheetColumn::Vcf.paths(" ; ;").count(), 0);
    }
}
