package io.nova.aoe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How the initiator is started. It outlives the cloud's own process, so whoever starts it does so
 * apart from itself, and first looks whether one runs already, with {@link InitiatorClient}. A
 * second one on the same state ends at once, with code 3.
 */
public final class InitiatorProcess {

    private static final String MAIN = "io.nova.aoe.initiator.Main";

    private InitiatorProcess() {}

    /**
     * Copies the jars that it runs from to where no upgrade of the cloud touches them: a process
     * whose jar is replaced ends at the next class that it needs.
     *
     * @param state the initiator's directory
     * @param jars this one and JNA's
     * @return its class path
     */
    public static List<Path> install(Path state, List<Path> jars) throws IOException {
        Path all = Files.createDirectories(state.resolve("lib"));
        List<byte[]> contents = new ArrayList<>();
        MessageDigest digest = sha256();
        for (Path jar : jars) {
            byte[] bytes = Files.readAllBytes(jar);
            digest.update(bytes);
            contents.add(bytes);
        }
        Path directory = all.resolve(HexFormat.of().formatHex(digest.digest()).substring(0, 16));
        if (!Files.isDirectory(directory)) {
            Path fresh = Files.createTempDirectory(all, ".new");
            for (int i = 0; i < jars.size(); i++) {
                write(fresh.resolve(i + ".jar"), contents.get(i));
            }
            try {
                Files.move(fresh, directory, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            } catch (FileAlreadyExistsException | AtomicMoveNotSupportedException e) {
                throw new IOException("cannot install the initiator in " + directory, e);
            }
        }
        List<Path> classPath = new ArrayList<>();
        for (int i = 0; i < jars.size(); i++) {
            classPath.add(directory.resolve(i + ".jar"));
        }
        return classPath;
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(bytes));
            channel.force(true);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    /**
     * Returns the command that runs it, in the network namespace of the storage network.
     *
     * @param java the program
     * @param classPath as {@link #install} returned it
     * @param state where it keeps what it serves; of this host alone, and durable
     * @param run for its sockets; short, since a socket's path may have 107 bytes
     * @param group whose members may connect, such as QEMU's; empty for root alone
     * @param deadline after which a guest's request fails that no disk answers; at least a second
     * @param release what {@link InitiatorClient#release} returns
     */
    public static List<String> command(
            Path java,
            List<Path> classPath,
            Path state,
            Path run,
            String group,
            Duration deadline,
            String release) {
        return List.of(
                java.toString(),
                // Data are outside the heap: 4 MiB at most for each client that has a volume open.
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:ReservedCodeCacheSize=24m",
                "-XX:-UsePerfData",
                "-Djna.tmpdir=" + state,
                "-cp",
                classPath.stream().map(Path::toString).collect(Collectors.joining(":")),
                MAIN,
                "--state=" + state,
                "--run=" + run,
                "--group=" + group,
                "--deadline=" + deadline.toSeconds(),
                "--release=" + release);
    }
}
