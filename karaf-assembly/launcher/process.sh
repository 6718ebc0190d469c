# The one process of the cloud on this machine, known by its pid file.

# Prints the pid; fails when the process is gone or the number now belongs to another program.
cloud_pid() {
    [ -s "$run/nova.pid" ] || return 1
    read -r cloud_pid_number <"$run/nova.pid"
    # The process may end between two looks at it, so the shell's own complaint is unwanted too.
    { tr '\0' '\n' <"/proc/$cloud_pid_number/cmdline"; } 2>/dev/null |
        grep -qxF -- "-Dnova.home=$NOVA_HOME" || return 1
    say "$cloud_pid_number"
}

# health [SECONDS]: prints nothing when the cloud is ready, and else what is missing.
health() {
    if [ -e "$host_file" ] && ! host_has api; then
        roles_are_told || say "the roles of this host"
        return 0
    fi
    health_answer=$(curl -s -m "${1:-2}" -w '%{http_code}' "$ec2_url/health" 2>/dev/null) || true
    case $health_answer in
        *200) ;;
        *503) say "$health_answer" | tr -d '\n"' | sed 's/^[^[]*\[//; s/\].*//; s/,/, /g' ;;
        *) say "the HTTP server" ;;
    esac
}

# stop_pid PID SECONDS TEXT: asks, waits, and at last insists. What is durable survives that.
# Sets $stop_insisted.
stop_pid() {
    stop_insisted=no
    kill "$1" 2>/dev/null || return 0
    stop_until=$(($(date +%s) + $2))
    while kill -0 "$1" 2>/dev/null; do
        if [ "$(date +%s)" -ge "$stop_until" ]; then
            note "$3 (pid $1) did not stop within $2 s and is killed"
            kill -9 "$1" 2>/dev/null || true
            stop_insisted=yes
            stop_until=$((stop_until + $2))
        fi
        sleep 0.1
    done
}
