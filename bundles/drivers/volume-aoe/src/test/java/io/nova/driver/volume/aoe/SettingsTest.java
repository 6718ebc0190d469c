package io.nova.driver.volume.aoe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void aDeviceAndShelvesAreAllThatIsNeeded() {
        Settings settings = settings(Map.of()).forExports();
        assertEquals("sto0", settings.device());
        assertEquals(List.of(7), settings.shelves());
        assertTrue(settings.sync());
    }

    @Test
    void shelvesMayBeRanges() {
        assertEquals(
                List.of(7, 8, 9, 12, 65534),
                settings(Map.of("shelves", new String[] {"12, 7-9", "65534,8"})).shelves());
    }

    @Test
    void aHostWithoutShelvesConnectsAndDoesNotExport() {
        Settings settings = settings(Map.of("shelves", new String[0]));
        assertRefused("shelves", settings::forExports);
    }

    @Test
    void twoDirectoriesDoNotShareTheirConnections() {
        Path one = settings(Map.of("directory", "/one")).runDirectory();
        assertEquals(Path.of("/run/nova/aoe"), one.getParent());
        assertNotEquals(one, settings(Map.of("directory", "/two")).runDirectory());
    }

    @Test
    void aBadValueIsRefusedWithItsKey() {
        Map<String, List<Object>> bad = new HashMap<>();
        bad.put("device", List.of("", " ", "-s", "a b", "sixteen-letters-", "../sto0"));
        bad.put("mtu", List.of(-1, 576, 65536));
        bad.put(
                "shelves",
                List.of(
                        new String[] {"seven"},
                        new String[] {"65535"},
                        new String[] {"9-7"},
                        new String[] {"0-64"},
                        new String[] {"-1"}));
        bad.put("restSeconds", List.of(-1, 179));
        bad.put("copySeconds", List.of(0, 180));
        bad.put("deadSeconds", List.of(0));
        bad.put("buffers", List.of(0, 1025));
        bad.put("initiator", List.of("", "Kernel", "none"));
        bad.put("directory", List.of("volumes"));
        bad.put("runDirectory", List.of("/" + "long".repeat(20)));
        bad.put("wipeMib", List.of(0));
        bad.put("group", List.of("a b"));
        bad.put("ip", List.of("/nowhere/ip"));
        bad.forEach(
                (key, values) ->
                        values.forEach(
                                value -> assertRefused(key, () -> settings(Map.of(key, value)))));
        assertRefused("vblade", () -> settings(Map.of("vblade", "/nowhere/vblade")).forExports());
    }

    private static void assertRefused(
            String key, org.junit.jupiter.api.function.Executable reading) {
        String told = assertThrows(IllegalArgumentException.class, reading).getMessage();
        assertTrue(told.contains(Settings.PID + ": key " + key), told);
    }

    private static Settings settings(Map<String, ?> more) {
        Map<String, Object> values = new HashMap<>();
        values.put("device", "sto0");
        values.put("shelves", new String[] {"7"});
        // There on any machine that builds.
        values.put("vblade", "/bin/sh");
        values.put("ip", "/bin/sh");
        values.putAll(more);
        return Settings.of(AoeLab.config(AoeConfig.class, values));
    }
}
