package io.nova.driver.network.linux;

import static io.nova.driver.network.linux.TwoHosts.NETWORK;
import static io.nova.driver.network.linux.TwoHosts.await;
import static io.nova.driver.network.linux.TwoHosts.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Hosts whose guests share a wire. */
class DeviceUplinkTest extends UplinkContract {

    @Override
    Map<String, Object> settings() {
        return Map.of("uplink", "up0");
    }

    @Override
    String device() {
        return "up0";
    }

    @Override
    Machine stranger() throws Exception {
        Machine stranger = hosts.stranger(13);
        stranger.run(words("ip link set up0 down"));
        stranger.run(words("ip link set up0 name eth0"));
        stranger.run(words("ip link set eth0 up"));
        return stranger;
    }

    @Test
    void packetsAreAsLargeAsTheDeviceTakes() throws Exception {
        hosts.lab(0).machine().run(words("ip link set up0 mtu 1300"));
        hosts.driver(0).ensure(NETWORK);
        assertEquals("1300", hosts.guest(0, 5).dhcp().get("mtu"));
        assertEquals("1500", hosts.guest(1, 6).dhcp().get("mtu"));
    }

    @Test
    void aDeviceThatIsNotThereYetCostsNothingElse() throws Exception {
        GuestMachine one = hosts.guest(0, 5);
        GuestMachine near = hosts.guest(0, 7);
        one.dhcp();
        near.dhcp();
        hosts.guest(1, 6).dhcp();
        hosts.reopen(0, Map.of("uplink", "up9")).ensure(NETWORK);
        assertFalse(one.pings("10.77.1.6"));
        assertTrue(one.pings("10.77.1.7"));
        assertEquals("10.77.1.5", one.dhcp().get("ip"));
        hosts.lab(0).machine().run(words("ip link set up0 down"));
        hosts.lab(0).machine().run(words("ip link set up0 name up9"));
        hosts.driver(0).ensure(NETWORK);
        await("an answer", () -> one.pings("10.77.1.6"));
    }

    @Test
    void aDeviceThatTheHostIsReachedByStaysTheHosts() throws Exception {
        hosts.reopen(0, Map.of("uplink", "under0")).ensure(NETWORK);
        assertEquals("10.77.1.5", hosts.guest(0, 5).dhcp().get("ip"));
        String shown = hosts.lab(0).machine().run("ip", "link", "show", "under0");
        assertFalse(shown.contains("master"), shown);
    }

    @Test
    void whatTheOperatorPutOnTheBridgeStays() throws Exception {
        hosts.reopen(0, Map.of()).ensure(NETWORK);
        String bridge = Names.bridge(NETWORK.id());
        hosts.lab(0).machine().run(words("ip link set up0 master " + bridge));
        hosts.driver(0).ensure(NETWORK);
        String shown = hosts.lab(0).machine().run("ip", "link", "show", "up0");
        assertTrue(shown.contains("master " + bridge), shown);
    }
}
