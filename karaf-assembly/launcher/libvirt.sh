# Which hypervisor this host gets, and the daemons that a real one needs.

# Sets $hypervisor to libvirt or simulated, and says in one line why it is a pretended one.
choose_hypervisor() {
    hypervisor=libvirt
    if [ "$NOVA_HYPERVISOR" = simulated ]; then
        pretend "as asked"
    elif [ "$(id -u)" -ne 0 ]; then
        pretend "real ones need root"
    else
        wanted=$(missing "$tools_libvirt
$tools_guest")
        # shellcheck disable=SC2086 # a list of names
        if [ -n "$wanted" ] && ! install_packages $wanted; then
            pretend "packages are missing: $wanted"
        fi
    fi
}

pretend() {
    hypervisor=simulated
    say "Simulated hypervisor: guests are pretended, $1."
}

libvirt_answers() { timeout 10 virsh -q -c qemu:///system version >/dev/null 2>&1; }

start_libvirt() {
    libvirt_answers && return 0
    if [ -d /run/systemd/system ]; then
        systemctl start libvirtd || fail "systemd cannot start libvirtd: see journalctl -u libvirtd"
    else
        say "Starting virtlogd and libvirtd (no service manager does)"
        open_kvm
        # virtlogd goes first: consoles go through it, and it must outlive libvirtd. Neither may keep
        # the launcher's lock (descriptor 9).
        listens virtlogd-sock || virtlogd -d -p "$run/virtlogd.pid" 2>>"$log/libvirt.log" 9>&- || true
        libvirtd -d -p "$run/libvirtd.pid" 2>>"$log/libvirt.log" 9>&- || true
    fi
    libvirt_until=$(($(date +%s) + 120))
    until libvirt_answers; do
        [ "$(date +%s)" -lt "$libvirt_until" ] || fail "libvirtd does not answer: see $log/libvirt.log"
        sleep 0.2
    done
}

# What udev does where it runs. A device that QEMU's user cannot open looks like KVM to libvirtd, which is
# root, and has it ask QEMU anew for all it can at every start of a guest: a minute each time.
open_kvm() {
    [ "$(stat -c %a /dev/kvm 2>/dev/null)" = 600 ] && getent group kvm >/dev/null || return 0
    { chgrp kvm /dev/kvm && chmod 660 /dev/kvm; } || note "/dev/kvm stays closed to QEMU; guests start slowly"
}

listens() { ss -xlH 2>/dev/null | grep -q "/$1 "; }

# our_guests [--all]: the names of this cloud's guests that run, or of all: their disks are in our folder.
our_guests() {
    our_disks=$(disks)
    set -- "${1:---state-running}"
    command -v virsh >/dev/null 2>&1 && libvirt_answers || return 0
    for guest_name in $(virsh -q -c qemu:///system list "$1" --name); do
        if virsh -q -c qemu:///system dumpxml "$guest_name" 2>/dev/null | grep -qF "$our_disks/"; then
            say "$guest_name"
        fi
    done
}

# Stops the daemons that we started. With guests left they stay: without virtlogd a guest that goes
# on running would have no console any more.
stop_libvirt() {
    [ -e "$run/libvirtd.pid" ] || [ -e "$run/virtlogd.pid" ] || return 0
    [ -z "$(our_guests)" ] || return 0
    for daemon in libvirtd virtlogd; do
        if [ -s "$run/$daemon.pid" ]; then
            daemon_pid=$(cat "$run/$daemon.pid")
            if [ "$(cat "/proc/$daemon_pid/comm" 2>/dev/null)" = "$daemon" ]; then
                stop_pid "$daemon_pid" 20 "$daemon"
            fi
        fi
        rm -f "$run/$daemon.pid"
    done
}
