package io.nova.protocol;

import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.spi.messaging.MessageBus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How a host sends copies of disks to the object store: by URLs that the image managers sign. Safe
 * for threads; a call returns when the managers know what it tells them.
 */
public final class ImageUplink {

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Less than the URL is good for. */
    private static final Duration LONGEST = Duration.ofMinutes(50);

    /** What S3 takes in one piece. */
    private static final long MOST = 5L << 30;

    private final HostId host;
    private final MessageBus bus;
    private final Clock clock;
    private final IdSource ids;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();

    public ImageUplink(HostId host, MessageBus bus, Clock clock, IdSource ids) {
        this.host = host;
        this.bus = bus;
        this.clock = clock;
        this.ids = ids;
    }

    /** Bytes that are read twice, and are the same both times. */
    public interface Content {

        long size() throws IOException;

        /** Opens them from their begin; whoever does that closes it. */
        InputStream open() throws IOException;
    }

    /**
     * Uploads a copy and tells the managers; of one that is too large it tells them that instead.
     *
     * @throws DriverException {@code UNREACHABLE} if it can be tried again
     */
    public void send(ImageId image, Content copy) throws InterruptedException {
        try {
            long size = copy.size();
            if (size > MOST) {
                failed(
                        image,
                        "the copy of the disk has %d bytes; the object store takes %d in one piece"
                                .formatted(size, MOST));
                return;
            }
            String sha256 = sha256(copy);
            UploadRequest place = new UploadRequest(host, image, sha256, size);
            put(URI.create(call(ImageProtocol.UPLOAD, place).url()), copy, size);
            var unused =
                    call(ImageProtocol.CAPTURED, new CaptureReport(host, image, sha256, size, ""));
        } catch (IOException | UncheckedIOException e) {
            throw unreachable("the copy for " + image + " cannot be sent", e);
        }
    }

    private void put(URI url, Content copy, long size) throws IOException, InterruptedException {
        HttpRequest.BodyPublisher body =
                BodyPublishers.ofInputStream(
                        () -> {
                            try {
                                return copy.open();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        HttpResponse<Void> answer =
                http.send(
                        HttpRequest.newBuilder(url)
                                .timeout(LONGEST)
                                .PUT(BodyPublishers.fromPublisher(body, size))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() != 200) {
            throw new IOException("the object store answers " + answer.statusCode());
        }
    }

    /**
     * Tells the managers that there will be no copy.
     *
     * @throws DriverException {@code UNREACHABLE} if they do not answer
     */
    public void failed(ImageId image, String why) throws InterruptedException {
        var unused = call(ImageProtocol.CAPTURED, new CaptureReport(host, image, "", 0, why));
    }

    /**
     * Asks the image managers.
     *
     * @throws DriverException {@code UNREACHABLE} if they do not answer
     */
    public <Q, A> A call(MessageType<Q, A> type, Q body) throws InterruptedException {
        try {
            return type.call(
                            bus,
                            ImageProtocol.MANAGER,
                            body,
                            ids.hex(16),
                            "",
                            clock.instant().plus(DEADLINE))
                    .get(2 * DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw unreachable("no image manager answers", e);
        }
    }

    private static String sha256(Content copy) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(copy.open(), digest)) {
                byte[] buffer = new byte[1 << 18];
                while (in.read(buffer) >= 0) {
                    // The stream digests.
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static DriverException unreachable(String what, Exception cause) {
        return new DriverException(
                DriverException.Kind.UNREACHABLE, what + ": " + cause.getMessage(), cause);
    }
}
