#!/usr/bin/env bash
#
# Runs the conformance tests against a runtime, isolated from the machine. See `run.sh --help`.

set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly tests=$here/bin/Release/net10.0/Oci.Conformance.Tests.dll

usage() {
    cat <<'TEXT'
Usage: run.sh [--runtime PROGRAM] [--tap] [--results FILE] [FILTER…]

  --runtime PROGRAM  a path or a name on PATH; by default this repository's artifacts/ociruntime
  --tap              print the Test Anything Protocol instead of the failures
  --results FILE     also keep each test's result there, as lines of fields with tabs between

A FILTER is a class (MountsTests), a test (MountsTests.A_device_of_the_host_can_be_bound), or the beginning of an id
of requirements.md that holds a slash (devices/ or mount-options/ro). Without any, every test runs.

Takes root, the .NET SDK, and what run-isolated.sh takes. The last line, on standard error with --tap, counts the
results; a known gap is a test that this very runtime is known to fail, and is not run. The exit code is 0 if some
tests passed and none failed.
TEXT
}

fail() {
    printf 'run.sh: %s\n' "$*" >&2
    exit 2
}

parse() {
    runtime=$here/../artifacts/ociruntime tap=no results= filters=()
    while (($# > 0)); do
        case $1 in
            --runtime) (($# > 1)) || fail "$1 takes a program" && runtime=$2 && shift ;;
            --results) (($# > 1)) || fail "$1 takes a file" && results=$2 && shift ;;
            --tap) tap=yes ;;
            -h | --help) usage && exit ;;
            -*) fail "there is no option '$1'; see --help" ;;
            *) filters+=("$1") ;;
        esac
        shift
    done
    runtime=$(command -v -- "$runtime") || fail "there is no runtime '$runtime'; ./build.sh makes this repository's"
    runtime=$(realpath -- "$runtime")
}

build() {
    local log
    if [[ -f $tests && -z $(find "$here" -name '*.cs' -newer "$tests" -print -quit) ]]; then return; fi
    log=$(mktemp)
    dotnet build "$here" --configuration Release >"$log" 2>&1 || { cat -- "$log" >&2; rm -f -- "$log"; fail "no build"; }
    rm -f -- "$log"
}

# The names of the tests that requirements.md has for the ids which begin so.
tests_of() {
    awk -v beginning="$1" -f "$here/report/requirements.awk" "$here/requirements.md" |
        awk -F '\t' '$3 == "test" { print $4 }' | sort -u
}

# Filters as arguments of the test program, which adds up those of one kind.
arguments() {
    local filter test
    for filter in "${filters[@]}"; do
        if [[ $filter == */* ]]; then
            while read -r test; do
                printf '%s\n' -method "*.$test"
            done < <(tests_of "$filter")
        elif [[ $filter == *.* ]]; then
            printf '%s\n' -method "*.$filter"
        else
            printf '%s\n' -method "*.$filter.*"
        fi
    done
}

run() {
    local reporter=quiet names=()
    mapfile -t names < <(arguments)
    ((${#filters[@]} == 0 || ${#names[@]} > 0)) || fail "no test is named by '${filters[*]}'"
    [[ $tap == no ]] || reporter=silent
    # crun 1.8 takes a hybrid machine for one of cgroup v2 while the unified hierarchy is mounted beside the others.
    [[ $version != crun* ]] || export HIDE_UNIFIED=1
    OCI_RUNTIME=$runtime "$here/run-isolated.sh" dotnet "$tests" -reporter "$reporter" -noLogo -noColor \
        -noAutoReporters -xml "$report" "${names[@]}" </dev/null >"$output" 2>&1 || status=$?
}

summary() {
    awk -F '\t' -v who="$version" '{ count[$1]++ } END {
        printf "%s: %d passed, %d failed, %d known gaps, %d skipped\n",
            who, count["pass"], count["fail"], count["gap"], count["skip"]
        exit !(count["pass"] > 0 && count["fail"] == 0)
    }' "$lines"
}

main() {
    local directory report output lines version status=0
    parse "$@"
    ((EUID == 0)) || fail "needs root to run containers"
    build
    version=$("$runtime" --version | head -n 1)
    directory=$(mktemp -d)
    # shellcheck disable=SC2064 # the name is wanted now
    trap "rm -rf -- '$directory'" EXIT
    report=$directory/report.xml output=$directory/output lines=$directory/results
    run
    [[ -s $report ]] || { cat -- "$output" >&2; fail "the tests did not run (exit status $status)"; }
    awk -f "$here/report/results.awk" "$report" >"$lines"
    [[ -z $results ]] || cp -- "$lines" "$results"
    if [[ $tap == yes ]]; then
        awk -f "$here/report/tap.awk" "$lines"
        summary >&2
    else
        cat -- "$output"
        summary
    fi
}

main "$@"
