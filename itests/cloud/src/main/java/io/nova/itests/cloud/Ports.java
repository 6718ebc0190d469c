package io.nova.itests.cloud;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports for servers that are started later. They are below those that the kernel gives to
 * connections: one of these may be anybody's by the time the server listens.
 */
public final class Ports {

    private static final int FIRST = 20_000;
    private static final int LAST = 31_999;
    private static final int TRIES = 100;

    private Ports() {}

    /** Returns a port of the loopback address on which nobody listens. */
    public static int free() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            if (isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("no free port in " + TRIES + " tries");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
