package io.nova.frontend.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostRole;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;

class ListenersTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    // All of 127/8 answers on a Linux host, so a second loopback address plays the bridge's.
    private static final InetAddress GATEWAY = AddressRange.address("127.0.0.2");

    @Test
    void aTakenPortIsReportedAndTriedAgain() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK);
                HttpServer server =
                        new HttpServer(
                                settings(List.of(LOOPBACK), List.of(), 0, taken.getLocalPort()))) {
            assertEquals(-1, server.port("s3"));
            String health = RawClient.ask(server.port("ec2"), "GET /health HTTP/1.1");
            assertTrue(health.contains("s3 on 127.0.0.1:"), health);
            assertTrue(health.contains("in use"), health);
            taken.close();
            untilOpen(server, "s3");
            String well = RawClient.ask(server.port("ec2"), "GET /health HTTP/1.1");
            assertTrue(well.endsWith("ready\n"), well);
        }
    }

    @Test
    void onAWildcardSocketTheGatewaysAddressServesNothingButMetadata() throws Exception {
        InetAddress any = AddressRange.address("0.0.0.0");
        try (HttpServer server =
                new HttpServer(
                        settings(List.of(any), List.of(AddressRange.parse("127.0.0.2")), 0, 0))) {
            server.add(TestEndpoint.saying("the api"), TestEndpoint.at("ec2", "/"));
            server.add(TestEndpoint.saying("your data"), TestEndpoint.at("metadata", "/"));
            assertTrue(ask(LOOPBACK, server.port("ec2"), "/").endsWith("the api"));
            assertTrue(ask(GATEWAY, server.port("ec2"), "/").endsWith("your data"));
            assertTrue(ask(GATEWAY, server.port("ec2"), "/health").endsWith("your data"));
        }
    }

    @Test
    void aGatewaysAddressIsBoundOnItsOwn() throws Exception {
        // An interface's own address: what a bridge's would be on a real host.
        try (HttpServer server =
                new HttpServer(
                        settings(
                                List.of(GATEWAY),
                                List.of(AddressRange.parse("127.0.0.1/32")),
                                0,
                                0))) {
            server.add(TestEndpoint.saying("the api"), TestEndpoint.at("ec2", "/"));
            server.add(TestEndpoint.saying("your data"), TestEndpoint.at("metadata", "/"));
            untilOpen(server, "metadata");
            assertEquals(server.port("ec2"), server.port("metadata"));
            assertTrue(ask(GATEWAY, server.port("ec2"), "/").endsWith("the api"));
            assertTrue(ask(LOOPBACK, server.port("ec2"), "/").endsWith("your data"));
            assertThrows(
                    SocketException.class,
                    () -> ask(AddressRange.address("127.0.0.3"), server.port("ec2"), "/"));
        }
    }

    @Test
    void aGatewayThatIsToldIsBoundAtItsOwnPortWhateverTheSettingsSay() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
            port = free.getLocalPort();
        }
        try (HttpServer server =
                new HttpServer(
                        settings(
                                List.of(GATEWAY),
                                List.of(AddressRange.parse("127.0.0.0/8")),
                                0,
                                0))) {
            server.add(TestEndpoint.saying("your data"), TestEndpoint.at("metadata", "/"));
            server.serve(Set.of(HostRole.NETWORK));
            server.serveGateways(Map.of(LOOPBACK, port, AddressRange.address("192.0.2.1"), port));
            untilOpen(server, "metadata");
            assertEquals(port, server.port("metadata"));
            assertEquals(-1, server.port("ec2"));
            assertTrue(ask(LOOPBACK, port, "/").endsWith("your data"));
            server.serveGateways(Map.of());
            untilClosed(server, "metadata");
        }
    }

    @Test
    void onAWildcardSocketAGatewayThatIsToldServesNothingButMetadata() throws Exception {
        try (HttpServer server =
                new HttpServer(
                        settings(List.of(AddressRange.address("0.0.0.0")), List.of(), 0, 0))) {
            server.add(TestEndpoint.saying("the api"), TestEndpoint.at("ec2", "/"));
            server.add(TestEndpoint.saying("your data"), TestEndpoint.at("metadata", "/"));
            server.serveGateways(Map.of(GATEWAY, server.port("ec2")));
            assertTrue(ask(LOOPBACK, server.port("ec2"), "/").endsWith("the api"));
            assertTrue(ask(GATEWAY, server.port("ec2"), "/").endsWith("your data"));
        }
    }

    @Test
    void aSocketThatGoesTakesNoThreadsOfTheOthersWithIt() throws Exception {
        QueuedThreadPool shared = new QueuedThreadPool(16);
        QueuedThreadPool uploads = new QueuedThreadPool(16);
        Server server = new Server(shared);
        server.addBean(uploads);
        server.setHandler(new Answering());
        server.start();
        List<InetAddress> local = new ArrayList<>(List.of(LOOPBACK));
        List<AddressRange> gateways = List.of(AddressRange.parse("127.0.0.1/32"));
        Listeners listeners =
                new Listeners(
                        server,
                        uploads,
                        settings(List.of(GATEWAY), gateways, 0, 0),
                        new Connection.Listener() {},
                        new Inside(),
                        () -> local);
        try {
            listeners.reconcile();
            listeners.reconcile();
            int port = listeners.port("metadata");
            assertTrue(ask(LOOPBACK, port, "/").endsWith("served"));
            local.clear();
            listeners.reconcile();
            assertEquals(-1, listeners.port("metadata"));
            assertThrows(SocketException.class, () -> ask(LOOPBACK, port, "/"));
            assertTrue(ask(GATEWAY, listeners.port("ec2"), "/").endsWith("served"));
            assertTrue(ask(GATEWAY, listeners.port("s3"), "/").endsWith("served"));
            assertTrue(shared.isRunning() && uploads.isRunning());
        } finally {
            server.stop();
        }
    }

    /** Answers whatever is asked. */
    private static final class Answering extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            TestEndpoint.write(response, callback, "served");
            return true;
        }
    }

    @Test
    void noMoreConnectionsThanTheLimitAreServed() throws Exception {
        Settings some = settings(List.of(LOOPBACK), List.of(), 0, 0);
        Settings two =
                new Settings(
                        some.addresses(),
                        some.metadata(),
                        0,
                        0,
                        Set.of(),
                        some.maxThreads(),
                        2,
                        some.maxHeaderBytes(),
                        some.idleTimeout(),
                        some.headerTimeout(),
                        some.minBodyRate(),
                        some.endpointWait(),
                        some.drainLimit());
        try (HttpServer server = new HttpServer(two);
                RawClient first = new RawClient(server.port("ec2"));
                RawClient second = new RawClient(server.port("ec2"))) {
            first.send("GET / HTTP/1.1\r\n");
            second.send("GET / HTTP/1.1\r\n");
            try (RawClient third = new RawClient(server.port("ec2"))) {
                third.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                assertFalse(third.answersWithin(Duration.ofMillis(500)));
                first.close();
                assertTrue(third.answersWithin(Duration.ofSeconds(20)));
            }
        }
    }

    @Test
    void aHeadThatNeverEndsIsCutOff() throws Exception {
        Settings some = settings(List.of(LOOPBACK), List.of(), 0, 0);
        Settings strict =
                new Settings(
                        some.addresses(),
                        some.metadata(),
                        0,
                        0,
                        Set.of(),
                        some.maxThreads(),
                        some.maxConnections(),
                        some.maxHeaderBytes(),
                        some.idleTimeout(),
                        Duration.ofMillis(700),
                        some.minBodyRate(),
                        some.endpointWait(),
                        some.drainLimit());
        try (HttpServer server = new HttpServer(strict);
                RawClient slow = new RawClient(server.port("ec2"))) {
            slow.send("GET / HTTP/1.1\r\nHost: a\r\n");
            assertThrows(SocketException.class, () -> slow.trickle("X-Slow: 1\r\n"));
        }
    }

    private static void untilOpen(HttpServer server, String connector) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (server.port(connector) < 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertTrue(server.port(connector) > 0, connector);
    }

    private static void untilClosed(HttpServer server, String connector) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (server.port(connector) > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(-1, server.port(connector), connector);
    }

    private static Settings settings(
            List<InetAddress> addresses, List<AddressRange> metadata, int ec2Port, int s3Port) {
        Settings some = Settings.forTests();
        return new Settings(
                addresses,
                metadata,
                ec2Port,
                s3Port,
                Set.of(),
                some.maxThreads(),
                some.maxConnections(),
                some.maxHeaderBytes(),
                some.idleTimeout(),
                some.headerTimeout(),
                some.minBodyRate(),
                some.endpointWait(),
                some.drainLimit());
    }

    private static String ask(InetAddress address, int port, String path) throws Exception {
        try (RawClient client = new RawClient(address, port)) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    .readAll();
        }
    }
}
