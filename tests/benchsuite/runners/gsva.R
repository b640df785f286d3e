# Runs one method of Bioconductor GSVA 1.46 (the interface before 2.x) on files and says how long each stage took.
# usage: Rscript gsva.R METHOD MATRIX.tsv SETS.gmt OUT.tsv THREADS

stage <- function(name, start) {
    seconds <- (proc.time() - start)[["elapsed"]]
    cat(sprintf('{"stage":"%s","seconds":%.6f}\n', name, seconds), file = stderr())
}

arguments <- commandArgs(trailingOnly = TRUE)
method <- arguments[1]
threads <- as.integer(arguments[5])
suppressPackageStartupMessages(library(GSVA))

# scan() with known types: read.delim guesses each column's type and is several times slower.
start <- proc.time()
samples <- strsplit(readLines(arguments[2], n = 1), "\t", fixed = TRUE)[[1]][-1]
columns <- scan(arguments[2], what = c(list(""), rep(list(0), length(samples))), sep = "\t", skip = 1, quote = "",
                quiet = TRUE)
genes <- columns[[1]]
matrix <- matrix(unlist(columns[-1], use.names = FALSE), nrow = length(genes), dimnames = list(genes, samples))
rm(columns)
lines <- strsplit(readLines(arguments[3]), "\t", fixed = TRUE)
sets <- lapply(lines, function(fields) fields[-(1:2)])
names(sets) <- vapply(lines, `[`, "", 1)
stage("read", start)

start <- proc.time()
scores <- suppressWarnings(gsva(matrix, sets, method = method, kcdf = "Gaussian", min.sz = 1, max.sz = Inf,
                                ssgsea.norm = FALSE, parallel.sz = threads, verbose = FALSE))
stage("score", start)

start <- proc.time()
out <- file(arguments[4], "w")
writeLines("set\tsample\tscore", out)
writeLines(sprintf("%s\t%s\t%.17g", rownames(scores), rep(colnames(scores), each = nrow(scores)), scores), out)
close(out)
stage("write", start)
