# Runs in network and mount namespaces of its own and keeps them: gives them a libvirt that shares
# nothing with that of the machine outside. usage: machine.sh FOLDER
set -eu

folder=$1
ip link set lo up
mkdir -p "$folder/run" "$folder/lib" "$folder/log" "$folder/cache"
cp -a /etc/libvirt "$folder/etc"
# No networks and guests of the machine outside.
rm -rf "$folder/etc/qemu" "$folder/etc/autostart"
mkdir -p "$folder/etc/qemu"
for one in images boot qemu dnsmasq; do mkdir -p "$folder/lib/$one"; done
chown libvirt-qemu "$folder/lib/qemu" 2>/dev/null || true
chmod 0755 "$folder" "$folder/lib"
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
