package io.nova.frontend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.cluster.BackupService;
import io.nova.model.RequestContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandTest implements BackupService {

    @TempDir Path directory;

    private final FakeSession session = new FakeSession();
    private boolean fails;

    @Override
    public Backup write(RequestContext context, OutputStream out) throws IOException {
        out.write("all records\n".getBytes(StandardCharsets.UTF_8));
        if (fails) {
            throw new IOException("the disk is full");
        }
        return new Backup("e1", 42, 7);
    }

    private BackupCommand command(Path file) {
        BackupCommand command = new BackupCommand();
        command.callers = new FakeDirectory();
        command.backups = this;
        command.session = session;
        command.file = file.toString();
        return command;
    }

    @Test
    void writesAFileForItsOwnerAlone() throws Exception {
        Path file = directory.resolve("b");
        command(file).execute();
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            assertEquals("all records\n", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        String printed = session.printed();
        assertTrue(printed.contains("records  7"), printed);
        assertTrue(printed.contains("secrets/"), printed);
        assertFalse(Files.exists(directory.resolve("b.part")));
    }

    @Test
    void overwritesNothing() throws Exception {
        Path file = Files.writeString(directory.resolve("b"), "older");
        assertThrows(FileAlreadyExistsException.class, () -> command(file).execute());
        assertEquals("older", Files.readString(file));
    }

    @Test
    void leavesNothingBehindThatIsNotWhole() throws IOException {
        fails = true;
        Path file = directory.resolve("b");
        assertThrows(IOException.class, () -> command(file).execute());
        try (var left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
    }
}
