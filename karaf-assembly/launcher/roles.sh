# The roles and drivers of this host. They are in its file; the process keeps itself equal to that.

host_file=$base/etc/io.nova.agent.host.cfg
# What the process says of itself, see statusFile there.
host_told=$run/roles

# roles_of TEXT: the words of a list, with commas alone between them, as they are in the host's file.
roles_of() { printf %s "$1" | tr -d ' \t\n' | sed 's/nova-//g; s/driver-//g; s/,,*/,/g; s/^,//; s/,$//'; }

# host_value KEY: what the host's file says.
host_value() { sed -n "s/^[[:blank:]]*$1[[:blank:]]*[=:][[:blank:]]*//p" "$host_file" 2>/dev/null | tail -n 1; }

# host_says KEY: what the process told last.
host_says() { sed -n "s/^$1=//p" "$host_told" 2>/dev/null; }

# host_has ROLE: whether the file asks for it.
host_has() {
    case ",$(roles_of "$(host_value roles)")," in
        *",$1,"* | *,all-in-one,*) return 0 ;;
        *) return 1 ;;
    esac
}

# Guests that are pretended have no use for a network and for volumes that are not.
host_drivers() {
    case $hypervisor in
        libvirt) host_has_drivers=hypervisor-libvirt,network-linux,volume-file ;;
        *) host_has_drivers=hypervisor-simulated,network-simulated,volume-simulated ;;
    esac
    roles_of "$host_has_drivers,${NOVA_DRIVERS:-$(other_drivers)}" | sed 's/,/, /g'
}

# What the file has beside those of the hypervisor: NOVA_DRIVERS is for the first start.
other_drivers() {
    roles_of "$(host_value drivers)" | tr ',' '\n' | grep -v -e '^hypervisor-' -e '^network-' -e '^volume-' | tr '\n' ','
}

# Writes what the environment asks for, unless somebody changed the file since.
write_host() {
    host_shipped=$base/etc.shipped/$(basename "$host_file")
    if [ -e "$host_file" ] && ! cmp -s "$host_file" "$host_shipped"; then
        host_differs
        return 0
    fi
    host_roles=$(roles_of "$NOVA_ROLES")
    [ -n "$host_roles" ] || host_roles=$(roles_of "$(host_value roles)")
    [ -n "$host_roles" ] || host_roles=$(sed -n 's/^roles = //p' "$dist/etc/$(basename "$host_file")")
    host_roles=$(roles_of "$host_roles" | sed 's/,/, /g')
    sed -e "s/^roles =.*/roles = $host_roles/" -e "s/^drivers =.*/drivers = $(host_drivers)/" \
        "$dist/etc/$(basename "$host_file")" >"$base/host.new"
    cp "$base/host.new" "$host_shipped"
    mv "$base/host.new" "$host_file"
    choose_carrier
}

# An embedded bus that comes along, since a role needs one until the other is there, must not carry the
# messages of a host that was given another: nobody would hear them. Who moved since has the file already.
choose_carrier() {
    carrier_file=$base/etc/io.nova.gated.messaging.cfg
    carrier=$(roles_of "$(host_value drivers)" | tr ',' '\n' | sed -n 's/^messaging-//p' | grep -vx local | head -n 1)
    [ -z "$carrier" ] || [ -e "$carrier_file" ] || say "driver = $carrier" >"$carrier_file"
}

host_differs() {
    [ -z "$NOVA_ROLES" ] || [ "$(roles_of "$NOVA_ROLES")" = "$(roles_of "$(host_value roles)")" ] ||
        note "kept the roles of $host_file: NOVA_ROLES is for its first start"
    [ -z "$NOVA_DRIVERS" ] || [ "$(host_drivers | tr -d ' ')" = "$(roles_of "$(host_value drivers)")" ] ||
        note "kept the drivers of $host_file: NOVA_DRIVERS is for its first start"
    case ",$(roles_of "$(host_value drivers)")," in
        *",hypervisor-$hypervisor,"*) ;;
        *) ! host_has compute || note "kept the drivers of $host_file: hypervisor-$hypervisor is none of them" ;;
    esac
}

roles_are_told() { case $(host_says state) in settled | troubled) return 0 ;; *) return 1 ;; esac; }

# Waits until the host is what its file says, or knows why it is not.
await_roles() {
    [ -n "$(host_value statusFile)" ] || return 0
    roles_until=$(($(date +%s) + 60))
    until roles_are_told; do
        [ "$(date +%s)" -lt "$roles_until" ] || return 0
        sleep 0.1
    done
}
