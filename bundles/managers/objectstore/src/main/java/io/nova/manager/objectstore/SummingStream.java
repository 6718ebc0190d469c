package io.nova.manager.objectstore;

import io.nova.api.objectstore.BodySums;
import io.nova.api.objectstore.ObjectBody;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ChecksumAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Optional;

/** Sums a body while it is read, as far as nobody has done so on its way. */
final class SummingStream extends InputStream {

    /** The most bytes of one write. */
    static final long LIMIT = 5L << 30;

    private final InputStream in;
    private final BodySums known;
    private final ChecksumAlgorithm algorithm;
    private final Optional<Sum> md5;
    private final Optional<Sum> sum;
    private long size;
    private boolean ended;
    private String etag = "";
    private Optional<Checksum> checksum = Optional.empty();

    /**
     * @param otherwise with what to sum a body that its client does not sum
     */
    SummingStream(ObjectBody body, ChecksumAlgorithm otherwise) {
        this.in = body.stream();
        this.known = body.sums();
        this.algorithm = body.algorithm().orElse(otherwise);
        this.md5 = known.hasMd5() ? Optional.empty() : Optional.of(new SideSum(Sum.md5()));
        this.sum = known.has(algorithm) ? Optional.empty() : Optional.of(Sum.of(algorithm));
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
        md5.ifPresent(own -> own.update(bytes, from, count));
        sum.ifPresent(own -> own.update(bytes, from, count));
    }

    private void end() {
        etag = md5.map(own -> HexFormat.of().formatHex(own.value())).orElseGet(known::md5);
        checksum =
                Optional.of(
                        sum.map(own -> own.checksum(algorithm))
                                .orElseGet(() -> known.checksum(algorithm)));
    }
}
