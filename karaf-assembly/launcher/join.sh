# nova join

nova_join() {
    [ $# -eq 1 ] || fail "join takes one token, or @FILE with a token in it"
    # Before anything is done for it: a token that others can read is theirs as well.
    case $1 in
        @*)
            [ -r "${1#@}" ] || fail "cannot read ${1#@}"
            join_token=$(cat "${1#@}")
            ;;
        *) join_token=$1 ;;
    esac
    case $join_token in nova-join-*) ;; *) fail "this is no token: nova:host-invite of a controller prints one" ;; esac
    check_settings
    [ ! -e "$credentials" ] ||
        fail "$NOVA_HOME has a cloud of its own: ./nova clean removes it, or NOVA_HOME chooses another place"
    ! cloud_pid >/dev/null || fail "Nova is up here: ./nova down first"
    lay_out
    exec 9>"$run/lock"
    flock 9
    need_tools "$tools_always"
    choose_hypervisor
    build
    unpack
    say "Asking the cloud"
    printf '%s\n' "$join_token" | join_program "$secrets" "$base/etc" || exit 1
    NOVA_HOST=$(member host)
    NOVA_ROLES=$(member roles)
    NOVA_DRIVERS=${NOVA_DRIVERS:+$NOVA_DRIVERS,}messaging-rabbitmq
    nova_up
}

# Runs before any container: what it needs is in the system repository, as for bundles.
join_program() {
    join_system=$dist/system
    join_classes=$(find "$join_system"/io/nova/io.nova.join "$join_system"/io/nova/io.nova.protocol \
        "$join_system"/io/nova/io.nova.model "$join_system"/io/nova/io.nova.json \
        "$join_system"/io/nova/io.nova.spi.messaging "$join_system"/io/nova/io.nova.driver.messaging.rabbitmq \
        "$join_system"/com/rabbitmq "$join_system"/com/fasterxml "$join_system"/org/bouncycastle \
        "$join_system"/org/ops4j/pax/logging/pax-logging-api "$dist/lib/boot" -name '*.jar' | tr '\n' ':')
    "$(java_command)" -Xmx128m -XX:TieredStopAtLevel=1 -Djava.net.preferIPv4Stack=true \
        -Dorg.ops4j.pax.logging.DefaultServiceLog.level=NONE \
        -classpath "$join_classes" io.nova.join.Join "$@"
}
