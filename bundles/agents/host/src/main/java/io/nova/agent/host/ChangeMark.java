package io.nova.agent.host;

import io.nova.model.setting.SafeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Remembers, over the death of the process, that a change of features is under way: what is there
 * then may be there by half, whatever the list of features says.
 */
final class ChangeMark {

    private final Path file;

    ChangeMark(Path file) {
        this.file = file;
    }

    boolean isSet() {
        return Files.exists(file);
    }

    /** Returns when the mark is safe. */
    void set() {
        if (isSet()) {
            return;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            SafeFile.sync(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the mark of a change cannot be made", e);
        }
    }

    void clear() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the mark of a change cannot be removed", e);
        }
    }
}
