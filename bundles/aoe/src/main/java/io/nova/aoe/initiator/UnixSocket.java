package io.nova.aoe.initiator;

import com.sun.jna.Native;
import io.nova.aoe.Block;
import io.nova.aoe.Libc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Listens at a path. It appears there with its owner and mode, in one step, in the place of what a
 * killed process left.
 */
final class UnixSocket implements AutoCloseable {

    private static final int ADDRESS = 110;
    private static final int LONGEST = 107;
    private static final int BACKLOG = 16;

    private final Path path;
    private final int fd;

    private UnixSocket(Path path, int fd) {
        this.path = path;
        this.fd = fd;
    }

    /**
     * Opens one for a group's members.
     *
     * @param group empty for none but the owner
     */
    static UnixSocket open(Path path, String group) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        byte[] bytes = fresh.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST) {
            throw new IOException("longer than the path of a socket may be: " + path);
        }
        Files.deleteIfExists(fresh);
        int fd =
                Libc.socket(
                        Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
        try (Block address = new Block(ADDRESS)) {
            address.struct().putShort(0, (short) Libc.AF_UNIX);
            address.bytes().put(2, bytes);
            if (fd < 0
                    || Libc.bind(fd, address.address(), ADDRESS) < 0
                    || Libc.listen(fd, BACKLOG) < 0) {
                throw new IOException(
                        "cannot listen at " + path + ": error " + Native.getLastError());
            }
            open(fresh, group, path);
            return new UnixSocket(path, fd);
        } catch (IOException | RuntimeException e) {
            Libc.close(fd);
            throw e;
        }
    }

    private static void open(Path fresh, String group, Path path) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        if (!group.isEmpty()) {
            GroupPrincipal found =
                    fresh.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByGroupName(group);
            view.setGroup(found);
        }
        view.setPermissions(PosixFilePermissions.fromString("rw-rw----"));
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    }

    int fd() {
        return fd;
    }

    @Override
    public void close() throws IOException {
        Libc.close(fd);
        Files.deleteIfExists(path);
    }
}
