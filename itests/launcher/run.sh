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

# Ends a test that cannot be made here.
skip() {
    echo "skipped: $*" | tee "$work/skipped"
    exit 0
}

wrong_settings_are_refused_before_anything_happens() {
    NOVA_EC2_PORT=many ./nova up 2>&1 | grep '"many" is no port'
    NOVA_HYPERVISOR=xen ./nova up 2>&1 | grep 'auto, kvm, qemu or simulated'
    NOVA_ROLES='nova-api, computer' ./nova up 2>&1 | grep 'not "computer"'
    NOVA_DRIVERS='state-redis; true' ./nova up 2>&1 | grep 'not "state-redis; true"'
    NOVA_HOST='h 7' ./nova up 2>&1 | grep 'not "h 7"'
    ./nova join h7.token 2>&1 | grep 'this is no token'
    ./nova join @/no/such/file 2>&1 | grep 'cannot read /no/such/file'
    [ ! -e "$NOVA_HOME" ]
}

a_wrong_command_is_named() {
    ./nova upp 2>&1 | grep "no command 'upp'"
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

env_is_what_a_client_needs() {
    eval "$(./nova env)"
    [ "$AWS_DEFAULT_REGION" = nova ]
    [ "$EC2_URL" = "http://127.0.0.1:$NOVA_EC2_PORT/services/Cloud" ]
    curl -sS --fail-with-body --aws-sigv4 aws:amz:nova:ec2 --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
        -d Action=DescribeImages -d Version=2016-11-15 "$AWS_ENDPOINT_URL_EC2/" | grep '<imageId>ami-'
}

the_commands_that_up_prints_work_as_printed() {
    [ -x /usr/bin/aws ] || skip "no /usr/bin/aws"
    cat "$work/first" "$work/second" | sed -n '/^Try:/,$ s/^  //p' >"$work/try.sh"
    [ "$(wc -l <"$work/try.sh")" -eq 3 ]
    PATH=/usr/bin:$PATH AWS_CONFIG_FILE=/dev/null AWS_PAGER='' sh -eu "$work/try.sh" >"$work/try.out"
    tried=$(sed -n 's/.*"InstanceId": "\(i-[0-9a-f]*\)".*/\1/p' "$work/try.out")
    [ "$(grep -c "$tried" "$work/try.out")" -eq 2 ]
}

secrets_are_the_owners_alone() {
    [ "$(stat -c %a "$NOVA_HOME/secrets")" = 700 ]
    for secret in admin.credentials shell.key; do
        [ "$(stat -c %a "$NOVA_HOME/secrets/$secret")" = 600 ]
    done
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
    if grep -i cds "$NOVA_HOME/log/console.log"; then return 1; fi
    ./nova down
}

what_the_operator_changed_survives_a_new_distribution() {
    quickly
    echo '# mine' >>"$NOVA_HOME/karaf/etc/org.ops4j.pax.logging.cfg"
    echo '# mine' >>"$NOVA_HOME/karaf/etc/io.nova.agent.host.cfg"
    rm "$NOVA_HOME/karaf/unpacked"
    NOVA_ROLES=api ./nova up >"$work/kept" 2>&1
    grep 'kept the roles of ' "$work/kept"
    grep 'Roles: api, compute, network, objectstore, volume' "$work/kept"
    tail -n 1 "$NOVA_HOME/karaf/etc/org.ops4j.pax.logging.cfg" | grep '# mine'
    tail -n 1 "$NOVA_HOME/karaf/etc/io.nova.agent.host.cfg" | grep '# mine'
}

clean_leaves_nothing() {
    [ "$(clouds)" -eq 1 ]
    ./nova clean </dev/null
    [ "$(clouds)" -eq 0 ]
    [ ! -e "$NOVA_HOME" ]
}

# Without an archive of classes, which the end of a first run would write for a next one.
quickly() { export NOVA_JAVA_OPTS=-XX:TieredStopAtLevel=1; }

# up, env, down and clean with guests that are pretended because of $1, which is announced once.
pretends() {
    pretended_why=$1
    shift
    quickly
    "$@" ./nova up >"$work/pretends" 2>&1 || { cat "$work/pretends"; return 1; }
    cat "$work/pretends"
    [ "$(grep -c '^Simulated hypervisor: guests are pretended, ' "$work/pretends")" -eq 1 ]
    grep "^Simulated hypervisor: guests are pretended, $pretended_why" "$work/pretends"
    "$@" ./nova shell nova:host-list | grep up
    "$@" ./nova clean </dev/null
}

anybody_gets_a_cloud_of_pretended_guests() {
    [ "$(id -u)" -eq 0 ] || skip "only root can be somebody else"
    nobody="setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --"
    $nobody test -r "$repo/karaf-assembly/target/nova.tar.gz" || skip "$repo is closed to others"
    chmod 0711 "$work"
    install -d -o 65534 -g 65534 "$work/nobody"
    # shellcheck disable=SC2086 # a command with its options
    pretends 'real ones need root' $nobody env -u NOVA_PACKAGES NOVA_HYPERVISOR=auto \
        HOME="$work/nobody" NOVA_HOME="$work/nobody/home"
}

without_packages_guests_are_pretended() {
    unshare -m true || skip "needs mounts of its own"
    mkdir "$work/stub"
    printf '#!/bin/sh\necho "no network here" >&2\nexit 100\n' >"$work/stub/apt-get"
    chmod +x "$work/stub/apt-get"
    # A libvirtd that cannot be run is none.
    # shellcheck disable=SC2016 # for the inner shell
    pretends 'packages are missing: .*libvirt-daemon-system' env -u NOVA_PACKAGES NOVA_HYPERVISOR=auto \
        PATH="$work/stub:$PATH" unshare -m --propagation private sh -c \
        'libvirtd=$(command -v libvirtd || true); [ -z "$libvirtd" ] || mount --bind /dev/null "$libvirtd"; exec "$@"' sh
}

# Runs `up` in the background until the command succeeds, and ends it by the signal.
interrupt_up() {
    interrupted_by=$1
    shift
    : >"$work/up"
    ./nova up >"$work/up" 2>&1 &
    interrupted=$!
    until "$@"; do
        kill -0 "$interrupted"
        sleep 0.02
    done
    kill "-$interrupted_by" "$interrupted"
    ! wait "$interrupted"
}

# One process, every part ready, a host, and three images that may be used: never half of that.
is_whole() {
    [ "$(clouds)" -eq 1 ]
    ./nova status | grep 'hosts up'
    ./nova shell nova:host-list | grep up
    ./nova shell 'nova:image-list --json' >"$work/images"
    [ "$(grep -o '"state":"available"' "$work/images" | wc -l)" -eq 3 ]
    [ "$(grep -o '"state"' "$work/images" | wc -l)" -eq 3 ]
    [ "$(wc -l <"$NOVA_HOME/run/images")" -eq 3 ]
}

# Tells whether a process of this home is at its first start.
installs() { [ -s "$NOVA_HOME/run/nova.pid" ] && [ -d "$NOVA_HOME/karaf/data/cache" ]; }

up_that_is_ended_while_the_cloud_starts_leaves_a_whole_one_to_the_next() {
    quickly
    interrupt_up TERM grep 'Starting the cloud' "$work/up"
    [ "$(clouds)" -eq 0 ]
    interrupt_up TERM installs
    [ "$(clouds)" -eq 0 ]
    # A power cut ends both.
    interrupt_up KILL installs
    kill -9 "$(pid)"
    interrupt_up KILL grep 'Starting the cloud' "$work/up"
    ./nova up
    is_whole
    ./nova clean </dev/null
}

up_that_is_ended_while_it_uploads_leaves_a_whole_cloud_to_the_next() {
    quickly
    interrupt_up KILL grep 'Uploading vmlinuz' "$work/up"
    interrupt_up TERM grep 'Uploading initrd.img' "$work/up"
    interrupt_up KILL grep 'Uploading root.img' "$work/up"
    ./nova up
    is_whole
    # As if it had died before it could note what it had registered.
    rm "$NOVA_HOME/run/images" "$NOVA_HOME/run/complete"
    ./nova up
    is_whole
    ./nova clean </dev/null
}

# A folder like this one, whose Maven begins a build and ends it when it may.
make_tree() {
    mkdir -p "$work/tree/karaf-assembly/src" "$work/tree/bundles" "$work/tree/features" "$work/tree/config" "$work/bin"
    cp nova pom.xml "$work/tree/"
    cp -r karaf-assembly/launcher karaf-assembly/pom.xml "$work/tree/karaf-assembly/"
    cat >"$work/bin/mvn" <<'MAVEN'
#!/bin/sh
set -eu
rm -rf karaf-assembly/target
mkdir -p karaf-assembly/target/assembly/etc
cp "$built/assembly/etc/system.properties" karaf-assembly/target/assembly/etc/
echo $$ >"$work/building"
while [ -e "$work/hold" ]; do sleep 0.1; done
cp -r "$built/." karaf-assembly/target/
MAVEN
    chmod +x "$work/bin/mvn"
    built=$PWD/karaf-assembly/target
    PATH=$work/bin:$PATH
    export built PATH
    : >"$work/hold"
    rm -f "$work/building"
    cd "$work/tree"
}

up_that_is_ended_while_it_builds_leaves_a_whole_cloud_to_the_next() {
    quickly
    make_tree
    interrupt_up TERM test -s "$work/building"
    if kill -0 "$(cat "$work/building")"; then return 1; fi
    rm "$work/building"
    interrupt_up KILL test -s "$work/building"
    # That build goes on, alone.
    ./nova up >"$work/again" 2>&1 &
    again=$!
    until grep 'at work; waiting' "$work/again"; do
        kill -0 "$again"
        sleep 0.05
    done
    rm "$work/hold"
    wait "$again"
    is_whole
    ./nova clean </dev/null
}

the_same_files_are_packed_into_the_same_bytes() {
    umask 077
    cp -r karaf-assembly/target/assembly "$work/copy"
    karaf-assembly/pack.sh "$work/copy" "$work/copy.tar.gz"
    cmp "$work/copy.tar.gz" karaf-assembly/target/nova.tar.gz
}

the_same_sources_are_built_into_the_same_bytes() {
    [ -e bundles/model/target/io.nova.model-0.1.0-SNAPSHOT.jar ] || skip "the model is not built"
    mkdir -p "$work/sources/bundles"
    cp -r pom.xml .mvn "$work/sources/"
    cp bundles/pom.xml "$work/sources/bundles/"
    cp -r bundles/model "$work/sources/bundles/"
    rm -r "$work/sources/bundles/model/target"
    (cd "$work/sources/bundles/model" &&
        mvn -B -q -o -Dmaven.test.skip=true -Dspotless.check.skip=true package)
    cmp "$work/sources/bundles/model/target/io.nova.model-0.1.0-SNAPSHOT.jar" \
        bundles/model/target/io.nova.model-0.1.0-SNAPSHOT.jar
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

passed=0 failed=0 skipped=0
# shellcheck disable=SC2013 # names have no blanks
for test in $(sed -n 's/^\([a-z]*_[a-z_]*_[a-z_]*\)() {$/\1/p' "$0"); do
    if ! "$0" "$test" >"$work/$test.log" 2>&1; then
        failed=$((failed + 1))
        echo "FAILED: $test"
        tail -n 30 "$work/$test.log"
    elif [ -e "$work/skipped" ]; then
        skipped=$((skipped + 1))
        echo "$test: $(cat "$work/skipped")"
        rm "$work/skipped"
    else
        passed=$((passed + 1))
        echo "passed: $test"
    fi
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
