# Reads the tests' XML report; prints a line for each test, with tabs between its fields:
# RESULT  CLASS.METHOD  ARGUMENTS  MESSAGE, where RESULT is pass, fail, gap (a known gap of the runtime) or skip.

BEGIN { RS = "<" }

/^test / {
    finish()
    name = attribute("name")
    test = attribute("type") "." attribute("method")
    sub(/^.*\.Conformance\./, "", test)
    result = attribute("result")
    parenthesis = index(name, "(")
    arguments = parenthesis ? substr(name, parenthesis + 1, length(name) - parenthesis - 1) : ""
    message = ""
}

# A message ends at ]]> and may itself hold the separator of records.
in_message { take("<" $0) }
/^message>|^reason>/ { awaited = message == "" }
/^!\[CDATA\[/ && awaited { awaited = 0; in_message = 1; take(substr($0, 9)) }

END { finish() }

function take(text) {
    if (index(text, "]]>")) {
        text = substr(text, 1, index(text, "]]>") - 1)
        in_message = 0
    }
    message = message text
}

function finish() {
    if (test == "") return
    if (result == "Pass") result = "pass"
    else if (result == "Fail") result = "fail"
    else if (sub(/^known gap of [^:]*: /, "", message)) result = "gap"
    else result = "skip"
    print result "\t" test "\t" flat(arguments) "\t" flat(message)
    test = ""
}

# The value of an attribute of the element that is the record.
function attribute(key,    text, start) {
    start = index($0, " " key "=\"")
    if (!start) return ""
    text = substr($0, start + length(key) + 3)
    text = substr(text, 1, index(text, "\"") - 1)
    gsub(/&quot;/, "\"", text); gsub(/&apos;/, "'", text)
    gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text)
    gsub(/&#x[0-9A-Fa-f]+;/, " ", text)
    gsub(/&amp;/, "\\&", text)
    return unescaped(text)
}

# The writer of the report puts a backslash before quotation marks and backslashes, also where XML needs none.
function unescaped(text) {
    gsub(/\\\\/, "\001", text)
    gsub(/\\"/, "\"", text)
    gsub(/\\[nrt]/, " ", text)
    gsub(/\001/, "\\", text)
    return text
}

function flat(text) {
    gsub(/[\r\n\t]+/, " ", text)
    return text
}
