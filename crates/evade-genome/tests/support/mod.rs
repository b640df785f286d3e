//! What the tests share.

use std::sync::LazyLock;

use evade_genome::GenePanel;

/// The genes of the program, read once: a test may read thousands of files with them.
pub(crate) static PANEL: LazyLock<GenePanel> = LazyLock::new(|| {
    GenePanel::read(
        ("regions.tsv", include_str!("../../../../signatures/alterations/regions.tsv")),
        ("transcripts.tsv", include_str!("../../../../signatures/alterations/transcripts.tsv")),
        ("hotspots.tsv", include_str!("../../../../signatures/alterations/hotspots.tsv")),
    )
    .unwrap()
});
