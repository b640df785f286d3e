// Writes the sheet that names its files as EVADE_CHECK and EVADE_RUN stage them. A process, so that `-resume` finds it again.
process SHEET {
    tag "${meta.id}"
    label 'process_single'

    input:
    tuple val(meta), val(text)

    output:
    tuple val(meta), path("${prefix}.csv"), emit: sheet

    when:
    task.ext.when == null || task.ext.when

    exec:
    prefix = task.ext.prefix ?: "${meta.id}"
    task.workDir.resolve("${prefix}.csv").text = text
}
