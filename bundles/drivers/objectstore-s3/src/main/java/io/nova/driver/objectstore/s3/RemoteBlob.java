package io.nova.driver.objectstore.s3;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.spi.objectstore.BlobForm;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object that is a blob's form.
 *
 * <p>Its end comes with the first request, and with it all of a small one; the range that is wanted
 * comes as one stream, begun anew where it breaks off.
 */
final class RemoteBlob implements BlobSource {

    /** Bytes of the end that are fetched first. */
    private static final int TAIL = 64 << 10;

    private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+)");

    private final S3Bucket bucket;
    private final BlobId id;
    private final int retries;
    private final long length;
    private final ByteBuffer tail;
    private final long end;
    private @Nullable TimedBody stream;
    private long position;

    private RemoteBlob(
            S3Bucket bucket, BlobId id, int retries, long length, ByteBuffer tail, long wanted) {
        this.bucket = bucket;
        this.id = id;
        this.retries = retries;
        this.length = length;
        this.tail = tail;
        // To the end of the last block, whose sum wants all of it.
        long size = Math.max(0, BlobForm.size(length));
        long up = wanted >= size ? size : BlobForm.blocks(wanted) * BlobForm.BLOCK;
        end = Math.min(up, size);
    }

    /**
     * Finds an object.
     *
     * @param wanted where the range of the blob ends that will be read
     * @return empty if there is no such object
     */
    static Optional<RemoteBlob> find(S3Bucket bucket, BlobId id, int retries, long wanted)
            throws InterruptedException {
        S3Request request = S3Request.of("GET", bucket.path(id)).with("Range", "bytes=-" + TAIL);
        for (int attempt = 0; ; attempt++) {
            try (S3Client.Answer answer = bucket.client().send(request)) {
                if (answer.ok()) {
                    byte[] bytes = answer.response().body().readAll(TAIL);
                    long length = length(answer, bytes);
                    return Optional.of(
                            new RemoteBlob(
                                    bucket, id, retries, length, ByteBuffer.wrap(bytes), wanted));
                }
                S3Fault fault = answer.fault().orElseThrow();
                if (fault.status() == 416) {
                    // Nothing is the end of it: an empty object, which is no blob's form.
                    return Optional.of(
                            new RemoteBlob(bucket, id, retries, 0, ByteBuffer.allocate(0), 0));
                }
                if (fault.isMissing()) {
                    return Optional.empty();
                }
                throw fault.toThrow("cannot open blob " + id);
            } catch (IOException e) {
                if (attempt >= retries) {
                    throw new DriverException(
                            Kind.UNREACHABLE, "cannot open blob " + id + ": " + e, e);
                }
                S3Client.pause(attempt);
            }
        }
    }

    private static long length(S3Client.Answer answer, byte[] bytes) throws IOException {
        Matcher range = RANGE.matcher(answer.header("Content-Range"));
        if (!range.matches()) {
            return bytes.length;
        }
        long length = Long.parseLong(range.group(2));
        if (Long.parseLong(range.group(1)) + bytes.length != length) {
            throw new IOException("the answer is not the range that it says");
        }
        return length;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int read(ByteBuffer target, long at) throws IOException {
        if (at >= length) {
            return -1;
        }
        long tailStart = length - tail.capacity();
        if (at >= tailStart) {
            int from = (int) (at - tailStart);
            int count = Math.min(target.remaining(), tail.capacity() - from);
            target.put(tail.slice(from, count));
            return count;
        }
        // Sums of a far part are asked for on their own; the stream of the bytes goes on.
        return at < end ? readStream(target, at) : readOnce(target, at);
    }

    private int readStream(ByteBuffer target, long at) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                TimedBody body = stream;
                if (body == null || position != at) {
                    close();
                    body = open(at, end);
                    stream = body;
                    position = at;
                }
                int count = body.read(target);
                if (count > 0) {
                    position += count;
                    return count;
                }
                throw new IOException("the answer ends too early");
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                close();
                if (attempt >= retries) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    private int readOnce(ByteBuffer target, long at) throws IOException {
        long to = Math.min(at + target.remaining(), length);
        try (TimedBody body = open(at, to)) {
            return body.read(target);
        }
    }

    private TimedBody open(long from, long to) throws IOException {
        S3Request request =
                S3Request.of("GET", bucket.path(id))
                        .with("Range", "bytes=%d-%d".formatted(from, to - 1));
        try {
            S3Client.Answer answer = bucket.client().send(request);
            if (answer.fault().isPresent()) {
                S3Fault fault = answer.fault().get();
                throw fault.isMissing() || fault.status() == 416
                        ? new DriverException(Kind.BROKEN, "blob " + id + " went away")
                        : fault.toThrow("cannot read blob " + id);
            }
            String range = answer.header("Content-Range");
            if (!range.startsWith("bytes " + from + "-")) {
                answer.close();
                throw new DriverException(Kind.UNREACHABLE, "the store does not serve ranges");
            }
            return answer.response().body();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static void pause(int attempt) throws InterruptedIOException {
        try {
            S3Client.pause(attempt);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while a blob was read");
    }

    @Override
    public void close() {
        TimedBody open = stream;
        stream = null;
        if (open != null) {
            open.close();
        }
    }
}
