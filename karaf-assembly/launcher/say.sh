# How the launcher speaks: progress on stdout, trouble on stderr, one line each.

say() { printf '%s\n' "$*"; }

note() { printf 'nova: %s\n' "$*" >&2; }

fail() {
    note "$*"
    $undo
    exit 1
}

# What a failure or an interrupt must undo.
undo=:
# A command in the background does not hear the terminal's Ctrl-C by itself.
follow_running=
trap 'interrupted' INT TERM HUP

interrupted() {
    trap '' INT TERM HUP
    if [ -n "$follow_running" ]; then
        kill "$follow_running" 2>/dev/null || true
        wait "$follow_running" || true
    fi
    $undo
    note "interrupted"
    exit 130
}

# follow TEXT LOG COMMAND...: runs the command with its output in LOG and shows that time passes.
follow() {
    follow_text=$1 follow_log=$2
    shift 2
    mkdir -p "$(dirname "$follow_log")"
    "$@" >"$follow_log" 2>&1 </dev/null &
    follow_pid=$!
    follow_running=$follow_pid
    follow_began=$(date +%s)
    follow_said=0
    while kill -0 "$follow_pid" 2>/dev/null; do
        follow_took=$(($(date +%s) - follow_began))
        if [ -t 1 ]; then
            printf '\r%s … %s s' "$follow_text" "$follow_took"
        elif [ $((follow_took / 20)) -ge "$follow_said" ]; then
            # A log file or CI gets a line now and then instead of a moving one.
            say "$follow_text … $follow_took s"
            follow_said=$((follow_took / 20 + 1))
        fi
        sleep 0.5
    done
    follow_running=
    if wait "$follow_pid"; then follow_result=0; else follow_result=$?; fi
    if [ -t 1 ]; then printf '\r%s … %s s\n' "$follow_text" "$(($(date +%s) - follow_began))"; fi
    [ "$follow_result" -eq 0 ] || {
        note "$follow_text failed; the end of $follow_log:"
        tail -n 20 "$follow_log" >&2
    }
    return "$follow_result"
}
