# Builds the distribution when it is not there or older than its sources.

maven() {
    if command -v mvn >/dev/null; then mvn "$@"; else "$repo/mvnw" "$@"; fi
}

built() {
    [ -e "$assembly/etc/system.properties" ] || return 1
    [ -z "$(cd "$repo" && find pom.xml bundles features config karaf-assembly/pom.xml karaf-assembly/src \
        -name target -prune -o -type f -newer "$assembly/etc/system.properties" -print | head -n 1)" ]
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
