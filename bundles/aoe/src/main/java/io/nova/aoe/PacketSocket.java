package io.nova.aoe;

import com.sun.jna.Native;
import io.nova.aoe.AoeException.Kind;
import java.nio.ByteBuffer;

/**
 * Sends and receives AoE frames on one Ethernet interface: packet(7) with SOCK_RAW, bound to it and
 * to {@link Frames#ETHER_TYPE}. It hears replies alone, of all disks or of one.
 *
 * <p>It belongs to the network namespace of the thread that opened it, and one thread at a time may
 * use it. Frames go out and come in by the dozen with one call of the kernel's.
 */
public final class PacketSocket implements AutoCloseable {

    /** The longest frame that it takes: 17 sectors, as fit into an MTU of 9,000. */
    public static final int MAX_FRAME = 9216;

    /** The most sectors in a frame. */
    public static final int MAX_SECTORS = 17;

    private static final int BATCH = 32;
    private static final int BUFFER = 4 << 20;
    private static final int MIN_MTU = Frames.ATA_HEADER - Frames.ETHERNET + Frames.SECTOR;

    private final String name;
    private final int fd;
    private final MacAddress mac;
    private final Messages outgoing = new Messages(BATCH);
    private final Messages incoming = new Messages(BATCH);
    private final Block frames = new Block(BATCH * MAX_FRAME);
    private int queued;
    private int trouble;
    private boolean closed;

    private PacketSocket(String name, int fd, MacAddress mac) {
        this.name = name;
        this.fd = fd;
        this.mac = mac;
        for (int i = 0; i < BATCH; i++) {
            incoming.set(i, frames.address() + offset(i), MAX_FRAME, 0, 0);
        }
    }

    /**
     * Opens one that hears the replies of one disk or, at {@link AoeAddress#ALL}, of all.
     *
     * @throws AoeException {@code INTERFACE} if there is no such interface, it is down or no
     *     Ethernet, its MTU has no room for a sector, or this process lacks CAP_NET_RAW
     */
    public static PacketSocket open(String name, AoeAddress address) throws AoeException {
        // With protocol 0 it hears nothing until it is bound: no frame of another interface.
        int fd = Libc.socket(Libc.AF_PACKET, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            int errno = Native.getLastError();
            throw new AoeException(
                    Kind.INTERFACE,
                    errno == Libc.EPERM
                            ? "AoE needs the capability CAP_NET_RAW"
                            : "no packet socket: error " + errno);
        }
        try {
            int index = NetworkInterfaces.index(fd, name);
            MacAddress mac = NetworkInterfaces.mac(fd, name);
            if (!NetworkInterfaces.isUp(fd, name)) {
                throw new AoeException(Kind.INTERFACE, name + " is down");
            }
            if (NetworkInterfaces.mtu(fd, name) < MIN_MTU) {
                throw new AoeException(
                        Kind.INTERFACE, name + ": AoE needs an MTU of at least " + MIN_MTU);
            }
            enlarge(fd);
            PacketFilter.attach(fd, address);
            bind(fd, name, index);
            return new PacketSocket(name, fd, mac);
        } catch (AoeException e) {
            Libc.close(fd);
            throw e;
        }
    }

    // Past net.core.rmem_max where that is permitted, and up to it elsewhere.
    private static void enlarge(int fd) {
        try (Block size = new Block(4)) {
            size.struct().putInt(0, BUFFER);
            force(fd, Libc.SO_RCVBUFFORCE, Libc.SO_RCVBUF, size);
            force(fd, Libc.SO_SNDBUFFORCE, Libc.SO_SNDBUF, size);
        }
    }

    private static void force(int fd, int forced, int asked, Block size) {
        if (Libc.setsockopt(fd, Libc.SOL_SOCKET, forced, size.address(), 4) < 0) {
            Libc.setsockopt(fd, Libc.SOL_SOCKET, asked, size.address(), 4);
        }
    }

    private static void bind(int fd, String name, int index) throws AoeException {
        // struct sockaddr_ll
        try (Block address = new Block(20)) {
            address.struct().putShort(0, (short) Libc.AF_PACKET);
            address.bytes().putShort(2, (short) Frames.ETHER_TYPE);
            address.struct().putInt(4, index);
            if (Libc.bind(fd, address.address(), 20) < 0) {
                throw new AoeException(
                        Kind.INTERFACE, name + ": " + Libc.say(Native.getLastError()));
            }
        }
    }

    /** The name of its interface. */
    public String name() {
        return name;
    }

    /** The Ethernet address of its interface when it was opened. */
    public MacAddress mac() {
        return mac;
    }

    /** For poll(2). */
    public int fd() {
        return fd;
    }

    /**
     * Returns how many sectors fit into a frame, by the interface's MTU of this moment.
     *
     * @throws AoeException {@code INTERFACE} if it is gone
     */
    public int sectors() throws AoeException {
        int room = NetworkInterfaces.mtu(fd, name) + Frames.ETHERNET - Frames.ATA_HEADER;
        return Math.max(1, Math.min(MAX_SECTORS, room / Frames.SECTOR));
    }

    /** Puts a frame into the next batch; its parts must stay as they are until it is flushed. */
    void queue(long first, int firstLength, long second, int secondLength) {
        if (queued == BATCH) {
            flush();
        }
        outgoing.set(queued++, first, firstLength, second, secondLength);
    }

    /** Sends what was queued. What the interface does not take is lost, as on any Ethernet. */
    void flush() {
        int sent = 0;
        while (sent < queued) {
            int now = Libc.sendmmsg(fd, outgoing.address(sent), queued - sent, 0);
            if (now > 0) {
                sent += now;
                continue;
            }
            int errno = Native.getLastError();
            if (errno != Libc.EINTR) {
                trouble = errno;
                sent++;
            }
        }
        queued = 0;
    }

    /** Returns the error of the last frame that was not taken, and forgets it; 0 if all were. */
    int trouble() {
        int was = trouble;
        trouble = 0;
        return was;
    }

    /** Takes what has come, without waiting; returns how many frames that are. */
    int receive() {
        int count = Libc.recvmmsg(fd, incoming.address(0), BATCH, Libc.MSG_DONTWAIT, 0);
        if (count >= 0) {
            return count;
        }
        int errno = Native.getLastError();
        if (errno != Libc.EAGAIN && errno != Libc.EINTR) {
            trouble = errno;
        }
        return 0;
    }

    /** Whether there may be more than {@link #receive} gave. */
    static boolean isFull(int received) {
        return received == BATCH;
    }

    /** The bytes in which the received frames are. */
    ByteBuffer frames() {
        return frames.bytes();
    }

    static int offset(int frame) {
        return frame * MAX_FRAME;
    }

    int length(int frame) {
        return incoming.length(frame);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
            outgoing.close();
            incoming.close();
            frames.close();
        }
    }
}
