package io.nova.manager.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostId;
import io.nova.model.UnavailableException;
import io.nova.model.network.Network;
import io.nova.protocol.NetworkProtocol;
import io.nova.protocol.Networks;
import io.nova.protocol.NetworksRequest;
import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.StateStore;
import io.nova.testkit.messaging.SteppedMessageBus;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FlatNetworkTest {

    private final MutableClock clock = new MutableClock();
    private final MemoryStateStore store = new MemoryStateStore(clock);
    private final SteppedMessageBus bus =
            new SteppedMessageBus(
                    clock, to -> clock.advance(Duration.between(clock.instant(), to)));

    /** Refuses everything while it is away, as Redis does without its replica. */
    private StateStore awayAtFirst(AtomicBoolean away) {
        return (StateStore)
                Proxy.newProxyInstance(
                        StateStore.class.getClassLoader(),
                        new Class<?>[] {StateStore.class},
                        (proxy, method, arguments) -> {
                            if (away.get()) {
                                throw new UnavailableException("state", "away");
                            }
                            return method.invoke(store, arguments);
                        });
    }

    @Test
    void aManagerThatStartsWithoutTheStoreIsThereWhenTheStoreIs() {
        AtomicBoolean away = new AtomicBoolean(true);
        FlatNetwork manager = manager(awayAtFirst(away), Map.of());
        assertThrows(UnavailableException.class, manager::network);
        away.set(false);
        assertEquals("10.42.0.1", manager.network().gateway().value());
    }

    private FlatNetwork manager(Map<String, Object> different) {
        return manager(store, different);
    }

    private FlatNetwork manager(StateStore store, Map<String, Object> different) {
        Class<FlatNetwork.Config> type = FlatNetwork.Config.class;
        return new FlatNetwork(
                store,
                bus,
                type.cast(
                        Proxy.newProxyInstance(
                                type.getClassLoader(),
                                new Class<?>[] {type},
                                (proxy, method, arguments) ->
                                        different.getOrDefault(
                                                method.getName(), method.getDefaultValue()))));
    }

    @Test
    void theFlatNetworkIsEverybodysAndHasAddresses() {
        FlatNetwork manager = manager(Map.of("cidr", "10.1.0.0/24"));
        Network flat = manager.network();
        assertEquals("10.1.0.1", flat.gateway().value());
        PoolInfo pool = store.pool(FlatNetwork.addressPool(flat.id())).orElseThrow();
        // 256 without the network's own, the gateway and the broadcast.
        assertEquals(253, pool.free());
    }

    @Test
    void managersThatStartTogetherMakeOneNetwork() {
        Network first = manager(Map.of()).network();
        FlatNetwork second = manager(Map.of());
        assertEquals(first, second.network());
        assertEquals(1, store.count(Kinds.NETWORK, Kinds.ALL));
    }

    @Test
    void whatIsKeptOutlastsAnotherSetting() {
        manager(Map.of("mtu", 1500));
        clock.advance(Duration.ofHours(25));
        assertEquals(1500, manager(Map.of("mtu", 9000)).network().mtu());
    }

    @Test
    void hostsAreToldOfIt() throws Exception {
        FlatNetwork manager = manager(Map.of("domain", "example.org"));
        Instant deadline = clock.instant().plusSeconds(10);
        Networks told =
                NetworkProtocol.NETWORKS
                        .call(
                                bus,
                                NetworkProtocol.MANAGER,
                                new NetworksRequest(new HostId("host-1")),
                                "op",
                                "",
                                deadline)
                        .get();
        assertEquals(1, told.networks().size());
        assertEquals("example.org", told.networks().get(0).domain());
        assertEquals(manager.network().id(), told.networks().get(0).id());
    }

    @Test
    void aRangeWithoutRoomIsRefusedNamingTheKey() {
        var refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> manager(Map.of("cidr", "10.0.0.0/30")));
        assertTrue(String.valueOf(refusal.getMessage()).contains("key cidr"));
    }
}
