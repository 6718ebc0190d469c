package io.nova.driver.hypervisor.libvirt;

import static io.nova.model.DriverException.Kind.BROKEN;
import static io.nova.model.DriverException.Kind.BUSY;
import static org.libvirt.Error.ErrorNumber.VIR_ERR_NO_DOMAIN;
import static org.libvirt.Error.ErrorNumber.VIR_ERR_OPERATION_INVALID;

import io.nova.model.DriverException;
import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import io.nova.spi.hypervisor.GuestDisk;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;

/** Gives disks to domains, and takes them away. */
final class GuestDisks {

    // libvirt's flags.
    private static final int AFFECT_LIVE = 1;
    private static final int AFFECT_CONFIG = 2;
    private static final int XML_SECURE = 1;
    private static final int XML_INACTIVE = 2;

    private final LibvirtConnection connection;

    GuestDisks(LibvirtConnection connection) {
        this.connection = connection;
    }

    /** What the running guest has, and what it has at its next start. */
    private record Disks(DiskReader live, DiskReader config, boolean active) {

        static Disks of(Domain domain) throws LibvirtException {
            boolean active = domain.isActive() == 1;
            return new Disks(
                    active ? DiskReader.of(domain.getXMLDesc(XML_SECURE)) : DiskReader.none(),
                    DiskReader.of(domain.getXMLDesc(XML_SECURE | XML_INACTIVE)),
                    active);
        }

        DiskReader real() {
            return active ? live : config;
        }
    }

    @FunctionalInterface
    private interface Action<T> {
        T on(Domain domain) throws LibvirtException;
    }

    void attach(InstanceId instance, GuestDisk disk) throws InterruptedException {
        String what = "attach " + disk.volume() + " to " + instance;
        boolean known =
                connection
                        .call(
                                what,
                                connect ->
                                        with(
                                                connect,
                                                instance,
                                                domain -> attach(connect, domain, disk)))
                        .orElse(false);
        if (!known) {
            throw new DriverException(BROKEN, "no guest to " + what);
        }
    }

    void detach(InstanceId instance, VolumeId volume, boolean force) throws InterruptedException {
        connection.call(
                "detach " + volume + " from " + instance,
                connect ->
                        with(connect, instance, domain -> detach(connect, domain, volume, force)));
    }

    Collection<VolumeId> attached(InstanceId instance) throws InterruptedException {
        return connection
                .call(
                        "list disks of " + instance,
                        connect -> with(connect, instance, GuestDisks::attached))
                .orElse(List.of());
    }

    private static List<VolumeId> attached(Domain domain) throws LibvirtException {
        Disks disks = Disks.of(domain);
        Set<VolumeId> severed = disks.active() ? Severance.of(domain) : Set.of();
        return disks.real().volumes().stream()
                .map(AttachedDisk::volume)
                .filter(volume -> !severed.contains(volume))
                .toList();
    }

    private static boolean attach(NativeConnect connect, Domain domain, GuestDisk disk)
            throws LibvirtException {
        Disks disks = Disks.of(domain);
        String serial = AttachedDisk.serial(disk.volume());
        Optional<AttachedDisk> live = disks.live().find(serial);
        if (live.isPresent() && Severance.of(domain).contains(disk.volume())) {
            throw new DriverException(
                    BUSY,
                    "the guest still has the device from which it was taken: " + disk.volume());
        }
        Optional<AttachedDisk> config = disks.config().find(serial);
        if (config.isPresent() && !config.get().source().equals(disk.source())) {
            // It is found in another place now.
            domain.detachDeviceFlags(config.get().xml(), AFFECT_CONFIG);
            config = Optional.empty();
        }
        int flags =
                (disks.active() && live.isEmpty() ? AFFECT_LIVE : 0)
                        | (config.isEmpty() ? AFFECT_CONFIG : 0);
        if (flags != 0) {
            String target =
                    live.or(() -> disks.config().find(serial))
                            .map(AttachedDisk::target)
                            .orElseGet(() -> DiskReader.freeTarget(disks.live(), disks.config()));
            AttachedDisk wanted = new AttachedDisk(disk.volume(), disk.source(), target, "");
            DiskSecrets.tell(connect, List.of(wanted));
            change(() -> domain.attachDeviceFlags(wanted.xml(), flags));
        }
        return true;
    }

    private static boolean detach(
            NativeConnect connect, Domain domain, VolumeId volume, boolean force)
            throws LibvirtException {
        Disks disks = Disks.of(domain);
        String serial = AttachedDisk.serial(volume);
        Optional<AttachedDisk> live = disks.live().find(serial);
        Optional<AttachedDisk> config = disks.config().find(serial);
        // The definition first: it needs nobody's agreement, and a guest that does not let go now
        // does so when it stops.
        if (config.isPresent()) {
            change(() -> domain.detachDeviceFlags(config.get().xml(), AFFECT_CONFIG));
        }
        if (live.isPresent()) {
            change(() -> ask(domain, live.get()));
            if (force && Disks.of(domain).live().find(serial).isPresent()) {
                change(() -> Severance.cut(domain, live.get()));
            }
        }
        // One that the guest keeps is open already.
        live.or(() -> config).ifPresent(disk -> DiskSecrets.forget(connect, disk));
        return true;
    }

    // libvirt waits some seconds for the guest, and then leaves it to the guest.
    private static void ask(Domain domain, AttachedDisk disk) throws LibvirtException {
        try {
            domain.detachDeviceFlags(disk.xml(), AFFECT_LIVE);
        } catch (LibvirtException e) {
            if (!String.valueOf(e.getMessage()).contains("in the process of unplug")) {
                throw e;
            }
        }
    }

    @FunctionalInterface
    private interface Step {
        void take() throws LibvirtException;
    }

    // It was switched on or off since it was looked at.
    private static void change(Step step) throws LibvirtException {
        try {
            step.take();
        } catch (LibvirtException e) {
            if (LibvirtErrors.is(e, VIR_ERR_OPERATION_INVALID)) {
                throw new DriverException(
                        BUSY, "the guest is about to change: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private static <T> Optional<T> with(
            NativeConnect connect, InstanceId instance, Action<T> action) throws LibvirtException {
        Domain domain;
        try {
            domain = connect.domainLookupByUUIDString(GuestRecord.uuid(instance));
        } catch (LibvirtException e) {
            if (LibvirtErrors.is(e, VIR_ERR_NO_DOMAIN)) {
                return Optional.empty();
            }
            throw e;
        }
        try {
            return Optional.of(action.on(domain));
        } finally {
            domain.free();
        }
    }
}
