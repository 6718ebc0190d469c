package io.nova.driver.hypervisor.libvirt;

import static io.nova.model.DriverException.Kind.BROKEN;

import io.nova.model.DriverException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A guest's console as virtlogd writes it: at some size the file becomes {@code console.log.0},
 * that one {@code console.log.1}, and so on, and the oldest goes.
 */
final class ConsoleLog {

    private final Path newest;

    ConsoleLog(Path newest) {
        this.newest = newest;
    }

    /** Returns the last bytes, at most so many; none if there is no file. */
    byte[] tail(int maxBytes) {
        byte[] tail = new byte[0];
        Path file = newest;
        for (int next = 0; tail.length < maxBytes && Files.exists(file); next++) {
            byte[] older = tail(file, maxBytes - tail.length);
            byte[] both = new byte[older.length + tail.length];
            System.arraycopy(older, 0, both, 0, older.length);
            System.arraycopy(tail, 0, both, older.length, tail.length);
            tail = both;
            file = newest.resolveSibling(newest.getFileName() + "." + next);
        }
        return tail;
    }

    private static byte[] tail(Path file, int maxBytes) {
        try {
            if (!Files.isReadable(file)) {
                throw new AccessDeniedException(file.toString(), null, "only root may read it");
            }
            try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "r")) {
                int length = (int) Math.min(maxBytes, content.length());
                byte[] bytes = new byte[length];
                content.seek(content.length() - length);
                content.readFully(bytes);
                return bytes;
            }
        } catch (NoSuchFileException e) {
            return new byte[0];
        } catch (IOException e) {
            throw new DriverException(BROKEN, "cannot read " + file, e);
        }
    }
}
