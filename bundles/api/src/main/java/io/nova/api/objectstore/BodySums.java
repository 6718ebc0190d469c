package io.nova.api.objectstore;

import io.nova.model.objectstore.Checksum;
import io.nova.model.objectstore.ChecksumAlgorithm;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What is summed of a body on its way to whoever reads it, so that nobody need do it twice.
 *
 * <p>Which sums there are is known before the first byte, their values after the last one. A value
 * that differs from what the sender claimed is never told: reading the body fails instead of
 * ending.
 */
@ConsumerType
public interface BodySums {

    /** Nothing is summed. */
    BodySums NONE =
            new BodySums() {
                @Override
                public boolean hasMd5() {
                    return false;
                }

                @Override
                public boolean has(ChecksumAlgorithm algorithm) {
                    return false;
                }

                @Override
                public String md5() {
                    throw new IllegalStateException("there is no MD5");
                }

                @Override
                public Checksum checksum(ChecksumAlgorithm algorithm) {
                    throw new IllegalStateException("there is no " + algorithm);
                }
            };

    /** Tells whether the body is summed with MD5. */
    boolean hasMd5();

    /** Tells whether the body is summed with the algorithm. */
    boolean has(ChecksumAlgorithm algorithm);

    /**
     * Returns the MD5 in hex.
     *
     * @throws IllegalStateException if there is none, or the body has not ended
     */
    String md5();

    /**
     * Returns the checksum.
     *
     * @throws IllegalStateException if there is none, or the body has not ended
     */
    Checksum checksum(ChecksumAlgorithm algorithm);
}
