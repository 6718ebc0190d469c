package io.nova.aoe.initiator;

import io.nova.aoe.InitiatorClient;
import io.nova.aoe.InitiatorProcess;
import io.nova.aoe.StorageLan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real process, in a storage network. */
final class Initiator implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 30;

    private final StorageLan lan;
    private final Path state;
    private final Path run;
    private final Duration deadline;
    private Process process;

    Initiator(StorageLan lan, Path directory, Duration deadline) {
        this.lan = lan;
        this.deadline = deadline;
        state = directory.resolve("state");
        run = directory.resolve("run");
        process = start();
        await();
    }

    Process start() {
        String jna =
                com.sun.jna.Native.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath();
        List<String> command =
                InitiatorProcess.command(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        List.of(Path.of("target/classes").toAbsolutePath(), Path.of(jna)),
                        state,
                        run,
                        "",
                        deadline,
                        "test");
        try {
            Files.createDirectories(state);
            return new ProcessBuilder(lan.within(command))
                    .redirectErrorStream(true)
                    .redirectOutput(state.resolve("output").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void await() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try (InitiatorClient client = client()) {
                client.list();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new IllegalStateException("no initiator: " + log(), e);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            Thread.onSpinWait();
        }
    }

    /** Kills it as a crash does. */
    void kill() {
        StorageLan.kill(process);
    }

    /** Kills it, and starts another on the same state. */
    void restart() {
        kill();
        process = start();
        await();
    }

    InitiatorClient client() throws IOException {
        return InitiatorClient.open(run);
    }

    long pid() {
        return process.pid();
    }

    Path socket(String volume) {
        return run.resolve(volume + ".sock");
    }

    String log() {
        try {
            return Files.readString(state.resolve("output"))
                    + Files.readString(state.resolve("initiator.log"));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    /** Runs qemu-io on a volume; returns its output, with its code at the end. */
    String qemuIo(String volume, String options, String... commands) {
        List<String> words = new ArrayList<>(List.of("/usr/bin/qemu-io", "-t", "none"));
        for (String command : commands) {
            words.addAll(List.of("-c", command));
        }
        words.addAll(
                List.of(
                        "--image-opts",
                        "driver=nbd,server.type=unix,server.path=%s,export=%s%s"
                                .formatted(socket(volume), volume, options)));
        try {
            Process io = new ProcessBuilder(words).redirectErrorStream(true).start();
            String text =
                    new String(
                            io.getInputStream().readAllBytes(),
                            java.nio.charset.StandardCharsets.UTF_8);
            return text + "code " + io.waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
