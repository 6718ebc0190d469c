package io.nova.api.compute;

import io.nova.model.compute.MetadataOptions;
import io.nova.model.compute.ShutdownBehavior;
import java.util.Optional;

/** What is to be different about an instance, in whatever state it is; the rest stays. */
public record InstanceChange(
        Optional<Boolean> terminationProtected,
        Optional<Boolean> stopProtected,
        Optional<ShutdownBehavior> shutdownBehavior,
        Optional<MetadataOptions> metadata) {}
