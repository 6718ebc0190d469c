package io.nova.api.objectstore;

import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ChecksumAlgorithm;
import java.io.InputStream;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Bytes that a client sends, and what it says about them. */
@ConsumerType
public interface ObjectBody {

    /**
     * Returns the bytes; reading them may throw {@link io.nova.model.CloudException}, which passes
     * to the caller of the service.
     */
    InputStream stream();

    /** Returns the MD5 that the client claims, in hex. */
    Optional<String> md5();

    /** Returns with what the client sums the bytes beside MD5. */
    Optional<ChecksumAlgorithm> algorithm();

    /**
     * Returns the checksum that the client claims. Asked after the last byte, since it may come
     * behind it.
     */
    Optional<Checksum> checksum();

    /** Returns a body about which nothing is claimed. */
    static ObjectBody of(InputStream stream) {
        return new ObjectBody() {
            @Override
            public InputStream stream() {
                return stream;
            }

            @Override
            public Optional<String> md5() {
                return Optional.empty();
            }

            @Override
            public Optional<ChecksumAlgorithm> algorithm() {
                return Optional.empty();
            }

            @Override
            public Optional<Checksum> checksum() {
                return Optional.empty();
            }
        };
    }
}
