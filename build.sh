#!/usr/bin/env bash
#
# Builds ociruntime, shows it at work, tests it and measures it. See `./build.sh help`.

set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

readonly runtime=$PWD/artifacts/ociruntime
readonly configuration=Release
source packaging/targets.sh

usage() {
    cat <<'TEXT'
Usage: ./build.sh [TARGET]

  build          publish the static release executable to artifacts/ociruntime (the default)
  demo           build, then take a busybox container through its life, showing every command
  test           build, then run every test; ends with "N passed, N failed, N skipped"
  bench [FLAG…]  build, then compare with runc and crun; `bench --help` lists the flags
  install        build, then install executable, manual and completions; --prefix DIR (/usr/local), --destdir DIR
  uninstall      remove what install has installed, with the same options
  man            build, then write the manual to artifacts/man
  deb            build, then make a Debian package in artifacts/
  pack           make the NuGet packages Oci.Spec and Oci.Runtime in artifacts/
  help           print this text

Missing Debian or Ubuntu packages are installed, which takes root, as does everything that runs containers, and to
install into /usr/local.

Some tests run once more in virtual machines, with cgroup v2 alone and with systemd and AppArmor. OCI_GUEST=no skips
them. Where there can be no such machine they count as skipped, and with CI=true as failed.
TEXT
}

say() { printf 'build.sh: %s\n' "$*"; }

fail() {
    printf 'build.sh: %s\n' "$*" >&2
    exit 1
}

# ---- what the machine must have ----------------------------------------------------------------------------------

# Prints "package: reason" for each package that the target needs and the machine lacks.
missing_packages() {
    [[ -e /etc/ssl/certs/ca-certificates.crt ]] || echo "ca-certificates: NuGet's packages come over HTTPS"
    missing_linker
    case $1 in
        demo) missing_busybox ;;
        test)
            missing_busybox
            missing_program ip iproute2 "sets up the network of the tests' namespaces"
            missing_program newuidmap uidmap "maps the ids of an ordinary user's containers"
            missing_program runc runc "to compare configurations with"
            missing_program groff groff-base "to check the manual with"
            missing_program zsh zsh "to complete command lines in"
            missing_program fish fish "to complete command lines in"
            missing_engines
            ;;
        bench)
            missing_busybox
            missing_program ip iproute2 "sets up the network of the benchmarks' namespaces"
            missing_program runc runc "to compare with"
            missing_program crun crun "to compare with"
            ;;
    esac
}

missing_program() {
    command -v "$1" >/dev/null || echo "$2: $3"
}

# What starts containers for people, to be given this runtime. The tests start daemons of their own.
missing_engines() {
    missing_program containerd containerd "an engine to test with"
    missing_program podman podman "an engine to test with"
    missing_program catatonit catatonit "the first process of podman's pods"
    missing_program buildah buildah "builds images, to test with"
    missing_program dockerd docker.io "an engine to test with"
}

missing_guest_packages() {
    missing_program qemu-system-x86_64 qemu-system-x86 "runs the tests' guests"
    missing_program mke2fs e2fsprogs "makes the guests' disk"
    [[ -x /lib/systemd/systemd ]] || echo "systemd: the first process of a guest"
    missing_program dbus-daemon dbus "carries what is asked of a guest's systemd"
    missing_program apparmor_parser apparmor "loads the tests' profiles in the guests"
}

# NativeAOT emits one object file; a C compiler's driver and ld.bfd link it with the C library's archives.
missing_linker() {
    local driver
    if ! driver=$(command -v clang || command -v gcc); then
        echo "gcc: drives the link of the executable"
        echo "libc6-dev: the C library to link statically"
        return
    fi
    missing_program ld.bfd binutils "links the executable"
    [[ $("$driver" -print-file-name=libc.a) == /* ]] || echo "libc6-dev: the C library to link statically"
    [[ $("$driver" -print-file-name=libseccomp.a) == /* ]] || echo "libseccomp-dev: compiles seccomp profiles, linked statically"
}

missing_busybox() {
    local busybox
    if ! busybox=$(command -v busybox) || ! is_static "$busybox"; then
        echo "busybox-static: the programs in the containers' root file system"
    fi
}

is_static() { ! ldd "$1" >/dev/null 2>&1; }

# Stops with one line if an ordinary user asks for what takes root; otherwise installs what is missing.
prepare() {
    local target=$1 missing names wants=()
    check_sdk
    missing=$(missing_packages "$target")
    names=$(cut -d: -f1 <<<"$missing" | paste -sd' ')
    if ((EUID != 0)); then
        [[ -z $names ]] || wants+=("to install packages (missing: $names)")
        [[ $target == demo || $target == test || $target == bench ]] || wants+=("to run containers")
        ((${#wants[@]} == 0)) || fail "needs root ${wants[0]}${wants[1]:+ and ${wants[1]}}; run it with sudo"
    elif [[ -n $names ]]; then
        install_packages "$missing" "$names"
    fi
    [[ $target != test ]] || prepare_guests
}

# The tests on this machine do not need them.
prepare_guests() {
    local missing
    [[ ${OCI_GUEST:-} != no ]] || return 0
    missing=$(missing_guest_packages)
    [[ -z $missing ]] || (install_packages "$missing" "$(cut -d: -f1 <<<"$missing" | paste -sd' ')") ||
        say "there will be no tests in guests"
}

check_sdk() {
    local answer
    command -v dotnet >/dev/null || fail "the .NET 10 SDK is missing (no 'dotnet' on PATH); see https://dot.net/download"
    # global.json says which versions fit.
    answer=$(dotnet --version 2>&1) || fail "the .NET 10 SDK is missing or does not work: ${answer%%$'\n'*}"
}

install_packages() {
    local missing=$1 names=$2 packages
    command -v apt-get >/dev/null || fail "there is no apt-get here; install what these Debian packages hold: $names"
    say "installing what is missing:"
    printf '  %s\n' "${missing//$'\n'/$'\n  '}"
    read -ra packages <<<"$names"
    # With SYSTEMD_OFFLINE packages do not start their daemons, which nobody here needs, see systemd's ENVIRONMENT.md.
    export DEBIAN_FRONTEND=noninteractive SYSTEMD_OFFLINE=1
    local patience=(-o Acquire::Retries=3 -o Acquire::http::Timeout=60)
    quietly apt-get "${patience[@]}" update
    quietly apt-get "${patience[@]}" install --yes --no-install-recommends "${packages[@]}"
}

# Runs a command whose output matters only when it fails.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" >"$log" 2>&1 </dev/null || status=$?
    ((status == 0)) || cat -- "$log" >&2
    rm -f -- "$log"
    ((status == 0)) || fail "'$*' failed with status $status"
}

# ---- build -------------------------------------------------------------------------------------------------------

# The build sends nothing home and leaves no compiler server behind. The SDK needs a home directory to start at all.
set_up_dotnet() {
    if [[ ! -w ${HOME:-} ]]; then
        export HOME=$PWD/artifacts/home
        mkdir -p -- "$HOME"
    fi
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
    export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 UseSharedCompilation=false
}

build() {
    say "publishing src/Oci.Cli as one static executable"
    quietly dotnet publish src/Oci.Cli --configuration "$configuration" --output artifacts/publish
    install -m 755 artifacts/publish/ociruntime "$runtime"
    is_static "$runtime" || fail "$runtime is not statically linked"
    say "artifacts/ociruntime: $(stat -c %s "$runtime") bytes"
}

# ---- demo --------------------------------------------------------------------------------------------------------

show() {
    local word line='$'
    for word in "$@"; do
        [[ $word =~ ^[A-Za-z0-9_./:=,+-]+$ ]] || word=${word@Q}
        line+=" $word"
    done
    echo "$line"
    "$@"
}

demo() {
    demo_directory=$(mktemp -d /tmp/ociruntime-demo.XXXXXX)
    demo_id=demo-$$
    state_root_was_there=$([[ -e /run/ociruntime ]] && echo yes || echo no)
    trap demo_clean_up EXIT
    PATH=$PWD/artifacts:$PATH
    echo
    demo_make_bundle
    demo_live
    demo_verify
}

demo_make_bundle() {
    local applet
    echo "# A bundle: a root file system with Debian's static busybox, and the runtime's default config.json."
    show cd "$demo_directory"
    show mkdir -p rootfs/bin
    show cp "$(command -v busybox)" rootfs/bin/busybox
    for applet in cat hostname id ps sh sleep; do
        show ln -s busybox "rootfs/bin/$applet"
    done
    demo_script >rootfs/bin/hello
    echo "\$ cat >rootfs/bin/hello <<'SCRIPT'" && cat rootfs/bin/hello && echo SCRIPT
    show chmod +x rootfs/bin/hello
    show ociruntime spec
    echo "# Without a terminal, and with that program:"
    show sed -i -e 's/"terminal": true/"terminal": false/' -e 's|"sh"|"/bin/hello"|' config.json
}

demo_script() {
    cat <<'SCRIPT'
#!/bin/sh
echo "Hello from pid $$, uid $(id -u), on host $(hostname), where these processes run:"
ps
trap 'echo Goodbye.; exit' TERM
sleep 1000 &
wait
SCRIPT
}

demo_live() {
    echo "# Create: everything is in place, and the process waits."
    echo "\$ ociruntime create $demo_id >output"
    ociruntime create "$demo_id" >output
    show ociruntime state "$demo_id"
    echo "# Start: the process runs."
    show ociruntime start "$demo_id"
    show ociruntime list
    wait_until grep -qw ps output
    show cat output
    echo "# Kill: the process says goodbye, and the container is stopped."
    show ociruntime kill "$demo_id" TERM
    wait_until is_stopped
    show ociruntime state "$demo_id"
    show tail -n 1 output
    show ociruntime delete "$demo_id"
}

is_stopped() { ociruntime state "$demo_id" | grep -q '"stopped"'; }

# Tries a command ten times a second, for ten seconds.
wait_until() {
    local tries
    for ((tries = 0; tries < 100; tries++)); do
        ! "$@" || return 0
        sleep 0.1
    done
    return 1
}

demo_verify() {
    local left=()
    [[ ! -e /run/ociruntime/$demo_id ]] || left+=("its state in /run/ociruntime")
    ! grep -q "$demo_directory" /proc/self/mountinfo || left+=("mounts under $demo_directory")
    [[ -z $(find /sys/fs/cgroup -type d -name "*$demo_id*" -print -quit) ]] || left+=("cgroups named $demo_id")
    ((${#left[@]} == 0)) || fail "the demo left behind: $(IFS=,; echo "${left[*]}")"
    echo "# Nothing is left: no state, no mount, no cgroup."
}

demo_clean_up() {
    local status=$?
    ((status == 0)) || "$runtime" delete --force "$demo_id" || true
    [[ $state_root_was_there == yes ]] || rmdir /run/ociruntime 2>/dev/null || true
    rm -rf --one-file-system -- "$demo_directory"
    exit "$status"
}

# ---- tests -------------------------------------------------------------------------------------------------------

# In namespaces of its own: a container gone wrong must not reach the machine.
isolated() { conformance-tests/run-isolated.sh "$@"; }

run_tests() {
    local project
    passed=0 failed=0 skipped=0 failures=()
    say "building the tests"
    quietly dotnet build oci-runtime.sln --configuration "$configuration"
    mkdir -p artifacts/test-results
    export OCI_RUNTIME=$runtime
    while read -r project; do
        run_test_project "$project"
    done < <(grep -lF 'Include="xunit.v3' tests/*/*.csproj conformance-tests/{,*/}*.csproj 2>/dev/null)
    run_guests
    report
}

# Test projects are programs. What they report in their file counts; one that reports nothing has failed.
run_test_project() {
    local project=$1 name report status=0
    name=$(basename -- "$project" .csproj)
    report=$PWD/artifacts/test-results/$name.xml
    rm -f -- "$report"
    printf '\n%s\n' "$name"
    isolated timeout --kill-after=30 30m dotnet "$(program_of "$project")" "${reporting[@]}" "$report" \
        </dev/null || status=$?
    count_results "$name" "$report" "$status"
}

program_of() { echo "$(dirname -- "$1")/bin/$configuration/net10.0/$(basename -- "$1" .csproj).dll"; }

# The quiet reporter prints what failed and what was skipped, each with its message.
readonly reporting=(-reporter quiet -noLogo -noColor -noAutoReporters -xml)

count_results() {
    local name=$1 report=$2 status=$3 totals
    totals=$(grep -o '<assembly [^>]*>' "$report" 2>/dev/null || true)
    if (($(total "$totals" total) == 0)); then
        count_failure "$name ran no tests (exit status $status)"
        return
    fi
    add_totals "$name" "$totals" "$report"
    if ((status != 0 && $(total "$totals" failed) + $(total "$totals" errors) == 0)); then
        count_failure "$name ended with status $status though no test failed"
    fi
}

# What tests/guest/classes names, in virtual machines with other kernels and inits.
run_guests() {
    local init folder classes obstacle number=0 name
    obstacle=$(guest_obstacle)
    while read -r init folder classes; do
        number=$((number + 1))
        name="$folder in a guest with $init"
        printf '\n%s\n' "$name"
        if [[ -n $obstacle ]]; then
            count_obstacle "$name" "$obstacle"
        else
            run_guest "$name" "$init" "$(echo "$folder"/*.csproj)" "guest-$number.xml" "$classes"
        fi
    done < <(grep -v '^#' tests/guest/classes)
}

# Why there are no guests on this machine; nothing if there are.
guest_obstacle() {
    local missing answer
    missing=$(missing_guest_packages | cut -d: -f1 | paste -sd' ')
    if [[ ${OCI_GUEST:-} == no ]]; then
        echo "OCI_GUEST=no"
    elif [[ $(uname -m) != x86_64 ]]; then
        echo "the guests are x86-64 machines"
    elif [[ -n $missing ]]; then
        echo "not installed: $missing"
    else
        answer=$(tests/guest/guest.sh --build 2>&1) || echo "${answer##*$'\n'}"
    fi
}

# Continuous integration must not take for tested what was not.
count_obstacle() {
    if [[ ${CI:-} == true ]]; then
        count_failure "$1 did not run: $2"
    else
        echo "  skipped: $2"
        skipped=$((skipped + 1))
    fi
}

# The guest with systemd is all the isolation that is needed, and its tests must reach systemd.
run_guest() {
    local name=$1 init=$2 project=$3 report=$PWD/artifacts/test-results/$4 classes command=() class status=0
    command=(env "PATH=$PATH" "OCI_RUNTIME=$runtime" OCI_PATIENCE=8 DOTNET_TieredPGO=0
        DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 ${DOTNET_ROOT:+"DOTNET_ROOT=$DOTNET_ROOT"})
    [[ $init == systemd ]] && command+=(OCI_ISOLATED=1) || command+=(conformance-tests/run-isolated.sh)
    command+=(dotnet "$(program_of "$project")" "${reporting[@]}" "$report")
    read -ra classes <<<"$5"
    for class in "${classes[@]}"; do command+=(-class "$class"); done
    rm -f -- "$report"
    tests/guest/guest.sh --init "$init" --limit 720 --output artifacts/test-results "${command[@]}" \
        </dev/null || status=$?
    if ((status == 125)); then
        count_obstacle "$name" "no guest could be started"
    else
        count_results "$name" "$report" "$status"
    fi
}

# The number in one attribute of the report's <assembly> element.
total() {
    [[ $1 =~ \ $2=\"([0-9]+)\" ]] && echo "${BASH_REMATCH[1]}" || echo 0
}

count_failure() {
    echo "  $1"
    failures+=("$1")
    failed=$((failed + 1))
}

add_totals() {
    local name=$1 totals=$2 report=$3 test counts
    counts=("$(total "$totals" passed)" "$(total "$totals" failed)" "$(total "$totals" skipped)")
    counts[1]=$((counts[1] + $(total "$totals" errors)))
    counts[2]=$((counts[2] + $(total "$totals" not-run)))
    echo "  ${counts[0]} passed, ${counts[1]} failed, ${counts[2]} skipped"
    passed=$((passed + counts[0])) failed=$((failed + counts[1])) skipped=$((skipped + counts[2]))
    while read -r test; do
        failures+=("$name: $test")
    done < <(grep -oP '<test [^>]*\bname="\K[^"]*(?=" result="Fail")' "$report" | unescape)
}

unescape() { sed -e 's/&quot;/"/g' -e 's/&lt;/</g' -e 's/&gt;/>/g' -e 's/&amp;/\&/g'; }

report() {
    echo
    if ((failed > 0)); then
        echo "Failed:"
        printf '  %s\n' "${failures[@]:-see above}"
    fi
    echo "$passed passed, $failed failed, $skipped skipped"
    ((failed == 0 && passed > 0))
}

# ---- benchmarks --------------------------------------------------------------------------------------------------

bench() {
    say "building bench/"
    quietly dotnet build bench --configuration "$configuration"
    # crun 1.8 takes a hybrid machine for one of cgroup v2 while the unified hierarchy is mounted beside the others.
    HIDE_UNIFIED=1 isolated dotnet "bench/bin/$configuration/net10.0/Bench.dll" \
        --runtime "ociruntime=$runtime" "$@"
}

main() {
    local target=${1:-build}
    (($# == 0)) || shift
    case $target in
        build | demo | test | bench | install | man | deb | pack) ;;
        uninstall) packaging/install.sh uninstall "$@" && return ;;
        help | -h | --help) usage && return ;;
        *) usage >&2 && fail "there is no target '$target'" ;;
    esac
    [[ $# == 0 || $target == bench || $target == install ]] || fail "'$target' takes no arguments"
    set_up_dotnet
    prepare "$target"
    [[ $target == pack ]] || build
    case $target in
        install) packaging/install.sh install "$runtime" "$@" ;;
        man) write_manual ;;
        deb) make_deb ;;
        pack) pack ;;
        demo) demo ;;
        test) run_tests ;;
        bench) bench "$@" ;;
    esac
}

main "$@"
