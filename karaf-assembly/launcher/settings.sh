# What the operator may set, and where things are. Every variable has a default.

NOVA_HOME=${NOVA_HOME:-$repo/var}
case $NOVA_HOME in /*) ;; *) NOVA_HOME=$PWD/$NOVA_HOME ;; esac

assembly=$repo/karaf-assembly/target/assembly
archived_assembly=$repo/karaf-assembly/target/nova.tar.gz
dist=$NOVA_HOME/karaf/dist
base=$NOVA_HOME/karaf
run=$NOVA_HOME/run
log=$NOVA_HOME/log
# What one run of the tests leaves to the next.
for_tests=$NOVA_HOME/for-tests
secrets=$NOVA_HOME/secrets
credentials=$secrets/admin.credentials
bundle_certificate=$run/bundle-certificate.pem
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

# A running cloud is found by the settings it was started with, whatever the environment says now.
if [ -r "$run/settings" ] && [ -r "$run/nova.pid" ] && [ -d "/proc/$(cat "$run/nova.pid")" ]; then
    # shellcheck source=/dev/null
    . "$run/settings"
fi
NOVA_EC2_PORT=${NOVA_EC2_PORT:-8773}
NOVA_S3_PORT=${NOVA_S3_PORT:-3333}
NOVA_SSH_PORT=${NOVA_SSH_PORT:-8101}
NOVA_HYPERVISOR=${NOVA_HYPERVISOR:-auto}
NOVA_NETWORK=${NOVA_NETWORK:-10.42.0.0/16}
NOVA_PACKAGES=${NOVA_PACKAGES:-yes}
# Built once and shared by several clouds when this points to one place.
NOVA_GUEST=${NOVA_GUEST:-$NOVA_HOME/guest}
# Written into the host's file at its first start; as features were named, or without their nova-.
NOVA_ROLES=${NOVA_ROLES:-}
# The same, beside the drivers of the hypervisor: state-redis, messaging-rabbitmq.
NOVA_DRIVERS=${NOVA_DRIVERS:-}
NOVA_JAVA_OPTS=${NOVA_JAVA_OPTS:-}
# What `nova join` made of this machine; a host of a cloud has its name there, and its bus.
membership=$secrets/membership
member() { sed -n "s/^$1=//p" "$membership" 2>/dev/null || true; }
# What is asked for and not granted yet does not count.
[ -z "$(member user)" ] || NOVA_HOST=$(member host)
NOVA_HOST=${NOVA_HOST:-}
ec2_url=http://127.0.0.1:$NOVA_EC2_PORT
s3_url=http://127.0.0.1:$NOVA_S3_PORT

check_settings() {
    for check_port in "$NOVA_EC2_PORT" "$NOVA_S3_PORT" "$NOVA_SSH_PORT"; do
        case $check_port in
            '' | *[!0-9]* | ??????*) fail "\"$check_port\" is no port; see NOVA_EC2_PORT, NOVA_S3_PORT, NOVA_SSH_PORT" ;;
        esac
    done
    case $NOVA_HYPERVISOR in
        auto | kvm | qemu | simulated) ;;
        *) fail "NOVA_HYPERVISOR is auto, kvm, qemu or simulated, not \"$NOVA_HYPERVISOR\"" ;;
    esac
    case $NOVA_NETWORK in
        *[!0-9./]* | */*/*) fail "NOVA_NETWORK is a range like 10.42.0.0/16, not \"$NOVA_NETWORK\"" ;;
        *.*.*.*/*) ;;
        *) fail "NOVA_NETWORK is a range like 10.42.0.0/16, not \"$NOVA_NETWORK\"" ;;
    esac
    for check_role in $(roles_of "$NOVA_ROLES" | tr ',' ' '); do
        case $check_role in
            api | compute | network | objectstore | volume | all-in-one) ;;
            *) fail "NOVA_ROLES is a list of api, compute, network, objectstore, volume, all-in-one; not \"$check_role\"" ;;
        esac
    done
    case $NOVA_DRIVERS in
        *[!a-z0-9,\ -]*) fail "NOVA_DRIVERS is a list like state-redis, messaging-rabbitmq; not \"$NOVA_DRIVERS\"" ;;
    esac
    case $NOVA_HOST in
        [!A-Za-z0-9]* | *[!A-Za-z0-9._-]*) fail "NOVA_HOST may hold letters, digits and . _ - only, not \"$NOVA_HOST\"" ;;
    esac
    # The path becomes part of option lists and configuration files that know no quoting.
    case $NOVA_HOME in *[!A-Za-z0-9/._-]*) fail "NOVA_HOME may hold letters, digits and / . _ - only: $NOVA_HOME" ;; esac
}

keep_settings() {
    cat >"$run/settings" <<SETTINGS
NOVA_EC2_PORT=$NOVA_EC2_PORT
NOVA_S3_PORT=$NOVA_S3_PORT
NOVA_SSH_PORT=$NOVA_SSH_PORT
NOVA_HYPERVISOR=$NOVA_HYPERVISOR
NOVA_NETWORK=$NOVA_NETWORK
NOVA_HOST=$NOVA_HOST
SETTINGS
}

# Where guests' disks are. QEMU runs as a user of its own, and we leave libvirt's settings alone: a home
# below a folder that is closed to others, such as /root, gets its disks elsewhere.
disks() {
    disks_above=$NOVA_HOME
    while [ "$disks_above" != / ]; do
        disks_above=$(dirname "$disks_above")
        case $(stat -c %A "$disks_above" 2>/dev/null) in
            '' | *x | *t) ;;
            *)
                say "/var/lib/nova/$(printf %s "$NOVA_HOME" | cksum | cut -d' ' -f1)"
                return
                ;;
        esac
    done
    say "$NOVA_HOME"
}
