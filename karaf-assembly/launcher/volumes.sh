# Servers of volumes. They are processes of their own, so that guests keep their disks while the cloud is
# down; known by the file that they serve, as the driver knows them.

# volume_servers: the pids of this cloud's.
volume_servers() {
    volumes_in=$(disks)/volumes
    for server in $(pidof qemu-nbd); do
        if { tr '\0' '\n' <"/proc/$server/cmdline"; } 2>/dev/null | grep -qF "file.filename=$volumes_in/"; then
            say "$server"
        fi
    done
}

# iscsi_run: where the tgtd of this cloud has what it needs, see the driver's runDirectory.
iscsi_run() { printf '/run/nova/iscsi/%s' "$(printf %s "$(disks)/volumes-iscsi" | sha256sum | cut -c1-12)"; }

# iscsi_servers: the pid of this cloud's tgtd, if it runs.
iscsi_servers() {
    iscsi_pid_file=--pid-file=$(iscsi_run)/tgtd.pid
    for server in $(pidof tgtd); do
        if { tr '\0' '\n' <"/proc/$server/cmdline"; } 2>/dev/null | grep -qxF -e "$iscsi_pid_file"; then
            say "$server"
        fi
    done
}

# aoe_run: where this cloud has its connections over AoE, see the driver's runDirectory.
aoe_run() { printf '/run/nova/aoe/%s' "$(printf %s "$(disks)/volumes-aoe" | sha256sum | cut -c1-12)"; }

# aoe_servers: the pids of this cloud's vblades, and of the initiator that has volumes for its guests.
aoe_servers() {
    for server in $(pidof vblade java); do
        if { tr '\0' '\n' <"/proc/$server/cmdline"; } 2>/dev/null |
            grep -qE "^(--state=)?$(disks)/volumes-aoe/"; then
            say "$server"
        fi
    done
}

# Ends those that no guest can be using; the next start finds them missing and starts them.
stop_volumes() {
    [ -z "$(our_guests)" ] || return 0
    for server in $(volume_servers); do stop_pid "$server" 20 qemu-nbd; done
    for server in $(aoe_servers); do stop_pid "$server" 20 "a server of AoE"; done
    # It ignores every other signal; what it acknowledged is with the kernel.
    for server in $(iscsi_servers); do kill -9 "$server" 2>/dev/null || true; done
}

# With the servers gone, what is left are files: see the driver's runDirectory.
clean_volumes() {
    stop_volumes
    rm -rf "$(iscsi_run)" "$(aoe_run)"
    rm -rf "/run/nova/volume/$(printf %s "$(disks)/volumes" | sha256sum | cut -c1-12)"
}
