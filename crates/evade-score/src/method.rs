//! Scoring methods with their parameters, as written on the command line and in every table.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::RunContext;
use crate::methods::{CohortMethod, SampleMethod, gsva, plage, singscore, ssgsea, zscore};
use crate::parameters::Parameters;

/// A scoring method with its parameters. Its text form carries everything that defines the number.
#[derive(Debug, Clone, PartialEq)]
pub enum Method {
    /// Foroutan 2018.
    Singscore(singscore::Singscore),
    /// Barbie 2009 as in GSVA.
    Ssgsea(ssgsea::Ssgsea),
    /// Hänzelmann 2013.
    Gsva(gsva::Gsva),
    /// Tomfohr 2005.
    Plage(plage::Plage),
    /// Lee 2008.
    Zscore(zscore::Zscore),
}

/// A method made ready for a run.
pub enum Kernel {
    /// Sample by sample.
    Sample(Box<dyn SampleMethod>),
    /// All samples at once.
    Cohort(Box<dyn CohortMethod>),
}

/// How a score is scaled over the whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Normalisation {
    /// As it is.
    None,
    /// Divided by the largest minus the smallest score of all samples and sets of the run.
    Range,
    /// Divided by half the number of genes, which puts it within about -1 and 1.
    Size,
}

impl Normalisation {
    /// As written.
    pub(crate) const WORDS: &[(&str, Self)] =
        &[("none", Self::None), ("range", Self::Range), ("size", Self::Size)];
}

impl fmt::Display for Normalisation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Range => "range",
            Self::Size => "size",
        })
    }
}

/// A method that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MethodError {
    /// No such name.
    #[error("there is no method '{0}'; methods are {names}", names = names())]
    UnknownName(String),
    /// The method has no such parameter.
    #[error("{method} has no parameter '{key}'; it takes {known}")]
    UnknownParameter {
        /// Method name.
        method: &'static str,
        /// What was written.
        key: String,
        /// What may be written.
        known: &'static str,
    },
    /// The parameter cannot have this value.
    #[error("'{value}' is no value of {key}; it takes {expected}")]
    BadValue {
        /// Parameter.
        key: &'static str,
        /// What was written.
        value: String,
        /// What may be written.
        expected: String,
    },
}

/// A method's name, what its parameters are, and how they are read.
type Known = (&'static str, &'static str, fn(&mut Parameters<'_>) -> Result<Method, MethodError>);

/// All methods, in the order of the documentation.
const METHODS: &[Known] = &[
    (singscore::NAME, singscore::PARAMETERS, |p| singscore::Singscore::read(p).map(Method::Singscore)),
    (ssgsea::NAME, ssgsea::PARAMETERS, |p| ssgsea::Ssgsea::read(p).map(Method::Ssgsea)),
    (gsva::NAME, gsva::PARAMETERS, |p| gsva::Gsva::read(p).map(Method::Gsva)),
    (plage::NAME, plage::PARAMETERS, |p| plage::Plage::read(p).map(Method::Plage)),
    (zscore::NAME, zscore::PARAMETERS, |p| zscore::Zscore::read(p).map(Method::Zscore)),
];

fn names() -> String {
    METHODS.iter().map(|known| known.0).collect::<Vec<_>>().join(", ")
}

impl Method {
    /// All methods: name, and what parameters they take, in words.
    pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
        METHODS.iter().map(|known| (known.0, known.1))
    }

    /// Makes the method ready for a run.
    #[must_use]
    pub fn kernel(&self, context: &RunContext) -> Kernel {
        match self {
            Self::Singscore(method) => Kernel::Sample(method.kernel(context)),
            Self::Ssgsea(method) => Kernel::Sample(method.kernel(context)),
            Self::Gsva(method) => Kernel::Cohort(Box::new(method.clone())),
            Self::Plage(method) => Kernel::Cohort(Box::new(method.clone())),
            Self::Zscore(method) => Kernel::Cohort(Box::new(method.clone())),
        }
    }

    /// How its scores are scaled over the run.
    #[must_use]
    pub fn normalisation(&self) -> Normalisation {
        match self {
            Self::Ssgsea(method) => method.normalisation,
            Self::Singscore(_) | Self::Gsva(_) | Self::Plage(_) | Self::Zscore(_) => Normalisation::None,
        }
    }

    /// A file of genes that the method names.
    #[must_use]
    pub fn gene_list(&self) -> Option<&str> {
        match self {
            Self::Singscore(method) => method.stable.as_deref(),
            Self::Ssgsea(_) | Self::Gsva(_) | Self::Plage(_) | Self::Zscore(_) => None,
        }
    }

    /// Whether a sample's score depends on the other samples of the run.
    #[must_use]
    pub fn needs_cohort(&self) -> bool {
        self.normalisation() == Normalisation::Range
            || matches!(self, Self::Gsva(_) | Self::Plage(_) | Self::Zscore(_))
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Singscore(method) => method.fmt(f),
            Self::Ssgsea(method) => method.fmt(f),
            Self::Gsva(method) => method.fmt(f),
            Self::Plage(method) => method.fmt(f),
            Self::Zscore(method) => method.fmt(f),
        }
    }
}

impl FromStr for Method {
    type Err = MethodError;

    /// `NAME` or `NAME:key=value,key=value`.
    fn from_str(text: &str) -> Result<Self, MethodError> {
        let (name, written) = text.split_once(':').unwrap_or((text, ""));
        let &(name, known, read) =
            METHODS.iter().find(|m| m.0 == name).ok_or_else(|| MethodError::UnknownName(name.to_owned()))?;
        let mut parameters = Parameters::new(name, known, written);
        let method = read(&mut parameters)?;
        parameters.finish()?;
        Ok(method)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_named_with_what_would_be() {
        let message = |text: &str| text.parse::<Method>().unwrap_err().to_string();
        assert!(
            message("gsea").starts_with("there is no method 'gsea'; methods are singscore, "),
            "{}",
            message("gsea")
        );
        assert_eq!(
            message("ssgsea:ties=min"),
            "ssgsea has no parameter 'ties'; it takes alpha=NUMBER, normalize=none|range|size"
        );
        assert_eq!(message("ssgsea:alpha=-1"), "'-1' is no value of alpha; it takes a number of 0 or more");
        assert_eq!(message("singscore:ties=max"), "'max' is no value of ties; it takes average|min");
    }

    /// The default text form of every method is understood and stays what it is.
    #[test]
    fn every_method_reads_what_it_writes() {
        for (name, _) in Method::all() {
            let method: Method = name.parse().unwrap();
            let written = method.to_string();
            let (read_name, parameters) = written.split_once('(').unwrap();
            let again: Method = format!("{read_name}:{}", parameters.trim_end_matches(')')).parse().unwrap();
            assert_eq!(again, method, "{written}");
        }
    }
}
