# Turns what results.awk prints into the Test Anything Protocol, version 14. A known gap is what TAP calls TODO: a test
# that is expected to fail.

BEGIN { FS = "\t"; print "TAP version 14" }

{
    name = $2 ($3 == "" ? "" : "(" $3 ")")
    head = NR " - " escaped(name)
    if ($1 == "pass") print "ok " head
    else if ($1 == "skip") print "ok " head " # SKIP " escaped($4)
    else if ($1 == "gap") print "not ok " head " # TODO " escaped($4)
    else {
        message = $4
        gsub(/'/, "''", message)
        print "not ok " head "\n  ---\n  message: '" message "'\n  ..."
    }
}

END { print "1.." NR }

function escaped(text) {
    gsub(/\\/, "\\\\\\\\", text)
    gsub(/#/, "\\#", text)
    return text
}
