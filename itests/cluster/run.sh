#!/bin/sh
# A cloud of many machines on Redis and RabbitMQ, under load, of which one dies or stands still every few
# seconds: itests/cluster/run.sh [MINUTES [SEED]]. All of it is in namespaces of its own, for the network,
# mounts and processes: when their first process ends, nothing of it is left.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd)
repo=$(CDPATH='' cd -- "$here/../.." && pwd)
cd "$here"

missing=
for tool in redis-server /usr/lib/rabbitmq/bin/rabbitmq-server libvirtd virtlogd virsh qemu-system-x86_64 dnsmasq nft unshare; do
    PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null || missing="$missing $tool"
done
[ "$(id -u)" -eq 0 ] || missing="$missing root"
if [ -n "$missing" ]; then
    echo "cluster: skipped, since there is no$missing"
    exit 0
fi

guest=${NOVA_GUEST:-$here/target/guest}
[ -s "$guest/root.img" ] || "$repo/karaf-assembly/guest/build.sh" "$guest"

# QEMU, a user of its own, must be able to pass through.
work=$(mktemp -d /tmp/nova-cluster.XXXXXX)
chmod 0711 "$work"
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
result=0
unshare --net --mount --pid --fork --kill-child --mount-proc --propagation private \
    sh "$here/first.sh" "$work" java -Xmx256m -Djava.io.tmpdir="$work" \
    -cp "$here/target/classes:$(cat "$here/target/classpath")" \
    io.nova.itests.cluster.Main "$work" "$guest" "$@" || result=$?
exit "$result"
