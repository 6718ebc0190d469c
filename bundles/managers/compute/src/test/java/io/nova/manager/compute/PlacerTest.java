package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.Quota;
import io.nova.model.HostId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.compute.Instance;
import io.nova.spi.state.StateStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlacerTest {

    private static final int HOSTS = 500;
    private static final int ADDRESSES = 5_000;

    /** What was read of the store: records, members, and figures of quotas. */
    private final AtomicLong read = new AtomicLong();

    private final Lab lab = new Lab(this::counting, ADDRESSES);

    private StateStore counting(StateStore store) {
        return (StateStore)
                Proxy.newProxyInstance(
                        StateStore.class.getClassLoader(),
                        new Class<?>[] {StateStore.class},
                        (proxy, method, arguments) -> {
                            Object answer = method.invoke(store, arguments);
                            boolean many = answer instanceof Collection<?>;
                            read.addAndGet(many ? ((Collection<?>) answer).size() : 1);
                            return answer;
                        });
    }

    @BeforeEach
    void thereAreManyHosts() {
        lab.quotas.put(Quota.INSTANCES, 10_000L);
        lab.quotas.put(Quota.CORES, 10_000L);
        IntStream.range(0, HOSTS).forEach(i -> lab.host(name(i), 4));
        launch(1);
    }

    private static String name(int number) {
        return "h%04d".formatted(number);
    }

    private List<Instance> launch(int count) {
        return lab.run(count, count).instances();
    }

    @Test
    void aLaunchReadsOfFewHosts() {
        read.set(0);
        launch(1);
        assertTrue(read.get() < 100, read + " reads");
    }

    @Test
    void launchesAreSpread() {
        Map<HostId, Integer> placed = new HashMap<>();
        for (int i = 0; i < HOSTS; i++) {
            launch(1).forEach(one -> placed.merge(one.host(), 1, Integer::sum));
        }
        assertTrue(placed.size() > HOSTS / 2, placed.size() + " hosts have instances");
        assertTrue(placed.values().stream().allMatch(n -> n <= 2), placed.toString());
        int most = Launcher.MAX_INSTANCES;
        assertEquals(most, launch(most).stream().map(Instance::host).distinct().count());
    }

    @Test
    void theLastRoomIsFound() {
        for (int taken = 1; taken < HOSTS * 4; taken += Math.min(199, HOSTS * 4 - taken)) {
            launch(Math.min(199, HOSTS * 4 - taken));
        }
        assertThrows(InsufficientCapacityException.class, () -> launch(1));
        lab.host("h9999", 1);
        assertEquals(new HostId("h9999"), launch(1).get(0).host());
    }

    @Test
    void aHostThatIsSilentGetsNothingUntilItIsBack() {
        lab.clock.advance(Duration.ofSeconds(31));
        assertThrows(InsufficientCapacityException.class, () -> launch(1));
        lab.host(name(7), 4);
        assertEquals(new HostId(name(7)), launch(1).get(0).host());
    }

    @Test
    void whatAnotherManagerSaysOfAHostCountsAtOnce() {
        // This manager has not looked since, and does not hear of it either.
        HostRoster other = new HostRoster(lab.store, lab.clock, Duration.ofSeconds(30));
        IntStream.range(0, HOSTS).forEach(i -> other.accept(new HostId(name(i)), i == 300));
        assertEquals(new HostId(name(300)), launch(1).get(0).host());
    }
}
