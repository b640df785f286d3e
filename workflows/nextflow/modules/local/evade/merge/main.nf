process EVADE_MERGE {
    tag "${meta.id}"
    label 'process_single'

    conda "${moduleDir}/environment.yml"
    container "${workflow.containerEngine in ['singularity', 'apptainer'] && !task.ext.singularity_pull_docker_container
        ? 'https://depot.galaxyproject.org/singularity/evade:0.2.0--0'
        : 'quay.io/biocontainers/evade:0.2.0--0'}"

    input:
    tuple val(meta), path(parts, stageAs: "parts/*")
    path(samples)

    output:
    tuple val(meta), path("${prefix}")                , emit: results
    tuple val(meta), path("${prefix}/phenotypes.tsv") , emit: phenotypes
    tuple val(meta), path("${prefix}/scores.tsv")     , emit: scores
    tuple val(meta), path("${prefix}/failed.tsv")     , emit: failed
    tuple val(meta), path("${prefix}/samples/*.json") , emit: json, optional: true
    tuple val(meta), path("${prefix}/samples/*.html") , emit: html, optional: true
    tuple val(meta), path("${prefix}/comparisons.tsv"), emit: comparisons
    tuple val(meta), path("${prefix}/patients/*")     , emit: patients, optional: true
    tuple val(meta), path("${prefix}/manifest.json")  , emit: manifest
    tuple val(meta), path("${prefix}/multiqc/*")      , emit: multiqc
    tuple val("${task.process}"), val('evade'), eval("evade --version | sed 's/evade //'"), topic: versions, emit: versions_evade

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    prefix = task.ext.prefix ?: "${meta.id}"
    // 4: finished, but some samples have no result
    def accepted = task.ext.allow_failed_samples ? 4 : 0
    def sheet = samples ? "--samples ${samples}" : ''
    """
    evade merge \\
        --threads ${task.cpus} \\
        ${sheet} \\
        ${args} \\
        --outdir ${prefix} \\
        ${[parts].flatten().join(' ')} \\
        || { status=\$?; [ \$status -ne 4 ] || cat ${prefix}/failed.tsv >&2; [ \$status -eq ${accepted} ] || exit \$status; }
    """

    stub:
    prefix = task.ext.prefix ?: "${meta.id}"
    """
    mkdir -p ${prefix}/samples ${prefix}/multiqc
    touch ${prefix}/phenotypes.tsv
    touch ${prefix}/scores.tsv
    touch ${prefix}/failed.tsv
    touch ${prefix}/comparisons.tsv
    touch ${prefix}/samples/stub.json
    touch ${prefix}/samples/stub.html
    touch ${prefix}/manifest.json
    touch ${prefix}/multiqc/evade_general_stats_mqc.json
    touch ${prefix}/multiqc/evade_mqc_versions.yml
    """
}
