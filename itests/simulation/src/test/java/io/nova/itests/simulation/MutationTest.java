package io.nova.itests.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.agent.compute.DriverMemory;
import io.nova.spi.hypervisor.GuestSpec;
import io.nova.spi.hypervisor.HypervisorDriver;
import io.nova.spi.hypervisor.VolumeHotplug;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import io.nova.spi.state.TxOp;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each invariant is broken on purpose: a check that cannot fail proves nothing. */
class MutationTest {

    private static final int SEEDS = 200;

    @Test
    void anAddressThatIsNotGivenBackIsFound() {
        assertFound("I4", withoutSteps(step -> step instanceof TxOp.Give));
    }

    @Test
    void aQuotaThatIsNotGivenBackIsFound() {
        assertFound("I5", withoutSteps(step -> step instanceof TxOp.Quota q && q.delta() < 0));
    }

    @Test
    void aQuotaOfVolumesThatIsNotGivenBackIsFound() {
        assertFound("I5", withoutGiving("/volume_gib"));
    }

    @Test
    void aQuotaOfSnapshotsThatIsNotGivenBackIsFound() {
        assertFound("I5", withoutGiving("/snapshots"));
    }

    @Test
    void aMembershipOfAGroupThatIsNotGivenBackIsFound() {
        assertFound("I5", withoutGiving("/ports"));
    }

    @Test
    void aLaunchThatDoesNotTakeItsVolumesOverIsFound() {
        assertFound("I5", withoutSteps(step -> gives(step, "volume-launch/", "")));
    }

    private static Mutation withoutGiving(String scope) {
        return withoutSteps(step -> gives(step, "", scope));
    }

    private static boolean gives(TxOp step, String prefix, String suffix) {
        return step instanceof TxOp.Quota quota
                && quota.delta() < 0
                && quota.scope().startsWith(prefix)
                && quota.scope().endsWith(suffix);
    }

    @Test
    void aHostThatForgetsWhoseItsGuestsAreIsFound() {
        assertFound("I9", forgetful());
    }

    @Test
    void aGuestThatIsLaunchedOnTheOtherHypervisorTooIsFound() {
        assertFound("I2", forgetful());
    }

    private static Mutation forgetful() {
        return new Mutation() {
            @Override
            public DriverMemory memory(DriverMemory memory) {
                return proxy(
                        DriverMemory.class,
                        (proxy, method, arguments) ->
                                method.getName().equals("drivers") ? Map.of() : null);
            }
        };
    }

    @Test
    void aCommitWhoseAnswerIsMisreadIsFound() {
        int[] launches = {0};
        assertFound(
                "I11",
                commits(
                        (store, tx) -> {
                            CommitResult result = store.commit(tx);
                            boolean misread = isLaunch(tx) && ++launches[0] % 3 == 0;
                            return misread ? new CommitResult.QuotaExceeded("", 0, 0) : result;
                        }));
    }

    @Test
    void aLostCommitIsFound() {
        assertFound("I1", lyingStore());
    }

    @Test
    void aGuestThatIsLeftBehindIsFound() {
        assertFound("I3", driver("destroy", (driver, arguments) -> {}));
    }

    @Test
    void aSecondLaunchIsFound() {
        // The bug of 2010: whatever runs is thrown away and made anew.
        assertFound(
                "I2",
                driver(
                        "launch",
                        (driver, arguments) -> {
                            GuestSpec spec = (GuestSpec) arguments[0];
                            driver.destroy(spec.instance());
                            driver.launch(spec);
                        }));
    }

    @Test
    void aGuestThatIsNotSwitchedOffIsFound() {
        assertFound("I9", driver("requestShutdown", (driver, arguments) -> {}, "powerOff"));
    }

    @Test
    void aForgottenGenerationIsFound() {
        assertFound("I9", driver("mark", (driver, arguments) -> {}));
    }

    @Test
    void aVolumeThatIsNotTakenFromItsGuestIsFound() {
        assertFound("I6", hotplug("attached", List.of(), "detach"));
    }

    @Test
    void aVolumeThatNoGuestGetsIsFound() {
        assertFound("I6", hotplug("attach", null));
    }

    /** Commands that do nothing and answer so. */
    private static Mutation hotplug(String command, @Nullable Object answer, String... same) {
        return new Mutation() {
            @Override
            public VolumeHotplug hotplug(VolumeHotplug driver) {
                return proxy(
                        VolumeHotplug.class,
                        (proxy, method, arguments) ->
                                method.getName().equals(command)
                                        ? answer
                                        : List.of(same).contains(method.getName())
                                                ? null
                                                : pass(driver, method, arguments));
            }
        };
    }

    private static void assertFound(String invariant, Mutation mutation) {
        boolean found = false;
        for (long seed = 1; seed <= SEEDS && !found; seed++) {
            List<String> violations = Simulation.play(seed, mutation).violations();
            found = violations.stream().anyMatch(line -> line.startsWith(invariant + ":"));
        }
        assertTrue(found, invariant + " held in " + SEEDS + " histories with a bug that breaks it");
    }

    private static Mutation withoutSteps(Predicate<TxOp> forgotten) {
        return transactions(
                tx -> new Tx(tx.opId(), tx.ops().stream().filter(forgotten.negate()).toList()));
    }

    private static Mutation transactions(UnaryOperator<Tx> change) {
        return commits((store, tx) -> store.commit(change.apply(tx)));
    }

    /** Answers launches without making them. */
    private static Mutation lyingStore() {
        return commits(
                (store, tx) ->
                        isLaunch(tx)
                                ? new CommitResult.Ok("memory", 1, taken(tx))
                                : store.commit(tx));
    }

    private static boolean isLaunch(Tx tx) {
        return tx.opId().startsWith("run/");
    }

    private static Mutation commits(BiFunction<StateStore, Tx, CommitResult> commit) {
        return new Mutation() {
            @Override
            public StateStore store(StateStore store) {
                return proxy(
                        StateStore.class,
                        (proxy, method, arguments) ->
                                method.getName().equals("commit")
                                        ? commit.apply(store, (Tx) arguments[0])
                                        : pass(store, method, arguments));
            }
        };
    }

    private static List<Long> taken(Tx tx) {
        return tx.ops().stream()
                .filter(TxOp.Take.class::isInstance)
                .map(op -> 0x0a2a0002L)
                .toList();
    }

    /** A command in place of the driver's own. */
    private interface Instead {
        void run(HypervisorDriver driver, Object[] arguments) throws InterruptedException;
    }

    private static Mutation driver(String command, Instead instead, String... same) {
        return new Mutation() {
            @Override
            public HypervisorDriver hypervisor(HypervisorDriver driver) {
                return proxy(
                        HypervisorDriver.class,
                        (proxy, method, arguments) -> {
                            boolean meant =
                                    method.getName().equals(command)
                                            || List.of(same).contains(method.getName());
                            if (meant) {
                                instead.run(driver, arguments);
                                return null;
                            }
                            return pass(driver, method, arguments);
                        });
            }
        };
    }

    private static Object pass(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
