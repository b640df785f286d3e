//! Opening everything a command works on besides expression.

use std::borrow::Cow;
use std::path::Path;

use evade_core::{GeneTable, Resolution, Signature};
use evade_io::{is_weight_table, read_catalogue, read_gmt, read_weight_table};
use evade_phenotype::{FeatureList, Reference, ReferenceError, Rules, TissueRules};
use evade_resistance::{PairRules, ReadoutRules, ResistanceRules};
use evade_stream::{Digest, ReadError, ReadErrorKind, Source, sha256_hex};
use serde::{Deserialize, Serialize};

use crate::builtin;
use crate::error::UsageError;

/// Bytes read at a time when only their digest matters.
const DIGEST_PORTION: usize = 1 << 20;

/// One input file for the manifest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct InputRecord {
    /// What it was used for.
    pub(crate) role: Cow<'static, str>,
    /// File name without folder.
    pub(crate) name: String,
    /// SHA-256 of the file as it lay there; none where no manifest is written.
    pub(crate) sha256: Option<String>,
}

impl InputRecord {
    /// The record of a file that is read elsewhere.
    pub(crate) fn of(role: &'static str, path: &Path) -> Result<Self, ReadError> {
        let source = Source::path(path);
        Ok(Self { role: role.into(), name: source.base_name(), sha256: Some(source.read()?.sha256) })
    }
}

/// Adds a user's sets, their members resolved to approved symbols; an id that is there already cannot be taken again.
pub(crate) fn add_gene_sets(
    signatures: &mut Vec<Signature>,
    path: &Path,
    genes: &GeneTable,
) -> crate::Result<InputRecord> {
    let (sets, record) = gene_sets(path)?;
    for mut set in sets {
        if signatures.iter().any(|known| known.id == set.id) {
            return Err(ReadError::duplicate(
                &path.display().to_string(),
                format!("the set '{}' is already there", set.id),
            )
            .hint("rename it")
            .into());
        }
        for member in set.up.iter_mut().chain(&mut set.down) {
            if let Resolution::Found(gene, _) = genes.resolve(member) {
                genes.gene(gene).symbol.clone_into(member);
            }
        }
        signatures.push(set);
    }
    Ok(record)
}

/// Reads gene sets from a GMT file, a table of weighted members or a TOML file.
pub(crate) fn gene_sets(path: &Path) -> crate::Result<(Vec<Signature>, InputRecord)> {
    let source = Source::from_argument(path);
    let content = source.read()?;
    let text = content.text()?;
    let is_toml = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml"));
    let sets = if is_toml {
        read_catalogue([(content.name.as_str(), text)])?.scorable()
    } else if is_weight_table(text) {
        read_weight_table(&content)?
    } else {
        read_gmt(&content.name, text)?
    };
    let record =
        InputRecord { role: "gene_sets".into(), name: source.base_name(), sha256: Some(content.sha256) };
    Ok((sets, record))
}

/// Reads a list of genes: one a line, what stands behind a tab is left out, `#` begins a comment.
pub(crate) fn gene_list(path: &Path) -> crate::Result<Vec<String>> {
    let content = Source::from_argument(path).read()?;
    let genes: Vec<String> = content
        .text()?
        .lines()
        .filter_map(|line| line.split('\t').next())
        .map(str::trim)
        .filter(|id| !id.is_empty() && !id.starts_with('#'))
        .map(str::to_owned)
        .collect();
    if genes.is_empty() {
        return Err(ReadError::empty(&content.name, "the file holds no gene")
            .hint("give one gene a line")
            .into());
    }
    Ok(genes)
}

/// The built-in reference of this id, or the one in this file.
pub(crate) fn reference(id_or_file: &str) -> crate::Result<Reference> {
    let (name, text) = match builtin::reference(id_or_file) {
        Some(text) => (id_or_file.to_owned(), text.to_owned()),
        None => {
            let path = Path::new(id_or_file);
            let content = match Source::path(path).read() {
                Err(error) if error.kind() == ReadErrorKind::NotFound && path.extension().is_none() => {
                    let known: Vec<&str> = builtin::reference_ids().collect();
                    return Err(UsageError::new(
                        format!("there is no reference '{id_or_file}'"),
                        format!("give a file, or one of: {}", known.join(", ")),
                    )
                    .into());
                }
                content => content?,
            };
            let text = content.text()?.to_owned();
            (content.name, text)
        }
    };
    let failed = |what: String| {
        ReadError::wrong_format(&name, what).hint("build the reference again with 'evade reference build'")
    };
    let not_json = |e: serde_json::Error| {
        // The place is named once, in front.
        let what = e.to_string();
        let what = what.split(" at line ").next().unwrap_or_default();
        failed(format!("this is not a reference: {what}")).at_line(e.line() as u64)
    };
    // The format comes first: the fields of another version mean nothing to this one.
    match serde_json::from_str(&text).map_err(not_json)? {
        FormatOnly { format: Some(Reference::FORMAT) } => {}
        FormatOnly { format: Some(found) } => {
            return Err(failed(ReferenceError::Format { found }.to_string()).into());
        }
        FormatOnly { format: None } => {
            return Err(failed("this is not a reference: it has no 'format'".to_owned()).into());
        }
    }
    let mut reference: Reference = serde_json::from_str(&text).map_err(not_json)?;
    reference.check().map_err(|e| failed(e.to_string()))?;
    reference.digest = sha256_hex(text.as_bytes());
    Ok(reference)
}

#[derive(Deserialize)]
struct FormatOnly {
    format: Option<u32>,
}

/// The built-in rules of this id, or those in this file, with the digest of their text.
pub(crate) fn rules(id_or_file: &str) -> crate::Result<(Rules, String)> {
    let known: Vec<&str> = builtin::rule_ids().collect();
    let (name, text) = rule_text(id_or_file, builtin::rules(id_or_file), &known)?;
    let hint = "leave out the option for the built-in rules tme-v1, or name tme-v0; rules of your own are TOML with id, then [margin] and [[class]], or [kind] and [[model]]";
    let rules: Rules = parsed_rules(&name, &text, hint)?;
    rules.check().map_err(|e| ReadError::bad_value(&name, e.to_string()).hint(hint))?;
    if builtin::rules(&rules.id).is_some_and(|(_, built_in)| built_in != text) {
        return Err(ReadError::bad_value(
            &name,
            format!("the rules have the id '{}' of built-in ones, and are not the same", rules.id),
        )
        .hint("give them an id of their own: results name rules by it")
        .into());
    }
    Ok((rules, sha256_hex(text.as_bytes())))
}

/// The built-in rules of the tissue gates of this id, or those in this file.
pub(crate) fn tissue_rules(id_or_file: &str) -> crate::Result<TissueRules> {
    let (name, text) = rule_text(id_or_file, builtin::tissue_rules(id_or_file), &["tissue-v1", "none"])?;
    let hint = "leave out the option for the built-in rules tissue-v1, or name none";
    let rules: TissueRules = parsed_rules(&name, &text, hint)?;
    rules.check().map_err(|e| ReadError::bad_value(&name, e.to_string()).hint(hint))?;
    Ok(rules)
}

/// The built-in list of functional readouts.
pub(crate) fn readout_rules() -> crate::Result<ReadoutRules> {
    let (name, text) = builtin::READOUTS;
    let rules: ReadoutRules = parsed_rules(name, text, "this list is part of the program")?;
    rules.check().map_err(|e| ReadError::bad_value(name, e.to_string()))?;
    Ok(rules)
}

/// The built-in rules of the resistance class.
pub(crate) fn resistance_rules() -> crate::Result<ResistanceRules> {
    let (name, text) = builtin::RESISTANCE;
    let rules: ResistanceRules = parsed_rules(name, text, "these rules are part of the program")?;
    rules.check().map_err(|e| ReadError::bad_value(name, e.to_string()))?;
    Ok(rules)
}

/// The built-in rules of comparisons.
pub(crate) fn pair_rules() -> crate::Result<PairRules> {
    let (name, text) = builtin::PAIRS;
    let rules: PairRules = parsed_rules(name, text, "these rules are part of the program")?;
    rules.check().map_err(|e| ReadError::bad_value(name, e.to_string()))?;
    Ok(rules)
}

/// The built-in list of features that mechanism rules read.
pub(crate) fn feature_list() -> crate::Result<FeatureList> {
    let (name, text) = builtin::FEATURES;
    parsed_rules(name, text, "this list is part of the program")
}

/// Name and text of a rule file.
fn rule_text(
    id_or_file: &str,
    known: Option<(&'static str, &'static str)>,
    ids: &[&str],
) -> crate::Result<(String, String)> {
    if let Some((path, text)) = known {
        return Ok((path.to_owned(), text.to_owned()));
    }
    let path = Path::new(id_or_file);
    if !path.exists() && path.extension().is_none() {
        return Err(UsageError::new(
            format!("there are no rules '{id_or_file}'"),
            format!("give a file, or one of: {}", ids.join(", ")),
        )
        .into());
    }
    let content = Source::path(path).read()?;
    let text = content.text()?.to_owned();
    Ok((content.name, text))
}

/// A TOML file of rules or knowledge.
pub(crate) fn parsed_rules<T: serde::de::DeserializeOwned>(
    name: &str,
    text: &str,
    hint: &str,
) -> crate::Result<T> {
    toml::from_str(text).map_err(|e| {
        let line = e.span().map(|span| text[..span.start.min(text.len())].matches('\n').count() as u64 + 1);
        let error = ReadError::bad_value(name, e.message().to_owned()).hint(hint);
        if let Some(line) = line { error.at_line(line).into() } else { error.into() }
    })
}

/// A digest of a set's members: what a reference's distribution belongs to.
pub(crate) fn member_digest(signature: &Signature) -> String {
    let mut sides = [signature.up.clone(), signature.down.clone()];
    for side in &mut sides {
        side.sort();
    }
    let text = format!("{}\nup {}\ndown {}\n", signature.id, sides[0].join(" "), sides[1].join(" "));
    sha256_hex(text.as_bytes())[..16].to_owned()
}

/// SHA-256 of a file.
pub(crate) fn sha256_of(path: &Path) -> Result<String, ReadError> {
    let mut input = Source::path(path).open(Digest::Sha256)?;
    let mut portion = Vec::new();
    while input.read_more(&mut portion, DIGEST_PORTION)? == DIGEST_PORTION {
        portion.clear();
    }
    Ok(input.sha256().unwrap_or_default())
}

/// The file's name without what its format adds.
pub(crate) fn stem(path: &Path) -> String {
    let name = Source::from_argument(path).base_name();
    let mut stem = name.as_str();
    for ending in [".gz", ".bgz", ".zst", ".vcf", ".bcf", ".tsv", ".csv", ".txt"] {
        stem = stem.strip_suffix(ending).unwrap_or(stem);
    }
    stem.to_owned()
}
