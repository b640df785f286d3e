#!/usr/bin/env bash
# run.sh [CHECK...] - runs the workflows for real and compares them with one `evade run`.
#
#   EVADE=target/release/evade tests/external/workflows/run.sh
#   EVADE=target/release/evade tests/external/workflows/run.sh samples resume
#
# Checks: shards samples lanes failed resume lint nextflow packaging slurm (default: all). install.sh brings what they need.
# EVADE         the program (default: evade on PATH)
# EVADE_KEEP=1  keeps the working folder
# Each check prints PASS, FAIL or SKIP lines; the exit code is 1 when one failed. SKIP: slurm without root.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../../.." && pwd)
tools=$top/tests/tools
cache=${EVADE_EXTERNAL_CACHE:-$HOME/.cache/evade-external}
demo=$top/test-data/demo
workflow=$top/workflows/snakemake/workflow

evade=$(readlink -f "$(command -v "${EVADE:-evade}")") || { echo "run.sh: no program '${EVADE:-evade}': set EVADE" >&2; exit 2; }
[ -x "$cache/snakemake/bin/snakemake" ] || { echo "run.sh: run install.sh first" >&2; exit 2; }
work=$(mktemp -d "${TMPDIR:-/tmp}/evade-workflows.XXXXXX")
mkdir "$work/bin"
ln -s "$evade" "$work/bin/evade"
export PATH=$work/bin:$cache/snakemake/bin:$PATH

slurm_dir=
finish() {
  [ -z "$slurm_dir" ] || bash "$tools/slurm-down.sh" --dir "$slurm_dir" --clean
  if [ -n "${EVADE_KEEP:-}" ]; then echo "kept: $work"; else rm -rf "$work"; fi
}
trap finish EXIT

n_failed=0
pass() { echo "PASS $*"; }
fail() { echo "FAIL $*"; n_failed=$((n_failed + 1)); }
# is NAME COMMAND...: passes when the command does; its output is shown when it does not
is() {
  local name=$1; shift
  if "$@" >"$work/is.log" 2>&1; then pass "$name"; else fail "$name"; sed 's/^/     /' "$work/is.log" | tail -n 25; fi
}
equals() { [ "$1" = "$2" ] || { echo "expected: $1"; echo "found:    $2"; return 1; }; }
same_results() { diff -r -x manifest.json -x run.log.json -x .snakemake_timestamp "$1" "$2"; }
# fresh NAME: a copy of the demonstration cohort in a folder of its own, which becomes the working folder
fresh() { mkdir -p "$work/$1" && cp -r "$demo" "$work/$1/in" && cd "$work/$1" || exit 2; }
configure() { printf '%s\n' 'samples: in/samples.csv' 'expression: in/expression_tpm.tsv.gz' "$@" >config.yaml; }
workflow() { snakemake --snakefile "$workflow/Snakefile" --configfile config.yaml --cores 2 --nocolor "$@"; }
# The jobs that a run started, from its own log: "rule" or "rule wildcard=value", sorted
jobs_of() {
  awk '/^(local)?rule /{ sub(/:$/, "", $2); rule = $2 } /^    jobid: /{ jobs[$2] = rule } /^    wildcards: /{ jobs_w[n = n + 1] = rule " " $2; had[rule] = 1 }
       END { for (j in jobs) if (!(jobs[j] in had)) print jobs[j]; for (i = 1; i <= n; i++) print jobs_w[i] }' "$1" | sort | paste -sd, -
}
one_run() { [ -d "$work/whole" ] || evade run -q --samples "$demo/samples.csv" --expression "$demo/expression_tpm.tsv.gz" --outdir "$work/whole"; }

check_shards() {
  fresh shards; configure 'shards: 4'
  is "shards: the workflow ends well" workflow
  is "shards: four shards give the bytes of one run" same_results "$work/whole" results
  workflow >again.log 2>&1
  is "shards: nothing to do the second time" grep -q "Nothing to be done" again.log
  sleep 1; sed -i '5s/,0.78,/,0.70,/' in/samples.csv
  workflow >changed.log 2>&1
  is "shards: an edited sheet runs all shards" equals "all,check,merge,run_shard scatteritem=1-of-4,run_shard scatteritem=2-of-4,run_shard scatteritem=3-of-4,run_shard scatteritem=4-of-4" "$(jobs_of changed.log)"
  configure 'shards: 3'
  workflow >three.log 2>&1
  evade run -q --samples in/samples.csv --expression in/expression_tpm.tsv.gz --outdir whole
  is "shards: another number of shards gives the same bytes" same_results whole results
  printf 'sample,purity\nSIM00001,40\n' >in/samples.csv
  workflow >bad.log 2>&1
  is "shards: a bad sheet stops the workflow" equals 1 $?
  is "shards: nothing was started on it" equals "" "$(jobs_of bad.log)"
  is "shards: the message says what is wrong" grep -q "samples.csv:2:2: '40' is no tumour content" bad.log
  configure 'shard: 3'
  workflow >config.log 2>&1
  is "shards: an unknown configuration key is refused" grep -q "'shard' was unexpected" config.log
}

check_samples() {
  fresh samples; configure 'scatter: samples'
  cp in/samples.csv all.csv
  sed -i '$d' in/samples.csv
  is "samples: the workflow ends well" workflow
  sleep 1; cp all.csv in/samples.csv
  workflow >added.log 2>&1
  is "samples: a new row runs its sample alone" equals "all,check,merge,run_sample stem=SIM00016" "$(jobs_of added.log)"
  is "samples: the results are those of one run" same_results "$work/whole" results
  workflow >again.log 2>&1
  is "samples: nothing to do the second time" grep -q "Nothing to be done" again.log
  sleep 1; sed -i '5s/,0.78,/,0.70,/' in/samples.csv
  workflow >changed.log 2>&1
  is "samples: a changed row runs its sample alone" equals "all,check,merge,run_sample stem=SIM00004" "$(jobs_of changed.log)"
  evade run -q --samples in/samples.csv --expression in/expression_tpm.tsv.gz --outdir whole
  is "samples: the results are those of one run with the changed row" same_results whole results
  is "samples: the page says the new purity" grep -q '"purity": *0.7' results/samples/SIM00004.json
  sleep 1; printf '##comment=edited\n' | sed -i '1r /dev/stdin' in/variants/SIM00006.vcf
  workflow >file.log 2>&1
  is "samples: a changed file runs its sample alone" equals "all,check,merge,run_sample stem=SIM00006" "$(jobs_of file.log)"
  sleep 1; touch in/samples.csv
  workflow >touched.log 2>&1
  is "samples: an untouched row is not run, whatever the time of the sheet" equals "" "$(jobs_of touched.log | tr , '\n' | grep run_sample)"
  { head -n 1 in/samples.csv; tail -n +2 in/samples.csv | tac; } >turned.csv; mv turned.csv in/samples.csv
  workflow >turned.log 2>&1
  is "samples: another order of rows is a merge alone" equals "all,check,merge" "$(jobs_of turned.log)"
  rm -r whole; evade run -q --samples in/samples.csv --expression in/expression_tpm.tsv.gz --outdir whole
  is "samples: the results stand in the new order" same_results whole results
  sleep 1; sed -i '$d' in/samples.csv
  workflow >removed.log 2>&1
  is "samples: a removed row is a merge alone" equals "all,check,merge" "$(jobs_of removed.log)"
  is "samples: the page of a removed sample is gone" test ! -e results/samples/SIM00001.json
  configure 'scatter: samples' 'unit: tpm'
  workflow >option.log 2>&1
  is "samples: another option runs every sample" equals 15 "$(jobs_of option.log | tr , '\n' | grep -c run_sample)"
  configure 'scatter: samples' 'unit: tpm' 'scale: cohort'
  is "samples: the cohort scale works" workflow
  rm -r whole; evade run -q --samples in/samples.csv --expression in/expression_tpm.tsv.gz --unit tpm --scale cohort --outdir whole
  is "samples: and gives the bytes of one run" same_results whole results
  sleep 1; sed -i '3s/,0\.[0-9]*,/,0.55,/' in/samples.csv
  workflow >cohort.log 2>&1
  is "samples: on the cohort scale an edited sheet runs every sample" equals 15 "$(jobs_of cohort.log | tr , '\n' | grep -c run_sample)"
  is "samples: what a row says is not in the logs" sh -c '! grep -l pembrolizumab *.log logs -r'
  sed -i '2s/^[^,]*/P 1/' in/samples.csv
  is "samples: an id that is no file name will do" workflow
  is "samples: and its files are called as in one run" test -e "results/samples/P%201.json" -a -d "parts/samples/P%201"
}

# repack FILE: other bytes that mean the same, whatever the format: gzip becomes plain text, plain text gzip
repack() {
  sleep 1
  if gzip -t "$1" 2>/dev/null; then gzip -dc <"$1" >repacked; else gzip -nc <"$1" >repacked; fi
  mv repacked "$1"
}
# rerun_jobs STEM...: the jobs that a change of these samples starts
rerun_jobs() { printf 'all,check,merge'; printf ',run_sample stem=%s' "$@"; echo; }
check_lanes() {
  local matrix=$demo/expression_tpm.tsv.gz place file n=0
  mkdir -p "$work/lanes" && cp -r "$top/test-data/lanes" "$work/lanes/in" && cd "$work/lanes" || exit 2
  config() { printf '%s\n' 'samples: in/samples.csv' "expression: $matrix" "$@" >config.yaml; }
  evade run -q --samples in/samples.csv --expression "$matrix" --outdir whole
  config 'scatter: samples'
  is "lanes: a dry run works before anything else" workflow --dry-run
  is "lanes: two files of Strelka, segments, rearrangements and HLA tables run" workflow
  is "lanes: the results are those of one run" same_results whole results
  workflow >again.log 2>&1
  is "lanes: nothing to do the second time" grep -q "Nothing to be done" again.log
  for place in SIM00001:vcf:1 SIM00002:vcf:2 SIM00003:maf:1 SIM00005:reported:1 SIM00005:panel:1 SIM00003:cnv:1 SIM00001:sv:1 SIM00002:hla:1; do
    IFS=: read -r sample column nth <<<"$place"
    file=$(evade check -q --samples in/samples.csv --files tsv | awk -F'\t' -v s="$sample" -v c="$column" '$1 == s && $2 == c { print $4 }' | sed -n "${nth}p")
    owners=$(evade check -q --samples in/samples.csv --files tsv | awk -F'\t' -v f="$file" '$4 == f { print $1 }')
    repack "$file"
    n=$((n + 1)); workflow >"changed-$n.log" 2>&1
    is "lanes: a changed $file ($column) runs $(echo $owners) alone" equals "$(rerun_jobs $owners)" "$(jobs_of "changed-$n.log")"
  done
  is "lanes: the results are the same, because the files mean the same" same_results whole results
  sleep 1; sed -i 's/;variants\/SIM00002[^,]*//' in/samples.csv
  workflow >shorter.log 2>&1
  is "lanes: a file less in a list runs its sample alone" equals "$(rerun_jobs SIM00002)" "$(jobs_of shorter.log)"
  mv in/hla/SIM00001.tsv kept.tsv
  workflow >absent.log 2>&1
  is "lanes: a file that is not there stops the workflow" equals 1 $?
  is "lanes: at the check, which names it" grep -q "hla/SIM00001.tsv: there is no such file" logs/check.log
  mv kept.tsv in/hla/SIM00001.tsv
  workflow >mended.log 2>&1
  is "lanes: once it is back no other sample is run again" equals "" "$(jobs_of mended.log | tr , '\n' | grep run_sample | grep -v SIM00001)"
  evade run -q --samples in/samples.csv --expression "$matrix" --outdir shorter
  is "lanes: and the results are those of one run" same_results shorter results
  config 'scatter: shards' 'shards: 2'
  is "lanes: shards run" workflow
  is "lanes: and give the bytes of one run" same_results shorter results
  repack in/sv.tsv
  workflow >shards.log 2>&1
  is "lanes: a changed file runs all shards" equals "all,check,merge,run_shard scatteritem=1-of-2,run_shard scatteritem=2-of-2" "$(jobs_of shards.log)"
  lanes_in_nextflow "$matrix"
}
# The modules of Nextflow on the same sheet: lists and lanes reach every process
lanes_in_nextflow() {
  nextflow_inputs "$work/lanes/nextflow" "$top/test-data/lanes/samples.csv" "$1" || return
  local spec
  for spec in check run-1 run-2 merge; do is "lanes, nextflow: $spec runs" process "$spec.json"; done
  evade run -q --samples "$top/test-data/lanes/samples.csv" --expression "$1" --unit tpm --outdir declared
  is "lanes, nextflow: two shards and the merge give the bytes of one run" same_results declared merge/evade
  # every file of the sheet is an input of both tasks, so that each change of one is seen by -resume
  evade check -q --samples "$top/test-data/lanes/samples.csv" --files tsv | tail -n +2 | cut -f4 | sed "s|^$top/test-data/lanes/||" | awk '!seen[$0]++' >listed.txt
  is "lanes, nextflow: each file of the sheet is an input of its tasks" diff listed.txt files.txt
}

check_failed() {
  local scatter
  for scatter in shards samples; do
    fresh "failed-$scatter"; configure "scatter: $scatter"
    sed -i '3s/SIM00002_rna/NO_SUCH_COLUMN/' in/samples.csv
    workflow >stop.log 2>&1
    is "failed, $scatter: the workflow stops" equals 1 $?
    is "failed, $scatter: no results are given" test ! -e results/manifest.json
    is "failed, $scatter: the log of the check keeps the sample and its reason" grep -q "^SIM00002.*sample_not_in_matrix" logs/check.log
    # a check that does not foresee the failure
    mkdir blind; printf '#!/bin/sh\n"%s" "$@"\ncode=$?\n[ "$1" = check ] && [ $code = 4 ] && exit 0\nexit $code\n' "$evade" >blind/evade; chmod +x blind/evade
    PATH=$PWD/blind:$PATH workflow --keep-going >unforeseen.log 2>&1
    is "failed, $scatter: the workflow stops at a failure that the check did not foresee" equals 1 $?
    is "failed, $scatter: no results are given" test ! -e results/manifest.json
    is "failed, $scatter: the log of the run keeps the sample and its reason" grep -rq "^SIM00002.sample_not_in_matrix" logs/run
    configure "scatter: $scatter" 'allow_failed_samples: true'
    workflow >allowed.log 2>&1
    is "failed, $scatter: with allow_failed_samples it ends well" equals 0 $?
    is "failed, $scatter: and says which samples have no result" grep -q "evade: 1 samples have no result: SIM00002" allowed.log
    is "failed, $scatter: only the part with the failed sample was run again" equals 1 "$(jobs_of allowed.log | tr , '\n' | grep -c run_)"
    evade run -q --samples in/samples.csv --expression in/expression_tpm.tsv.gz --outdir whole
    is "failed, $scatter: one run ends with 4" equals 4 $?
    is "failed, $scatter: the results are those of one run" same_results whole results
    configure "scatter: $scatter" 'allow_failed_samples: false'
    workflow >again.log 2>&1
    is "failed, $scatter: switched back, the workflow stops again" equals 1 $?
    is "failed, $scatter: at the merge, without running a sample" equals "merge" "$(jobs_of again.log)"
    is "failed, $scatter: the log of the merge keeps the sample" grep -q "^SIM00002.sample_not_in_matrix" logs/merge.log
    sleep 1; cp "$demo/samples.csv" in/samples.csv
    workflow >mended.log 2>&1
    is "failed, $scatter: with the sheet mended the results are whole" same_results "$work/whole" results
  done
}

check_resume() {
  fresh resume; configure 'scatter: samples'
  # evade behind a pause, so that the signal comes in the middle
  mkdir slow; printf '#!/bin/sh\nsleep 0.7\nexec "%s" "$@"\n' "$evade" >slow/evade; chmod +x slow/evade
  local signal pid done_before
  for signal in TERM KILL; do
    rm -rf parts results .snakemake
    PATH=$PWD/slow:$PATH setsid snakemake --snakefile "$workflow/Snakefile" --configfile config.yaml --cores 2 --nocolor >"$signal.log" 2>&1 &
    pid=$!
    for _ in $(seq 1 300); do [ "$(ls -d parts/samples/*/manifest.json 2>/dev/null | wc -l)" -ge 4 ] && break; sleep 0.1; done
    # TERM goes to Snakemake alone; KILL to its whole group, as a scheduler or the kernel does it. Snakemake 9 takes a lock
    # on TERM that it may hold already, and then waits for itself: as Slurm does, KILL follows after half a minute.
    if [ "$signal" = TERM ]; then
      kill -TERM "$pid"
      for _ in $(seq 1 300); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    fi
    kill -KILL -- "-$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    is "resume, $signal: the workflow was ended before its end" test ! -e results/manifest.json
    # A lock is left by KILL alone; without one this does nothing
    workflow --unlock >/dev/null 2>&1
    done_before=$(ls -d parts/samples/*/manifest.json | wc -l)
    is "resume, $signal: samples were done by then" test "$done_before" -ge 3
    workflow --rerun-incomplete >resumed.log 2>&1
    is "resume, $signal: it goes on and ends well" equals 0 $?
    is "resume, $signal: done samples are not run again" test "$(jobs_of resumed.log | tr , '\n' | grep -c run_sample)" -le $((16 - done_before + 2))
    is "resume, $signal: the results are those of one run" same_results "$work/whole" results
  done
}

check_lint() {
  # a copy of the workflow with its default configuration, which names the demonstration cohort
  local tree=$work/tree
  mkdir -p "$tree/workflows"
  git -C "$top" ls-files -z --cached --others --exclude-standard workflows/snakemake | (cd "$top" && xargs -0 cp --parents -t "$tree")
  ln -s "$top/test-data" "$tree/test-data"
  cd "$tree/workflows/snakemake" || exit 2
  is "lint: snakemake --lint" snakemake --lint
  is "lint: snakefmt --check" snakefmt --check workflow
  is "lint: the workflow runs as it stands" snakemake --cores 2
  is "lint: and gives the bytes of one run" same_results "$work/whole" results
}

# process SPEC: one process of a module, for real
process() { java -cp "$jar" groovy.ui.GroovyMain "$tools/nf-run-process.groovy" "$1"; }
modules=$top/workflows/nextflow/modules/local/evade
# nextflow_inputs FOLDER SHEET MATRIX: specs for each module in FOLDER, which becomes the working folder, and the sheet and
# files as main.nf makes them, compared with those that the specs stage
nextflow_inputs() {
  jar=$(bash "$tools/get-nf-jar.sh" "$cache/nextflow") || { fail "nextflow: no jar"; return 1; }
  mkdir -p "$1" && cd "$1" || exit 2
  # the sheet with Excel's byte order mark
  { printf '\357\273\277'; cat "$2"; } >marked.csv
  python "$here/nextflow_specs.py" "$modules" "$2" "$3" "$work/bin" || { fail "nextflow: specs"; return 1; }
  is "nextflow: the files of the sheet are listed" process files.json
  java -cp "$jar" groovy.ui.GroovyMain "$here/nextflow_sheet.groovy" "$top/workflows/nextflow/main.nf" "$PWD/marked.csv" files/cohort.files.json >sheet.txt 2>&1
  is "nextflow: main.nf makes the sheet that the modules are run with" diff <(grep -v '^#' sheet.txt) cohort.csv
  is "nextflow: and names its files in the same order" diff <(sed -n "s|^# $PWD/||p" sheet.txt) files.txt
}
check_nextflow() {
  local stub
  nextflow_inputs "$work/nextflow" "$demo/samples.csv" "$demo/expression_tpm.tsv.gz" || return
  is "nextflow: scripts and configuration are clean" python3 "$tools/nf-check.py" --strict --jar "$jar" "$top/workflows/nextflow"
  for stub in files-stub check-stub run-stub merge-stub check run-1 run-2 merge; do
    is "nextflow: $stub runs and gives its outputs" process "$stub.json"
  done
  # The results say that the unit was declared.
  evade run -q --samples "$demo/samples.csv" --expression "$demo/expression_tpm.tsv.gz" --unit tpm --outdir declared
  is "nextflow: two shards and the merge give the bytes of one run" same_results declared merge/evade
  is "nextflow: the version is reported" grep -q "\"$(evade --version | sed 's/evade //')\"" <(process version.json)
  process failed-check.json >failed-check.log 2>&1
  is "nextflow: a sample that will fail fails the check with 4" grep -q '"rc": 4' failed-check.log
  is "nextflow: with allow_failed_samples the check is done" process allowed-check.json
  process failed.json >failed.log 2>&1
  is "nextflow: a failed sample fails the process with 4" grep -q '"rc": 4' failed.log
  is "nextflow: and its reason is in the task's log" grep -q "SIM00002.*sample_not_in_matrix" failed.log
  is "nextflow: with allow_failed_samples it is done" process allowed.json
  is "nextflow: meta.yml of each module is YAML and names what main.nf does" python "$here/nextflow_meta.py" "$modules"
}

check_packaging() {
  is "packaging: the recipe is YAML once its template is filled" python "$here/recipe.py" "$top/workflows/packaging/bioconda/meta.yaml" "$top/Cargo.toml"
}

check_slurm() {
  if [ "$(id -u)" != 0 ]; then echo "SKIP slurm: needs root"; return; fi
  fresh slurm; configure 'shards: 4'
  # munged runs as a user of its own and has to get into the folder
  slurm_dir=$(mktemp -d /tmp/evade-slurm.XXXXXX); chmod 755 "$slurm_dir"
  bash "$tools/slurm-up.sh" --dir "$slurm_dir" --cpus 2 --mem 8000 >slurm-up.log 2>&1 || { fail "slurm: no cluster"; tail -n 5 slurm-up.log; return; }
  export SLURM_CONF=$slurm_dir/etc/slurm.conf
  is "slurm: the workflow ends well" snakemake --snakefile "$workflow/Snakefile" --configfile config.yaml --nocolor \
    --executor slurm --jobs 8 --slurm-no-account --slurm-status-command squeue --slurm-init-seconds-before-status-checks 2 \
    --seconds-between-status-checks 2 --default-resources slurm_partition=main runtime=5 mem_mb=800
  is "slurm: the bytes of one run" same_results "$work/whole" results
  is "slurm: six jobs went through the cluster" equals 6 "$(grep -c 'JobState=COMPLETED' "$slurm_dir/log/jobcomp.log")"
  # the array job of docs/workflows.md
  mkdir -p array && sed -n '/^#!\/bin\/bash/,/^```/p' "$top/docs/workflows.md" | sed '/^```/d' >array/evade-array.sh
  cp -r in/. array/ && cd array && mv samples.csv sheet.csv && mv expression_tpm.tsv.gz cohort_tpm.tsv.gz
  is "slurm: the array job of the documentation" sbatch --wait evade-array.sh
  rm -r parts/3
  is "slurm: one part of it run again" env PARTS=4 sbatch --wait --array=2 evade-array.sh
  is "slurm: its parts merge to the bytes of one run" sh -c 'evade merge -q --samples sheet.csv --outdir results parts/*'
  cd .. || exit 2
  evade run -q --samples array/sheet.csv --expression array/cohort_tpm.tsv.gz --outdir whole
  is "slurm: the same bytes" same_results whole array/results
  unset SLURM_CONF
  bash "$tools/slurm-down.sh" --dir "$slurm_dir" --clean >/dev/null 2>&1
  is "slurm: the cluster is down" test ! -e "$slurm_dir"
  slurm_dir=
}

one_run
for check in "${@:-shards samples lanes failed resume lint nextflow packaging slurm}"; do
  for name in $check; do
    case $name in
      shards | samples | lanes | failed | resume | lint | nextflow | packaging | slurm) "check_$name" ;;
      *) echo "run.sh: there is no check '$name'" >&2; exit 2 ;;
    esac
  done
done
if [ $n_failed = 0 ]; then echo "all checks passed"; else echo "$n_failed checks failed"; exit 1; fi
