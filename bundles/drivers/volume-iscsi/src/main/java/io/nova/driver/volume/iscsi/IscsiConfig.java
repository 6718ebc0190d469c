package io.nova.driver.volume.iscsi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where volumes are kept and how they are exported; {@link Settings} checks it. */
@ObjectClassDefinition(name = "Volumes over iSCSI")
public @interface IscsiConfig {
    @AttributeDefinition(
            description =
                    "Where volumes and snapshots are kept, absolute and without a comma; of this"
                            + " driver alone")
    String directory() default "/var/lib/nova/volumes-iscsi";

    @AttributeDefinition(
            description =
                    "What runs and who is connected, absolute and short, of this directory alone"
                            + " and gone when the host restarts; empty: one below /run/nova/iscsi")
    String runDirectory() default "";

    @AttributeDefinition(
            description = "The name of this host where volumes are connected; empty: its hostname")
    String host() default "";

    @AttributeDefinition(
            description =
                    "The address at which volumes are exported and found, as digits; guests' hosts"
                            + " must reach it, and nobody else should")
    String portalAddress() default "127.0.0.1";

    @AttributeDefinition(
            description = "Its TCP port; not 3260, which a tgtd of the system's own would have")
    int portalPort() default 3261;

    @AttributeDefinition(description = "How many reads and writes of one volume go on at once")
    int threads() default 4;

    @AttributeDefinition(
            description = "Room offered for volumes, in MiB; 0: what the file system has")
    long capacityMib() default 0;

    @AttributeDefinition(description = "Room of the file system kept from volumes, in MiB")
    long reservedMib() default 1024;

    @AttributeDefinition(description = "How much one call to delete wipes, in MiB")
    int wipeMib() default 256;

    @AttributeDefinition(
            description =
                    "How long the copy for a snapshot may hold up the host's volumes, in seconds;"
                            + " it takes no time where files share blocks (XFS, btrfs)")
    int copySeconds() default 600;

    @AttributeDefinition(description = "The iSCSI server, absolute")
    String tgtd() default "/usr/sbin/tgtd";
}
