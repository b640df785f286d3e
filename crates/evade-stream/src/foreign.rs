//! Files that are no text, known by their first bytes, and what to do about each.

use crate::ReadError;

/// What a file is instead of plain text.
struct Kind {
    what: &'static str,
    hint: &'static str,
}

/// First bytes and what they begin.
const MAGIC: &[(&[u8], Kind)] = &[
    (
        b"BZh",
        Kind {
            what: "a bzip2 file",
            hint: "unpack it: bunzip2 -k FILE (gzip and zstd are read as they are)",
        },
    ),
    (
        b"\xfd7zXZ\0",
        Kind { what: "an xz file", hint: "unpack it: unxz -k FILE (gzip and zstd are read as they are)" },
    ),
    (b"\x5d\0\0\x80\0", Kind { what: "an lzma file", hint: "unpack it: unlzma -k FILE" }),
    (b"\x04\x22\x4d\x18", Kind { what: "an lz4 file", hint: "unpack it: lz4 -d FILE" }),
    (b"7z\xbc\xaf\x27\x1c", Kind { what: "a 7-Zip archive", hint: "unpack it, and give the file inside" }),
    (b"Rar!\x1a\x07", Kind { what: "a RAR archive", hint: "unpack it, and give the file inside" }),
    (b"\x1f\x8b", Kind { what: "a gzip file within a packed file", hint: "unpack it once: gunzip FILE" }),
    (
        b"\x28\xb5\x2f\xfd",
        Kind {
            what: "a zstd file within a packed file",
            hint: "unpack it once: gunzip FILE, or unzstd FILE",
        },
    ),
    (
        b"\xd0\xcf\x11\xe0",
        Kind { what: "an Excel workbook of before 2007 (.xls)", hint: "export the sheet as CSV or TSV" },
    ),
    (b"\x89HDF\r\n\x1a\n", HDF5),
    (b"RDX2\n", R_WORKSPACE),
    (b"RDX3\n", R_WORKSPACE),
    (b"RDA2\n", R_WORKSPACE),
    (b"RDA3\n", R_WORKSPACE),
    (b"X\n\0\0\0\x02", R_OBJECT),
    (b"X\n\0\0\0\x03", R_OBJECT),
    (b"B\n\x02\0\0\0", R_OBJECT),
    (b"B\n\x03\0\0\0", R_OBJECT),
    (b"A\n2\n", R_OBJECT),
    (b"A\n3\n", R_OBJECT),
    (
        b"%%MatrixMarket",
        Kind {
            what: "a sparse matrix in Matrix Market format (.mtx), whose genes and samples are in other files",
            hint: "write it as a table: in R, x <- Matrix::readMM(FILE), name its rows and columns, then write.table(as.matrix(x), \"expression.tsv\", sep = \"\\t\", quote = FALSE, col.names = NA)",
        },
    ),
    (
        b"\x93NUMPY",
        Kind {
            what: "a NumPy array (.npy)",
            hint: "write a table of genes x samples with the names of both",
        },
    ),
    (
        b"ARROW1",
        Kind { what: "a Feather or Arrow file", hint: "write it as Parquet, or as a tab-separated table" },
    ),
    (b"FEA1", Kind { what: "a Feather file", hint: "write it as Parquet, or as a tab-separated table" }),
    (b"SQLite format 3\0", Kind { what: "an SQLite database", hint: "export the table as CSV or TSV" }),
    (
        b"BAM\x01",
        Kind {
            what: "an alignment file (BAM)",
            hint: "count or quantify its reads by gene first, and give that table",
        },
    ),
    (
        b"CRAM\x03",
        Kind {
            what: "an alignment file (CRAM)",
            hint: "count or quantify its reads by gene first, and give that table",
        },
    ),
    (b"%PDF-", Kind { what: "a PDF document", hint: "give the table as text, tab separated" }),
    (b"<!DOCTYPE html", WEB_PAGE),
    (b"<!doctype html", WEB_PAGE),
    (b"<html", WEB_PAGE),
];

const HDF5: Kind = Kind {
    what: "an HDF5 file (.h5ad, .loom, .h5)",
    hint: "write it as a table: in Python, anndata.read_h5ad(FILE).to_df().T.to_csv(\"expression.tsv\", sep=\"\\t\"); single cells are added up by sample before that",
};
const KALLISTO: Kind = Kind {
    what: "an HDF5 file of kallisto (abundance.h5)",
    hint: "give abundance.tsv, which kallisto writes beside it",
};
const R_OBJECT: Kind = Kind {
    what: "an R object (.rds)",
    hint: "write it as a table: in R, write.table(readRDS(FILE), \"expression.tsv\", sep = \"\\t\", quote = FALSE, col.names = NA)",
};
const R_WORKSPACE: Kind = Kind {
    what: "an R workspace (.RData, .rda)",
    hint: "write it as a table: in R, load(FILE), then write.table(MATRIX, \"expression.tsv\", sep = \"\\t\", quote = FALSE, col.names = NA)",
};
const WEB_PAGE: Kind = Kind {
    what: "a web page (HTML), as a failed download leaves it",
    hint: "download the file again, and look at its first lines",
};
const WORKBOOK: Kind = Kind { what: "an Excel workbook (.xlsx)", hint: "export the sheet as CSV or TSV" };
const ZIP: Kind = Kind {
    what: "an Excel workbook or a ZIP archive, not a text table",
    hint: "export the sheet as CSV or TSV, or unpack the archive",
};
const ZIP_ALONE: Kind =
    Kind { what: "a ZIP archive (.zip)", hint: "unpack it: unzip FILE, and give the table inside" };
const TAR: Kind =
    Kind { what: "a tar archive (.tar)", hint: "unpack it: tar xf FILE, and give the table inside" };

/// First bytes of a ZIP archive, which a workbook is too.
const ZIP_MAGIC: &[u8] = b"PK\x03\x04";
/// What the first member of a workbook is called.
const WORKBOOK_MEMBERS: [&[u8]; 4] = [b"[Content_Types].xml", b"_rels/", b"xl/", b"docProps/"];

/// Refuses what is known to be no text, unpacked from gzip or zstd; `bytes` are the first of a file.
pub(crate) fn refuse_foreign(name: &str, bytes: &[u8]) -> Result<(), ReadError> {
    let Some(kind) = kind_of(name, bytes) else { return Ok(()) };
    Err(ReadError::not_text(name, format!("this is {}", kind.what)).at_line(1).hint(kind.hint))
}

fn kind_of(name: &str, bytes: &[u8]) -> Option<&'static Kind> {
    if bytes.starts_with(ZIP_MAGIC) {
        let member = bytes.get(30..).unwrap_or_default();
        let is_workbook = WORKBOOK_MEMBERS.iter().any(|start| member.starts_with(start));
        let is_file =
            member.first().is_some_and(u8::is_ascii_alphanumeric) && !member.starts_with(b"mimetype");
        return Some(match (is_workbook, is_file) {
            (true, _) => &WORKBOOK,
            (_, true) => &ZIP_ALONE,
            _ => &ZIP,
        });
    }
    if is_tar(bytes) {
        return Some(&TAR);
    }
    let (magic, kind) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic))?;
    // A table may begin with these letters; the block mark or that of an empty file follows in bzip2.
    if *magic == b"BZh" && !is_bzip2(bytes) {
        return None;
    }
    // R packs its objects in any of these ways.
    let name = name.to_ascii_lowercase();
    if kind.what == HDF5.what && name.ends_with("abundance.h5") {
        return Some(&KALLISTO);
    }
    let is_packed = [&b"BZh"[..], b"\xfd7zXZ\0"].contains(magic);
    Some(match name.rsplit('.').next() {
        Some("rds") if is_packed => &R_OBJECT,
        Some("rdata" | "rda") if is_packed => &R_WORKSPACE,
        _ => kind,
    })
}

fn is_bzip2(bytes: &[u8]) -> bool {
    bytes.get(3).is_some_and(|level| (b'1'..=b'9').contains(level))
        && bytes.get(4..10).is_some_and(|mark| mark == b"1AY&SY" || mark == b"\x17\x72\x45\x38\x50\x90")
}

/// Whether the first block is the header of a member: its sum of bytes stands in it, in octal, whatever the variant of tar.
fn is_tar(bytes: &[u8]) -> bool {
    let Some(block) = bytes.get(..512).filter(|block| block[0] != 0) else { return false };
    let Ok(written) = std::str::from_utf8(&block[148..156]) else { return false };
    let Ok(written) = u32::from_str_radix(written.trim_matches(['\0', ' ']), 8) else { return false };
    let blanks = 8 * u32::from(b' ');
    let sum = |part: &[u8]| part.iter().map(|&byte| u32::from(byte)).sum::<u32>();
    written == sum(&block[..148]) + blanks + sum(&block[156..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(name: &str, bytes: &[u8]) -> String {
        refuse_foreign(name, bytes).map_or_else(|error| error.to_string(), |()| "text".to_owned())
    }

    #[test]
    fn each_kind_of_file_is_named_with_what_to_do() {
        for (name, bytes, what, hint) in [
            ("x.tsv.bz2", &b"BZh91AY&SY\0\0"[..], "a bzip2 file", "bunzip2"),
            ("x.tsv", b"BZh1\x17\x72\x45\x38\x50\x90", "a bzip2 file", "bunzip2"),
            ("x.xz", b"\xfd7zXZ\0\0", "an xz file", "unxz"),
            ("x.rds", b"\xfd7zXZ\0\0", "an R object", "readRDS"),
            ("x.RData", b"BZh91AY&SY\0\0", "an R workspace", "load(FILE)"),
            ("x.rds", b"X\n\0\0\0\x03\0\x04", "an R object", "readRDS"),
            ("x.rda", b"RDX3\nX\n", "an R workspace", "load(FILE)"),
            ("x.h5ad", b"\x89HDF\r\n\x1a\n\0", "an HDF5 file (.h5ad, .loom", "to_csv"),
            ("P1/abundance.h5", b"\x89HDF\r\n\x1a\n\0", "an HDF5 file of kallisto", "abundance.tsv"),
            ("x.mtx", b"%%MatrixMarket matrix coordinate", "a sparse matrix", "readMM"),
            ("x.gz.gz", b"\x1f\x8b\x08\0", "a gzip file within", "gunzip"),
            ("x.html", b"<!DOCTYPE html><html>", "a web page", "download"),
            (
                "x.xlsx",
                b"PK\x03\x04\x14\0aaaabbbbccccddddeeeeffff[Content_Types].xml",
                "an Excel workbook (.xlsx)",
                "export",
            ),
            ("x.zip", b"PK\x03\x04\x14\0aaaabbbbccccddddeeeefffftpm.tsv", "a ZIP archive", "unzip"),
            ("x.zip", b"PK\x03\x04\x14\0", "an Excel workbook or a ZIP archive", "unpack"),
        ] {
            let message = message(name, bytes);
            assert!(
                message.contains(&format!("this is {what}")) && message.contains(hint),
                "{name}: {message}"
            );
        }
        // Genes and samples may be called like this.
        for text in ["BZh9\tS1\nA\t1\n", "PK\tS1\n", "A\tS1\n", "X\tS1\n", "CRAMP1\t1\n"] {
            assert_eq!(message("m.tsv", text.as_bytes()), "text", "{text:?}");
        }
    }

    #[test]
    fn a_tar_archive_is_known_by_its_sum() {
        let mut block = [0_u8; 1024];
        block[..7].copy_from_slice(b"tpm.tsv");
        block[100..107].copy_from_slice(b"0000644");
        let sum: u32 = block[..512].iter().map(|&b| u32::from(b)).sum::<u32>() + 8 * 32;
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        assert!(message("x", &block).contains("this is a tar archive"), "{}", message("x", &block));
        block[3] = b'x';
        assert_eq!(message("x", &block), "text");
    }
}
