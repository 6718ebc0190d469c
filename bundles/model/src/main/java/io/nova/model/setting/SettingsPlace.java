package io.nova.model.setting;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Where a component's settings are written, for those that change them while it runs. */
public final class SettingsPlace {

    /** What the container says of a configuration that is a file. */
    private static final String FROM_FILE = "felix.fileinstall.filename";

    private static final String FOLDER = "karaf.etc";

    private final Optional<Path> file;

    private SettingsPlace(Optional<Path> file) {
        this.file = file;
    }

    /** Names the file itself, which may not be there yet. */
    public static SettingsPlace at(Path file) {
        return new SettingsPlace(Optional.of(file));
    }

    /**
     * Finds the file, which may not be there yet.
     *
     * @param properties what the container gave the component
     */
    public static SettingsPlace of(String pid, Map<String, ?> properties) {
        Object known = properties.get(FROM_FILE);
        if (known != null) {
            return at(Path.of(URI.create(known.toString())));
        }
        @Nullable String folder = System.getProperty(FOLDER);
        return new SettingsPlace(
                Optional.ofNullable(folder).map(etc -> Path.of(etc, pid + ".cfg")));
    }

    /** Returns the file; empty where settings do not come from files. */
    public Optional<Path> file() {
        return file;
    }

    /**
     * Writes values and leaves all others, in one step.
     *
     * @throws IOException if they cannot be written; {@link #read} tells what holds
     */
    public void write(Map<String, String> values) throws IOException {
        SettingsEdit.set(
                file.orElseThrow(() -> new IOException("there is no folder of settings")), values);
    }

    /** Returns what the file says now; empty if it says nothing. */
    public String read(String key) throws IOException {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return "";
        }
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file.get())) {
            read.load(in);
        }
        return read.getProperty(key, "").strip();
    }
}
