package io.nova.itests.bench;

import io.nova.driver.state.embedded.EmbeddedStateStore;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.lang.annotation.Annotation;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** The store alone, with transactions like those of RunInstances. */
final class StoreRate {

    private StoreRate() {}

    /** As an instance: about its size, and found by as much. */
    record Machine(
            String id,
            String reservation,
            String project,
            String host,
            long address,
            String rest) {}

    private static final Kind<Machine> MACHINE =
            new Kind<>(
                    "machine",
                    Machine.class,
                    one ->
                            List.of(
                                    new IndexEntry("all", ""),
                                    IndexEntry.of("project", one.project()),
                                    IndexEntry.of("reservation", one.reservation()),
                                    IndexEntry.of("host", one.host()),
                                    IndexEntry.of("address", one.address())));

    /** Takes a folder, a record's size, clients, instances in a transaction, and seconds. */
    public static void main(String[] args) throws Exception {
        String rest = "x".repeat(Integer.parseInt(args[1]) - 200);
        int count = Integer.parseInt(args[3]);
        double seconds = Double.parseDouble(args[4]);
        try (EmbeddedStateStore store =
                new EmbeddedStateStore(new Settings(args[0]), Clock.systemUTC())) {
            PoolSpec pool = new PoolSpec("addresses", 1, 10_000_000, Duration.ofMinutes(1));
            ok(store.commit(Tx.of("pool").define(pool).build()));
            AtomicLong next = new AtomicLong();
            int clients = Integer.parseInt(args[2]);
            Load.run(clients, 3, () -> () -> run(store, next.incrementAndGet(), count, rest));
            Load.Result result =
                    Load.run(
                            clients,
                            seconds,
                            () -> () -> run(store, next.incrementAndGet(), count, rest));
            System.out.printf(Locale.ROOT, "%.1f %.3f%n", result.rate(), result.millis(0.99));
        }
    }

    private static void run(StateStore store, long number, int count, String rest) {
        Tx.Builder tx = Tx.of("run/" + number);
        for (String scope : List.of("instances", "cores", "vcpus", "memory")) {
            tx.quota(scope, count, Long.MAX_VALUE);
        }
        for (int i = 0; i < count; i++) {
            String id = "i-%017x".formatted(number * 1000 + i);
            int slot = tx.take("addresses", id);
            tx.createWith(
                    MACHINE,
                    id,
                    taken -> new Machine(id, "r-" + number, "admin", "h", taken.item(slot), rest));
        }
        ok(store.commit(tx.build()));
    }

    private static void ok(CommitResult result) {
        if (!(result instanceof CommitResult.Ok)) {
            throw new IllegalStateException(result.toString());
        }
    }

    /** As shipped. */
    @SuppressWarnings("BadAnnotationImplementation") // Nobody compares configurations.
    private record Settings(String directory) implements EmbeddedStateStore.Config {

        @Override
        public int recordCacheMib() {
            return 32;
        }

        @Override
        public int blockCacheMib() {
            return 64;
        }

        @Override
        public int writeBufferMib() {
            return 64;
        }

        @Override
        public int changesKept() {
            return 100_000;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return EmbeddedStateStore.Config.class;
        }
    }
}
