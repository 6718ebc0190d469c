package io.nova.driver.hypervisor.libvirt;

import static io.nova.model.DriverException.Kind.BROKEN;

import io.nova.model.DriverException;
import io.nova.model.VolumeId;
import java.net.URI;
import java.util.Optional;

/**
 * A volume as a guest has it.
 *
 * @param target libvirt's name for the device, which places it; the guest makes up its own
 * @param alias QEMU's name for the device of a running guest, else empty
 */
record AttachedDisk(VolumeId volume, String source, String target, String alias) {

    private static final String PREFIX = "vol-";

    /**
     * Returns the serial number by which the guest knows the volume. The device has room for twenty
     * characters, so the id goes without its hyphen, as EC2 has it too.
     */
    static String serial(VolumeId volume) {
        return volume.value().replace("-", "");
    }

    /** Returns the volume of a serial number that {@link #serial} made. */
    static VolumeId volume(String serial) {
        return new VolumeId(PREFIX + serial.substring(PREFIX.length() - 1));
    }

    /** Whether a serial number is a volume's. */
    static boolean isVolume(String serial) {
        return serial.matches("vol([0-9a-f]{17}|[0-9a-f]{8})");
    }

    String xml() {
        return XmlText.of(this::write);
    }

    /** Writes it as libvirt wants it. A volume is raw bytes, whatever a guest wrote into it. */
    void write(XmlText xml) {
        URI uri = uri();
        String type = type(uri);
        xml.element(
                "disk",
                disk -> {
                    disk.empty("driver", "name", "qemu", "type", "raw", "cache", "none");
                    switch (type) {
                        case "file" -> disk.empty("source", "file", uri.getPath());
                        case "block" -> disk.empty("source", "dev", uri.getPath());
                        default -> network(disk, uri);
                    }
                    disk.empty("target", "dev", target, "bus", "virtio");
                    disk.text("serial", serial(volume));
                },
                "type",
                type,
                "device",
                "disk");
    }

    // QEMU refuses a device where it was told of a file.
    private static String type(URI uri) {
        if (!"file".equals(uri.getScheme())) {
            return "network";
        }
        return uri.getPath().startsWith("/dev/") ? "block" : "file";
    }

    private static void network(XmlText xml, URI uri) {
        boolean nbd = "nbd+unix".equals(uri.getScheme());
        xml.element(
                "source",
                source -> {
                    if (nbd) {
                        String socket = uri.getQuery().substring("socket=".length());
                        source.empty("host", "transport", "unix", "socket", socket);
                    } else {
                        String host = uri.getHost().replaceAll("[\\[\\]]", "");
                        source.empty("host", "name", host, "port", port(uri));
                        IscsiAccess.of(uri).ifPresent(access -> access.write(source));
                    }
                },
                "protocol",
                nbd ? "nbd" : uri.getScheme(),
                "name",
                uri.getPath().substring(1));
    }

    private static int port(URI uri) {
        int standard = "iscsi".equals(uri.getScheme()) ? 3260 : 10809;
        return uri.getPort() < 0 ? standard : uri.getPort();
    }

    /** Returns who the guest's QEMU is to the other side, if it has to say so. */
    Optional<IscsiAccess> access() {
        return IscsiAccess.of(uri());
    }

    private URI uri() {
        URI uri;
        try {
            uri = URI.create(source);
        } catch (IllegalArgumentException e) {
            throw new DriverException(BROKEN, "not the source of a disk: " + source, e);
        }
        String path = uri.getPath() == null ? "" : uri.getPath();
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        boolean fine =
                switch (scheme) {
                    case "file" -> path.startsWith("/");
                    case "nbd+unix" ->
                            path.startsWith("/")
                                    && uri.getQuery() != null
                                    && uri.getQuery().startsWith("socket=/");
                    case "nbd" -> path.startsWith("/") && uri.getHost() != null;
                    case "iscsi" ->
                            path.startsWith("/")
                                    && uri.getHost() != null
                                    && (IscsiAccess.of(uri).isPresent()
                                            || (uri.getUserInfo() == null
                                                    && uri.getQuery() == null));
                    default -> false;
                };
        if (!fine) {
            throw new DriverException(BROKEN, "not a disk that QEMU can open: " + source);
        }
        return uri;
    }
}
