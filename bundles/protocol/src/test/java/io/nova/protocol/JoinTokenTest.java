package io.nova.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JoinTokenTest {

    private static final JoinToken TOKEN =
            new JoinToken(
                    "cloud1",
                    "abc",
                    "h7",
                    List.of("compute", "volume"),
                    Instant.parse("2026-01-01T00:00:00Z"),
                    "nova.newcomer.abc",
                    "canary-of-the-secret",
                    "rabbitmq",
                    Map.of("brokers", "rabbit1:5671"),
                    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                    "certificate",
                    "key");

    @Test
    void isOneLineThatIsReadAgain() {
        String line = TOKEN.line();
        assertTrue(line.matches("[\\w.-]+"), line);
        assertEquals(TOKEN, JoinToken.parse("  " + line + "\n"));
    }

    @Test
    void everyLostOrChangedCharacterIsNoticed() {
        String line = TOKEN.line();
        for (int at = 0; at < line.length(); at++) {
            String lost = line.substring(0, at) + line.substring(at + 1);
            assertThrows(IllegalArgumentException.class, () -> JoinToken.parse(lost));
            String changed =
                    line.substring(0, at)
                            + (line.charAt(at) == 'a' ? 'b' : 'a')
                            + line.substring(at + 1);
            assertThrows(IllegalArgumentException.class, () -> JoinToken.parse(changed));
        }
    }

    @Test
    void saysWhatIsWrongInOneLineAndNothingOfWhatIsInIt() {
        String line = TOKEN.line();
        assertRefused(line.substring(0, line.length() - 9) + ".00000000", "is damaged");
        assertRefused(line.substring(0, 40), "is no token");
        assertRefused(line.replace("nova-join-1", "nova-join-2"), "use the release of the cloud");
        assertRefused("", "is no token");
        assertFalse(TOKEN.toString().contains("canary"));
    }

    private static void assertRefused(String line, String reason) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> JoinToken.parse(line));
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.contains(reason), said);
        assertFalse(said.contains("\n"), said);
        assertFalse(said.contains("canary"), said);
    }
}
