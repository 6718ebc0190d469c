package io.nova.driver.hypervisor.libvirt;

import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection and the calls on it. It is closed when it was given up and the last call has come
 * back: to close it below a call would pull the ground from under native code.
 */
final class Line {

    private static final Logger LOG = LoggerFactory.getLogger(Line.class);
    private static final int KEEPALIVE_SECONDS = 5;
    private static final int KEEPALIVES_LOST = 5;

    private final NativeConnect connect;
    private final GuestEvents events;
    private int calls;
    private boolean givenUp;

    private Line(NativeConnect connect, GuestEvents events) {
        this.connect = connect;
        this.events = events;
    }

    static Line open(String uri, GuestEvents events) throws LibvirtException {
        NativeConnect connect = new NativeConnect(uri);
        try {
            connect.setKeepAlive(KEEPALIVE_SECONDS, KEEPALIVES_LOST);
            connect.addLifecycleListener(events);
            connect.onReboot(events::rebooted);
        } catch (LibvirtException | RuntimeException e) {
            connect.close();
            throw e;
        }
        return new Line(connect, events);
    }

    NativeConnect connect() {
        return connect;
    }

    /** Begins a call, unless the line was given up or is dead. */
    synchronized boolean enter() {
        if (givenUp || !alive()) {
            return false;
        }
        calls++;
        return true;
    }

    /** Ends a call. */
    synchronized void leave() {
        calls--;
        closeIfLast();
    }

    /** Lets no further call begin. May be called twice. */
    synchronized void giveUp() {
        if (!givenUp) {
            givenUp = true;
            closeIfLast();
        }
    }

    synchronized boolean alive() {
        try {
            return !givenUp && connect.isAlive();
        } catch (LibvirtException e) {
            return false;
        }
    }

    private void closeIfLast() {
        if (!givenUp || calls > 0) {
            return;
        }
        connect.forgetReboots();
        try {
            connect.removeLifecycleListener(events);
        } catch (LibvirtException e) {
            LOG.debug("the daemon is gone, it has forgotten the listener by itself", e);
        }
        try {
            int left = connect.close();
            if (left > 0) {
                LOG.warn("a connection to libvirt is still used {} times", left);
            }
        } catch (LibvirtException e) {
            LOG.debug("closing a dead connection", e);
        }
    }
}
