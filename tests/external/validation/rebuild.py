"""Stands in for evade in a copy of signatures/references/build.sh: builds one reference under another id and without some
samples, and takes the other references as they are. The first argument is a JSON file that says which (see program.py)."""
import json
import shutil
import subprocess
import sys
from pathlib import Path


def main(configuration, arguments):
    wanted = json.loads(Path(configuration).read_text())
    if arguments[0] != "reference":
        return subprocess.run([wanted["evade"], *arguments], capture_output=True).returncode
    value_of = lambda option: arguments[arguments.index(option) + 1]
    built, output = value_of("--id"), value_of("-o")
    if built != wanted["built"]:
        shutil.copy(Path(wanted["shipped"]) / f"{built}.json", output)
        return 0
    changed, rest = [], iter(arguments)
    for argument in rest:
        if argument == "--id":
            next(rest)
            changed += ["--id", wanted["id"]]
        elif argument == "--samples" and wanted["samples"]:
            next(rest)
            changed += ["--samples", wanted["samples"]]
        elif argument == "--pass" and wanted["without_gate_of"]:
            laboratory = next(rest)
            if not laboratory.startswith(wanted["without_gate_of"] + "="):
                changed += ["--pass", laboratory]
        else:
            changed.append(argument)
    for sample in wanted["exclude"]:
        changed += ["--exclude", sample]
    return subprocess.run([wanted["evade"], "-q", *changed]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
