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
    [ -d "$run" ] || [ -d "$for_tests" ] || { say "Nothing to clean in $NOVA_HOME."; return 0; }
    if [ -t 0 ]; then
        printf 'This removes every instance, image and key in %s. Type yes: ' "$NOVA_HOME"
        read -r answer
        [ "$answer" = yes ] || fail "nothing is removed"
    fi
    mkdir -p "$run"
    exec 9>"$run/lock"
    flock 9
    stop_cloud
    # Guests that are switched off are known to libvirt alone, which `down` has stopped.
    if [ -n "$(find "$(disks)/instances" -mindepth 1 -maxdepth 1 -name 'i-*' 2>/dev/null | head -n 1)" ] &&
        command -v libvirtd >/dev/null; then
        (start_libvirt) || note "libvirt cannot be asked which guests it keeps"
    fi
    for guest in $(our_guests --all); do
        virsh -q -c qemu:///system destroy "$guest" >/dev/null 2>&1 || true
        virsh -q -c qemu:///system undefine "$guest" >/dev/null 2>&1 ||
            note "libvirt keeps $guest; remove it with virsh undefine"
    done
    clean_network
    clean_volumes
    stop_libvirt
    for folder in karaf state objects network secrets log run guest for-tests; do rm -rf "${NOVA_HOME:?}/$folder"; done
    # Disks are in the home when guests are pretended or QEMU may enter it, and else outside.
    for clean_disks in "$(disks)" "$NOVA_HOME"; do
        for folder in images instances volumes copies boot-id drivers taken-down history; do rm -rf "${clean_disks:?}/$folder"; done
        rmdir "$clean_disks" 2>/dev/null || true
    done
    say "Nothing of Nova is left in $NOVA_HOME."
}

# Bridges, rules and the DHCP server outlive the cloud's process, so they are removed by hand here. The
# network driver names a bridge after the digest of its network's id, and keeps a file per network.
clean_network() {
    network_run=/run/nova/network/$(printf %s "$NOVA_HOME/network" | sha256sum | cut -c1-12)
    for network_file in "$NOVA_HOME"/network/*.json; do
        [ -e "$network_file" ] || continue
        network=$(basename "$network_file" .json)
        bridge=nvb$(printf %s "$network" | sha256sum | cut -c1-12)
        for server in $(pidof dnsmasq); do
            if { tr '\0' '\n' <"/proc/$server/cmdline"; } 2>/dev/null |
                grep -qxF -- "--pid-file=$network_run/$network.pid"; then
                stop_pid "$server" 10 dnsmasq
            fi
        done
        if nft list table ip nova 2>/dev/null | grep -q "$bridge"; then
            # All at once: of what an interrupted clean left, nothing would tell whose it is.
            nft list tables | sed -n 's/^table \([a-z]* nova\(_[a-z]*\)\{0,1\}\)$/delete table \1/p' | nft -f - ||
                note "the rules of nftables stay; remove them with nft delete table"
        fi
        ip link delete "$bridge" 2>/dev/null || true
    done
    rm -rf "$network_run"
}
