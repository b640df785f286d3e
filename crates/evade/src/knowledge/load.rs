//! Reading knowledge: the built-in files, and those of a user.

use evade_resistance::{Knowledge, KnowledgeFault, KnowledgeFile};
use evade_stream::ReadError;

use crate::builtin;
use crate::inputs::parsed_rules;

/// Name of all built-in files in a message.
pub(super) const BUILT_IN: &str = "signatures/knowledge";

/// The built-in knowledge.
pub(crate) fn built_in() -> crate::Result<Knowledge> {
    let hint = "this knowledge is part of the program";
    Knowledge::new(built_in_files()?).map_err(|found| faults(BUILT_IN, &found, hint).into())
}

/// The built-in files of knowledge.
pub(super) fn built_in_files() -> crate::Result<Vec<KnowledgeFile>> {
    let read = |(name, text): &(&str, &str)| file(name, text, "this file is part of the program");
    builtin::KNOWLEDGE.iter().map(read).collect()
}

/// One file of knowledge.
pub(super) fn file(name: &str, text: &str, hint: &str) -> crate::Result<KnowledgeFile> {
    parsed_rules(name, text, hint)
}

/// Faults of knowledge as one error.
pub(super) fn faults(name: &str, faults: &[KnowledgeFault], hint: &str) -> ReadError {
    let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let what = match &faults[..] {
        [only] => only.clone(),
        all => format!("{} findings: {}", all.len(), all.join("; ")),
    };
    ReadError::bad_value(name, what).hint(hint)
}
