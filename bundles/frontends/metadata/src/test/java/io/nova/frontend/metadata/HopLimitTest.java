package io.nova.frontend.metadata;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** What the sockets of the service take; the driver's tests show what becomes of it. */
class HopLimitTest {

    @Test
    void aSocketKeepsWhatTheDriverIsTold() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress());
                    SocketChannel accepted = server.accept()) {
                assertEquals(server.getLocalAddress(), client.getRemoteAddress());
                for (int trafficClass : new int[] {4, 252, 0}) {
                    HopLimit.set(accepted, trafficClass);
                    assertEquals(trafficClass, accepted.getOption(StandardSocketOptions.IP_TOS));
                }
            }
        }
    }
}
