#!/bin/sh
# Drives ./nova on the simulated hypervisor, in a home and on ports of its own: needs neither root nor
# packages. Each test is a function; its name says what holds.
set -eu

repo=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/../.." && pwd)
cd "$repo"

pid() { cat "$NOVA_HOME/run/nova.pid"; }

# How many processes of this home run. A number in /proc would tell less: one that ended may still be
# listed until it is reaped, or be another's by now.
clouds() { pgrep -f -- "-Dnova.home=$NOVA_HOME " | wc -l; }

# The local addresses on which the cloud's process listens, in one line.
listening() {
    ss -ltnpH | awk -v pid="pid=$(pid)," 'index($0, pid) { print $4 }' | sort | tr '\n' ' '
}

wrong_settings_are_refused_before_anything_happens() {
    NOVA_EC2_PORT=many ./nova up 2>&1 | grep '"many" is no port'
    NOVA_HYPERVISOR=xen ./nova up 2>&1 | grep 'auto, kvm, qemu or simulated'
    [ ! -e "$NOVA_HOME" ]
}

two_at_once_start_one_cloud() {
    ./nova up >"$work/first" 2>&1 &
    first=$!
    ./nova up >"$work/second" 2>&1
    wait "$first"
    cat "$work/first" "$work/second"
    [ "$(clouds)" -eq 1 ]
}

up_offers_an_image_and_says_how_to_use_it() {
    cat "$work/first" "$work/second" | grep -- '--image-id ami-'
}

up_on_a_running_cloud_says_so_within_a_second() {
    timeout 1 ./nova up | grep "already up (pid $(pid))"
}

status_says_ready() {
    ./nova status | grep "EC2 http://127.0.0.1:$NOVA_EC2_PORT"
}

env_is_what_a_client_needs() {
    eval "$(./nova env)"
    [ "$AWS_DEFAULT_REGION" = nova ]
    [ "$EC2_URL" = "http://127.0.0.1:$NOVA_EC2_PORT/services/Cloud" ]
    curl -sS --fail-with-body --aws-sigv4 aws:amz:nova:ec2 --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
        -d Action=DescribeImages -d Version=2016-11-15 "$AWS_ENDPOINT_URL_EC2/" | grep '<imageId>ami-'
}

the_commands_that_up_prints_work_as_printed() {
    [ -x /usr/bin/aws ] || { echo "skipped: no /usr/bin/aws"; return 0; }
    cat "$work/first" "$work/second" | sed -n '/^Try:/,$ s/^  //p' >"$work/try.sh"
    [ "$(wc -l <"$work/try.sh")" -eq 3 ]
    PATH=/usr/bin:$PATH AWS_CONFIG_FILE=/dev/null AWS_PAGER='' sh -eu "$work/try.sh" >"$work/try.out"
    tried=$(sed -n 's/.*"InstanceId": "\(i-[0-9a-f]*\)".*/\1/p' "$work/try.out")
    [ "$(grep -c "$tried" "$work/try.out")" -eq 2 ]
}

a_shell_command_prints_json_and_nothing_else() {
    ./nova shell 'nova:status --json' >"$work/status.json" 2>"$work/status.err"
    /usr/bin/python3 -m json.tool <"$work/status.json"
    [ ! -s "$work/status.err" ]
}

a_failing_shell_command_fails() {
    ! ./nova shell 'nova:no-such-command'
}

nobody_logs_in_with_a_password() {
    ! ssh -F none -o BatchMode=yes -o IdentitiesOnly=yes -o IdentityFile=none -o StrictHostKeyChecking=no \
        -o UserKnownHostsFile=/dev/null -p "$NOVA_SSH_PORT" karaf@127.0.0.1 bundle:list
}

secrets_are_the_owners_alone() {
    [ "$(stat -c %a "$NOVA_HOME/secrets")" = 700 ]
    for secret in admin.credentials shell.key; do
        [ "$(stat -c %a "$NOVA_HOME/secrets/$secret")" = 600 ]
    done
}

exactly_three_sockets_listen() {
    listening
    [ "$(listening | wc -w)" -eq 3 ]
    for port in "$NOVA_EC2_PORT" "$NOVA_S3_PORT" "$NOVA_SSH_PORT"; do
        listening | tr ' ' '\n' | grep ":$port$"
    done
    listening | tr ' ' '\n' | grep "^127.0.0.1:$NOVA_SSH_PORT$"
}

killed_it_comes_back_with_what_it_had() {
    before=$(./nova env)
    images=$(cat "$NOVA_HOME/run/images")
    kill -9 "$(pid)"
    ./nova up
    [ "$(./nova env)" = "$before" ]
    [ "$(cat "$NOVA_HOME/run/images")" = "$images" ]
}

down_leaves_no_process_and_says_so() {
    ./nova down
    [ "$(clouds)" -eq 0 ]
    ./nova status | grep 'not up'
    ./nova down
}

the_next_start_maps_the_classes_that_this_one_loaded() {
    NOVA_JAVA_OPTS='' ./nova up
    grep "$NOVA_HOME/karaf/classes-[0-9]*.jsa" "/proc/$(pid)/maps"
    [ -z "$(grep -i cds "$NOVA_HOME/log/console.log")" ]
    ./nova down
}

what_the_operator_changed_survives_a_new_distribution() {
    echo '# mine' >>"$NOVA_HOME/karaf/etc/org.ops4j.pax.logging.cfg"
    rm "$NOVA_HOME/karaf/unpacked"
    ./nova up
    tail -n 1 "$NOVA_HOME/karaf/etc/org.ops4j.pax.logging.cfg" | grep '# mine'
}

clean_leaves_nothing() {
    [ "$(clouds)" -eq 1 ]
    ./nova clean </dev/null
    [ "$(clouds)" -eq 0 ]
    [ ! -e "$NOVA_HOME" ]
}

# up, env, down and clean with guests that are pretended because of $1, which is announced once.
pretends() {
    pretended_why=$1
    shift
    "$@" ./nova up >"$work/pretends" 2>&1 || { cat "$work/pretends"; return 1; }
    cat "$work/pretends"
    [ "$(grep -c '^Simulated hypervisor: guests are pretended, ' "$work/pretends")" -eq 1 ]
    grep "^Simulated hypervisor: guests are pretended, $pretended_why" "$work/pretends"
    "$@" ./nova shell nova:host-list | grep up
    "$@" ./nova clean </dev/null
}

anybody_gets_a_cloud_of_pretended_guests() {
    [ "$(id -u)" -eq 0 ] || { echo "skipped: only root can be somebody else"; return 0; }
    nobody="setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --"
    $nobody test -r "$repo/karaf-assembly/target/assembly/etc/system.properties" ||
        { echo "skipped: $repo is closed to others"; return 0; }
    chmod 0711 "$work"
    install -d -o 65534 -g 65534 "$work/nobody"
    # shellcheck disable=SC2086 # a command with its options
    pretends 'real ones need root' $nobody env -u NOVA_PACKAGES NOVA_HYPERVISOR=auto \
        HOME="$work/nobody" NOVA_HOME="$work/nobody/home"
}

without_packages_guests_are_pretended() {
    unshare -m true || { echo "skipped: needs mounts of its own"; return 0; }
    mkdir "$work/stub"
    printf '#!/bin/sh\necho "no network here" >&2\nexit 100\n' >"$work/stub/apt-get"
    chmod +x "$work/stub/apt-get"
    # A libvirtd that cannot be run is none.
    # shellcheck disable=SC2016 # for the inner shell
    pretends 'packages are missing: .*libvirt-daemon-system' env -u NOVA_PACKAGES NOVA_HYPERVISOR=auto \
        PATH="$work/stub:$PATH" unshare -m --propagation private sh -c \
        'libvirtd=$(command -v libvirtd || true); [ -z "$libvirtd" ] || mount --bind /dev/null "$libvirtd"; exec "$@"' sh
}

# One test, in a shell of its own, where the first command that fails ends it.
if [ $# -eq 1 ]; then
    set -x
    "$1"
    exit
fi

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

tidy() {
    ./nova clean >/dev/null 2>&1 </dev/null || true
    rm -rf "$work"
}

work=$(mktemp -d "${TMPDIR:-/tmp}/nova-launcher.XXXXXX")
NOVA_EC2_PORT=$(free_port) NOVA_S3_PORT=$(free_port) NOVA_SSH_PORT=$(free_port)
export work NOVA_EC2_PORT NOVA_S3_PORT NOVA_SSH_PORT
export NOVA_HOME="$work/home" NOVA_HYPERVISOR=simulated NOVA_PACKAGES=no
trap tidy EXIT
trap 'exit 130' INT TERM HUP

passed=0 failed=0
# shellcheck disable=SC2013 # names have no blanks
for test in $(sed -n 's/^\([a-z]*_[a-z_]*_[a-z_]*\)() {$/\1/p' "$0"); do
    if "$0" "$test" >"$work/$test.log" 2>&1; then
        passed=$((passed + 1))
        echo "passed: $test"
    else
        failed=$((failed + 1))
        echo "FAILED: $test"
        tail -n 30 "$work/$test.log"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
