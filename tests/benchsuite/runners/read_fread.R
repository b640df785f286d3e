# Reads a matrix with data.table::fread and says how long that took.
# usage: Rscript read_fread.R MATRIX.tsv THREADS

arguments <- commandArgs(trailingOnly = TRUE)
data.table::setDTthreads(as.integer(arguments[2]))
start <- proc.time()
table <- data.table::fread(arguments[1], sep = "\t", showProgress = FALSE)
cat(sprintf('{"stage":"read","seconds":%.6f}\n', (proc.time() - start)[["elapsed"]]), file = stderr())
