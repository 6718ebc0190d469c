package io.nova.model.image;

import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
        Optional<ImageSnapshot> sourceSnapshot) {

    public Image {
        launchers = Set.copyOf(launchers);
        tags = Map.copyOf(tags);
    }

    /** An image of an object. */
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
                Optional.empty());
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
                sourceSnapshot);
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
                sourceSnapshot);
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
                sourceSnapshot);
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
                sourceSnapshot);
    }
}
