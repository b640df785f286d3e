//! Scoring methods with their parameters, as written on the command line and in every table.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use thiserror::Error;

use crate::RunContext;
use crate::methods::{
    Kernel, Normalisation, Scoring, ValueKind, aucell, average, corr, gsva, mean_z, mlm, plage, singscore,
    ssgsea, ssgsea_genepattern, ssgsea_gseapy, ucell, ulm, weighted, zscore,
};
use crate::parameters::Parameters;

/// A scoring method with its parameters. Two are equal when their text forms are.
#[derive(Debug, Clone)]
pub struct Method(Arc<dyn Scoring>);

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
    (singscore::NAME, singscore::PARAMETERS, |p| singscore::Singscore::read(p).map(Method::new)),
    (ssgsea::NAME, ssgsea::PARAMETERS, |p| ssgsea::Ssgsea::read(p).map(Method::new)),
    (ssgsea_gseapy::NAME, ssgsea_gseapy::PARAMETERS, |p| {
        ssgsea_gseapy::SsgseaGseapy::read(p).map(Method::new)
    }),
    (ssgsea_genepattern::NAME, ssgsea_genepattern::PARAMETERS, |p| {
        ssgsea_genepattern::SsgseaGenepattern::read(p).map(Method::new)
    }),
    (gsva::NAME, gsva::PARAMETERS, |p| gsva::Gsva::read(p).map(Method::new)),
    (plage::NAME, plage::PARAMETERS, |p| plage::Plage::read(p).map(Method::new)),
    (zscore::NAME, zscore::PARAMETERS, |p| zscore::Zscore::read(p).map(Method::new)),
    (ucell::NAME, ucell::PARAMETERS, |p| ucell::Ucell::read(p).map(Method::new)),
    (aucell::NAME, aucell::PARAMETERS, |p| aucell::Aucell::read(p).map(Method::new)),
    (ulm::NAME, ulm::PARAMETERS, |p| ulm::Ulm::read(p).map(Method::new)),
    (mlm::NAME, mlm::PARAMETERS, |p| mlm::Mlm::read(p).map(Method::new)),
    (mean_z::NAME, mean_z::PARAMETERS, |p| mean_z::MeanZ::read(p).map(Method::new)),
    (average::MEAN, average::PARAMETERS, |_| Ok(Method::new(average::Average::Mean))),
    (average::MEDIAN, average::PARAMETERS, |_| Ok(Method::new(average::Average::Median))),
    (weighted::NAME, weighted::PARAMETERS, |p| weighted::Weighted::read(p).map(Method::new)),
    (corr::NAME, corr::PARAMETERS, |_| Ok(Method::new(corr::Corr))),
];

fn names() -> String {
    METHODS.iter().map(|known| known.0).collect::<Vec<_>>().join(", ")
}

impl Method {
    fn new(scoring: impl Scoring + 'static) -> Self {
        Self(Arc::new(scoring))
    }

    /// All methods: name, and what parameters they take, in words.
    pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
        METHODS.iter().map(|known| (known.0, known.1))
    }

    /// Makes the method ready for a run.
    #[must_use]
    pub fn kernel(&self, context: &RunContext) -> Kernel {
        self.0.kernel(context)
    }

    /// How its scores are scaled over the run.
    #[must_use]
    pub fn normalisation(&self) -> Normalisation {
        self.0.normalisation()
    }

    /// The kind of values it is made for.
    #[must_use]
    pub fn values(&self) -> ValueKind {
        self.0.values()
    }

    /// A file of genes that the method names.
    #[must_use]
    pub fn gene_list(&self) -> Option<&str> {
        self.0.gene_list()
    }

    /// Whether a sample's score depends on the other samples of the run.
    #[must_use]
    pub fn needs_cohort(&self) -> bool {
        self.0.needs_cohort() || self.is_range_normalised()
    }

    /// Whether it can compare samples with a stored cohort instead of with each other.
    #[must_use]
    pub fn takes_reference(&self) -> bool {
        self.0.takes_reference()
    }

    /// Whether its scores are divided by the range of the run.
    #[must_use]
    pub fn is_range_normalised(&self) -> bool {
        self.normalisation() == Normalisation::Range
    }
}

impl PartialEq for Method {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
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
