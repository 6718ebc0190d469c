package io.nova.driver.network.linux;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A machine in a network namespace of its own; nothing in it touches the real one's network. */
final class Machine {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Commands ROOT = new Commands(List.of(), LIMIT);

    private final String name;

    private Machine(String name) {
        this.name = name;
    }

    /** Makes one, or skips the test with the reason why there can be none. */
    static Machine make() throws InterruptedException, IOException {
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            skip("only root can make networks");
        }
        for (String tool :
                List.of("nft", "dnsmasq", "dhcp_release", "conntrack", "ip", "busybox")) {
            if (!isThere(tool)) {
                skip("there is no " + tool);
            }
        }
        Machine machine =
                new Machine(
                        "nvt-%d-%d"
                                .formatted(ProcessHandle.current().pid(), COUNT.incrementAndGet()));
        Commands.Result made = ROOT.attempt(List.of("/usr/sbin/ip", "netns", "add", machine.name));
        if (made.failed()) {
            skip("no network namespace can be made here: " + made.output());
        }
        machine.run("ip", "link", "set", "lo", "up");
        return machine;
    }

    private static void skip(String why) {
        System.err.println("SKIPPED tests of the linux network driver: " + why);
        abort(why);
    }

    private static boolean isThere(String tool) {
        return List.of("/usr/sbin/", "/usr/bin/").stream()
                .anyMatch(place -> Files.isExecutable(Path.of(place + tool)));
    }

    String name() {
        return name;
    }

    /** Runs a command in the machine, which must succeed. */
    String run(String... command) throws InterruptedException {
        return inside().run(List.of(command));
    }

    /** Runs a command in the machine, which may fail. */
    Commands.Result attempt(String... command) throws InterruptedException {
        return inside().attempt(List.of(command));
    }

    /** Starts a process in the machine that the test stops. */
    Process start(Path output, String... command) throws IOException {
        List<String> argv = new ArrayList<>(prefix());
        argv.addAll(List.of(command));
        return new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    /** Starts a process in the machine that the test talks to, and stops. */
    Process pipe(String... command) throws IOException {
        List<String> argv = new ArrayList<>(prefix());
        argv.addAll(List.of(command));
        return new ProcessBuilder(argv).redirectErrorStream(true).start();
    }

    /** Removes the machine with all devices and rules in it. */
    void end() throws InterruptedException {
        ROOT.run(List.of("/usr/sbin/ip", "netns", "del", name));
    }

    private Commands inside() {
        return new Commands(prefix(), LIMIT);
    }

    private List<String> prefix() {
        return List.of(
                "/usr/sbin/ip",
                "netns",
                "exec",
                name,
                "/usr/bin/env",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin");
    }
}
