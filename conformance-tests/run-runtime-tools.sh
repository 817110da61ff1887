#!/usr/bin/env bash
#
# Runs the validation suite of opencontainers/runtime-tools; see docs/runtime-tools.md.

set -euo pipefail

readonly program=${0##*/}
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
readonly here

usage() {
    cat <<TEXT
Usage: $program [OPTION…] SUITE [TEST…]

Runs the tests of SUITE, a built checkout of opencontainers/runtime-tools (what it must hold: docs/runtime-tools.md),
or only those that are named. Each test runs alone in run-isolated.sh, with a time limit. Needs root.

  --runtime BINARY     the runtime under test (default: artifacts/ociruntime). Given several times, all are
                       run, and only the first is compared with what is expected
  --expected FILE      compare with this list (default: runtime-tools.expected beside this script);
                       with 'none', a test must pass
  --time-limit SECONDS for each test (default: 120)
  --output DIR         keep what each test printed and its result, as DIR/RUNTIME/TEST.out, .err and .result
  --reuse              do not run again what DIR has a result of
  --markdown FILE      write a table of the results; if FILE has lines with '<!-- results -->' and
                       '<!-- end of results -->', only what is between them is replaced
  --help               print this text

For each test, one line: its verdict, how many assertions held, did not hold, and were skipped, and its name.

  PASS       every assertion held, exit code 0
  EMPTY      exit code 0 without an assertion, all that some tests have to say
  EMPTY-ERR  the same, but an error among the diagnostics: a TAP reader sees nothing, but the test has failed
  FAIL       an assertion did not hold, or the exit code was not 0
  TIMEOUT    stopped at the time limit

The exit code is 1 if a verdict is not among those that are expected (a pass that was not expected is none the less a
deviation: the list has to be brought up to date), and 2 if nothing could be run.
TEXT
}

fail() {
    printf '%s: %s\n' "$program" "$*" >&2
    exit 2
}

# ---- the command line --------------------------------------------------------------------------------------------

read_arguments() {
    runtimes=() expected=$here/runtime-tools.expected time_limit=120 output='' reuse=false markdown=''
    while (($# > 0)); do
        case $1 in
            --help | -h) usage && exit ;;
            --reuse) reuse=true ;;
            --runtime | --expected | --time-limit | --output | --markdown)
                (($# > 1)) || fail "$1 needs a value"
                set_option "$1" "$2"
                shift
                ;;
            -*) fail "there is no option '$1'; see --help" ;;
            *) break ;;
        esac
        shift
    done
    (($# > 0)) || fail "which suite? See --help"
    suite=$1 tests=("${@:2}")
    ((${#runtimes[@]} > 0)) || runtimes=("$here/../artifacts/ociruntime")
}

set_option() {
    case $1 in
        --runtime) runtimes+=("$2") ;;
        --expected) expected=$2 ;;
        --time-limit) time_limit=$2 ;;
        --output) output=$2 ;;
        --markdown) markdown=$2 ;;
    esac
}

# Everything is checked before the first test: a suite that is half there would only look like a bad runtime.
check() {
    local i path test
    ((EUID == 0)) || fail "needs root"
    [[ $time_limit =~ ^[1-9][0-9]*$ ]] || fail "--time-limit $time_limit: not a number of seconds"
    suite=$(cd -- "$suite" && pwd) || fail "$suite: no such suite"
    [[ -x $suite/runtimetest ]] || fail "$suite/runtimetest: missing; build the suite first"
    compgen -G "$suite/rootfs-*.tar.gz" >/dev/null || fail "$suite/rootfs-*.tar.gz: missing"
    for i in "${!runtimes[@]}"; do
        path=$(command -v -- "${runtimes[i]}") || fail "${runtimes[i]}: no such runtime"
        runtimes[i]=$(realpath -- "$path")
    done
    if ((${#tests[@]} == 0)); then
        mapfile -t tests < <(find "$suite/validation" -name '*.t' -printf '%f\n' | sed 's/\.t$//' | sort)
    fi
    ((${#tests[@]} > 0)) || fail "$suite/validation: no tests; build the suite first"
    for test in "${tests[@]}"; do
        [[ -x $(program_of "$test") ]] || fail "$(program_of "$test"): no such test"
    done
    [[ $expected == none || -r $expected ]] || fail "$expected: no such list"
}

program_of() { printf '%s/validation/%s/%s.t' "$suite" "$1" "$1"; }

# ---- what is expected --------------------------------------------------------------------------------------------

# Lines of the list: a test, the verdicts that it may have, separated by commas, and the reason. FAIL is followed by the
# number of assertions that held and that did not, so that a test cannot fail for another reason than the known one.
read_expected() {
    local test verdicts reason
    declare -gA allowed=() reasons=()
    [[ $expected != none ]] || return 0
    while read -r test verdicts reason; do
        [[ -n $test && $test != \#* ]] || continue
        [[ -n $reason ]] || fail "$expected: $test: a reason is missing"
        allowed[$test]=$verdicts reasons[$test]=$reason
    done <"$expected"
}

# Reads the caller's verdict and counts.
is_expected() {
    local found=$verdict
    [[ $verdict != FAIL ]] || found=FAIL:${counts%/*}
    [[ ,${allowed[$1]:-PASS}, == *",$found,"* ]]
}

# ---- running -----------------------------------------------------------------------------------------------------

# Bundles lie below /run, which is of the test's own: what a killed test leaves goes with it. Some tests want a second
# network interface.
run_isolated() {
    local runtime=$1 test=$2
    # shellcheck disable=SC2016 # for the inner shell
    local prepare='mkdir "$TMPDIR"; ip link add eth0 type veth 2>/dev/null; exec "$@"'
    (cd -- "$suite" && "$here/run-isolated.sh" env RUNTIME="$runtime" TMPDIR=/run/bundles sh -c "$prepare" sh \
        timeout --kill-after=5 "$time_limit" "$(program_of "$test")") </dev/null
}

# Runs one test and leaves its result in $verdict and $counts.
run_test() {
    local runtime=$1 test=$2 files=$3/$2 status=0
    if $reuse && [[ -r $files.result ]]; then
        read -r verdict counts <"$files.result"
        return
    fi
    run_isolated "$runtime" "$test" >"$files.out" 2>"$files.err" || status=$?
    judge "$status" "$files.out"
    printf '%s %s\n' "$verdict" "$counts" >"$files.result"
}

# The assertions of TAP are the lines that begin with "ok" and "not ok"; diagnostics are indented.
judge() {
    local status=$1 out=$2 held failed skipped
    held=$(grep -cE '^ok ' "$out" || :)
    skipped=$(grep -ciE '^ok .*# skip' "$out" || :)
    failed=$(grep -cE '^not ok ' "$out" || :)
    counts=$((held - skipped))/$failed/$skipped
    if ((status == 124 || status == 137)); then
        verdict=TIMEOUT
    elif ((status != 0 || failed > 0)); then
        verdict=FAIL
    elif ((held > 0)); then
        verdict=PASS
    elif grep -qE '^ +"error":' "$out"; then
        verdict=EMPTY-ERR
    else
        verdict=EMPTY
    fi
}

# What a reader needs to know of a test that went another way than expected.
explain_deviation() {
    local test=$1 out=$2/$1.out err=$2/$1.err
    printf '    expected: %s%s\n' "${allowed[$test]:-PASS}" "${reasons[$test]:+ (${reasons[$test]})}"
    grep -A8 -E '^not ok |^ +"error":' "$out" | head -n 30 | sed 's/^/    /' || :
    head -n 10 "$err" | sed 's/^/    /'
}

# Runs all tests with one runtime; results are kept for the table.
run_all() {
    local runtime=$1 compare=$2 directory=$3 test mark deviations=0
    declare -A totals=()
    mkdir -p -- "$directory"
    printf '%s\n' "$runtime"
    for test in "${tests[@]}"; do
        run_test "$runtime" "$test" "$directory"
        results[$runtime:$test]="$verdict $counts"
        totals[$verdict]=$((${totals[$verdict]:-0} + 1))
        mark=' '
        ! $compare || is_expected "$test" || mark='!'
        printf '%s %-9s %-10s %s\n' "$mark" "$verdict" "$counts" "$test"
        [[ $mark == ' ' ]] || { deviations=$((deviations + 1)) && explain_deviation "$test" "$directory"; }
    done
    summary=$(summarise)
    printf '%d tests: %s' "${#tests[@]}" "$summary"
    ! $compare || printf '; %d not as expected' "$deviations"
    printf '\n'
    ((deviations == 0))
}

# Reads the caller's totals.
summarise() {
    local name parts=()
    for name in PASS EMPTY EMPTY-ERR FAIL TIMEOUT; do
        ((${totals[$name]:-0} == 0)) || parts+=("${totals[$name]} $name")
    done
    (IFS=, && printf '%s' "${parts[*]}") | sed 's/,/, /g'
}

# ---- the table ---------------------------------------------------------------------------------------------------

table() {
    local runtime test row
    row='| test |'
    for runtime in "${runtimes[@]}"; do row+=" $(name_of "$runtime") |"; done
    printf '%s reason |\n|---%s|---|\n' "$row" "$(printf '|---%.0s' "${runtimes[@]}")"
    for test in "${tests[@]}"; do
        row="| $test |"
        for runtime in "${runtimes[@]}"; do row+=" ${results[$runtime:$test]} |"; done
        printf '%s %s |\n' "$row" "${reasons[$test]:-}"
    done
    row='| **sum** |'
    for runtime in "${runtimes[@]}"; do row+=" ${summaries[$runtime]} |"; done
    printf '%s |\n' "$row"
}

# The first line of --version: a name and a number.
name_of() { "$1" --version | head -n 1 | sed -E 's/ version / /'; }

write_table() {
    local rows
    rows=$(table)
    if grep -qsx '<!-- results -->' "$markdown"; then
        rows=$(sed '/^<!-- results -->$/q' "$markdown" && printf '\n%s\n\n' "$rows" &&
            sed -n '/^<!-- end of results -->$/,$p' "$markdown")
    fi
    printf '%s\n' "$rows" >"$markdown"
}

main() {
    local runtime compare=true status=0
    read_arguments "$@"
    check
    read_expected
    declare -gA results=() summaries=()
    [[ -n $output ]] || { output=$(mktemp -d) && trap 'rm -rf -- "$output"' EXIT; }
    for runtime in "${runtimes[@]}"; do
        run_all "$runtime" "$compare" "$output/${runtime##*/}" || status=1
        summaries[$runtime]=$summary
        compare=false
    done
    [[ -z $markdown ]] || write_table
    return "$status"
}

main "$@"
