# What the host must have. Everything is a Debian package.

# One line per tool: the command that proves it, and its package.
tools_always='curl curl
ssh openssh-client'
tools_build='javac openjdk-17-jdk-headless
mvn maven'
tools_libvirt='libvirtd libvirt-daemon-system
virsh libvirt-clients
qemu-system-x86_64 qemu-system-x86
qemu-img qemu-utils
qemu-nbd qemu-utils
filefrag e2fsprogs
ip iproute2
nft nftables
dnsmasq dnsmasq-base
dhcp_release dnsmasq-utils
conntrack conntrack
arping iputils-arping
kill procps'
tools_guest='lz4 lz4
cpio cpio
depmod kmod
objdump binutils
mke2fs e2fsprogs'

# missing LIST: the packages whose command is not there, on one line.
missing() {
    printf '%s\n' "$1" | while read -r tool package; do
        command -v "$tool" >/dev/null 2>&1 || say "$package"
    done | sort -u | tr '\n' ' '
}

# install_packages PACKAGE...: fails, with the reason shown, where none are to be had.
install_packages() {
    if [ "$NOVA_PACKAGES" = no ]; then
        note "NOVA_PACKAGES=no, so these are not installed: $*"
        return 1
    elif [ "$(id -u)" -ne 0 ]; then
        note "only root can install: $*"
        return 1
    elif ! command -v apt-get >/dev/null; then
        note "no apt-get here; please install: $*"
        return 1
    fi
    say "Packages to install: $*"
    follow "Installing packages" "$log/packages.log" apt_install "$@"
}

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    # Lists may be absent or old on a fresh machine; without a network the cached packages may do.
    apt-get -q update || true
    apt-get -q install -y --no-install-recommends "$@"
}

# Tools without which nothing works, whatever the hypervisor.
need_tools() {
    needed=$(missing "$1")
    [ -z "$needed" ] && return 0
    # shellcheck disable=SC2086 # a list of names
    install_packages $needed || fail "please install: $needed"
}
