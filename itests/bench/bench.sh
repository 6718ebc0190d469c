#!/bin/sh
# Measures a cloud of pretended guests, with "ready" one of real ones, with "bus" none but RabbitMQ, with
# "herd" five hundred connections to it that it loses, and with "stores" Redis beside the embedded store; "fleet" is a controller on both, with ten thousand pretended hosts,
# and "cell" one with two thousand that are full:
# itests/bench/bench.sh [SECONDS] [start] [describe] [pages] [s3] [run] [ready] [bus] [herd] [stores] [fleet] [cell]
set -eu
cd "$(dirname -- "$0")"
repo=$(cd ../.. && pwd)
mvn=$repo/mvnw
if command -v mvn >/dev/null; then mvn=mvn; fi
[ "${BENCH_BUILT:-no}" = yes ] || (cd "$repo" && "$mvn" -B -q -DskipTests -Dspotless.check.skip=true \
    -Dfeatures.verify.skip=true -pl itests/bench,karaf-assembly -am package)
seconds=${1:-5}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- start describe pages s3 run ready bus herd stores fleet cell
date
echo "$(nproc) processors, load $(cut -d' ' -f1-3 /proc/loadavg)"
exec java -cp "$PWD/target/classes:$(cat target/classpath)" io.nova.itests.bench.Bench "$seconds" "$@"
