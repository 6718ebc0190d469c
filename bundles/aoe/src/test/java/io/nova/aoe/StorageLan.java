package io.nova.aoe;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A storage network with real disks: a network namespace with a cable, vblade at one end of it
 * ({@link #DISKS}), and the calling thread at the other ({@link #HOST}).
 */
public final class StorageLan implements AutoCloseable {

    /** The end where the disks are. */
    public static final String DISKS = "disks";

    /** The end where the initiator is. */
    public static final String HOST = "host";

    public static final Path VBLADE = Path.of("/usr/sbin/vblade");
    private static final Path IP = Path.of("/usr/sbin/ip");
    private static final int CLONE_NEWNET = 0x40000000;
    private static final long PATIENCE_SECONDS = 20;

    private final String namespace =
            "aoe" + ProcessHandle.current().pid() + "-" + System.nanoTime() % 100000;
    private final Path directory;
    private final int before;
    private final List<Process> processes = new ArrayList<>();

    /** Skips the test aloud where this cannot be. */
    public StorageLan(Path directory) {
        this.directory = directory;
        boolean possible =
                Files.isExecutable(VBLADE)
                        && Files.isExecutable(IP)
                        && "root".equals(System.getProperty("user.name"))
                        && run(IP.toString(), "netns", "add", namespace) == 0;
        if (!possible) {
            System.out.println("SKIPPED: AoE needs root, namespaces, and " + VBLADE);
        }
        Assumptions.assumeTrue(possible);
        before = Setns.open("/proc/thread-self/ns/net", 0);
        inside("ip", "link", "set", "lo", "up");
        inside("ip", "link", "add", DISKS, "type", "veth", "peer", "name", HOST);
        for (String end : List.of(DISKS, HOST)) {
            inside("sysctl", "-q", "-w", "net.ipv6.conf." + end + ".disable_ipv6=1");
            inside("ip", "link", "set", end, "up");
        }
        enter();
    }

    /** Has the calling thread open its sockets in there from now on. */
    public void enter() {
        int fd = Setns.open("/run/netns/" + namespace, 0);
        Setns.enter(fd);
        Setns.close(fd);
    }

    /** Sets the length of frames at one end. */
    public void mtu(String end, int bytes) {
        inside("ip", "link", "set", end, "mtu", Integer.toString(bytes));
    }

    /** Runs a command in the namespace, which has to succeed. */
    public void inside(String... command) {
        String[] whole = within(List.of(command)).toArray(String[]::new);
        if (run(whole) != 0) {
            throw new IllegalStateException("failed: " + String.join(" ", whole));
        }
    }

    /** Returns a command as it is run in the namespace. */
    public List<String> within(List<String> command) {
        List<String> whole = new ArrayList<>(List.of(IP.toString(), "netns", "exec", namespace));
        whole.addAll(command);
        return whole;
    }

    /** Makes a file of zeros to export. */
    public Path disk(String name, long bytes) {
        Path file = directory.resolve(name);
        try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
            disk.setLength(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Starts a vblade; returns when it says what it exports. */
    public Process export(AoeAddress address, Path file, String... options) {
        return exportAt(DISKS, address, file, options);
    }

    /** Starts a vblade at an interface. */
    public Process exportAt(String end, AoeAddress address, Path file, String... options) {
        List<String> command = new ArrayList<>(List.of(VBLADE.toString()));
        command.addAll(List.of(options));
        command.addAll(
                List.of(
                        Integer.toString(address.shelf()),
                        Integer.toString(address.slot()),
                        end,
                        file.toString()));
        try {
            // "ip netns exec" becomes the command: the pid is vblade's.
            Process process = new ProcessBuilder(within(command)).redirectErrorStream(true).start();
            processes.add(process);
            byte[] said = new byte[200];
            int length = process.getInputStream().read(said);
            String text = length < 0 ? "" : new String(said, 0, length, StandardCharsets.UTF_8);
            if (!text.contains("sectors")) {
                throw new IllegalStateException("vblade: " + text);
            }
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a process as a crash does; returns when it is gone. */
    public static void kill(Process process) {
        process.destroyForcibly();
        try {
            process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        processes.forEach(StorageLan::kill);
        Setns.enter(before);
        Setns.close(before);
        run(IP.toString(), "netns", "del", namespace);
    }

    private static int run(String... command) {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    /** Namespaces are entered by the thread. */
    private static final class Setns {

        static {
            Native.register(Setns.class, "c");
        }

        static native int setns(int fd, int type) throws LastErrorException;

        static native int open(String path, int flags) throws LastErrorException;

        static native int close(int fd);

        static void enter(int namespace) {
            setns(namespace, CLONE_NEWNET);
        }
    }
}
