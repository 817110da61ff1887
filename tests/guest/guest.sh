#!/usr/bin/env bash
#
# Runs a command on this machine's files under another kernel: that of Debian, in a virtual machine without
# hardware acceleration, with cgroup v2 alone and AppArmor. See usage() below, and README.md beside this file.

set -euo pipefail
here=$(dirname -- "$(readlink -f -- "$0")")
readonly here
readonly cache=${XDG_CACHE_HOME:-/var/cache}/ociruntime-guest
readonly unended=124 cannot=125 # exit statuses, see usage()
readonly boots=3 boot_limit=180
# What the initial RAM disk loads to reach the shared root directory and the scratch disk.
readonly boot_modules=(virtio_pci virtio_blk crc32c_generic ext4 9pnet_virtio 9p overlay)

usage() {
    cat <<'TEXT'
Usage: guest.sh [--init busybox|systemd] [--limit SECONDS] [--output DIRECTORY] COMMAND [ARGUMENT…]
       guest.sh --build

The command sees this machine's files as they are, and works in the same directory. What it writes is gone afterwards,
except what it writes to the output directory. Its output and its exit status come back. 124 means that it did not come
to its end: it took longer than the limit (600 s), or the guest died; 125 that there is no guest. The last line on the
standard error stream says why.

  --build   only fetches the kernel into ${XDG_CACHE_HOME:-/var/cache}/ociruntime-guest
TEXT
}

give_up() {
    printf 'guest.sh: %s\n' "$*" >&2
    exit "$cannot"
}

# ---- the kernel --------------------------------------------------------------------------------------------------

# The archive may be slow, but must not hang.
apt() { timeout 300 apt-get -qq -o Acquire::Retries=3 -o Acquire::http::Timeout=30 -o APT::Sandbox::User=root "$@"; }

# "PACKAGE VERSION" of the kernel that Debian's linux-image-amd64 stands for.
newest_kernel() {
    local package
    package=$(apt-cache depends linux-image-amd64 2>/dev/null | awk '/Depends: linux-image-/ { print $2; exit }')
    [[ -z $package ]] || apt-cache show --no-all-versions "$package" |
        awk -v package="$package" '/^Version:/ { print package, $2; exit }'
}

# Sets $kernel to a directory with vmlinuz, initrd and lib/modules.
find_kernel() {
    local name
    mkdir -p -- "$cache" || give_up "cannot make $cache"
    exec 8>"$cache/lock"
    flock 8
    name=$(newest_kernel)
    if [[ -z $name ]]; then
        apt update >&2 || true
        name=$(newest_kernel)
    fi
    kernel=$cache/${name/ /_}
    if [[ -z $name || (! -e $kernel/initrd && $(build_kernel "$name" >&2 || echo failed) == failed) ]]; then
        # Without the archive an older kernel is as good.
        kernel=$(find "$cache" -path '*/linux-image-*/initrd' -printf '%T@ %h\n' | sort -n | tail -n 1 | cut -d' ' -f2-)
        [[ -n $kernel ]] || give_up "no Debian kernel could be had: apt-get does not provide linux-image-amd64"
    fi
    [[ $kernel/initrd -nt $here/inside/boot && $kernel/initrd -nt $here/guest.sh ]] || make_initrd "$kernel" ||
        give_up "cannot make $kernel/initrd"
    exec 8>&-
}

build_kernel() {
    local work
    work=$(mktemp -d "$cache/new.XXXXXX")
    if unpack_kernel "$work" "$1" && make_initrd "$work" && chmod 755 "$work"; then
        rm -rf -- "$kernel"
        mv -- "$work" "$kernel"
    else
        rm -rf -- "$work"
        return 1
    fi
}

# unpack_kernel DIRECTORY "PACKAGE VERSION": the kernel and the modules that a virtual machine can use.
unpack_kernel() {
    local package=${2% *} version=${2#* } parts=()
    cd -- "$1" || return
    apt download "$package=$version" || { apt update && apt download "$package=$version"; } || return
    cd -- "$OLDPWD" || return
    parts=(fs net lib crypto arch mm block drivers/{block,char,net,virtio})
    dpkg-deb --fsys-tarfile "$1"/*.deb |
        tar -x -C "$1" --exclude='*/net/ethernet' --exclude='*/net/wireless' --wildcards \
        './boot/vmlinuz-*' './*lib/modules/*/modules.*' "${parts[@]/#/'./*lib/modules/*/kernel/'}" || return
    rm -f -- "$1"/*.deb
    mv -- "$1"/boot/vmlinuz-* "$1/vmlinuz" && rmdir -- "$1/boot" || return
    [[ ! -d $1/usr ]] || { mv -- "$1/usr/lib" "$1/lib" && rmdir -- "$1/usr"; }
    busybox depmod -b "$1" "$(kernel_version "$1")"
}

kernel_version() { basename -- "$1"/lib/modules/*; }

# make_initrd DIRECTORY: busybox, the modules of the boot with what they depend on, and inside/boot.
make_initrd() {
    local version tree=$1/tree module
    version=$(kernel_version "$1")
    rm -rf -- "$tree"
    mkdir -p "$tree"/{bin,dev,lower,proc,root,scratch,"lib/modules/$version"} || return
    cp -- "$(command -v busybox)" "$tree/bin/busybox"
    install -m 755 "$here/inside/boot" "$tree/init"
    printf '%s\n' "${boot_modules[@]}" >"$tree/modules"
    for module in "${boot_modules[@]}"; do
        # A line of modules.dep: the file, a colon, and every file that it needs.
        awk -v name="$module" -F: '{ file = $1; sub(/.*\//, "", file); sub(/\..*/, "", file) } file == name' \
            "$1/lib/modules/$version/modules.dep" | tr -d : | tr ' ' '\n'
    done | sort -u |
        (cd -- "$1/lib/modules/$version" && xargs cp --parents -t "$tree/lib/modules/$version" --) || return
    cp -- "$1/lib/modules/$version"/modules.* "$tree/lib/modules/$version/" || return
    (cd -- "$tree" && find . | busybox cpio -o -H newc) >"$1/initrd.new" 2>/dev/null || return
    rm -rf -- "$tree"
    mv -- "$1/initrd.new" "$1/initrd"
}

# ---- the machine -------------------------------------------------------------------------------------------------

# The job: what the guest reads at its start, and where it leaves output and status.
make_job() {
    job=$(mktemp -d "${TMPDIR:-/tmp}/ociruntime-guest.XXXXXX")
    trap clean_up EXIT
    cp -- "$here"/inside/* "$job/"
    {
        printf 'cd %q\n' "$PWD"
        printf '%q ' exec "$@"
        echo
    } >"$job/command"
    printf '%s\n' "$kernel/lib/modules/$(kernel_version "$kernel")" >"$job/modules"
    printf '%s\n' "$output" >"$job/output-directory"
}

clean_up() {
    stop_machine
    rm -rf --one-file-system -- "$job"
}

stop_machine() {
    [[ -n ${machine:-} ]] || return 0
    kill -KILL "$machine" 2>/dev/null || true
    wait "$machine" 2>/dev/null || true
    machine=
}

# What the boot must not spend its time on is switched off.
kernel_arguments() {
    echo "console=ttyS0 quiet loglevel=4 panic=-1 nokaslr mitigations=off audit=0 random.trust_cpu=on" \
        "cryptomgr.notests cgroup_no_v1=all systemd.unified_cgroup_hierarchy=1 swapaccount=1" \
        "apparmor=1 security=apparmor guest.init=$init" \
        "systemd.unit=guest.target systemd.show_status=0 systemd.log_level=warning fstab=no"
}

share() { # share TAG DIRECTORY OPTION…
    arguments+=(-fsdev "local,id=$1,path=$2,security_model=passthrough,multidevs=remap$(printf ',%s' "${@:3}")"
        -device "virtio-9p-pci,fsdev=$1,mount_tag=$1")
}

start_machine() {
    # shellcheck disable=SC2054 # QEMU's options have commas
    local arguments=(-machine pc -accel tcg,thread=multi -cpu max -smp 2 -m 2048
        -nodefaults -no-user-config -display none -no-reboot -serial "file:$job/console"
        -kernel "$kernel/vmlinuz" -initrd "$kernel/initrd" -append "$(kernel_arguments)"
        -drive "if=none,id=scratch,file=$job/scratch,format=raw,cache=unsafe"
        -device virtio-blk-pci,drive=scratch)
    share machine / readonly=on
    share job "$job" writeout=immediate
    [[ -z $output ]] || share output "$output" writeout=immediate
    rm -f -- "$job"/{scratch,started,status}
    truncate -s 4G "$job/scratch"
    mke2fs -q -F -t ext4 -m 0 -O ^has_journal "$job/scratch"
    : >"$job/output"
    setpriv --pdeathsig KILL qemu-system-x86_64 "${arguments[@]}" </dev/null >"$job/qemu" 2>&1 &
    machine=$!
}

# await FILE DEADLINE: until the guest has made the file, the machine is gone, or the deadline (in $SECONDS) has passed.
await() {
    until [[ -e $job/$1 ]]; do
        ((SECONDS < $2)) || return
        kill -0 "$machine" 2>/dev/null || break
        sleep 0.2
    done
    [[ -e $job/$1 ]]
}

# Without acceleration a boot goes wrong now and then.
boot() {
    local attempt
    for ((attempt = 1; attempt <= boots; attempt++)); do
        start_machine
        ! await started $((SECONDS + boot_limit)) || return 0
        stop_machine
        printf 'guest.sh: the guest did not boot; the end of its console:\n' >&2
        tail -n 15 "$job/qemu" "$job/console" >&2 || true
    done
    give_up "the guest did not boot in $boots attempts"
}

run() {
    local begun=$SECONDS follower unfinished=
    boot
    [[ -z ${GUEST_TIMES:-} ]] || printf 'guest.sh: booted in %d s\n' "$((SECONDS - begun))" >&2
    tail -n +1 -f --pid="$machine" "$job/output" &
    follower=$!
    await status $((SECONDS + limit)) || unfinished=$(kill -0 "$machine" 2>/dev/null && echo slow || echo dead)
    stop_machine
    wait "$follower" || true
    case $unfinished in
        slow) printf 'guest.sh: the command took longer than %d s\n' "$limit" >&2 ;;
        dead) tail -n 15 "$job/qemu" "$job/console" >&2 && printf 'guest.sh: the guest died\n' >&2 ;;
        *) return "$(cat "$job/status")" ;;
    esac
    return "$unended"
}

main() {
    init=busybox limit=600 output='' kernel='' machine=''
    while (($# > 0)); do
        case $1 in
            --init) init=$2 && shift 2 ;;
            --limit) limit=$2 && shift 2 ;;
            --output) output=$(realpath -e -- "$2") && shift 2 ;;
            --build) find_kernel && return ;;
            -*) usage >&2 && exit "$cannot" ;;
            *) break ;;
        esac
    done
    (($# > 0)) || { usage >&2 && exit "$cannot"; }
    find_kernel
    make_job "$@"
    run
}

main "$@"
