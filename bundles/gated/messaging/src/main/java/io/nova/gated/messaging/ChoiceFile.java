package io.nova.gated.messaging;

import io.nova.model.setting.SettingsEdit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The file that says which driver carries this process's messages. */
final class ChoiceFile {

    /** What the container says of a configuration that is a file. */
    private static final String FROM_FILE = "felix.fileinstall.filename";

    private static final String FOLDER = "karaf.etc";

    private final Optional<Path> file;

    /**
     * @param file empty where settings do not come from files
     */
    ChoiceFile(Optional<Path> file) {
        this.file = file;
    }

    /** Finds the file, which may not be there yet. */
    static ChoiceFile of(Map<String, ?> properties) {
        Object known = properties.get(FROM_FILE);
        if (known != null) {
            return new ChoiceFile(Optional.of(Path.of(URI.create(known.toString()))));
        }
        return new ChoiceFile(
                Optional.ofNullable(System.getProperty(FOLDER))
                        .map(etc -> Path.of(etc, MessagingGate.PID + ".cfg")));
    }

    /**
     * Writes which driver it is, also after a restart.
     *
     * @throws IOException if it cannot be written; what the file then says is not known
     */
    void write(String driver) throws IOException {
        if (file.isEmpty()) {
            throw new IOException("there is no folder of settings");
        }
        SettingsEdit.set(file.get(), Map.of("driver", driver));
    }
}
