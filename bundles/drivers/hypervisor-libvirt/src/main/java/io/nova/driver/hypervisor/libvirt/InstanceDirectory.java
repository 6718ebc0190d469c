package io.nova.driver.hypervisor.libvirt;

import static io.nova.model.DriverException.Kind.BROKEN;

import io.nova.model.DriverException;
import io.nova.model.InstanceId;
import io.nova.model.InvalidParameterException;
import io.nova.spi.hypervisor.RootDisk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The files of one guest, all in one directory that is named like its instance. */
final class InstanceDirectory {

    private final Path path;

    InstanceDirectory(Path parent, InstanceId instance) {
        path = parent.resolve(instance.value());
    }

    /** Lists the instances that have a directory, a half-made one too. */
    static List<InstanceId> list(Path parent) {
        List<InstanceId> instances = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(parent, "i-*")) {
            for (Path path : paths) {
                instances.add(new InstanceId(path.getFileName().toString()));
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (InvalidParameterException e) {
            throw new DriverException(BROKEN, "what is that in " + parent + "?", e);
        } catch (IOException e) {
            throw new DriverException(BROKEN, "cannot list " + parent, e);
        }
        return instances;
    }

    Path disk() {
        return path.resolve("disk");
    }

    /** Where a running guest's disk is copied to, before it is copied to where it is wanted. */
    Path capture() {
        return path.resolve("capture");
    }

    Path console() {
        return path.resolve("console.log");
    }

    /** Tells whether the guest has a disk; one that is there is whole. */
    boolean hasDisk() {
        return Files.exists(disk());
    }

    /**
     * Makes the guest's disk over its image, in place of what an attempt left that did not come to
     * an end; not for a guest that has a disk.
     */
    void create(RootDisk root, QemuImg tool) throws InterruptedException {
        delete();
        try {
            Files.createDirectories(path);
            // QEMU's user must pass; only root may look around.
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx--x--x"));
        } catch (IOException e) {
            throw new DriverException(BROKEN, "cannot make " + path, e);
        }
        Path unfinished = path.resolve("disk.new");
        tool.createOverlay(unfinished, root);
        try {
            try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(unfinished, disk(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new DriverException(BROKEN, "cannot keep " + unfinished, e);
        }
    }

    /** Deletes the directory with all its files; none is a success. */
    void delete() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(path);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return;
        } catch (IOException e) {
            throw new DriverException(BROKEN, "cannot delete " + path, e);
        }
    }
}
