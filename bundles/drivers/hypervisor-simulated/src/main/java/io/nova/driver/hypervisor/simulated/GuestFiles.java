package io.nova.driver.hypervisor.simulated;

import io.nova.model.InstanceId;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * One small file per guest, so that pretended guests outlive the JVM as real ones do. A kill of the
 * JVM loses none; a power cut, which would end real guests too, may.
 */
final class GuestFiles {

    private static final String SUFFIX = ".guest";

    private final Path directory;

    GuestFiles(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
    }

    List<SimulatedGuest> readAll() {
        List<SimulatedGuest> guests = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                Properties properties = new Properties();
                try (Reader reader = Files.newBufferedReader(file)) {
                    properties.load(reader);
                }
                guests.add(SimulatedGuest.of(properties));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read guests in " + directory, e);
        }
        return guests;
    }

    void write(SimulatedGuest guest) {
        Path file = file(guest.instance());
        Path next = file.resolveSibling(guest.instance().value() + ".next");
        try {
            try (Writer writer = Files.newBufferedWriter(next)) {
                guest.toProperties().store(writer, null);
            }
            // A reader after a kill finds the guest as it was or as it is, never half of it.
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    void delete(InstanceId instance) {
        try {
            Files.deleteIfExists(file(instance));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file(instance), e);
        }
    }

    private Path file(InstanceId instance) {
        return directory.resolve(instance.value() + SUFFIX);
    }
}
