//! A command, a temporary folder, and real data that may not be there.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The manifest says how a result was put together, the log when.
pub(crate) const NOT_COMPARED: [&str; 2] = ["manifest.json", "run.log.json"];

/// What a command did.
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    /// Fails the test unless the exit code is this one.
    pub(crate) fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }
}

/// Runs `evade` in a folder.
pub(crate) fn evade_in(folder: &Path, arguments: &[&str]) -> Outcome {
    evade_with_input(folder, arguments, &[])
}

/// Runs `evade` in a folder with standard input.
pub(crate) fn evade_with_input(folder: &Path, arguments: &[&str], input: &[u8]) -> Outcome {
    use std::io::Write as _;
    let mut child = Command::new(env!("CARGO_BIN_EXE_evade"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that reads no input closes the pipe; that is its right.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    Outcome {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// The top of the repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// A file of test-data/.
pub(crate) fn test_data(path: &str) -> PathBuf {
    repository().join("test-data").join(path)
}

/// A file of the real data, or `None` when the folder is absent, which is said on standard error and, with
/// `EVADE_REQUIRE_DATA=1`, a failure.
pub(crate) fn real_data(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("EVADE_REFERENCE_DATA")
        .map_or_else(|| repository().join("../shared"), PathBuf::from);
    let file = root.join("data").join(path);
    if file.exists() {
        return Some(file);
    }
    let required = std::env::var("EVADE_REQUIRE_DATA").is_ok_and(|value| value == "1");
    assert!(!required, "{} is absent and EVADE_REQUIRE_DATA=1", file.display());
    eprintln!("SKIPPED: {} is absent", file.display());
    None
}

/// Every file below a folder with its bytes, but for those of these names.
pub(crate) fn files_below(folder: &Path, but: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !but.contains(&name.as_str()) {
                let relative = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                files.insert(relative, std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// Fails the test unless both folders hold the same files with the same bytes.
pub(crate) fn assert_same_files(one: &Path, other: &Path, but: &[&str]) {
    let (one_files, other_files) = (files_below(one, but), files_below(other, but));
    assert!(!one_files.is_empty(), "{} holds nothing to compare", one.display());
    assert_eq!(
        one_files.keys().collect::<Vec<_>>(),
        other_files.keys().collect::<Vec<_>>(),
        "the folders hold different files"
    );
    for (name, bytes) in &one_files {
        assert!(
            bytes == &other_files[name],
            "{name} differs between {} and {}",
            one.display(),
            other.display()
        );
    }
}

/// A text table in memory: a matrix, or any TSV.
#[derive(Clone)]
pub(crate) struct Tsv {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Tsv {
    pub(crate) fn parse(text: &str) -> Self {
        let mut lines = text.lines().map(|line| line.split('\t').map(str::to_owned).collect());
        Self { header: lines.next().unwrap(), rows: lines.collect() }
    }

    /// Reads a file, through gzip if its content says so.
    pub(crate) fn read(path: &Path) -> Self {
        let content = evade_stream::Source::path(path).read().unwrap();
        Self::parse(&String::from_utf8(content.bytes).unwrap())
    }

    pub(crate) fn text(&self) -> String {
        let mut text = self.header.join("\t") + "\n";
        for row in &self.rows {
            writeln!(text, "{}", row.join("\t")).unwrap();
        }
        text
    }

    pub(crate) fn write(&self, path: &Path) {
        evade_stream::Output::write_file(path, self.text().as_bytes()).unwrap();
    }

    pub(crate) fn column(&self, name: &str) -> usize {
        self.header
            .iter()
            .position(|h| h == name)
            .unwrap_or_else(|| panic!("no column {name} in {:?}", self.header))
    }

    /// Column `value` by column `key`.
    pub(crate) fn pairs(&self, key: &str, value: &str) -> BTreeMap<String, String> {
        let (key, value) = (self.column(key), self.column(value));
        self.rows.iter().map(|row| (row[key].clone(), row[value].clone())).collect()
    }

    /// The same table with these columns only, in this order.
    pub(crate) fn columns(&self, places: &[usize]) -> Self {
        let pick = |row: &Vec<String>| places.iter().map(|&place| row[place].clone()).collect();
        Self { header: pick(&self.header), rows: self.rows.iter().map(pick).collect() }
    }
}

/// The path of a file of the demonstration cohort.
pub(crate) fn demo(file: &str) -> String {
    test_data("demo").join(file).to_str().unwrap().to_owned()
}

/// Runs the demo's first samples into a folder; options follow.
pub(crate) fn run_demo(work: &Path, out: &str, more: &[&str]) {
    let matrix = demo("expression_tpm.tsv.gz");
    let run = ["run", "-q", "--samples", "sheet.csv", "--expression", &matrix, "--outdir", out];
    evade_in(work, &[&run[..], more].concat()).expect_code(0);
}

/// The demo's sheet with paths that hold from everywhere.
pub(crate) fn demo_sheet() -> String {
    let folder = test_data("demo");
    let mut sheet = std::fs::read_to_string(folder.join("samples.csv")).unwrap();
    for file in ["variants/", "variants.maf", "segments/"] {
        sheet = sheet.replace(&format!(",{file}"), &format!(",{}/{file}", folder.display()));
    }
    sheet
}

/// A generator for shuffles and dropouts in tests.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % n as u64).unwrap()
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
