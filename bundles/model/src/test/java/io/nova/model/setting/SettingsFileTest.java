package io.nova.model.setting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.HostId;
import io.nova.model.ZoneName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SettingsFileTest {

    private final SettingsFile file = SettingsFile.of("io.nova.part");

    @Test
    void whatIsRightIsRead() {
        assertEquals(7, file.within("key", () -> 7, 7, 7));
        assertEquals(1L << 40, file.amount("key", () -> 1L << 40, 0, Long.MAX_VALUE));
        assertEquals(Duration.ZERO, file.seconds("key", () -> 0, 0));
        assertEquals(0.5, file.ratio("key", () -> 0.5));
        assertEquals("eth0", file.text("key", () -> " eth0 ", Pattern.compile("[a-z0-9]+"), "x"));
        assertEquals(new ZoneName("north"), file.read("key", () -> "north", ZoneName::new));
        assertEquals(Path.of("/a/b"), file.path("key", () -> "/a/./b"));
        assertEquals(new HostId("h1"), file.host("key", () -> "h1"));
    }

    @Test
    void aHostWithoutANameHasTheMachines() {
        assertFalse(file.host("key", () -> "").value().isEmpty());
    }

    @Test
    void aListMayBeOneTextWithCommas() {
        String[] texts = {"1, 2", "3,,"};
        assertEquals(List.of(1, 2, 3), file.list("key", () -> texts, Integer::valueOf));
    }

    @Test
    void whatIsWrongIsRefusedWithFileKeyAndReason() {
        refused("0 is less than 1", () -> file.atLeast("key", () -> 0, 1));
        refused("-1 is less than 0", () -> file.seconds("key", () -> -1, 0));
        refused("9 is not between 1 and 8", () -> file.within("key", () -> 9, 1, 8));
        refused("NaN is not above 0 and below 1000000", () -> file.ratio("key", () -> Double.NaN));
        refused(
                "'a b' is no device's name",
                () -> file.text("key", () -> "a b", Pattern.compile("[a-z]+"), "device's name"));
        refused("it is not set", () -> file.path("key", () -> null));
        refused("it is not set", () -> file.path("key", () -> " "));
        refused("'a/b' is not an absolute path", () -> file.path("key", () -> "a/b"));
        refused("it has control characters", () -> file.path("key", () -> "/a\nb"));
        refused(
                "no color: blue?",
                () ->
                        file.read(
                                "key",
                                () -> "blue",
                                text -> {
                                    throw new IllegalStateException("no color: " + text + "\n");
                                }));
    }

    @Test
    void aTextWhereANumberBelongsIsRefusedWithItsKey() {
        // As the container does, when it is asked.
        refused(
                "\"plenty\" is no number that fits",
                () ->
                        file.atLeast(
                                "key",
                                () -> {
                                    throw new IllegalStateException(
                                            "java.lang.NumberFormatException: For input string:"
                                                    + " \"plenty\"");
                                },
                                1));
        refused(
                "it is no number that fits",
                () ->
                        file.ratio(
                                "key",
                                () -> {
                                    throw new IllegalStateException(
                                            "java.lang.NumberFormatException: empty String");
                                }));
        refused(
                "\"x\" is no number that fits",
                () -> file.list("key", () -> new String[] {"x"}, Integer::valueOf));
        refused(
                "\"99999999999\" is no number that fits",
                () -> file.read("key", () -> "99999999999", Integer::valueOf));
    }

    private static void refused(String reason, Executable reading) {
        assertEquals(
                "io.nova.part: key key: " + reason,
                assertThrows(IllegalArgumentException.class, reading).getMessage());
    }
}
