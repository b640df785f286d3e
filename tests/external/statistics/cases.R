#!/usr/bin/env Rscript
# Writes simulated cases with the answers of R's stats and survival, for crates/evade-cohort/tests/r.rs.
#
#   Rscript cases.R FILE [SEED [LARGE]]
#
# Without SEED the file is the one of the repository. LARGE takes cases of some hundred values as well, for a check that is
# not kept. Numbers have 17 digits.
suppressPackageStartupMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
seed <- if (length(arguments) > 1) as.integer(arguments[2]) else 23L
large <- length(arguments) > 2
RNGkind("Mersenne-Twister", "Inversion", "Rejection")
set.seed(seed)

json <- function(x) {
  if (is.list(x)) {
    inner <- vapply(x, json, "")
    if (is.null(names(x))) paste0("[", paste(inner, collapse = ","), "]")
    else paste0("{", paste0("\"", names(x), "\":", inner, collapse = ","), "}")
  } else if (is.character(x)) {
    paste0("\"", x, "\"")
  } else if (is.logical(x)) {
    paste0("[", paste(ifelse(is.na(x), "null", tolower(x)), collapse = ","), "]")
  } else {
    number <- ifelse(is.finite(x), sprintf("%.17g", x), ifelse(is.nan(x) | is.na(x), "null", ifelse(x > 0, "1e999", "-1e999")))
    number <- ifelse(number == "1e999", "\"inf\"", ifelse(number == "-1e999", "\"-inf\"", number))
    paste0("[", paste(number, collapse = ","), "]")
  }
}

cases <- list()
add <- function(kind, ...) cases[[length(cases) + 1]] <<- list(kind = kind, ...)
some <- function(n, how) switch(how, plain = rnorm(n), ties = round(rnorm(n), 1), counts = rpois(n, 1), skewed = exp(2 * rnorm(n)))
sizes <- list(c(3, 4), c(1, 6), c(8, 8), c(20, 35), c(49, 49), c(50, 12), c(5, 60))
if (large) sizes <- c(sizes, list(c(300, 200), c(700, 300)))

# Newcombe's method 5 from its equation.
newcombe <- function(a, m, n) {
  star <- (m + n) / 2 - 1
  se <- function(t) sqrt(t * (1 - t) * (1 + star * (1 - t) / (2 - t) + star * t / (1 + t)) / (m * n))
  z <- qnorm(0.975)
  low <- if (a == 0) 0 else uniroot(function(t) (a - t) / se(t) - z, c(1e-12, a * (1 - 1e-12)), tol = 1e-15)$root
  high <- if (a == 1) 1 else uniroot(function(t) (t - a) / se(t) - z, c(a + (1 - a) * 1e-12, 1 - 1e-12), tol = 1e-15)$root
  c(low, high)
}

for (how in c("plain", "ties", "counts", "skewed")) for (size in sizes) {
  x <- some(size[1], how) + 0.4; y <- some(size[2], how)
  if (length(unique(c(x, y))) < 2) next
  exact <- size[1] < 50 && size[2] < 50 && !anyDuplicated(c(x, y))
  test <- suppressWarnings(wilcox.test(x, y, conf.int = exact))
  auc <- test$statistic / prod(size)
  add("rank_sum", x = x, y = y, answer = list(w = test$statistic, p = test$p.value, interval = newcombe(auc, size[1], size[2]),
      shift = if (exact) c(test$estimate, test$conf.int) else numeric(0)))
}
for (how in c("plain", "ties", "counts")) for (n in c(1, 4, 9, 30, 49, 50, if (large) 400)) {
  d <- some(n, how) - some(n, how) + 0.2 * (how != "counts")
  if (all(d == 0)) next
  exact <- n < 50 && !any(d == 0) && !anyDuplicated(abs(d))
  test <- suppressWarnings(wilcox.test(d, conf.int = exact))
  add("signed_rank", d = d, answer = list(v = test$statistic, p = test$p.value,
      estimate = if (exact) c(test$estimate, test$conf.int) else numeric(0)))
}
for (how in c("plain", "ties", "counts")) for (k in 2:5) for (n in c(8, 40, if (large) 600)) {
  x <- some(n, how); g <- rep_len(seq_len(k), n)
  test <- kruskal.test(x + 0.2 * g * (how == "plain"), factor(g))
  add("kruskal_wallis", x = x + 0.2 * g * (how == "plain"), g = g, answer = list(h = test$statistic, p = test$p.value))
}

# fisher.test solves for the odds ratio and its interval to 1e-4; here the same equations are solved to the end.
exact_odds <- function(m) {
  x <- m[1, 1]; k <- sum(m[1, ]); s <- sum(m[, 1]); t <- sum(m[, 2])
  lo <- max(0, k - t); hi <- min(k, s); support <- lo:hi
  density <- function(log_odds) {
    d <- dhyper(support, s, t, k, log = TRUE) + log_odds * support
    d <- exp(d - max(d)); d / sum(d)
  }
  solve_for <- function(f) exp(uniroot(f, c(-200, 200), tol = 1e-15, maxiter = 10000)$root)
  c(if (x == lo) 0 else if (x == hi) Inf else solve_for(function(o) sum(support * density(o)) - x),
    if (x == lo) 0 else solve_for(function(o) sum(density(o)[support >= x]) - 0.025),
    if (x == hi) Inf else solve_for(function(o) sum(density(o)[support <= x]) - 0.025))
}
for (i in 1:40) {
  n <- c(8, 20, 60, if (large) 1000)[1 + i %% (3 + large)]
  a <- rbinom(n, 1, runif(1, 0.1, 0.7)); b <- rbinom(n, 1, 0.2 + 0.5 * a * (i %% 2))
  m <- table(factor(1 - a, 0:1), factor(1 - b, 0:1))
  if (any(rowSums(m) == 0) || any(colSums(m) == 0)) next
  test <- fisher.test(m); odds <- exact_odds(m)
  small <- function(o) pmin(o, 1 / o)
  stopifnot(all(abs(small(c(test$estimate, test$conf.int)) - small(odds)) < 1e-3))
  add("fisher", table = as.integer(t(m)), answer = list(p = test$p.value, odds = odds))
}
for (i in 1:24) {
  rows <- 2 + i %% 3; columns <- 2 + i %% 4
  n <- c(10, 25, 60, if (large) 200)[1 + i %% (3 + large)]
  if (rows * columns > 9) n <- min(n, 30)
  r <- sample(rows, n, TRUE); c <- 1 + (r + rbinom(n, columns - 1, 0.5)) %% columns
  m <- table(r, c)
  if (any(dim(m) < 2)) next
  chi <- suppressWarnings(chisq.test(m, correct = FALSE))
  add("table", r = r, c = c, answer = list(p = fisher.test(m, workspace = 2e8)$p.value, chi = chi$statistic, chi_p = chi$p.value))
}
for (i in 1:12) {
  n <- c(6, 15, 80, if (large) 500)[1 + i %% (3 + large)]
  x <- rnorm(n, 50, 12); g <- rep_len(c("a", "b", "c"), n); z <- round(runif(n), 1)
  y <- 0.02 * x * (i %% 2) + (g == "b") * 0.5 + rnorm(n)
  model <- if (n < 10) lm(y ~ x) else lm(y ~ x + g + z)
  drops <- drop1(model, test = "F")
  add("linear_model", y = y, x = x, g = match(g, letters), z = z, answer = list(
      estimate = unname(coef(model)[-1]), std_error = unname(summary(model)$coefficients[-1, 2]),
      t = unname(summary(model)$coefficients[-1, 3]), p = unname(summary(model)$coefficients[-1, 4]),
      low = unname(confint(model)[-1, 1]), high = unname(confint(model)[-1, 2]),
      f = drops$`F value`[-1], f_p = drops$`Pr(>F)`[-1], sigma = summary(model)$sigma, r_squared = summary(model)$r.squared))
}
for (i in 1:24) {
  n <- c(12, 40, 90, if (large) 800)[1 + i %% (3 + large)]
  x <- rnorm(n); g <- sample(c("a", "b", "c"), n, TRUE); z <- rnorm(n, 60, 9)
  time <- rexp(n, exp(0.5 * x * (i %% 2) + 0.4 * (g == "b")) / 12); left <- runif(n, 1, 30)
  event <- time <= left; time <- pmin(time, left)
  if (i %% 3 > 0) time <- ceiling(time)          # months: many ties
  if (i %% 4 == 0) time <- time / 30.4375
  y <- Surv(time, event)
  by_group <- survdiff(y ~ g)
  km <- survfit(y ~ 1, conf.type = "log"); km2 <- survfit(y ~ 1, conf.type = "log-log")
  middle <- function(fit) unname(summary(fit)$table[c("median", "0.95LCL", "0.95UCL")])
  add("survival", time = time, event = event, g = match(g, letters), answer = list(
      chi = by_group$chisq, p = pchisq(by_group$chisq, length(by_group$n) - 1, lower.tail = FALSE), expected = by_group$exp,
      km_time = km$time, km = km$surv, km_se = km$std.err, low = km$lower, high = km$upper, low2 = km2$lower, high2 = km2$upper,
      median = middle(km), median2 = middle(km2)))
  if (n < 30) next
  # `usual` stops at a change of 1e-9 of the log likelihood. A fit from its coefficients takes the steps that are left;
  # its tests are against these, not against 0, and are made here.
  usual <- coxph(y ~ x + g + z, ties = "efron")
  fit <- coxph(y ~ x + g + z, ties = "efron", init = coef(usual))
  b <- coef(fit); se <- sqrt(diag(vcov(fit))); z95 <- qnorm(0.975)
  tests <- c(2 * (fit$loglik[2] - usual$loglik[1]), drop(b %*% solve(vcov(fit), b)), usual$score)
  stopifnot(abs(c(tests[1] - summary(usual)$logtest[1], tests[2] - usual$wald.test)) < 1e-4)
  ph <- cox.zph(fit, transform = "km")$table
  add("cox", time = time, event = event, x = x, g = match(g, letters), z = z, answer = list(
      estimate = unname(b), usual = unname(coef(usual)), std_error = unname(se), p = unname(2 * pnorm(-abs(b / se))),
      low = unname(exp(b - z95 * se)), high = unname(exp(b + z95 * se)), log_likelihood = c(usual$loglik[1], fit$loglik[2]),
      tests = unname(tests), tests_p = pchisq(unname(tests), 4, lower.tail = FALSE), zph = unname(ph[, 1]), zph_p = unname(ph[, 3])))
}
for (i in 1:12) {
  gained <- rbinom(1, 20, runif(1)); lost <- rbinom(1, 15, runif(1))
  if (gained + lost == 0) next
  test <- binom.test(gained, gained + lost)
  add("mcnemar", gained = gained, lost = lost, answer = list(p = test$p.value, odds = c(gained / lost, test$conf.int / (1 - test$conf.int))))
}
for (n in c(1, 5, 30)) {
  p <- round(runif(n)^3, 3); p[runif(n) < 0.2] <- NA
  add("adjust", p = p, answer = list(bh = p.adjust(p, "BH")))
}
for (i in 1:60) {
  df <- c(1, 2, 3, 7.5, 30, 400, 5000)[1 + i %% 7]; df2 <- c(1, 4, 11, 100, 2500)[1 + i %% 5]; x <- exp(runif(1, -6, 6))
  add("tails", x = x, df = df, df2 = df2, answer = list(normal = pnorm(x, lower.tail = FALSE), t = 2 * pt(-x, df),
      chi = pchisq(x, df, lower.tail = FALSE), f = pf(x, df, df2, lower.tail = FALSE)))
}
writeLines(c("{", paste0("\"made_with\": \"", R.version.string, ", survival ", packageVersion("survival"), ", seed ", seed, "\","), "\"cases\": [",
             paste(vapply(cases, json, ""), collapse = ",\n"), "]", "}"), arguments[1])
