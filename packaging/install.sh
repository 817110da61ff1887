#!/usr/bin/env bash
#
# Puts the executable, its manual and its completions where a system looks for them, or takes them away again:
#
#   install.sh install BINARY [--prefix DIR] [--destdir DIR] [--zsh DIR]
#   install.sh uninstall [--prefix DIR] [--destdir DIR] [--zsh DIR]
#
# The prefix is /usr/local unless given. What is below --destdir is as if it were the root; package builders use it.
# zsh looks below PREFIX/share in zsh/site-functions; Debian's packages use zsh/vendor-completions.

set -euo pipefail
umask 022

prefix=/usr/local destdir= zsh=zsh/site-functions

fail() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

read_options() {
    while (($# > 0)); do
        case $1 in
            --prefix=* | --destdir=* | --zsh=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
        esac
        (($# > 1)) || fail "$1 needs a value"
        case $1 in
            --prefix) prefix=${2%/} ;;
            --destdir) destdir=${2%/} ;;
            --zsh) zsh=$2 ;;
            *) fail "there is no option '$1'" ;;
        esac
        shift 2
    done
    [[ -z $prefix || $prefix == /* ]] || fail "--prefix must be an absolute path: $prefix"
    root=$destdir$prefix
}

# Prints the commands, as help lists them.
commands() { "$1" help | sed -n '/^COMMANDS:$/,/^$/s/^   \([a-z]\{1,\}\) .*/\1/p'; }

install_page() {
    local page=$root/share/man/man8/$1.8.gz
    install -d "${page%/*}"
    # Without name and time in it, the same page is the same file.
    "${@:2}" | gzip -9n >"$page.new"
    mv -- "$page.new" "$page"
}

install_completion() {
    install -d "$root/share/${2%/*}"
    "$1" completion "$3" >"$root/share/$2"
}

install_all() {
    local binary=$1 command list
    [[ -x $binary ]] || fail "there is no program $binary; build it first"
    list=$(commands "$binary")
    [[ -n $list ]] || fail "$binary lists no commands"
    install -d "$root/bin"
    install -m 755 -- "$binary" "$root/bin/ociruntime"
    install_page ociruntime "$binary" man
    for command in $list; do
        install_page "ociruntime-$command" "$binary" man "$command"
    done
    install_completion "$binary" bash-completion/completions/ociruntime bash
    install_completion "$binary" "$zsh/_ociruntime" zsh
    install_completion "$binary" fish/vendor_completions.d/ociruntime.fish fish
}

uninstall_all() {
    rm -f -- "$root/bin/ociruntime" "$root"/share/man/man8/ociruntime{,-*}.8.gz \
        "$root/share/bash-completion/completions/ociruntime" "$root/share/$zsh/_ociruntime" \
        "$root/share/fish/vendor_completions.d/ociruntime.fish"
}

main() {
    local action=${1:-}
    case $action in
        install)
            (($# > 1)) || fail "which program is to be installed?"
            read_options "${@:3}"
            install_all "$2"
            ;;
        uninstall)
            read_options "${@:2}"
            uninstall_all
            ;;
        *) fail "install or uninstall?" ;;
    esac
}

main "$@"
