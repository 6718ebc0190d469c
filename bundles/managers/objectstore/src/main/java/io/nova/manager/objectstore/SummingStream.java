package io.nova.manager.objectstore;

import io.nova.api.objectstore.ObjectBody;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ChecksumAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * Sums a body while it is read, and refuses to end if it is not the one that was claimed: so it is
 * refused before it was ever written whole.
 */
final class SummingStream extends InputStream {

    /** The most bytes of one write. */
    static final long LIMIT = 5L << 30;

    private final ObjectBody body;
    private final InputStream in;
    private final Optional<ChecksumAlgorithm> algorithm;
    private final Sum md5 = Sum.md5();
    private final Optional<Sum> sum;
    private long size;
    private boolean ended;
    private String etag = "";
    private Optional<Checksum> checksum = Optional.empty();

    SummingStream(ObjectBody body, Optional<ChecksumAlgorithm> otherwise) {
        this.body = body;
        this.in = body.stream();
        this.algorithm = body.algorithm().or(() -> otherwise);
        this.sum = algorithm.map(Sum::of);
    }

    /** Returns the MD5 in hex; known at the end. */
    String etag() {
        return etag;
    }

    /** Returns the other checksum; known at the end. */
    Optional<Checksum> checksum() {
        return checksum;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int count = in.read(target, from, length);
        if (count > 0) {
            add(target, from, count);
        } else if (count < 0 && !ended) {
            ended = true;
            end();
        }
        return count;
    }

    private void add(byte[] bytes, int from, int count) {
        size += count;
        if (size > LIMIT) {
            throw new InvalidParameterException(
                    Problem.TOO_LARGE,
                    "Body",
                    "Your proposed upload exceeds the maximum allowed object size");
        }
        md5.update(bytes, from, count);
        sum.ifPresent(other -> other.update(bytes, from, count));
    }

    private void end() {
        etag = HexFormat.of().formatHex(md5.value());
        checksum = algorithm.flatMap(name -> sum.map(other -> other.checksum(name)));
        Optional<String> claimed = body.md5();
        if (claimed.isPresent() && !claimed.get().toLowerCase(Locale.ROOT).equals(etag)) {
            throw wrong(
                    "Content-MD5", "The Content-MD5 you specified did not match what we received");
        }
        Optional<Checksum> other = body.checksum();
        if (other.isPresent() && !other.equals(checksum)) {
            String name = other.get().algorithm().name();
            throw wrong(name, "The " + name + " you specified did not match what we received");
        }
    }

    private static InvalidParameterException wrong(String name, String message) {
        return new InvalidParameterException(Problem.BAD_DIGEST, name, message);
    }
}
