package io.nova.gated.state;

import io.nova.model.CloudException;
import io.nova.spi.state.StateStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Copies all that a store holds into an empty one, and compares the two. */
final class Copy {

    private static final int PIECE = 64 * 1024;

    private final StateStore from;
    private final StateStore to;
    private final Deadline deadline;

    Copy(StateStore from, StateStore to, Deadline deadline) {
        this.from = from;
        this.to = to;
        this.deadline = deadline;
    }

    /** Counts what a store holds. */
    static Tally.Sum count(StateStore store, Tally.Counted counted) throws IOException {
        Tally tally = new Tally(OutputStream.nullOutputStream(), counted);
        store.export(tally);
        return tally.sum();
    }

    /**
     * Copies; nobody may write to either meanwhile. Reads with one thread and writes with another.
     *
     * @return what was copied
     * @throws IOException if one of them fails, or it takes too long; the other is empty then
     */
    Tally.Sum run(Tally.Counted counted) throws IOException, InterruptedException {
        Pipe pipe = new Pipe(deadline);
        ExecutorService reader = Executors.newSingleThreadExecutor(Copy::thread);
        Future<Tally.Sum> read = reader.submit(() -> export(pipe, counted));
        try {
            to.restore(pipe.out());
            return read.get();
        } catch (IOException | CloudException e) {
            pipe.leave();
            throw cause(read, e);
        } catch (ExecutionException e) {
            throw told(e.getCause() == null ? e : e.getCause());
        } finally {
            reader.shutdownNow();
        }
    }

    /** Who writes sees only that its input ends; what is wrong may be with the reader. */
    private static IOException cause(Future<Tally.Sum> read, Exception seen)
            throws InterruptedException {
        try {
            read.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause != null && !(cause instanceof Pipe.LeftException)) {
                return told(cause);
            }
        }
        return told(seen);
    }

    private static IOException told(Throwable fault) {
        return fault instanceof IOException known
                ? known
                : new IOException(String.valueOf(fault.getMessage()), fault);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "nova-state-move");
        thread.setDaemon(true);
        return thread;
    }

    private Tally.Sum export(Pipe pipe, Tally.Counted counted) throws IOException {
        try (OutputStream out = pipe.in()) {
            Tally tally = new Tally(new BufferedOutputStream(out, PIECE), counted);
            from.export(tally);
            tally.flush();
            return tally.sum();
        }
    }

    /**
     * Compares what the other store holds now.
     *
     * @throws IOException if it is not what was copied
     */
    void verify(Tally.Sum copied, Tally.Counted counted) throws IOException {
        Tally.Sum there =
                count(
                        to,
                        lines -> {
                            deadline.check();
                            counted.accept(lines);
                        });
        if (!there.equals(copied)) {
            throw new IOException(
                    "the copy is not what was copied: %d lines in place of %d, or others"
                            .formatted(there.lines(), copied.lines()));
        }
    }
}
