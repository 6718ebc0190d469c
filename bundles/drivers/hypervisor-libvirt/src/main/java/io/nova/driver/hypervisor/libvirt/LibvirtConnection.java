package io.nova.driver.hypervisor.libvirt;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.libvirt.LibvirtException;

/**
 * The way to libvirt. It is opened when it is first needed, and again when the daemon was restarted
 * or did not answer in time: the daemon serves five calls at once on a connection, so that five
 * that hang would hold up all others.
 */
final class LibvirtConnection implements AutoCloseable {

    private final String uri;
    private final GuestEvents events;
    private final NativeCalls calls;
    private final AtomicReference<@Nullable Line> line = new AtomicReference<>();
    private final Lock opening = new ReentrantLock();
    private volatile boolean looping;
    private volatile boolean closed;

    LibvirtConnection(String uri, GuestEvents events, Duration deadline) {
        this.uri = uri;
        this.events = events;
        this.calls = new NativeCalls(deadline, this::hangUp);
    }

    /** What is called. */
    @FunctionalInterface
    interface Call<T> {
        T on(NativeConnect connect) throws LibvirtException;
    }

    /** Makes a call; an interrupt leaves it to itself, and it may yet take effect. */
    <T> T call(String what, Call<T> call) throws InterruptedException {
        return calls.call(what, () -> onLine(call));
    }

    /** Makes a call and waits for it even if interrupted; the interrupt is kept for later. */
    <T> T finish(String what, Call<T> call) {
        return calls.finish(what, () -> onLine(call));
    }

    /** Returns how many calls have not returned. */
    int underWay() {
        return calls.underWay();
    }

    @Override
    public void close() {
        closed = true;
        hangUp();
        calls.close();
        if (looping) {
            looping = false;
            EventLoop.release();
        }
    }

    private <T> T onLine(Call<T> call) throws LibvirtException {
        Line taken = enter();
        try {
            return call.on(taken.connect());
        } finally {
            taken.leave();
        }
    }

    private Line enter() throws LibvirtException {
        Line now = line.get();
        if (now != null && now.enter()) {
            return now;
        }
        opening.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the driver was taken off");
            }
            now = line.get();
            if (now != null && now.enter()) {
                return now;
            }
            hangUp();
            return open();
        } finally {
            opening.unlock();
        }
    }

    private Line open() throws LibvirtException {
        if (!looping) {
            EventLoop.acquire();
            looping = true;
        }
        Line opened = Line.open(uri, events);
        opened.enter();
        line.set(opened);
        return opened;
    }

    private void hangUp() {
        Line given = line.getAndSet(null);
        if (given != null) {
            given.giveUp();
        }
    }
}
