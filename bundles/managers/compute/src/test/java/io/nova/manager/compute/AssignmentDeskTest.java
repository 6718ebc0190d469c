package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.Quota;
import io.nova.json.Json;
import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.UnavailableException;
import io.nova.model.compute.Instance;
import io.nova.model.compute.PowerState;
import io.nova.protocol.Assignments;
import io.nova.protocol.AssignmentsRequest;
import io.nova.protocol.GuestAssignment;
import io.nova.protocol.GuestReport;
import io.nova.protocol.Wake;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.WatchListener;
import io.nova.testkit.state.MemoryStateStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AssignmentDeskTest {

    private final Lab lab = new Lab().host("host-1", 1000);

    private Assignments ask(long known, String after) {
        return lab.assignments.answer(new AssignmentsRequest(Lab.HOST, known, after));
    }

    private static List<InstanceId> ids(Assignments answer) {
        return answer.guests().stream().map(GuestAssignment::instance).toList();
    }

    @Test
    void aHostThatKnowsNothingIsToldEverything() {
        Instance instance = lab.running();
        Assignments all = ask(0, "");
        assertTrue(all.full());
        assertEquals(List.of(instance.id()), ids(all));
        assertEquals(PowerState.ON, all.guests().get(0).wanted());
        assertFalse(all.guests().get(0).fresh());
    }

    @Test
    void aHostThatKnowsAVersionIsToldWhatIsNew() {
        lab.running();
        long known = ask(0, "").version();
        Instance fresh = lab.run(1, 1).instances().get(0);
        Assignments news = ask(known, "");
        assertFalse(news.full());
        assertEquals(List.of(fresh.id()), ids(news));
        assertTrue(news.guests().get(0).fresh());
        assertEquals(List.of(), ids(ask(news.version(), "")));
    }

    @Test
    void everythingComesInPages() {
        lab.quotas.put(Quota.INSTANCES, 1000L);
        lab.quotas.put(Quota.CORES, 1000L);
        lab.run(150, 150);
        Set<InstanceId> seen = new TreeSet<>();
        Assignments page = ask(0, "");
        assertEquals(Assignments.PAGE, page.guests().size());
        seen.addAll(ids(page));
        page = ask(0, page.next());
        seen.addAll(ids(page));
        assertEquals("", page.next());
        assertEquals(150, seen.size());
    }

    @Test
    void moreNewsThanAPageIsToldAPageAtATime() {
        lab.quotas.put(Quota.INSTANCES, 1000L);
        lab.quotas.put(Quota.CORES, 1000L);
        long known = ask(0, "").version();
        lab.run(150, 150);
        Assignments some = ask(known, "");
        assertFalse(some.full());
        assertEquals(Assignments.MORE, some.next());
        Assignments rest = ask(some.version(), "");
        assertFalse(rest.full());
        assertEquals("", rest.next());
        Set<InstanceId> told = new TreeSet<>(ids(some));
        told.addAll(ids(rest));
        assertEquals(150, told.size());
    }

    @Test
    void thatItRunsIsNoNewsToTheHostThatToldIt() {
        Instance instance = lab.run(1, 1).instances().get(0);
        long known = ask(0, "").version();
        lab.reports(Lab.saw(instance, PowerState.ON));
        assertEquals(List.of(), ids(ask(known, "")));
    }

    @Test
    void whatEndedIsToldAsGoneAndThenNoMore() {
        Instance instance = lab.running();
        long known = ask(0, "").version();
        var unused = lab.instances.terminate(Lab.OWNER, List.of(instance.id()));
        lab.reports(Lab.saw(lab.now(instance), PowerState.GONE));
        assertEquals(PowerState.GONE, ask(known, "").guests().get(0).wanted());
        assertEquals(List.of(), ids(ask(0, "")));
    }

    @Test
    void anotherHostIsToldNothingOfIt() {
        lab.running();
        Assignments other =
                lab.assignments.answer(new AssignmentsRequest(new HostId("host-2"), 0, ""));
        assertEquals(List.of(), ids(other));
    }

    @Test
    void anotherManagersCommitIsNewsToo() {
        Wakener second = new Wakener(lab.store, lab, lab.changedGroups::addAll, lab.clock, lab.ids);
        AssignmentDesk desk = new AssignmentDesk(lab.store, second);
        long known = desk.answer(new AssignmentsRequest(Lab.HOST, 0, "")).version();
        Instance instance = lab.run(1, 1).instances().get(0);
        Assignments news = desk.answer(new AssignmentsRequest(Lab.HOST, known, ""));
        assertFalse(news.full());
        assertEquals(List.of(instance.id()), ids(news));
    }

    @Test
    void twoManagersInTurnTellEachTimeOnlyWhatIsNew() {
        AssignmentDesk second = secondDesk(lab.store);
        lab.running();
        long mine = ask(0, "").version();
        long others = second.answer(new AssignmentsRequest(Lab.HOST, 0, "")).version();
        for (int i = 0; i < 3; i++) {
            Instance fresh = lab.run(1, 1).instances().get(0);
            for (AssignmentDesk desk : List.of(lab.assignments, second)) {
                var both = new AssignmentsRequest(Lab.HOST, others, "", List.of(mine, others), 0);
                Assignments news = desk.answer(both);
                assertFalse(news.full());
                assertEquals(List.of(fresh.id()), ids(news));
                if (desk.equals(second)) {
                    others = news.version();
                } else {
                    mine = news.version();
                }
            }
        }
    }

    private AssignmentDesk secondDesk(StateStore store) {
        return new AssignmentDesk(
                store, new Wakener(store, lab, lab.changedGroups::addAll, lab.clock, lab.ids));
    }

    @Test
    void aChangeThatCouldNotBeReadIsToldWithEverythingElse() {
        AtomicBoolean away = new AtomicBoolean();
        AssignmentDesk second = secondDesk(awayAtTimes(lab.store, away));
        long known = second.answer(new AssignmentsRequest(Lab.HOST, 0, "")).version();
        away.set(true);
        Instance fresh = lab.run(1, 1).instances().get(0);
        away.set(false);
        Assignments all = second.answer(new AssignmentsRequest(Lab.HOST, known, ""));
        assertTrue(all.full());
        assertEquals(List.of(fresh.id()), ids(all));
    }

    @Test
    void aManagerThatBeganWithoutTheStoreTellsAllWhenTheStoreIsThere() {
        AtomicBoolean away = new AtomicBoolean(true);
        List<WatchListener> listeners = new ArrayList<>();
        AssignmentDesk second = secondDesk(awayAtFirst(lab.store, away, listeners));
        Instance instance = lab.running();
        away.set(false);
        listeners.forEach(WatchListener::gap);
        long newest = lab.store.info().seq();
        long known = second.answer(new AssignmentsRequest(Lab.HOST, 0, "")).version();
        Assignments all = second.answer(new AssignmentsRequest(Lab.HOST, 0, ""));
        assertEquals(List.of(instance.id()), ids(all));
        // What was committed before is not still to come.
        var hinted = new AssignmentsRequest(Lab.HOST, known, "", List.of(known), newest);
        assertEquals("", second.answer(hinted).next());
    }

    /** Says nothing while it is away, and takes watches all the same. */
    private static StateStore awayAtFirst(
            StateStore store, AtomicBoolean away, List<WatchListener> listeners) {
        return (StateStore)
                Proxy.newProxyInstance(
                        StateStore.class.getClassLoader(),
                        new Class<?>[] {StateStore.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("watch")) {
                                listeners.add((WatchListener) arguments[2]);
                            } else if (away.get()) {
                                throw new UnavailableException("state", "away");
                            }
                            return method.invoke(store, arguments);
                        });
    }

    private static StateStore awayAtTimes(StateStore store, AtomicBoolean away) {
        return (StateStore)
                Proxy.newProxyInstance(
                        StateStore.class.getClassLoader(),
                        new Class<?>[] {StateStore.class},
                        (proxy, method, arguments) -> {
                            if (away.get() && method.getName().equals("get")) {
                                throw new UnavailableException("state", "away");
                            }
                            return method.invoke(store, arguments);
                        });
    }

    @Test
    void aManagerThatHasNotHeardOfTheCommitYetSaysThatThereIsMore() {
        Deque<Runnable> late = new ArrayDeque<>();
        StateStore slow = new MemoryStateStore(lab.clock, "memory", late::add);
        Lab here = new Lab(one -> slow, 200).host("host-1", 1000);
        AssignmentDesk second = secondDesk(slow);
        long known = second.answer(new AssignmentsRequest(Lab.HOST, 0, "")).version();
        Instance fresh = here.run(1, 1).instances().get(0);
        long seq = slow.info().seq();
        var hinted = new AssignmentsRequest(Lab.HOST, known, "", List.of(known), seq);
        Assignments early = second.answer(hinted);
        assertEquals(List.of(), ids(early));
        assertEquals(Assignments.MORE, early.next());
        while (!late.isEmpty()) {
            late.remove().run();
        }
        lab.clock.advance(Duration.ofMillis(50));
        Assignments news = second.answer(hinted);
        assertEquals(List.of(fresh.id()), ids(news));
        assertEquals("", news.next());
    }

    @Test
    void whoeverMadeTheCommitKnowsIt() {
        long known = ask(0, "").version();
        lab.run(1, 1);
        long seq = lab.store.info().seq();
        Assignments news =
                lab.assignments.answer(
                        new AssignmentsRequest(Lab.HOST, known, "", List.of(known), seq));
        assertEquals(1, news.guests().size());
        assertEquals("", news.next());
    }

    @Test
    void aCommitOfALostHistoryIsNotWaitedFor() {
        long known = ask(0, "").version();
        Assignments news =
                lab.assignments.answer(
                        new AssignmentsRequest(Lab.HOST, known, "", List.of(known), 1 << 20));
        assertEquals("", news.next());
    }

    @Test
    void anAgentOfTheReleaseBeforeKnowsOfOneManager() {
        lab.running();
        long known = ask(0, "").version();
        AssignmentsRequest old =
                Json.read(
                        "{\"host\":\"host-1\",\"knownVersion\":%d,\"after\":\"\"}".formatted(known),
                        AssignmentsRequest.class);
        assertFalse(lab.assignments.answer(old).full());
    }

    @Test
    void aManagerOfTheReleaseBeforeNamesNoHistory() {
        Assignments old =
                Json.read(
                        "{\"version\":1,\"full\":true,\"guests\":[],\"next\":\"\"}",
                        Assignments.class);
        assertEquals("", old.history());
        assertEquals(0, Json.read("{\"host\":\"host-1\"}", Wake.class).commit());
    }

    @Test
    void theHistoryOfTheRecordsIsNamed() {
        long known = ask(0, "").version();
        assertEquals("memory", ask(0, "").history());
        assertEquals("memory", ask(known, "").history());
    }

    @Test
    void aRestartedManagerTellsEverything() {
        Instance instance = lab.running();
        long known = ask(0, "").version();
        Wakener restarted =
                new Wakener(lab.store, lab, lab.changedGroups::addAll, lab.clock, lab.ids);
        Assignments answer =
                new AssignmentDesk(lab.store, restarted)
                        .answer(new AssignmentsRequest(Lab.HOST, known, ""));
        assertTrue(answer.full());
        assertEquals(List.of(instance.id()), ids(answer));
    }

    @Test
    void aHostIsToldOfWhatWentToAnother() {
        lab.host("host-2", 10);
        Instance fresh = lab.run(1, 1).instances().get(0);
        assertEquals(Lab.HOST, fresh.host());
        long known = ask(0, "").version();
        lab.reports(new GuestReport(fresh.id(), 1, PowerState.GONE, "full", true));
        assertEquals(new HostId("host-2"), lab.now(fresh).host());
        GuestAssignment left = ask(known, "").guests().get(0);
        assertEquals(PowerState.GONE, left.wanted());
        assertEquals(2, left.generation());
        assertEquals(List.of(), ids(ask(0, "")));
        GuestAssignment there =
                lab.assignments
                        .answer(new AssignmentsRequest(new HostId("host-2"), 0, ""))
                        .guests()
                        .get(0);
        assertEquals(PowerState.ON, there.wanted());
        assertTrue(there.fresh());
    }
}
