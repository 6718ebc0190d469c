#!/bin/sh
# Called by the DHCP client with the answer in variables: sets address, routes, names and MTU.
# shellcheck disable=SC2154 # those variables
case $1 in
    bound | renew)
        ip addr flush dev "$interface"
        ip addr add "$ip/${mask:-24}" broadcast + dev "$interface"
        [ -n "$mtu" ] && ip link set "$interface" mtu "$mtu"
        [ -n "$router" ] && ip route replace default via "${router%% *}"
        # shellcheck disable=SC2086 # a list
        set -- $staticroutes
        while [ $# -ge 2 ]; do
            ip route replace "$1" via "$2" dev "$interface"
            shift 2
        done
        : >/etc/resolv.conf
        for server in $dns; do echo "nameserver $server" >>/etc/resolv.conf; done
        [ -n "$hostname" ] && hostname "$hostname"
        echo "GUEST: dhcp $interface ip=$ip router=$router hostname=$hostname mtu=$mtu lease=$lease up=$(cut -d' ' -f1 /proc/uptime)" >/dev/console
        ;;
esac
