package io.nova.driver.state.embedded;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The configuration, checked. */
record Settings(
        Path directory, long recordCache, int blockCacheMib, int writeBufferMib, int changesKept) {

    static Settings of(EmbeddedStateStore.Config config) {
        return new Settings(
                directory(config.directory()),
                within("recordCacheMib", config.recordCacheMib(), 0, 65_536) * 1024L * 1024,
                within("blockCacheMib", config.blockCacheMib(), 1, 65_536),
                within("writeBufferMib", config.writeBufferMib(), 1, 4096),
                within("changesKept", config.changesKept(), 1, 10_000_000));
    }

    private static Path directory(@Nullable String value) {
        if (value == null || value.isBlank()) {
            throw refused("directory", "is not set");
        }
        Path path;
        try {
            path = Path.of(value);
        } catch (InvalidPathException e) {
            throw refused("directory", "is no path: " + value);
        }
        if (!path.isAbsolute()) {
            throw refused("directory", "is not absolute: " + value);
        }
        return path;
    }

    private static int within(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw refused(key, "%d is not %d to %d".formatted(value, least, most));
        }
        return value;
    }

    private static IllegalArgumentException refused(String key, String why) {
        return new IllegalArgumentException(
                "%s: key %s: %s".formatted(EmbeddedStateStore.PID, key, why));
    }
}
