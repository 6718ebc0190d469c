package io.nova.driver.volume.iscsi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.blockstore.Processes.Found;
import io.nova.model.HostId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever makes or removes a target dies between any two words to tgtd, and another goes on. */
class InterruptedTargetsTest {

    private static final Iqn NAME =
            Iqn.parse("iqn.2010-05.io.nova:vol-0000000000000000a.0123456789abcdef");
    private static final int WORDS_MOST = 40;

    private IscsiLab lab;
    private HostKey key;
    private Login first;
    private Login second;
    private Tgtd tgtd;
    private Found process;
    private Target one;

    /** The death. */
    private static final class Killed extends Error {}

    /** Dies before a word, or after it was done and before it is known. */
    private static final class Dying extends TgtControl {
        private final boolean late;
        private int left;

        Dying(Path socket, int left, boolean late) {
            super(socket, Duration.ofSeconds(5));
            this.left = left;
            this.late = late;
        }

        @Override
        Result tell(Request request, Result... also) throws InterruptedException {
            boolean last = left-- == 0;
            if (last && !late) {
                throw new Killed();
            }
            Result result = super.tell(request, also);
            if (last) {
                throw new Killed();
            }
            return result;
        }
    }

    @BeforeAll
    static void needServers() {
        Skip.unlessPossible(InterruptedTargetsTest.class);
    }

    @BeforeEach
    void start() throws Exception {
        lab = new IscsiLab();
        key = HostKey.of(lab.directory(), Settings.FILE);
        first = Login.of(new HostId("one"), key.open());
        second = Login.of(new HostId("two"), key.open());
        tgtd = new Tgtd(Settings.of(lab.config(Map.of())), key);
        process = tgtd.ensure();
        Path file = Files.write(lab.top().resolve("file"), new byte[1 << 20]);
        one = new Target(NAME, file, 1 << 20, Set.of(first));
    }

    @AfterEach
    void end() throws Exception {
        lab.end();
    }

    @Test
    void whatIsMadeIsWhole() throws Exception {
        dieAtEachWord(one, List.of());
    }

    @Test
    void whoIsLetInAndWhoIsCutOffIsSo() throws Exception {
        Target two = one.with(Set.of(first, second));
        dieAtEachWord(two, List.of(one));
        dieAtEachWord(one, List.of(two));
        Target larger = new Target(NAME, one.file(), 1 << 21, one.initiators());
        Files.write(one.file(), new byte[1 << 21]);
        dieAtEachWord(larger, List.of(one));
    }

    @Test
    void whatIsRemovedIsGone() throws Exception {
        for (int words = 0; words < WORDS_MOST; words++) {
            fresh().ensure(one);
            boolean died = dies(words, true, targets -> targets.end(NAME.volume()));
            fresh().end(NAME.volume());
            assertEquals("", lab.shown());
            assertEquals(List.of(), List.copyOf(fresh().all()));
            if (!died) {
                return;
            }
        }
    }

    private interface Step {
        void take(Targets targets) throws InterruptedException;
    }

    private void dieAtEachWord(Target wanted, List<Target> before) throws Exception {
        boolean died = true;
        for (int words = 0; died; words++) {
            assertTrue(words < WORDS_MOST, "no end of words");
            for (boolean late : new boolean[] {false, true}) {
                fresh().end(NAME.volume());
                for (Target target : before) {
                    fresh().ensure(target);
                }
                died = dies(words, late, targets -> targets.ensure(wanted));
                fresh().ensure(wanted);
                assertWhole(wanted);
            }
        }
    }

    private boolean dies(int words, boolean late, Step step) throws Exception {
        Path socket = lab.run().resolve("tgtd.0");
        try {
            step.take(new Targets(new Dying(socket, words, late), files(), key));
            return false;
        } catch (Killed e) {
            return true;
        }
    }

    // As tgtd itself has it, and as the next one believes it to be.
    private void assertWhole(Target is) throws Exception {
        List<TargetFiles.Known> known = List.copyOf(fresh().all());
        assertEquals(1, known.size(), known.toString());
        assertTrue(known.get(0).whole());
        assertEquals(is, known.get(0).target().orElseThrow());
        List<String> shown = lab.shown().lines().map(String::strip).toList();
        assertEquals(1, shown.stream().filter(line -> line.startsWith("Target ")).count());
        assertTrue(shown.contains("Target %d: %s".formatted(known.get(0).number(), NAME)));
        assertTrue(shown.contains("Backing store path: " + one.file()));
        assertTrue(shown.contains("Size: %d MB, Block size: 512".formatted(is.bytes() >> 20)));
        assertEquals(
                is.initiators().stream().map(login -> login.user(NAME)).collect(Collectors.toSet()),
                Set.copyOf(
                        shown.subList(
                                shown.indexOf("Account information:") + 1,
                                shown.indexOf("ACL information:"))));
        assertEquals(
                is.initiators().stream().map(Login::name).collect(Collectors.toSet()),
                Set.copyOf(shown.subList(shown.indexOf("ACL information:") + 1, shown.size())));
    }

    private Targets fresh() {
        return tgtd.targets(process);
    }

    private TargetFiles files() throws Exception {
        try (var directories = Files.list(lab.run().resolve("t"))) {
            return new TargetFiles(directories.findFirst().orElseThrow());
        }
    }
}
