package io.nova.agent.compute;

import io.nova.model.DriverException;
import io.nova.protocol.ImageRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Keeps images under their digest: a file that is there is whole and right, whoever wrote it. Many
 * guests of one image wait for one download. Files are read-only and never written again, since
 * guests' disks lie over them.
 */
final class ImageCache implements Images, AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Less than a command's deadline, so that who waits sees that nothing comes. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final ImageLocations locations;
    private final Duration patience;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<String, ImageDownload> downloads = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();

    ImageCache(Path directory, ImageLocations locations) {
        this(directory, locations, PATIENCE);
    }

    /**
     * @param patience how long no byte of an image may come
     */
    ImageCache(Path directory, ImageLocations locations, Duration patience) {
        this.directory = directory;
        this.locations = locations;
        this.patience = patience;
        try {
            Files.createDirectories(directory);
            // Hypervisors may run guests as another user, who must reach the files.
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            removeUnfinished();
        } catch (IOException e) {
            throw new UncheckedIOException("the image cache cannot be made: " + e, e);
        }
    }

    private void removeUnfinished() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().endsWith(".part")) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public Path fetch(ImageRef image) throws InterruptedException {
        Path file = directory.resolve(image.sha256());
        if (Files.exists(file)) {
            return file;
        }
        ImageDownload download;
        ReentrantLock lock = locks.computeIfAbsent(image.sha256(), d -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            // It is put there before its download is over.
            if (Files.exists(file)) {
                return file;
            }
            download = underWay(image, file);
        } finally {
            lock.unlock();
        }
        return download.await();
    }

    private ImageDownload underWay(ImageRef image, Path file) throws InterruptedException {
        ImageDownload known = downloads.get(image.sha256());
        if (known != null && !known.isOver()) {
            return known;
        }
        try {
            ImageDownload begun =
                    new ImageDownload(http, locations.locate(image.image()), image, file, patience);
            downloads.put(image.sha256(), begun);
            return begun;
        } catch (IOException e) {
            throw new DriverException(
                    DriverException.Kind.UNREACHABLE,
                    "the image " + image.image() + " cannot be kept: " + e.getMessage(),
                    e);
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        downloads.values().forEach(ImageDownload::cancel);
    }
}
