# Starts and stops the cloud's process.

java_command() {
    if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then say "$JAVA_HOME/bin/java"; else say java; fi
}

# Karaf's own main class. Its start script would patch two modules of the JDK, for XML parsers that
# nobody here uses, and so lose the JDK's shared class archive: half a second at every start.
launch() {
    classes=
    for jar in "$dist"/lib/boot/*.jar "$dist"/lib/jdk9plus/*.jar; do
        case $jar in */org.apache.karaf.specs.activator-*) ;; *) classes=$classes:$jar ;; esac
    done
    opens=
    for package in java.lang java.util java.net java.security; do
        opens="$opens --add-opens=java.base/$package=ALL-UNNAMED"
    done
    for package in file jar http https; do
        opens="$opens --add-exports=java.base/sun.net.www.protocol.$package=ALL-UNNAMED"
    done
    # For a libvirt driver that is installed later.
    case $NOVA_HYPERVISOR in simulated) libvirt_mode=auto ;; *) libvirt_mode=$NOVA_HYPERVISOR ;; esac
    cd "$base"
    archived=$(archive_option)
    # It writes down itself who it is: nobody may start another who has not read that. The lock of `up`
    # (descriptor 9) is kept until then, and must not live on in a process that outlives `up`.
    # No object is ever deserialized by Java's own means: the filter refuses every class.
    # shellcheck disable=SC2016,SC2086 # for the inner shell; lists of options
    exec setsid sh -c 'echo $$ >"$0"; exec "$@" 9>&-' "$run/nova.pid" "$(java_command)" \
        -Xms64m -Xmx512m -XX:NewRatio=1 -XX:+UseSerialGC -XX:ReservedCodeCacheSize=96m -XX:+ExitOnOutOfMemoryError $archived \
        -Djdk.serialFilter='!*' -Djava.security.manager=allow \
        -Djava.net.preferIPv4Stack=true -Djava.awt.headless=true $opens \
        -Dkaraf.home="$dist" -Dkaraf.base="$base" -Dkaraf.etc="$base/etc" -Dkaraf.data="$base/data" \
        -Dkaraf.log="$log" -Dkaraf.instances="$base/instances" -Djava.io.tmpdir="$base/data/tmp" \
        -Djava.util.logging.config.file="$base/etc/java.util.logging.properties" \
        -Dkaraf.startLocalConsole=false -Dkaraf.startRemoteShell=true \
        -Dnova.home="$NOVA_HOME" -Dnova.disks="$disks" \
        -Dnova.ec2.port="$NOVA_EC2_PORT" -Dnova.s3.port="$NOVA_S3_PORT" -Dnova.ssh.port="$NOVA_SSH_PORT" \
        -Dnova.hypervisor="$libvirt_mode" -Dnova.network="$NOVA_NETWORK" -Dnova.host="$NOVA_HOST" \
        $NOVA_JAVA_OPTS -classpath "${classes#:}" org.apache.karaf.main.Main
}

# Another program's answer on our port would look like ours.
ports_are_free() {
    for port in "$NOVA_EC2_PORT" "$NOVA_S3_PORT" "$NOVA_SSH_PORT"; do
        port_result=0
        curl -s -m 1 -o "$run/port" "http://127.0.0.1:$port/" 2>/dev/null || port_result=$?
        # 7 is curl's word for a refused connection.
        [ "$port_result" -eq 7 ] || fail "port $port of 127.0.0.1 is in use by another program;" \
            "NOVA_EC2_PORT, NOVA_S3_PORT and NOVA_SSH_PORT choose others"
    done
    rm -f "$run/port"
}

# The process that this run has started, if any.
cloud_started=

start_cloud() {
    forget_complaints
    keep_settings
    rm -f "$bundle_certificate" "$host_told"
    launch >"$log/console.log" 2>&1 </dev/null &
    cloud_started=$!
    await_cloud "$cloud_started" || fail "the cloud did not start; the whole log is $log/nova.log"
    : >"$base/started"
}

await_cloud() {
    await_until=$(($(date +%s) + 180))
    await_last='the HTTP server'
    await_turn=0
    await_changed=$(date +%s)
    while await_now=$(health 1) && [ -n "$await_now" ]; do
        if ! kill -0 "$1" 2>/dev/null; then
            note "the process ended; its last complaints:"
            grep -hE ' (ERROR|WARN) |^Error|^Exception' "$log/nova.log" "$log/console.log" 2>/dev/null |
                tail -n 5 | cut -c1-1000 >&2
            return 1
        # A part that is broken need not be what the others wait for: they may just not be there yet.
        elif await_turn=$(((await_turn + 1) % 10)) && [ "$await_turn" -eq 0 ] &&
            [ "$(date +%s)" -ge $((await_changed + 15)) ] &&
            complain "Correct that and run ./nova up again."; then
            note "without it there is no $await_now"
            return 1
        elif [ "$(date +%s)" -ge "$await_until" ]; then
            note "not ready after 180 s; missing: $await_now"
            return 1
        elif [ "$await_now" != "$await_last" ]; then
            say "  waiting for $await_now"
            await_last=$await_now
            await_changed=$(date +%s)
        fi
        sleep 0.1
    done
}

# Leaves nothing half started behind.
give_up() {
    undo=:
    # What has just been started may not have said yet who it is.
    [ -z "$cloud_started" ] ||
        until cloud_pid >/dev/null || ! kill -0 "$cloud_started" 2>/dev/null; do sleep 0.1; done
    stop_cloud
    # The next start installs its features anew: this one's may be there by half.
    rm -f "$base/started"
    stop_volumes
    stop_libvirt
}

stop_cloud() {
    rm -f "$run/complete"
    if stopping=$(cloud_pid); then
        say "Stopping the cloud (pid $stopping)"
        stop_pid "$stopping" 60 "the cloud"
        [ "$stop_insisted" = yes ] || keep_archive
    fi
    rm -f "$run/nova.pid" "$run/settings"
}
