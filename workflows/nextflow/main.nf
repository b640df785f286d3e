#!/usr/bin/env nextflow

// evade over shards: files, check, run, merge. Every decision is the program's.

include { SHEET       } from './modules/local/sheet/main'
include { EVADE_FILES } from './modules/local/evade/files/main'
include { EVADE_CHECK } from './modules/local/evade/check/main'
include { EVADE_RUN   } from './modules/local/evade/run/main'
include { EVADE_MERGE } from './modules/local/evade/merge/main'

// An optional file: [] when there is none.
def optional(name) {
    return name ? file(name, checkIfExists: true) : []
}

// A line of CSV.
def quoted(cells) {
    return cells.collect { cell -> '"' + (cell ?: '').replace('"', '""') + '"' }.join(',')
}

// The name of a column, without a spreadsheet's byte order mark.
def plain(column) {
    return column.replace('\uFEFF', '').trim().toLowerCase()
}

// The sheet's text with each file named as it is staged, NUMBER/NAME, and these files in the order of their numbers.
// Which cells name files, and which, is what `evade check --files json` says; its paths are relative to the sheet.
def staged(sheet, listing) {
    def columns = listing.samples.collectEntries { one -> [one.sample, one.files.groupBy { file -> file.column }] }
    def named = listing.samples.collectMany { one -> one.files.collect { file -> file.path } }.unique()
    def header = sheet.readLines().find { line -> line.trim() } ?: ''
    def separator = ['\t', ';'].find { mark -> header.contains(mark) } ?: ','
    def rows = sheet.splitCsv(header: true, sep: separator, quote: '"', strip: true)
    def lines = rows.collect { row ->
        def own = columns[row.find { column, _cell -> plain(column) == 'sample' }?.value] ?: [:]
        quoted(row.collect { column, cell ->
            def files = own[plain(column)]
            files ? files.collect { one -> "${named.indexOf(one.path) + 1}/${file(one.path).name}" }.join(';') : cell
        })
    }
    // a byte order mark would end up behind a quote
    def text = (([quoted(rows[0].keySet())] + lines).join('\n') + '\n').replace('\uFEFF', '')
    return [text, named.collect { path -> file(sheet.parent.resolve(path), checkIfExists: true) }]
}

workflow EVADE {
    take:
    samples    // sheet: a path
    expression // matrix: a path, or []
    shards     // number of parts
    reference  // file, or []
    rules      // file, or []
    gene_sets  // files, or []
    tx2gene    // file, or []

    main:
    def meta = [id: 'evade']

    EVADE_FILES(channel.of([meta, samples]))
    ch_staged = EVADE_FILES.out.json.map { _m, json -> staged(samples, new groovy.json.JsonSlurper().parseText(json.text)) }
    // one list for every shard
    files = ch_staged.map { _text, named -> named }.first()

    SHEET(ch_staged.map { text, _named -> [meta, text] })
    EVADE_CHECK(
        SHEET.out.sheet.map { m, sheet -> [m, sheet, expression] },
        files,
        reference,
        rules,
        gene_sets,
        tx2gene,
    )

    // Nothing is computed on a sheet that did not pass.
    ch_parts = SHEET.out.sheet
        .join(EVADE_CHECK.out.table)
        .combine(channel.of(1..shards))
        .map { m, sheet, _table, i -> [m + [id: "${m.id}_${i}-of-${shards}"], sheet, expression, "${i}/${shards}"] }
    EVADE_RUN(ch_parts, files, reference, rules, gene_sets, tx2gene)

    ch_merge = EVADE_RUN.out.results
        .map { _m, part -> part }
        .collect(sort: { part -> part.name })
        .map { parts -> [meta, parts] }
    EVADE_MERGE(ch_merge, SHEET.out.sheet.map { _m, sheet -> sheet })

    emit:
    results    = EVADE_MERGE.out.results
    phenotypes = EVADE_MERGE.out.phenotypes
    failed     = EVADE_MERGE.out.failed
    multiqc    = EVADE_MERGE.out.multiqc
}

workflow {
    main:
    if (!params.samples) {
        error("--samples is missing: the sample sheet")
    }
    EVADE(
        file(params.samples, checkIfExists: true),
        optional(params.expression),
        params.shards as Integer,
        optional(params.reference_file),
        optional(params.rules),
        params.gene_sets ? params.gene_sets.tokenize(',').collect { name -> optional(name) } : [],
        optional(params.tx2gene),
    )
    channel.topic('versions')
        .unique()
        .map { process, tool, version -> "${process}:\n  ${tool}: ${version}" }
        .collectFile(name: 'versions.yml', storeDir: "${params.outdir}/pipeline_info", newLine: true, sort: true)
}
