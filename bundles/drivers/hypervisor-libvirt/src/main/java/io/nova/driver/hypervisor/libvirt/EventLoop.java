package io.nova.driver.hypervisor.libvirt;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import org.jspecify.annotations.Nullable;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.libvirt.jna.Libvirt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs libvirt's event loop while somebody needs it. libvirt has one for the whole process, hence
 * the static state here; it must run before the first connection is opened.
 *
 * <p>Nothing of this bundle stays known to native code: what wakes the loop now and then is a
 * function of the C library and no Java callback, which an update of the bundle would leave
 * dangling.
 */
final class EventLoop {

    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    // A property, since it must be known to the next revision of this bundle too.
    private static final String REGISTERED = "io.nova.driver.hypervisor.libvirt.events";
    private static final int TICK_MILLIS = 1000;
    private static final long STOP_MILLIS = 5000;

    private static int users;
    private static @Nullable EventLoop running;

    private final Thread thread = new Thread(this::run, "nova-libvirt-loop");
    private final int timer;
    private volatile boolean stopping;

    private EventLoop() {
        if (System.setProperty(REGISTERED, "true") == null) {
            Libvirt.INSTANCE.virEventRegisterDefaultImpl();
        }
        silence();
        timer = addTick();
        thread.setDaemon(true);
        thread.start();
    }

    /** Sees to it that the loop runs until the matching {@link #release}. */
    static synchronized void acquire() {
        if (running == null) {
            running = new EventLoop();
        }
        users++;
    }

    /** Ends the loop if nobody else needs it. */
    static synchronized void release() {
        users--;
        if (users == 0 && running != null) {
            running.stop();
            running = null;
        }
    }

    private void run() {
        while (!stopping) {
            try {
                Library.processEvent();
            } catch (LibvirtException e) {
                LOG.warn("libvirt's event loop", e);
            }
        }
    }

    private void stop() {
        stopping = true;
        Libvirt.INSTANCE.virEventUpdateTimeout(timer, 0);
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        Libvirt.INSTANCE.virEventRemoveTimeout(timer);
        if (thread.isAlive()) {
            LOG.warn("libvirt's event loop does not end");
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // Errors become exceptions; libvirt would print each of them too.
    private static void silence() {
        NativeLibrary.getInstance("virt")
                .getFunction("virSetErrorFunc")
                .invokeVoid(new @Nullable Object[] {null, nothing()});
    }

    // int abs(int) may be called as void callback(int timer, void *opaque): it does nothing.
    private static int addTick() {
        Function add = NativeLibrary.getInstance("virt").getFunction("virEventAddTimeout");
        return add.invokeInt(new @Nullable Object[] {TICK_MILLIS, nothing(), null, null});
    }

    private static Function nothing() {
        return NativeLibrary.getInstance("c").getFunction("abs");
    }
}
