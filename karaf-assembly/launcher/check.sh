# nova test: installs what the tests need, builds everything and runs every test; with --chaos one alone,
# for as long as one likes.

# The command line client and the Python clients are Debian's own, as an operator would have them.
tools_test='/usr/bin/aws awscli
/usr/lib/python3/dist-packages/boto3/__init__.py python3-boto3
/usr/lib/python3/dist-packages/boto/__init__.py python3-boto
/usr/lib/python3/dist-packages/libcloud/__init__.py python3-libcloud
/usr/bin/python3 python3
/usr/bin/busybox busybox
/usr/bin/openssl openssl
/usr/bin/s3cmd s3cmd
/usr/bin/rclone rclone
/usr/bin/restic restic
/usr/bin/s3fs s3fs
/usr/bin/radosgw radosgw
/usr/bin/ceph-mon ceph-mon
/usr/bin/ceph-osd ceph-osd
/usr/lib/rabbitmq/bin/rabbitmq-server rabbitmq-server
/usr/bin/redis-server redis-server
/usr/sbin/tgtd tgt
/usr/share/doc/qemu-block-extra qemu-block-extra
/usr/sbin/vblade vblade
/usr/bin/shellcheck shellcheck'

nova_test() {
    case ${1:-} in
        '') ;;
        --chaos)
            shift
            nova_chaos "$@"
            return
            ;;
        *) fail "test takes no arguments but --chaos [MINUTES [SEED]]" ;;
    esac
    prepare_tests
    test_result=0
    if command -v shellcheck >/dev/null; then
        follow "Checking the scripts" "$log/test-scripts.log" check_scripts || test_result=1
    else
        note "the scripts are not checked: there is no shellcheck"
    fi
    if follow "Building and testing" "$log/test.log" test_build; then
        # Suites that drive the whole distribution from outside.
        for suite in "$repo"/itests/*/run.sh; do
            [ -e "$suite" ] || continue
            suite_name=$(basename "$(dirname "$suite")")
            follow "Running the $suite_name suite" "$log/test-$suite_name.log" "$suite" || test_result=1
            tail -n 1 "$log/test-$suite_name.log"
        done
    else
        test_result=1
        grep -E '^\[ERROR\]' "$log/test.log" | head -n 60 >&2
        say "What they say, and how often:" >&2
        complaints_of_tests >&2
    fi
    say "The slowest suites, in seconds:"
    slowest_suites
    count_tests
    return "$test_result"
}

# nova_chaos [MINUTES [SEED]]: a cloud of many machines, of which one dies or stands still every few seconds.
nova_chaos() {
    for chaos_number in "$@"; do
        case $chaos_number in '' | *[!0-9]*) fail "\"$chaos_number\" is no number: --chaos [MINUTES [SEED]]" ;; esac
    done
    prepare_tests
    follow "Building" "$log/test.log" chaos_build || fail "the build failed; the whole log is $log/test.log"
    "$repo/itests/cluster/run.sh" "${1:-10}" ${2:+"$2"}
}

chaos_build() {
    cd "$repo"
    maven -B -q -DskipTests -Dspotless.check.skip=true -Dfeatures.verify.skip=true \
        -pl itests/cluster,karaf-assembly -am package
}

# Installs what tests need, and offers them what one run may leave to the next.
prepare_tests() {
    mkdir -p "$log"
    test_marker=$log/test.began
    : >"$test_marker"
    need_tools "$tools_always
$tools_build
$tools_guest"
    test_wanted="$(missing "$tools_libvirt")$(missing_files "$tools_test")"
    # shellcheck disable=SC2086 # a list of names
    [ -z "$test_wanted" ] || install_without_services $test_wanted ||
        note "tests that need these are skipped: $test_wanted"
    offer_guest_to_tests
    # What QEMU can do takes each new libvirtd half a minute to find out: one of a test tells the next.
    NOVA_LIBVIRT_CACHE=$for_tests/libvirt
    export NOVA_LIBVIRT_CACHE
    mkdir -p "$NOVA_LIBVIRT_CACHE"
}

# Tests of the libvirt driver and of real clouds boot this guest; without it they are skipped, and say so.
offer_guest_to_tests() {
    [ "$(id -u)" -eq 0 ] && [ -z "$(missing "$tools_libvirt")" ] || return 0
    test_guest=$for_tests/guest
    if [ -s "$test_guest/disk.qcow2" ] ||
        follow "Building the guest image from Debian packages" "$log/test-guest.log" \
            "$repo/karaf-assembly/guest/build.sh" "$test_guest" disk; then
        NOVA_GUEST=$test_guest
        export NOVA_GUEST
    else
        note "tests with real guests are skipped: no guest could be built"
    fi
}

# install_without_services PACKAGE...: Debian starts a server with its package, and at every boot; tests
# start their own. The policy is ours where there is none, and says yes again once this shell is gone.
install_without_services() {
    services_policy=/usr/sbin/policy-rc.d
    services_ours=no
    if [ "$(id -u)" -eq 0 ] && [ ! -e "$services_policy" ]; then
        services_ours=yes
        printf '#!/bin/sh\n# Made by ./nova test.\nkill -0 %s 2>/dev/null && exit 101\nexit 0\n' "$$" >"$services_policy"
        chmod 755 "$services_policy"
    fi
    services_result=0
    install_packages "$@" || services_result=1
    [ "$services_ours" = no ] || rm -f "$services_policy"
    case " $* " in
        *" rabbitmq-server "*)
            # Nobody wants a broker on all addresses who only ran the tests.
            [ "$services_result" -ne 0 ] || [ ! -d /run/systemd/system ] ||
                systemctl -q disable rabbitmq-server >/dev/null 2>&1 || true
            ;;
    esac
    return "$services_result"
}

# missing_files LIST: like missing, for what is known by its path.
missing_files() {
    printf '%s\n' "$1" | while read -r file package; do
        [ -e "$file" ] || printf '%s ' "$package"
    done
}

# All of them are the same shell's, wherever they are sourced.
check_scripts() {
    cd "$repo"
    find nova .ci karaf-assembly itests bundles -name target -prune -o \
        -type f \( -name '*.sh' -o -path nova -o -path .ci/run \) -exec shellcheck -s sh {} +
}

test_build() {
    cd "$repo"
    # One run tells of every test that fails.
    maven -B --no-transfer-progress --fail-at-end verify
}

# The reports of this run.
all_reports() {
    find "$repo" -path '*/target/*-reports/TEST-*.xml' -newer "$test_marker" -exec cat {} + 2>/dev/null
}

# Their heads, one a line.
reports() {
    all_reports | tr '\n' ' ' | grep -o '<testsuite [^>]*>'
}

slowest_suites() {
    reports | sed -n 's/.* name="\([^"]*\)" time="\([0-9.]*\)".*/\2 \1/p' | sort -rn | head -n 10 |
        awk '{ printf "%8.1f  %s\n", $1, $2 }'
}

# One cause often fails many tests.
complaints_of_tests() {
    all_reports | grep -oE '<(failure|error) message="[^"]*"' | cut -d '"' -f 2 |
        sed 's/&#10;/ | /g; s/&quot;/"/g; s/&apos;/'"'"'/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' |
        sort | uniq -c | sort -rn | head -n 12 | cut -c 1-1200
}

# Adds them up: "N passed, N failed, N skipped".
count_tests() {
    reports | awk '
            function value(name,  at) {
                if (!match($0, " " name "=\"[0-9]+\"")) return 0
                at = substr($0, RSTART, RLENGTH)
                gsub(/[^0-9]/, "", at)
                return at + 0
            }
            {
                failed += value("failures") + value("errors")
                skipped += value("skipped")
                all += value("tests")
            }
            END { printf "%d passed, %d failed, %d skipped\n", all - failed - skipped, failed, skipped }'
}
