//! A checker of JSON against a JSON Schema, for the keywords that `evade schema sample` uses, and stricter than the standard:
//! a property that the schema does not describe is a fault, and so is a keyword that is not known here.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;
use serde_json::Value;

/// A schema, and which of its definitions have been met.
pub(crate) struct Checker {
    schema: Value,
    patterns: RefCell<BTreeMap<String, Regex>>,
    met: RefCell<BTreeSet<String>>,
}

impl Checker {
    pub(crate) fn new(schema: &str) -> Self {
        Self {
            schema: serde_json::from_str(schema).unwrap(),
            patterns: RefCell::default(),
            met: RefCell::default(),
        }
    }

    /// What is wrong with a value, each with its place.
    pub(crate) fn faults(&self, value: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.check(&self.schema, value, "", &mut faults);
        faults
    }

    /// Definitions that no value has met so far.
    pub(crate) fn not_met(&self) -> Vec<&str> {
        let met = self.met.borrow();
        let definitions = self.schema["$defs"].as_object().unwrap().keys();
        definitions.map(String::as_str).filter(|name| !met.contains(*name)).collect()
    }

    fn check(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        for (keyword, rule) in schema.as_object().unwrap() {
            match keyword.as_str() {
                "$schema" | "$id" | "$defs" | "title" | "description" => {}
                "$ref" => self.check(self.definition(rule, value), value, at, faults),
                "type" => check_type(rule, value, at, faults),
                "properties" => self.check_properties(rule, value, at, faults),
                "required" => {
                    let names = rule.as_array().unwrap().iter().map(|name| name.as_str().unwrap());
                    let missing = names.filter(|name| value.is_object() && value.get(name).is_none());
                    faults.extend(missing.map(|name| format!("{at}/{name}: missing")));
                }
                "items" | "prefixItems" => {
                    let rules = |place: usize| if keyword == "items" { rule } else { &rule[place] };
                    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(rules(place), item, &format!("{at}/{place}"), faults);
                    }
                }
                "minItems" | "maxItems" | "minimum" | "maximum" => {
                    check_limit(keyword, rule, value, at, faults);
                }
                "anyOf" => {
                    let mut of_all =
                        rule.as_array().unwrap().iter().map(|case| self.faults_of(case, value, at));
                    // None fits. One that is of another kind altogether does not say why.
                    let of_another_kind = format!("{at}: ");
                    if !of_all.clone().any(|of_one| of_one.is_empty()) {
                        let badness = |of_one: &Vec<String>| {
                            (of_one.iter().any(|fault| fault.starts_with(&of_another_kind)), of_one.len())
                        };
                        faults.extend(of_all.by_ref().min_by_key(badness).unwrap());
                    }
                }
                "oneOf" => {
                    let fits = |case: &&Value| self.faults_of(case, value, at).is_empty();
                    let n = rule.as_array().unwrap().iter().filter(fits).count();
                    if n != 1 {
                        faults.push(format!("{at}: {} is {n} of the words of the list", short(value)));
                    }
                }
                "const" if rule == value => {}
                "const" => faults.push(format!("{at}: {} is not {rule}", short(value))),
                "pattern" => {
                    let pattern = rule.as_str().unwrap();
                    let mut patterns = self.patterns.borrow_mut();
                    let pattern = patterns
                        .entry(pattern.to_owned())
                        .or_insert_with(|| Regex::new(pattern).unwrap_or_else(|e| panic!("{at}: {e}")));
                    if !value.as_str().is_none_or(|text| pattern.is_match(text)) {
                        faults.push(format!("{at}: {} does not match {pattern}", short(value)));
                    }
                }
                other => panic!("{at}: the checker does not know the keyword {other}"),
            }
        }
    }

    fn faults_of(&self, schema: &Value, value: &Value, at: &str) -> Vec<String> {
        let mut faults = Vec::new();
        self.check(schema, value, at, &mut faults);
        faults
    }

    /// The definition that is referred to for this value.
    fn definition(&self, reference: &Value, value: &Value) -> &Value {
        let name = reference.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
        if !value.is_null() {
            self.met.borrow_mut().insert(name.to_owned());
        }
        &self.schema["$defs"][name]
    }

    fn check_properties(&self, rule: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        for (name, item) in value.as_object().into_iter().flatten() {
            let at = format!("{at}/{name}");
            match rule.get(name) {
                Some(schema) if schema["description"].is_string() => self.check(schema, item, &at, faults),
                _ => faults.push(format!("{at}: not described")),
            }
        }
    }
}

/// The begin of a value, for messages.
fn short(value: &Value) -> String {
    value.to_string().chars().take(60).collect()
}

fn check_type(rule: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let is_of = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("{at}: there is no type {other}"),
    };
    let fits = match rule {
        Value::Array(kinds) => kinds.iter().any(|kind| is_of(kind.as_str().unwrap())),
        kind => is_of(kind.as_str().unwrap()),
    };
    if !fits {
        faults.push(format!("{at}: {} is not of type {rule}", short(value)));
    }
}

fn check_limit(keyword: &str, rule: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let limit = rule.as_f64().unwrap();
    let n = value.as_array().map(|items| items.len() as f64);
    let fits = match keyword {
        "minItems" => n.is_none_or(|n| n >= limit),
        "maxItems" => n.is_none_or(|n| n <= limit),
        "minimum" => value.as_f64().is_none_or(|number| number >= limit),
        _ => value.as_f64().is_none_or(|number| number <= limit),
    };
    if !fits {
        faults.push(format!("{at}: {keyword} {rule} does not hold"));
    }
}
