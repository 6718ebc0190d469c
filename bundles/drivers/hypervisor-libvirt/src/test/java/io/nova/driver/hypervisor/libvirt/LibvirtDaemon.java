package io.nova.driver.hypervisor.libvirt;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * libvirtd and virtlogd in a network and a mount namespace of their own: the machine's bridges,
 * guests and files are not touched.
 */
final class LibvirtDaemon implements AutoCloseable {

    private static final List<String> TOOLS =
            List.of(
                    "/usr/sbin/libvirtd",
                    "/usr/sbin/virtlogd",
                    "/usr/bin/qemu-system-x86_64",
                    "/usr/bin/qemu-img",
                    "/usr/bin/unshare");
    private static final long PATIENCE_SECONDS = 30;

    /** Puts the daemons' directories in place of the machine's, and starts what is not running. */
    private static final String SCRIPT =
            """
            set -e
            lab=$1
            hostname nova-lab
            for d in run:/run/libvirt lib:/var/lib/libvirt log:/var/log/libvirt \
                cache:/var/cache/libvirt etc:/etc/libvirt
            do mount --bind "$lab/${d%%:*}" "${d#*:}"; done
            # As udev would leave it. If only root may open it, libvirt finds KVM with QEMU as root and
            # none with QEMU's own user, and asks QEMU again for all it can, before each step.
            if [ -c /dev/kvm ]
            then mknod "$lab/kvm" c 10 232; chmod 666 "$lab/kvm"; mount --bind "$lab/kvm" /dev/kvm
            fi
            virtlogd -d -p "$lab/virtlogd.pid"
            libvirtd -d -p "$lab/libvirtd.pid"
            # Keeps the namespace for a restart.
            exec sleep 100000
            """;

    private final Path directory;
    private final String namespace;
    private Process keeper;

    private LibvirtDaemon(Path directory, String namespace) {
        this.directory = directory;
        this.namespace = namespace;
    }

    /** Returns why there can be no daemon here, if so. */
    static Optional<String> missing() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.of("only root can make network namespaces");
        }
        return TOOLS.stream()
                .filter(tool -> !Files.isExecutable(Path.of(tool)))
                .map(tool -> tool + " is not installed")
                .findFirst();
    }

    static LibvirtDaemon start() throws Exception {
        Path directory = Files.createTempDirectory("nova-libvirt-");
        // QEMU runs as another user, who must pass.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name :
                List.of("run", "lib/images", "lib/boot", "lib/qemu", "log", "cache", "etc/qemu")) {
            Files.createDirectories(directory.resolve(name));
        }
        Files.createDirectories(Path.of("/run/libvirt"));
        Files.createDirectories(Path.of("/var/log/libvirt"));
        Files.createDirectories(Path.of("/var/cache/libvirt"));
        Files.writeString(
                directory.resolve("etc/libvirtd.conf"),
                "auth_unix_rw = \"none\"\nhost_uuid = \"" + UUID.randomUUID() + "\"\n");
        know(Files.createDirectories(directory.resolve("cache/qemu")));
        LibvirtDaemon daemon =
                new LibvirtDaemon(
                        directory,
                        "nova-lv-" + directory.getFileName().toString().substring(13, 22));
        try {
            run("ip", "netns", "add", daemon.namespace);
            daemon.ip("link", "set", "lo", "up");
            daemon.begin();
            return daemon;
        } catch (Exception | AssertionError e) {
            daemon.close();
            throw e;
        }
    }

    /**
     * What QEMU can do takes libvirt half a minute to find out: in a run of all tests one daemon
     * tells the next, and alone the machine's own may know.
     */
    private static void know(Path cache) throws Exception {
        String shared = Optional.ofNullable(System.getenv("NOVA_LIBVIRT_CACHE")).orElse("");
        Path known = Path.of("/var/cache/libvirt/qemu/capabilities");
        if (!shared.isEmpty()) {
            // Not a copy: a file that another daemon has written by half counts as none.
            Files.createSymbolicLink(
                    cache.resolve("capabilities"), Files.createDirectories(Path.of(shared)));
        } else if (Files.isDirectory(known)) {
            run("cp", "-a", known.toString(), cache.toString());
        }
    }

    Path directory() {
        return directory;
    }

    String uri() {
        return "qemu+unix:///system?socket=" + directory.resolve("run/libvirt-sock");
    }

    /** Starts a program in the namespace of the guests' network. */
    Process start(String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(List.of(command));
        return new ProcessBuilder(all).redirectErrorStream(true).start();
    }

    /** Runs {@code ip} in the namespace. */
    String ip(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
        command.addAll(List.of(arguments));
        return run(command.toArray(new String[0]));
    }

    /** Runs {@code virsh} on the daemon. */
    String virsh(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("virsh", "-q", "-c", uri()));
        command.addAll(List.of(arguments));
        return run(command.toArray(new String[0]));
    }

    long pid() throws IOException {
        return Long.parseLong(Files.readString(directory.resolve("libvirtd.pid")).strip());
    }

    /** Stops libvirtd; guests run on. */
    void stop() throws Exception {
        end(directory.resolve("libvirtd.pid"));
    }

    /** Starts libvirtd where it was stopped. */
    void startAgain() throws Exception {
        String pid = Long.toString(keeper.pid());
        run(
                "nsenter",
                "-t",
                pid,
                "-m",
                "-u",
                "-n",
                "libvirtd",
                "-d",
                "-p",
                directory.resolve("libvirtd.pid").toString());
        awaitSocket();
    }

    @Override
    public void close() throws Exception {
        Path guests = directory.resolve("run/qemu");
        if (Files.isDirectory(guests)) {
            try (DirectoryStream<Path> pids = Files.newDirectoryStream(guests, "*.pid")) {
                for (Path pid : pids) {
                    end(pid);
                }
            }
        }
        end(directory.resolve("libvirtd.pid"));
        end(directory.resolve("virtlogd.pid"));
        if (keeper != null) {
            keeper.destroyForcibly().waitFor();
        }
        new ProcessBuilder("ip", "netns", "del", namespace).start().waitFor();
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void begin() throws Exception {
        keeper =
                new ProcessBuilder(
                                "ip",
                                "netns",
                                "exec",
                                namespace,
                                "unshare",
                                "-m",
                                "--uts",
                                "--propagation",
                                "private",
                                "sh",
                                "-c",
                                SCRIPT,
                                "sh",
                                directory.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("log/start.log").toFile())
                        .start();
        awaitSocket();
    }

    private void awaitSocket() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                virsh("version");
                return;
            } catch (AssertionError e) {
                if (System.nanoTime() > end) {
                    throw new AssertionError(
                            Files.readString(directory.resolve("log/start.log")), e);
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    private static void end(Path pidFile) throws Exception {
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) {
            return;
        }
        process.get().destroy();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (process.get().isAlive()) {
            if (System.nanoTime() > end) {
                process.get().destroyForcibly();
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    static String run(String... command) throws Exception {
        Path output = Files.createTempFile("nova-run-", ".out");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no end: " + List.of(command));
            }
            String text = Files.readString(output);
            if (process.exitValue() != 0) {
                throw new AssertionError(List.of(command) + ": " + text);
            }
            return text;
        } finally {
            Files.delete(output);
        }
    }
}
