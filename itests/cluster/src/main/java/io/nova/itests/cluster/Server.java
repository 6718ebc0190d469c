package io.nova.itests.cluster;

import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server that the cloud stands on, such as Redis, on a machine of its own. */
final class Server implements Member {

    private static final Duration START = Duration.ofMinutes(2);
    private static final int CONNECT_MILLIS = 500;
    private static final int END_SECONDS = 30;

    private final Node node;
    private final String name;
    private final Kind kind;
    private final int port;
    private final Path folder;
    private final Command command;
    private @Nullable Process process;
    private int starts;

    Server(
            Node node,
            String name,
            Kind kind,
            int port,
            Path folder,
            List<String> command,
            Map<String, String> environment) {
        this.node = node;
        this.name = name;
        this.kind = kind;
        this.port = port;
        this.folder = folder;
        this.command = new Command(node.machine().inside(command)).environment(environment);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    /** Returns where others find it. */
    String address() {
        return node.address() + ":" + port;
    }

    Node node() {
        return node;
    }

    int port() {
        return port;
    }

    @Override
    public void start() {
        begin();
        await();
    }

    /** Starts it, and does not wait for it. */
    void begin() {
        starts++;
        try {
            process =
                    command.start(
                            folder.resolve(name + ".out." + starts),
                            folder.resolve(name + ".err." + starts));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void await() {
        Wait.until(name + " listens; see " + folder, START, this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(node.address(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }

    @Override
    public void kill() {
        try {
            if (!running().destroyForcibly().waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(name + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void stall() {
        Signals.stop(running().pid());
    }

    @Override
    public void goOn() {
        Signals.goOn(running().pid());
    }
}
