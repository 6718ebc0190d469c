package io.nova.spi.state;

import io.nova.model.UnavailableException;
import io.nova.model.setting.SecretFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret in a file of which all controllers have a copy. The first that needs it makes it; where
 * it was made elsewhere before, none is made, since each would have another. The store knows a
 * digest of it, and nothing that would tell it.
 */
public final class SharedKey {

    /** That there is a secret of a name, and which. */
    public record Known(String name, String digest) {}

    /** The records of secrets that were made, by their names. */
    public static final Kind<Known> KIND = new Kind<>("shared-key", Known.class, one -> List.of());

    private static final Logger LOG = LoggerFactory.getLogger(SharedKey.class);
    private static final int SHOWN = 16;

    private final StateStore store;
    private final String name;
    private final SecretFile file;

    /**
     * @param name of the secret in the cloud: never changes
     */
    public SharedKey(StateStore store, String name, SecretFile file) {
        this.store = store;
        this.name = name;
        this.file = file;
    }

    /**
     * Returns what is in the file; makes it if no controller has one. May be called again after it
     * failed. A file that was put there is what its operator wants: another than that of the first
     * controller is said to be so, in a line, and used.
     *
     * @param generator gives what a new file is made with
     * @throws IOException if the file cannot be used, or is missing here alone, with what to do
     *     about it
     * @throws UnavailableException if there is no file and the store does not answer
     */
    public String load(Supplier<String> generator) throws IOException {
        boolean made = !file.isThere();
        if (made) {
            Optional<Rec<Known>> known = store.get(KIND, name);
            if (known.isPresent()) {
                throw new IOException(missing(known.get().value()));
            }
        }
        String text = file.load(generator);
        try {
            agree(text, made);
        } catch (UnavailableException later) {
            LOG.debug("{} was not compared", file, later);
        }
        return text;
    }

    /**
     * Notes which secret is in the file, if there is one, so that others know of it before it is
     * used. That the store does not answer costs nothing but that.
     */
    public void note() {
        if (file.isThere()) {
            try {
                var unused = load(() -> "");
            } catch (IOException later) {
                // Who uses it is told.
                LOG.debug("{} was not noted", file, later);
            }
        }
    }

    private String missing(Known known) {
        return ("%s is not here, and the cloud has that key already (SHA-256 %s…): copy it from"
                        + " another controller, as all of 'secrets'; if it is lost, put a new one"
                        + " there and on all others")
                .formatted(file, known.digest().substring(0, SHOWN));
    }

    /** Notes which secret it is, or compares it with what another noted. */
    private void agree(String text, boolean made) throws IOException {
        Known mine = new Known(name, digest(text));
        Optional<Rec<Known>> known = store.get(KIND, name);
        if (known.isEmpty()) {
            Tx tx =
                    Tx.of("shared-key/" + name + "/" + mine.digest())
                            .create(KIND, name, mine)
                            .build();
            var unused = Records.commit(store, tx);
            known = store.get(KIND, name);
        }
        Optional<Known> other = known.map(Rec::value).filter(one -> !one.equals(mine));
        if (other.isEmpty()) {
            return;
        }
        if (made) {
            // Another controller made one in the same moment: nobody has seen ours yet.
            file.remove(text);
            throw new IOException(missing(other.get()));
        }
        LOG.warn(
                "{} is another key (SHA-256 {}…) than that of the controller which had one first"
                        + " ({}…): all controllers should have the same",
                file,
                mine.digest().substring(0, SHOWN),
                other.get().digest().substring(0, SHOWN));
    }

    private static String digest(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
