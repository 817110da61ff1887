# shellcheck shell=bash
#
# The targets of build.sh that make something to install. Sourced by it; "quietly" and "say" are its functions.

# The one place where the version stands.
version() { sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props; }

write_manual() {
    local staged
    staged=$(mktemp -d)
    packaging/install.sh install "$runtime" --prefix "" --destdir "$staged"
    rm -rf artifacts/man
    mkdir artifacts/man
    cp -- "$staged"/share/man/man8/* artifacts/man/
    rm -rf -- "$staged"
    gunzip artifacts/man/*.gz
    say "artifacts/man: $(find artifacts/man -name '*.8' | wc -l) pages"
}

make_deb() {
    local package
    package=$(packaging/deb.sh "$runtime" "$(version)" "$PWD/artifacts")
    say "${package#"$PWD"/}: $(stat -c %s "$package") bytes"
}

pack() {
    local project
    for project in Oci.Spec Oci.Runtime; do
        quietly dotnet pack "src/$project" --configuration "$configuration" --output artifacts
        say "artifacts/$project.$(version).nupkg"
    done
}
