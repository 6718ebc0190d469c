package io.nova.frontend.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostRole;
import java.net.ConnectException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The sockets of roles come and go, and no request that was taken is lost. */
class RolesServedTest {

    private static final Set<HostRole> BOTH = Set.of(HostRole.API, HostRole.OBJECTSTORE);
    private static final Set<HostRole> OBJECTS = Set.of(HostRole.OBJECTSTORE);

    private final HttpServer server = new HttpServer(EndpointSwapTest.expecting("ec2", "s3"));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRoleThatLeavesTakesNoNewConnectionsAndAnswersWhatItHas() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        server.add(
                new TestEndpoint(
                        (request, response, callback) -> {
                            inside.countDown();
                            assertTrue(finish.await(20, TimeUnit.SECONDS));
                            TestEndpoint.write(response, callback, "done");
                        }),
                TestEndpoint.at("ec2", "/"));
        server.add(TestEndpoint.saying("object"), TestEndpoint.at("s3", "/"));
        int port = server.port("ec2");
        try (RawClient client = new RawClient(port)) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertTrue(inside.await(20, TimeUnit.SECONDS));
            CompletableFuture<Void> left = CompletableFuture.runAsync(() -> server.serve(OBJECTS));
            untilRefused(port);
            assertFalse(left.isDone());
            // What comes by a connection that is there already is answered too, and is its last.
            client.send("GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n");
            finish.countDown();
            String answers = client.readAll();
            assertEquals(2, answers.split("done", -1).length - 1, answers);
            assertTrue(answers.contains("Connection: close"), answers);
            left.get(20, TimeUnit.SECONDS);
        }
        assertEquals(-1, server.port("ec2"));
        String object = RawClient.ask(server.port("s3"), "GET / HTTP/1.1");
        assertTrue(object.endsWith("object"), object);

        server.serve(BOTH);
        String back = RawClient.ask(server.port("ec2"), "GET / HTTP/1.1");
        assertTrue(back.endsWith("done"), back);
    }

    @Test
    void whoIsInterruptedLeavesNoThreadBehind() throws Exception {
        CompletableFuture<Boolean> interrupted =
                CompletableFuture.supplyAsync(
                        () -> {
                            Thread.currentThread().interrupt();
                            server.serve(OBJECTS);
                            return Thread.interrupted();
                        });
        assertTrue(interrupted.get(20, TimeUnit.SECONDS));
        assertEquals(-1, server.port("ec2"));
        long began = System.nanoTime();
        server.close();
        // Far less than the drain limit, for which a thread that stays would be awaited.
        long took = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        assertTrue(took < Settings.forTests().drainLimit().toSeconds() / 2, took + " s");
    }

    @Test
    void whatIsServedForNoRoleIsNotMissed() throws Exception {
        server.serve(Set.of(HostRole.API));
        String health = RawClient.ask(server.port("ec2"), "GET /health HTTP/1.1");
        assertTrue(health.contains("endpoint ec2") && health.contains("endpoint s3"), health);
        server.add(TestEndpoint.saying("object"), TestEndpoint.at("s3", "/"));
        server.serve(OBJECTS);
        server.serve(OBJECTS);
        assertTrue(server.port("s3") > 0);
        server.serve(Set.of());
        assertEquals(-1, server.port("s3"));
    }

    @Test
    void metadataIsServedWhereGuestsHaveTheirNetworks() {
        assertEquals(Set.of("metadata"), Served.by(Set.of(HostRole.COMPUTE, HostRole.NETWORK)));
        assertEquals(
                Set.of("s3", "metadata"),
                Served.by(Set.of(HostRole.OBJECTSTORE, HostRole.NETWORK)));
        assertEquals(Set.of(), Served.by(Set.of(HostRole.COMPUTE, HostRole.VOLUME)));
        assertEquals(Set.of("ec2", "s3", "metadata"), Served.by(Set.of(HostRole.API)));
    }

    private static void untilRefused(int port) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        boolean refused = false;
        while (!refused && System.nanoTime() < deadline) {
            try (RawClient late = new RawClient(port)) {
                Thread.onSpinWait();
            } catch (ConnectException e) {
                refused = true;
            }
        }
        assertTrue(refused);
        assertThrows(ConnectException.class, () -> new RawClient(port));
    }
}
