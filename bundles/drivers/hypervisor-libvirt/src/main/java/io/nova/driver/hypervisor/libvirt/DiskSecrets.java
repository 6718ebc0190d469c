package io.nova.driver.hypervisor.libvirt;

import static io.nova.model.DriverException.Kind.UNREACHABLE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nova.model.DriverException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.libvirt.Secret;

/**
 * The secrets that libvirt needs to open disks. It has them in memory alone, tells nobody, and
 * forgets them when it restarts: so they are told anew before each use. A guest that runs does not
 * need libvirt to have them.
 */
final class DiskSecrets {

    private DiskSecrets() {}

    /**
     * Tells libvirt the secrets of disks that are about to be opened.
     *
     * @throws DriverException {@code UNREACHABLE} if the host is not connected to one of them
     */
    static void tell(Connect connect, Collection<AttachedDisk> disks) throws LibvirtException {
        for (AttachedDisk disk : disks) {
            Optional<IscsiAccess> access = disk.access();
            if (access.isPresent()) {
                tell(connect, access.get().secret());
            }
        }
    }

    /** Has libvirt forget the secret of a disk that is open no longer. */
    static void forget(Connect connect, AttachedDisk disk) {
        disk.access()
                .ifPresent(
                        access -> {
                            try {
                                Secret secret = connect.secretLookupByUUID(uuid(access.secret()));
                                secret.undefine();
                                secret.free();
                            } catch (LibvirtException e) {
                                // It has none, or keeps one that opens nothing any more.
                                return;
                            }
                        });
    }

    private static void tell(Connect connect, Path file) throws LibvirtException {
        byte[] value;
        try {
            value = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new DriverException(UNREACHABLE, "no secret of a disk in " + file, e);
        }
        Secret secret = connect.secretDefineXML(xml(file));
        try {
            secret.setValue(value);
        } finally {
            secret.free();
        }
    }

    private static String xml(Path file) {
        return XmlText.of(
                xml ->
                        xml.element(
                                "secret",
                                secret -> {
                                    secret.text("uuid", uuid(file));
                                    secret.element(
                                            "usage",
                                            usage -> usage.text("target", file),
                                            "type",
                                            "iscsi");
                                },
                                "ephemeral",
                                "yes",
                                "private",
                                "yes"));
    }

    // The same for the same file: libvirt has one secret of a name.
    private static UUID uuid(Path file) {
        return UUID.nameUUIDFromBytes(("nova disk " + file).getBytes(UTF_8));
    }
}
