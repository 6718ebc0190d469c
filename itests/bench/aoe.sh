#!/bin/sh
# Measures the user-space AoE initiator against qemu-nbd on the same file, with a real vblade at the other end of a
# cable within a network namespace of its own; needs root and the packages vblade and qemu-utils:
# itests/bench/aoe.sh [ROUNDS]
set -eu
cd "$(dirname -- "$0")/../.."
mvn=./mvnw
if command -v mvn >/dev/null; then mvn=mvn; fi
module=bundles/aoe
"$mvn" -B -q -o -DskipTests -Dspotless.check.skip=true -pl "$module" package dependency:build-classpath \
    -Dmdep.outputFile="$PWD/$module/target/classpath"
date
echo "$(nproc) processors, load $(cut -d' ' -f1-3 /proc/loadavg)"
cd "$module"
exec java -cp "target/classes:target/test-classes:$(cat target/classpath)" io.nova.aoe.initiator.AoeBench "${1:-3}"
