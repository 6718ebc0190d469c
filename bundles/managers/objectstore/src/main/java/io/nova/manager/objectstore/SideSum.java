package io.nova.manager.objectstore;

import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * Sums on another processor while the caller goes on: a large upload then takes as long as the
 * slowest of its sums, not as long as all of them. Its first bytes are summed by the caller, since
 * small bodies are not worth another thread. For one caller at a time.
 */
final class SideSum implements Sum {

    /** Bytes of one piece; one is summed while the next one is filled. */
    private static final int PIECE = 128 << 10;

    /** How many bytes a body has before another thread is asked to help. */
    private static final int ALONE = 1 << 20;

    /** Bounds the memory of all sums together; who gets none sums by himself. */
    private static final Queue<byte[]> FREE = pieces(16);

    private final Sum inner;
    private final Executor executor;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
    private long alone;

    SideSum(Sum inner) {
        // Not the pool itself: with one worker, CompletableFuture would make a thread for each
        // task.
        this(inner, task -> ForkJoinPool.commonPool().execute(task));
    }

    SideSum(Sum inner, Executor executor) {
        this.inner = inner;
        this.executor = executor;
    }

    private static Queue<byte[]> pieces(int count) {
        Queue<byte[]> pieces = new ArrayBlockingQueue<>(count);
        for (int i = 0; i < count; i++) {
            // Made when it is first wanted.
            pieces.add(new byte[0]);
        }
        return pieces;
    }

    @Override
    public void update(byte[] bytes, int from, int length) {
        if (alone < ALONE) {
            alone += length;
            inner.update(bytes, from, length);
            return;
        }
        int end = from + length;
        for (int at = from; at < end; at += PIECE) {
            piece(bytes, at, Math.min(PIECE, end - at));
        }
    }

    private void piece(byte[] bytes, int from, int length) {
        byte[] free = FREE.poll();
        if (free == null) {
            await();
            inner.update(bytes, from, length);
            return;
        }
        byte[] piece = free.length < PIECE ? new byte[PIECE] : free;
        System.arraycopy(bytes, from, piece, 0, length);
        await();
        last =
                CompletableFuture.runAsync(() -> inner.update(piece, 0, length), executor)
                        .whenComplete((done, failure) -> FREE.offer(piece));
    }

    @Override
    public byte[] value() {
        await();
        return inner.value();
    }

    private void await() {
        try {
            last.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("cannot sum", e.getCause());
        }
    }
}
