package io.nova.driver.state.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.UnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a start says of a server that cannot be used: one line, with the key to look at. */
@Timeout(60)
class StartTest {

    private static final String PASSWORD = "tell-nobody-42";

    @TempDir private Path directory;
    private RedisServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aWrongPasswordIsNamedButNotShown() throws IOException {
        server = RedisServer.start(directory, "requirepass " + PASSWORD);
        refused("passwordFile", "wants a password", Map.of());
        refused("password", "refuses the user or the password", Map.of("password", "wrong-one-17"));
        try (RedisStateStore store = open(Map.of("password", PASSWORD))) {
            assertEquals(0, store.info().seq());
        }
        Path file = passwordFile();
        try (RedisStateStore store = open(Map.of("passwordFile", file.toString()))) {
            assertEquals(0, store.info().seq());
        }
    }

    @Test
    void aPasswordThatOthersCanReadIsRefused() throws IOException {
        server = RedisServer.start(directory, "requirepass " + PASSWORD);
        Path file = passwordFile();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        refused("passwordFile", "chmod 600", Map.of("passwordFile", file.toString()));
    }

    @Test
    void aUserNeedsTheRightsThatAreDocumented() {
        server =
                RedisServer.start(
                        directory,
                        "user nova on >"
                                + PASSWORD
                                + " ~{nova}* -@all +@read +@write"
                                + " +@connection -@dangerous +eval +evalsha +info +time +wait +acl|dryrun +config|get",
                        "user poor on >"
                                + PASSWORD
                                + " ~other:* -@all +@read +info +evalsha +eval");
        try (RedisStateStore store = open(Map.of("user", "nova", "password", PASSWORD))) {
            Sample.define(store);
            store.commit(Sample.making("one"));
            Sample.check(store);
        }
        refused("user", "does not let it", Map.of("user", "poor", "password", PASSWORD));
        refused("password", "refuses the user", Map.of("user", "none", "password", PASSWORD));
    }

    @Test
    void aServerThatIsNotThereIsWaitedForAndThenNamed() throws Exception {
        server = RedisServer.start(directory);
        server.stop();
        refused("servers", "no answer from " + server.address(), Map.of("startSeconds", 1));
        var opened = CompletableFuture.supplyAsync(() -> open(Map.of("startSeconds", 30)));
        TimeUnit.MILLISECONDS.sleep(300);
        assertFalse(opened.isDone());
        server.start();
        try (RedisStateStore store = opened.get(30, TimeUnit.SECONDS)) {
            assertEquals(0, store.info().seq());
        }
    }

    @Test
    void aServerThatWouldThrowRecordsAwayIsRefused() throws IOException {
        server = RedisServer.start(directory, "maxmemory-policy allkeys-lru");
        refused("servers", "maxmemory-policy is allkeys-lru; make it noeviction", Map.of());
        server.ask("CONFIG SET maxmemory-policy noeviction");
        try (RedisStateStore store = open(Map.of())) {
            assertEquals(0, store.info().seq());
        }
    }

    /**
     * Redis 7.0 reads what scripts wrote with the rights of this user, even if nobody may be it.
     */
    @Test
    void aServerThatWouldNotReadItsLogBackIsRefused() throws IOException {
        String nova = "user nova on >" + PASSWORD + " ~{nova}* -@all +@read +@write +@connection";
        server =
                RedisServer.start(
                        directory,
                        "user default off",
                        nova + " +eval +evalsha +info +time +wait +acl|dryrun");
        Map<String, Object> settings = Map.of("user", "nova", "password", PASSWORD);
        refused("servers", "would lose all records when it starts again", settings);
        server.stop();
        server.set("user default off ~* &* +@all");
        server.set(nova + " +eval +evalsha +info +time +wait +acl|dryrun");
        server.start();
        try (RedisStateStore store = open(settings)) {
            Sample.define(store);
            store.commit(Sample.making("one"));
        }
        server.stop();
        server.start();
        try (RedisStateStore store = open(settings)) {
            assertEquals(1, Sample.count(store));
            Sample.check(store);
        }
    }

    @Test
    void aReplicaIsRefused() throws IOException {
        server = RedisServer.start(directory.resolve("one"));
        try (RedisServer replica =
                RedisServer.start(
                        directory.resolve("two"), "replicaof 127.0.0.1 " + server.port())) {
            IllegalArgumentException refused =
                    assertThrows(
                            IllegalArgumentException.class,
                            () ->
                                    new RedisStateStore(
                                            Stores.config(
                                                    Map.of(
                                                            "servers",
                                                            new String[] {replica.address()},
                                                            "startSeconds",
                                                            0))));
            assertTrue(refused.getMessage().contains("is a replica"), refused.getMessage());
        }
    }

    @Test
    void aServerThatChangesItsPasswordIsUnavailableAndTellsCallersNoMore() throws IOException {
        server = RedisServer.start(directory);
        try (RedisStateStore store = open(Map.of())) {
            server.set("requirepass " + PASSWORD);
            server.stop();
            server.start();
            UnavailableException refused =
                    assertThrows(UnavailableException.class, () -> store.info());
            assertEquals(
                    "The state store cannot be reached; try the request again",
                    refused.getMessage());
            assertTrue(refused.getCause().getMessage().contains("wants a password"));
        }
    }

    private Path passwordFile() throws IOException {
        Path file = directory.resolve("password");
        Files.writeString(file, PASSWORD + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private RedisStateStore open(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("servers", new String[] {server.address()});
        return new RedisStateStore(Stores.config(all));
    }

    private void refused(String key, String reason, Map<String, Object> settings) {
        Map<String, Object> soon = new HashMap<>(Map.of("startSeconds", 0));
        soon.putAll(settings);
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> open(soon).close());
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("io.nova.driver.state.redis: key " + key + ": "), message);
        assertTrue(message.contains(reason), message);
        StringWriter trace = new StringWriter();
        refused.printStackTrace(new PrintWriter(trace));
        assertFalse(trace.toString().contains(PASSWORD), "the password shows");
        assertFalse(trace.toString().contains("wrong-one-17"), "the password shows");
    }
}
