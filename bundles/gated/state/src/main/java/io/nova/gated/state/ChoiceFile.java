package io.nova.gated.state;

import io.nova.model.setting.SettingsEdit;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The file that says which driver has this cloud's records. */
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
        @Nullable String folder = System.getProperty(FOLDER);
        return new ChoiceFile(
                Optional.ofNullable(folder).map(etc -> Path.of(etc, StateGate.PID + ".cfg")));
    }

    /**
     * Writes who has the records. This is the one step by which a move takes effect.
     *
     * @param move that made it so; empty for none
     * @throws IOException if it cannot be written; {@link #driver} tells what holds
     */
    void write(String driver, String move) throws IOException {
        if (file.isEmpty()) {
            throw new IOException("there is no folder of settings");
        }
        Map<String, String> values = new LinkedHashMap<>();
        values.put("driver", driver);
        values.put("move", move);
        SettingsEdit.set(file.get(), values);
    }

    /** Returns the driver that the file names; empty if it names none. */
    String driver() throws IOException {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return "";
        }
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file.get())) {
            read.load(in);
        }
        return read.getProperty("driver", "").strip();
    }
}
