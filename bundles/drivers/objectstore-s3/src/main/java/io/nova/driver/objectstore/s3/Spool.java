package io.nova.driver.objectstore.s3;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.sigv4.PayloadHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be sent, whole before the first byte of it leaves: so its length and hash are known to
 * sign it, and it can be sent again. What is small stays in memory, the rest is a file without a
 * name.
 */
final class Spool implements AutoCloseable {

    /** The most that stays in memory. */
    static final int MEMORY = 256 << 10;

    private static final int CHUNK = 64 << 10;

    /** A piece of it, to be sent as the body of one request. */
    record Piece(Spool spool, long offset, long length, String sha256) {

        InputStream open() {
            return spool.open(offset, length);
        }
    }

    private final Path directory;
    private final long pieceSize;
    private final List<Piece> pieces = new ArrayList<>();
    private byte[] memory = new byte[CHUNK];
    private @Nullable FileChannel file;
    private long length;
    private MessageDigest digest = PayloadHash.sha256();

    private Spool(Path directory, long pieceSize) {
        this.directory = directory;
        this.pieceSize = pieceSize;
    }

    /**
     * Reads all of a stream.
     *
     * @param directory for what does not fit into memory
     * @param pieceSize the size of each piece but the last
     * @throws IOException what the stream threw
     * @throws DriverException {@code EXHAUSTED} if the directory has no room
     */
    static Spool of(InputStream content, Path directory, long pieceSize) throws IOException {
        Spool spool = new Spool(directory, pieceSize);
        boolean done = false;
        try {
            byte[] chunk = new byte[CHUNK];
            int count = content.readNBytes(chunk, 0, chunk.length);
            while (count > 0) {
                spool.add(chunk, count);
                count = content.readNBytes(chunk, 0, chunk.length);
            }
            spool.endPiece();
            done = true;
            return spool;
        } finally {
            if (!done) {
                spool.close();
            }
        }
    }

    /** Returns the pieces in order; at least one, which may be empty. */
    List<Piece> pieces() {
        return pieces;
    }

    private void add(byte[] chunk, int count) {
        int at = 0;
        while (at < count) {
            if (pieceLength() == pieceSize) {
                endPiece();
            }
            int part = (int) Math.min(count - at, pieceSize - pieceLength());
            digest.update(chunk, at, part);
            keep(ByteBuffer.wrap(chunk, at, part));
            length += part;
            at += part;
        }
    }

    private long pieceLength() {
        return length - pieces.size() * pieceSize;
    }

    private void endPiece() {
        String hash = HexFormat.of().formatHex(digest.digest());
        pieces.add(new Piece(this, pieces.size() * pieceSize, pieceLength(), hash));
        digest = PayloadHash.sha256();
    }

    private void keep(ByteBuffer bytes) {
        FileChannel to = file;
        if (to == null && length + bytes.remaining() <= MEMORY) {
            if (length + bytes.remaining() > memory.length) {
                memory = Arrays.copyOf(memory, MEMORY);
            }
            bytes.get(memory, (int) length, bytes.remaining());
            return;
        }
        try {
            if (to == null) {
                to = create();
                file = to;
                writeFully(to, ByteBuffer.wrap(memory, 0, (int) length));
                memory = new byte[0];
            }
            writeFully(to, bytes);
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            boolean full =
                    reason.contains("no space left")
                            || reason.contains("quota exceeded")
                            || reason.contains("file too large");
            throw new DriverException(
                    full ? Kind.EXHAUSTED : Kind.UNREACHABLE,
                    "cannot write to spoolDirectory: " + e,
                    e);
        }
    }

    private FileChannel create() throws IOException {
        Path path =
                Files.createTempFile(
                        directory,
                        "blob",
                        ".spool",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            return FileChannel.open(
                    path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
        } finally {
            // The channel alone keeps it: nothing is left if the process dies.
            Files.delete(path);
        }
    }

    private static void writeFully(FileChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    private InputStream open(long offset, long count) {
        FileChannel from = file;
        return from == null
                ? new ByteArrayInputStream(memory, (int) offset, (int) count)
                : new Slice(from, offset, count);
    }

    @Override
    public void close() {
        FileChannel open = file;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close a spool file", e);
            }
        }
    }

    /** A range of the file; several may be read at a time. */
    private static final class Slice extends InputStream {

        private final FileChannel from;
        private final long end;
        private long at;

        Slice(FileChannel from, long offset, long count) {
            this.from = from;
            at = offset;
            end = offset + count;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int room) throws IOException {
            int most = (int) Math.min(room, end - at);
            if (most == 0) {
                return room == 0 ? 0 : -1;
            }
            int count = from.read(ByteBuffer.wrap(target, offset, most), at);
            at += Math.max(count, 0);
            return count;
        }
    }
}
