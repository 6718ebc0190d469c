package io.nova.driver.volume.aoe;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Where volumes are kept and how they go over the network; {@link Settings} checks it. */
@ObjectClassDefinition(name = "Volumes over ATA over Ethernet")
public @interface AoeConfig {
    @AttributeDefinition(
            description =
                    "The network device that AoE goes over, of storage alone; lo: this machine")
    String device() default "";

    @AttributeDefinition(
            description =
                    "Bytes of a frame of AoE, at most those of the device; 0: as the device has it")
    int mtu() default 0;

    @AttributeDefinition(
            description =
                    "The shelves of this host and of no other, for example 7 or 7-9,12; needed"
                            + " where volumes are exported")
    String[] shelves() default {};

    @AttributeDefinition(
            description = "How long an address rests before another volume gets it, in seconds")
    int restSeconds() default 600;

    @AttributeDefinition(
            description =
                    "Where volumes, snapshots and what the initiator serves are kept, absolute")
    String directory() default "/var/lib/nova/volumes-aoe";

    @AttributeDefinition(
            description =
                    "Sockets, logs and connections, absolute and short, of this directory alone"
                            + " and gone when the host restarts; empty: one below /run/nova/aoe")
    String runDirectory() default "";

    @AttributeDefinition(
            description = "The name of this host where volumes are connected; empty: its hostname")
    String host() default "";

    @AttributeDefinition(
            description = "Who may connect to the sockets beside root: the group of QEMU's user")
    String group() default "kvm";

    @AttributeDefinition(
            description =
                    "Whether what a guest wrote is on the disk when it is told so; without it a"
                            + " power cut of the volume's host loses what guests flushed")
    boolean sync() default true;

    @AttributeDefinition(description = "How many frames may wait at a volume: a guest's window")
    int buffers() default 16;

    @AttributeDefinition(
            description = "Room offered for volumes, in MiB; 0: what the file system has")
    long capacityMib() default 0;

    @AttributeDefinition(description = "Room of the file system kept from volumes, in MiB")
    long reservedMib() default 1024;

    @AttributeDefinition(description = "How much one call to delete wipes, in MiB")
    int wipeMib() default 256;

    @AttributeDefinition(
            description =
                    "How long the copy for a snapshot may hold up a volume, in seconds, less than"
                            + " deadSeconds; it takes no time where files share blocks (XFS,"
                            + " btrfs)")
    int copySeconds() default 120;

    @AttributeDefinition(
            description =
                    "How guests are connected: kernel, user, or auto: kernel where it has aoe")
    String initiator() default "auto";

    @AttributeDefinition(
            description =
                    "How long a guest's disk waits for a volume that does not answer, in seconds;"
                            + " afterwards the guest has an error")
    int deadSeconds() default 180;

    @AttributeDefinition(description = "The server of AoE, absolute")
    String vblade() default "/usr/sbin/vblade";

    @AttributeDefinition(description = "The program that knows network devices, absolute")
    String ip() default "/usr/sbin/ip";
}
