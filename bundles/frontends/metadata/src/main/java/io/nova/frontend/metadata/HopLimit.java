package io.nova.frontend.metadata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.server.Request;

/**
 * How many hops the answers of a connection may go. Java cannot set the time to live of what it
 * sends, so the number travels in the six bits of the DSCP, and the network driver of the host puts
 * it where it belongs. An answer without it goes as far as any other packet.
 */
final class HopLimit {

    private static final int NONE = 64;
    private static final int DSCP_SHIFT = 2;

    private HopLimit() {}

    /** Limits what is sent from here on, until it is unlimited. */
    static void limit(Request request, int hops) {
        set(request, hops >= NONE ? 0 : hops << DSCP_SHIFT);
    }

    /** Takes the limit of an earlier request on the same connection away. */
    static void lift(Request request) {
        set(request, 0);
    }

    private static void set(Request request, int trafficClass) {
        Object transport =
                request.getConnectionMetaData().getConnection().getEndPoint().getTransport();
        if (transport instanceof SocketChannel channel) {
            try {
                set(channel, trafficClass);
            } catch (IOException e) {
                // The connection is gone, and whoever asked with it; nobody gets it unlimited.
                throw new UncheckedIOException(e);
            }
        }
    }

    static void set(SocketChannel channel, int trafficClass) throws IOException {
        if (channel.getOption(StandardSocketOptions.IP_TOS) != trafficClass) {
            channel.setOption(StandardSocketOptions.IP_TOS, trafficClass);
        }
    }
}
