package io.nova.driver.network.linux;

import static io.nova.driver.network.linux.TwoHosts.NETWORK;
import static io.nova.driver.network.linux.TwoHosts.address;
import static io.nova.driver.network.linux.TwoHosts.await;
import static io.nova.driver.network.linux.TwoHosts.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.DriverException;
import io.nova.model.network.Ipv4;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Hosts whose guests' packets go in tunnels. */
class TunnelUplinkTest extends UplinkContract {

    @Override
    Map<String, Object> settings() {
        return Map.of("uplink", "vxlan");
    }

    @Override
    String device() {
        return Names.tunnel(NETWORK.id());
    }

    @Override
    Machine stranger() throws Exception {
        Machine stranger = hosts.stranger(13);
        stranger.run(
                words(
                        "ip link add eth0 type vxlan id 8773 dstport 4789 local 192.0.2.13"
                                + " remote 192.0.2.12"));
        stranger.run(words("ip link set eth0 up"));
        // Or it would not even be heard.
        hosts.driver(1).peers(Set.of(address(11), address(12), address(13)));
        return stranger;
    }

    @Test
    void packetsAreSmallerByWhatATunnelNeeds() throws Exception {
        GuestMachine one = hosts.guest(0, 5);
        GuestMachine two = hosts.guest(1, 6);
        assertEquals("1450", one.dhcp().get("mtu"));
        two.dhcp();
        for (GuestMachine guest : new GuestMachine[] {one, two}) {
            guest.machine().run(words("ip link set eth0 mtu 1450"));
        }
        await("an answer", () -> one.pings("10.77.1.6"));
        // The largest that go whole, and some in pieces.
        for (int size : new int[] {1422, 1423, 4000}) {
            String ping = "busybox ping -c 1 -W 2 -s " + size + " 10.77.1.6";
            assertFalse(one.machine().attempt(words(ping)).failed(), size + " bytes");
        }
        hosts.lab(0).machine().run(words("ip link set under0 mtu 1400"));
        hosts.driver(0).ensure(NETWORK);
        assertEquals("1350", one.dhcp().get("mtu"));
    }

    @Test
    void hostsComeAndGoWhileItRuns() throws Exception {
        GuestMachine one = hosts.guest(0, 5);
        GuestMachine two = hosts.guest(1, 6);
        one.dhcp();
        two.dhcp();
        await("an answer", () -> one.pings("10.77.1.6"));
        assertEquals(Set.of(address(11), address(12)), hosts.driver(0).peers());
        hosts.driver(0).peers(Set.of());
        forget(one);
        forget(two);
        assertFalse(one.pings("10.77.1.6"), "nobody is told");
        assertFalse(two.pings("10.77.1.5"), "what a stranger sends is not taken");
        hosts.driver(0).peers(Set.of(address(12)));
        await("an answer", () -> one.pings("10.77.1.6"));
        hosts.lab(0).machine().run(words("bridge fdb del 00:00:00:00:00:00 dev " + device()));
        forget(one);
        assertFalse(one.pings("10.77.1.6"));
        hosts.reopen(0, settings()).ensure(NETWORK);
        await("an answer", () -> one.pings("10.77.1.6"));
    }

    private static void forget(GuestMachine guest) throws InterruptedException {
        guest.machine().run("ip", "neigh", "flush", "dev", "eth0");
    }

    @Test
    void aHostSaysWhereItsTunnelsEnd() throws Exception {
        assertEquals(Optional.of(address(11)), hosts.driver(0).underlay());
        hosts.driver(0).map(Map.of(new Ipv4("192.0.2.105"), new Ipv4("10.77.1.5")));
        hosts.lab(0).machine().run(words("ip addr del 192.0.2.11/24 dev under0"));
        hosts.lab(0).machine().run(words("ip addr add 192.0.2.21/24 dev under0"));
        hosts.lab(0).machine().run(words("ip route replace default via 192.0.2.1"));
        assertEquals(
                Optional.of(address(21)),
                hosts.driver(0).underlay(),
                "not by a guest's address, which may move");
        assertEquals(
                Optional.of(address(21)), hosts.reopen(0, with("underlay", "under0")).underlay());
        assertEquals(
                Optional.of(address(21)),
                hosts.reopen(0, with("underlay", "192.0.2.21")).underlay());
        assertEquals(Optional.empty(), hosts.reopen(0, Map.of("uplink", "up0")).underlay());
        for (String away : new String[] {"192.0.2.99", "up0", "up9"}) {
            LinuxNetwork driver = hosts.reopen(0, with("underlay", away));
            String message = assertThrows(DriverException.class, driver::underlay).getMessage();
            assertTrue(message.startsWith("io.nova.driver.network.linux: key underlay: "), message);
            // And the host goes on.
            driver.ensure(NETWORK);
        }
        assertEquals("1450", hosts.guest(0, 5).dhcp().get("mtu"));
    }

    private Map<String, Object> with(String key, Object value) {
        return Map.of("uplink", "vxlan", key, value);
    }

    @Test
    void anotherAddressOrNumberIsTakenUpWhileItRuns() throws Exception {
        GuestMachine one = hosts.guest(0, 5);
        GuestMachine two = hosts.guest(1, 6);
        one.dhcp();
        two.dhcp();
        await("an answer", () -> one.pings("10.77.1.6"));
        hosts.lab(0).machine().run(words("ip addr add 192.0.2.31/24 dev under0"));
        hosts.reopen(0, with("underlay", "192.0.2.31")).ensure(NETWORK);
        assertFalse(one.pings("10.77.1.6"), "the other host does not know it");
        hosts.driver(1).peers(Set.of(address(31)));
        await("an answer", () -> one.pings("10.77.1.6"));
        hosts.reopen(1, with("vxlanId", 9000)).ensure(NETWORK);
        assertFalse(one.pings("10.77.1.6"), "another cloud's");
        hosts.reopen(0, Map.of("uplink", "vxlan", "underlay", "192.0.2.31", "vxlanId", 9000))
                .ensure(NETWORK);
        await("an answer", () -> one.pings("10.77.1.6"));
    }

    @Test
    void aGuestCannotSendInTunnelsItself() throws Exception {
        GuestMachine guest = hosts.guest(0, 5);
        guest.dhcp();
        Callable<Long> ours = arriving(8773);
        Callable<Long> others = arriving(77);
        await(
                "another's tunnel is the guest's own affair",
                () -> {
                    send(guest, "\\x08\\x00\\x00\\x00\\x00\\x22\\x45\\x00forged");
                    send(guest, "\\x08\\x00\\x00\\x00\\x00\\x00\\x4d\\x00own");
                    return others.call() > 0;
                });
        assertEquals(0, ours.call());
    }

    /** Counts what comes to the machine outside in tunnels of this number. */
    private Callable<Long> arriving(int number) throws Exception {
        Machine wire = hosts.wire();
        String chain = "of" + number;
        wire.run("nft", "add table ip look");
        wire.run(
                "nft",
                "add chain ip look "
                        + chain
                        + " { type filter hook input priority 0; policy accept; }");
        wire.run(
                "nft",
                "add rule ip look " + chain + " udp dport 4789 @th,96,24 " + number + " counter");
        return () ->
                Long.parseLong(
                        wire.run("nft", "list", "chain", "ip", "look", chain)
                                .replaceAll("(?s).*counter packets ([0-9]+) .*", "$1"));
    }

    private static void send(GuestMachine guest, String bytes) throws InterruptedException {
        guest.machine().run("bash", "-c", "printf '" + bytes + "' > /dev/udp/192.0.2.1/4789");
    }
}
