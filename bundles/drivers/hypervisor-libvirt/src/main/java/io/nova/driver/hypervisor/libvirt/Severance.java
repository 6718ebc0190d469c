package io.nova.driver.hypervisor.libvirt;

import static io.nova.model.DriverException.Kind.BROKEN;
import static org.libvirt.Error.ErrorNumber.VIR_ERR_NO_DOMAIN_METADATA;
import static org.libvirt.Error.ErrorNumber.VIR_ERR_OPERATION_INVALID;

import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/**
 * Takes a volume from a running guest that does not agree. No machine lets a device be pulled out
 * then; so the device stays, until the guest lets go or stops, but what is behind it is exchanged
 * for something that fails every request, and the volume is closed.
 *
 * <p>libvirt has no command for it and goes on to list the disk. The running domain's metadata says
 * which are not the guest's any more; it ends with the guest's process, as the devices do.
 */
final class Severance {

    private static final String NAMESPACE = "urn:nova:severed:1";
    private static final int METADATA_ELEMENT = 2;
    private static final int AFFECT_LIVE = 1;
    private static final Pattern VOLUME = Pattern.compile("vol-[0-9a-f]+");
    private static final Pattern NODE = Pattern.compile("\"node-name\": ?\"([^\"]+-format)\"");

    private Severance() {}

    /** Lists the volumes that were taken by force from the running guest. */
    static Set<VolumeId> of(Domain domain) throws LibvirtException {
        Set<VolumeId> severed = new TreeSet<>();
        try {
            Matcher volumes =
                    VOLUME.matcher(domain.getMetadata(METADATA_ELEMENT, NAMESPACE, AFFECT_LIVE));
            while (volumes.find()) {
                severed.add(new VolumeId(volumes.group()));
            }
        } catch (LibvirtException e) {
            if (!LibvirtErrors.is(e, VIR_ERR_NO_DOMAIN_METADATA, VIR_ERR_OPERATION_INVALID)) {
                throw e;
            }
        }
        return severed;
    }

    static void cut(Domain domain, AttachedDisk disk) throws LibvirtException {
        String node = node(domain, disk);
        String serial = AttachedDisk.serial(disk.volume());
        long bytes = domain.blockInfo(disk.target()).getCapacity();
        // An earlier attempt may have added them.
        qemu(
                domain,
                "{'execute':'blockdev-add','arguments':{'driver':'null-co','node-name':'null-%s',"
                        + "'size':%d,'read-zeroes':true}}",
                serial,
                bytes);
        qemu(
                domain,
                "{'execute':'blockdev-add','arguments':{'driver':'blkdebug','node-name':'gone-%s',"
                        + "'image':'null-%s','inject-error':["
                        + "{'event':'none','iotype':'read','errno':5},"
                        + "{'event':'none','iotype':'write','errno':5},"
                        + "{'event':'none','iotype':'flush','errno':5}]}}",
                serial,
                serial);
        String answer =
                qemu(
                        domain,
                        "{'execute':'blockdev-reopen','arguments':{'options':[{'driver':'raw',"
                                + "'node-name':'%s','file':'gone-%s','read-only':false,"
                                + "'cache':{'direct':true,'no-flush':false}}]}}",
                        node,
                        serial);
        if (!answer.contains("\"return\"")) {
            throw new DriverException(
                    BROKEN, "QEMU does not let go of " + disk.volume() + ": " + answer);
        }
        mark(domain, disk.volume());
        // Closes the volume.
        qemu(
                domain,
                "{'execute':'blockdev-del','arguments':{'node-name':'%s'}}",
                node.replace("-format", "-storage"));
    }

    private static void mark(Domain domain, VolumeId volume) throws LibvirtException {
        Set<VolumeId> severed = of(domain);
        if (severed.add(volume)) {
            String all = severed.stream().map(VolumeId::value).collect(Collectors.joining(" "));
            domain.setMetadata(
                    METADATA_ELEMENT,
                    XmlText.of(xml -> xml.empty("severed", "volumes", all)),
                    "severed",
                    NAMESPACE,
                    AFFECT_LIVE);
        }
    }

    private static String node(Domain domain, AttachedDisk disk) throws LibvirtException {
        String devices = qemu(domain, "{'execute':'query-block'}");
        for (String each : objects(devices)) {
            Matcher node = NODE.matcher(each);
            if (each.contains("/machine/peripheral/" + disk.alias() + "/") && node.find()) {
                return node.group(1);
            }
        }
        throw new DriverException(BROKEN, "QEMU does not know " + disk);
    }

    /** Returns the objects in the list that is QEMU's answer. */
    static Set<String> objects(String answer) {
        Set<String> objects = new TreeSet<>();
        int depth = 0;
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < answer.length(); i++) {
            char c = answer.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{') {
                depth++;
                start = depth == 2 ? i : start;
            } else if (c == '}') {
                if (depth == 2) {
                    objects.add(answer.substring(start, i + 1));
                }
                depth--;
            }
        }
        return objects;
    }

    private static String qemu(Domain domain, String command, Object... values)
            throws LibvirtException {
        String text = command.replace('\'', '"');
        return domain.qemuMonitorCommand(values.length == 0 ? text : text.formatted(values), 0);
    }
}
