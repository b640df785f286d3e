//! Names in a message: the first few, and how many there are.

/// Names that a message shows before it stops.
const NAMED: usize = 10;

/// The first few, and their number if there are more.
pub(crate) fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).map(AsRef::as_ref).collect();
    let shown = shown.join(", ");
    if names.len() > NAMED { format!("{shown}, ... ({} in all)", names.len()) } else { shown }
}
