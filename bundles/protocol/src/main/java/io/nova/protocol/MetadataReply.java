package io.nova.protocol;

import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.compute.MetadataOptions;
import java.util.Optional;

/**
 * The answer to a guest's question.
 *
 * @param guest empty if no guest of the asking host has the address
 */
public record MetadataReply(Optional<Guest> guest) {

    /** Nothing is told. */
    public static final MetadataReply NONE = new MetadataReply(Optional.empty());

    /**
     * Who asks, and what it reads.
     *
     * @param content the bytes, in base64; empty if nothing is at the path
     * @param trouble why the content cannot be told now; empty if it is told
     */
    public record Guest(
            InstanceId instance,
            ProjectId project,
            MetadataOptions options,
            Optional<String> content,
            String trouble) {

        @Override
        public String toString() {
            // The content may be a secret.
            return "Guest[%s]".formatted(instance);
        }
    }
}
