package io.nova.driver.state.embedded;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.Together;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Measures the store on this machine's disk, beside what RocksDB itself does there.
 *
 * <p>Arguments: a directory to work in, and the seconds of each measurement.
 */
public final class StateLoad {

    /** A record of 600 bytes with three indexes. */
    record Machine(String id, String project, String host, String state, String padding) {}

    private static final Kind<Machine> MACHINE =
            new Kind<>(
                    "machine",
                    Machine.class,
                    machine ->
                            List.of(
                                    IndexEntry.of("project", machine.project()),
                                    IndexEntry.of("host", machine.host()),
                                    IndexEntry.of("state", machine.state())));

    private static final String PADDING = padding();

    private final Path directory;
    private final long seconds;

    private StateLoad(Path directory, long seconds) {
        this.directory = directory;
        this.seconds = seconds;
    }

    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory(Path.of(args[0]), "state-load");
        try {
            new StateLoad(directory, Long.parseLong(args[1])).run();
        } finally {
            delete(directory);
        }
    }

    private void run() throws Exception {
        RocksDB.loadLibrary();
        for (int threads : new int[] {1, 8, 32}) {
            print("raw RocksDB, durable, %2d threads", threads, raw(threads));
        }
        String where = directory.resolve("store").toString();
        try (EmbeddedStateStore store =
                new EmbeddedStateStore(Stores.config(where, 32), Clock.systemUTC())) {
            store(store, 8);
            for (int threads : new int[] {1, 8, 32}) {
                print("create, %2d threads", threads, store(store, threads));
            }
            for (int threads : new int[] {1, 8}) {
                print("update, %2d threads", threads, update(store, threads));
            }
            print("rows in transactions of 200, %2d threads", 1, batches(store, 1));
            print("rows in transactions of 200, %2d threads", 2, batches(store, 2));
            print("get, %2d threads", 2, reads(store));
            print("pages of 100, %2d threads", 2, pages(store));
        }
    }

    private double store(StateStore store, int threads) throws Exception {
        AtomicLong next = new AtomicLong(store.info().seq());
        return rate(
                threads,
                () -> {
                    long number = next.incrementAndGet();
                    String id = "i-%d-%d".formatted(threads, number);
                    Tx tx = Tx.of("create " + id).create(MACHINE, id, machine(number)).build();
                    return ok(store.commit(tx));
                });
    }

    private double update(StateStore store, int threads) throws Exception {
        AtomicLong next = new AtomicLong();
        List<Rec<Machine>> some =
                store.query(MACHINE, IndexEntry.of("state", "running"), "", 1000).items();
        return rate(
                threads,
                () -> {
                    long number = next.incrementAndGet();
                    Rec<Machine> known = some.get((int) (number % some.size()));
                    Rec<Machine> read = store.get(MACHINE, known.id()).orElseThrow();
                    Tx.Builder tx = Tx.of("update " + threads + " " + number);
                    return ok(store.commit(tx.update(MACHINE, read, machine(number)).build()));
                });
    }

    private double batches(StateStore store, int threads) throws Exception {
        AtomicLong next = new AtomicLong();
        return rate(
                threads,
                () -> {
                    long number = next.incrementAndGet();
                    Tx.Builder tx = Tx.of("batch " + threads + " " + number);
                    for (int i = 0; i < 200; i++) {
                        String id = "b-%d-%d-%d".formatted(threads, number, i);
                        tx.create(MACHINE, id, machine(number));
                    }
                    return 200 * ok(store.commit(tx.build()));
                });
    }

    private double reads(StateStore store) throws Exception {
        AtomicLong next = new AtomicLong();
        return rate(
                2,
                () -> {
                    String id = "i-8-" + next.incrementAndGet() % 1000;
                    store.get(MACHINE, id);
                    return 1;
                });
    }

    private double pages(StateStore store) throws Exception {
        AtomicLong next = new AtomicLong();
        return rate(
                2,
                () -> {
                    IndexEntry entry = IndexEntry.of("project", "p" + next.incrementAndGet() % 100);
                    store.query(MACHINE, entry, "", 100);
                    return 1;
                });
    }

    /** Measures batches of the same bytes that RocksDB itself flushes for several threads. */
    private double raw(int threads) throws Exception {
        AtomicLong next = new AtomicLong();
        try (Options options = new Options().setCreateIfMissing(true);
                WriteOptions synced = new WriteOptions().setSync(true);
                RocksDB db = RocksDB.open(options, directory.resolve("raw" + threads).toString())) {
            return rate(
                    threads,
                    () -> {
                        long number = next.incrementAndGet();
                        try (WriteBatch batch = new WriteBatch()) {
                            batch.put(
                                    Forms.number(number), PADDING.getBytes(StandardCharsets.UTF_8));
                            for (int i = 1; i <= 6; i++) {
                                byte[] key = new Bytes(40).number(i).number(number).done();
                                batch.put(key, new byte[0]);
                            }
                            db.write(synced, batch);
                            return 1;
                        } catch (RocksDBException e) {
                            throw new IllegalStateException(e);
                        }
                    });
        }
    }

    /** Something that is done again and again. */
    private interface Step {
        long run();
    }

    private double rate(int threads, Step step) throws Exception {
        AtomicLong done = new AtomicLong();
        long begun = System.nanoTime();
        long end = begun + seconds * 1_000_000_000;
        Together.run(
                threads,
                thread -> {
                    long own = 0;
                    while (System.nanoTime() < end) {
                        own += step.run();
                    }
                    done.addAndGet(own);
                });
        return done.get() * 1e9 / (System.nanoTime() - begun);
    }

    private static long ok(CommitResult result) {
        if (result instanceof CommitResult.Ok) {
            return 1;
        }
        if (result instanceof CommitResult.Conflict) {
            return 0;
        }
        throw new IllegalStateException(result.toString());
    }

    private static Machine machine(long number) {
        return new Machine(
                "i-" + number, "p" + number % 1000, "h" + number % 50, "running", PADDING);
    }

    private static String padding() {
        StringBuilder text = new StringBuilder();
        Random random = new Random(1);
        while (text.length() < 520) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void print(String what, int threads, double rate) {
        System.out.printf("%-45s %,12.0f /s%n", what.formatted(threads), rate);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
