package io.nova.driver.volume.file;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where volumes are kept and how they are exported; {@link Settings} checks it. */
@ObjectClassDefinition(name = "Volumes as files")
public @interface FileConfig {
    @AttributeDefinition(description = "Where volumes and snapshots are kept, absolute")
    String directory() default "/var/lib/nova/volumes";

    @AttributeDefinition(
            description =
                    "Sockets and connections, absolute and short, of this directory alone and gone"
                            + " when the host restarts; empty: one below /run/nova/volume")
    String runDirectory() default "";

    @AttributeDefinition(
            description = "The name of this host where volumes are connected; empty: its hostname")
    String host() default "";

    @AttributeDefinition(
            description = "Who may connect to the sockets beside root: the group of QEMU's user")
    String group() default "kvm";

    @AttributeDefinition(
            description = "Room offered for volumes, in MiB; 0: what the file system has")
    long capacityMib() default 0;

    @AttributeDefinition(description = "Room of the file system kept from volumes, in MiB")
    long reservedMib() default 1024;

    @AttributeDefinition(description = "How much one call to delete wipes, in MiB")
    int wipeMib() default 256;

    @AttributeDefinition(
            description =
                    "How long the copy for a snapshot may hold up a volume's writes, in seconds;"
                            + " it takes no time where files share blocks (XFS, btrfs)")
    int copySeconds() default 600;

    @AttributeDefinition(description = "The NBD server of QEMU, absolute")
    String qemuNbd() default "/usr/bin/qemu-nbd";
}
