#!/bin/bash
# unpack-debian.sh FOLDER SUITE PACKAGE...
#
# Lays PACKAGE... of another Debian SUITE, with everything they depend on down to the C library, under FOLDER.
# The system's own packages, lists and cache stay as they are: apt gets a state of its own, in which nothing is installed.
# Programs are then told to load FOLDER's libraries: a program linked against a newer C library needs its loader too.
# (Naming that loader on the command line would not do: Neovim starts itself anew from /proc/self/exe.)
set -euo pipefail
folder=$(mkdir -p "$1" && cd "$1" && pwd)
suite=$2
shift 2

mirror=$(apt-get indextargets --format '$(COMPONENT) $(RELEASE) $(SITE)' 'Created-By: Packages' |
    awk '$1 == "main" && $2 !~ /-(security|updates|backports)$/ { print $3; exit }')
if [ -z "$mirror" ]; then
    echo "apt knows no Debian mirror on this machine: run apt-get update first" >&2
    exit 1
fi

state=$folder/.apt
mkdir -p "$state/lists/partial" "$state/archives/partial"
: > "$state/status"
printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s %s main\n' "$mirror" "$suite" > "$state/sources.list"
cat > "$state/apt.conf" <<CONF
Dir::State "$state";
Dir::State::lists "$state/lists";
Dir::State::status "$state/status";
Dir::Cache "$state";
Dir::Cache::archives "$state/archives";
Dir::Etc::sourcelist "$state/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
APT::Keep-Downloaded-Packages "true";
Acquire::Retries "5";
Acquire::Languages "none";
CONF
export APT_CONFIG=$state/apt.conf
apt-get -q update
apt-get -q --yes --download-only install "$@"
for package in "$state"/archives/*.deb; do
    dpkg-deb --extract "$package" "$folder"
done
rm -rf "$state"

loader=$(find "$folder/usr/lib" "$folder/usr/lib64" -name 'ld-linux*.so.*' -type f -print -quit)
libraries=$(dirname "$(find "$folder/usr/lib" -name 'libc.so.6' -print -quit)")
find "$folder/usr/bin" -type f -perm -u+x | while read -r program; do
    # Only a program that asks for a loader: neither a script nor one that is linked statically.
    if patchelf --print-interpreter "$program" > /dev/null 2>&1; then
        patchelf --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" "$program"
    fi
done
