package io.nova.model.compute;

import io.nova.model.ImageId;
import io.nova.model.InstanceTypeName;
import io.nova.model.ZoneName;
import java.util.Optional;

/**
 * What an owner asked an instance to be.
 *
 * @param kernel the kernel image, where the machine image does not boot by itself
 * @param ramdisk the ramdisk image that goes with the kernel
 * @param keyName the key pair's name, as the guest shows it
 * @param publicKey the key's text in OpenSSH form, taken at launch since the pair may be deleted
 * @param userData in base64, as it came; at most 16 KiB decoded
 */
public record LaunchSpec(
        ImageId image,
        Optional<ImageId> kernel,
        Optional<ImageId> ramdisk,
        BootPlan boot,
        InstanceType type,
        ZoneName zone,
        Optional<String> keyName,
        Optional<String> publicKey,
        Optional<String> userData,
        ShutdownBehavior shutdownBehavior) {

    /** Returns the name of the type. */
    public InstanceTypeName typeName() {
        return type.name();
    }
}
