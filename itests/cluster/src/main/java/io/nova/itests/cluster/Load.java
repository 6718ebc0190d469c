package io.nova.itests.cluster;

import io.nova.itests.cloud.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Clients that go round and round until they are told to stop, and write down what they were told.
 */
final class Load implements AutoCloseable {

    private static final int END_MINUTES = 2;
    private static final long BETWEEN_MILLIS = 100;

    private final ExecutorService clients = Executors.newCachedThreadPool();
    private final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    private volatile boolean going = true;

    /** A client's way round; its number counts from 0. */
    interface Round {
        void go(int number);
    }

    /** Lets a client go round. */
    void add(Round round) {
        clients.execute(
                () -> {
                    try {
                        for (int number = 0; going; number++) {
                            round.go(number);
                            TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (AssertionError | RuntimeException e) {
                        faults.add(e);
                    }
                });
    }

    boolean isGoing() {
        return going;
    }

    /** Returns what clients found that must not be. */
    List<Throwable> faults() {
        return new ArrayList<>(faults);
    }

    /** Fails unless a request that was answered was answered as it should be. */
    static void expect(Answer answer, Consumer<Answer> done, String... harmless) {
        if (answer.status() / 100 == 2) {
            done.accept(answer);
        } else if (!List.of(harmless).contains(answer.code().orElse(""))) {
            throw new AssertionError("an answer that should not be: " + answer);
        }
    }

    /** Returns when the last client has ended its round. */
    @Override
    public void close() {
        going = false;
        clients.shutdown();
        try {
            if (!clients.awaitTermination(END_MINUTES, TimeUnit.MINUTES)) {
                throw new AssertionError("a client does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
