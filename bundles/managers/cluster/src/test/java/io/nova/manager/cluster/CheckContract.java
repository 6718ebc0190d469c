package io.nova.manager.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.cluster.CheckService.Check;
import io.nova.api.cluster.CheckService.Repair;
import io.nova.api.cluster.Fault;
import io.nova.api.cluster.Finding;
import io.nova.api.cluster.HostCheck;
import io.nova.api.identity.Authorizer;
import io.nova.manager.cluster.Zoo.Animal;
import io.nova.manager.cluster.Zoo.Cage;
import io.nova.manager.cluster.Zoo.Label;
import io.nova.manager.cluster.Zoo.Visit;
import io.nova.model.AccessDeniedException;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.ConflictException;
import io.nova.model.IdSource;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.UserId;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import io.nova.spi.state.RecordRules;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every kind of damage is found, repaired where it can be, and not found again. */
abstract class CheckContract implements Authorizer {

    /** What an earlier release stored: the same records, found by less. */
    private static final Kind<Animal> OLD_ANIMAL =
            new Kind<>("animal", Animal.class, one -> List.of(IndexEntry.of("all", "")));

    private static final Kind<Cage> ANIMALS_THAT_ARE_CAGES =
            new Kind<>("animal", Cage.class, one -> List.of());

    private final AtomicInteger steps = new AtomicInteger();
    private final List<RecordRules> rules = new ArrayList<>(List.of(new Zoo()));
    private final List<HostCheck> hosts = new ArrayList<>();
    private boolean allowed = true;
    private Pause pause = time -> {};

    abstract StateStore store();

    @Override
    public void require(Caller caller, String action) {
        if (!allowed) {
            throw new AccessDeniedException(action, "no");
        }
    }

    @Override
    public boolean allows(Caller caller, String action) {
        return allowed;
    }

    @BeforeEach
    void fill() {
        commit(tx -> tx.define(Zoo.NUMBERS));
        commit(tx -> tx.create(Zoo.CAGE, "c1", new Cage("p")));
        commit(tx -> Zoo.comes(tx, "a1", "p", "c1", 3));
        commit(tx -> Zoo.comes(tx, "a2", "p", "c1", 4));
        commit(tx -> tx.create(Zoo.LABEL, "l1", new Label("a1")));
    }

    @Test
    void nothingIsWrongWhereNothingIs() throws InterruptedException {
        Check check = check();
        assertEquals(List.of(), check.findings());
        assertEquals(4, check.records());
        assertEquals(Map.of(), check.unchecked());
    }

    @Test
    void whatAHostHasCountsIfItIsTheSameEachTime() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        hosts.add(
                alive -> {
                    alive.run();
                    int look = looks.incrementAndGet();
                    return new HostCheck.Look(
                            List.of(
                                    seen(Fault.STRAY, "stays", "as it was"),
                                    seen(Fault.MISSING, "moves", "in state " + look),
                                    seen(Fault.STRAY, look == 2 ? "goes" : "comes", "")),
                            List.of("h3 is down"));
                });
        Check check = check();
        assertEquals(List.of("stays detail"), texts(check));
        assertEquals(List.of("h3 is down"), check.silent());
        assertEquals(3, looks.get());
        assertFalse(check.findings().get(0).isRepairable());
    }

    private static HostCheck.Seen seen(Fault fault, String subject, String state) {
        return new HostCheck.Seen(new Finding(fault, subject, "detail", ""), state);
    }

    @Test
    void aRecordThatLacksAnIndexEntryIsStoredAnew() throws InterruptedException {
        Rec<Animal> a1 = store().get(Zoo.ANIMAL, "a1").orElseThrow();
        commit(tx -> tx.update(OLD_ANIMAL, a1, a1.value()));
        assertEquals(1, inCage());
        repaired(Fault.INDEX, "animal a1", "is not found by cage=c1");
        assertEquals(2, inCage());
        assertEquals(a1.value(), store().get(Zoo.ANIMAL, "a1").orElseThrow().value());
    }

    @Test
    void aCounterIsCorrectedWhicheverWayItIsWrong() throws InterruptedException {
        commit(tx -> tx.quota("project/p/animals", 5, Long.MAX_VALUE));
        commit(tx -> tx.quota("project/p/meals", -2, Long.MAX_VALUE));
        commit(tx -> tx.quota("project/q/meals", 1, Long.MAX_VALUE));
        Check check = check();
        assertEquals(
                List.of(
                        "counter project/p/animals is 5 too high",
                        "counter project/p/meals is 2 too low",
                        "counter project/q/meals is 1 too high"),
                texts(check));
        allDone(check.repair(context(), Fault.COUNTER), 3);
        assertEquals(2, store().used("project/p/animals"));
        assertEquals(7, store().used("project/p/meals"));
        assertEquals(0, store().used("project/q/meals"));
        // Who answers twice does not correct twice.
        allDone(check.repair(context(), Fault.COUNTER), 3);
        assertEquals(2, store().used("project/p/animals"));
        assertEquals(List.of(), check().findings());
    }

    @Test
    void aNumberWhoseOwnerIsGoneIsGivenBack() throws InterruptedException {
        commit(tx -> tx.take(Zoo.NUMBERS.name(), "a9"));
        repaired(
                Fault.LEAKED,
                "pool numbers/all number 3",
                "is taken for the animal a9, which is not there");
        assertEquals(2, store().pool(Zoo.NUMBERS.name()).orElseThrow().used());
    }

    @Test
    void aNumberThatItsOwnerDoesNotHaveIsGivenBack() throws InterruptedException {
        commit(tx -> tx.take(Zoo.NUMBERS.name(), "a1", 77));
        repaired(
                Fault.LEAKED,
                "pool numbers/all number 77",
                "is taken for the animal a1, which does not have it");
        assertEquals(1, store().owners(Zoo.NUMBERS.name(), 0, 1).get(0).item());
    }

    @Test
    void theNumberOfOneThatEndedIsGivenBack() throws InterruptedException {
        Rec<Animal> a2 = store().get(Zoo.ANIMAL, "a2").orElseThrow();
        commit(
                tx ->
                        tx.update(Zoo.ANIMAL, a2, new Animal("p", "c1", 2, 4, true))
                                .quota("project/p/animals", -1, Long.MAX_VALUE)
                                .quota("project/p/meals", -4, Long.MAX_VALUE));
        repaired(
                Fault.LEAKED,
                "pool numbers/all number 2",
                "is taken for the animal a2, which does not have it");
    }

    @Test
    void aNumberThatIsFreeIsTakenForWhoHasIt() throws InterruptedException {
        commit(tx -> tx.give(Zoo.NUMBERS.name(), "a1", 1));
        repaired(Fault.LOST, "animal a1", "has number 1 of pool numbers/all, which is free");
        assertEquals("a1", store().owners(Zoo.NUMBERS.name(), 0, 1).get(0).owner());
    }

    @Test
    void aNumberThatTwoHaveIsToldAndLeftAlone() throws InterruptedException {
        Rec<Animal> a2 = store().get(Zoo.ANIMAL, "a2").orElseThrow();
        commit(
                tx ->
                        tx.update(Zoo.ANIMAL, a2, new Animal("p", "c1", 1, 4, false))
                                .give(Zoo.NUMBERS.name(), "a2", 2));
        Check check = check();
        assertEquals(
                List.of("animal a2 has number 1 of pool numbers/all, which is a1's"), texts(check));
        assertEquals(List.of(), check.repair(context(), Fault.LOST));
    }

    @Test
    void oneWhoseNumberLeakedWhileAnotherWasLostIsFoundToo() throws InterruptedException {
        commit(tx -> tx.give(Zoo.NUMBERS.name(), "a1", 1));
        commit(tx -> tx.take(Zoo.NUMBERS.name(), "a9", 50));
        assertEquals(
                List.of(
                        "pool numbers/all number 50 is taken for the animal a9, which is not there",
                        "animal a1 has number 1 of pool numbers/all, which is free"),
                texts(check()));
    }

    @Test
    void aRecordThatIsOfNoUseIsRemoved() throws InterruptedException {
        commit(tx -> tx.create(Zoo.LABEL, "l2", new Label("a9")));
        repaired(Fault.DANGLING, "label l2", "needs the animal a9, which is not there");
        assertTrue(store().get(Zoo.LABEL, "l2").isEmpty());
        assertTrue(store().get(Zoo.LABEL, "l1").isPresent());
    }

    @Test
    void aRecordThatMayBeOfUseIsNeverRemoved() throws InterruptedException {
        commit(tx -> Zoo.comes(tx, "a3", "p", "c9", 1));
        Check check = check();
        assertEquals(List.of("animal a3 needs the cage c9, which is not there"), texts(check));
        assertFalse(check.findings().get(0).isRepairable());
        for (Fault fault : Fault.values()) {
            assertEquals(List.of(), check.repair(context(), fault));
        }
    }

    @Test
    void aReferenceToAnotherProjectIsFound() throws InterruptedException {
        commit(tx -> Zoo.comes(tx, "a3", "q", "c1", 1));
        assertEquals(
                List.of(
                        "animal a3 of project 000000000002 refers to the cage c1 of project 000000000001"),
                texts(check()));
    }

    @Test
    void aRecordThatContradictsItselfIsFound() throws InterruptedException {
        Rec<Animal> a1 = store().get(Zoo.ANIMAL, "a1").orElseThrow();
        commit(
                tx ->
                        tx.update(Zoo.ANIMAL, a1, a1.value().eating(-1))
                                .quota("project/p/meals", -4, Long.MAX_VALUE));
        assertEquals(List.of("animal a1 it gives meals"), texts(check()));
    }

    @Test
    void ofWhatCannotBeReadNothingElseIsConcluded() throws InterruptedException {
        commit(tx -> tx.create(ANIMALS_THAT_ARE_CAGES, "a3", new Cage("p")));
        Kind<String[]> broken = new Kind<>("animal", String[].class, one -> List.of());
        commit(tx -> tx.create(broken, "a4", new String[] {"no", "animal"}));
        commit(tx -> tx.quota("project/p/animals", 1, Long.MAX_VALUE));
        assertEquals(
                List.of(Fault.UNREADABLE),
                check().findings().stream()
                        .map(Finding::fault)
                        .distinct()
                        .sorted()
                        .toList()
                        .subList(0, 1));
        assertTrue(check().findings().stream().noneMatch(one -> one.fault() == Fault.COUNTER));
    }

    @Test
    void recordsOfSomethingThatIsNotThereAreFound() throws InterruptedException {
        commit(tx -> tx.create(Zoo.VISIT, "v1", new Visit("zz")));
        assertEquals(List.of("visits of zz has records, and is not there"), texts(check()));
    }

    @Test
    void kindsOfOwnersWhoAreNotHereAreCountedAndLeftAlone() throws InterruptedException {
        rules.clear();
        Check check = check();
        assertEquals(List.of(), check.findings());
        assertEquals(Map.of("animal", 2L, "cage", 1L, "label", 1L), check.unchecked());
    }

    @Test
    void whatASecondLookDoesNotSeeIsNoFinding() throws InterruptedException {
        commit(tx -> tx.quota("project/p/animals", 5, Long.MAX_VALUE));
        AtomicBoolean once = new AtomicBoolean();
        pause =
                time -> {
                    if (once.compareAndSet(false, true)) {
                        commit(tx -> tx.quota("project/p/animals", -5, Long.MAX_VALUE));
                    }
                };
        assertEquals(List.of(), check().findings());
        assertTrue(once.get(), "no second look was taken");
    }

    @Test
    void whatIsAnotherThingWhenItIsSeenAgainIsNoFinding() throws InterruptedException {
        commit(tx -> Zoo.comes(tx, "a3", "p", "c9", 1));
        pause =
                time -> {
                    Rec<Animal> a3 = store().get(Zoo.ANIMAL, "a3").orElseThrow();
                    commit(tx -> tx.update(Zoo.ANIMAL, a3, a3.value()));
                };
        assertEquals(List.of(), check().findings());
    }

    @Test
    void aRepairLeavesAloneWhatChangedSinceItWasFound() throws InterruptedException {
        Rec<Animal> a1 = store().get(Zoo.ANIMAL, "a1").orElseThrow();
        commit(tx -> tx.update(OLD_ANIMAL, a1, a1.value()));
        commit(tx -> tx.create(Zoo.LABEL, "l2", new Label("a3")));
        commit(tx -> tx.take(Zoo.NUMBERS.name(), "a4", 500));
        Check check = check();
        assertEquals(3, check.findings().size());
        Rec<Animal> newer = store().get(Zoo.ANIMAL, "a1").orElseThrow();
        commit(tx -> tx.update(OLD_ANIMAL, newer, newer.value().eating(3)));
        commit(tx -> Zoo.comes(tx, "a3", "p", "c1", 1));
        commit(tx -> tx.create(Zoo.ANIMAL, "a4", new Animal("p", "c1", 500, 0, false)));
        for (Fault fault : List.of(Fault.INDEX, Fault.DANGLING, Fault.LEAKED)) {
            List<Repair> repairs = check.repair(context(), fault);
            assertEquals(1, repairs.size());
            assertFalse(repairs.get(0).done(), fault + " was repaired");
        }
        assertTrue(store().get(Zoo.LABEL, "l2").isPresent());
    }

    @Test
    void onlyOneChecksAtATime() throws InterruptedException {
        commit(tx -> tx.quota("project/p/animals", 5, Long.MAX_VALUE));
        AtomicBoolean refused = new AtomicBoolean();
        pause =
                time -> {
                    assertThrows(ConflictException.class, this::check);
                    refused.set(true);
                };
        assertEquals(1, check().findings().size());
        assertTrue(refused.get());
        assertEquals(1, checkAgain().findings().size());
    }

    private Check checkAgain() throws InterruptedException {
        pause = time -> {};
        return check();
    }

    @Test
    void whoMayNotIsRefused() throws InterruptedException {
        commit(tx -> tx.quota("project/p/animals", 5, Long.MAX_VALUE));
        Check check = check();
        allowed = false;
        assertThrows(AccessDeniedException.class, this::check);
        assertThrows(AccessDeniedException.class, () -> check.repair(context(), Fault.COUNTER));
        assertEquals(7, store().used("project/p/animals"));
    }

    @Test
    void moreThanABatchIsLookedThrough() throws InterruptedException {
        for (int i = 10; i < 700; i++) {
            String id = "b" + i;
            commit(tx -> Zoo.comes(tx, id, "p", "c1", 1));
        }
        commit(tx -> tx.create(Zoo.LABEL, "z", new Label("a9")));
        assertEquals(List.of("label z needs the animal a9, which is not there"), texts(check()));
    }

    @Test
    void underLoadNothingSeemsWrong() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> load = new ArrayList<>();
        List<Throwable> failed = new ArrayList<>();
        for (int worker = 0; worker < 4; worker++) {
            Random random = new Random(worker);
            int number = worker;
            Thread thread = new Thread(() -> comeAndGo(number, random, stop));
            thread.setUncaughtExceptionHandler((one, e) -> failed.add(e));
            load.add(thread);
        }
        load.forEach(Thread::start);
        AtomicInteger looks = new AtomicInteger();
        pause =
                time -> {
                    looks.incrementAndGet();
                    Thread.sleep(20);
                };
        try {
            for (int i = 0; i < 15; i++) {
                assertEquals(List.of(), check().findings());
            }
            commit(tx -> tx.quota("project/p/meals", 9, Long.MAX_VALUE));
            // Whichever is free: the load has taken every number by now, and gives them back.
            long number = commit(tx -> tx.take(Zoo.NUMBERS.name(), "gone")).items().get(0);
            assertEquals(
                    List.of(
                            "counter project/p/meals is 9 too high",
                            "pool numbers/all number %d is taken for the animal gone, which is not there"
                                    .formatted(number)),
                    texts(check()));
        } finally {
            stop.set(true);
            for (Thread thread : load) {
                thread.join();
            }
        }
        assertEquals(List.of(), failed);
    }

    private void comeAndGo(int worker, Random random, AtomicBoolean stop) {
        List<String> here = new ArrayList<>();
        for (int i = 0; !stop.get(); i++) {
            // Else there are soon more of them than any cloud has, and looks take ever longer.
            LockSupport.parkNanos(500_000);
            if (here.size() < 20 && random.nextInt(2) == 0) {
                String id = "w" + worker + "-" + i;
                int meals = random.nextInt(9);
                commit(
                        tx ->
                                Zoo.comes(tx, id, "p", "c1", meals)
                                        .create(Zoo.LABEL, id, new Label(id)));
                here.add(id);
            } else if (!here.isEmpty()) {
                String id = here.remove(random.nextInt(here.size()));
                Rec<Animal> rec = store().get(Zoo.ANIMAL, id).orElseThrow();
                Rec<Label> label = store().get(Zoo.LABEL, id).orElseThrow();
                commit(
                        tx ->
                                tx.delete(Zoo.ANIMAL, rec)
                                        .delete(Zoo.LABEL, label)
                                        .give(Zoo.NUMBERS.name(), id, rec.value().number())
                                        .quota("project/p/animals", -1, Long.MAX_VALUE)
                                        .quota(
                                                "project/p/meals",
                                                -rec.value().meals(),
                                                Long.MAX_VALUE));
            }
        }
    }

    private long inCage() {
        return store().count(Zoo.ANIMAL, IndexEntry.of("cage", "c1"));
    }

    /** There is this one finding, it can be repaired, and then there is none. */
    private void repaired(Fault fault, String subject, String detail) throws InterruptedException {
        Check check = check();
        assertEquals(List.of(subject + " " + detail), texts(check));
        assertEquals(fault, check.findings().get(0).fault());
        allDone(check.repair(context(), fault), 1);
        assertEquals(List.of(), texts(check()));
    }

    private static void allDone(List<Repair> repairs, int count) {
        assertEquals(count, repairs.size());
        repairs.forEach(one -> assertTrue(one.done(), one.why()));
    }

    private static List<String> texts(Check check) {
        return check.findings().stream().map(one -> one.subject() + " " + one.detail()).toList();
    }

    private Check check() throws InterruptedException {
        return new CheckManager(
                        store(),
                        this,
                        new IdSource(new Random()),
                        () -> rules,
                        hosts,
                        Duration.ofSeconds(1),
                        pause)
                .check(context(), records -> {});
    }

    private static RequestContext context() {
        return new RequestContext(
                "r",
                new Caller(
                        new UserId("operator"),
                        Zoo.project("p"),
                        new AccessKeyId("AKIAIOSFODNN7EXAMPLE"),
                        Set.of(Role.CLOUDADMIN)));
    }

    final CommitResult.Ok commit(Consumer<Tx.Builder> what) {
        Tx.Builder tx = Tx.of("step/" + steps.incrementAndGet());
        what.accept(tx);
        return assertInstanceOf(CommitResult.Ok.class, store().commit(tx.build()));
    }
}
