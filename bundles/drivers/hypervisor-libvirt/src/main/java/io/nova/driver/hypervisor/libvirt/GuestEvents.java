package io.nova.driver.hypervisor.libvirt;

import io.nova.model.InstanceId;
import io.nova.model.InvalidParameterException;
import io.nova.model.compute.PowerState;
import io.nova.spi.hypervisor.GuestListener;
import io.nova.spi.hypervisor.GuestWatch;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.event.DomainEvent;
import org.libvirt.event.LifecycleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes libvirt's events off its event loop, on which nobody may call libvirt, and tells those who
 * watch.
 */
final class GuestEvents implements LifecycleListener {

    private static final Logger LOG = LoggerFactory.getLogger(GuestEvents.class);

    private final Executor executor;
    private final Consumer<InstanceId> upAgain;
    private final List<Watch> watches = new CopyOnWriteArrayList<>();

    /** What was told to run; on the executor alone, as all that is told. */
    private final Set<InstanceId> running = new HashSet<>();

    private boolean looked;

    /**
     * @param upAgain hears of guests that went through a start, a stop or a reboot
     */
    GuestEvents(Executor executor, Consumer<InstanceId> upAgain) {
        this.executor = executor;
        this.upAgain = upAgain;
    }

    GuestWatch watch(GuestListener listener) {
        Watch watch = new Watch(listener);
        watches.add(watch);
        return () -> {
            watches.remove(watch);
            watch.close();
        };
    }

    /** Ends all watches. */
    void close() {
        watches.forEach(Watch::close);
        watches.clear();
    }

    @Override
    public int onLifecycleChange(Domain domain, DomainEvent event) {
        Optional<PowerState> power =
                switch (event.getType()) {
                    case STARTED, RESUMED -> Optional.of(PowerState.ON);
                    case STOPPED, CRASHED -> Optional.of(PowerState.OFF);
                    case SUSPENDED, PMSUSPENDED -> Optional.of(PowerState.PAUSED);
                    case UNDEFINED -> Optional.of(PowerState.GONE);
                    default -> Optional.empty();
                };
        Optional<InstanceId> instance = instance(domain);
        if (power.isPresent() && instance.isPresent()) {
            executor.execute(() -> tell(instance.get(), power.get()));
        }
        return 0;
    }

    /**
     * Tells what no event told: none comes while there is no connection, and none for a guest that
     * the daemon finds dead when it starts. Must be called on the executor, with what was listed on
     * it: so an event that is newer than the listing is told later.
     */
    void looked(Set<InstanceId> active) {
        if (looked) {
            Set<InstanceId> ended = new HashSet<>(running);
            ended.removeAll(active);
            ended.forEach(instance -> tell(instance, PowerState.OFF));
            Set<InstanceId> started = new HashSet<>(active);
            started.removeAll(running);
            started.forEach(instance -> tell(instance, PowerState.ON));
        } else {
            looked = true;
            running.addAll(active);
        }
    }

    /** Returns this cloud's instance that the domain is, by its name. */
    static Optional<InstanceId> instance(String name) {
        try {
            return name.startsWith("i-") ? Optional.of(new InstanceId(name)) : Optional.empty();
        } catch (InvalidParameterException e) {
            return Optional.empty();
        }
    }

    /** Hears of a reboot of the domain with the name. */
    void rebooted(String name) {
        instance(name).ifPresent(instance -> executor.execute(() -> upAgain.accept(instance)));
    }

    private void tell(InstanceId instance, PowerState power) {
        if (power == PowerState.ON || power == PowerState.PAUSED) {
            running.add(instance);
        } else {
            running.remove(instance);
        }
        if (power != PowerState.PAUSED) {
            upAgain.accept(instance);
        }
        for (Watch watch : watches) {
            watch.tell(instance, power);
        }
    }

    // The name comes with the event; the domain must be let go, or the connection never closes.
    private static Optional<InstanceId> instance(Domain domain) {
        try {
            String name = domain.getName();
            domain.free();
            return instance(name);
        } catch (LibvirtException e) {
            LOG.debug("an event of an unknown domain", e);
            return Optional.empty();
        }
    }

    /** One who watches. Nobody is told anything after the watch was closed. */
    private static final class Watch {

        private final GuestListener listener;
        private boolean closed;

        Watch(GuestListener listener) {
            this.listener = listener;
        }

        synchronized void tell(InstanceId instance, PowerState power) {
            if (closed) {
                return;
            }
            try {
                listener.powerChanged(instance, power);
            } catch (RuntimeException e) {
                LOG.warn("a listener failed on {} {}", instance, power, e);
            }
        }

        synchronized void close() {
            closed = true;
        }
    }
}
