package io.nova.spi.state;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Fills an empty store from a backup that lies in a file, before anybody uses the store: drivers
 * call it as the last thing of their start. When all of it is there, the file gets another name.
 *
 * <p>A start that is killed at any instant leaves the store empty, or full and the file where it
 * was; the next one goes on from there.
 */
public final class Restoration {

    /** That the store was filled from a backup, the last one. */
    public record Restored(String sha256) {}

    /** The one record of that. */
    public static final Kind<Restored> KIND =
            new Kind<>("restored", Restored.class, one -> List.of());

    /** Its id. */
    public static final String ID = "last";

    /** What is added to the name of a file that was restored from. */
    public static final String DONE = ".restored";

    private static final int GZIP_FIRST = 0x1f;
    private static final int BUFFER = 1 << 16;

    private Restoration() {}

    /**
     * Fills the store, if there is such a file.
     *
     * @param file an export, by gzip or plain
     * @throws IllegalStateException in one line for the operator, if the file is damaged or of a
     *     later form, or if the store holds something else; the store is as it was
     */
    public static void into(StateStore store, Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            String sum = sum(file);
            if (!isMarked(store, sum)) {
                fill(store, file);
                mark(store, sum);
            }
            Files.move(
                    file,
                    file.resolveSibling(file.getFileName() + DONE),
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalStateException(
                    "cannot restore from %s: %s. Nothing was changed; without that file the store"
                                    .formatted(file, e.getMessage())
                            + " starts as it is",
                    e);
        }
    }

    private static boolean isMarked(StateStore store, String sum) {
        return store.get(KIND, ID).filter(rec -> rec.value().sha256().equals(sum)).isPresent();
    }

    private static void fill(StateStore store, Path file) throws IOException {
        if (store.info().seq() > 0) {
            // Perhaps by a start that was killed before it said so.
            requireSame(store, file);
            return;
        }
        try (InputStream in = open(file)) {
            store.restore(in);
        }
    }

    private static void requireSame(StateStore store, Path file) throws IOException {
        Sum held = new Sum();
        store.export(new OnlyContents(held));
        Sum wanted = new Sum();
        try (InputStream in = open(file);
                OutputStream out = new OnlyContents(wanted)) {
            in.transferTo(out);
        }
        if (!held.hex().equals(wanted.hex())) {
            throw new IOException("the store is not empty");
        }
    }

    private static void mark(StateStore store, String sum) {
        Optional<Rec<Restored>> before = store.get(KIND, ID);
        Restored now = new Restored(sum);
        Tx.Builder tx = Tx.of("restored/" + sum);
        if (before.isPresent()) {
            tx.update(KIND, before.get(), now);
        } else {
            tx.create(KIND, ID, now);
        }
        CommitResult result = Records.commit(store, tx.build());
        // The backup may be of a store that was itself restored from this very file.
        if (!(result instanceof CommitResult.Ok) && !(result instanceof CommitResult.Replayed)) {
            throw new IllegalStateException("the restored store takes nothing: " + result);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        in.mark(1);
        int first = in.read();
        in.reset();
        return first == GZIP_FIRST ? new GZIPInputStream(in, BUFFER) : in;
    }

    private static String sum(Path file) throws IOException {
        Sum sum = new Sum();
        try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(sum);
        }
        return sum.hex();
    }

    /** Digests what is written to it. */
    private static final class Sum extends OutputStream {

        private final MessageDigest digest;
        private final OutputStream out;

        private Sum() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
            out = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        private String hex() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    /** Passes an export on without its first and last line, which name the store. */
    private static final class OnlyContents extends OutputStream {

        private final OutputStream out;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        private OnlyContents(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            line.write(b);
            if (b == '\n') {
                byte[] bytes = line.toByteArray();
                line.reset();
                String text = new String(bytes, StandardCharsets.UTF_8);
                if (!text.startsWith("{\"head\"") && !text.startsWith("{\"end\"")) {
                    out.write(bytes);
                }
            }
        }
    }
}
