process EVADE_FILES {
    tag "${meta.id}"
    label 'process_single'

    conda "${moduleDir}/environment.yml"
    container "${workflow.containerEngine in ['singularity', 'apptainer'] && !task.ext.singularity_pull_docker_container
        ? 'https://depot.galaxyproject.org/singularity/evade:0.2.0--0'
        : 'quay.io/biocontainers/evade:0.2.0--0'}"

    input:
    tuple val(meta), path(samples)

    output:
    tuple val(meta), path("${prefix}.files.json"), emit: json
    tuple val("${task.process}"), val('evade'), eval("evade --version | sed 's/evade //'"), topic: versions, emit: versions_evade

    when:
    task.ext.when == null || task.ext.when

    script:
    def args = task.ext.args ?: ''
    prefix = task.ext.prefix ?: "${meta.id}"
    // 3 with a list: the files are not there, because they are not staged here
    """
    evade check \\
        --threads ${task.cpus} \\
        --quiet \\
        --samples ${samples} \\
        --files json \\
        ${args} \\
        -o ${prefix}.files.json \\
        2> errors.log \\
        || { status=\$?; [ \$status -eq 3 ] && [ -s ${prefix}.files.json ] || { cat errors.log >&2; exit \$status; }; }
    """

    stub:
    prefix = task.ext.prefix ?: "${meta.id}"
    """
    echo '{"schema_version": "1.0", "sheet": "", "shared": [], "samples": []}' > ${prefix}.files.json
    """
}
