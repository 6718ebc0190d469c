package io.nova.agent.host;

import io.nova.model.setting.SafeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the launcher, and whoever has no shell here, how the host stands. */
final class StatusFile {

    private static final Logger LOG = LoggerFactory.getLogger(StatusFile.class);

    private final Optional<Path> file;
    private List<String> written = List.of();

    /**
     * @param file empty for none
     */
    StatusFile(Optional<Path> file) {
        this.file = file;
    }

    synchronized void write(Standing standing) {
        List<String> lines =
                List.of(
                        "state="
                                + (standing.busy()
                                        ? "changing"
                                        : standing.trouble().isEmpty() ? "settled" : "troubled"),
                        "roles=" + String.join(", ", standing.roles()),
                        "drivers=" + String.join(", ", standing.drivers()),
                        "trouble=" + standing.trouble());
        if (file.isEmpty() || lines.equals(written)) {
            return;
        }
        try {
            Files.createDirectories(file.get().toAbsolutePath().getParent());
            SafeFile.replace(file.get(), lines);
            written = lines;
        } catch (IOException e) {
            LOG.warn("How the host stands cannot be written: {}", e.toString());
        }
    }
}
