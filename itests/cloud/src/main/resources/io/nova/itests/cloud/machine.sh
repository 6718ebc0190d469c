# Runs in namespaces of its own for the network, mounts and the host name, and keeps them: gives them a
# libvirt that shares nothing with that of the machine outside. usage: machine.sh FOLDER [HOSTNAME]
set -eu

folder=$1
[ -z "${2:-}" ] || hostname "$2"
ip link set lo up
mkdir -p "$folder/run" "$folder/lib" "$folder/log" "$folder/cache/qemu"
# What QEMU can do takes libvirt half a minute to find out: in a run of all tests one daemon tells the
# next. Not a copy: a file that another has written by half counts as none.
if [ -n "${NOVA_LIBVIRT_CACHE:-}" ]; then
    mkdir -p "$NOVA_LIBVIRT_CACHE"
    ln -s "$NOVA_LIBVIRT_CACHE" "$folder/cache/qemu/capabilities"
fi
cp -a /etc/libvirt "$folder/etc"
# No networks and guests of the machine outside.
rm -rf "$folder/etc/qemu" "$folder/etc/autostart"
mkdir -p "$folder/etc/qemu"
for one in images boot qemu dnsmasq; do mkdir -p "$folder/lib/$one"; done
chown libvirt-qemu "$folder/lib/qemu" 2>/dev/null || true
chmod 0755 "$folder" "$folder/lib"
# Who is known to ssh in here is not known outside.
mkdir -p "$folder/ssh" /root/.ssh
chmod 0700 "$folder/ssh"
mount --bind "$folder/ssh" /root/.ssh
mkdir -p /run/libvirt /var/lib/libvirt /var/log/libvirt /var/cache/libvirt
mount --bind "$folder/run" /run/libvirt
mount --bind "$folder/lib" /var/lib/libvirt
mount --bind "$folder/log" /var/log/libvirt
mount --bind "$folder/cache" /var/cache/libvirt
mount --bind "$folder/etc" /etc/libvirt
# The service manager outside cannot start daemons in here.
[ ! -d /run/systemd/system ] || mount -t tmpfs none /run/systemd
: >"$folder/ready"
exec sleep 86400
