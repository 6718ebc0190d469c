package io.nova.aoe;

import com.sun.jna.Native;

/**
 * The few functions of Linux that Java has none for. Direct mapping with numbers alone, so that a
 * call costs no object; errors are read with {@link Native#getLastError()}.
 */
public final class Libc {

    public static final int EINTR = 4;
    public static final int EPERM = 1;
    public static final int ENXIO = 6;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int ENODEV = 19;
    public static final int EMSGSIZE = 90;
    public static final int ENETDOWN = 100;
    public static final int ENOBUFS = 105;

    public static final int AF_UNIX = 1;
    public static final int AF_PACKET = 17;
    public static final int SOCK_STREAM = 1;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_NOSIGNAL = 0x4000;
    public static final int POLLIN = 1;
    public static final int POLLOUT = 4;
    public static final int POLLERR = 8;
    public static final int POLLHUP = 0x10;

    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_ATTACH_FILTER = 26;
    static final int SO_SNDBUFFORCE = 32;
    static final int SO_RCVBUFFORCE = 33;
    static final long SIOCGIFFLAGS = 0x8913;
    static final long SIOCGIFMTU = 0x8921;
    static final long SIOCGIFHWADDR = 0x8927;
    static final long SIOCGIFINDEX = 0x8933;
    static final int IFF_UP = 1;
    static final int ARPHRD_ETHER = 1;
    static final int ARPHRD_LOOPBACK = 772;

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;

    static {
        if (Native.POINTER_SIZE != 8) {
            throw new UnsatisfiedLinkError("AoE needs a 64-bit machine");
        }
        Native.register(Libc.class, "c");
    }

    private Libc() {}

    public static native int socket(int domain, int type, int protocol);

    public static native int bind(int fd, long address, int length);

    public static native int listen(int fd, int backlog);

    public static native int accept4(int fd, long address, long length, int flags);

    public static native int close(int fd);

    public static native int poll(long fds, long count, int millis);

    public static native long recv(int fd, long bytes, long length, int flags);

    public static native long send(int fd, long bytes, long length, int flags);

    public static native long read(int fd, long bytes, long length);

    public static native long write(int fd, long bytes, long length);

    public static native int eventfd(int value, int flags);

    static native int setsockopt(int fd, int level, int option, long value, int length);

    static native int ioctl(int fd, long request, long argument);

    static native int sendmmsg(int fd, long messages, int count, int flags);

    static native int recvmmsg(int fd, long messages, int count, int flags, long timeout);

    private static native long mmap(long at, long length, int prot, int flags, int fd, long offset);

    private static native int munmap(long at, long length);

    /** Returns zeroed memory that takes none of the machine's until it is written to. */
    static long map(long length) {
        long at = mmap(0, length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        if (at == -1) {
            throw new OutOfMemoryError("no memory of " + length + " bytes");
        }
        return at;
    }

    static void unmap(long at, long length) {
        munmap(at, length);
    }

    /** Says the error of the call before. */
    static String say(int errno) {
        return switch (errno) {
            case EPERM, EACCES -> "not permitted";
            case ENODEV, ENXIO -> "no such interface";
            case ENETDOWN -> "the interface is down";
            case EMSGSIZE -> "longer than the interface's MTU";
            default -> "error " + errno;
        };
    }
}
