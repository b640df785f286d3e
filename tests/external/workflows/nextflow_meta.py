#!/usr/bin/env python3
"""nextflow_meta.py MODULES - checks that each meta.yml names the inputs and outputs that main.nf declares, in order."""
import re
import sys
from pathlib import Path

import yaml

wrong = 0
for folder in sorted(path for path in Path(sys.argv[1]).iterdir() if path.is_dir()):
    meta = yaml.safe_load((folder / "meta.yml").read_text())
    text = (folder / "main.nf").read_text()
    declared = re.search(r"\n    input:\n(.*?)\n    output:\n(.*?)\n    when:", text, re.S)
    groups = [
        re.findall(r"(?:val|path)\((\w+)", line) for line in declared[1].splitlines() if line.strip()
    ]
    described = [[next(iter(e)) for e in g] if isinstance(g, list) else list(g) for g in meta["input"]]
    emitted = re.findall(r"emit: (\w+)", declared[2])
    for what, one, other in [("input", groups, described), ("output", emitted, list(meta["output"]))]:
        if one != other:
            print(f"{folder.name}: {what}: main.nf has {one}, meta.yml has {other}")
            wrong += 1
    environment = yaml.safe_load((folder / "environment.yml").read_text())
    pinned = environment["dependencies"][0].partition("=")[2]
    if f"evade:{pinned}--" not in text:
        print(f"{folder.name}: environment.yml has {pinned}, the container another version")
        wrong += 1
sys.exit(1 if wrong else 0)
