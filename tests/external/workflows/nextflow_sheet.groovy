// nextflow_sheet.groovy MAIN_NF SHEET LISTING - runs the function `staged` of main.nf outside Nextflow and prints the sheet it
// makes, then the files. file() and splitCsv, which Nextflow brings, are stood in for: a plain path, a plain CSV.
import java.nio.file.Path

def text = new File(args[0]).text
def functions = (text =~ /(?ms)^def (?:quoted|plain|staged)\(.*?^\}/).collect { it }.join('\n')
Path.metaClass.splitCsv = { Map options ->
    def lines = delegate.toFile().readLines().findAll { it.trim() }
    def cells = { String line -> line.split(java.util.regex.Pattern.quote(options.sep), -1)*.trim() }
    def header = cells(lines[0])
    lines.drop(1).collect { line -> [header, cells(line)].transpose().collectEntries { it } }
}
Path.metaClass.readLines = { -> delegate.toFile().readLines() }
def binding = new Binding([file: { Object[] a -> def path = a[-1] instanceof Path ? a[-1] : Path.of(a[-1].toString())
    new Object() { String getName() { path.fileName.toString() }; String toString() { path.toString() } } }])
binding.setVariable('sheet', Path.of(args[1]))
binding.setVariable('listing', new groovy.json.JsonSlurper().parse(new File(args[2])))
def (sheet, files) = new GroovyShell(binding).evaluate(functions + '\nstaged(sheet, listing)')
print(sheet)
files.each { println("# ${it}") }
