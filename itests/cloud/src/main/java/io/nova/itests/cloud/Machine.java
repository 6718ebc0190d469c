package io.nova.itests.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Where a cloud runs: the machine as it is, or one of its own made of namespaces. */
public interface Machine extends AutoCloseable {

    /** The machine as it is. */
    Machine THIS =
            new Machine() {
                @Override
                public List<String> inside(List<String> command) {
                    return command;
                }

                @Override
                public void close() {}
            };

    /** Returns the command that runs a command there. */
    List<String> inside(List<String> command);

    @Override
    void close();

    /**
     * Makes a machine with its own network and its own libvirt: bridges, firewall rules, DHCP
     * servers and domains of a test are not those of the machine it runs on.
     */
    static Own own() {
        return own("");
    }

    /**
     * Makes such a machine.
     *
     * @param hostName its own; empty: that of the machine it runs on
     */
    static Own own(String hostName) {
        try {
            Path folder = Files.createTempDirectory("nova-machine");
            Path script = folder.resolve("machine.sh");
            try (var source = Machine.class.getResourceAsStream("machine.sh")) {
                if (source == null) {
                    throw new AssertionError("machine.sh is missing");
                }
                Files.copy(source, script);
            }
            Process keeper =
                    Command.of(
                                    "unshare",
                                    "--net",
                                    "--mount",
                                    "--uts",
                                    "--propagation",
                                    "private",
                                    "sh",
                                    script.toString(),
                                    folder.toString(),
                                    hostName)
                            .start(folder.resolve("out"), folder.resolve("err"));
            Wait.until(
                    "a machine in namespaces: see " + folder,
                    Duration.ofSeconds(30),
                    () -> Files.exists(folder.resolve("ready")));
            return new Own(keeper, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lives as long as the process that keeps its namespaces. */
    record Own(Process keeper, Path folder) implements Machine {

        @Override
        public List<String> inside(List<String> command) {
            List<String> all =
                    new ArrayList<>(
                            List.of(
                                    "nsenter",
                                    "--target",
                                    Long.toString(keeper.pid()),
                                    "--net",
                                    "--mount",
                                    "--uts",
                                    "--"));
            all.addAll(command);
            return all;
        }

        @Override
        public void close() {
            keeper.destroy();
            try {
                if (!keeper.waitFor(10, java.util.concurrent.TimeUnit.SECONDS)) {
                    keeper.destroyForcibly().waitFor();
                }
                Folders.remove(folder);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
