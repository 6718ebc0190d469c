package io.nova.driver.volume.file;

import io.nova.blockstore.Disk;
import io.nova.blockstore.Processes.Found;
import io.nova.blockstore.Tool;
import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.VolumeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One {@code qemu-nbd}: serves a volume to one host at one size. It belongs to the host, not to the
 * JVM, and is known by its argument vector.
 *
 * <p>One for each host, since a host that is cut off must not take another with it; and one for
 * each size, since the server learns it when it starts: a guest that has the volume open goes on
 * with the earlier one.
 */
record NbdServer(Path program, VolumeId volume, Path file, long bytes, Path socket) {

    private static final Logger LOG = LoggerFactory.getLogger(NbdServer.class);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final String PID_FILE = "--pid-file=";
    private static final int CLIENTS = 8;

    /** Returns how the arguments begin by which those are found that serve below a directory. */
    static String markOf(Path directory) {
        return PID_FILE + directory + "/";
    }

    List<String> argv() {
        return List.of(
                program.toString(),
                "--fork",
                "--persistent",
                "--shared=" + CLIENTS,
                "--export-name=" + volume,
                "--socket=" + socket,
                PID_FILE + socket + "." + bytes,
                "--cache=writeback",
                "--aio=threads",
                // A block that a guest gives back would leave the file with what is in it. To say
                // so
                // here is not enough: for the file below it QEMU assumes the contrary.
                "--discard=ignore",
                "--detect-zeroes=off",
                // Raw is said and never probed. Without a lock, since the page cache keeps two
                // servers of one raw file as one.
                "--image-opts",
                "driver=raw,file.driver=file,file.discard=ignore,file.locking=off,"
                        + "file.filename="
                        + file.toString().replace(",", ",,"));
    }

    /** Finds its process among others. */
    Optional<Found> among(List<Found> processes) {
        List<String> argv = argv();
        return processes.stream().filter(process -> process.argv().equals(argv)).findFirst();
    }

    /** Whether a process serves the same host at another size, and for those who are connected. */
    static boolean isInUse(Found process) {
        // It listens with one.
        return process.sockets() > 1;
    }

    /** Starts it; returns when it can be connected to by the group. */
    void start(String group) throws InterruptedException {
        Tool.run(DEADLINE, argv());
        Disk.attempt(
                "open " + socket + " to " + group,
                () -> {
                    PosixFileAttributeView view =
                            Files.getFileAttributeView(socket, PosixFileAttributeView.class);
                    if (!group.isEmpty()) {
                        group(group).ifPresent(found -> give(view, found));
                    }
                    view.setPermissions(PosixFilePermissions.fromString("rw-rw----"));
                    return socket;
                });
    }

    private static void give(PosixFileAttributeView view, GroupPrincipal group) {
        try {
            view.setGroup(group);
        } catch (IOException e) {
            throw new DriverException(Kind.BROKEN, "cannot give a socket to " + group, e);
        }
    }

    private static Optional<GroupPrincipal> group(String name) throws IOException {
        try {
            return Optional.of(
                    Path.of("/")
                            .getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByGroupName(name));
        } catch (UserPrincipalNotFoundException e) {
            LOG.warn("there is no group {}: only root can connect to volumes", name);
            return Optional.empty();
        }
    }
}
