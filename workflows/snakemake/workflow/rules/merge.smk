rule merge:
    """All parts, in the order of the sheet, to the bytes of one run."""
    input:
        checked=rules.check.output,
        sheet=SHEET,
        parts=parts,
    output:
        phenotypes=f"{OUTDIR}/phenotypes.tsv",
        scores=f"{OUTDIR}/scores.tsv",
        scores_parquet=f"{OUTDIR}/scores.parquet",
        scores_wide=f"{OUTDIR}/scores_wide.tsv",
        qc=f"{OUTDIR}/qc.tsv",
        gene_mapping=f"{OUTDIR}/gene_mapping.tsv",
        alterations=f"{OUTDIR}/alterations.tsv",
        variants=f"{OUTDIR}/variants.tsv",
        filtered_variants=f"{OUTDIR}/filtered_variants.tsv",
        hla_loh=f"{OUTDIR}/hla_loh.tsv",
        readouts=f"{OUTDIR}/readouts.tsv",
        mechanisms=f"{OUTDIR}/mechanisms.tsv",
        resistance=f"{OUTDIR}/resistance.tsv",
        comparisons=f"{OUTDIR}/comparisons.tsv",
        features=f"{OUTDIR}/features.tsv",
        failed=f"{OUTDIR}/failed.tsv",
        samples=directory(f"{OUTDIR}/samples"),
        multiqc=directory(f"{OUTDIR}/multiqc"),
        manifest=f"{OUTDIR}/manifest.json",
        run_log=f"{OUTDIR}/run.log.json",
    log:
        "logs/merge.log",
    benchmark:
        "benchmarks/merge.tsv"
    conda:
        "../envs/evade.yaml"
    threads: 1
    resources:
        mem_mb=lambda wildcards, attempt: 2000 * attempt,
        runtime=30,
    params:
        outdir=subpath(output.manifest, parent=True),
        failed=lambda wildcards, output: output.failed,
        accepted=accepted,
        allow_failed_samples=config["allow_failed_samples"],
    shell:
        "evade merge --threads {threads} --samples {input.sheet:q}"
        " --outdir {params.outdir:q} {input.parts:q} > {log:q} 2>&1"
        " || {{ status=$?; if [ $status -eq 4 ]; then cat {params.failed:q} >> {log:q}; fi;"
        " [ $status -eq {params.accepted} ] || exit $status; }}"
