package io.nova.driver.state.redis;

import io.nova.model.UnavailableException;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.StateArchive;
import io.nova.spi.state.StateLine;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;

/**
 * Fills an empty cell from an export, some lines at a time, while nobody may write to it. What came
 * to no end is removed, by whoever notices.
 */
final class Restore {

    /** Until others take a restore for given up that does not go on. */
    private static final int PATIENCE_SECONDS = 60;

    private static final int LINES_AT_ONCE = 200;
    private static final int ROWS_AT_ONCE = 500;
    private static final String GIVEN_UP = "";

    private final Links links;
    private final String name = UUID.randomUUID().toString();
    private Args lines = new Args();
    private int waiting;
    private long seq;

    Restore(Links links) {
        this.links = links;
    }

    void run(InputStream in) throws IOException {
        begin();
        try {
            StateArchive.read(in, this::add);
            flush();
            end();
        } catch (IOException | RuntimeException e) {
            try {
                wipe(links, name);
            } catch (RuntimeException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** Removes everything; who notices that this came to no end goes on with it. */
    void empty() throws IOException {
        clear(links);
        check(ask(Script.CLEAR_BEGIN, Args.of(name).add(PATIENCE_SECONDS)));
        wipe(links, name);
    }

    /** Removes what a restore left that its process did not bring to an end. */
    static void clear(Links links) {
        wipe(links, GIVEN_UP);
    }

    private static void wipe(Links links, String name) {
        String answer;
        do {
            answer = Links.name(links.write(Script.WIPE, Args.of(name).add(ROWS_AT_ONCE)));
        } while (answer.equals("MORE"));
    }

    private void begin() throws IOException {
        String answer = ask(Script.RESTORE_BEGIN, Args.of(name).add(PATIENCE_SECONDS));
        if (answer.equals("WIPE")) {
            clear(links);
            answer = ask(Script.RESTORE_BEGIN, Args.of(name).add(PATIENCE_SECONDS));
        }
        if (answer.equals("FULL")) {
            throw new IOException("the store is not empty");
        } else if (!answer.equals("OK")) {
            throw new IOException("another restore of this store is under way");
        }
    }

    private void end() throws IOException {
        check(ask(Script.RESTORE_END, Args.of(name).add(seq)));
    }

    private void add(StateLine line) throws IOException {
        if (line instanceof StateLine.Head head) {
            seq = head.seq();
            return;
        }
        put(line);
        waiting++;
        if (waiting == LINES_AT_ONCE) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (waiting == 0) {
            return;
        }
        Args args = Args.of(name).add(PATIENCE_SECONDS);
        lines.all().forEach(args::add);
        check(ask(Script.RESTORE_PUT, args));
        lines = new Args();
        waiting = 0;
    }

    private String ask(Script script, Args args) {
        try {
            return Links.name(links.write(script, args));
        } catch (UnavailableException e) {
            throw new UnavailableException("state", "Restoring: " + e.getMessage(), e);
        }
    }

    private static void check(String answer) throws IOException {
        if (!answer.equals("OK")) {
            throw new IOException(
                    "the store is just being filled, or that took too long between two steps");
        }
    }

    private void put(StateLine line) throws IOException {
        if (line instanceof StateLine.Row row) {
            lines.add("row").add(row.kind()).add(row.id()).add(row.version());
            lines.add(Forms.entries(row.entries())).add(row.stored());
        } else if (line instanceof StateLine.Pool pool) {
            lines.add("pool").add(pool.name());
            lines.add(Forms.hex(pool.first())).add(Forms.hex(pool.last()));
            lines.add(pool.coolingMillis()).add(Forms.hex(pool.next()));
        } else if (line instanceof StateLine.Owned owned) {
            three("owned", owned.pool(), Forms.hex(owned.item()), owned.owner());
        } else if (line instanceof StateLine.Rested rested) {
            three("rested", rested.pool(), Forms.hex(rested.item()), "" + rested.ready());
        } else if (line instanceof StateLine.Used used) {
            three("used", used.scope(), Forms.hex(used.used()), "");
        } else if (line instanceof StateLine.Held held) {
            String stored = held.token() + " " + held.until() + " " + held.owner();
            three("held", held.name(), stored, "");
        } else if (line instanceof StateLine.Done done) {
            CommitResult.Ok ok = new CommitResult.Ok(done.epoch(), done.seq(), done.items());
            three("done", done.opId(), "" + done.seq(), Forms.done(ok, done.at()));
        } else {
            throw new IOException("unknown line: " + line);
        }
    }

    private void three(String what, String one, String two, String three) {
        lines.add(what).add(one).add(two).add(three).add("").add("");
    }
}
