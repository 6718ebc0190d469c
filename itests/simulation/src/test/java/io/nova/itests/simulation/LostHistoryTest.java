package io.nova.itests.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.itests.simulation.SimulatedHost.Machine;
import io.nova.model.InstanceId;
import io.nova.model.compute.PowerState;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.StoreInfo;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Histories in which the store comes back as it was some moments before, as Redis does with an
 * older log, and the cloud goes on: it comes to rest with records and guests that agree, and
 * nothing is destroyed for want of a record.
 */
class LostHistoryTest {

    private static final int SEEDS = 12;
    private static final Duration REST = World.ORPHAN_WAIT.plusSeconds(150);

    /** One history. */
    private static final class Play {

        private final World world;
        private final Client client;
        private final Map<InstanceId, Machine> guests = new HashMap<>();

        Play(long seed, Mutation mutation) {
            world = new World(seed, mutation);
            client = new Client(world).withoutVolumes();
        }

        List<String> violations() {
            world.pass(Duration.ofSeconds(15));
            operations(20, 8000);
            byte[] moment = world.remember();
            operations(1 + world.random().nextInt(6), 3000);
            for (Machine machine : world.machines()) {
                machine.guests().forEach(guest -> guests.put(guest.instance(), machine));
            }
            world.goBackTo(moment);
            client.historyIsLost();
            operations(8, 3000);
            world.settle(REST);
            world.invariants().check(client);
            guests.forEach(this::nothingIsDestroyed);
            return world.history().violations();
        }

        private void operations(int count, int millis) {
            for (int i = 0; i < count; i++) {
                operation();
                world.pass(Duration.ofMillis(world.random().nextInt(millis)));
            }
        }

        private void operation() {
            switch (world.random().nextInt(10)) {
                case 0, 1, 2, 3 -> client.run();
                case 4 -> client.terminate();
                case 5, 6 -> client.stop();
                case 7, 8 -> client.start();
                default -> client.reboot();
            }
        }

        private void nothingIsDestroyed(InstanceId id, Machine machine) {
            boolean nobodys = world.invariants().find(id).isEmpty();
            if (nobodys && !client.endAsked().contains(id)) {
                Optional<PowerState> kept = machine.find(id).map(guest -> guest.power());
                if (!kept.equals(Optional.of(PowerState.OFF))) {
                    world.history().violated("I3", id + " lost its record and is " + kept);
                }
            }
        }
    }

    @Test
    void everythingComesToRestAndNothingIsDestroyed() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertEquals(List.of(), new Play(seed, Mutation.NONE).violations(), "seed " + seed);
        }
    }

    @Test
    void aCloudThatDoesNotNoticeIsFound() {
        boolean found = false;
        for (long seed = 1; seed <= 10 * SEEDS && !found; seed++) {
            found = !new Play(seed, unnoticing()).violations().isEmpty();
        }
        assertTrue(found, "no history was violated");
    }

    /** A store that does not say that it has another history. */
    private static Mutation unnoticing() {
        return new Mutation() {
            @Override
            public StateStore store(StateStore store) {
                return (StateStore)
                        Proxy.newProxyInstance(
                                StateStore.class.getClassLoader(),
                                new Class<?>[] {StateStore.class},
                                (proxy, method, arguments) -> {
                                    try {
                                        Object answer = method.invoke(store, arguments);
                                        return answer instanceof StoreInfo info
                                                ? new StoreInfo(
                                                        info.driver(),
                                                        "always",
                                                        info.seq(),
                                                        info.schema())
                                                : answer;
                                    } catch (InvocationTargetException e) {
                                        throw e.getCause();
                                    }
                                });
            }
        };
    }
}
