package io.nova.api.compute;

import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.model.ImageId;
import io.nova.model.InstanceTypeName;
import io.nova.model.SubnetId;
import io.nova.model.ZoneName;
import io.nova.model.compute.InstanceOptions;
import io.nova.model.compute.ShutdownBehavior;
import io.nova.model.network.Ipv4;
import io.nova.model.volume.DeviceRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request to run instances.
 *
 * @param minCount the fewest that are of use; at least 1
 * @param maxCount the most; at least the minimum
 * @param type empty: the smallest
 * @param kernel overrides the image's
 * @param ramdisk overrides the image's
 * @param keyName a key pair of the project
 * @param userData in base64
 * @param groups the security groups; if empty, the default one
 * @param address a particular private address, for a single instance
 * @param clientToken makes the request repeatable
 * @param tags for each instance
 * @param options for each instance
 * @param devices what is to be otherwise than the image says, for each instance
 * @param volumeTags for each volume
 * @param rootGib size of the root disk; empty: as the type says
 */
public record LaunchRequest(
        ImageId image,
        int minCount,
        int maxCount,
        Optional<InstanceTypeName> type,
        Optional<ImageId> kernel,
        Optional<ImageId> ramdisk,
        Optional<String> keyName,
        Optional<String> userData,
        Optional<ZoneName> zone,
        Optional<SubnetId> subnet,
        List<GroupRef> groups,
        Optional<Ipv4> address,
        ShutdownBehavior shutdownBehavior,
        Optional<String> clientToken,
        Map<String, String> tags,
        InstanceOptions options,
        List<DeviceRequest> devices,
        Map<String, String> volumeTags,
        Optional<Integer> rootGib) {

    public LaunchRequest {
        groups = List.copyOf(groups);
        tags = Map.copyOf(tags);
        devices = List.copyOf(devices);
        volumeTags = Map.copyOf(volumeTags);
    }

    /** A request of an owner who leaves the root disk to the type. */
    public LaunchRequest(
            ImageId image,
            int minCount,
            int maxCount,
            Optional<InstanceTypeName> type,
            Optional<ImageId> kernel,
            Optional<ImageId> ramdisk,
            Optional<String> keyName,
            Optional<String> userData,
            Optional<ZoneName> zone,
            Optional<SubnetId> subnet,
            List<GroupRef> groups,
            Optional<Ipv4> address,
            ShutdownBehavior shutdownBehavior,
            Optional<String> clientToken,
            Map<String, String> tags,
            InstanceOptions options,
            List<DeviceRequest> devices,
            Map<String, String> volumeTags) {
        this(
                image,
                minCount,
                maxCount,
                type,
                kernel,
                ramdisk,
                keyName,
                userData,
                zone,
                subnet,
                groups,
                address,
                shutdownBehavior,
                clientToken,
                tags,
                options,
                devices,
                volumeTags,
                Optional.empty());
    }

    /** A request of an owner who asks for no options and no volumes. */
    public LaunchRequest(
            ImageId image,
            int minCount,
            int maxCount,
            Optional<InstanceTypeName> type,
            Optional<ImageId> kernel,
            Optional<ImageId> ramdisk,
            Optional<String> keyName,
            Optional<String> userData,
            Optional<ZoneName> zone,
            Optional<SubnetId> subnet,
            List<GroupRef> groups,
            Optional<Ipv4> address,
            ShutdownBehavior shutdownBehavior,
            Optional<String> clientToken,
            Map<String, String> tags) {
        this(
                image,
                minCount,
                maxCount,
                type,
                kernel,
                ramdisk,
                keyName,
                userData,
                zone,
                subnet,
                groups,
                address,
                shutdownBehavior,
                clientToken,
                tags,
                InstanceOptions.DEFAULT,
                List.of(),
                Map.of());
    }
}
