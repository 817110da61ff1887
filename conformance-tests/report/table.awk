# Writes docs/conformance.md from what requirements.awk and, for each runtime, results.awk print:
#
#   awk -f table.awk requirements who=NAME results who=NAME results …

BEGIN { FS = OFS = "\t" }

who == "" { require(); next }
!(who in known) { known[who] = 1; runtimes[++runtime_count] = who }
{
    total[who, $1]++
    row = ++rows[who, $2]
    result[who, $2, row] = $1; arguments[who, $2, row] = $3; message[who, $2, row] = $4
}

END {
    judge()
    print_head()
    print_table()
    for (r = 1; r <= runtime_count; r++) print_failures(runtimes[r])
    print_reasons()
    exit incomplete
}

function require() {
    if (!($1 in demands)) sections[++section_count] = $1
    if (!($2 in section_of)) {
        ids[++id_count] = $2
        section_of[$2] = $1
        demands[$1]++
        kind[$2] = $3
        if ($3 == "test") tested[$1]++; else reason[$2] = $3 " " $4
    }
    if ($3 == "test") { n = ++test_count[$2]; test[$2, n] = $4; text[$2, n] = $5 }
}

# A requirement is kept by a runtime if each of its tests has passed there, in every row that is meant.
function judge(    i, r, n, id, who, verdict) {
    for (i = 1; i <= id_count; i++) {
        id = ids[i]
        for (r = 1; r <= runtime_count && kind[id] == "test"; r++) {
            who = runtimes[r]; verdict = "pass"
            for (n = 1; n <= test_count[id]; n++) verdict = worse(verdict, look(who, id, test[id, n], text[id, n]))
            verdicts[who, id] = verdict
            count[who, section_of[id], verdict]++; count[who, "all", verdict]++
        }
    }
}

function look(who, id, name, part,    row, found, verdict, one) {
    verdict = "pass"
    for (row = 1; row <= rows[who, name]; row++) {
        if (part != "" && !index(arguments[who, name, row], part)) continue
        found = 1
        one = result[who, name, row]
        if (one == "gap") one = "fail"
        if (one == "fail" && why[who, id] == "") why[who, id] = reason_for(who, name, row)
        verdict = worse(verdict, one)
    }
    if (!found) { print "no result of " who " for " id ": " name " " part >"/dev/stderr"; incomplete = 1 }
    return found ? verdict : "skip"
}

function worse(a, b) { return a == "fail" || b == "fail" ? "fail" : a == "skip" || b == "skip" ? "skip" : "pass" }

function reason_for(who, name, row) {
    return result[who, name, row] == "gap" ? message[who, name, row] : "fails `" name "`"
}

function print_head() {
    print "# Conformance\n"
    print "What each runtime keeps of the specification's [requirements](../conformance-tests/requirements.md), as the"
    print "[conformance tests](../conformance-tests/README.md) find it on one machine (cgroup v1 with v2 beside it)."
    print "`conformance-tests/compare.sh` has written this page; it is not edited by hand.\n"
    print "A requirement is kept if every test of it passes. One that a runtime is known not to keep counts as failed, and"
    print "is listed below the table with the reason. A runtime's numbers are what it *keeps / fails / skips*.\n"
}

function print_table(    i, r, line, rule, sum_demands, sum_tested) {
    line = "| Section | Requirements | Tested |"; rule = "|---|--:|--:|"
    for (r = 1; r <= runtime_count; r++) { line = line " " runtimes[r] " |"; rule = rule "--:|" }
    print line "\n" rule
    for (i = 1; i <= section_count; i++) {
        print_row(sections[i], sections[i], demands[sections[i]], tested[sections[i]])
        sum_demands += demands[sections[i]]; sum_tested += tested[sections[i]]
    }
    print_row("all", "**All**", sum_demands, sum_tested)
    line = "| The whole suite, its tests of this project's own promises included | | |"
    for (r = 1; r <= runtime_count; r++) line = line " " whole(runtimes[r]) " |"
    print line
}

function print_row(key, name, demanded, with_tests,    r, line) {
    line = "| " name " | " demanded " | " with_tests + 0 " |"
    for (r = 1; r <= runtime_count; r++)
        line = line " " (with_tests ? numbers(runtimes[r], key) : "–") " |"
    print line
}

function numbers(who, key) {
    return (count[who, key, "pass"] + 0) " / " (count[who, key, "fail"] + 0) " / " (count[who, key, "skip"] + 0)
}

function whole(who) {
    return (total[who, "pass"] + 0) " / " (total[who, "fail"] + total[who, "gap"]) " / " (total[who, "skip"] + 0)
}

function print_failures(who,    i) {
    print "\n## What " who " does not keep\n"
    if (!count[who, "all", "fail"]) { print "Nothing that is tested."; return }
    for (i = 1; i <= id_count; i++)
        if (verdicts[who, ids[i]] == "fail") print "- `" ids[i] "`: " why[who, ids[i]]
}

function print_reasons(    i) {
    print "\n## What is not tested\n"
    for (i = 1; i <= id_count; i++) if (kind[ids[i]] != "test") print "- `" ids[i] "`: " reason[ids[i]]
}
