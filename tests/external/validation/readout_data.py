"""Tumours with RNA and DNA: places of genes, values of readouts, groups by DNA."""
import json
import tomllib

import numpy as np
import pandas as pd

from program import SIGNATURES, Evade, read_table

TOLERANCE = 1e-3
LABORATORIES = {"Cho 2020": "icb_nsclc_cho2020", "Jung 2019": "icb_nsclc_jung2019"}


def read(path):
    return pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)


def rules():
    return tomllib.loads((SIGNATURES / "rules/readouts.toml").read_text())


def gene_sets():
    """Genes of the sets of the catalogue that have no down genes."""
    sets = {}
    for path in sorted((SIGNATURES / "sets").glob("*.toml")):
        sets.update({row["id"]: row["up"] for row in tomllib.loads(path.read_text()).get("set", []) if "up" in row})
    return sets


def reference():
    return json.loads((SIGNATURES / "references/nsclc.json").read_text())


class Genes:
    """Genes of the reference and how a matrix names them."""

    def __init__(self):
        held = reference()
        self.universe, self.medians = held["universe"], dict(zip(held["universe"], held["median_quantiles"]))
        self.unsteady = {self.universe[i] for i in held.get("unsteady", [])}
        table = read_table(SIGNATURES / "genes/genes.tsv")
        self.symbol = {row["ensembl_gene_id"]: row["symbol"] for row in table if row["ensembl_gene_id"]}
        known = {row["symbol"] for row in table}
        for row in table:
            for former in filter(None, row["previous_symbols"].split("|")):
                if former not in known:
                    self.symbol.setdefault(former, row["symbol"])

    def places(self, matrix):
        """Place of each gene of the universe in each sample: (rank - 0.5) / genes, ties averaged. A gene that the matrix lacks
        is put at its median place in the reference, and moves those above it up."""
        x = pd.read_csv(matrix, sep="\t", index_col=0)
        x.index = [self.symbol.get(gene, gene) for gene in x.index]
        x = x.groupby(level=0).sum() if x.index.has_duplicates else x
        x = x.loc[[gene for gene in self.universe if gene in x.index]]
        absent = pd.Series({gene: place for gene, place in self.medians.items() if gene not in x.index}, dtype=float)
        own, below, p = x.rank().to_numpy(), 0, len(self.universe)
        while True:
            more = np.searchsorted(np.sort(absent.to_numpy()), (own + below - 0.5) / p, "right")
            if np.array_equal(more, np.broadcast_to(below, more.shape)):
                break
            below = more
        places = pd.DataFrame((own + below - 0.5) / p, index=x.index, columns=x.columns)
        return pd.concat([places, pd.DataFrame({sample: absent for sample in x.columns})])


class Readouts:
    """The list of readouts with the genes of each."""

    def __init__(self):
        self.rules, sets = rules(), gene_sets()
        self.by_gene = {}
        for readout in self.rules["readout"]:
            readout["up"] = sets[readout["set"]] if "set" in readout else readout["up"]
            readout.setdefault("down", [])
            for gene in readout["genes"]:
                self.by_gene[gene] = readout
        self.sets = sets

    def high(self, gene):
        return self.by_gene[gene]["loss"] == "high"

    def partners(self, gene):
        return [other for other in self.by_gene[gene]["genes"] if other != gene]


def mean_place(places, up, down=()):
    of = lambda genes: places.loc[[gene for gene in genes if gene in places.index]].mean()
    return of(up) - of(down) if len(down) else of(up)


class Cohort:
    """Tumours of one histology."""

    def __init__(self, name, places, values, said, scores):
        self.name, self.places, self.values, self.said, self.scores = name, places, values, said, scores
        self.status = self.variants = self.deleted = None

    def is_deleted(self, sample, gene):
        return self.deleted is not None and gene in self.deleted.get(sample, ())

    def groups(self, readouts, gene, altered_by=None, partners=None, deletions_count=False):
        """Samples that are altered, unaltered or uncertain in a gene; the others are in none of these."""
        altered_by = altered_by or readouts.by_gene[gene]["altered_by"]
        partners = readouts.partners(gene) if partners is None else partners
        found = {"altered": [], "unaltered": [], "uncertain": []}
        if gene not in self.status:
            return found
        free = lambda s, g: self.status.at[s, g] == "not_altered" and not self.is_deleted(s, g)
        for sample, state in self.status[gene].items():
            gone = self.is_deleted(sample, gene)
            if gone and (altered_by == "deletion" or deletions_count):
                found["altered"].append(sample)
            elif altered_by == "variant" and state == "altered":
                found["altered"].append(sample)
            elif state == "uncertain" and not gone:
                found["uncertain"].append(sample)
            elif free(sample, gene) and all(free(sample, partner) for partner in partners):
                found["unaltered"].append(sample)
        return found

    def of(self, readouts, gene, values=None, **options):
        """Values of the altered, the unaltered and the uncertain tumours, four decimals as a reference keeps them."""
        values = self.values[readouts.by_gene[gene]["id"]] if values is None else values
        groups = self.groups(readouts, gene, **options)
        return [values[groups[name]].round(4) for name in ("altered", "unaltered", "uncertain")]


def values_of(readouts, places):
    return {r["id"]: mean_place(places, r["up"], r["down"]) for r in readouts.rules["readout"]}


class Tumours:
    """Everything that is measured: two histologies with DNA, and tumours of other laboratories without."""

    def __init__(self, program, data, work, readouts):
        self.evade, self.genes, self.readouts = Evade(program, data, work), Genes(), readouts
        self.differences = []
        maf = {"LUAD": "tcga_luad_gdc_maf/luad_gdc.maf.gz", "LUSC": "tcga_lung_maf/lusc.maf.gz"}
        self.cohorts = {name: self.with_dna(name, maf[name]) for name in maf}
        self.others = {}
        for name, folder in LABORATORIES.items():
            self.others[name] = self.measured(name, self.evade.data / folder / "expression_tpm.tsv.gz", "")
        self.aliquots = self.measured("aliquots", self.evade.data / "tcga_luad_rna/replicates_normals_tpm.tsv.gz", "LUAD")

    def with_dna(self, name, maf):
        cohort = self.measured(name, self.evade.data / f"tcga_{name.lower()}_rna/expression_tpm.tsv.gz", name)
        dna = self.evade.work / f"dna-{name}"
        if not (dna / "alterations.tsv").exists():
            self.evade.run("variants", self.evade.data / maf, "--assay-dna", "WES", "--outdir", dna)
        table = read(dna / "alterations.tsv")
        status = table.pivot(index="sample", columns="gene", values="status")
        cohort.status = status.loc[[sample for sample in status.index if sample in cohort.places.columns]]
        cohort.variants = read(dna / "variants.tsv")
        cohort.deleted = self.deletions(cohort.status.index) if name == "LUSC" else None
        return cohort

    def deletions(self, samples):
        """Homozygous deletions of TCGA's publication on LUSC, by patient."""
        rows = read_table(self.evade.data / "tcga_lung_maf/lusc_2012_labels.tsv")
        of = lambda row: {gene.strip() for gene in row["Homozygous.Deletions"].replace(",", ";").split(";") if gene.strip()}
        return {row["patient"]: of(row) for row in rows if row["patient"] in set(samples)}

    def measured(self, name, matrix, histology):
        """A run of the program on RNA alone: its values, compared with those computed here, its statements and scores."""
        folder, places = self.evade.work / f"rna-{name.replace(' ', '-')}", self.genes.places(matrix)
        if not (folder / "readouts.tsv").exists():
            sheet = folder.with_suffix(".csv")
            sheet.write_text("sample,histology\n" + "".join(f"{sample},{histology}\n" for sample in places.columns))
            self.evade.run("run", "--samples", sheet, "--expression", matrix, "--unit", "tpm", "--outdir", folder)
        said = read(folder / "readouts.tsv")
        for column in ("value", "likelihood_ratio"):
            said[column] = pd.to_numeric(said[column], errors="coerce")
        values, own = {}, values_of(self.readouts, places)
        for readout, rows in said[said["readout"].isin(own)].drop_duplicates(["sample", "readout"]).groupby("readout"):
            values[readout] = rows.set_index("sample")["value"]
            gap = (values[readout] - own[readout]).abs().max()
            if gap > TOLERANCE:
                self.differences.append(f"{name}: values of {readout} differ by {gap:.4f} from those of the program")
        if set(values) != set(own):
            raise SystemExit(f"{folder}/readouts.tsv does not hold the readouts of the rules")
        scores = pd.read_csv(folder / "scores_wide.tsv", sep="\t", index_col="sample")
        return Cohort(name, places, values, said, scores)
