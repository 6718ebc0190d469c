# The first process of the namespaces: takes care of those that nobody waits for, and ends all with itself.
# usage: first.sh FOLDER COMMAND...
set -eu

work=$1
shift
ip link set lo up
# Names are known by this file alone: nobody waits for a name server that cannot be reached.
echo '127.0.0.1 localhost' >"$work/hosts"
echo 'nameserver 127.0.0.1' >"$work/resolv.conf"
mount --bind "$work/hosts" /etc/hosts
mount --bind "$work/resolv.conf" /etc/resolv.conf
"$@" &
wait $!
