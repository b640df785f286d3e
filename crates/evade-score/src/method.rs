//! Scoring methods with their parameters, as written on the command line and in every table.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// How equal values share ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ties {
    /// All get the mean of their ranks.
    Average,
    /// All get the lowest of their ranks.
    Min,
}

/// A scoring method. Its text form carries everything that defines the number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// Foroutan 2018, known direction, centred.
    Singscore {
        /// Tie rule; `average` unless said otherwise (the R package's default is `min`).
        ties: Ties,
    },
    /// Barbie 2009 as in GSVA, without range normalisation.
    Ssgsea {
        /// Exponent of the rank weight; 0.25 unless said otherwise.
        alpha: f64,
    },
}

impl Method {
    /// Average ties.
    pub const SINGSCORE: Self = Self::Singscore { ties: Ties::Average };
    /// GSVA's exponent.
    pub const SSGSEA: Self = Self::Ssgsea { alpha: 0.25 };
}

/// A method that was not understood.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MethodError {
    /// No such name.
    #[error("there is no method '{0}'; methods are singscore and ssgsea")]
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
        expected: &'static str,
    },
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Singscore { ties: Ties::Average } => f.write_str("singscore(ties=average)"),
            Self::Singscore { ties: Ties::Min } => f.write_str("singscore(ties=min)"),
            Self::Ssgsea { alpha } => write!(f, "ssgsea(alpha={alpha},normalize=none)"),
        }
    }
}

impl FromStr for Method {
    type Err = MethodError;

    /// `NAME` or `NAME:key=value,key=value`.
    fn from_str(text: &str) -> Result<Self, MethodError> {
        let (name, parameters) = text.split_once(':').unwrap_or((text, ""));
        let mut method = match name {
            "singscore" => Self::SINGSCORE,
            "ssgsea" => Self::SSGSEA,
            _ => return Err(MethodError::UnknownName(name.to_owned())),
        };
        for parameter in parameters.split(',').filter(|p| !p.is_empty()) {
            let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            method.set(key, value)?;
        }
        Ok(method)
    }
}

impl Method {
    fn set(&mut self, key: &str, value: &str) -> Result<(), MethodError> {
        let bad = |key, expected| MethodError::BadValue { key, value: value.to_owned(), expected };
        match (self, key) {
            (Self::Singscore { ties }, "ties") => {
                *ties = match value {
                    "average" => Ties::Average,
                    "min" => Ties::Min,
                    _ => return Err(bad("ties", "average or min")),
                };
            }
            (Self::Ssgsea { alpha }, "alpha") => {
                *alpha = value
                    .parse()
                    .ok()
                    .filter(|a: &f64| a.is_finite() && *a >= 0.0)
                    .ok_or_else(|| bad("alpha", "a number of 0 or more"))?;
            }
            (Self::Ssgsea { .. }, "normalize") if value == "none" => {}
            (Self::Ssgsea { .. }, "normalize") => return Err(bad("normalize", "none")),
            (Self::Singscore { .. }, _) => {
                return Err(MethodError::UnknownParameter {
                    method: "singscore",
                    key: key.to_owned(),
                    known: "ties=average|min",
                });
            }
            (Self::Ssgsea { .. }, _) => {
                return Err(MethodError::UnknownParameter {
                    method: "ssgsea",
                    key: key.to_owned(),
                    known: "alpha=NUMBER, normalize=none",
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_forms_round_trip_through_their_parameters() {
        assert_eq!("singscore:ties=min".parse(), Ok(Method::Singscore { ties: Ties::Min }));
        assert_eq!("ssgsea:alpha=1,normalize=none".parse(), Ok(Method::Ssgsea { alpha: 1.0 }));
        assert_eq!(Method::SSGSEA.to_string(), "ssgsea(alpha=0.25,normalize=none)");
    }

    #[test]
    fn what_is_not_understood_is_named_with_what_would_be() {
        let message = |text: &str| text.parse::<Method>().unwrap_err().to_string();
        assert_eq!(message("gsea"), "there is no method 'gsea'; methods are singscore and ssgsea");
        assert_eq!(
            message("ssgsea:ties=min"),
            "ssgsea has no parameter 'ties'; it takes alpha=NUMBER, normalize=none"
        );
        assert_eq!(message("ssgsea:alpha=-1"), "'-1' is no value of alpha; it takes a number of 0 or more");
    }
}
