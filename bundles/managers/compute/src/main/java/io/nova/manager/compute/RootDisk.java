package io.nova.manager.compute;

import io.nova.api.compute.LaunchRequest;
import io.nova.model.InvalidParameterException;
import io.nova.model.compute.InstanceType;

/**
 * How large the root disk of an instance is. Its type's disk is the most that an owner can ask for:
 * nothing else bounds what root disks take of a host.
 */
final class RootDisk {

    private static final long GIB = 1L << 30;

    private RootDisk() {}

    /**
     * @param imageBytes what the image needs at least
     * @throws InvalidParameterException if the request asks for less, or for more than the type has
     */
    static long bytes(LaunchRequest request, InstanceType type, long imageBytes) {
        if (request.rootGib().isEmpty()) {
            return Math.max(imageBytes, type.diskGib() * GIB);
        }
        int asked = request.rootGib().get();
        long least = (imageBytes + GIB - 1) / GIB;
        long most = Math.max(least, type.diskGib());
        if (asked < least) {
            throw refuse(
                    "a root device of size %dGiB is smaller than image '%s'; expect size >= %dGiB"
                            .formatted(asked, request.image(), least));
        }
        if (asked > most) {
            throw refuse(
                    "the root device of type %s with image '%s' has %dGiB at most, and not %dGiB"
                            .formatted(type.name(), request.image(), most, asked));
        }
        return asked * GIB;
    }

    private static InvalidParameterException refuse(String why) {
        return new InvalidParameterException(
                InvalidParameterException.Problem.MALFORMED,
                "BlockDeviceMapping",
                "Invalid BlockDeviceMapping: " + why);
    }
}
