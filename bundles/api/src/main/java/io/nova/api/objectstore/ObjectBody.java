package io.nova.api.objectstore;

import io.nova.model.objectstore.ChecksumAlgorithm;
import java.io.InputStream;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Bytes that a client sends, and what is known about them. */
@ConsumerType
public interface ObjectBody {

    /**
     * Returns the bytes; reading them may throw {@link io.nova.model.CloudException}, which passes
     * to the caller of the service. Reading fails instead of ending if they are not the bytes that
     * the client promised.
     */
    InputStream stream();

    /** Returns with what the client sums the bytes beside MD5. */
    Optional<ChecksumAlgorithm> algorithm();

    /** Returns what is summed on the way here. */
    default BodySums sums() {
        return BodySums.NONE;
    }

    /** Returns a body about which nothing is known. */
    static ObjectBody of(InputStream stream) {
        return of(stream, Optional.empty(), BodySums.NONE);
    }

    /** Returns a body that a client sums. */
    static ObjectBody of(InputStream stream, Optional<ChecksumAlgorithm> algorithm, BodySums sums) {
        return new ObjectBody() {
            @Override
            public InputStream stream() {
                return stream;
            }

            @Override
            public Optional<ChecksumAlgorithm> algorithm() {
                return algorithm;
            }

            @Override
            public BodySums sums() {
                return sums;
            }
        };
    }
}
