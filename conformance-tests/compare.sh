#!/usr/bin/env bash
#
# Runs the conformance tests against several runtimes and writes the table of what each keeps of the specification:
#
#   compare.sh [--output FILE] [RUNTIME…]
#
# FILE is docs/conformance.md by default, and the runtimes are artifacts/ociruntime, runc and crun.

set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
output=$here/../docs/conformance.md
if [[ ${1:-} == --output ]]; then
    output=$2
    shift 2
fi
(($# > 0)) || set -- "$here/../artifacts/ociruntime" runc crun

directory=$(mktemp -d)
trap 'rm -rf -- "$directory"' EXIT
awk -f "$here/report/requirements.awk" "$here/requirements.md" >"$directory/requirements"

# The first two numbers of a version are the program's, what a distribution adds is not: runc 1.1.5+ds1.
name_of() { "$1" --version | sed -n '1s/^\([a-z-]*\) version \([0-9.]*\).*/\1 \2/p'; }

arguments=()
for runtime in "$@"; do
    results=$directory/$(basename -- "$runtime")
    # Failures are what the table is about.
    "$here/run.sh" --runtime "$runtime" --results "$results" >"$results.log" || [[ -s $results ]] ||
        { cat -- "$results.log" >&2 && exit 2; }
    tail -n 1 "$results.log" >&2
    arguments+=("who=$(name_of "$runtime")" "$results")
done
awk -f "$here/report/table.awk" "$directory/requirements" "${arguments[@]}" >"$directory/table"
mv -- "$directory/table" "$output"
