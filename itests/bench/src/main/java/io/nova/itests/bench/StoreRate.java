package io.nova.itests.bench;

import io.nova.driver.state.embedded.EmbeddedStateStore;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.lang.annotation.Annotation;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** The store alone, with the transactions of RunInstances. */
final class StoreRate {

    private static final double WARM_SECONDS = 10;

    private StoreRate() {}

    /** Takes a folder, clients, instances in a transaction, and seconds. */
    public static void main(String[] args) throws Exception {
        try (EmbeddedStateStore store =
                new EmbeddedStateStore(new Settings(args[0]), Clock.systemUTC())) {
            measure(store, args);
        }
    }

    /** Prints launches per second, and the time in milliseconds that 99 of 100 took at most. */
    static void measure(StateStore store, String[] args) throws Exception {
        int clients = Integer.parseInt(args[1]);
        int count = Integer.parseInt(args[2]);
        double seconds = Double.parseDouble(args[3]);
        ok(store.commit(Tx.of("pool").define(Launch.ADDRESSES).build()));
        AtomicLong next = new AtomicLong();
        Load.Worker worker = () -> ok(store.commit(Launch.of(next.incrementAndGet(), count)));
        Load.run(clients, WARM_SECONDS, () -> worker);
        Load.Result result = Load.run(clients, seconds, () -> worker);
        System.out.printf(Locale.ROOT, "%.1f %.3f%n", result.rate(), result.millis(0.99));
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
