# Builds the distribution when it is not there or older than its sources.

# Takes the place of the shell, so that what ends the one ends the other.
maven() {
    if command -v mvn >/dev/null; then exec mvn "$@"; else exec "$repo/mvnw" "$@"; fi
}

# A build writes the archive when all else is there, and removes an old one before it begins.
built() {
    [ -d "$assembly" ] && [ -e "$archived_assembly" ] || return 1
    [ -z "$(cd "$repo" && find pom.xml bundles features config karaf-assembly/pom.xml karaf-assembly/src \
        -name target -prune -o -type f -newer "$archived_assembly" -print | head -n 1)" ]
}

build() {
    built && return 0
    need_tools "$tools_build"
    # Checks belong to `nova test`; an operator waits for a cloud.
    follow "Building Nova (minutes at the first time)" "$log/build.log" build_quickly ||
        fail "the build failed; the whole log is $log/build.log"
}

build_quickly() {
    cd "$repo"
    # -Dmaven.test.skip would also leave out the test kit, which other modules compile against.
    maven -B -q -DskipTests -Dspotless.check.skip=true -Dfeatures.verify.skip=true \
        -pl karaf-assembly -am package
}
