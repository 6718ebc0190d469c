package io.nova.driver.state.embedded;

import io.nova.model.UnavailableException;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.Together;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A process that works on a store until it is killed. It says what was answered, and, before it
 * asks for it, what it may no longer rely on.
 */
public final class CrashLoad {

    /** Holds a number and counts against a quota. */
    record Holder(String id, long number, int revision) {}

    static final String POOL = "numbers";
    static final String QUOTA = "holders";

    static final Kind<Holder> HOLDER =
            new Kind<>(
                    "holder",
                    Holder.class,
                    holder ->
                            List.of(
                                    IndexEntry.of("all", "all"),
                                    IndexEntry.of("number", holder.number()),
                                    IndexEntry.of("revision", holder.revision() % 3)));

    private static final int THREADS = 8;

    private final EmbeddedStateStore store;
    private final String round;
    private final AtomicBoolean failed = new AtomicBoolean();

    private CrashLoad(EmbeddedStateStore store, String round) {
        this.store = store;
        this.round = round;
    }

    /** Arguments: the directory of the store, and a name that no run before had. */
    public static void main(String[] args) throws Exception {
        try (EmbeddedStateStore store = Stores.open(Path.of(args[0]), Clock.systemUTC())) {
            CrashLoad load = new CrashLoad(store, args[1]);
            PoolSpec pool = new PoolSpec(POOL, 1, 1_000_000, Duration.ofMillis(1));
            store.commit(Tx.of("define " + args[1]).define(pool).build());
            say("ready");
            Together.run(THREADS, load::work);
            say("failed");
            // The other side makes room and says so.
            if (System.in.read() >= 0) {
                load.goOn();
            }
        }
    }

    private void work(int thread) throws Exception {
        for (int i = 0; !failed.get(); i++) {
            String id = "h-" + round + "-" + thread + "-" + i;
            if (!create(id)) {
                return;
            }
            if (i % 3 == 1) {
                update(id);
            } else if (i % 3 == 2) {
                remove(id);
            }
        }
    }

    private boolean create(String id) {
        Tx.Builder tx = Tx.of("create " + id).quota(QUOTA, 1, Long.MAX_VALUE);
        int number = tx.take(POOL, id);
        tx.createWith(HOLDER, id, taken -> new Holder(id, taken.item(number), 0));
        return answered("created " + id, tx.build());
    }

    private void update(String id) {
        Rec<Holder> read = store.get(HOLDER, id).orElseThrow();
        Holder next = new Holder(id, read.value().number(), read.value().revision() + 1);
        answered("updated " + id, Tx.of("update " + id).update(HOLDER, read, next).build());
    }

    private void remove(String id) {
        Rec<Holder> read = store.get(HOLDER, id).orElseThrow();
        say("removing " + id);
        answered(
                "removed " + id,
                Tx.of("remove " + id)
                        .give(POOL, id, read.value().number())
                        .quota(QUOTA, -1, 0)
                        .delete(HOLDER, read)
                        .build());
    }

    private boolean answered(String what, Tx tx) {
        try {
            CommitResult result = store.commit(tx);
            if (result instanceof CommitResult.Ok || result instanceof CommitResult.Replayed) {
                say(what);
                return true;
            }
            say("not " + result.getClass().getSimpleName() + " " + what);
        } catch (UnavailableException e) {
            say("not Unavailable " + what);
        }
        failed.set(true);
        return false;
    }

    /** Repeats an operation, as its caller must, until it is known to have taken effect. */
    private void goOn() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        failed.set(false);
        while (!create("h-" + round + "-again")) {
            if (System.nanoTime() > end) {
                say("never recovered");
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        say("recovered");
    }

    private static void say(String what) {
        System.out.println(what);
        System.out.flush();
    }
}
