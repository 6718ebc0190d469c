package io.nova.manager.compute;

import io.nova.model.setting.SecretFile;
import io.nova.spi.state.SharedKey;
import io.nova.spi.state.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The file with the keys of identity documents. */
final class DocumentKeyFile {

    private final SecretFile file;
    private final SharedKey shared;
    private final Supplier<DocumentKeys> generator;

    /**
     * @param store of all controllers, which have the same keys
     * @param generator makes the keys of a file that is not there
     */
    DocumentKeyFile(StateStore store, Path file, Supplier<DocumentKeys> generator) {
        this.file = new SecretFile(file);
        this.shared = new SharedKey(store, "identity-documents", this.file);
        this.generator = generator;
    }

    /** Has other controllers know which keys these are, if there are some. */
    void note() {
        shared.note();
    }

    /**
     * Returns the keys, new ones if there is no file.
     *
     * @throws IOException if the file cannot be used, with what to do about it
     */
    DocumentKeys load() throws IOException {
        String text = shared.load(() -> generator.get().pem());
        try {
            return DocumentKeys.parse(text);
        } catch (IOException e) {
            throw new IOException(
                    "%s: %s; put it back from a backup, or remove it and new keys are made"
                            .formatted(file, e.getMessage()),
                    e);
        }
    }
}
