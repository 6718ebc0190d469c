package io.nova.agent.compute;

import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.protocol.CaptureAssignment;
import io.nova.protocol.CaptureReport;
import io.nova.protocol.CapturesRequest;
import io.nova.protocol.ImageProtocol;
import io.nova.protocol.MessageType;
import io.nova.protocol.UploadRequest;
import io.nova.spi.messaging.MessageBus;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends copies of disks to the object store, by URLs that the image managers sign. */
final class CaptureUplink implements CaptureLink {

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

    CaptureUplink(HostId host, MessageBus bus, Clock clock, IdSource ids) {
        this.host = host;
        this.bus = bus;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public List<CaptureAssignment> asked() throws InterruptedException {
        return call(ImageProtocol.CAPTURES, new CapturesRequest(host)).captures();
    }

    @Override
    public void send(CaptureAssignment capture, Path copy) throws InterruptedException {
        try {
            long size = Files.size(copy);
            if (size > MOST) {
                failed(
                        capture,
                        "the copy of the disk has %d bytes; the object store takes %d in one piece"
                                .formatted(size, MOST));
                return;
            }
            String sha256 = sha256(copy);
            String url =
                    call(
                                    ImageProtocol.UPLOAD,
                                    new UploadRequest(host, capture.image(), sha256, size))
                            .url();
            put(URI.create(url), copy);
            var unused =
                    call(
                            ImageProtocol.CAPTURED,
                            new CaptureReport(host, capture.image(), sha256, size, ""));
        } catch (IOException e) {
            throw unreachable("the copy for " + capture.image() + " cannot be sent", e);
        }
    }

    private void put(URI url, Path copy) throws IOException, InterruptedException {
        HttpResponse<Void> answer =
                http.send(
                        HttpRequest.newBuilder(url)
                                .timeout(LONGEST)
                                .PUT(HttpRequest.BodyPublishers.ofFile(copy))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() != 200) {
            throw new IOException("the object store answers " + answer.statusCode());
        }
    }

    @Override
    public void failed(CaptureAssignment capture, String why) throws InterruptedException {
        var unused =
                call(ImageProtocol.CAPTURED, new CaptureReport(host, capture.image(), "", 0, why));
    }

    private <Q, A> A call(MessageType<Q, A> type, Q body) throws InterruptedException {
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

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
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
