package io.nova.gated.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.CloudException;
import io.nova.model.IncorrectStateException;
import io.nova.model.UnavailableException;
import io.nova.spi.state.Beat;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.PoolSpec;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateDriver;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import io.nova.spi.state.Watch;
import io.nova.testkit.state.Heard;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class MoveTest {

    record Thing(String name) {}

    private static final Kind<Thing> THING =
            new Kind<>("thing", Thing.class, thing -> List.of(IndexEntry.of("all", "1")));

    @TempDir private Path folder;

    private final MutableClock clock = new MutableClock();
    private final List<StateGate> gates = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private MemoryStateStore one = new MemoryStateStore(clock, "e1", Runnable::run);
    private MemoryStateStore two = new MemoryStateStore(clock, "e2", Runnable::run);

    @AfterEach
    void close() {
        gates.forEach(StateGate::close);
    }

    private Path file() {
        return folder.resolve("io.nova.gated.state.cfg");
    }

    /** Starts a process with these drivers and what the file says. */
    private StateGate start(Map<String, ? extends StateDriver> drivers) {
        Properties read = new Properties();
        try (InputStream in =
                Files.exists(file())
                        ? Files.newInputStream(file())
                        : InputStream.nullInputStream()) {
            read.load(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        StateGate gate =
                Gates.gate(
                        Gates.settings(
                                read.getProperty("driver", ""),
                                read.getProperty("move", ""),
                                read.getProperty("takeBack", "")),
                        file());
        gates.add(gate);
        drivers.keySet().stream().sorted().forEach(d -> Gates.bind(gate, d, drivers.get(d)));
        return gate;
    }

    private StateGate started() {
        StateGate gate = start(Map.of("one", one));
        StateStore store = Gates.store(gate);
        for (int i = 0; i < 50; i++) {
            create(store, "t-" + i);
        }
        Tx.Builder tx = Tx.of("pool").define(new PoolSpec("numbers", 1, 9, Duration.ZERO));
        tx.take("numbers", "t-1");
        store.commit(tx.quota("q", 3, 9).build());
        store.lease("gc", "me", Duration.ofMinutes(1));
        store.beat("hosts", "h1", "boot");
        Gates.bind(gate, "two", two);
        return gate;
    }

    private static void create(StateStore store, String id) {
        Tx tx = Tx.of("op-" + id).create(THING, id, new Thing(id)).build();
        assertInstanceOf(CommitResult.Ok.class, store.commit(tx));
    }

    private static boolean has(StateStore store, String id) {
        return store.get(THING, id).isPresent();
    }

    private void move(StateGate gate, String to) throws InterruptedException {
        gate.move(to, told::add);
    }

    @Test
    void everythingIsInTheOtherStoreWhichServesFromThenOn() throws Exception {
        StateGate gate = started();
        StateStore store = Gates.store(gate);
        long seq = store.info().seq();
        move(gate, "two");
        assertEquals("two", gate.serving());
        assertEquals("e2", store.info().epoch());
        assertTrue(store.info().seq() > seq);
        assertEquals(50, store.count(THING, IndexEntry.of("all", "1")));
        assertEquals(3, store.used("q"));
        assertEquals(8, store.pool("numbers").orElseThrow().free());
        assertEquals(List.of("h1"), store.beats("hosts").stream().map(Beat::member).toList());
        assertEquals(Optional.empty(), store.lease("gc", "other", Duration.ofMinutes(1)));
        assertInstanceOf(
                CommitResult.Replayed.class,
                store.commit(Tx.of("op-t-1").create(THING, "t-1", new Thing("again")).build()));
        create(store, "new");
        assertEquals(false, has(one, "new"));
        assertEquals("two", property("driver"));
        assertEquals(1, gate.stats().swaps());
        assertTrue(told.get(told.size() - 1).contains("nova:state-migrate one"), told::toString);
        // The next start, with both or with the new one alone.
        assertTrue(has(Gates.store(start(Map.of("one", one, "two", two))), "new"));
        assertTrue(has(Gates.store(start(Map.of("two", two))), "new"));
    }

    private String property(String key) throws IOException {
        Properties read = new Properties();
        try (InputStream in = Files.newInputStream(file())) {
            read.load(in);
        }
        return read.getProperty(key, "");
    }

    @Test
    void theWayBackBringsWhatIsNew() throws Exception {
        StateGate gate = started();
        StateStore store = Gates.store(gate);
        for (int i = 0; i < 3; i++) {
            move(gate, "two");
            create(store, "there-" + i);
            move(gate, "one");
            create(store, "back-" + i);
        }
        assertEquals("one", gate.serving());
        assertEquals(56, store.count(THING, IndexEntry.of("all", "1")));
        move(gate, "one");
        assertEquals("The records are in one already", told.get(told.size() - 1));
    }

    @Test
    void aStoreThatWasLeftRefusesToServeAloneAndSaysWhatToDo() throws Exception {
        StateGate gate = started();
        move(gate, "two");
        Files.delete(file());
        StateGate alone = start(Map.of("one", one));
        assertEquals("", alone.serving());
        assertEquals(false, alone.stats().drivers().contains("one"));
        // It is back with what it had, if that is what is wanted.
        String id = Mark.in(one).orElseThrow().move();
        Files.write(file(), List.of("driver = one", "takeBack = " + id));
        assertEquals("one", start(Map.of("one", one)).serving());
    }

    @Test
    void watchesHearOfAGapAndThenOfWhatTheOtherStoreTells() throws Exception {
        StateGate gate = started();
        StateStore store = Gates.store(gate);
        Heard heard = new Heard();
        Heard closed = new Heard();
        store.watch(Set.of(THING), -1, closed).close();
        try (Watch watch = store.watch(Set.of(THING), -1, heard)) {
            create(store, "before");
            move(gate, "two");
            assertEquals(1, heard.gaps());
            create(store, "after");
            assertEquals(
                    List.of("before", "after"),
                    heard.changes().stream().map(change -> change.id()).toList());
            gate.unbindDriver(two);
            Gates.bind(gate, "two", two);
            assertEquals(2, heard.gaps());
            create(store, "again");
            assertEquals(3, heard.changes().size());
        }
        create(store, "unheard");
        assertEquals(3, heard.changes().size());
        assertEquals(0, closed.gaps() + closed.changes().size());
    }

    /** What the disk holds when the process dies. */
    private record Disk(String one, String two, Optional<String> file) {}

    private Disk disk() {
        try {
            return new Disk(
                    text(one),
                    text(two),
                    Files.exists(file())
                            ? Optional.of(Files.readString(file()))
                            : Optional.empty());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(StateStore store) throws IOException {
        var out = new ByteArrayOutputStream();
        store.export(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private void goBackTo(Disk disk) throws IOException {
        one = new MemoryStateStore(clock, "e1", Runnable::run);
        two = new MemoryStateStore(clock, "e2", Runnable::run);
        fill(one, disk.one());
        fill(two, disk.two());
        Files.deleteIfExists(file());
        if (disk.file().isPresent()) {
            Files.writeString(file(), disk.file().get());
        }
    }

    private static void fill(MemoryStateStore store, String export) throws IOException {
        // An empty one has a head and an end.
        if (export.lines().count() > 2) {
            store.restore(new ByteArrayInputStream(export.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProcessThatDiesBeforeTheStepFindsAllInOneStoreAndCanMoveAgain(Move.Step step)
            throws Exception {
        StateGate gate = started();
        Map<Move.Step, Disk> disks = new HashMap<>();
        if (step == Move.Step.CLEAR) {
            // Then there must be something to clear.
            move(gate, "two");
            move(gate, "one");
        }
        gate.move("two", told::add, at -> disks.put(at, disk()));
        goBackTo(disks.get(step));
        boolean chosen = step.compareTo(Move.Step.CHOOSE) > 0;
        String truth = chosen ? "two" : "one";
        for (List<String> there : List.of(List.of("one", "two"), List.of(truth))) {
            goBackTo(disks.get(step));
            Map<String, MemoryStateStore> stores = new HashMap<>();
            there.forEach(name -> stores.put(name, name.equals("one") ? one : two));
            StateGate next = start(stores);
            assertEquals(truth, next.serving(), there::toString);
            StateStore store = Gates.store(next);
            assertEquals(50, store.count(THING, IndexEntry.of("all", "1")));
            create(store, "new");
            // The other comes later, or by itself, and does not serve.
            String other = chosen ? "one" : "two";
            StateDriver otherStore = chosen ? one : two;
            if (there.size() == 1) {
                Gates.bind(next, other, otherStore);
            }
            assertEquals(truth, next.serving());
            move(next, other);
            assertTrue(has(otherStore, "new"));
            assertEquals(other, next.serving());
            assertEquals(51, store.count(THING, IndexEntry.of("all", "1")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theStoreThatHasNotTheRecordsNeverServesAlone(Move.Step step) throws Exception {
        StateGate gate = started();
        Map<Move.Step, Disk> disks = new HashMap<>();
        move(gate, "two");
        move(gate, "one");
        gate.move("two", told::add, at -> disks.put(at, disk()));
        goBackTo(disks.get(step));
        boolean chosen = step.compareTo(Move.Step.CHOOSE) > 0;
        // Once with the file as it is, and once with both there to finish what was left undone.
        StateGate next = start(chosen ? Map.of("one", one) : Map.of("two", two));
        assertEquals("", next.serving());
        assertEquals(List.of(), next.stats().drivers());
        start(Map.of("one", one, "two", two));
        Files.delete(file());
        boolean empty = !chosen && two.info().seq() == 0;
        StateGate byHand = start(chosen ? Map.of("one", one) : Map.of("two", two));
        assertEquals(empty ? "two" : "", byHand.serving(), "an empty store may begin a new cloud");
    }

    @Test
    void aTargetThatIsNotEmptyIsLeftAsItIs() throws Exception {
        create(two, "of somebody else");
        StateGate gate = started();
        refused(gate, "two", IncorrectStateException.class, "is not empty");
        assertTrue(has(two, "of somebody else"));
    }

    @Test
    void aTargetThatIsNotThereIsNamed() throws Exception {
        refused(started(), "three", IncorrectStateException.class, "'three' is not there");
    }

    private void refused(
            StateGate gate, String to, Class<? extends CloudException> kind, String reason)
            throws Exception {
        String before = text(one);
        CloudException fault = assertThrows(kind, () -> move(gate, to));
        assertTrue(fault.getMessage().contains(reason), fault.getMessage());
        assertEquals("one", gate.serving());
        assertEquals(records(before), records(text(one)));
        create(Gates.store(gate), "afterwards");
        assertEquals("one", start(Map.of("one", one)).serving());
    }

    /** What a store has apart from its own bookkeeping. */
    private static List<String> records(String export) {
        return export.lines()
                .filter(line -> line.startsWith("{\"row\"") || line.startsWith("{\"used\""))
                .toList();
    }

    /** A store with a fault. */
    private static class Faulty extends ForwardingDriver {
        Faulty(StateDriver inner) {
            super(inner);
        }
    }

    @Test
    void aTargetThatFailsMidwayIsEmptyAgainAndNothingHasChanged() throws Exception {
        StateGate gate = started();
        Gates.bind(
                gate,
                "full",
                new Faulty(new MemoryStateStore(clock)) {
                    @Override
                    public void restore(InputStream in) throws IOException {
                        in.readNBytes(2000);
                        throw new UnavailableException("state", "Redis has no room left");
                    }
                });
        refused(gate, "full", UnavailableException.class, "Redis has no room left");
    }

    @Test
    void aCopyThatDiffersIsNotUsed() throws Exception {
        StateGate gate = started();
        MemoryStateStore inner = new MemoryStateStore(clock);
        Gates.bind(
                gate,
                "lossy",
                new Faulty(inner) {
                    @Override
                    public void restore(InputStream in) throws IOException {
                        super.restore(in);
                        Rec<Thing> rec = get(THING, "t-7").orElseThrow();
                        commit(Tx.of("oops").delete(THING, rec).build());
                    }
                });
        refused(gate, "lossy", UnavailableException.class, "the copy is not what was copied");
        assertEquals(0, inner.info().seq());
    }

    @Test
    void aSourceThatCannotBeReadIsNamed() throws Exception {
        two = new MemoryStateStore(clock, "e2", Runnable::run);
        int[] exports = new int[1];
        Faulty bad =
                new Faulty(one) {
                    @Override
                    public void export(java.io.OutputStream out) throws IOException {
                        if (++exports[0] == 2) {
                            out.write("{\"head\":".getBytes(StandardCharsets.UTF_8));
                            throw new IOException("the disk is bad");
                        }
                        super.export(out);
                    }
                };
        StateGate gate = start(Map.of("one", bad));
        create(Gates.store(gate), "t");
        Gates.bind(gate, "two", two);
        UnavailableException fault =
                assertThrows(UnavailableException.class, () -> move(gate, "two"));
        assertTrue(fault.getMessage().contains("the disk is bad"), fault.getMessage());
        assertEquals("one", gate.serving());
        assertEquals(0, two.info().seq());
        create(Gates.store(gate), "after");
    }

    @Test
    void aFileThatCannotBeWrittenChangesNothing() throws Exception {
        StateGate gate = started();
        Files.delete(file());
        Files.createDirectory(file());
        Files.createFile(file().resolve("in-the-way"));
        UnavailableException fault =
                assertThrows(UnavailableException.class, () -> move(gate, "two"));
        assertTrue(fault.getMessage().contains("Nothing has changed"), fault.getMessage());
        assertEquals("one", gate.serving());
        create(Gates.store(gate), "after");
    }

    @Test
    void underLoadNoCallFailsAndEveryCommitIsThereOnce() throws Exception {
        StateGate gate = started();
        StateStore store = Gates.store(gate);
        store.commit(
                Tx.of("define").define(new PoolSpec("load", 1, 1_000_000, Duration.ZERO)).build());
        List<Worker> workers = Stream.generate(() -> new Worker(store)).limit(4).toList();
        workers.forEach(Thread::start);
        for (int i = 0; i < 6; i++) {
            awaitMore(workers);
            move(gate, i % 2 == 0 ? "two" : "one");
            awaitMore(workers);
            // The driver that serves restarts.
            StateDriver serving = i % 2 == 0 ? two : one;
            gate.unbindDriver(serving);
            Gates.bind(gate, i % 2 == 0 ? "two" : "one", serving);
        }
        int done = 0;
        for (Worker worker : workers) {
            worker.stop = true;
            worker.join();
            assertEquals(
                    Optional.empty(), Optional.ofNullable(worker.fault).map(Throwable::toString));
            done += worker.done.size();
            assertEquals(worker.done.size(), store.getAll(THING, worker.done).size());
        }
        assertEquals(50L + done, store.count(THING, IndexEntry.of("all", "1")));
        assertEquals(3L + done, store.used("q"));
        assertEquals(done, store.pool("load").orElseThrow().used());
        assertEquals(12, gate.stats().swaps());
        assertEquals(0, gate.stats().overruns());
    }

    private static void awaitMore(List<Worker> workers) {
        for (Worker worker : workers) {
            int goal = worker.count + 20;
            while (worker.count < goal && worker.fault == null) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    /** Commits and reads what it committed, until told to stop. */
    private static final class Worker extends Thread {

        private final StateStore store;
        private final List<String> done = new ArrayList<>();
        private volatile int count;
        private volatile boolean stop;
        private volatile Throwable fault;

        Worker(StateStore store) {
            this.store = store;
        }

        @Override
        public void run() {
            try {
                while (!stop) {
                    String id = getName() + "-" + count;
                    Tx.Builder tx = Tx.of(id).create(THING, id, new Thing(id));
                    tx.take("load", id);
                    assertInstanceOf(
                            CommitResult.Ok.class,
                            store.commit(tx.quota("q", 1, Long.MAX_VALUE).build()));
                    assertTrue(has(store, id), id);
                    done.add(id);
                    count = done.size();
                    // As many as can be would only make much to copy.
                    LockSupport.parkNanos(500_000);
                }
            } catch (Throwable e) {
                fault = e;
            }
        }
    }

    @Test
    void aCopyThatTakesTooLongIsGivenUp() throws Exception {
        Settings hasty =
                new Settings(
                        "",
                        "",
                        "",
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(20),
                        Duration.ofMillis(1));
        StateGate gate = Gates.gate(hasty, file());
        gates.add(gate);
        Gates.bind(gate, "one", one);
        StateStore store = Gates.store(gate);
        for (int i = 0; i < 2000; i++) {
            create(store, "t-" + i);
        }
        Gates.bind(gate, "two", two);
        UnavailableException fault =
                assertThrows(UnavailableException.class, () -> move(gate, "two"));
        assertTrue(fault.getMessage().contains("longer than moveSeconds"), fault.getMessage());
        assertEquals("one", gate.serving());
        assertEquals(0, two.info().seq());
    }

    @Test
    void anEmptyStoreInPlaceOfOneThatHadRecordsDoesNotServe() {
        StateGate gate = started();
        gate.unbindDriver(one);
        Gates.bind(gate, "one", new MemoryStateStore(clock));
        assertEquals(List.of(), gate.stats().drivers());
        Gates.bind(gate, "one", one);
        assertEquals(List.of(), gate.stats().drivers());
        assertEquals("one", gate.serving());
    }

    @Test
    void whatAStoreHoldsWithoutAnyCommitIsNotRemoved() throws Exception {
        two.lease("gc", "somebody", Duration.ofHours(1));
        refused(started(), "two", UnavailableException.class, "the store is not empty");
        assertEquals(Optional.empty(), two.lease("gc", "me", Duration.ofHours(1)));
    }

    @Test
    void aFaultAfterTheStepDoesNotUndoIt() throws Exception {
        StateGate gate = started();
        assertThrows(
                IllegalStateException.class,
                () ->
                        gate.move(
                                "two",
                                told::add,
                                step -> {
                                    if (step == Move.Step.ARRIVE) {
                                        throw new IllegalStateException("on purpose");
                                    }
                                }));
        assertEquals("two", gate.serving());
        create(Gates.store(gate), "after");
        assertTrue(has(two, "after"));
        assertEquals(51, two.count(THING, IndexEntry.of("all", "1")));
        // Its mark is put right by the next start.
        assertEquals("two", start(Map.of("one", one, "two", two)).serving());
        assertEquals(Mark.Meaning.ARRIVED, Mark.meaning(Mark.in(two), "two"));
        assertEquals(Mark.Meaning.LEFT, Mark.meaning(Mark.in(one), "one"));
    }

    @Test
    void aDriverOfAnotherNameNeverServesInTheSameProcess() throws Exception {
        StateGate gate = started();
        gate.unbindDriver(one);
        assertEquals(List.of(), gate.stats().drivers());
        assertEquals("one", property("driver"));
        assertEquals("", start(Map.of("two", two)).serving());
        Gates.bind(gate, "one", one);
        assertEquals(List.of("one"), gate.stats().drivers());
    }

    @Test
    void allStepsAreSteps() throws Exception {
        StateGate gate = started();
        move(gate, "two");
        List<Move.Step> steps = new ArrayList<>();
        gate.move("one", told::add, steps::add);
        assertEquals(Arrays.asList(Move.Step.values()), steps);
    }
}
