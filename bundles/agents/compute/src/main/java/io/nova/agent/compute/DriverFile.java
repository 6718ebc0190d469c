package io.nova.agent.compute;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.model.InstanceId;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in a file which driver each guest belongs to, a line a change: to write all of it anew for
 * each launch would take the longer the more guests there are. The file shrinks when it is opened.
 *
 * <p>A line outlives the process at once, and a power cut some seconds later: that ends the guest
 * too, and its driver's listing tells whose it was. So no launch waits for the disk, which the
 * state store next door would have to share.
 */
final class DriverFile implements DriverMemory {

    private static final Logger LOG = LoggerFactory.getLogger(DriverFile.class);

    private final Path file;
    private final Map<InstanceId, String> drivers = new HashMap<>();

    /**
     * Opens the file in this directory.
     *
     * @throws UncheckedIOException if it cannot be read: a host that does not know whose its guests
     *     are must not touch them
     */
    DriverFile(Path directory) {
        file = directory.resolve("drivers");
        try {
            if (Files.exists(file)) {
                read(Files.readString(file));
            }
            shrink(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(String text) {
        // What follows the last line's end is half a line, of a change that nobody relied on yet.
        text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(this::take);
    }

    private void take(String line) {
        String[] words = line.split(" ", 2);
        InstanceId guest;
        try {
            guest = new InstanceId(words[0]);
        } catch (RuntimeException e) {
            LOG.warn("{} has a line that names no guest, as a power cut may leave it", file);
            return;
        }
        if (words.length == 2) {
            drivers.put(guest, words[1]);
        } else {
            drivers.remove(guest);
        }
    }

    private void shrink(Path directory) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        StringBuilder text = new StringBuilder();
        drivers.forEach((guest, driver) -> text.append(line(guest, driver)));
        Files.deleteIfExists(fresh);
        append(fresh, text.toString(), true);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    @Override
    public synchronized Map<InstanceId, String> drivers() {
        return Map.copyOf(drivers);
    }

    @Override
    public synchronized void keep(InstanceId guest, String driver) {
        try {
            append(file, line(guest, driver), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        drivers.put(guest, driver);
    }

    @Override
    public synchronized void forget(InstanceId guest) {
        if (drivers.remove(guest) != null) {
            try {
                append(file, guest + "\n", false);
            } catch (IOException e) {
                LOG.warn("{} was not forgotten: {}", guest, e.toString());
            }
        }
    }

    private static String line(InstanceId guest, String driver) {
        return guest + " " + driver + "\n";
    }

    /** Not with a channel, which an interrupt would close in the middle of it. */
    private static void append(Path file, String text, boolean durably) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file.toFile(), true)) {
            out.write(text.getBytes(UTF_8));
            if (durably) {
                out.getFD().sync();
            }
        }
    }
}
