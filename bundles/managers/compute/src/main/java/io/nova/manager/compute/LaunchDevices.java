package io.nova.manager.compute;

import io.nova.model.InvalidParameterException;
import io.nova.model.image.Image;
import io.nova.model.image.ImageDevice;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.DeviceRequest;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which volumes an instance is launched with: its image's, of which the request changes or leaves
 * out single ones, and the request's own. Pure.
 */
final class LaunchDevices {

    private LaunchDevices() {}

    /**
     * @throws InvalidParameterException if a device is asked for twice, or EC2 has no such volume
     */
    static List<BlockDevice> of(Image image, List<DeviceRequest> asked) {
        Map<String, BlockDevice> devices = new LinkedHashMap<>();
        for (ImageDevice device : image.devices()) {
            // A disk of the type has no effect, since no type has any.
            device.volume()
                    .map(one -> one.snapshot().isPresent() ? one.lentBy(image.owner()) : one)
                    .ifPresent(one -> devices.put(device.name(), one));
        }
        Set<String> names = new HashSet<>();
        for (DeviceRequest one : asked) {
            if (!names.add(one.name())) {
                throw InvalidParameterException.badValue(
                        "BlockDeviceMapping.N.DeviceName", one.name(), "it is given twice");
            }
            BlockDevice base = devices.remove(one.name());
            if (one.kind() == DeviceRequest.Kind.VOLUME) {
                devices.put(one.name(), base == null ? one.volume() : one.changed(base));
            }
        }
        return List.copyOf(devices.values());
    }
}
