package io.nova.driver.messaging.rabbitmq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PermissionsTest {

    @TempDir private Path directory;

    /** A machine may be let in by hand or by its token: what it may do is the same. */
    @Test
    void aHostMayDoWhatTheScriptOfOperatorsSays() throws Exception {
        String printed = printed("h1.example");
        Permissions may = Permissions.ofHost("nova", new HostId("h1.example"));
        assertHas(
                printed,
                """
                {"user": "u", "vhost": "/", "configure": "%s", "write": "%s", "read": "%s"}"""
                        .formatted(may.configure(), may.write(), may.read()));
        for (Permissions.Topic topic : may.topics()) {
            assertHas(
                    printed,
                    """
                    {"user": "u", "vhost": "/", "exchange": "%s", "write": "%s", "read": "%s"}"""
                            .formatted(topic.exchange(), topic.write(), topic.read()));
        }
        assertEquals(may.topics().size(), printed.split("\"exchange\": ", -1).length - 1);
    }

    private String printed(String host) throws Exception {
        Path password = Files.writeString(directory.resolve("password"), "canary\n");
        Process script =
                new ProcessBuilder("./definitions.sh", "host", host, "u", password.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String text = new String(script.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, script.waitFor());
        return text;
    }

    private static void assertHas(String printed, String line) {
        assertTrue(printed.contains(line), () -> line + " is not in " + printed);
    }

    @Test
    void aNewcomerWritesToNoExchangeButItsOwn() {
        Permissions may = Permissions.ofNewcomer("nova", new HostId("abc"));
        Pattern write = Pattern.compile(may.write());
        assertTrue(write.matcher("nova.newcomer").find());
        assertFalse(write.matcher("nova.role").find());
        assertFalse(write.matcher("nova.reply").find());
        Pattern read = Pattern.compile(may.read());
        assertTrue(read.matcher("nova:reply:abc:1").find());
        assertFalse(read.matcher("nova:reply:abcd:1").find());
        assertFalse(read.matcher("nova.all").find());
    }
}
