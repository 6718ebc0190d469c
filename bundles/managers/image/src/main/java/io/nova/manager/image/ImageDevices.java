package io.nova.manager.image;

import io.nova.api.volume.InstanceVolumeService;
import io.nova.api.volume.SnapshotSources;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.image.ImageDevice;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.DeviceRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What images are to have beside the root device, as their owners ask for it. */
final class ImageDevices {

    private final SnapshotSources snapshots;

    ImageDevices(SnapshotSources snapshots) {
        this.snapshots = snapshots;
    }

    /**
     * Returns the devices of an image that has none yet.
     *
     * @throws NotFoundException if the project has no such snapshot
     * @throws io.nova.model.IncorrectStateException if a snapshot is not complete
     * @throws InvalidParameterException if a device is named twice, or EC2 has no such volume
     */
    List<ImageDevice> of(RequestContext context, List<DeviceRequest> asked) {
        requireOnce(asked);
        return asked.stream().map(one -> of(context, one)).toList();
    }

    /**
     * @throws InvalidParameterException if a device is named twice, or they are too many for a
     *     launch
     */
    static void requireOnce(List<DeviceRequest> asked) {
        Set<String> names = new HashSet<>();
        for (DeviceRequest one : asked) {
            if (!names.add(one.name())) {
                throw InvalidParameterException.badValue(
                        "BlockDeviceMapping.N.DeviceName", one.name(), "it is given twice");
            }
        }
        requireFew(asked.size());
    }

    /**
     * @throws InvalidParameterException if no instance can be launched with so many
     */
    static void requireFew(int devices) {
        if (devices > InstanceVolumeService.MAX_HELD) {
            throw invalid(
                    "an image has %d devices at most".formatted(InstanceVolumeService.MAX_HELD));
        }
    }

    /** Returns the device, of which the image has no other. */
    ImageDevice of(RequestContext context, DeviceRequest asked) {
        return switch (asked.kind()) {
            case NONE -> new ImageDevice(asked.name(), Optional.empty(), Optional.empty());
            case VIRTUAL -> new ImageDevice(asked.name(), Optional.empty(), asked.virtualName());
            case VOLUME -> ImageDevice.of(sized(context, asked.volume()));
        };
    }

    /** A volume's size is the image's to show, even where the snapshot tells it. */
    private BlockDevice sized(RequestContext context, BlockDevice volume) {
        if (volume.snapshot().isEmpty()) {
            return volume;
        }
        SnapshotSources.Source source = snapshots.source(context, volume.snapshot().get());
        int gib = volume.gib().orElse(source.gib());
        if (gib < source.gib()) {
            throw invalid(
                    "Volume of size %dGB is smaller than snapshot '%s', expect size >= %dGB"
                            .formatted(gib, source.snapshot(), source.gib()));
        }
        return new BlockDevice(
                volume.name(),
                volume.snapshot(),
                Optional.of(gib),
                volume.type(),
                volume.iops(),
                volume.throughput(),
                volume.deleteOnTermination());
    }

    static InvalidParameterException invalid(String why) {
        return new InvalidParameterException(
                Problem.MALFORMED, "BlockDeviceMapping", "Invalid BlockDeviceMapping: " + why);
    }
}
