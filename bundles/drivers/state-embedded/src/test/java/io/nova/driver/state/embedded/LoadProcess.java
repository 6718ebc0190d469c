package io.nova.driver.state.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A {@link CrashLoad} in a process of its own, and what it said. */
final class LoadProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final List<String> said = new ArrayList<>();
    private final Thread reader;
    private boolean ended;

    LoadProcess(Path directory, String round) throws IOException {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashLoad.class.getName(),
                        directory.toString(),
                        round);
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        reader = new Thread(this::read, "load-reader");
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            end();
        }
    }

    private synchronized void add(String line) {
        said.add(line);
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits until the process has said what is asked for. */
    synchronized void await(Predicate<List<String>> fact) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!fact.test(said)) {
            long left = end - System.nanoTime();
            if (ended || left <= 0) {
                int from = Math.max(0, said.size() - 20);
                throw new AssertionError("it said only " + said.subList(from, said.size()));
            }
            wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
        }
    }

    synchronized List<String> said() {
        return List.copyOf(said);
    }

    long pid() {
        return process.pid();
    }

    /** Lets the process go on that waits for it. */
    void nudge() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Kills the process at whatever it is doing, and waits until all that it said is heard. */
    void kill() throws InterruptedException {
        // By its handle: the process itself would close the stream that is still to be read.
        process.toHandle().destroyForcibly();
        process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        reader.join(PATIENCE.toMillis());
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
