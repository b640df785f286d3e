process EVADE_RUN {
    tag "${meta.id}"
    label 'process_low'

    conda "${moduleDir}/environment.yml"
    container "${workflow.containerEngine in ['singularity', 'apptainer'] && !task.ext.singularity_pull_docker_container
        ? 'https://depot.galaxyproject.org/singularity/evade:0.2.0--0'
        : 'quay.io/biocontainers/evade:0.2.0--0'}"

    input:
    tuple val(meta), path(samples), path(expression), val(shard)
    path(files, stageAs: "?/*")
    path(reference)
    path(rules)
    path(gene_sets)
    path(tx2gene)

    output:
    tuple val(meta), path("${prefix}")              , emit: results
    tuple val(meta), path("${prefix}/failed.tsv")   , emit: failed
    tuple val(meta), path("${prefix}/manifest.json"), emit: manifest
    tuple val(meta), path("${prefix}/multiqc/*")    , emit: multiqc
    tuple val("${task.process}"), val('evade'), eval("evade --version | sed 's/evade //'"), topic: versions, emit: versions_evade

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    prefix = task.ext.prefix ?: "${meta.id}"
    // 4: finished, but some samples have no result
    def accepted = task.ext.allow_failed_samples ? 4 : 0
    def options = [
        samples ? "--samples ${samples}" : '',
        expression ? "--expression ${expression}" : '',
        shard ? "--shard ${shard}" : '',
        reference ? "--reference ${reference}" : '',
        rules ? "--rules ${rules}" : '',
        gene_sets ? [gene_sets].flatten().collect { set -> "--gene-sets ${set}" }.join(' ') : '',
        tx2gene ? "--tx2gene ${tx2gene}" : '',
    ].findAll { option -> option }.join(' ')
    """
    evade run \\
        --threads ${task.cpus} \\
        ${options} \\
        ${args} \\
        --outdir ${prefix} \\
        || { status=\$?; [ \$status -ne 4 ] || cat ${prefix}/failed.tsv >&2; [ \$status -eq ${accepted} ] || exit \$status; }
    """

    stub:
    prefix = task.ext.prefix ?: "${meta.id}"
    """
    mkdir -p ${prefix}/samples ${prefix}/multiqc
    touch ${prefix}/phenotypes.tsv
    touch ${prefix}/scores.tsv
    touch ${prefix}/failed.tsv
    touch ${prefix}/manifest.json
    touch ${prefix}/multiqc/evade_general_stats_mqc.json
    touch ${prefix}/multiqc/evade_mqc_versions.yml
    """
}
