package io.nova.driver.state.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.UnavailableException;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Watch;
import io.nova.testkit.state.Heard;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import io.nova.testkit.state.Together;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two managers on one cell, and copies of it that are taken meanwhile. */
@Timeout(120)
class SharedTest {

    @TempDir private Path directory;

    private RedisServer server;
    private RedisStateStore one;
    private RedisStateStore other;

    @BeforeEach
    void start() {
        server = RedisServer.start(directory);
        one = Stores.open(server, "c1");
        other = Stores.open(server, "c1");
        Sample.define(one);
    }

    @AfterEach
    void stop() {
        if (other != null) {
            one.close();
            other.close();
        }
        RedisServer.closeAll(server);
    }

    @Test
    void numbersAreGivenOutOnceBetweenBoth() throws Exception {
        Together.run(
                8,
                thread -> {
                    RedisStateStore mine = thread % 2 == 0 ? one : other;
                    for (int i = 0; i < 40; i++) {
                        assertInstanceOf(
                                CommitResult.Ok.class,
                                mine.commit(Sample.making("s-" + thread + "-" + i)));
                    }
                });
        assertEquals(320, Sample.count(one));
        Sample.check(other);
    }

    @Test
    void oneHearsWhatTheOtherCommits() throws Exception {
        Heard heard = new Heard();
        try (Watch watch = one.watch(Set.of(Sample.KIND), -1, heard)) {
            other.commit(Sample.plain("a", "text"));
            heard.awaitChanges(1);
            assertEquals("a", heard.changes().get(0).id());
            assertEquals(0, heard.gaps());
        }
    }

    @Test
    void whoIsFarBehindHearsOfAGap() throws Exception {
        try (RedisStateStore few =
                new RedisStateStore(
                        Stores.config(
                                Map.of(
                                        "servers",
                                        new String[] {server.address()},
                                        "cell",
                                        "c9",
                                        "changesKept",
                                        10)))) {
            long first = ((CommitResult.Ok) few.commit(Sample.plain("first", "x"))).seq();
            for (int i = 0; i < 500; i++) {
                few.commit(Sample.plain("s-" + i, "x"));
            }
            Heard heard = new Heard();
            try (Watch watch = few.watch(Set.of(Sample.KIND), first, heard)) {
                heard.await(
                        h -> h.changes().stream().anyMatch(change -> change.id().equals("s-499")));
                assertEquals(1, heard.gaps());
                assertTrue(heard.changes().size() < 500);
            }
        }
    }

    @Test
    void anExportUnderLoadIsOfOneMoment() throws Exception {
        for (int i = 0; i < 700; i++) {
            other.commit(Sample.making("old-%03d".formatted(i)));
        }
        Set<String> seen = new HashSet<>();
        try (Load load = new Load(one, "new", 3)) {
            for (int round = 0; round < 4; round++) {
                load.awaitMore(30);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                int from = round * 100;
                var removal =
                        new Thread(
                                () -> {
                                    for (int i = from; i < from + 100; i++) {
                                        Sample.remove(other, "old-%03d".formatted(699 - i));
                                    }
                                });
                removal.start();
                one.export(out);
                removal.join();
                MemoryStateStore model = new MemoryStateStore(new MutableClock());
                model.restore(new ByteArrayInputStream(out.toByteArray()));
                Sample.check(model);
                seen.add(Long.toString(model.info().seq()));
            }
        }
        assertEquals(4, seen.size());
        Sample.check(one);
        assertEquals("*0", firstLine("KEYS {c1}u*"), "nothing of the exports is left");
    }

    private String firstLine(String command) throws IOException {
        return server.ask(command);
    }

    @Test
    void anExportWhileAnotherIsUnderWayIsRefused() throws Exception {
        Links links = links("c1");
        links.write(Script.EXPORT_BEGIN, Args.of("someone", "60"));
        assertThrows(IOException.class, () -> one.export(new ByteArrayOutputStream()));
        links.write(Script.EXPORT_END, Args.of("someone"));
        one.export(new ByteArrayOutputStream());
        links.close();
    }

    @Test
    void nobodyWritesWhileTheStoreIsFilledAndWhatWasGivenUpIsRemoved() throws Exception {
        for (int i = 0; i < 50; i++) {
            one.commit(Sample.making("s-" + i));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        one.export(out);
        RedisStateStore filled = Stores.open(server, "c2");
        // A reader that begins with all lines but the last ones, and then looks around.
        byte[] archive = out.toByteArray();
        int cut = archive.length - 10;
        InputStream last =
                new ByteArrayInputStream(archive, cut, archive.length - cut) {
                    @Override
                    public synchronized int read(byte[] buffer, int offset, int length) {
                        UnavailableException refused =
                                assertThrows(
                                        UnavailableException.class,
                                        () -> filled.commit(Sample.plain("early", "x")));
                        assertTrue(refused.getMessage().contains("restored"));
                        return super.read(buffer, offset, length);
                    }
                };
        filled.restore(new SequenceInputStream(new ByteArrayInputStream(archive, 0, cut), last));
        Sample.check(filled);
        assertEquals(50, Sample.count(filled));
        filled.close();

        Links links = links("c3");
        links.write(Script.RESTORE_BEGIN, Args.of("dead", "60"));
        links.write(
                Script.RESTORE_PUT,
                Args.of("dead", "60", "row", "sample", "a", "7", "3:all0:", "{\"name\":\"a\"}"));
        RedisStateStore third = Stores.open(server, "c3");
        assertThrows(UnavailableException.class, () -> third.commit(Sample.plain("b", "x")));
        third.close();
        server.ask("DEL {c3}rt");
        try (RedisStateStore again = Stores.open(server, "c3")) {
            assertEquals(0, Sample.count(again));
            again.restore(new ByteArrayInputStream(archive));
            assertEquals(50, Sample.count(again));
            assertTrue(again.lease("l", "me", Duration.ofSeconds(5)).isPresent());
        }
        links.close();
    }

    private Links links(String cell) {
        Links links =
                new Links(
                        Settings.of(
                                Stores.config(
                                        Map.of(
                                                "servers",
                                                new String[] {server.address()},
                                                "cell",
                                                cell))),
                        () -> 0);
        links.start();
        return links;
    }
}
