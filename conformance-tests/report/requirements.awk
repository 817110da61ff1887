# Reads requirements.md; prints a line for each test of a requirement whose id has a beginning (all by default), with
# tabs between its fields: SECTION  ID  KIND  TEST  TEXT. KIND is test; for a requirement without tests it is
# awaits or not, and TEST says what or why.

BEGIN { FS = " \\| " }

/^## / { section = substr($0, 4) }

/^\| `/ {
    id = $1
    gsub(/[|` ]/, "", id)
    sub(/ \|$/, "", $3)
    if (index(id, beginning) == 1) tests(id, $3)
}

function tests(id, column,    parts, count, i, at) {
    if (column ~ /^(awaits|not) /) {
        at = index(column, " ")
        print section "\t" id "\t" substr(column, 1, at - 1) "\t" substr(column, at + 1) "\t"
        return
    }
    # Every second part is between backticks.
    count = split(column, parts, "`")
    for (i = 2; i <= count; i += 2) {
        at = index(parts[i], "(")
        if (at) print section "\t" id "\ttest\t" substr(parts[i], 1, at - 1) "\t" \
            substr(parts[i], at + 1, length(parts[i]) - at - 1)
        else print section "\t" id "\ttest\t" parts[i] "\t"
    }
}
