#!/bin/sh
# Builds a tiny real Linux guest from Debian packages alone: no root, no mounts, no loop devices.
#
# usage: build.sh FOLDER [disk]
#   FOLDER/vmlinuz, initrd.img, root.img   kernel, ramdisk and machine image (ext4, no partitions)
#   FOLDER/disk.qcow2                      with "disk": the same system, booting by itself (GRUB)
# Packages are kept in FOLDER/debs. Needs lz4 cpio kmod binutils e2fsprogs, for disk: fdisk qemu-utils.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=$(realpath -m "${1:?usage: $0 FOLDER [disk]}")
with=${2:-}
PATH=$PATH:/usr/sbin:/sbin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# All packages are unpacked into one tree, and what the guest needs is picked from there.
unpacked=$work/packages
root=$work/root
ramdisk=$work/ramdisk
lib=lib/x86_64-linux-gnu
umask 022
mkdir -p "$out/debs" "$unpacked" "$root" "$ramdisk"

packages='busybox-static dropbear-bin libtomcrypt1 libtommath1 libgmp10 zlib1g libcrypt1 libc6
    qemu-guest-agent libglib2.0-0 libpcre2-8-0 libudev1 liburing2 libnuma1'
# The modules in the guest; the ramdisk has the first two alone, to reach its root.
modules='virtio_pci virtio_blk virtio_net virtio_console virtio-rng virtio_balloon virtio_scsi sd_mod
    button evdev aoe 8021q nbd loop'

fetch() {
    ls "$out/debs/$1"_*.deb >/dev/null 2>&1 && return 0
    (cd "$out/debs" && apt-get -qq -o APT::Sandbox::User=root download "$1")
}

unpack_packages() {
    # A fresh machine knows no packages before its first update.
    apt-cache show busybox-static >/dev/null 2>&1 || apt-get -qq update
    kernel=$(apt-cache depends linux-image-cloud-amd64 |
        sed -n 's/.*Depends: \(linux-image-[0-9][^ ]*\)/\1/p' | head -n 1)
    [ "$with" != disk ] || packages="$packages grub-pc-bin grub-common"
    for package in $kernel $packages; do
        fetch "$package"
        dpkg -x "$(ls "$out/debs/$package"_*.deb)" "$unpacked"
    done
    version=$(ls "$unpacked/lib/modules")
    depmod -b "$unpacked" "$version"
}

# add_libraries PROGRAM: copies the shared libraries that it needs, and those that they need.
add_libraries() {
    for library in $(objdump -p "$1" | awk '/NEEDED/ { print $2 }'); do
        [ -e "$root/$lib/$library" ] && continue
        for found in "$unpacked/$lib/$library" "$unpacked/usr/$lib/$library"; do
            [ -e "$found" ] || continue
            cp -L "$found" "$root/$lib/$library"
            add_libraries "$found"
            break
        done
    done
}

# add_modules TREE MODULE...: copies kernel modules with what they depend on.
add_modules() {
    tree=$1
    shift
    mkdir -p "$tree/lib/modules/$version"
    for module in "$@"; do
        modprobe -d "$unpacked" -S "$version" --show-depends "$module" 2>/dev/null |
            awk '$1 == "insmod" { print $2 }'
    done | sort -u | while read -r file; do
        mkdir -p "$tree/$(dirname "${file#"$unpacked/"}")"
        cp "$file" "$tree/${file#"$unpacked/"}"
    done
    cp "$unpacked/lib/modules/$version"/modules.order "$unpacked/lib/modules/$version"/modules.builtin* \
        "$tree/lib/modules/$version/"
    depmod -b "$tree" "$version"
}

make_root() {
    (cd "$root" && mkdir -p bin sbin etc/dropbear proc sys dev tmp run root/.ssh mnt var/log usr/sbin \
        usr/bin lib64 "$lib")
    cp -r "$here/root/." "$root/"
    chmod 0755 "$root"/bin/* "$root"/sbin/* "$root"/etc/rc "$root"/etc/udhcpc.sh "$root"/etc/acpi/PWRF/*
    chmod 0700 "$root/root" "$root/root/.ssh"
    chmod 0640 "$root/etc/shadow"
    chmod 1777 "$root/tmp"
    cp "$unpacked/bin/busybox" "$root/bin/"
    for applet in $("$root/bin/busybox" --list); do
        [ -e "$root/bin/$applet" ] || [ -e "$root/sbin/$applet" ] || ln -s /bin/busybox "$root/bin/$applet"
    done
    ln -s /bin/busybox "$root/sbin/init"
    # The guest agent looks for the clock's tool in this place.
    ln -s /bin/busybox "$root/sbin/hwclock"
    for program in usr/sbin/dropbear usr/bin/dropbearkey usr/sbin/qemu-ga; do
        cp "$unpacked/$program" "$root/$program"
        add_libraries "$root/$program"
    done
    cp -L "$unpacked/$lib/ld-linux-x86-64.so.2" "$root/lib64/"
    cp -L "$unpacked/$lib/libnss_files.so.2" "$root/$lib/" 2>/dev/null || true
    # shellcheck disable=SC2086 # a list
    add_modules "$root" $modules
}

make_ramdisk() {
    (cd "$ramdisk" && mkdir -p bin sbin proc sys dev mnt)
    install -m 0755 "$here/initrd/init" "$ramdisk/init"
    cp "$root/bin/busybox" "$ramdisk/bin/"
    for applet in sh mount umount switch_root usleep cat modprobe echo; do
        ln -s busybox "$ramdisk/bin/$applet"
    done
    add_modules "$ramdisk" virtio_pci virtio_blk
    (cd "$ramdisk" && find . | sort | cpio -o -H newc -R 0:0 2>/dev/null) | lz4 -l -q -9 >"$out/initrd.new"
}

# file_system TREE IMAGE MEGABYTES: without journal and checksums a guest of 96 MB mounts it faster.
file_system() {
    rm -f "$2"
    mke2fs -q -F -t ext4 -O '^64bit,^metadata_csum,^has_journal' -m 0 -L root \
        -E root_owner=0:0,lazy_itable_init=0 -d "$1" "$2" "$3M"
}

# Never write over an image in place: overlays of running guests may still stand on the old one.
publish() { mv -f "$out/$1" "$out/$2"; }

unpack_packages
make_root
make_ramdisk
file_system "$root" "$out/root.new" 24
cp "$unpacked/boot/vmlinuz-$version" "$out/vmlinuz.new"
for image in vmlinuz initrd root; do
    case $image in vmlinuz) publish vmlinuz.new vmlinuz ;; *) publish "$image.new" "$image.img" ;; esac
done
if [ "$with" = disk ]; then
    # shellcheck source=karaf-assembly/guest/disk.sh
    . "$here/disk.sh"
fi
(cd "$out" && ls -l vmlinuz initrd.img root.img)
