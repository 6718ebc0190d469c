package io.nova.driver.state.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.UnavailableException;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Lease;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.StoreInfo;
import io.nova.spi.state.Tx;
import io.nova.spi.state.Watch;
import io.nova.testkit.state.Heard;
import io.nova.testkit.state.StoreUnderTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that dies, stands still, forgets or is full. */
@Timeout(120)
class TroubleTest {

    @TempDir private Path directory;

    private RedisServer server;
    private RedisStateStore store;

    @BeforeEach
    void start() {
        server = RedisServer.start(directory);
        store = Stores.open(server, "c1");
    }

    @AfterEach
    void stop() {
        if (store != null) {
            store.close();
        }
        RedisServer.closeAll(server);
    }

    @Test
    void whatWasAnsweredSurvivesAKillAndEverythingIsDoneOnce() throws Exception {
        Sample.define(store);
        int unknown;
        Set<String> acknowledged;
        try (Load load = new Load(store, "s", 8)) {
            for (int round = 0; round < 4; round++) {
                load.awaitMore(150);
                server.kill();
                server.start();
            }
            load.awaitMore(50);
            load.close();
            unknown = load.unknown();
            acknowledged = load.acknowledged();
        }
        assertTrue(unknown > 0, "no kill hit a commit under way");
        assertEquals(acknowledged.size(), Sample.count(store));
        acknowledged.forEach(name -> assertTrue(store.get(Sample.KIND, name).isPresent(), name));
        Sample.check(store);
    }

    @Test
    void aStalledServerLeavesACommitUnknownWhichIsThenFoundDone() {
        Sample.define(store);
        server.stall();
        Tx tx = Sample.making("late");
        // What is read first is not answered either, and that is no commit.
        Tx plain = Sample.plain("plain", "text");
        try {
            assertInstanceOf(CommitResult.Unknown.class, store.commit(plain));
            assertThrows(UnavailableException.class, () -> store.get(Sample.KIND, "plain"));
        } finally {
            server.goOn();
        }
        CommitResult again = store.commit(plain);
        assertInstanceOf(CommitResult.Replayed.class, again);
        assertInstanceOf(CommitResult.Ok.class, store.commit(tx));
        assertEquals(2, Sample.count(store));
    }

    @Test
    void aCommitUnderWayIsUnknownWhenItsServerDies() throws Exception {
        store.info();
        server.stall();
        Tx tx = Sample.plain("cut", "off");
        var result = CompletableFuture.supplyAsync(() -> store.commit(tx));
        // It is sent, and stands in the server's queue.
        TimeUnit.MILLISECONDS.sleep(300);
        server.kill();
        assertInstanceOf(CommitResult.Unknown.class, result.get(30, TimeUnit.SECONDS));
        server.start();
        assertInstanceOf(CommitResult.Ok.class, store.commit(tx), "the server never read it");
    }

    @Test
    void aServerThatIsGoneIsUnavailableAndNothingIsUnknown() {
        store.info();
        server.stop();
        assertThrows(UnavailableException.class, () -> store.get(Sample.KIND, "x"));
        assertThrows(
                UnavailableException.class, () -> store.commit(Sample.plain("refused", "text")));
        assertThrows(
                UnavailableException.class, () -> store.lease("l", "me", Duration.ofSeconds(1)));
        server.start();
        assertEquals(0, Sample.count(store));
    }

    @Test
    void aServerThatForgotTheScriptsIsToldThemAgain() throws Exception {
        Sample.define(store);
        store.commit(Sample.making("one"));
        server.ask("SCRIPT FLUSH");
        assertInstanceOf(CommitResult.Ok.class, store.commit(Sample.making("two")));
        server.stop();
        server.start();
        Records.awaitAnswer(store);
        assertInstanceOf(CommitResult.Ok.class, store.commit(Sample.making("three")));
        Sample.check(store);
    }

    @Test
    void aFullServerRefusesWholeCommitsButLetsGoOfRecords() throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            aFullServer();
        } finally {
            System.setErr(before);
        }
        List<String> told =
                log.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.contains("Redis is full: raise its maxmemory"))
                        .toList();
        assertEquals(1, told.size(), log.toString(StandardCharsets.UTF_8));
        assertTrue(told.get(0).contains("The state store is in trouble"), told.get(0));
    }

    private void aFullServer() throws Exception {
        Sample.define(store);
        assertInstanceOf(CommitResult.Ok.class, store.commit(Sample.plain("large", "x")));
        server.ask("CONFIG SET maxmemory 1");
        List<String> before = withMemory(() -> StoreUnderTest.contents(store));
        UnavailableException full =
                assertThrows(UnavailableException.class, () -> store.commit(Sample.making("more")));
        assertTrue(full.getMessage().contains("Redis is full"), full.getMessage());
        assertThrows(UnavailableException.class, () -> store.commit(Sample.making("again")));
        assertEquals(before, withMemory(() -> StoreUnderTest.contents(store)));
        assertEquals(1, Sample.count(store), "it is still read");
        Rec<Sample> large = store.get(Sample.KIND, "large").orElseThrow();
        assertInstanceOf(
                CommitResult.Ok.class,
                store.commit(Tx.of("free").delete(Sample.KIND, large).build()));
        assertEquals(0, Sample.count(store));
        server.ask("CONFIG SET maxmemory 0");
        assertInstanceOf(CommitResult.Ok.class, store.commit(Sample.making("more")));
        Sample.check(store);
    }

    /** An export writes a little too. */
    private <T> T withMemory(java.util.function.Supplier<T> work) throws Exception {
        server.ask("CONFIG SET maxmemory 0");
        T result = work.get();
        server.ask("CONFIG SET maxmemory 1");
        return result;
    }

    @Test
    void aServerThatMayHaveLostHistorySaysSo() throws Exception {
        server.ask("CONFIG SET appendfsync everysec");
        store.close();
        store = Stores.open(server, "c2");
        Sample.define(store);
        store.commit(Sample.making("one"));
        Lease lease = store.lease("gc", "me", Duration.ofMinutes(5)).orElseThrow();
        StoreInfo before = store.info();
        Heard heard = new Heard();
        try (Watch watch = store.watch(Set.of(Sample.KIND), -1, heard)) {
            server.set("appendfsync everysec");
            server.stop();
            server.start();
            heard.await(h -> h.gaps() == 1);
            StoreInfo after = store.info();
            assertNotEquals(before.epoch(), after.epoch());
            assertTrue(after.seq() >= before.seq() + 1_000_000, "no version is given out twice");
            assertEquals(
                    new CommitResult.Fenced("gc"),
                    store.commit(Tx.of("fenced").fence(lease).quota("q", 1, 1).build()));
            Lease next = store.lease("gc", "other", Duration.ofMinutes(5)).orElseThrow();
            assertTrue(next.token() > lease.token() + 1_000_000, "nor any token");
            store.commit(Sample.making("two"));
            heard.awaitChanges(1);
            assertEquals(1, heard.gaps());
        }
        Sample.check(store);
    }

    @Test
    void aWatchThatBeganWithoutTheServerHearsOfAGapAndOfWhatComesThen() throws Exception {
        Heard heard = new Heard();
        server.stop();
        try (Watch watch = store.watch(Set.of(Sample.KIND), -1, heard)) {
            server.start();
            heard.await(h -> h.gaps() == 1);
            store.commit(Sample.plain("one", "text"));
            heard.awaitChanges(1);
            assertEquals(1, heard.gaps());
        }
    }

    @Test
    void aServerThatComesBackWithAnOlderLogSaysSo() throws Exception {
        Path log = directory.resolve("appendonlydir");
        Path older = directory.resolve("older");
        store.commit(Sample.plain("kept", "text"));
        copy(log, older);
        store.commit(Sample.plain("lost", "text"));
        StoreInfo before = store.info();
        Heard heard = new Heard();
        try (Watch watch = store.watch(Set.of(Sample.KIND), -1, heard)) {
            server.stop();
            copy(older, log);
            server.start();
            heard.await(h -> h.gaps() == 1);
        }
        assertNotEquals(before.epoch(), store.info().epoch());
        assertTrue(store.info().seq() >= before.seq() + 1_000_000, "no version comes twice");
        assertTrue(store.get(Sample.KIND, "kept").isPresent());
        assertTrue(store.get(Sample.KIND, "lost").isEmpty());
    }

    @Test
    void anOlderLogThatNobodySawTheNewerOneOfIsToldByHand() throws Exception {
        Path log = directory.resolve("appendonlydir");
        Path older = directory.resolve("older");
        store.commit(Sample.plain("kept", "text"));
        copy(log, older);
        store.commit(Sample.plain("lost", "text"));
        StoreInfo before = store.info();
        store.close();
        server.stop();
        copy(older, log);
        server.start();
        server.await("HSET {c1}m durable 0", answer -> answer.startsWith(":"));
        store = Stores.open(server, "c1");
        assertNotEquals(before.epoch(), store.info().epoch());
        assertTrue(store.get(Sample.KIND, "kept").isPresent());
    }

    /** Makes one folder's files those of the other. */
    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (Path folder : List.of(to, from)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    if (folder.equals(to)) {
                        Files.delete(file);
                    } else {
                        Files.copy(file, to.resolve(file.getFileName()));
                    }
                }
            }
        }
    }

    @Test
    void aServerThatLostEverythingSaysSo() throws Exception {
        Sample.define(store);
        store.commit(Sample.making("one"));
        StoreInfo before = store.info();
        Heard heard = new Heard();
        try (Watch watch = store.watch(Set.of(Sample.KIND), before.seq(), heard)) {
            server.ask("FLUSHALL");
            assertInstanceOf(CommitResult.Ok.class, store.commit(Sample.plain("new", "text")));
            heard.await(h -> h.gaps() == 1);
            assertNotEquals(before.epoch(), store.info().epoch());
            assertTrue(store.info().seq() > before.seq());
        }
    }

    @Test
    void twoCloudsInOneServerDoNotMeet() {
        try (RedisStateStore other = Stores.open(server, "c")) {
            store.commit(Sample.plain("one", "text"));
            assertEquals(0, Sample.count(other));
            assertEquals(0, other.info().seq());
            assertNotEquals(store.info().epoch(), other.info().epoch());
        }
    }

    /** Waits, as those do who use a store. */
    private static final class Records {

        static void awaitAnswer(StateStore store) throws InterruptedException {
            for (int i = 0; ; i++) {
                try {
                    store.info();
                    return;
                } catch (UnavailableException e) {
                    if (i == 100) {
                        throw e;
                    }
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            }
        }
    }
}
