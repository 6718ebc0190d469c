package io.nova.api.metadata;

import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.UnavailableException;
import io.nova.model.compute.MetadataOptions;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Who asks, and what it reads.
 *
 * @param options what its owner allows: to be obeyed before the content is told
 */
public record GuestMetadata(
        InstanceId instance, ProjectId project, MetadataOptions options, Content content) {

    /** What is at the path that was asked for. */
    @FunctionalInterface
    public interface Content {

        /**
         * Returns the bytes, or empty if nothing is there. It may be made only now.
         *
         * @throws UnavailableException if it cannot be made now, though the rest can be read
         */
        Optional<ByteBuffer> read();
    }
}
