package io.nova.blockstore;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.EXHAUSTED;
import static io.nova.model.DriverException.Kind.UNREACHABLE;

import io.nova.model.DriverException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the host's tools: an argument vector, no input, a bare environment and a deadline. */
public final class Tool {

    private static final int SHOWN = 400;
    private static final int END_SECONDS = 10;

    private Tool() {}

    /** Takes what a tool printed, line by line. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Stream<String> lines);
    }

    public static void run(Duration deadline, List<String> argv) throws InterruptedException {
        run(deadline, argv, Stream::count);
    }

    /**
     * Runs a tool and reads its output, of any length.
     *
     * @throws DriverException {@code EXHAUSTED} if it found no room, {@code UNREACHABLE} if it did
     *     not end in time, {@code BROKEN} if it failed otherwise
     */
    public static <T> T run(Duration deadline, List<String> argv, Reader<T> reader)
            throws InterruptedException {
        return perform(deadline, argv, reader, false);
    }

    /** Runs a tool and reads its output, also if it says that it failed. */
    public static <T> T attempt(Duration deadline, List<String> argv, Reader<T> reader)
            throws InterruptedException {
        return perform(deadline, argv, reader, true);
    }

    private static <T> T perform(
            Duration deadline, List<String> argv, Reader<T> reader, boolean mayFail)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("before " + argv.get(0));
        }
        Path output = null;
        try {
            output = Files.createTempFile("nova-volume-", ".out");
            ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().put("LC_ALL", "C");
            builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
            builder.directory(new File("/"));
            builder.redirectInput(new File("/dev/null")).redirectOutput(output.toFile());
            await(builder.start(), deadline, argv, output, mayFail);
            try (Stream<String> lines = Files.lines(output, StandardCharsets.ISO_8859_1)) {
                return reader.read(lines);
            }
        } catch (IOException e) {
            if (Thread.interrupted()) {
                // Which closes what was being read.
                throw new InterruptedException("in " + argv.get(0));
            }
            throw new DriverException(BROKEN, "cannot run " + shown(argv.toString()), e);
        } finally {
            if (output != null && !output.toFile().delete()) {
                output.toFile().deleteOnExit();
            }
        }
    }

    private static void await(
            Process process, Duration deadline, List<String> argv, Path output, boolean mayFail)
            throws IOException, InterruptedException {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DriverException(
                        UNREACHABLE, "no end in " + deadline + ": " + shown(argv.toString()));
            }
        } finally {
            end(process);
        }
        if (process.exitValue() != 0 && !mayFail) {
            String said = Files.readString(output, StandardCharsets.ISO_8859_1);
            throw new DriverException(
                    said.contains("No space left") ? EXHAUSTED : BROKEN,
                    "exit code %d of %s: %s"
                            .formatted(process.exitValue(), shown(argv.toString()), shown(said)));
        }
    }

    // What it started goes first: a script then comes to its end, with what it has to put right.
    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroy();
        boolean interrupted = Thread.interrupted();
        try {
            process.waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        process.destroyForcibly().onExit().join();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static String shown(String text) {
        String stripped = text.strip();
        return stripped.length() > SHOWN ? stripped.substring(0, SHOWN) + "..." : stripped;
    }
}
