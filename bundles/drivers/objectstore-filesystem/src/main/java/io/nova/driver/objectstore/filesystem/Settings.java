package io.nova.driver.objectstore.filesystem;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads settings whose form the framework does not check. */
final class Settings {

    private Settings() {}

    static Path directory(@Nullable String text) {
        if (text == null || text.isBlank()) {
            throw wrong("directory", "must name a directory", null);
        }
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw wrong("directory", e.getReason(), e);
        }
        if (!path.isAbsolute()) {
            throw wrong("directory", "'" + text + "' is not an absolute path", null);
        }
        return path.normalize();
    }

    static long reserve(int mib) {
        if (mib < 0) {
            throw wrong("reserveMib", "must not be negative", null);
        }
        return (long) mib << 20;
    }

    static IllegalArgumentException wrong(String key, String reason, @Nullable Exception cause) {
        return new IllegalArgumentException(
                FilesystemObjectStore.PID + ": key " + key + ": " + reason, cause);
    }
}
