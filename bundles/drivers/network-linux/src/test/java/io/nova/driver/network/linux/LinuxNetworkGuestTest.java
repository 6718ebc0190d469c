package io.nova.driver.network.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortFilter;
import io.nova.spi.network.PortFilter.Rule;
import io.nova.spi.network.PortSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What guests see of the network: real packets between namespaces. */
class LinuxNetworkGuestTest {

    private static final NetworkSpec NETWORK = network(1, 1400);
    private static final NetworkSpec OTHER = network(2, 1500);
    private static final int PATIENCE_SECONDS = 20;

    private final List<Machine> machines = new ArrayList<>();
    private final List<Process> servers = new ArrayList<>();
    private LinuxLab lab;
    private NetworkDriver driver;

    @BeforeEach
    void makeTheHost() throws Exception {
        lab = new LinuxLab();
        driver = lab.open();
        driver.ensure(NETWORK);
    }

    @AfterEach
    void endTheHost() throws Exception {
        for (Process server : servers) {
            server.destroyForcibly().waitFor();
        }
        for (Machine machine : machines) {
            machine.end();
        }
        lab.end();
    }

    @Test
    void aGuestIsToldEverythingByDhcp() throws Exception {
        Map<String, String> told = guest(port(NETWORK, 5)).dhcp();
        assertEquals("10.77.1.5", told.get("ip"));
        assertEquals("24", told.get("mask"));
        assertEquals("10.77.1.1", told.get("router"));
        assertEquals("10.77.1.1", told.get("dns"));
        assertEquals("1400", told.get("mtu"));
        assertEquals("ip-10-77-1-5", told.get("hostname"));
        assertEquals("novalocal", told.get("domain"));
        assertEquals("3600", told.get("lease"));
        assertEquals("169.254.169.254/32 10.77.1.1 0.0.0.0/0 10.77.1.1", told.get("staticroutes"));
    }

    @Test
    void aPortThatComesLaterIsServedAtOnce() throws Exception {
        guest(port(NETWORK, 5)).dhcp();
        long pid = lab.processes(NETWORK.id()).get(0).pid();
        assertEquals("10.77.1.6", guest(port(NETWORK, 6)).dhcp().get("ip"));
        assertEquals(pid, lab.processes(NETWORK.id()).get(0).pid(), "served by the same process");
    }

    @Test
    void aDeviceWithoutAPortReachesNothing() throws Exception {
        driver.connect(port(NETWORK, 5));
        GuestMachine stranger =
                GuestMachine.plug(
                        lab,
                        Names.bridge(NETWORK.id()),
                        "nvt000000000000",
                        "02:16:00:00:00:09",
                        1400);
        machines.add(stranger.machine());
        assertEquals(Map.of(), stranger.dhcp());
        become(stranger, "10.77.1.9");
        assertFalse(stranger.pings("10.77.1.1"));
    }

    @Test
    void aFreedAddressIsAnothersAtOnce() throws Exception {
        PortSpec first = port(NETWORK, 5);
        assertEquals("10.77.1.5", guest(first).dhcp().get("ip"));
        driver.disconnect(first.id());
        PortSpec second =
                new PortSpec(
                        new InterfaceId("eni-0000000000000beef"),
                        NETWORK.id(),
                        first.address(),
                        new MacAddress("02:16:3e:00:be:ef"),
                        "ip-second");
        assertEquals("10.77.1.5", guest(second).dhcp().get("ip"));
    }

    @Test
    void aDisconnectedGuestReachesNothing() throws Exception {
        PortSpec port = port(NETWORK, 5);
        GuestMachine guest = guest(port);
        guest.dhcp();
        await("an answer", () -> guest.pings("10.77.1.1"));
        driver.disconnect(port.id());
        assertFalse(guest.pings("10.77.1.1"));
    }

    @Test
    void theMetadataServiceSeesWhoAsksAndTheHostShowsNothingElse() throws Exception {
        serve(lab.machine(), 8773);
        serve(lab.machine(), 8774);
        GuestMachine guest = guest(port(NETWORK, 5));
        guest.dhcp();
        await("an answer", () -> guest.get("169.254.169.254").equals("peer 10.77.1.5"));
        assertEquals("", guest.get("10.77.1.1:8773"), "the API's port is not metadata's");
        assertEquals("", guest.get("10.77.1.1:8774"));
        lab.machine().run("nft", "flush", "ruleset");
        await(
                "it arrives, so the rules kept it away",
                () -> guest.get("10.77.1.1:8774").equals("peer 10.77.1.5"));
        driver.ensure(NETWORK);
        assertEquals("", guest.get("10.77.1.1:8774"));
        await("an answer", () -> guest.get("169.254.169.254").equals("peer 10.77.1.5"));
    }

    @Test
    void anAnswerOfTheMetadataServiceGoesAsFarAsItMay() throws Exception {
        serve(lab.machine(), 8773, 2 << 2);
        GuestMachine guest = guest(port(NETWORK, 5));
        guest.dhcp();
        await("an answer", () -> guest.get("169.254.169.254").equals("peer 10.77.1.5"));
        takeOnly(guest, "ip ttl != 3");
        await("an answer", () -> guest.get("169.254.169.254").equals("peer 10.77.1.5"));
        takeOnly(guest, "ip ttl 2");
        await("an answer", () -> guest.get("169.254.169.254").equals("peer 10.77.1.5"));
        takeOnly(guest, "ip ttl 3");
        assertEquals("", guest.get("169.254.169.254"));
        takeOnly(guest, "ip dscp cs0");
        await("an answer", () -> guest.get("169.254.169.254").equals("peer 10.77.1.5"));
    }

    /** Lets nothing but this of a TCP connection's data reach the guest. */
    private static void takeOnly(GuestMachine guest, String what) throws Exception {
        guest.machine().attempt("nft", "delete", "table", "ip", "only");
        guest.machine().run("nft", "add", "table", "ip", "only");
        guest.machine()
                .run(
                        "nft",
                        "add chain ip only in { type filter hook input priority 0; policy accept; }");
        // The handshake is the kernel's, before the service says anything.
        for (String rule :
                new String[] {"tcp flags syn accept", "tcp sport != 80 accept", what + " accept"}) {
            guest.machine().run("nft", "add rule ip only in " + rule);
        }
        guest.machine().run("nft", "add rule ip only in tcp flags psh drop");
    }

    @Test
    void aGuestCannotTakeAnothersAddress() throws Exception {
        serve(lab.machine(), 8773);
        driver.connect(port(NETWORK, 5));
        GuestMachine thief = guest(port(NETWORK, 6));
        thief.dhcp();
        become(thief, "10.77.1.5");
        assertEquals("", thief.get("169.254.169.254"));
        openTheBridge();
        await(
                "it arrives, so the rules kept it away",
                () -> thief.get("169.254.169.254").equals("peer 10.77.1.5"));
    }

    @Test
    void aGuestCannotTakeAnothersEthernetAddress() throws Exception {
        PortSpec victim = port(NETWORK, 5);
        driver.connect(victim);
        GuestMachine thief = guest(port(NETWORK, 6));
        thief.dhcp();
        thief.machine().run("ip", "link", "set", "eth0", "address", victim.mac().value());
        assertFalse(thief.pings("10.77.1.1"));
        assertEquals(Map.of(), thief.dhcp());
        openTheBridge();
        await(
                "it is believed, so the rules kept it away",
                () -> "10.77.1.5".equals(thief.dhcp().get("ip")));
    }

    @Test
    void aGuestCannotAnswerForTheGateway() throws Exception {
        GuestMachine victim = guest(port(NETWORK, 5));
        victim.dhcp();
        await("an answer", () -> victim.pings("10.77.1.1"));
        GuestMachine liar = guest(port(NETWORK, 6));
        liar.dhcp();
        become(liar, "10.77.1.1");
        lie(liar);
        lie(liar);
        assertTrue(gatewayAsSeenBy(victim).contains(Names.bridgeMac(NETWORK.id()).value()));
        openTheBridge();
        await(
                "the lie arrives, so the rules kept it away",
                () -> {
                    lie(liar);
                    return gatewayAsSeenBy(victim).contains(port(NETWORK, 6).mac().value());
                });
    }

    @Test
    void aRemadeBridgeServesAgain() throws Exception {
        PortSpec port = port(NETWORK, 5);
        driver.connect(port);
        lab.machine().run("ip", "link", "del", Names.bridge(NETWORK.id()));
        driver.ensure(NETWORK);
        assertEquals("10.77.1.5", guest(port).dhcp().get("ip"));
    }

    @Test
    void aBridgeThatSomeoneElseRemadeServesAgain() throws Exception {
        PortSpec port = port(NETWORK, 5);
        driver.connect(port);
        String bridge = Names.bridge(NETWORK.id());
        lab.machine().run("ip", "link", "del", bridge);
        lab.machine().run("ip", "link", "add", bridge, "type", "bridge");
        driver.ensure(NETWORK);
        assertEquals("10.77.1.5", guest(port).dhcp().get("ip"));
    }

    @Test
    void aGuestKeepsItsLeaseOverTheDeathOfDnsmasq() throws Exception {
        GuestMachine guest = guest(port(NETWORK, 5));
        guest.dhcp();
        lab.killDnsmasq(NETWORK);
        driver.ensure(NETWORK);
        assertEquals("10.77.1.5", guest.dhcp().get("ip"));
    }

    @Test
    void guestsOfOneNetworkTalkAndThoseOfTwoDoNot() throws Exception {
        driver.ensure(OTHER);
        GuestMachine one = guest(port(NETWORK, 5));
        GuestMachine two = guest(port(NETWORK, 6));
        GuestMachine other = guest(port(OTHER, 5));
        one.dhcp();
        two.dhcp();
        other.dhcp();
        await("an answer", () -> one.pings("10.77.1.6"));
        await("an answer", () -> other.pings("10.77.2.1"));
        assertFalse(other.pings("10.77.1.6"));
        lab.machine().run("nft", "flush", "ruleset");
        await("it arrives, so the rules kept it away", () -> other.pings("10.77.1.6"));
    }

    @Test
    void guestsGoOutUnderTheHostsAddress() throws Exception {
        Machine outside = Machine.make();
        machines.add(outside);
        lab.machine()
                .run(
                        "ip",
                        "link",
                        "add",
                        "up0",
                        "type",
                        "veth",
                        "peer",
                        "name",
                        "eth0",
                        "netns",
                        outside.name());
        lab.machine().run("ip", "addr", "add", "192.0.2.10/24", "dev", "up0");
        lab.machine().run("ip", "link", "set", "up0", "up");
        outside.run("ip", "addr", "add", "192.0.2.1/24", "dev", "eth0");
        outside.run("ip", "link", "set", "eth0", "up");
        serve(outside, 80);
        GuestMachine guest = guest(port(NETWORK, 5));
        guest.dhcp();
        await("an answer", () -> guest.get("192.0.2.1").equals("peer 192.0.2.10"));
    }

    private GuestMachine guest(PortSpec port) throws Exception {
        NetworkSpec network = port.network().equals(NETWORK.id()) ? NETWORK : OTHER;
        GuestMachine guest = GuestMachine.plug(lab, driver.connect(port), port, network.mtu());
        // Here it is about the network; what filters do is in the contract.
        ((PortFilter) driver)
                .filter(port.id(), List.of(Rule.everything(true), Rule.everything(false)));
        machines.add(guest.machine());
        return guest;
    }

    private static void become(GuestMachine guest, String address) throws InterruptedException {
        guest.machine().run("ip", "addr", "flush", "dev", "eth0");
        guest.machine().run("ip", "addr", "add", address + "/24", "dev", "eth0");
        guest.machine().attempt("ip", "route", "add", "default", "via", "10.77.1.1");
    }

    /** Takes the rules against spoofing away, to see that it was they that worked. */
    private void openTheBridge() throws InterruptedException {
        lab.machine().run("nft", "delete", "table", "bridge", "nova");
    }

    private static void lie(GuestMachine liar) throws InterruptedException {
        liar.machine().attempt("busybox", "arping", "-U", "-c", "2", "-I", "eth0", "10.77.1.1");
    }

    private static String gatewayAsSeenBy(GuestMachine victim) throws InterruptedException {
        return victim.machine().run("ip", "neigh", "show", "10.77.1.1");
    }

    private void serve(Machine machine, int port) throws Exception {
        serve(machine, port, 0);
    }

    private void serve(Machine machine, int port, int trafficClass) throws Exception {
        Path output = lab.root().resolve("server-" + port);
        servers.add(
                machine.start(
                        output,
                        ProcessHandle.current().info().command().orElse("/usr/bin/java"),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        Path.of("target", "test-classes").toAbsolutePath().toString(),
                        PeerServer.class.getName(),
                        "" + port,
                        "" + trafficClass));
        await("server ready", () -> Files.readString(output).contains("ready"));
    }

    private static void await(String what, Callable<Boolean> fact) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!fact.call()) {
            assertTrue(System.nanoTime() < end, "waited too long until: " + what);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static PortSpec port(NetworkSpec network, int host) {
        Ipv4 address = Ipv4.of(network.cidr().network().number() + host);
        return new PortSpec(
                new InterfaceId("eni-%017x".formatted(address.number())),
                network.id(),
                address,
                MacAddress.of(address),
                "ip-" + address.value().replace('.', '-'));
    }

    private static NetworkSpec network(int number, int mtu) {
        return new NetworkSpec(
                new NetworkId("net-0000000000000000" + number),
                new Cidr("10.77." + number + ".0/24"),
                new Ipv4("10.77." + number + ".1"),
                mtu,
                "novalocal",
                List.of(),
                8773);
    }
}
