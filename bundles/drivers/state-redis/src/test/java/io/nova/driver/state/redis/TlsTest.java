package io.nova.driver.state.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.state.CommitResult;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are encrypted lead to the host that was meant, or nowhere. */
@Timeout(60)
class TlsTest {

    @TempDir private Path directory;
    private Certificates certificates;
    private RedisServer server;

    @BeforeEach
    void start() throws Exception {
        RedisServer.assumeInstalled();
        certificates = Certificates.make(directory.resolve("ca"));
        server =
                RedisServer.startAt(
                        directory.resolve("server"), port -> certificates.serverLines(port));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void recordsTravelEncrypted() {
        try (RedisStateStore store = open("localhost", certificates.authority())) {
            Sample.define(store);
            assertInstanceOf(CommitResult.Ok.class, store.commit(Sample.making("one")));
            assertEquals(1, Sample.count(store));
        }
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() {
        // The same server by another name, of which the certificate says nothing.
        refused("127.0.0.1", certificates.authority(), "key tls: no TLS with 127.0.0.1:");
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
        Certificates others = Certificates.make(directory.resolve("others"));
        refused("localhost", others.authority(), "key tls: no TLS with localhost:");
        refused("localhost", "", "key tls: no TLS with localhost:");
    }

    @Test
    void aServerWithoutTlsIsRefused() {
        try (RedisServer plain = RedisServer.start(directory.resolve("plain"))) {
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () ->
                                    open("localhost:" + plain.port(), certificates.authority())
                                            .close());
            assertTrue(
                    refused.getMessage().contains("no TLS handshake within"), refused.getMessage());
        }
    }

    private void refused(String host, String authority, String reason) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> open(host, authority).close());
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    private RedisStateStore open(String host, String authority) {
        Map<String, Object> settings = new HashMap<>();
        String address = host.contains(":") ? host : host + ":" + server.port();
        settings.put("servers", new String[] {address});
        settings.put("tls", true);
        settings.put("trustFile", authority);
        settings.put("startSeconds", 0);
        return new RedisStateStore(Stores.config(settings));
    }
}
