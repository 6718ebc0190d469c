package io.nova.driver.hypervisor.libvirt;

import io.nova.driver.hypervisor.libvirt.Domains.Found;
import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import io.nova.model.compute.HostCapacity;
import io.nova.model.compute.PowerState;
import io.nova.spi.hypervisor.ConsoleAccess;
import io.nova.spi.hypervisor.DiskCapture;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.hypervisor.GuestDisk;
import io.nova.spi.hypervisor.GuestListener;
import io.nova.spi.hypervisor.GuestSpec;
import io.nova.spi.hypervisor.GuestWatch;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.hypervisor.VolumeHotplug;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs guests with QEMU through libvirt.
 *
 * <p>A guest is a domain, found by its UUID and marked by its metadata, and a directory with its
 * disk and console. The directory is made before the domain and goes after it: whatever a crash
 * leaves is seen by {@link #guests()}, and a domain always has a whole disk.
 */
@Component(
        service = {
            HypervisorDriver.class,
            ConsoleAccess.class,
            VolumeHotplug.class,
            DiskCapture.class
        },
        configurationPid = Settings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = HypervisorDriver.DRIVER_NAME + "=libvirt")
@Designate(ocd = LibvirtConfig.class)
public final class LibvirtHypervisor
        implements HypervisorDriver, ConsoleAccess, VolumeHotplug, DiskCapture {

    private static final Logger LOG = LoggerFactory.getLogger(LibvirtHypervisor.class);
    private static final int CHECK_SECONDS = 2;

    private final Settings settings;
    private final ScheduledThreadPoolExecutor worker;
    private final ExecutorService prober;
    private final PendingReboots reboots;
    private final GuestEvents events;
    private final LibvirtConnection connection;
    private final Domains domains;
    private final HostProbe probe;
    private final Room room;
    private final QemuImg qemuImg;
    private final GuestDisks disks;
    private final RootCapture captures;

    @Activate
    public LibvirtHypervisor(LibvirtConfig config) {
        settings = Settings.of(config);
        worker = new ScheduledThreadPoolExecutor(1, LibvirtHypervisor::workerThread);
        // An event that comes while the driver goes is of no use to anybody.
        worker.setRejectedExecutionHandler(new DiscardPolicy());
        worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        reboots = new PendingReboots(settings.rebootPatience());
        events = new GuestEvents(worker, reboots::seen);
        connection = new LibvirtConnection(settings.uri(), events, settings.callTimeout());
        domains = new Domains(connection);
        probe = new HostProbe(settings, connection);
        room = new Room(settings);
        qemuImg = new QemuImg(settings.qemuImg(), settings.callTimeout());
        disks = new GuestDisks(connection);
        captures = new RootCapture(connection, qemuImg);
        prober = Executors.newSingleThreadExecutor(task -> daemon(task, "nova-libvirt-probe"));
        prober.execute(this::probeEarly);
        prober.shutdown();
        // It catches what it throws: there is nothing to learn from the future.
        var unused = worker.scheduleWithFixedDelay(this::check, 0, CHECK_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void launch(GuestSpec spec) throws InterruptedException {
        Optional<Found> known = domains.find(spec.instance());
        if (known.isPresent() && known.get().power() == PowerState.ON) {
            return;
        }
        if (known.isPresent() && known.get().power() == PowerState.PAUSED) {
            domains.resume(spec.instance());
            return;
        }
        Optional<String> before = domains.definition(spec.instance());
        String xml =
                new DomainXml(probe.kvm(spec.boot()), settings.cpuModel(), settings.diskCache())
                        .domain(
                                spec,
                                directory(spec.instance()),
                                before.map(DiskReader::of)
                                        .orElseGet(DiskReader::none)
                                        .with(spec.disks()));
        GuestRecord wanted = GuestRecord.of(spec);
        room.enter(wanted);
        try {
            room.require(wanted, domains.list().stream().map(Found::record).toList());
            if (known.isPresent()) {
                startAgain(spec.instance(), xml, before);
            } else {
                make(spec, xml);
            }
        } finally {
            room.leave(spec.instance());
        }
    }

    @Override
    public void requestShutdown(InstanceId instance) throws InterruptedException {
        domains.requestShutdown(instance);
    }

    @Override
    public void powerOff(InstanceId instance) throws InterruptedException {
        domains.powerOff(instance);
    }

    @Override
    public void reboot(InstanceId instance) throws InterruptedException {
        domains.reboot(instance);
        reboots.asked(instance);
    }

    @Override
    public void destroy(InstanceId instance) throws InterruptedException {
        requireNotInterrupted();
        reboots.seen(instance);
        remove(instance);
    }

    @Override
    public void mark(InstanceId instance, long generation) throws InterruptedException {
        domains.mark(instance, generation);
    }

    @Override
    public Collection<Guest> guests() throws InterruptedException {
        Map<InstanceId, Guest> guests = new TreeMap<>();
        // A directory without a domain is what a crash left of a launch or a destroy. It is looked
        // for first: one that is made meanwhile is then found with its domain or not at all.
        for (InstanceId instance : InstanceDirectory.list(settings.directory())) {
            guests.put(instance, new Guest(instance, PowerState.OFF, 0, false));
        }
        domains.list().forEach(found -> guests.put(found.record().instance(), found.guest()));
        return guests.values();
    }

    @Override
    public HostCapacity capacity() {
        return room.capacity();
    }

    @Override
    public GuestWatch watch(GuestListener listener) {
        return events.watch(listener);
    }

    @Override
    public byte[] tail(InstanceId instance, int maxBytes) {
        return new ConsoleLog(directory(instance).console()).tail(maxBytes);
    }

    @Override
    public void attach(InstanceId instance, GuestDisk disk) throws InterruptedException {
        disks.attach(instance, disk);
    }

    @Override
    public void detach(InstanceId instance, VolumeId volume, boolean force)
            throws InterruptedException {
        disks.detach(instance, volume, force);
    }

    @Override
    public Collection<VolumeId> attached(InstanceId instance) throws InterruptedException {
        return disks.attached(instance);
    }

    @Override
    public void capture(InstanceId instance, Path file) throws InterruptedException {
        captures.capture(instance, directory(instance), file);
    }

    /** Returns the way to libvirt, for what is beside the contract. */
    LibvirtConnection connection() {
        return connection;
    }

    /** Lets go of libvirt; the guests run on. */
    @Deactivate
    public void close() {
        events.close();
        prober.shutdownNow();
        worker.shutdown();
        connection.close();
    }

    private void make(GuestSpec spec, String xml) throws InterruptedException {
        InstanceDirectory files = directory(spec.instance());
        // Its disk is its owner's, whatever became of libvirt's definitions.
        boolean lostItsDomain = files.hasDisk();
        try {
            if (!lostItsDomain) {
                files.create(spec.root(), qemuImg);
            }
            requireNotInterrupted();
            domains.define(spec.instance(), xml);
            requireNotInterrupted();
            domains.start(spec.instance());
        } catch (InterruptedException | RuntimeException e) {
            undo(
                    () -> {
                        domains.remove(spec.instance());
                        if (!lostItsDomain) {
                            files.delete();
                        }
                    },
                    e);
            throw e;
        }
    }

    private void startAgain(InstanceId instance, String xml, Optional<String> before)
            throws InterruptedException {
        try {
            domains.define(instance, xml);
            requireNotInterrupted();
            domains.start(instance);
        } catch (InterruptedException | RuntimeException e) {
            undo(() -> before.ifPresent(old -> domains.define(instance, old)), e);
            throw e;
        }
    }

    // The domain goes first: its disk must not vanish below it.
    private void remove(InstanceId instance) {
        domains.remove(instance);
        directory(instance).delete();
    }

    private static void undo(Runnable steps, Exception cause) {
        try {
            steps.run();
        } catch (RuntimeException e) {
            // guests() shows what is left.
            cause.addSuppressed(e);
        }
    }

    private static void requireNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private InstanceDirectory directory(InstanceId instance) {
        return new InstanceDirectory(settings.directory(), instance);
    }

    private void check() {
        try {
            // It connects where it must, so that events are heard also when nothing is called.
            events.looked(domains.active());
            for (InstanceId instance : reboots.overdue()) {
                LOG.info("{} did not reboot when asked and is reset", instance);
                domains.reset(instance);
            }
        } catch (RuntimeException e) {
            LOG.debug("will be tried again", e);
        }
    }

    /**
     * The first guest need not wait for the verdict on KVM; a failure here is told by its launch.
     */
    private void probeEarly() {
        try {
            probe.kvm();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.debug("the early probe failed", e);
        }
    }

    private static Thread workerThread(Runnable task) {
        return daemon(task, "nova-libvirt-events");
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
