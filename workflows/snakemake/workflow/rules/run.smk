# failed.tsv, and the table of `check`, go to the log because Snakemake removes the outputs of a job that fails.


rule run_shard:
    """One shard of the patients of the sheet."""
    input:
        checked=rules.check.output,
        sheet=SHEET,
        shared=SHARED_FILES,
        of_samples=files_of(SAMPLES.values()),
    output:
        directory(f"{PARTS}/shards/{{scatteritem}}"),
    log:
        "logs/run/shards/{scatteritem}.log",
    benchmark:
        "benchmarks/run/shards/{scatteritem}.tsv"
    conda:
        "../envs/evade.yaml"
    threads: 2
    resources:
        mem_mb=memory,
        runtime=60,
    params:
        options=options(),
        failed=lambda wildcards, output: f"{output[0]}/failed.tsv",
        accepted=accepted,
    shell:
        "evade run --threads {threads} --samples {input.sheet:q} {params.options}"
        " --shard {wildcards.scatteritem} --outdir {output:q} > {log:q} 2>&1"
        " || {{ status=$?; if [ $status -eq 4 ]; then cat {params.failed:q} >> {log:q}; fi;"
        " [ $status -eq {params.accepted} ] || exit $status; }}"


# A sample depends on its own row, not on the sheet: the row's digest is a parameter, and the time of the sheet counts for
# nothing (`ancient`). Snakemake prints and stores parameters, so it gets a digest and not what the row says. On the cohort scale each sample depends on all the others, so there the sheet counts.
# There is no edge from `check`: Snakemake would compute all samples again after each edit of the sheet; were that
# edge `ancient`, it would look no further and overlook a changed row. `check` goes first by its priority, `merge`
# waits for it, and `evade run` refuses a bad sheet itself.
rule run_sample:
    """One sample, or all of a patient who has several."""
    input:
        sheet=SHEET if config["scale"] == "cohort" else ancient(SHEET),
        shared=SHARED_FILES,
        of_sample=lambda wildcards: files_of(GROUPS[wildcards.stem]),
    output:
        directory(f"{PARTS}/samples/{{stem}}"),
    log:
        "logs/run/samples/{stem}.log",
    conda:
        "../envs/evade.yaml"
    threads: 1
    resources:
        mem_mb=memory,
        runtime=30,
    params:
        options=options(),
        only=lambda wildcards: shlex.join(
            f"--only={sample['sample']}" for sample in GROUPS[wildcards.stem]
        ),
        rows=lambda wildcards: [
            sample["row_sha256"] for sample in GROUPS[wildcards.stem]
        ],
        failed=lambda wildcards, output: f"{output[0]}/failed.tsv",
        accepted=accepted,
    shell:
        "evade run --threads {threads} --samples {input.sheet:q} {params.options}"
        " {params.only} --outdir {output:q} > {log:q} 2>&1"
        " || {{ status=$?; if [ $status -eq 4 ]; then cat {params.failed:q} >> {log:q}; fi;"
        " [ $status -eq {params.accepted} ] || exit $status; }}"
