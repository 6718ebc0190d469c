# nova restore: a cloud as it was when nova:backup wrote it down.

nova_restore() {
    [ $# -eq 1 ] || fail "restore takes one argument: the file that nova:backup made"
    restore_from=$(readlink -f -- "$1") || restore_from=$1
    [ -r "$restore_from" ] || fail "there is no file $1 that can be read"
    check_settings
    lay_out
    exec 9>"$run/lock"
    flock 9
    if cloud_pid >/dev/null; then fail "the cloud is up: ./nova down first"; fi
    # What a restore before this one left may be overwritten; records never are.
    [ -z "$(ls -A "$NOVA_HOME/state")" ] || [ -e "$NOVA_HOME/state/restore" ] ||
        fail "$NOVA_HOME/state holds records, and none are overwritten: move that folder away first"
    [ -s "$secrets/identity.key" ] ||
        fail "no $secrets/identity.key: put your copy of the folder secrets there first," \
            "without it no access key of the backup works"
    gzip -t "$restore_from" 2>/dev/null || fail "$1 is damaged, or was not made by nova:backup"
    [ -n "$(ls -A "$NOVA_HOME/objects")" ] ||
        note "$NOVA_HOME/objects is empty: images and objects of more than a few KiB will lack their bytes"
    cp -- "$restore_from" "$NOVA_HOME/state/restore.part"
    chmod 0600 "$NOVA_HOME/state/restore.part"
    sync "$NOVA_HOME/state/restore.part"
    mv "$NOVA_HOME/state/restore.part" "$NOVA_HOME/state/restore"
    say "The next start begins with the records of $1"
    exec 9>&-
    nova_up
}
