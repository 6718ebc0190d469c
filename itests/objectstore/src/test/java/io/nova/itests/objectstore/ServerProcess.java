package io.nova.itests.objectstore;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process of its own that serves S3 from a directory. */
final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final URI uri;

    /**
     * Starts it, and waits until it answers.
     *
     * @param log to which it writes what goes wrong
     * @param options of its Java machine
     */
    ServerProcess(Path directory, Path log, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.add("-cp");
        command.add(
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(ServerMain.class.getName());
        command.add(directory.toString());
        process = new ProcessBuilder(command).redirectError(log.toFile()).start();
        String port =
                new BufferedReader(
                                new InputStreamReader(
                                        process.getInputStream(), StandardCharsets.UTF_8))
                        .readLine();
        if (port == null) {
            throw new IOException("it never answered: " + Files.readString(log));
        }
        uri = URI.create("http://127.0.0.1:" + port);
    }

    URI uri() {
        return uri;
    }

    /** Kills it as {@code kill -9} does, and returns when it is dead. */
    void kill() throws InterruptedException {
        // The process itself would close what it said.
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
