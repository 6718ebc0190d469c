package io.nova.agent.host;

import static io.nova.model.HostRole.API;
import static io.nova.model.HostRole.COMPUTE;
import static io.nova.model.HostRole.NETWORK;
import static io.nova.model.HostRole.OBJECTSTORE;
import static io.nova.model.HostRole.VOLUME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostRole;
import io.nova.reconcile.MutableClock;
import io.nova.reconcile.SimulatedCrash;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoleKeeperTest {

    private static final Goal ALL = goal(HostRole.values());
    private static final Goal NONE = goal();

    @TempDir private Path folder;

    private final FakeFeatures features = new FakeFeatures();
    private final FakeManagers managers = new FakeManagers();
    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<Set<HostRole>> served = new ArrayList<>();
    private RoleKeeper keeper;

    @BeforeEach
    void begin() {
        RoleParts parts = new RoleParts();
        parts.add(
                roles -> {
                    served.add(new TreeSet<>(roles));
                    features.happened.add("serve " + new TreeSet<>(roles));
                });
        keeper =
                new RoleKeeper(
                        features,
                        new Departures(managers, clock),
                        parts,
                        new ChangeMark(folder.resolve("data/changing")));
    }

    private static Goal goal(HostRole... roles) {
        return new Goal(Set.copyOf(Arrays.asList(roles)), Set.of(), Goal.Leave.EMPTY);
    }

    /** Steps, and lets the time pass that a step asks for. */
    private RoleKeeper.Step reach(Goal goal) throws InterruptedException {
        RoleKeeper.Step step = keeper.step(goal);
        for (int i = 0; i < 5 && !step.again().isZero(); i++) {
            clock.advance(step.again());
            step = keeper.step(goal);
        }
        return step;
    }

    private void is(Goal goal) {
        Set<String> wanted = new TreeSet<>(goal.features());
        wanted.add("nova-host");
        assertEquals(wanted, features.required);
        assertEquals(FakeFeatures.bundlesOf(wanted), features.bundles);
    }

    @Test
    void itInstallsWhatTheFileNamesAndNothingTwice() throws Exception {
        assertTrue(reach(ALL).isDone());
        is(ALL);
        features.happened.clear();
        assertTrue(reach(ALL).isDone());
        assertEquals(
                List.of("serve " + new TreeSet<>(Set.of(HostRole.values()))), features.happened);
    }

    @Test
    void whatTwoRolesShareLeavesWithTheLast() throws Exception {
        reach(goal(API, OBJECTSTORE));
        assertTrue(reach(goal(OBJECTSTORE)).isDone());
        assertTrue(features.bundles.contains("http"));
        assertTrue(features.happened.stream().noneMatch("-http"::equals));
        assertTrue(reach(NONE).isDone());
        is(NONE);
    }

    @Test
    void whatComesComesBeforeWhatLeaves() throws Exception {
        Set<HostRole> compute = Set.of(COMPUTE);
        reach(new Goal(compute, Set.of("hypervisor-old"), Goal.Leave.EMPTY));
        features.happened.clear();
        reach(new Goal(compute, Set.of("hypervisor-new"), Goal.Leave.EMPTY));
        features.happened.removeIf(one -> one.startsWith("serve"));
        assertEquals(List.of("+new", "-old"), features.happened);
    }

    @Test
    void requestsEndBeforeTheirRoleLeaves() throws Exception {
        reach(goal(API, OBJECTSTORE));
        features.happened.clear();
        reach(goal(OBJECTSTORE));
        assertEquals(
                List.of("serve [OBJECTSTORE]", "-ec2", "-managers", "serve [OBJECTSTORE]"),
                features.happened);
    }

    @Test
    void aRoleThatHasSomethingStaysUntilItHasNothing() throws Exception {
        reach(ALL);
        assertEquals(true, managers.accepting.get(COMPUTE));
        managers.held.put(COMPUTE, 2L);
        Goal without = goal(API, OBJECTSTORE, NETWORK);
        RoleKeeper.Step step = reach(without);
        assertEquals(
                "compute stays until the host is free of instances: 2 are left",
                step.standing().trouble());
        assertEquals(List.of("compute"), step.standing().leaving());
        assertEquals(false, managers.accepting.get(COMPUTE));
        // Nothing holds up the role that has nothing.
        assertFalse(features.required.contains("nova-volume"));

        managers.held.put(COMPUTE, 0L);
        assertTrue(reach(without).isDone());
        is(without);
        assertTrue(reach(ALL).isDone());
        assertEquals(true, managers.accepting.get(COMPUTE));
    }

    @Test
    void aPlacementThatWasUnderWayIsAwaited() throws Exception {
        reach(goal(API, COMPUTE));
        RoleKeeper.Step step = keeper.step(goal(API));
        assertEquals(Departures.SETTLING, step.again());
        assertTrue(features.required.contains("nova-compute"));
        managers.held.put(COMPUTE, 1L);
        clock.advance(Departures.SETTLING);
        assertFalse(keeper.step(goal(API)).isDone());
        assertTrue(features.required.contains("nova-compute"));
    }

    @Test
    void aRoleLeavesAtOnceIfItIsTold() throws Exception {
        reach(ALL);
        managers.held.put(COMPUTE, 2L);
        managers.held.put(VOLUME, 1L);
        assertTrue(reach(new Goal(Set.of(API), Set.of(), Goal.Leave.NOW)).isDone());
        is(goal(API));
        assertEquals(false, managers.accepting.get(COMPUTE));
    }

    @Test
    void nobodyToAskIsAReasonToStay() throws Exception {
        reach(ALL);
        managers.silent = true;
        String trouble = reach(goal(API)).standing().trouble();
        assertTrue(trouble.contains("no compute manager tells"), trouble);
        assertTrue(trouble.contains("no volume manager tells"), trouble);
        is(goal(API, COMPUTE, NETWORK, VOLUME));
        managers.silent = false;
        assertTrue(reach(goal(API)).isDone());
    }

    @Test
    void theManagersAreTheLastToLeave() throws Exception {
        reach(ALL);
        managers.held.put(COMPUTE, 1L);
        reach(NONE);
        assertTrue(features.required.contains("nova-api"));
        managers.held.put(COMPUTE, 0L);
        assertTrue(reach(NONE).isDone());
        is(NONE);
    }

    @Test
    void guestsKeepTheirNetworks() throws Exception {
        reach(ALL);
        managers.held.put(COMPUTE, 1L);
        Goal without = goal(API, OBJECTSTORE, COMPUTE, VOLUME);
        String trouble = reach(without).standing().trouble();
        assertTrue(trouble.startsWith("network stays until"), trouble);
        assertEquals(false, managers.accepting.get(COMPUTE));
    }

    @Test
    void whatIsBrokenIsToldAndKeepsNothingElseAway() throws Exception {
        features.broken.add("nova-volume");
        RoleKeeper.Step step = reach(ALL);
        assertEquals("volume cannot be installed: no nova-volume.jar", step.standing().trouble());
        assertEquals(List.of("volume"), step.standing().coming());
        assertTrue(features.bundles.containsAll(Set.of("ec2", "guests", "networks", "buckets")));
        features.broken.clear();
        assertTrue(reach(ALL).isDone());
        is(ALL);
    }

    @Test
    void aDriverStaysWhileTheOneInItsPlaceCannotCome() throws Exception {
        Set<HostRole> compute = Set.of(COMPUTE);
        reach(new Goal(compute, Set.of("hypervisor-old"), Goal.Leave.EMPTY));
        features.broken.add("nova-driver-hypervisor-new");
        reach(new Goal(compute, Set.of("hypervisor-new"), Goal.Leave.EMPTY));
        assertTrue(features.bundles.contains("old"));
    }

    @Test
    void allRolesInOnePieceBecomeFive() throws Exception {
        features.install(Set.of("nova-all-in-one"));
        features.happened.clear();
        assertTrue(reach(ALL).isDone());
        is(ALL);
        features.happened.removeIf(one -> one.startsWith("serve"));
        assertEquals(List.of(), features.happened);
    }

    @Test
    void whatAnOperatorInstallsByHandStaysUntilTheFileChanges() throws Exception {
        reach(ALL);
        features.install(Set.of("nova-driver-hypervisor-new"));
        reach(ALL);
        assertTrue(features.bundles.contains("new"));
        reach(goal(API, OBJECTSTORE, COMPUTE, NETWORK));
        assertFalse(features.bundles.contains("new"));
    }

    @Test
    void aProcessThatDiesAnywhereIsRightAtTheNextStart() throws Exception {
        int deaths = 0;
        for (List<Goal> change :
                List.of(
                        List.of(NONE, ALL),
                        List.of(ALL, goal(API)),
                        List.of(goal(API, VOLUME), goal(COMPUTE, OBJECTSTORE)))) {
            boolean died = true;
            for (int life = 0; died; life++) {
                begin();
                features.life = -1;
                assertTrue(reach(change.get(0)).isDone());
                is(change.get(0));
                features.life = life;
                died = dies(change.get(1));
                deaths += died ? 1 : 0;
                features.life = -1;
                // Another process, and for every other death the file was changed back.
                begin();
                Goal then = life % 2 == 0 ? change.get(1) : change.get(0);
                assertTrue(reach(then).isDone());
                is(then);
                assertFalse(folder.resolve("data/changing").toFile().exists());
            }
        }
        assertTrue(deaths > 15, "died " + deaths + " times only");
    }

    private boolean dies(Goal goal) throws InterruptedException {
        try {
            reach(goal);
            return false;
        } catch (SimulatedCrash e) {
            return true;
        }
    }
}
