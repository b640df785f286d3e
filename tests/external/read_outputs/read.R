# Reads tables in R and writes each as JSON: columns with their kind and values. Usage: read.R FILE OUT [FILE OUT ...]
number <- function(x) ifelse(is.na(x), "NA", sprintf("%.17g", as.numeric(x)))

read <- function(file) {
  plain <- sub("\\.(gz|zst)$", "", file)
  if (grepl("\\.parquet$", plain)) {
    if (!requireNamespace("nanoparquet", quietly = TRUE)) return(NULL)
    as.data.frame(nanoparquet::read_parquet(file), check.names = FALSE)
  } else if (grepl("\\.jsonl$", plain)) {
    if (!requireNamespace("jsonlite", quietly = TRUE)) return(NULL)
    jsonlite::stream_in(gzfile(file), verbose = FALSE)
  } else {
    skip <- if (grepl("\\.gct$", plain)) 2 else 0
    table <- read.delim(file, skip = skip, check.names = FALSE, quote = "", comment.char = "", stringsAsFactors = FALSE)
    # R takes TRUE for a logical value, and true for text.
    is_flag <- vapply(table, function(x) is.character(x) && all(x %in% c("true", "false", NA)), TRUE)
    table[is_flag] <- lapply(table[is_flag], function(x) x == "true")
    table
  }
}

arguments <- commandArgs(trailingOnly = TRUE)
for (i in seq(1, length(arguments), by = 2)) {
  table <- read(arguments[i])
  if (is.null(table)) next
  out <- file(arguments[i + 1], "w")
  for (name in names(table)) {
    values <- table[[name]]
    is_text <- is.character(values)
    cells <- if (is_text) ifelse(is.na(values), "\001", values) else number(values)
    writeLines(paste(c(name, if (is_text) "text" else "number", cells), collapse = "\002"), out)
  }
  close(out)
}
