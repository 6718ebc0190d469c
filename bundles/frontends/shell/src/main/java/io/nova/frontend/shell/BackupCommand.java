package io.nova.frontend.shell;

import io.nova.api.cluster.BackupService;
import io.nova.api.cluster.BackupService.Backup;
import io.nova.api.identity.CallerResolver;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.FileCompleter;
import org.jspecify.annotations.Nullable;

/** Writes all records of the cloud into a file */
@Service
@Command(
        scope = "nova",
        name = "backup",
        description =
                "Writes all records of the cloud, as of one moment, into a new file of the cloud's"
                        + " host. Example: nova:backup /root/monday.backup")
public final class BackupCommand implements Action {

    private static final int BUFFER = 1 << 16;

    @Reference CallerResolver callers;
    @Reference BackupService backups;
    @Reference Session session;

    @Option(name = "--json", description = "Prints JSON and nothing else")
    boolean json;

    @Argument(name = "file", description = "The file to make", required = true)
    @Completion(FileCompleter.class)
    String file = "";

    @Override
    public @Nullable Object execute() throws Exception {
        Path path = session.currentDir().resolve(file);
        if (Files.exists(path)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        Path draft = Path.of(path + ".part");
        Backup backup;
        long bytes;
        try {
            backup = write(draft);
            bytes = Files.size(draft);
            // Fails where another file came meanwhile.
            Files.createLink(path, draft);
        } finally {
            Files.deleteIfExists(draft);
        }
        sync(path.toAbsolutePath().getParent());
        Screen.print(
                Table.facts()
                        .row("file", path)
                        .row("records", backup.records())
                        .row("bytes", bytes)
                        .row("commit", backup.seq())
                        .row("history", backup.epoch()),
                json,
                session);
        if (!json) {
            session.getConsole()
                    .println(
                            "Without the folder secrets/ of the cloud it is of no use, and without"
                                    + " objects/ there are no images: keep copies of these too.");
        }
        return null;
    }

    /** The records tell who has what: they are for the operator's eyes alone. */
    private Backup write(Path draft) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(
                                draft,
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                PosixFilePermissions.asFileAttribute(
                                        PosixFilePermissions.fromString("rw-------")));
                OutputStream out = Channels.newOutputStream(channel)) {
            BufferedOutputStream buffer = new BufferedOutputStream(out, BUFFER);
            GZIPOutputStream zip = new GZIPOutputStream(buffer, BUFFER);
            Backup backup = backups.write(Operator.context(callers), zip);
            zip.finish();
            buffer.flush();
            channel.force(true);
            return backup;
        }
    }

    private static void sync(@Nullable Path folder) throws IOException {
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
