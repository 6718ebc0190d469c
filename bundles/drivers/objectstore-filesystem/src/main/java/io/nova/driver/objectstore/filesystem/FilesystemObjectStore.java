package io.nova.driver.objectstore.filesystem;

import io.nova.model.DriverException;
import io.nova.model.Page;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.objectstore.BlobFormReader;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.objectstore.BlobReader;
import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.spi.objectstore.StoreCapacity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Keeps each blob as one file whose name is the blob's id.
 *
 * <p>A blob is written to a temporary file, which is synchronised, renamed, and its directory
 * synchronised: only then it exists, whatever happens to the power.
 */
@Component(
        configurationPid = FilesystemObjectStore.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = ObjectStoreDriver.DRIVER_NAME + "=filesystem")
@Designate(ocd = FilesystemObjectStore.Config.class)
public final class FilesystemObjectStore implements ObjectStoreDriver {

    static final String PID = "io.nova.driver.objectstore.filesystem";

    /** Where the files are. */
    @ObjectClassDefinition(name = "Object store in a file system")
    public @interface Config {
        @AttributeDefinition(description = "Directory of the blobs; made if it is not there")
        String directory();

        @AttributeDefinition(description = "Room that is left to others in the file system, in MiB")
        int reserveMib() default 256;
    }

    private static final SettingsFile FILE = SettingsFile.of(PID);

    private final BlobTree tree;
    private final TemporaryFiles temporary;
    private final DirectorySync sync = new DirectorySync();
    private final BlobWriter writer;
    private final FileStore fileStore;
    private final long reserve;

    /**
     * @throws IllegalArgumentException if a setting is wrong; names its key
     */
    @Activate
    public FilesystemObjectStore(Config config) {
        this(
                FILE.path("directory", config::directory),
                (long) FILE.atLeast("reserveMib", config::reserveMib, 0) << 20);
    }

    FilesystemObjectStore(Path directory, long reserve) {
        this.reserve = reserve;
        try {
            TemporaryFiles.makeDirectory(directory);
            tree = BlobTree.open(directory.resolve("blobs"));
            temporary = TemporaryFiles.open(directory.resolve("tmp"));
            fileStore = Files.getFileStore(directory);
            writer = new BlobWriter(DirectFiles.find(temporary.next()), () -> requireRoom(1));
        } catch (IOException e) {
            throw FILE.refusal("directory", "cannot use " + directory + ": " + e, e);
        }
    }

    @Deactivate
    void deactivate() {
        temporary.close();
    }

    @Override
    public BlobInfo write(BlobId id, InputStream content, long expected)
            throws IOException, InterruptedException {
        Path target = tree.path(id);
        Path draft = temporary.next();
        boolean done = false;
        try {
            requireRoom(Math.max(1, expected));
            if (Files.exists(target)) {
                throw new DriverException(DriverException.Kind.BROKEN, "there is a blob " + id);
            }
            long size = writer.write(draft, content);
            if (expected != UNKNOWN && expected != size) {
                throw new DriverException(
                        DriverException.Kind.BROKEN,
                        "%d bytes came where %d were expected".formatted(size, expected));
            }
            BlobInfo info = publish(id, draft, target);
            done = true;
            return info;
        } finally {
            if (!done) {
                Faults.deleteQuietly(draft);
            }
        }
    }

    private BlobInfo publish(BlobId id, Path draft, Path target) throws InterruptedException {
        boolean done = false;
        try {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            sync.force(tree.directory(id));
            BlobInfo info = tree.info(id).orElseThrow(() -> new NoSuchFileException(id.value()));
            done = true;
            return info;
        } catch (IOException e) {
            throw Faults.of("cannot keep blob " + id, e);
        } finally {
            if (!done) {
                // It is not known to be durable, so it must not be found either.
                Faults.deleteQuietly(target);
            }
        }
    }

    @Override
    public Optional<BlobReader> open(BlobId id, long offset, long length)
            throws InterruptedException {
        try {
            BlobFile file = BlobFile.open(tree.path(id));
            return Optional.of(BlobFormReader.open(id, file, offset, length));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Faults.of("cannot open blob " + id, e);
        }
    }

    @Override
    public void delete(BlobId id) throws InterruptedException {
        try {
            // Not synchronised: a blob that comes back after a power cut is found by the collector.
            Files.deleteIfExists(tree.path(id));
        } catch (IOException e) {
            throw Faults.of("cannot delete blob " + id, e);
        }
    }

    @Override
    public Page<BlobInfo> list(Optional<BlobId> after, int limit) throws InterruptedException {
        try {
            return tree.list(after, limit);
        } catch (IOException e) {
            throw Faults.of("cannot list blobs", e);
        }
    }

    @Override
    public StoreCapacity capacity() throws InterruptedException {
        try {
            long usable = fileStore.getUsableSpace();
            return new StoreCapacity(fileStore.getTotalSpace(), Math.max(0, usable - reserve));
        } catch (IOException e) {
            throw Faults.of("cannot tell the room", e);
        }
    }

    private void requireRoom(long bytes) throws InterruptedException {
        if (capacity().free() < bytes) {
            throw new DriverException(
                    DriverException.Kind.EXHAUSTED, "less room is left than reserveMib");
        }
    }
}
