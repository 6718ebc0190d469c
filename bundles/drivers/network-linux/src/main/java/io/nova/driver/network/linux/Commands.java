package io.nova.driver.network.linux;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the host's tools: an argument vector, no shell, an empty environment, a deadline and bounded
 * output. The calling thread waits, and ends the tool when it is interrupted.
 */
final class Commands {

    private static final Path NOTHING = Path.of("/dev/null");
    private static final int OUTPUT_LIMIT = 64 << 20;
    private static final int SHOWN = 400;
    private static final int POLL_MILLIS = 20;

    /** What a tool said. */
    record Result(int code, String output) {
        boolean failed() {
            return code != 0;
        }
    }

    private final List<String> prefix;
    private final Duration deadline;

    /**
     * @param prefix goes before every command, for example {@code ip netns exec NAME}
     */
    Commands(List<String> prefix, Duration deadline) {
        this.prefix = List.copyOf(prefix);
        this.deadline = deadline;
    }

    /**
     * Runs a tool and returns what it printed.
     *
     * @throws DriverException {@code BROKEN} if it fails
     */
    String run(List<String> command) throws InterruptedException {
        return succeeded(command, perform(command, NOTHING));
    }

    /** As {@link #run(List)}, with a file as the tool's input. */
    String run(List<String> command, Path input) throws InterruptedException {
        return succeeded(command, perform(command, input));
    }

    /** Runs a tool that may fail. */
    Result attempt(List<String> command) throws InterruptedException {
        return perform(command, NOTHING);
    }

    /** As {@link #attempt(List)}, with a file as the tool's input. */
    Result attempt(List<String> command, Path input) throws InterruptedException {
        return perform(command, input);
    }

    private Result perform(List<String> command, Path input) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("before " + command.get(0));
        }
        List<String> argv = new ArrayList<>(prefix);
        argv.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
        builder.environment().clear();
        builder.directory(Path.of("/").toFile());
        builder.redirectInput(Redirect.from(input.toFile()));
        try {
            return await(command, builder.start());
        } catch (IOException e) {
            throw new DriverException(Kind.BROKEN, "cannot run " + shown(command), e);
        }
    }

    private Result await(List<String> command, Process process)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (InputStream stream = process.getInputStream()) {
            while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                drain(stream, output, command);
                if (System.nanoTime() > end) {
                    throw new DriverException(
                            Kind.UNREACHABLE,
                            "no end within %d s: %s"
                                    .formatted(deadline.toSeconds(), shown(command)));
                }
            }
            drain(stream, output, command);
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), output.toString(StandardCharsets.UTF_8));
    }

    // Never blocks: a child that a daemon left behind may hold the pipe open for ever.
    private static void drain(InputStream from, ByteArrayOutputStream to, List<String> command)
            throws IOException {
        for (int ready = from.available(); ready > 0; ready = from.available()) {
            to.write(from.readNBytes(ready));
            if (to.size() > OUTPUT_LIMIT) {
                throw new DriverException(Kind.BROKEN, "endless output of " + shown(command));
            }
        }
    }

    private static String succeeded(List<String> command, Result result) {
        if (result.failed()) {
            throw new DriverException(
                    Kind.BROKEN,
                    "%s: exit code %d: %s"
                            .formatted(shown(command), result.code(), cut(result.output())));
        }
        return result.output();
    }

    private static String shown(List<String> command) {
        return cut(String.join(" ", command));
    }

    private static String cut(String text) {
        String stripped = text.strip();
        return stripped.length() > SHOWN ? stripped.substring(0, SHOWN) + "..." : stripped;
    }
}
