package io.nova.driver.hypervisor.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleLogTest {

    @TempDir Path directory;

    @BeforeEach
    void rolledOverTwice() throws Exception {
        Files.writeString(directory.resolve("console.log.1"), "oldest ");
        Files.writeString(directory.resolve("console.log.0"), "older ");
        Files.writeString(directory.resolve("console.log"), "newest");
    }

    @Test
    void theTailGoesBackOverWhatWasRolledOver() {
        assertEquals("oldest older newest", tail(100));
        assertEquals("der newest", tail(10));
        assertEquals("west", tail(4));
    }

    @Test
    void noFileIsAnEmptyConsole() throws Exception {
        Files.delete(directory.resolve("console.log"));
        assertEquals("", tail(10));
    }

    private String tail(int bytes) {
        return new String(
                new ConsoleLog(directory.resolve("console.log")).tail(bytes),
                StandardCharsets.US_ASCII);
    }
}
