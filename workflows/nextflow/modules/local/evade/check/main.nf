process EVADE_CHECK {
    tag "${meta.id}"
    label 'process_single'

    conda "${moduleDir}/environment.yml"
    container "${workflow.containerEngine in ['singularity', 'apptainer'] && !task.ext.singularity_pull_docker_container
        ? 'https://depot.galaxyproject.org/singularity/evade:0.2.0--0'
        : 'quay.io/biocontainers/evade:0.2.0--0'}"

    input:
    tuple val(meta), path(samples), path(expression)
    path(files, stageAs: "?/*")
    path(reference)
    path(rules)
    path(gene_sets)
    path(tx2gene)

    output:
    tuple val(meta), path("${prefix}.check.tsv"), emit: table
    tuple val("${task.process}"), val('evade'), eval("evade --version | sed 's/evade //'"), topic: versions, emit: versions_evade

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    prefix = task.ext.prefix ?: "${meta.id}"
    // 4: some samples will have no result
    def accepted = task.ext.allow_failed_samples ? 4 : 0
    def options = [
        expression ? "--expression ${expression}" : '',
        reference ? "--reference ${reference}" : '',
        rules ? "--rules ${rules}" : '',
        gene_sets ? [gene_sets].flatten().collect { set -> "--gene-sets ${set}" }.join(' ') : '',
        tx2gene ? "--tx2gene ${tx2gene}" : '',
    ].findAll { option -> option }.join(' ')
    """
    evade check \\
        --threads ${task.cpus} \\
        --samples ${samples} \\
        ${options} \\
        ${args} \\
        > ${prefix}.check.tsv \\
        || { status=\$?; cat ${prefix}.check.tsv >&2; [ \$status -eq ${accepted} ] || exit \$status; }
    """

    stub:
    prefix = task.ext.prefix ?: "${meta.id}"
    """
    touch ${prefix}.check.tsv
    """
}
