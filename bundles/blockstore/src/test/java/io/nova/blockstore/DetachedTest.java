package io.nova.blockstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.blockstore.Processes.Found;
import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetachedTest {

    @TempDir private Path directory;

    @Test
    void aServerIsFoundByItsArgumentsAndHasASessionOfItsOwn() throws Exception {
        List<String> argv = List.of("/usr/bin/sleep", "987");
        Found found = Detached.start(argv, log());
        try {
            assertTrue(Processes.with(Path.of("/usr/bin/sleep"), "987").contains(found));
            String stat = Files.readString(Path.of("/proc/" + found.pid() + "/stat"));
            String session = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[3];
            assertEquals(Long.toString(found.pid()), session);
        } finally {
            Processes.end(List.of(found));
        }
    }

    @Test
    void oneThatEndsAtOnceIsBrokenWithItsLastWords() {
        DriverException fault =
                assertThrows(
                        DriverException.class,
                        () -> Detached.start(List.of("/usr/bin/cat", "/nowhere"), log()));
        assertEquals(Kind.BROKEN, fault.kind());
        assertTrue(String.valueOf(fault.getMessage()).contains("No such file"), fault.toString());
    }

    @Test
    void aLogIsEmptiedWhenItIsLongAndTheServerGoesOnWithIt() throws Exception {
        Path go = directory.resolve("go");
        Files.write(log(), new byte[100_000]);
        Found server =
                Detached.start(
                        List.of(
                                "/bin/sh",
                                "-c",
                                "while ! test -e "
                                        + go
                                        + "; do sleep 0.01; done; echo on; sleep 9"),
                        log());
        try {
            assertEquals(0, Files.size(log()), "before it starts");
            Files.write(log(), new byte[100_000]);
            Detached.bound(log());
            Files.createFile(go);
            Awaiting.await("words", () -> Files.readString(log()).equals("on\n"));
            assertEquals("on", Detached.lastWords(log()));
        } finally {
            Processes.end(List.of(server));
        }
    }

    private Path log() {
        return directory.resolve("log");
    }
}
