package io.nova.agent.compute;

import io.nova.model.DriverException;
import io.nova.protocol.ImageRef;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The way of one image to this host. It goes on while bytes come, though those who waited for it
 * have given up: a large image on a slow line takes longer than any command may.
 */
final class ImageDownload {

    private static final int NOT_FOUND = 404;

    private final ImageRef image;
    private final Duration patience;
    private final ImageSink sink;
    private final CompletableFuture<HttpResponse<Void>> answer;
    private final CompletableFuture<Path> done;

    /**
     * Begins at once.
     *
     * @param file where it is put when it is whole and right
     * @param patience how long no byte may come
     */
    ImageDownload(HttpClient http, URI source, ImageRef image, Path file, Duration patience)
            throws IOException {
        this.image = image;
        this.patience = patience;
        // A name of its own: an earlier agent's download may still be at its end.
        Path part = Files.createTempFile(file.getParent(), image.sha256(), ".part");
        sink = new ImageSink(part, image.size());
        HttpRequest request = HttpRequest.newBuilder(source).timeout(patience).build();
        answer =
                http.sendAsync(
                        request,
                        head ->
                                head.statusCode() == 200
                                        ? HttpResponse.BodySubscribers.ofByteArrayConsumer(sink)
                                        : HttpResponse.BodySubscribers.discarding());
        done = answer.handle((response, fault) -> finish(response, fault, part, file));
    }

    /**
     * Returns the file; interrupted, it leaves the download to itself.
     *
     * @throws DriverException {@code BROKEN} if the object is gone, or has not the bytes that were
     *     registered
     */
    Path await() throws InterruptedException {
        while (true) {
            long before = sink.written();
            try {
                return done.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (sink.written() == before) {
                    cancel();
                    awaitEnd();
                    throw unreachable("no byte came for " + patience.toSeconds() + " s", e);
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof DriverException fault) {
                    throw new DriverException(
                            fault.kind(), String.valueOf(fault.getMessage()), fault);
                }
                throw unreachable(String.valueOf(e.getCause()), e);
            }
        }
    }

    boolean isOver() {
        return done.isDone();
    }

    /** Ends it, and leaves nothing. */
    void cancel() {
        var unused = answer.cancel(true);
    }

    /** Its end may be another thread's work, as when the client's own timeout came first. */
    private void awaitEnd() {
        var unused = done.exceptionally(fault -> null).join();
    }

    private Path finish(HttpResponse<Void> response, Throwable fault, Path part, Path file) {
        try (sink) {
            if (fault != null) {
                throw unreachable(String.valueOf(fault), fault);
            }
            if (saysThatItIsGone(response)) {
                // Only its owner deletes an object: waiting brings it back to nobody.
                throw broken("is not in the object store any longer");
            }
            if (response.statusCode() != 200) {
                throw new IOException("the object store answers " + response.statusCode());
            }
            sink.force();
            if (!sink.sha256().equals(image.sha256())) {
                throw broken("has not the bytes that were registered");
            }
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("r--r--r--"));
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return file;
        } catch (IOException e) {
            throw unreachable(String.valueOf(e.getMessage()), e);
        } finally {
            deleteQuietly(part);
        }
    }

    /** While no object store serves, a bare 404 may come as well, and that passes. */
    private static boolean saysThatItIsGone(HttpResponse<Void> response) {
        return response.statusCode() == NOT_FOUND
                && response.headers().firstValue("Content-Type").orElse("").contains("xml");
    }

    private DriverException broken(String why) {
        return new DriverException(
                DriverException.Kind.BROKEN,
                "the object of the image %s %s; register the image again"
                        .formatted(image.image(), why));
    }

    private DriverException unreachable(String why, Throwable cause) {
        return new DriverException(
                DriverException.Kind.UNREACHABLE,
                "the image " + image.image() + " cannot be fetched: " + why,
                cause);
    }

    private static void deleteQuietly(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // The next start removes it.
        }
    }
}
