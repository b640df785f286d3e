#!/usr/bin/env python3
"""recipe.py RECIPE CARGO_TOML - fills the template of the Bioconda recipe and checks what can be checked without
conda-build: it is YAML, its version is the workspace's, and the licence files are there."""
import re
import sys
import tomllib
from pathlib import Path

import yaml
from jinja2 import Environment, StrictUndefined

recipe, cargo = map(Path, sys.argv[1:])
workspace = tomllib.loads(cargo.read_text())["workspace"]["package"]
functions = {
    "compiler": lambda language: f"{language}-compiler",
    "stdlib": lambda language: f"{language}-stdlib",
    "pin_subpackage": lambda name, max_pin: f"{name} {max_pin}",
}
filled = Environment(undefined=StrictUndefined).from_string(recipe.read_text()).render(**functions)
content = yaml.safe_load(re.sub(r"\s+# \[.*\]$", "", filled, flags=re.M))
assert content["package"] == {"name": "evade", "version": workspace["version"]}, content["package"]
assert content["about"]["license"] == workspace["license"], content["about"]["license"]
for name in content["about"]["license_file"]:
    assert name == "THIRDPARTY.yml" or (cargo.parent / name).is_file(), f"there is no {name}"
assert content["test"]["commands"], "no test commands"
