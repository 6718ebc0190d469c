package io.nova.gated.messaging;

import io.nova.gate.Gate;
import io.nova.gate.GateStats;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.MessagingDriver;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.ServeOptions;
import io.nova.spi.messaging.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The drivers that are there, and the one that carries what is sent.
 *
 * <p>Whatever is served is served over all of them: so nothing is lost that was sent over another
 * before it was left. The gate has only the one that carries.
 */
final class Drivers {

    private static final Logger LOG = LoggerFactory.getLogger(Drivers.class);
    private static final long LOOK_MILLIS = 20;

    /** A delivery may be on its way between a broker's count and this process's. */
    private static final int QUIET_LOOKS = 3;

    private final Gate<Present> gate;
    private final Runnable opened;
    private final List<Present> present = new ArrayList<>();
    private final List<Served> served = new ArrayList<>();
    private Settings settings;
    private @Nullable Present carrying;
    private int takeovers;

    /**
     * @param opened is told, perhaps more than once, that there is a driver
     */
    Drivers(Settings settings, Runnable opened) {
        this.settings = settings;
        this.opened = opened;
        gate = new Gate<>("messaging", settings.patience(), settings.drain());
    }

    Gate<Present> gate() {
        return gate;
    }

    synchronized Settings settings() {
        return settings;
    }

    /** Takes what is new in the file, or what a move wants. */
    synchronized void settings(Settings fresh) {
        settings = fresh;
        choose();
    }

    /** Serves over the driver too, and lets it carry if it is the one. */
    synchronized void bind(MessagingDriver driver, String name, int ranking) {
        Present came = new Present(driver, name, ranking);
        present.add(came);
        served.forEach(one -> attach(one, came));
        choose();
    }

    /** Returns when the driver has finished, or has been waited for long enough. */
    void unbind(MessagingDriver driver) {
        Present gone = leave(driver);
        if (gone == null) {
            return;
        }
        if (!awaitQuiet(gone, limit())) {
            LOG.warn("The messaging driver {} goes although it has not finished", gone.name());
        }
        synchronized (this) {
            served.forEach(one -> one.forget(gone));
        }
    }

    private synchronized @Nullable Present leave(MessagingDriver driver) {
        for (Present one : present) {
            if (one.driver() == driver) {
                present.remove(one);
                one.leave();
                choose();
                return one;
            }
        }
        return null;
    }

    private synchronized Duration limit() {
        return settings.drain();
    }

    private void choose() {
        Present before = carrying;
        Present next = chosen();
        if (next == before) {
            return;
        }
        carrying = next;
        if (next != null) {
            // Before the other is taken out: so nobody waits.
            gate.bind(next, next.name(), ++takeovers);
            LOG.info("Messages go by the driver {}", next.name());
        }
        if (before != null) {
            gate.unbind(before);
        }
        if (next != null) {
            opened.run();
        }
    }

    private @Nullable Present chosen() {
        String wanted = settings.driver();
        if (!wanted.isEmpty()) {
            return find(wanted).orElse(null);
        }
        if (carrying != null && present.contains(carrying)) {
            return carrying;
        }
        return present.stream()
                .max(
                        Comparator.comparingInt(Present::ranking)
                                .thenComparing(Present::name, Comparator.reverseOrder()))
                .orElse(null);
    }

    /** Returns the driver of that name. */
    synchronized Optional<Present> find(String name) {
        return present.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    synchronized List<String> names() {
        return present.stream().map(Present::name).toList();
    }

    /** Returns the driver that carries what is sent. */
    synchronized Optional<Present> carrying() {
        return Optional.ofNullable(carrying);
    }

    /** Serves over all drivers, those too that come later. */
    synchronized Subscription serve(
            Address address, String type, MessageHandler handler, ServeOptions options) {
        Served one = new Served(address, type, handler, options);
        if (served.stream().anyMatch(one::excludes)) {
            throw new IllegalStateException(one + " is served already");
        }
        served.add(one);
        present.forEach(way -> attach(one, way));
        return () -> end(one);
    }

    private static void attach(Served one, Present way) {
        try {
            one.attach(way);
        } catch (MessagingException | IllegalStateException e) {
            LOG.error("{} is not served over the driver {}", one, way.name(), e);
        }
    }

    private void end(Served one) {
        List<Subscription> all;
        synchronized (this) {
            served.remove(one);
            all = one.detachAll();
        }
        all.forEach(Subscription::close);
    }

    /**
     * Waits until the driver has nothing unfinished; a driver that cannot tell is waited for no
     * longer.
     */
    private static boolean awaitQuiet(Present way, Duration limit) {
        try {
            return isQuietWithin(way, limit);
        } catch (MessagingException e) {
            LOG.debug("The driver {} cannot tell", way.name(), e);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Waits until the driver has nothing unfinished.
     *
     * @throws MessagingException if it cannot tell
     */
    static boolean isQuietWithin(Present way, Duration limit) throws InterruptedException {
        long began = System.nanoTime();
        int quiet = 0;
        while (quiet < QUIET_LOOKS) {
            quiet = way.unfinished() == 0 ? quiet + 1 : 0;
            if (quiet < QUIET_LOOKS) {
                if (System.nanoTime() - began > limit.toNanos()) {
                    return false;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
        return true;
    }

    GateStats stats() {
        return gate.stats();
    }
}
