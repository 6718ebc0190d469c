package io.nova.aoe;

import com.sun.jna.Native;
import io.nova.aoe.AoeException.Kind;
import java.nio.charset.StandardCharsets;

/** Asks the kernel about an interface, in the network namespace of the socket that asks. */
final class NetworkInterfaces {

    private static final int NAME = 16;
    private static final int REQUEST = 40;

    private NetworkInterfaces() {}

    static int index(int fd, String name) throws AoeException {
        try (Block request = ask(fd, name, Libc.SIOCGIFINDEX)) {
            return request.struct().getInt(NAME);
        }
    }

    static int mtu(int fd, String name) throws AoeException {
        try (Block request = ask(fd, name, Libc.SIOCGIFMTU)) {
            return request.struct().getInt(NAME);
        }
    }

    static boolean isUp(int fd, String name) throws AoeException {
        try (Block request = ask(fd, name, Libc.SIOCGIFFLAGS)) {
            return (request.struct().getShort(NAME) & Libc.IFF_UP) != 0;
        }
    }

    static MacAddress mac(int fd, String name) throws AoeException {
        try (Block request = ask(fd, name, Libc.SIOCGIFHWADDR)) {
            short type = request.struct().getShort(NAME);
            // What the loopback carries looks the same, between stations whose addresses are zero.
            if (type != Libc.ARPHRD_ETHER && type != Libc.ARPHRD_LOOPBACK) {
                throw new AoeException(Kind.INTERFACE, name + " is no Ethernet interface");
            }
            long bits = 0;
            for (int i = 0; i < 6; i++) {
                bits = bits << 8 | (request.struct().get(NAME + 2 + i) & 0xFF);
            }
            return new MacAddress(bits);
        }
    }

    // struct ifreq of netdevice(7): the name, and what was asked for.
    private static Block ask(int fd, String name, long what) throws AoeException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == 0 || bytes.length >= NAME) {
            throw new AoeException(Kind.INTERFACE, "no interface can be called \"" + name + "\"");
        }
        Block request = new Block(REQUEST);
        request.bytes().put(0, bytes);
        if (Libc.ioctl(fd, what, request.address()) < 0) {
            int errno = Native.getLastError();
            request.close();
            throw new AoeException(Kind.INTERFACE, name + ": " + Libc.say(errno));
        }
        return request;
    }
}
