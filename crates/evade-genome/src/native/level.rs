//! Who says what the variants of a file do.

use evade_core::VariantSource;

/// Who says what the variants of a file do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AnnotationLevel {
    /// VEP.
    #[default]
    Csq,
    /// `SnpEff`.
    Ann,
    /// `bcftools csq`.
    Bcsq,
    /// PAVE.
    Pave,
    /// Funcotator.
    Funcotator,
    /// ANNOVAR.
    Annovar,
    /// The transcript table, without the sequence: exchanges of one base are not translated.
    NativeCoordinates,
    /// The transcript table and the coding sequences.
    NativeSequence,
}

impl AnnotationLevel {
    /// As results print it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csq => "CSQ",
            Self::Ann => "ANN",
            Self::Bcsq => "BCSQ",
            Self::Pave => "IMPACT",
            Self::Funcotator => "FUNCOTATION",
            Self::Annovar => "ANNOVAR",
            Self::NativeCoordinates => "native-MANE-v1.5-coordinates",
            Self::NativeSequence => "native-MANE-v1.5",
        }
    }
}

impl From<AnnotationLevel> for VariantSource {
    fn from(level: AnnotationLevel) -> Self {
        match level {
            AnnotationLevel::Csq => Self::VcfCsq,
            AnnotationLevel::Ann => Self::VcfAnn,
            AnnotationLevel::Bcsq => Self::VcfBcsq,
            AnnotationLevel::Pave => Self::VcfPave,
            AnnotationLevel::Funcotator => Self::VcfFuncotator,
            AnnotationLevel::Annovar => Self::VcfAnnovar,
            AnnotationLevel::NativeCoordinates | AnnotationLevel::NativeSequence => Self::VcfNative,
        }
    }
}
