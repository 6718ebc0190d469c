package io.nova.driver.objectstore.s3;

import io.nova.sigv4.Header;
import io.nova.sigv4.PayloadHash;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A request that can be sent any number of times.
 *
 * @param target path and query, encoded
 * @param length of the body, in bytes
 */
record S3Request(
        String method,
        String target,
        List<Header> headers,
        String payloadHash,
        long length,
        Supplier<BodyPublisher> body) {

    S3Request {
        headers = List.copyOf(headers);
    }

    /** A request without a body. */
    static S3Request of(String method, String target) {
        return new S3Request(
                method, target, List.of(), PayloadHash.EMPTY, 0, BodyPublishers::noBody);
    }

    S3Request with(String name, String value) {
        List<Header> all = new ArrayList<>(headers);
        all.add(new Header(name, value));
        return new S3Request(method, target, all, payloadHash, length, body);
    }

    S3Request with(byte[] content) {
        return new S3Request(
                method,
                target,
                headers,
                PayloadHash.of(content),
                content.length,
                () -> BodyPublishers.ofByteArray(content));
    }

    S3Request with(Spool.Piece piece) {
        if (piece.length() == 0) {
            return this;
        }
        Supplier<InputStream> stream = piece::open;
        return new S3Request(
                method,
                target,
                headers,
                piece.sha256(),
                piece.length(),
                // By itself a stream has no length, and would be sent in chunks that few take.
                () ->
                        BodyPublishers.fromPublisher(
                                BodyPublishers.ofInputStream(stream), piece.length()));
    }
}
