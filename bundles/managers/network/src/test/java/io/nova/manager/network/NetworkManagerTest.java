package io.nova.manager.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostId;
import io.nova.model.ProjectId;
import io.nova.model.ZoneName;
import io.nova.model.network.Network;
import io.nova.protocol.NetworkProtocol;
import io.nova.protocol.Networks;
import io.nova.protocol.NetworksRequest;
import io.nova.spi.state.PoolInfo;
import io.nova.testkit.messaging.SteppedMessageBus;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkManagerTest {

    private static final ProjectId PROJECT = new ProjectId("000000000001");
    private static final ZoneName ZONE = new ZoneName("nova");

    private final MutableClock clock = new MutableClock();
    private final MemoryStateStore store = new MemoryStateStore(clock);
    private final SteppedMessageBus bus =
            new SteppedMessageBus(
                    clock, to -> clock.advance(Duration.between(clock.instant(), to)));

    private NetworkManager manager(Map<String, Object> different) {
        Class<NetworkManager.Config> type = NetworkManager.Config.class;
        return new NetworkManager(
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
        NetworkManager manager = manager(Map.of("cidr", "10.1.0.0/24"));
        Network flat = manager.defaultFor(PROJECT, ZONE);
        assertEquals("10.1.0.1", flat.gateway().value());
        assertEquals(java.util.List.of(flat), manager.list(PROJECT));
        PoolInfo pool = store.pool(manager.addressPool(flat.id())).orElseThrow();
        // 256 without the network's own, the gateway and the broadcast.
        assertEquals(253, pool.free());
    }

    @Test
    void managersThatStartTogetherMakeOneNetwork() {
        Network first = manager(Map.of()).defaultFor(PROJECT, ZONE);
        NetworkManager second = manager(Map.of());
        assertEquals(first, second.defaultFor(PROJECT, ZONE));
        assertEquals(1, second.list(PROJECT).size());
    }

    @Test
    void whatIsKeptOutlastsAnotherSetting() {
        manager(Map.of("mtu", 1500));
        clock.advance(Duration.ofHours(25));
        assertEquals(1500, manager(Map.of("mtu", 9000)).defaultFor(PROJECT, ZONE).mtu());
    }

    @Test
    void hostsAreToldOfIt() throws Exception {
        NetworkManager manager = manager(Map.of("domain", "example.org"));
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
        assertEquals(manager.defaultFor(PROJECT, ZONE).id(), told.networks().get(0).id());
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
