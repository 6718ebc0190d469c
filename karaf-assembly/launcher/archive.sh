# The class archive: what the virtual machine loaded and verified in one run, mapped at the next start.
# The machine compares every class with its bytes first, so an old archive costs time and nothing else.

archive_option() {
    # Agents and other options of the operator's may forbid an archive.
    [ -z "$NOVA_JAVA_OPTS" ] || return 0
    archive=$base/classes-$(java_is).jsa
    rm -f "$base/classes.new"
    if [ -s "$archive" ]; then
        say "-XX:SharedArchiveFile=$archive -Xlog:cds*=error -Xlog:class+path*=error"
    else
        say "-XX:ArchiveClassesAtExit=$base/classes.new -Xlog:cds*=error -Xlog:class+path*=error"
    fi
}

# An archive belongs to one Java only; another's would never be read, and never made anew.
java_is() {
    java_home=$(dirname "$(dirname "$(readlink -f "$(command -v "$(java_command)")")")")
    stat -c '%n %s %Y' "$java_home/lib/modules" "$java_home/lib/server/libjvm.so" 2>/dev/null |
        cksum | cut -d' ' -f1
}

# Called when the process has ended by itself: only then is what it wrote whole.
keep_archive() {
    [ -s "$base/classes.new" ] || return 0
    drop_archives
    mv "$base/classes.new" "$base/classes-$(java_is).jsa"
}

drop_archives() { rm -f "$base"/classes-*.jsa; }
