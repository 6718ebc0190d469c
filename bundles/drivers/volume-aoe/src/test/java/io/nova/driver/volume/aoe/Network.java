package io.nova.driver.volume.aoe;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.nova.blockstore.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A network of this JVM alone: a storage host at {@code sto0} and two compute hosts at {@code one}
 * and {@code two}, joined by a bridge; and a tenant's network with a host at {@code ten0}. The
 * thread that enters it, and what that starts, is in no other network any longer.
 */
final class Network {

    static final String STORAGE = "sto0";
    static final String TENANT = "ten0";
    private static final int CLONE_NEWNET = 0x40000000;
    private static final Path VBLADE = Path.of("/usr/sbin/vblade");
    private static boolean entered;

    /** What Java cannot say. */
    public interface Libc extends Library {
        int unshare(int flags);
    }

    private Network() {}

    /** Enters it; skips the suite, aloud, where that is not possible. */
    static synchronized void enter(Class<?> suite) throws InterruptedException {
        if (entered) {
            return;
        }
        String missing = missing();
        if (!missing.isEmpty()) {
            System.out.println("SKIPPED " + suite.getName() + ": " + missing);
        }
        Assumptions.assumeTrue(missing.isEmpty());
        entered = true;
        ip("link set lo up");
        ip("link add name stobr type bridge");
        ip("link set stobr up");
        for (String host : List.of(STORAGE, "one", "two")) {
            ip("link add " + host + " mtu 9000 type veth peer name " + host + "p mtu 9000");
            ip("link set " + host + "p master stobr up");
            ip("link set " + host + " up");
        }
        ip("link add name tenbr type bridge");
        ip("link set tenbr up");
        ip("link add ten0 type veth peer name ten0p");
        ip("link set ten0p master tenbr up");
        ip("link set ten0 up");
    }

    static void ip(String words) throws InterruptedException {
        List<String> argv = new ArrayList<>(List.of("/usr/sbin/ip"));
        argv.addAll(List.of(words.split(" ", -1)));
        Tool.run(Duration.ofSeconds(10), argv);
    }

    static String show(String words) throws InterruptedException {
        List<String> argv = new ArrayList<>(List.of("/usr/sbin/ip"));
        argv.addAll(List.of(words.split(" ", -1)));
        return Tool.attempt(
                Duration.ofSeconds(10), argv, lines -> String.join("\n", lines.toList()));
    }

    private static String missing() {
        for (Path tool : Stream.of(VBLADE, Path.of("/usr/sbin/ip")).toList()) {
            if (!Files.isExecutable(tool)) {
                return "no " + tool;
            }
        }
        int failed = Native.load("c", Libc.class).unshare(CLONE_NEWNET);
        return failed == 0 ? "" : "no network namespace can be made here";
    }
}
