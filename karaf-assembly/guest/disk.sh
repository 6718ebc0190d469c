# Part of build.sh: a disk with a partition table, GRUB and the same root, for guests without a kernel
# of their own.
# shellcheck shell=sh disable=SC2154 # build.sh sets the variables

mkdir -p "$root/boot/grub"
cp "$out/vmlinuz" "$out/initrd.img" "$root/boot/"
cp "$here/grub.cfg" "$root/boot/grub/grub.cfg"
file_system "$root" "$work/partition" 63
truncate -s 64M "$work/disk"
echo '2048,,83,*' | sfdisk -q --wipe never "$work/disk"
dd if="$work/partition" of="$work/disk" bs=1M seek=1 conv=notrunc,sparse status=none
grub=$unpacked/usr/lib/grub/i386-pc
# shellcheck disable=SC2016 # $root and $prefix are GRUB's
printf 'set root=(hd0,msdos1)\nset prefix=($root)/boot/grub\nconfigfile $prefix/grub.cfg\n' >"$work/early.cfg"
"$unpacked/usr/bin/grub-mkimage" -O i386-pc -d "$grub" -p '(hd0,msdos1)/boot/grub' -c "$work/early.cfg" \
    -o "$work/core.img" biosdisk part_msdos ext2 linux normal configfile
# The boot sector loads sector 1 by default, where the core image lies.
dd if="$grub/boot.img" of="$work/disk" bs=440 count=1 conv=notrunc status=none
dd if="$work/core.img" of="$work/disk" bs=512 seek=1 conv=notrunc status=none
qemu-img convert -q -c -f raw -O qcow2 "$work/disk" "$out/disk.new"
publish disk.new disk.qcow2
