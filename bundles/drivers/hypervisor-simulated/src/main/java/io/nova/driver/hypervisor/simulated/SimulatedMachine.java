package io.nova.driver.hypervisor.simulated;

import io.nova.model.DriverException;
import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import io.nova.model.compute.HostCapacity;
import io.nova.model.compute.PowerState;
import io.nova.spi.hypervisor.GuestListener;
import io.nova.spi.hypervisor.GuestSpec;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The pretended host. It keeps the guests while drivers and JVMs come and go, as a real host does:
 * a test holds it and puts one driver object after another on it.
 *
 * <p>The public methods are what happens on a host without the driver being asked.
 */
public final class SimulatedMachine {

    private final @Nullable GuestFiles files;
    private final Map<InstanceId, SimulatedGuest> guests = new TreeMap<>();
    private Room taken = new Room(0, 0, 0);
    private final Queue<DriverException.Kind> launchFailures = new ArrayDeque<>();
    private final Set<VolumeId> held = new TreeSet<>();
    private final Set<VolumeId> asked = new TreeSet<>();
    private final List<GuestListener> listeners = new CopyOnWriteArrayList<>();

    private SimulatedMachine(@Nullable GuestFiles files) {
        this.files = files;
        if (files != null) {
            files.readAll().forEach(this::put);
        }
    }

    /** Returns a machine whose guests live as long as the object. */
    public static SimulatedMachine inMemory() {
        return new SimulatedMachine(null);
    }

    /** Returns the machine whose guests are kept in the directory; they outlive the JVM. */
    public static SimulatedMachine in(Path directory) {
        return new SimulatedMachine(new GuestFiles(directory));
    }

    /** Lets one coming launch or start fail; several are taken in turn. */
    public synchronized void failNextLaunch(DriverException.Kind kind) {
        launchFailures.add(kind);
    }

    /** Lets a running guest fail, as when its process dies. */
    public void crash(InstanceId instance) {
        switchOff(instance, true);
    }

    /** Lets a running guest shut itself down. */
    public void shutDown(InstanceId instance) {
        switchOff(instance, false);
    }

    /** Lets a guest vanish with its disk, as when a disk of the machine is exchanged. */
    public void lose(InstanceId instance) {
        remove(instance);
    }

    /** Lets guests hold on to a volume until they stop, or it is taken from them by force. */
    public synchronized void holdOn(VolumeId volume) {
        held.add(volume);
    }

    /** Lets guests agree again when a volume is taken from them. */
    public synchronized void letGo(VolumeId volume) {
        held.remove(volume);
    }

    /** Returns the guest with what no driver would tell, for example how often it was started. */
    public synchronized Optional<SimulatedGuest> find(InstanceId instance) {
        return Optional.ofNullable(guests.get(instance));
    }

    /** Returns all guests in the order of their ids. */
    public synchronized Collection<SimulatedGuest> guests() {
        return List.copyOf(guests.values());
    }

    void launch(GuestSpec spec, HostCapacity capacity) {
        synchronized (this) {
            SimulatedGuest known = guests.get(spec.instance());
            if (known != null && known.power() == PowerState.ON) {
                return;
            }
            failIfTold(spec);
            SimulatedGuest on =
                    known == null
                            ? SimulatedGuest.launched(spec, UUID.randomUUID().toString())
                            : known.started(spec);
            requireRoom(on, capacity);
            keep(on);
        }
        tell(spec.instance(), PowerState.ON);
    }

    synchronized void detach(InstanceId instance, VolumeId volume, boolean force) {
        SimulatedGuest guest = guests.get(instance);
        if (guest == null || !guest.volumes().contains(volume)) {
            return;
        }
        if (guest.power() == PowerState.ON && held.contains(volume) && !force) {
            asked.add(volume);
            return;
        }
        keep(guest.without(volume));
    }

    void switchOff(InstanceId instance, boolean crashed) {
        synchronized (this) {
            SimulatedGuest guest = guests.get(instance);
            if (guest == null || guest.power() == PowerState.OFF) {
                return;
            }
            // Nobody holds on any longer to what was asked for.
            SimulatedGuest off = guest.off(crashed);
            for (VolumeId volume : guest.volumes()) {
                off = asked.remove(volume) ? off.without(volume) : off;
            }
            keep(off);
        }
        tell(instance, PowerState.OFF);
    }

    void remove(InstanceId instance) {
        synchronized (this) {
            if (!guests.containsKey(instance)) {
                return;
            }
            if (files != null) {
                files.delete(instance);
            }
            take(guests.remove(instance));
        }
        tell(instance, PowerState.GONE);
    }

    synchronized void change(InstanceId instance, UnaryOperator<SimulatedGuest> change) {
        SimulatedGuest guest = guests.get(instance);
        if (guest != null) {
            keep(change.apply(guest));
        }
    }

    void listen(GuestListener listener) {
        listeners.add(listener);
    }

    void ignore(GuestListener listener) {
        listeners.remove(listener);
    }

    private void keep(SimulatedGuest guest) {
        if (files != null) {
            files.write(guest);
        }
        put(guest);
    }

    private void failIfTold(GuestSpec spec) {
        DriverException.Kind kind = launchFailures.poll();
        if (kind != null) {
            throw new DriverException(kind, "told to fail the launch of " + spec.instance());
        }
    }

    // A stopped guest keeps its share: its owner may start it again at any time.
    private void requireRoom(SimulatedGuest wanted, HostCapacity capacity) {
        Room room = taken.plus(wanted);
        SimulatedGuest known = guests.get(wanted.instance());
        room = known == null ? room : room.minus(known);
        if (!room.fits(capacity)) {
            throw new DriverException(
                    DriverException.Kind.EXHAUSTED,
                    "no room for %s: with it %d vCPUs, %d MiB and %d GiB are taken of %s"
                            .formatted(
                                    wanted.instance(),
                                    room.vcpus(),
                                    room.memoryMib(),
                                    room.diskGib(),
                                    capacity));
        }
    }

    private void put(SimulatedGuest guest) {
        take(guests.put(guest.instance(), guest));
        taken = taken.plus(guest);
    }

    private void take(@Nullable SimulatedGuest before) {
        taken = before == null ? taken : taken.minus(before);
    }

    /** What guests take of the host. */
    private record Room(long vcpus, long memoryMib, long diskGib) {

        Room plus(SimulatedGuest guest) {
            return new Room(
                    vcpus + guest.vcpus(),
                    memoryMib + guest.memoryMib(),
                    diskGib + guest.diskGib());
        }

        Room minus(SimulatedGuest guest) {
            return new Room(
                    vcpus - guest.vcpus(),
                    memoryMib - guest.memoryMib(),
                    diskGib - guest.diskGib());
        }

        boolean fits(HostCapacity capacity) {
            return vcpus <= capacity.vcpus()
                    && memoryMib <= capacity.memoryMib()
                    && diskGib <= capacity.diskGib();
        }
    }

    // Outside the lock: a listener may well call back.
    private void tell(InstanceId instance, PowerState power) {
        listeners.forEach(listener -> listener.powerChanged(instance, power));
    }
}
