package io.nova.model.setting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsPlaceTest {

    private static final String PID = "io.nova.some.part";
    private static final String FOLDER = "karaf.etc";

    @TempDir private Path folder;

    @Test
    void theContainerSaysWhichFileItIs() {
        Path file = folder.resolve("a name.cfg");
        SettingsPlace place =
                SettingsPlace.of(
                        PID, Map.of("felix.fileinstall.filename", file.toUri().toString()));
        assertEquals(Optional.of(file), place.file());
    }

    @Test
    void aFileThatIsNotThereYetHasItsPlaceInTheFolderOfSettings() {
        String before = System.getProperty(FOLDER, "");
        System.setProperty(FOLDER, folder.toString());
        try {
            assertEquals(
                    Optional.of(folder.resolve(PID + ".cfg")),
                    SettingsPlace.of(PID, Map.of()).file());
        } finally {
            restore(before);
        }
    }

    @Test
    void whereThereAreNoFilesNothingIsWritten() throws IOException {
        String before = System.getProperty(FOLDER, "");
        System.clearProperty(FOLDER);
        try {
            SettingsPlace place = SettingsPlace.of(PID, Map.of());
            assertThrows(IOException.class, () -> place.write(Map.of("driver", "memory")));
            assertEquals("", place.read("driver"));
        } finally {
            restore(before);
        }
    }

    @Test
    void whatIsWrittenIsReadAndTheRestStays() throws IOException {
        Path file = folder.resolve(PID + ".cfg");
        Files.writeString(file, "# mine\nother = 7\n");
        SettingsPlace place = SettingsPlace.at(file);
        assertEquals("", place.read("driver"));
        place.write(Map.of("driver", "memory"));
        assertEquals("memory", place.read("driver"));
        assertEquals("7", place.read("other"));
        assertEquals("# mine", Files.readAllLines(file).get(0));
    }

    private static void restore(String before) {
        if (before.isEmpty()) {
            System.clearProperty(FOLDER);
        } else {
            System.setProperty(FOLDER, before);
        }
    }
}
