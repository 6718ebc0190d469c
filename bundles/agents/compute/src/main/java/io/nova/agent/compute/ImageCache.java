package io.nova.agent.compute;

import io.nova.model.DriverException;
import io.nova.protocol.ImageRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Keeps images under their digest: a file that is there is whole and right, whoever wrote it. Many
 * guests of one image wait for one download. Files are read-only and never written again, since
 * guests' disks lie over them.
 */
final class ImageCache implements Images {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final Path directory;
    private final ImageLocations locations;
    private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();

    ImageCache(Path directory, ImageLocations locations) {
        this.directory = directory;
        this.locations = locations;
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
        ReentrantLock lock = locks.computeIfAbsent(image.sha256(), d -> new ReentrantLock());
        // So that who waits too long for another's download can be interrupted.
        lock.lockInterruptibly();
        try {
            if (!Files.exists(file)) {
                download(image, file);
            }
        } finally {
            lock.unlock();
        }
        return file;
    }

    private void download(ImageRef image, Path file) throws InterruptedException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            URI source = locations.locate(image.image());
            HttpRequest request = HttpRequest.newBuilder(source).timeout(ANSWER).build();
            try (Sink sink = new Sink(part, digest, image.size())) {
                receive(request, sink);
                sink.force();
            }
            if (!HexFormat.of().formatHex(digest.digest()).equals(image.sha256())) {
                throw new DriverException(
                        DriverException.Kind.BROKEN,
                        "the bytes of "
                                + image.image()
                                + " are not those that were registered; register the image again");
            }
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("r--r--r--"));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new DriverException(
                    DriverException.Kind.UNREACHABLE,
                    "the image " + image.image() + " cannot be fetched: " + e.getMessage(),
                    e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        } finally {
            deleteQuietly(part);
        }
    }

    /** Waits so that it can be interrupted: a blocking read of this client cannot. */
    private void receive(HttpRequest request, Sink sink) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Void>> answer =
                http.sendAsync(
                        request,
                        head ->
                                head.statusCode() == 200
                                        ? HttpResponse.BodySubscribers.ofByteArrayConsumer(sink)
                                        : HttpResponse.BodySubscribers.discarding());
        try {
            int status = answer.get().statusCode();
            if (status != 200) {
                throw new IOException("the object store answers " + status);
            }
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } finally {
            var unused = answer.cancel(true);
        }
    }

    /** Takes in the bytes as they come; closed, it takes no more. */
    private static final class Sink implements Consumer<Optional<byte[]>>, AutoCloseable {

        private final FileChannel out;
        private final MessageDigest digest;
        private final long most;
        private long written;

        Sink(Path part, MessageDigest digest, long most) throws IOException {
            this.digest = digest;
            this.most = most;
            out =
                    FileChannel.open(
                            part,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE);
        }

        @Override
        public void accept(Optional<byte[]> chunk) {
            if (chunk.isEmpty()) {
                return;
            }
            ByteBuffer bytes = ByteBuffer.wrap(chunk.get());
            written += bytes.remaining();
            if (written > most) {
                throw new IllegalStateException("it is longer than it was at its registration");
            }
            digest.update(bytes.duplicate());
            try {
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void force() throws IOException {
            out.force(true);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    private static void deleteQuietly(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // The next start removes it.
        }
    }
}
