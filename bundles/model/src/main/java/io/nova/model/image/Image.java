package io.nova.model.image;

import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.SnapshotId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Something that can be booted, or a kernel or ramdisk to boot with.
 *
 * @param location bucket and key as the owner gave them
 * @param kernel the kernel to boot with unless the launch names another
 * @param content where its bytes lie; present once it is available
 * @param publicImage whether every project may launch it
 * @param launchers other projects that may launch it
 * @param reason why it failed, or empty
 * @param sourceInstance the instance whose disk it is a copy of, if any
 * @param sourceSnapshot the snapshot that it is a copy of, if any
 * @param devices what its instances have beside the root device, each name once
 */
public record Image(
        ImageId id,
        ProjectId owner,
        ImageType type,
        String name,
        String description,
        String location,
        String architecture,
        String rootDeviceName,
        Optional<ImageId> kernel,
        Optional<ImageId> ramdisk,
        ImageState state,
        String reason,
        Optional<ImageContent> content,
        boolean publicImage,
        Set<ProjectId> launchers,
        Instant createdAt,
        Map<String, String> tags,
        Optional<InstanceId> sourceInstance,
        Optional<ImageSnapshot> sourceSnapshot,
        List<ImageDevice> devices) {

    public Image {
        // Records of before images had devices have no list.
        devices = devices == null ? List.of() : List.copyOf(devices);
        launchers = Set.copyOf(launchers);
        tags = Map.copyOf(tags);
    }

    /** An image of an object, with no more than a root device. */
    public Image(
            ImageId id,
            ProjectId owner,
            ImageType type,
            String name,
            String description,
            String location,
            String architecture,
            String rootDeviceName,
            Optional<ImageId> kernel,
            Optional<ImageId> ramdisk,
            ImageState state,
            String reason,
            Optional<ImageContent> content,
            boolean publicImage,
            Set<ProjectId> launchers,
            Instant createdAt,
            Map<String, String> tags) {
        this(
                id,
                owner,
                type,
                name,
                description,
                location,
                architecture,
                rootDeviceName,
                kernel,
                ramdisk,
                state,
                reason,
                content,
                publicImage,
                launchers,
                createdAt,
                tags,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    /** Tells whether the project may see and launch this image. */
    public boolean launchableBy(ProjectId project) {
        return publicImage || owner.equals(project) || launchers.contains(project);
    }

    /** Returns this image with other tags. */
    public Image withTags(Map<String, String> changed) {
        return new Image(
                id,
                owner,
                type,
                name,
                description,
                location,
                architecture,
                rootDeviceName,
                kernel,
                ramdisk,
                state,
                reason,
                content,
                publicImage,
                launchers,
                createdAt,
                changed,
                sourceInstance,
                sourceSnapshot,
                devices);
    }

    /** Returns this image with another description. */
    public Image withDescription(String changed) {
        return new Image(
                id,
                owner,
                type,
                name,
                changed,
                location,
                architecture,
                rootDeviceName,
                kernel,
                ramdisk,
                state,
                reason,
                content,
                publicImage,
                launchers,
                createdAt,
                tags,
                sourceInstance,
                sourceSnapshot,
                devices);
    }

    /** Returns this image for others to launch. */
    public Image withLaunchers(boolean everyone, Set<ProjectId> projects) {
        return new Image(
                id,
                owner,
                type,
                name,
                description,
                location,
                architecture,
                rootDeviceName,
                kernel,
                ramdisk,
                state,
                reason,
                content,
                everyone,
                projects,
                createdAt,
                tags,
                sourceInstance,
                sourceSnapshot,
                devices);
    }

    /** Returns this image with other devices beside the root. */
    public Image withDevices(List<ImageDevice> changed) {
        return new Image(
                id,
                owner,
                type,
                name,
                description,
                location,
                architecture,
                rootDeviceName,
                kernel,
                ramdisk,
                state,
                reason,
                content,
                publicImage,
                launchers,
                createdAt,
                tags,
                sourceInstance,
                sourceSnapshot,
                changed);
    }

    /** Returns the snapshots that stay as long as the image does, each once. */
    public Set<SnapshotId> snapshots() {
        Set<SnapshotId> all = new TreeSet<>();
        sourceSnapshot.map(ImageSnapshot::id).ifPresent(all::add);
        devices.forEach(device -> device.snapshot().ifPresent(all::add));
        return all;
    }

    /** Returns what the project may know of this image: its owner's tags and sharing are not. */
    public Image asSeenBy(ProjectId project) {
        if (owner.equals(project)) {
            return this;
        }
        Set<ProjectId> known = launchers.contains(project) ? Set.of(project) : Set.of();
        return withTags(Map.of()).withLaunchers(publicImage, known);
    }

    /** Returns this image in another state. */
    public Image in(ImageState next, String why, Optional<ImageContent> bytes) {
        return new Image(
                id,
                owner,
                type,
                name,
                description,
                location,
                architecture,
                rootDeviceName,
                kernel,
                ramdisk,
                next,
                why,
                bytes,
                publicImage,
                launchers,
                createdAt,
                tags,
                sourceInstance,
                sourceSnapshot,
                devices);
    }
}
