package io.nova.model.compute;

import static java.util.Objects.requireNonNullElse;

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
 * @param options what may be changed at any time
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
        ShutdownBehavior shutdownBehavior,
        InstanceOptions options) {

    public LaunchSpec {
        // Records of before there were options.
        options = requireNonNullElse(options, InstanceOptions.DEFAULT);
    }

    /** A spec with the options of an owner who asked for none. */
    public LaunchSpec(
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
        this(
                image,
                kernel,
                ramdisk,
                boot,
                type,
                zone,
                keyName,
                publicKey,
                userData,
                shutdownBehavior,
                InstanceOptions.DEFAULT);
    }

    /** Returns the name of the type. */
    public InstanceTypeName typeName() {
        return type.name();
    }

    /** Returns this with other options. */
    public LaunchSpec with(InstanceOptions changed) {
        return new LaunchSpec(
                image,
                kernel,
                ramdisk,
                boot,
                type,
                zone,
                keyName,
                publicKey,
                userData,
                shutdownBehavior,
                changed);
    }

    /** Returns this in another size; the root disk keeps its own. */
    public LaunchSpec with(InstanceType changed) {
        return new LaunchSpec(
                image,
                kernel,
                ramdisk,
                boot,
                changed,
                zone,
                keyName,
                publicKey,
                userData,
                shutdownBehavior,
                options);
    }

    /** Returns this with other user data. */
    public LaunchSpec withUserData(Optional<String> changed) {
        return new LaunchSpec(
                image,
                kernel,
                ramdisk,
                boot,
                type,
                zone,
                keyName,
                publicKey,
                changed,
                shutdownBehavior,
                options);
    }

    /** Returns this with another kernel and ramdisk, and what they are made of. */
    public LaunchSpec booting(
            Optional<ImageId> changedKernel, Optional<ImageId> changedRamdisk, BootPlan changed) {
        return new LaunchSpec(
                image,
                changedKernel,
                changedRamdisk,
                changed,
                type,
                zone,
                keyName,
                publicKey,
                userData,
                shutdownBehavior,
                options);
    }

    /** Returns this with another answer to a guest that powers itself off. */
    public LaunchSpec with(ShutdownBehavior changed) {
        return new LaunchSpec(
                image, kernel, ramdisk, boot, type, zone, keyName, publicKey, userData, changed,
                options);
    }
}
