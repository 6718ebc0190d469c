package io.nova.aoe.initiator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What happened, in a file that does not grow without end: a mebibyte, and the one before it. */
final class Log {

    private static final long MOST = 1 << 20;

    private final Path file;

    Log(Path file) {
        this.file = file;
    }

    synchronized void say(String what) {
        String line = Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + what + "\n";
        try {
            if (Files.exists(file) && Files.size(file) > MOST) {
                Files.move(
                        file,
                        file.resolveSibling(file.getFileName() + ".1"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            Files.writeString(
                    file,
                    line,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            // Volumes are served even where no line can be kept.
            System.err.print(line);
        }
    }
}
