package io.nova.driver.volume.iscsi;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A guest that writes all the time: block after block, each with its number, from the beginning of
 * its part of the volume on and round again.
 */
final class BusyGuest implements AutoCloseable {

    private static final int BLOCK = 4096;

    private final Process process;
    private final Writer commands;
    private final BufferedReader said;
    private final long from;
    private final long blocks;
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private final AtomicLong written = new AtomicLong();
    private volatile boolean stopping;

    BusyGuest(String source, long from, long bytes) throws IOException {
        this.from = from;
        blocks = bytes / BLOCK;
        process = QemuGuest.of(source).start();
        commands = process.outputWriter();
        said = process.inputReader();
        thread = new Thread(this::work, "busy-guest");
        thread.start();
    }

    /** Returns how many writes were acknowledged. */
    long written() {
        return written.get();
    }

    /** Returns what went wrong. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Returns when some more writes were acknowledged. */
    void goesOn() throws Exception {
        long before = written.get();
        Awaiting.await("writes", () -> written.get() > before + 20 || !failures.isEmpty());
        assertTrue(failures.isEmpty(), failures.toString());
    }

    /** Lets it end what it does. */
    void stop() throws Exception {
        stopping = true;
        thread.join();
    }

    /** The byte of which a block is full that was written last. */
    static byte mark(long number) {
        return (byte) (1 + number % 250);
    }

    /** Asserts that all that was acknowledged is there. */
    void assertAllThere(byte[] file) {
        List<Long> lost = new ArrayList<>();
        long all = written.get();
        for (long number = Math.max(0, all - blocks); number < all; number++) {
            int at = (int) (from + number % blocks * BLOCK);
            if (file[at] != mark(number) || file[at + BLOCK - 1] != mark(number)) {
                lost.add(number);
            }
        }
        assertTrue(lost.isEmpty(), "lost of " + all + ": " + lost);
    }

    @Override
    public void close() throws Exception {
        stopping = true;
        process.destroyForcibly().waitFor();
        thread.join();
    }

    private void work() {
        try {
            while (!stopping) {
                long number = written.get();
                commands.write(
                        "write -P %d %d %d\n"
                                .formatted(
                                        mark(number) & 0xff,
                                        from + number % blocks * BLOCK,
                                        BLOCK));
                commands.flush();
                String line = said.readLine();
                while (line != null && !line.contains("wrote") && !line.contains("failed")) {
                    line = said.readLine();
                }
                if (line == null || line.contains("failed")) {
                    failures.add(String.valueOf(line));
                    return;
                }
                written.incrementAndGet();
            }
        } catch (IOException e) {
            failures.add(e.toString());
        }
    }
}
