# nova down, nova clean

nova_down() {
    down_stops=no
    case ${1:-} in
        --stop-instances) down_stops=yes ;;
        '') ;;
        *) fail "down knows --stop-instances only, not \"$1\"" ;;
    esac
    [ -d "$run" ] || { say "Nova is not up."; return 0; }
    exec 9>"$run/lock"
    flock 9
    if cloud_pid >/dev/null; then
        if [ "$down_stops" = yes ]; then
            say "Stopping the instances"
            nova_shell 'nova:instance-stop --all --wait' || fail "not all instances stopped; the cloud stays up"
        fi
        stop_cloud
    elif [ "$down_stops" = yes ]; then
        fail "the cloud is not up, so it cannot stop its instances: ./nova up first"
    else
        stop_cloud
        say "Nova was not up."
    fi
    left=$(our_guests | wc -l)
    [ "$left" -eq 0 ] || say "$left guest(s) go on running; ./nova up finds them again."
    stop_volumes
    stop_libvirt
}

nova_clean() {
    [ -d "$run" ] || { say "Nothing to clean in $NOVA_HOME."; return 0; }
    if [ -t 0 ]; then
        printf 'This removes every instance, image and key in %s. Type yes: ' "$NOVA_HOME"
        read -r answer
        [ "$answer" = yes ] || fail "nothing is removed"
    fi
    exec 9>"$run/lock"
    flock 9
    stop_cloud
    for guest in $(our_guests --all); do
        virsh -q -c qemu:///system destroy "$guest" >/dev/null 2>&1 || true
        virsh -q -c qemu:///system undefine "$guest" >/dev/null 2>&1 ||
            note "libvirt keeps $guest; remove it with virsh undefine"
    done
    clean_network
    clean_volumes
    stop_libvirt
    for folder in karaf state objects network secrets log run guest; do rm -rf "${NOVA_HOME:?}/$folder"; done
    # Disks are in the home when guests are pretended or QEMU may enter it, and else outside.
    for clean_disks in "$(disks)" "$NOVA_HOME"; do
        for folder in images instances volumes copies boot-id; do rm -rf "${clean_disks:?}/$folder"; done
        rmdir "$clean_disks" 2>/dev/null || true
    done
    say "Nothing of Nova is left in $NOVA_HOME."
}

# Bridges, rules and the DHCP server outlive the cloud's process, so they are removed by hand here. The
# network driver names a bridge after the digest of its network's id, and keeps a file per network.
clean_network() {
    for network_file in "$NOVA_HOME"/network/*.json; do
        [ -e "$network_file" ] || continue
        network=$(basename "$network_file" .json)
        bridge=nvb$(printf %s "$network" | sha256sum | cut -c1-12)
        for server in $(pidof dnsmasq); do
            if { tr '\0' '\n' <"/proc/$server/cmdline"; } 2>/dev/null |
                grep -q -- "^--pid-file=.*/$network.pid\$"; then
                stop_pid "$server" 10 dnsmasq
            fi
        done
        if nft list table ip nova 2>/dev/null | grep -q "$bridge"; then
            nft delete table ip nova 2>/dev/null || true
            nft delete table bridge nova 2>/dev/null || true
        fi
        ip link delete "$bridge" 2>/dev/null || true
    done
    rm -rf "/run/nova/network/$(printf %s "$NOVA_HOME/network" | sha256sum | cut -c1-12)"
}
