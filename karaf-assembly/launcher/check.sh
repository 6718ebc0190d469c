# nova test: installs what the tests need, builds everything and runs every test.

# The command line client and the Python clients are Debian's own, as an operator would have them.
tools_test='/usr/bin/aws awscli
/usr/lib/python3/dist-packages/boto3/__init__.py python3-boto3
/usr/lib/python3/dist-packages/boto/__init__.py python3-boto
/usr/lib/python3/dist-packages/libcloud/__init__.py python3-libcloud
/usr/bin/python3 python3'

nova_test() {
    [ $# -eq 0 ] || fail "test takes no arguments"
    mkdir -p "$log"
    test_marker=$log/test.began
    : >"$test_marker"
    need_tools "$tools_always
$tools_build
$tools_guest"
    test_wanted="$(missing "$tools_libvirt")$(missing_files "$tools_test")"
    # shellcheck disable=SC2086 # a list of names
    [ -z "$test_wanted" ] || install_packages $test_wanted ||
        note "tests that need these are skipped: $test_wanted"
    offer_guest_to_tests
    test_result=0
    follow "Building and testing" "$log/test.log" test_build || test_result=1
    if [ "$test_result" -eq 0 ]; then
        # Suites that drive the whole distribution from outside.
        for suite in "$repo"/itests/*/run.sh; do
            [ -e "$suite" ] || continue
            suite_name=$(basename "$(dirname "$suite")")
            follow "Running the $suite_name suite" "$log/test-$suite_name.log" "$suite" || test_result=1
            tail -n 1 "$log/test-$suite_name.log"
        done
    else
        grep -E '^\[ERROR\]' "$log/test.log" | head -n 60 >&2
    fi
    count_tests
    return "$test_result"
}

# The tests of the libvirt driver boot this guest; without it they are skipped, and say so.
offer_guest_to_tests() {
    [ "$(id -u)" -eq 0 ] && [ -z "$(missing "$tools_libvirt")" ] || return 0
    test_guest=$NOVA_HOME/guest-for-tests
    if [ -s "$test_guest/disk.qcow2" ] ||
        follow "Building the guest image from Debian packages" "$log/test-guest.log" \
            "$repo/karaf-assembly/guest/build.sh" "$test_guest" disk; then
        NOVA_GUEST_DIR=$test_guest
        export NOVA_GUEST_DIR
    else
        note "tests with real guests are skipped: no guest could be built"
    fi
}

# missing_files LIST: like missing, for what is known by its path.
missing_files() {
    printf '%s\n' "$1" | while read -r file package; do
        [ -e "$file" ] || printf '%s ' "$package"
    done
}

test_build() {
    cd "$repo"
    # One run tells of every test that fails.
    maven -B --no-transfer-progress --fail-at-end verify
}

# Adds up the reports of this run: "N passed, N failed, N skipped".
count_tests() {
    find "$repo" -path '*/target/*-reports/TEST-*.xml' -newer "$test_marker" -exec cat {} + 2>/dev/null |
        tr '\n' ' ' | grep -o '<testsuite [^>]*>' | awk '
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
