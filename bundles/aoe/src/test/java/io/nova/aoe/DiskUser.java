package io.nova.aoe;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Reads and writes a target, in the thread that calls. */
final class DiskUser implements AutoCloseable {

    static final int CHUNK = 256 << 10;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);

    final Target target;
    private final Block poll = new Block(8);
    private final Block block = new Block(16 * CHUNK);
    private final Move[] moves = new Move[16];

    DiskUser(AoeAddress address, String name, Duration deadline) {
        this(StorageLan.HOST, address, name, deadline);
    }

    DiskUser(String interfaceName, AoeAddress address, String name, Duration deadline) {
        target = new Target(interfaceName, address, name, deadline);
        for (int i = 0; i < moves.length; i++) {
            moves[i] = new Move();
        }
    }

    /** Works until a fact; false if it does not come. */
    boolean until(BooleanSupplier fact) {
        return until(fact, PATIENCE);
    }

    boolean until(BooleanSupplier fact, long nanos) {
        long end = System.nanoTime() + nanos;
        while (!fact.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            step(end);
        }
        return true;
    }

    private void step(long end) {
        target.tick();
        long now = System.nanoTime();
        long wait = Math.min(target.due() - now, end - now);
        poll.struct().putInt(0, target.fd());
        poll.struct().putInt(4, Libc.POLLIN);
        Libc.poll(poll.address(), 1, (int) Math.max(0, wait / 1_000_000 + 1));
        target.receive();
        target.tick();
    }

    /** Writes a pattern to all of a range, as much as is possible at once. */
    String write(long from, long bytes, int seed) {
        return move(Transfer.Kind.WRITE, from, bytes, seed);
    }

    /** Reads it; the pattern has to be there. */
    String read(long from, long bytes, int seed) {
        return move(Transfer.Kind.READ, from, bytes, seed);
    }

    String flush() {
        moves[0].set(Transfer.Kind.FLUSH, block, 0, 0, 0);
        target.submit(moves[0]);
        until(() -> !moves[0].isActive());
        return moves[0].failure;
    }

    private String move(Transfer.Kind kind, long from, long bytes, int seed) {
        long at = from;
        long end = from + bytes;
        String failure = "";
        for (Move move : moves) {
            move.takeFailure();
            move.length = 0;
        }
        while (true) {
            for (int i = 0; i < moves.length; i++) {
                Move move = moves[i];
                if (move.isActive()) {
                    continue;
                }
                failure = failure.isEmpty() ? move.takeFailure() : failure;
                if (kind == Transfer.Kind.READ && move.length > 0 && failure.isEmpty()) {
                    check(i * CHUNK, move.from, move.length, seed);
                }
                move.length = 0;
                if (at < end && failure.isEmpty()) {
                    move.from = at;
                    move.length = (int) Math.min(CHUNK, end - at);
                    if (kind == Transfer.Kind.WRITE) {
                        fill(i * CHUNK, at, move.length, seed);
                    }
                    move.set(kind, block, i * CHUNK, at / 512, move.length / 512);
                    target.submit(move);
                    at += move.length;
                }
            }
            if (target.isIdle()) {
                return failure;
            }
            step(System.nanoTime() + PATIENCE);
        }
    }

    private void fill(int place, long from, int length, int seed) {
        for (int i = 0; i < length; i += 8) {
            block.bytes().putLong(place + i, pattern(from + i, seed));
        }
    }

    private void check(int place, long from, int length, int seed) {
        for (int i = 0; i < length; i += 8) {
            long found = block.bytes().getLong(place + i);
            if (found != pattern(from + i, seed)) {
                throw new AssertionError(
                        "at %d: %x, not %x".formatted(from + i, found, pattern(from + i, seed)));
            }
        }
    }

    /** What is at a place of the disk that was written with a seed; 0 of a fresh one. */
    static long pattern(long at, int seed) {
        return seed == 0 ? 0 : (at + 1) * 0x9E37_79B9_7F4A_7C15L * seed;
    }

    @Override
    public void close() {
        target.close();
        block.close();
        poll.close();
    }

    private static final class Move extends Transfer {
        private String failure = "";
        private long from;
        private int length;

        @Override
        protected void done(String reason) {
            failure = reason;
        }

        String takeFailure() {
            String was = failure;
            failure = "";
            return was;
        }
    }
}
