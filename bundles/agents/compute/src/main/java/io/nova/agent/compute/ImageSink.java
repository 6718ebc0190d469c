package io.nova.agent.compute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Takes in an image's bytes as they come, and digests them; closed, it takes no more. */
final class ImageSink implements Consumer<Optional<byte[]>>, AutoCloseable {

    private final FileChannel out;
    private final MessageDigest digest;
    private final long most;
    private final AtomicLong written = new AtomicLong();

    /**
     * @param most how many bytes may come
     */
    ImageSink(Path part, long most) throws IOException {
        this.most = most;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
        out = FileChannel.open(part, StandardOpenOption.WRITE);
    }

    @Override
    public void accept(Optional<byte[]> chunk) {
        if (chunk.isEmpty()) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(chunk.get());
        if (written.addAndGet(bytes.remaining()) > most) {
            throw new IllegalStateException("it is longer than it was at its registration");
        }
        digest.update(bytes.duplicate());
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns how many bytes came so far. */
    long written() {
        return written.get();
    }

    /** Returns the digest of all that came; once, at the end. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    void force() throws IOException {
        out.force(true);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
