rule check:
    """Says what each sample will get, and stops when the sheet or a file that it names cannot be used."""
    input:
        sheet=SHEET,
        shared=SHARED_FILES,
        of_samples=files_of(SAMPLES.values()),
    output:
        f"{PARTS}/check.tsv",
    log:
        "logs/check.log",
    priority: 100
    conda:
        "../envs/evade.yaml"
    threads: 1
    resources:
        mem_mb=memory,
        runtime=10,
    params:
        options=options(),
        accepted=accepted,
    shell:
        "evade check --threads {threads} --samples {input.sheet:q} {params.options}"
        " > {output:q} 2> {log:q}"
        " || {{ status=$?; cat {output:q} >> {log:q};"
        " [ $status -eq {params.accepted} ] || exit $status; }}"
