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

# Ends those that no guest can be using; the next start finds them missing and starts them.
stop_volumes() {
    [ -z "$(our_guests)" ] || return 0
    for server in $(volume_servers); do stop_pid "$server" 20 qemu-nbd; done
}

# With the servers gone, what is left are files: see the driver's runDirectory.
clean_volumes() {
    stop_volumes
    rm -rf "/run/nova/volume/$(printf %s "$(disks)/volumes" | sha256sum | cut -c1-12)"
}
