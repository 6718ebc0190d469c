package io.nova.manager.compute;

import io.nova.model.setting.SecretFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The file with the keys of identity documents. */
final class DocumentKeyFile {

    private final SecretFile file;
    private final Supplier<DocumentKeys> generator;

    /**
     * @param generator makes the keys of a file that is not there
     */
    DocumentKeyFile(Path file, Supplier<DocumentKeys> generator) {
        this.file = new SecretFile(file);
        this.generator = generator;
    }

    /**
     * Returns the keys, new ones if there is no file.
     *
     * @throws IOException if the file cannot be used, with what to do about it
     */
    DocumentKeys load() throws IOException {
        String text = file.load(() -> generator.get().pem());
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
