#!/bin/sh
# Runs a command as root in private pid, mount, ipc, uts, net and cgroup namespaces, so that a
# container runtime under test can neither see nor harm the machine:
#
#   run-isolated.sh COMMAND [ARGUMENT…]
#
# Inside, /run is an empty tmpfs, /dev and /sys are made afresh, the loopback device is up, and
# /sys/fs/cgroup shows only a cgroup of our own in every hierarchy. That cgroup is removed at the
# end. The exit code is the command's; INT, TERM, HUP and QUIT reach the command.
#
#   HIDE_UNIFIED=1   leave the cgroup2 mount out where v1 hierarchies exist (crun takes a mounted
#                    cgroup2 without controllers for a broken system)
#
# Needs a POSIX shell, util-linux, coreutils, awk and ip.
set -eu

# cgroup_mounts: one line per cgroup mount, "TYPE OPTIONS ROOT MOUNTPOINT". The fields behind the
# lone dash are the type, the source and the options of the file system, see proc_pid_mountinfo(5).
cgroup_mounts() {
    awk '{
        for (i = 7; $i != "-"; i++);
        if ($(i + 1) == "cgroup" || $(i + 1) == "cgroup2") print $(i + 1), $(i + 3), $4, $5
    }' /proc/self/mountinfo
}

# hierarchy OPTIONS: the options that name a v1 hierarchy, without the flags of its mount.
hierarchy() {
    echo "$1" | tr , '\n' | grep -vxE 'rw|ro|xattr|clone_children|cpuset_v2_mode|noprefix|favordynmods' | paste -sd, -
}

# own_directory TYPE OPTIONS ROOT MOUNTPOINT: the directory of the cgroup that this process is in.
own_directory() {
    if [ "$1" = cgroup2 ]; then
        path=$(sed -n 's/^0:://p' /proc/self/cgroup)
    else
        path=$(awk -F: -v name="$(hierarchy "$2")" '$2 == name { print $3 }' /proc/self/cgroup)
    fi
    [ "$3" = / ] || path=${path#"$3"}
    [ -d "$4$path" ] && echo "$4${path%/}"
}

# ---- outside ---------------------------------------------------------------------------------

make_cgroups() {
    while read -r type options root mountpoint; do
        parent=$(own_directory "$type" "$options" "$root" "$mountpoint") || continue
        group=$parent/$name
        if [ "$type" = cgroup2 ]; then enable_controllers "$parent"; fi
        mkdir "$group"
        echo "$group" >>"$groups"
        # A cpuset without processors and memory nodes admits no process, see cgroups(7).
        for file in cpuset.cpus cpuset.mems; do
            [ "$type" = cgroup2 ] || [ ! -f "$parent/$file" ] || cat "$parent/$file" >"$group/$file"
        done
    done <<MOUNTS
$(cgroup_mounts)
MOUNTS
}

# enable_controllers DIRECTORY: hand every controller down, as far as the kernel allows it. A cgroup with
# processes is left as it is: some controllers could be enabled even there, but would make its children
# threaded, see cgroups(7). The root, which has no type, is an exception.
enable_controllers() {
    [ ! -f "$1/cgroup.type" ] || [ -z "$(cat "$1/cgroup.procs")" ] || return 0
    for controller in $(cat "$1/cgroup.controllers"); do
        echo "+$controller" 2>/dev/null >"$1/cgroup.subtree_control" || :
    done
}

remove_cgroups() {
    for attempt in 1 2 3 4 5 6 7 8 9 10; do
        left=
        while read -r group; do
            [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || left=$group
        done <"$groups"
        [ -n "$left" ] || break
        sleep 0.1
    done
    rm -f "$groups"
    [ -z "$left" ] || echo "run-isolated.sh: cannot remove $left" >&2
}

# forward SIGNAL: to process 1 of the namespaces, the only child of unshare(1).
forward() {
    for child in $(cat "/proc/$unshare/task/$unshare/children" 2>/dev/null); do
        kill -s "$1" "$child" 2>/dev/null || :
    done
}

# await PID: its exit code; wait(1) also returns when a trap has run.
await() {
    while :; do
        code=0
        wait "$1" || code=$?
        kill -0 "$1" 2>/dev/null || return "$code"
    done
}

outside() {
    name=oci-isolated-$$
    groups=$(mktemp)
    trap remove_cgroups EXIT
    for signal in INT TERM HUP QUIT; do
        # shellcheck disable=SC2064 # the name is wanted now
        trap "forward $signal" "$signal"
    done
    make_cgroups

    # A shell without job control gives a background command /dev/null for its input and ignores
    # INT and QUIT in it; both are put back.
    exec 3<&0
    env --default-signal=INT,QUIT sh "$self" --join "$groups" "$@" <&3 3<&- &
    unshare=$!
    await "$unshare"
}

# join GROUPS COMMAND…: enter the cgroups and make the namespaces. The process that unshare(1) leaves
# outside must not sit in the v2 cgroup itself, which could not hand controllers down then.
join() {
    unified=
    while read -r group; do
        if [ -f "$group/cgroup.subtree_control" ]; then
            unified=$group
            group=$group/launcher
            mkdir "$group"
        fi
        echo $$ >"$group/cgroup.procs"
    done <"$1"
    shift
    exec unshare --pid --fork --kill-child --mount --propagation private --mount-proc --ipc --uts --net \
        sh "$self" --enter "$unified" "$@"
}

# enter UNIFIED COMMAND…, as process 1: the v2 cgroup that it is in becomes the namespace's root.
enter() {
    [ -z "$1" ] || echo 0 >"$1/cgroup.procs"
    shift
    exec unshare --cgroup sh "$self" --inside "$@"
}

# ---- inside, as process 1 --------------------------------------------------------------------

make_dev() {
    umount -l -R /dev 2>/dev/null || :
    mount -t tmpfs -o mode=755,nosuid dev /dev
    mkdir /dev/pts /dev/shm /dev/mqueue /dev/net
    while read -r node major minor; do mknod -m 666 "/dev/$node" c "$major" "$minor"; done <<NODES
null 1 3
zero 1 5
full 1 7
random 1 8
urandom 1 9
tty 5 0
net/tun 10 200
NODES
    ln -s pts/ptmx /dev/ptmx
    ln -s /proc/self/fd /dev/fd
    for number in 0:stdin 1:stdout 2:stderr; do ln -s "fd/${number%:*}" "/dev/${number#*:}"; done
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts /dev/pts
    mount -t tmpfs -o mode=1777,nosuid,nodev shm /dev/shm
    mount -t mqueue mqueue /dev/mqueue
}

# make_sys MOUNTS: sysfs of the new network namespace, and the cgroup hierarchies as the new cgroup
# namespace shows them, at the places where they were.
make_sys() {
    links=$(find /sys/fs/cgroup -maxdepth 1 -type l -printf '%f %l\n' 2>/dev/null || :)
    umount -l -R /sys
    mount -t sysfs sysfs /sys
    case $1 in
    'cgroup2 '*)
        [ "$(echo "$1" | wc -l)" -ne 1 ] || { mount_unified /sys/fs/cgroup; return; } ;;
    esac
    mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
    while read -r type options root mountpoint; do
        [ "$type" = cgroup ] || [ "${HIDE_UNIFIED:-}" != 1 ] || continue
        mkdir -p "$mountpoint"
        case $type in
        cgroup) mount -t cgroup -o "$(hierarchy "$options")" cgroup "$mountpoint" ;;
        cgroup2) mount -t cgroup2 cgroup2 "$mountpoint" ;;
        esac
    done <<MOUNTS
$1
MOUNTS
    [ -z "$links" ] || echo "$links" | while read -r link target; do ln -s "$target" "/sys/fs/cgroup/$link"; done
}

# mount_unified DIRECTORY: on pure v2 controllers can only be handed to children by a cgroup
# without processes, so process 1 moves into a leaf.
mount_unified() {
    mount -t cgroup2 cgroup2 "$1"
    mkdir "$1/runner"
    echo $$ >"$1/runner/cgroup.procs"
    enable_controllers "$1"
}

inside() {
    mounts=$(cgroup_mounts)
    mount -t tmpfs -o mode=755 run /run
    mkdir /run/lock
    make_dev
    make_sys "$mounts"
    ip link set lo up

    export OCI_ISOLATED=1 # what the tests ask for before they start anything
    command=
    for signal in INT TERM HUP QUIT; do
        # shellcheck disable=SC2064 # the name is wanted now
        trap "[ -z \"\$command\" ] || kill -s $signal \"\$command\" 2>/dev/null || :" "$signal"
    done
    exec 3<&0
    env --default-signal=INT,QUIT "$@" <&3 3<&- &
    command=$!
    await "$command" # reaps whatever else dies meanwhile
}

self=$(readlink -f "$0")
case ${1:-} in
--join) shift; join "$@" ;;
--enter) shift; enter "$@" ;;
--inside) shift; inside "$@" ;;
'' | -*) echo "usage: run-isolated.sh COMMAND [ARGUMENT…]" >&2; exit 2 ;;
*) outside "$@" ;;
esac
