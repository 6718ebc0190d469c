package io.nova.frontend.ec2.action.volume;

import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Structure;
import io.nova.frontend.ec2.query.Structures;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.ResourceType;
import io.nova.model.UnsupportedException;
import io.nova.model.volume.DeviceRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Block device mappings in requests. */
public final class BlockDeviceForm {

    private static final Pattern EPHEMERAL = Pattern.compile("ephemeral(1?[0-9]|2[0-3])");
    static final Value<String> DEVICE_NAME = Value.of("DeviceName", DeviceName.ANY).asNeeded();
    private static final Value<String> VOLUME_NAME =
            Value.of("DeviceName", DeviceName.OF_VOLUME).asNeeded();
    static final Value<String> NO_DEVICE = Value.text("NoDevice");
    static final Value<String> VIRTUAL_NAME =
            Value.of("VirtualName", Type.text(BlockDeviceForm::ephemeral));
    static final Value<Integer> VOLUME_SIZE = VolumeForm.size("VolumeSize");
    static final Value<Boolean> DELETE_ON_TERMINATION = Value.flag("DeleteOnTermination");
    private static final Structure GOES = Structure.of("Ebs", DELETE_ON_TERMINATION);
    static final Structure EBS =
            Structure.of(
                    "Ebs",
                    DELETE_ON_TERMINATION,
                    VOLUME_SIZE,
                    VolumeForm.TYPE,
                    VolumeForm.SNAPSHOT,
                    VolumeForm.IOPS,
                    VolumeForm.THROUGHPUT);

    /** The mappings of a launch, and of an image. */
    public static final Structures MAPPINGS =
            Structures.of("BlockDeviceMapping", DEVICE_NAME, NO_DEVICE, VIRTUAL_NAME, EBS);

    /** Mappings that say whether a volume goes with its instance. */
    public static final Structures DELETIONS =
            Structures.of("BlockDeviceMapping", VOLUME_NAME, GOES);

    private BlockDeviceForm() {}

    /** Returns what EC2 lets such a mapping say and this cloud does not have. */
    public static String[] refused() {
        return new String[] {
            "BlockDeviceMapping.N.Ebs.KmsKeyId",
            "BlockDeviceMapping.N.Ebs.OutpostArn",
            "BlockDeviceMapping.N.Ebs.AvailabilityZone",
            "BlockDeviceMapping.N.Ebs.AvailabilityZoneId",
            "BlockDeviceMapping.N.Ebs.EbsCardIndex",
            "BlockDeviceMapping.N.Ebs.VolumeInitializationRate"
        };
    }

    /**
     * Returns what a request says of devices beside the root.
     *
     * @throws InvalidParameterException if EC2 has no such mapping
     */
    public static List<DeviceRequest> besideRoot(Arguments call) {
        return call.structures(MAPPINGS).stream()
                .filter(mapping -> !DeviceName.isRoot(mapping.get(DEVICE_NAME)))
                .map(BlockDeviceForm::device)
                .toList();
    }

    /**
     * Refuses what an image of an instance cannot have of its root device, which it has anyway.
     *
     * @throws UnsupportedException if the mapping asks for it
     */
    public static void requirePlainRoot(Arguments call) {
        if (rootGib(call).isPresent()) {
            throw new UnsupportedException(
                    ResourceType.IMAGE,
                    "BlockDeviceMapping",
                    "The root device of an image is as large as the instance's");
        }
    }

    /**
     * Returns how many GiB a launch asks for its root disk; empty: as many as its type says.
     *
     * @throws InvalidParameterException if EC2 has no such mapping
     * @throws UnsupportedException if the mapping asks for what no root disk here has
     */
    public static Optional<Integer> rootGib(Arguments call) {
        List<Arguments> roots =
                call.structures(MAPPINGS).stream()
                        .filter(mapping -> DeviceName.isRoot(mapping.get(DEVICE_NAME)))
                        .toList();
        if (roots.size() > 1) {
            throw InvalidParameterException.badValue(
                    "BlockDeviceMapping.N.DeviceName",
                    roots.get(1).get(DEVICE_NAME),
                    "the root device is given twice");
        }
        return roots.stream().findFirst().flatMap(RootDeviceForm::gib);
    }

    private static DeviceRequest device(Arguments mapping) {
        String name = mapping.get(DEVICE_NAME);
        boolean ebs = mapping.has(EBS);
        // Of a mapping without a device the value is empty, or anything.
        boolean none = mapping.raw(NO_DEVICE).isPresent();
        Optional<String> virtual = mapping.find(VIRTUAL_NAME);
        int kinds = (ebs ? 1 : 0) + (none ? 1 : 0) + (virtual.isPresent() ? 1 : 0);
        if (kinds != 1) {
            throw invalid("it has one of Ebs, NoDevice and VirtualName");
        }
        if (none) {
            return DeviceRequest.none(name);
        }
        if (virtual.isPresent()) {
            // No type has disks of its own to name: as in EC2, a mapping for more of these than
            // there are is without effect.
            return DeviceRequest.virtual(name, virtual.get());
        }
        Arguments wanted = mapping.structure(EBS);
        return new DeviceRequest(
                name,
                DeviceRequest.Kind.VOLUME,
                Optional.empty(),
                wanted.find(VolumeForm.SNAPSHOT),
                wanted.find(VOLUME_SIZE),
                wanted.find(VolumeForm.TYPE),
                wanted.find(VolumeForm.IOPS),
                wanted.find(VolumeForm.THROUGHPUT),
                wanted.find(DELETE_ON_TERMINATION));
    }

    private static String ephemeral(String parameter, String text) {
        if (!EPHEMERAL.matcher(text).matches()) {
            throw invalid("a VirtualName is ephemeral0 to ephemeral23");
        }
        return text;
    }

    private static InvalidParameterException invalid(String why) {
        return new InvalidParameterException(
                Problem.MALFORMED, "BlockDeviceMapping", "Invalid BlockDeviceMapping: " + why);
    }

    /**
     * Returns which devices are to go with their instance, and which are not.
     *
     * @throws InvalidParameterException if one is named twice
     */
    public static Map<String, Boolean> deletions(Arguments call) {
        Map<String, Boolean> devices = new LinkedHashMap<>();
        for (Arguments mapping : call.structures(DELETIONS)) {
            String name = mapping.get(VOLUME_NAME);
            boolean goes = mapping.structure(GOES).find(DELETE_ON_TERMINATION).orElse(true);
            if (devices.put(name, goes) != null) {
                throw InvalidParameterException.badValue(
                        "BlockDeviceMapping.N.DeviceName", name, "it is given twice");
            }
        }
        return devices;
    }
}
