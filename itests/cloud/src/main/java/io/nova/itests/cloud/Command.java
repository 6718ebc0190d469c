package io.nova.itests.cloud;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program with its arguments, environment and deadline; never a shell. */
public final class Command {

    private final List<String> arguments;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Duration deadline = Duration.ofSeconds(60);
    private @Nullable Path directory;

    public Command(List<String> arguments) {
        this.arguments = List.copyOf(arguments);
    }

    public static Command of(String... arguments) {
        return new Command(List.of(arguments));
    }

    public Command environment(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    public Command within(Duration limit) {
        deadline = limit;
        return this;
    }

    public Command in(Path folder) {
        directory = folder;
        return this;
    }

    /** What a program left. */
    public record Result(List<String> command, int exit, String out, String err) {

        /** Returns this if the program succeeded. */
        public Result ok() {
            if (exit != 0) {
                throw new AssertionError("exit " + exit + " of " + this);
            }
            return this;
        }

        @Override
        public String toString() {
            return String.join(" ", command) + "\n--- out\n" + out + "--- err\n" + err;
        }
    }

    /**
     * Runs it to its end. Its output goes to files, since a daemon that it starts may hold a pipe.
     */
    public Result run() {
        try {
            Path out = Files.createTempFile("nova-out", null);
            Path err = Files.createTempFile("nova-err", null);
            try {
                Process process = start(out, err);
                boolean ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    stop(process);
                }
                Result result =
                        new Result(
                                arguments, ended ? process.exitValue() : -1, text(out), text(err));
                if (!ended) {
                    throw new AssertionError("no end within " + deadline + " of " + result);
                }
                return result;
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw new AssertionError("cannot run " + arguments, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Starts it and leaves it running. */
    public Process start(Path out, Path err) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(arguments));
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(out.toFile());
        builder.redirectError(err.toFile());
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        return builder.start();
    }

    private static void stop(Process process) throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
