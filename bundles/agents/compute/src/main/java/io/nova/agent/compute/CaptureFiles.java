package io.nova.agent.compute;

import io.nova.model.DriverException;
import io.nova.model.ImageId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Copies of disks, on their way: one that has its name is whole. */
final class CaptureFiles {

    private static final String WHOLE = ".qcow2";
    private static final String PART = ".part";

    private final Path directory;

    CaptureFiles(Path directory) {
        this.directory = directory;
        try {
            Files.createDirectories(directory);
            // What is in them is their owners'.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException("no disks can be copied to " + directory, e);
        }
    }

    /** Returns the copy, if it is there. */
    Optional<Path> whole(ImageId image) {
        Path file = directory.resolve(image + WHOLE);
        return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    /** Returns where to write the copy; nothing is there. */
    Path begin(ImageId image) {
        Path file = directory.resolve(image + PART);
        try {
            Files.deleteIfExists(file);
            return file;
        } catch (IOException e) {
            throw broken(image, e);
        }
    }

    /** What was written is whole. */
    void finish(ImageId image) {
        try {
            Files.move(
                    directory.resolve(image + PART),
                    directory.resolve(image + WHOLE),
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw broken(image, e);
        }
    }

    /** Returns how many bytes there is room for. */
    long room() {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes what is not for these images. */
    void retain(Set<ImageId> images) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                String image = name.substring(0, Math.max(0, name.lastIndexOf('.')));
                if (images.stream().noneMatch(one -> one.value().equals(image))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DriverException broken(ImageId image, IOException cause) {
        return new DriverException(
                DriverException.Kind.BROKEN,
                "the copy for %s cannot be kept: %s".formatted(image, cause.getMessage()),
                cause);
    }
}
