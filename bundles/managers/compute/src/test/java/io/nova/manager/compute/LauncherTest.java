package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.InstanceQuery;
import io.nova.api.compute.LaunchRequest;
import io.nova.api.compute.Reservation;
import io.nova.api.identity.Quota;
import io.nova.model.ConflictException;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.ResourceType;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.PowerState;
import io.nova.model.network.Ipv4;
import io.nova.protocol.ComputeProtocol;
import io.nova.protocol.NetworkProtocol;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class LauncherTest {

    private final Lab lab = new Lab().host("host-1", 1000);

    @Test
    void whatIsAnsweredIsCommittedAndHinted() {
        Instance instance = lab.run(1, 1).instances().get(0);
        assertEquals(instance, lab.now(instance));
        assertEquals(InstanceState.PENDING, instance.state());
        assertEquals(Lab.FIRST_ADDRESS, instance.port().address().number());
        assertEquals(1, lab.used(Quota.INSTANCES));
        assertEquals(1, lab.store.used(Claims.vcpus(Lab.HOST)));
        assertEquals(512, lab.store.used(Claims.memory(Lab.HOST)));
        assertEquals(
                List.of(ComputeProtocol.agent(Lab.HOST), NetworkProtocol.agent(Lab.HOST)),
                lab.hints);
    }

    @Test
    void runsAsManyAsTheQuotaAllows() {
        lab.quotas.put(Quota.INSTANCES, 3L);
        assertEquals(3, lab.run(1, 10).instances().size());
        assertThrows(LimitExceededException.class, () -> lab.run(1, 1));
        assertEquals(3, lab.used(Quota.INSTANCES));
    }

    @Test
    void refusesLessThanTheMinimumWhole() {
        lab.quotas.put(Quota.CORES, 3L);
        assertThrows(LimitExceededException.class, () -> lab.run(4, 10));
        assertEquals(0, lab.used(Quota.INSTANCES));
        assertEquals(0, lab.store.pool(Lab.POOL).orElseThrow().used());
    }

    @Test
    void runsAsManyAsTheHostsHaveRoomFor() {
        Lab small = new Lab().host("host-1", 2).host("host-2", 1);
        assertEquals(3, small.run(1, 10).instances().size());
        assertThrows(InsufficientCapacityException.class, () -> small.run(1, 1));
    }

    @Test
    void placesNothingOnAHostThatIsSilent() {
        lab.clock.advance(Duration.ofSeconds(31));
        assertThrows(InsufficientCapacityException.class, () -> lab.run(1, 1));
    }

    @Test
    void runsAsManyAsThereAreAddresses() {
        Lab few = new Lab(store -> store, 3).host("host-1", 1000);
        assertEquals(3, few.run(2, 10).instances().size());
        InsufficientCapacityException full =
                assertThrows(InsufficientCapacityException.class, () -> few.run(1, 1));
        assertEquals(ResourceType.SUBNET, full.type());
        assertEquals(3, few.used(Quota.INSTANCES));
    }

    @Test
    void refusesMoreThanATransactionHolds() {
        lab.quotas.put(Quota.INSTANCES, 1000L);
        lab.quotas.put(Quota.CORES, 1000L);
        assertThrows(
                LimitExceededException.class,
                () -> lab.run(Launcher.MAX_INSTANCES + 1, Launcher.MAX_INSTANCES + 1));
        assertEquals(
                Launcher.MAX_INSTANCES,
                lab.run(1, 500).instances().size(),
                "200 addresses, 200 instances at once");
    }

    @Test
    void givesTheAddressThatWasAskedForOrRefuses() {
        Ipv4 wanted = Ipv4.of(Lab.FIRST_ADDRESS + 7);
        assertEquals(
                wanted,
                lab.instances.run(Lab.OWNER, at(wanted)).instances().get(0).port().address());
        assertThrows(
                InvalidParameterException.class, () -> lab.instances.run(Lab.OWNER, at(wanted)));
        assertThrows(
                InvalidParameterException.class,
                () -> lab.instances.run(Lab.OWNER, at(Ipv4.of(1))));
    }

    private static LaunchRequest at(Ipv4 address) {
        return Lab.request(1, 1, Optional.empty(), Map.of(), Optional.of(address));
    }

    private static LaunchRequest with(String token, int count) {
        return Lab.request(
                count, count, Optional.of(token), Map.of("a", "1", "b", "2"), Optional.empty());
    }

    @Test
    void oneTokenIsOneReservationHoweverManyAsk() throws Exception {
        Set<String> made = new HashSet<>();
        for (Reservation answer : together(50, () -> lab.instances.run(Lab.OWNER, with("t", 2)))) {
            made.add(answer.id().value());
            assertEquals(2, answer.instances().size());
        }
        assertEquals(1, made.size());
        assertEquals(2, lab.used(Quota.INSTANCES));
    }

    @Test
    void oneTokenWithOtherParametersIsRefusedToAllButOne() throws Exception {
        int[] count = {0};
        int refused = 0;
        List<Callable<Reservation>> requests = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int size = 1 + i % 2;
            requests.add(() -> lab.instances.run(Lab.OWNER, with("t", size)));
        }
        for (Future<Reservation> answer : all(requests)) {
            try {
                count[0] = answer.get().instances().size();
            } catch (ExecutionException e) {
                assertTrue(e.getCause() instanceof ConflictException, String.valueOf(e.getCause()));
                refused++;
            }
        }
        assertEquals(25, refused);
        assertEquals(count[0], lab.used(Quota.INSTANCES));
    }

    @Test
    void theTokenOfAnotherProjectIsAnother() {
        Reservation mine = lab.instances.run(Lab.OWNER, with("t", 1));
        Reservation other = lab.instances.run(Lab.OTHER, with("t", 1));
        assertTrue(!mine.id().equals(other.id()));
    }

    @Test
    void aTokenOutlivesItsInstances() {
        Reservation first = lab.instances.run(Lab.OWNER, with("t", 1));
        Instance instance = first.instances().get(0);
        var unused = lab.instances.terminate(Lab.OWNER, List.of(instance.id()));
        lab.reports(Lab.saw(lab.now(instance), PowerState.GONE));
        lab.clock.advance(Duration.ofHours(2));
        sweep(lab);
        Reservation again = lab.instances.run(Lab.OWNER, with("t", 1));
        assertEquals(first.id(), again.id());
        assertEquals(List.of(), again.instances());
    }

    private static void sweep(Lab lab) {
        var engine =
                new io.nova.reconcile.SteppedReconcileEngine(lab.clock, new java.util.Random(7));
        var collector = new InstanceCollector(lab.store, engine, lab.clock, lab.ids);
        while (engine.step()) {
            // All that is due.
        }
        collector.close();
    }

    @Test
    void aLaunchWhoseAnswerWasLostIsNotMadeTwice() {
        int[] lost = {1};
        Lab forgetful =
                new Lab(
                                store ->
                                        committing(
                                                store,
                                                (real, tx) -> {
                                                    CommitResult result = real.commit(tx);
                                                    boolean loses =
                                                            tx.opId().startsWith("run/")
                                                                    && lost[0]-- > 0;
                                                    return loses
                                                            ? new CommitResult.Unknown(
                                                                    new IllegalStateException())
                                                            : result;
                                                }),
                                200)
                        .host("host-1", 1000);
        Reservation made = forgetful.run(2, 2);
        assertEquals(2, forgetful.used(Quota.INSTANCES));
        assertEquals(
                made.instances(),
                made.instances().stream().map(forgetful::now).toList(),
                "what is answered is what is kept");
    }

    @Test
    void aLostRacePlacesAgain() {
        int[] races = {3};
        Lab raced =
                new Lab(
                                store ->
                                        committing(
                                                store,
                                                (real, tx) ->
                                                        tx.opId().startsWith("run/")
                                                                        && races[0]-- > 0
                                                                ? new CommitResult.QuotaExceeded(
                                                                        "host", 1, 1)
                                                                : real.commit(tx)),
                                200)
                        .host("host-1", 1000);
        assertEquals(1, raced.run(1, 1).instances().size());
    }

    @Test
    void parallelLaunchesNeverPassTheQuota() throws Exception {
        lab.quotas.put(Quota.INSTANCES, 10L);
        List<Callable<Reservation>> requests = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            requests.add(() -> lab.run(1, 1));
        }
        int made = 0;
        for (Future<Reservation> answer : all(requests)) {
            try {
                made += answer.get().instances().size();
            } catch (ExecutionException refused) {
                assertTrue(refused.getCause() instanceof LimitExceededException);
            }
        }
        assertEquals(10, made);
        assertEquals(
                10,
                lab.instances
                        .describe(
                                Lab.OWNER,
                                new InstanceQuery(List.of(), one -> true, "", 1000, false))
                        .items()
                        .size());
    }

    static StateStore committing(
            StateStore store, BiFunction<StateStore, Tx, CommitResult> commit) {
        return (StateStore)
                Proxy.newProxyInstance(
                        StateStore.class.getClassLoader(),
                        new Class<?>[] {StateStore.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("commit")) {
                                return commit.apply(store, (Tx) arguments[0]);
                            }
                            try {
                                return method.invoke(store, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private static <T> List<T> together(int many, Callable<T> request) throws Exception {
        List<T> answers = new ArrayList<>();
        for (Future<T> answer : all(java.util.Collections.nCopies(many, request))) {
            answers.add(answer.get());
        }
        return answers;
    }

    private static <T> List<Future<T>> all(List<Callable<T>> requests) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            return threads.invokeAll(requests);
        } finally {
            threads.shutdownNow();
        }
    }
}
