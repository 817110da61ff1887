#!/usr/bin/env bash
#
# Makes a Debian package of a built executable: deb.sh BINARY VERSION DIRECTORY prints the package's path in DIRECTORY.
#
# The same executable gives the same package, byte by byte: every time in it is SOURCE_DATE_EPOCH, or else that of the
# last commit. DEBFULLNAME and DEBEMAIL name the maintainer.

set -euo pipefail
umask 022
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

readonly binary=$1 version=$2 output=$3
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH
readonly maintainer="${DEBFULLNAME:-ociruntime maintainers} <${DEBEMAIL:-maintainers@ociruntime.invalid}>"

architecture=$(dpkg --print-architecture)
tree=$(mktemp -d)
trap 'rm -rf -- "$tree"' EXIT
chmod 755 "$tree"

control() {
    cat <<CONTROL
Package: ociruntime
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -k --apparent-size -s "$tree/usr" | cut -f1)
Suggests: procps
Section: admin
Priority: optional
Description: runtime for containers as the OCI specifies them
 Creates and runs containers as version 1.3 of the runtime specification of
 the Open Container Initiative describes them: the same job, and the same
 command line, as runc and crun. It can also explain, step by step, what it
 is going to do with a bundle.
 .
 The program is one static executable.
CONTROL
}

changelog() {
    cat <<CHANGELOG
ociruntime ($version) unstable; urgency=medium

  * Version $version.

 -- $maintainer  $(date --utc --date="@$SOURCE_DATE_EPOCH" --rfc-email)
CHANGELOG
}

documents=$tree/usr/share/doc/ociruntime
./install.sh install "$binary" --prefix /usr --destdir "$tree" --zsh zsh/vendor-completions
install -d "$documents" "$tree/DEBIAN"
install -m 644 copyright "$documents/copyright"
# Static by design: it must not load anything from a container's root file system.
install -d "$tree/usr/share/lintian/overrides"
echo 'ociruntime: statically-linked-binary' >"$tree/usr/share/lintian/overrides/ociruntime"
changelog | gzip -9n >"$documents/changelog.gz"
control >"$tree/DEBIAN/control"
(cd "$tree" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
find "$tree" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
mkdir -p -- "$output"
package=$output/ociruntime_${version}_$architecture.deb
dpkg-deb --root-owner-group -Zxz --build "$tree" "$package" >/dev/null
printf '%s\n' "$package"
