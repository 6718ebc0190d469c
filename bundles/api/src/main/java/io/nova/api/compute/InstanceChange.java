package io.nova.api.compute;

import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.model.ImageId;
import io.nova.model.InstanceTypeName;
import io.nova.model.compute.ShutdownBehavior;
import java.util.List;
import java.util.Optional;

/**
 * What is to be different about an instance; the rest stays. What its guest is made of changes only
 * while it is stopped: type, user data, kernel and ramdisk.
 *
 * @param userData in base64; an empty text is none
 * @param groups all that it is to be in; empty: as it is
 * @param sourceDestCheck whether it is kept to its own address; else it may carry what is no
 *     guest's
 */
public record InstanceChange(
        Optional<Boolean> terminationProtected,
        Optional<Boolean> stopProtected,
        Optional<ShutdownBehavior> shutdownBehavior,
        Optional<InstanceTypeName> type,
        Optional<String> userData,
        Optional<ImageId> kernel,
        Optional<ImageId> ramdisk,
        List<GroupRef> groups,
        Optional<Boolean> sourceDestCheck) {

    public InstanceChange {
        groups = List.copyOf(groups);
    }

    /** A change of what concerns no host. */
    public InstanceChange(
            Optional<Boolean> terminationProtected,
            Optional<Boolean> stopProtected,
            Optional<ShutdownBehavior> shutdownBehavior) {
        this(
                terminationProtected,
                stopProtected,
                shutdownBehavior,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    /** Tells whether any of it applies to stopped instances alone. */
    public boolean needsStopped() {
        return type.isPresent()
                || userData.isPresent()
                || kernel.isPresent()
                || ramdisk.isPresent();
    }
}
