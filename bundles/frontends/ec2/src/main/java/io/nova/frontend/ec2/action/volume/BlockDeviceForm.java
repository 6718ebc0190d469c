package io.nova.frontend.ec2.action.volume;

import io.nova.frontend.ec2.query.Query;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.UnsupportedException;
import io.nova.model.volume.BlockDevice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Block device mappings in requests. */
public final class BlockDeviceForm {

    private static final String LIST = "BlockDeviceMapping";
    private static final String NAME = "DeviceName";

    private static final Pattern EPHEMERAL = Pattern.compile("ephemeral(1?[0-9]|2[0-3])");

    private BlockDeviceForm() {}

    /** Returns what a launch's mapping may say. */
    public static String[] taken() {
        return new String[] {
            "BlockDeviceMapping.N.DeviceName",
            "BlockDeviceMapping.N.NoDevice",
            "BlockDeviceMapping.N.VirtualName",
            "BlockDeviceMapping.N.Ebs.DeleteOnTermination",
            "BlockDeviceMapping.N.Ebs.Iops",
            "BlockDeviceMapping.N.Ebs.SnapshotId",
            "BlockDeviceMapping.N.Ebs.Throughput",
            "BlockDeviceMapping.N.Ebs.VolumeSize",
            "BlockDeviceMapping.N.Ebs.VolumeType"
        };
    }

    /** Returns what EC2 lets it say and this cloud does not have. */
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
     * Returns the volumes that a launch asks for, beside the root device.
     *
     * @throws InvalidParameterException if EC2 has no such mapping
     */
    public static List<BlockDevice> launched(Query query) {
        List<BlockDevice> devices = new ArrayList<>();
        for (Query mapping : query.structures(LIST)) {
            if (!DeviceName.isRoot(mapping.required(NAME))) {
                device(mapping).ifPresent(devices::add);
            }
        }
        return devices;
    }

    /**
     * Returns how many GiB a launch asks for its root disk; empty: as many as its type says.
     *
     * @throws InvalidParameterException if EC2 has no such mapping
     * @throws UnsupportedException if the mapping asks for what no root disk here has
     */
    public static Optional<Integer> rootGib(Query query) {
        List<Query> roots =
                query.structures(LIST).stream()
                        .filter(mapping -> DeviceName.isRoot(mapping.required(NAME)))
                        .toList();
        if (roots.size() > 1) {
            throw InvalidParameterException.badValue(
                    LIST + ".N." + NAME,
                    roots.get(1).required(NAME),
                    "the root device is given twice");
        }
        return roots.stream().findFirst().flatMap(RootDeviceForm::gib);
    }

    /** Empty for a mapping that means no volume. */
    private static Optional<BlockDevice> device(Query mapping) {
        String name = DeviceName.forVolume(LIST + ".N." + NAME, mapping.required(NAME));
        boolean ebs = mapping.has("Ebs");
        // Of a mapping without a device the value is empty, or anything.
        boolean none = !mapping.values("NoDevice").isEmpty();
        Optional<String> virtual = mapping.text("VirtualName");
        int kinds = (ebs ? 1 : 0) + (none ? 1 : 0) + (virtual.isPresent() ? 1 : 0);
        if (kinds != 1) {
            throw invalid("it has one of Ebs, NoDevice and VirtualName");
        }
        if (virtual.isPresent() && !EPHEMERAL.matcher(virtual.get()).matches()) {
            throw invalid("a VirtualName is ephemeral0 to ephemeral23");
        }
        if (!ebs) {
            // Images bring no devices to leave out, and no type has disks of its own to name: as
            // in EC2, a mapping for more of these than there are is without effect.
            return Optional.empty();
        }
        Query wanted = mapping.structure("Ebs");
        VolumeForm form = VolumeForm.of(wanted, "VolumeSize");
        return Optional.of(
                new BlockDevice(
                        name,
                        form.snapshot(),
                        form.gib(),
                        form.type(),
                        form.iops(),
                        form.throughput(),
                        wanted.flag("DeleteOnTermination", true)));
    }

    private static InvalidParameterException invalid(String why) {
        return new InvalidParameterException(
                Problem.MALFORMED, LIST, "Invalid BlockDeviceMapping: " + why);
    }

    /**
     * Returns which devices are to go with their instance, and which are not.
     *
     * @throws InvalidParameterException if one is named twice
     */
    public static Map<String, Boolean> deletions(Query query) {
        Map<String, Boolean> devices = new LinkedHashMap<>();
        for (Query mapping : query.structures(LIST)) {
            String name = DeviceName.forVolume(LIST + ".N." + NAME, mapping.required(NAME));
            boolean goes = mapping.structure("Ebs").flag("DeleteOnTermination", true);
            if (devices.put(name, goes) != null) {
                throw InvalidParameterException.badValue(
                        LIST + ".N." + NAME, name, "it is given twice");
            }
        }
        return devices;
    }
}
