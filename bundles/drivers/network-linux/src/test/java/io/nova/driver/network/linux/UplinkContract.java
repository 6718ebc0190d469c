package io.nova.driver.network.linux;

import static io.nova.driver.network.linux.TwoHosts.GATEWAY;
import static io.nova.driver.network.linux.TwoHosts.NETWORK;
import static io.nova.driver.network.linux.TwoHosts.await;
import static io.nova.driver.network.linux.TwoHosts.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.SecurityGroupId;
import io.nova.model.network.Ipv4;
import io.nova.spi.network.PortFilter;
import io.nova.spi.network.PortFilter.Rule;
import io.nova.spi.network.PortSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What guests of two hosts see of each other, whatever the way between them is: real packets. */
abstract class UplinkContract {

    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int WEB = 80;

    TwoHosts hosts;

    /** Returns the settings of both hosts. */
    abstract Map<String, Object> settings();

    /** Returns the device that is the bridge's port to the other host. */
    abstract String device();

    /** Makes a machine on the guests' segment that is no host of the cloud, by its eth0. */
    abstract Machine stranger() throws Exception;

    @BeforeEach
    void makeTheHosts() throws Exception {
        hosts = new TwoHosts();
        hosts.open(settings());
    }

    @AfterEach
    void endTheHosts() throws Exception {
        hosts.end();
    }

    @Test
    void guestsOfTwoHostsGetAddressesOfTheirOwnHostAndReachEachOther() throws Exception {
        GuestMachine one = hosts.guest(0, 5);
        GuestMachine two = hosts.guest(1, 6);
        assertEquals("10.77.1.5", one.dhcp().get("ip"));
        assertEquals("10.77.1.6", two.dhcp().get("ip"));
        await("an answer", () -> one.pings("10.77.1.6"));
        await("an answer", () -> two.pings("10.77.1.5"));
        await("an answer", () -> one.pings(GATEWAY.value()) && two.pings(GATEWAY.value()));
        String told =
                one.machine().run(words("busybox nslookup ip-10-77-1-6.novalocal " + GATEWAY));
        assertTrue(told.contains("10.77.1.6"), told);
    }

    @Test
    void nothingOfAGatewayAndNoDhcpLeavesAHost() throws Exception {
        String by = "oifname \"" + device() + "\" ";
        Callable<Long> arp = hosts.sent(0, by + "ether type arp arp daddr ip " + GATEWAY);
        Callable<Long> itsArp = hosts.sent(0, by + "ether type arp arp saddr ip " + GATEWAY);
        Callable<Long> itself = hosts.sent(0, by + "ether saddr " + Names.bridgeMac(NETWORK.id()));
        Callable<Long> dhcp = hosts.sent(0, by + "ether type ip udp dport { 67, 68 }");
        Callable<Long> others = hosts.sent(0, by + "ether type != { ip, arp }");
        Callable<Long> all = hosts.sent(0, by + "ether type ip");
        GuestMachine one = hosts.guest(0, 5);
        GuestMachine two = hosts.guest(1, 6);
        one.dhcp();
        two.dhcp();
        await("an answer", () -> one.pings(GATEWAY.value()));
        one.machine().run("ip", "neigh", "flush", "dev", "eth0");
        await("an answer", () -> one.pings("10.77.1.6") && one.pings(GATEWAY.value()));
        // The host looks for a guest of the other one, whom it does not reach itself.
        hosts.lab(0).machine().attempt(words("busybox ping -c 1 -W 1 10.77.1.6"));
        for (Callable<Long> none : List.of(arp, itsArp, itself, dhcp, others)) {
            assertEquals(0, none.call());
        }
        assertTrue(all.call() > 0);
        hosts.lab(0).machine().run("nft", "delete", "table", "bridge", "nova");
        await(
                "they go, so the rules kept them here",
                () -> {
                    one.dhcp();
                    return arp.call() > 0 && dhcp.call() > 0;
                });
    }

    @Test
    void whatIsNoGuestsDoesNotComeIn() throws Exception {
        GuestMachine guest = hosts.guest(1, 6);
        guest.dhcp();
        hosts.guest(1, 7).dhcp();
        await("an answer", () -> guest.pings(GATEWAY.value()) && guest.pings("10.77.1.7"));
        Machine stranger = stranger();
        String to = "oifname \"" + Names.device(LinuxLab.port(6).id()) + "\" ";
        String its = stranger.run("cat", "/sys/class/net/eth0/address").strip();
        Callable<Long> others = hosts.sent(1, to + "ether saddr " + its + " ether type ip6");
        // It says that it is the gateway, and a guest of this very host.
        for (String claimed : List.of(GATEWAY.value(), "10.77.1.7")) {
            stranger.run(words("ip addr add " + claimed + "/24 dev eth0"));
            stranger.attempt(words("busybox arping -U -c 2 -I eth0 " + claimed));
            assertFalse(pings(stranger, "10.77.1.6"), claimed);
            stranger.run(words("ip -4 addr flush dev eth0"));
        }
        assertTrue(gateway(guest).contains(Names.bridgeMac(NETWORK.id()).value()));
        assertTrue(guest.pings(GATEWAY.value()) && guest.pings("10.77.1.7"));
        // It asks for an address, speaks IPv6, and has the gateway's Ethernet address.
        assertFalse(answersDhcp(stranger));
        stranger.attempt(words("busybox ping6 -c 1 -W 1 -I eth0 ff02::1"));
        assertEquals(0, others.call());
        stranger.run(words("ip addr add 10.77.1.9/24 dev eth0"));
        await("one that is like another host's guest is heard", () -> pings(stranger, "10.77.1.6"));
        assertFalse(pings(stranger, GATEWAY.value()), "the host is not to be seen");
        stranger.run("ip", "link", "set", "eth0", "address", mac());
        assertFalse(pings(stranger, "10.77.1.6"));
        stranger.run("ip", "link", "set", "eth0", "address", its);
        hosts.lab(1).machine().run("nft", "delete", "table", "bridge", "nova");
        await(
                "they come, so the rules kept them out",
                () -> {
                    stranger.attempt(words("busybox ping6 -c 1 -W 1 -I eth0 ff02::1"));
                    return others.call() > 0 && pings(stranger, GATEWAY.value());
                });
    }

    private static String mac() {
        return Names.bridgeMac(NETWORK.id()).value();
    }

    private static boolean pings(Machine machine, String address) throws InterruptedException {
        return !machine.attempt(words("busybox ping -c 1 -W 1 " + address)).failed();
    }

    private static boolean answersDhcp(Machine machine) throws InterruptedException {
        return !machine.attempt(words("busybox udhcpc -i eth0 -n -q -f -t 2 -T 1 -s /bin/true"))
                .failed();
    }

    private static String gateway(GuestMachine guest) throws InterruptedException {
        return guest.machine().run("ip", "neigh", "show", GATEWAY.value());
    }

    @Test
    void aGuestWithAnothersAddressReachesNobodyElsewhere() throws Exception {
        GuestMachine thief = hosts.guest(0, 5);
        GuestMachine victim = hosts.guest(1, 6);
        thief.dhcp();
        victim.dhcp();
        await("an answer", () -> thief.pings("10.77.1.6"));
        thief.machine().run("ip", "addr", "flush", "dev", "eth0");
        thief.machine().run("ip", "addr", "add", "10.77.1.7/24", "dev", "eth0");
        assertFalse(thief.pings("10.77.1.6"));
    }

    @Test
    void groupsHoldForGuestsOfOtherHosts() throws Exception {
        PortSpec one = hosts.server(0, 5);
        PortSpec two = hosts.server(1, 6);
        SecurityGroupId group = new SecurityGroupId("sg-00000000000000001");
        PortFilter there = hosts.driver(1);
        hosts.driver(0).filter(one.id(), List.of(Rule.everything(false)));
        there.filter(two.id(), List.of());
        assertFalse(reaches(one, two, TCP, WEB), "shut");
        there.filter(two.id(), List.of(new Rule(true, TCP, WEB, WEB, List.of(), List.of(group))));
        assertFalse(reaches(one, two, TCP, WEB), "no member");
        there.members(group, Set.of(one.address()));
        await("it is let in", () -> reaches(one, two, TCP, WEB));
        assertFalse(reaches(one, two, TCP, 22));
        assertFalse(reaches(one, two, ICMP, 8));
        assertFalse(reaches(two, one, TCP, WEB), "answers alone");
        var line = hosts.lab(0).open(one.address(), two.address(), WEB);
        there.members(group, Set.of());
        assertFalse(line.works(), "an open connection ends with the membership");
        assertFalse(reaches(one, two, TCP, WEB), "no member any longer");
    }

    private boolean reaches(PortSpec from, PortSpec to, int protocol, int port) throws Exception {
        int host = from.address().equals(LinuxLab.port(5).address()) ? 0 : 1;
        return hosts.lab(host).reaches(from.address(), to.address(), protocol, port);
    }

    @Test
    void aPublicAddressOfAnotherHostsGuestIsReached() throws Exception {
        PortSpec one = hosts.server(0, 5);
        PortSpec two = hosts.server(1, 6);
        List<Rule> out = List.of(Rule.everything(false));
        hosts.driver(0).filter(one.id(), out);
        Ipv4 address = new Ipv4("192.0.2.106");
        hosts.driver(1).map(Map.of(address, two.address()));
        Rule fromHost = web("192.0.2.11/32");
        hosts.driver(1).filter(two.id(), List.of(fromHost));
        await(
                "it comes from its host's address",
                () -> hosts.lab(0).reaches(one.address(), address, TCP, WEB));
        hosts.driver(0).map(Map.of(new Ipv4("192.0.2.105"), one.address()));
        assertFalse(hosts.lab(0).reaches(one.address(), address, TCP, WEB));
        hosts.driver(1).filter(two.id(), List.of(web("192.0.2.105/32")));
        await(
                "it comes from its own public address",
                () -> hosts.lab(0).reaches(one.address(), address, TCP, WEB));
    }

    private static Rule web(String from) {
        return new Rule(
                true, TCP, WEB, WEB, List.of(new io.nova.model.network.Cidr(from)), List.of());
    }

    @Test
    void whateverHappensToTheDeviceTheNextLookRepairs() throws Exception {
        GuestMachine one = hosts.guest(0, 5);
        GuestMachine two = hosts.guest(1, 6);
        one.dhcp();
        two.dhcp();
        await("an answer", () -> one.pings("10.77.1.6"));
        for (String damage :
                List.of(
                        "ip link set " + device() + " nomaster",
                        "ip link set " + device() + " down",
                        "nft flush ruleset")) {
            hosts.lab(0).machine().run(words(damage));
            hosts.reopen(0, settings()).ensure(NETWORK);
            await("an answer after " + damage, () -> one.pings("10.77.1.6"));
        }
        String rules = hosts.lab(0).machine().run("nft", "list", "ruleset");
        assertTrue(rules.contains("jump from_hosts") && rules.contains("jump to_hosts"));
    }

    @Test
    void withoutTheSettingTheHostIsAloneAgain() throws Exception {
        GuestMachine one = hosts.guest(0, 5);
        GuestMachine near = hosts.guest(0, 7);
        GuestMachine two = hosts.guest(1, 6);
        one.dhcp();
        near.dhcp();
        two.dhcp();
        await("an answer", () -> one.pings("10.77.1.6"));
        hosts.reopen(0, Map.of()).connect(LinuxLab.port(8));
        assertTrue(isFree(), "before its rules go, whoever comes first");
        hosts.driver(0).ensure(NETWORK);
        assertFalse(one.pings("10.77.1.6"));
        assertTrue(one.pings("10.77.1.7"));
        assertTrue(isFree());
        hosts.reopen(0, settings()).ensure(NETWORK);
        await("an answer", () -> one.pings("10.77.1.6"));
        hosts.driver(0).disconnect(LinuxLab.port(5).id());
        hosts.driver(0).disconnect(LinuxLab.port(7).id());
        hosts.driver(0).disconnect(LinuxLab.port(8).id());
        hosts.driver(0).remove(NETWORK.id());
        assertTrue(isFree());
        assertEquals(List.of(), hosts.lab(0).traces(NETWORK.id()));
    }

    /** Tells whether nothing of ours is at the device, or it is gone with us. */
    private boolean isFree() throws InterruptedException {
        Commands.Result shown = hosts.lab(0).machine().attempt("ip", "link", "show", device());
        return device().startsWith(Names.TUNNEL)
                ? shown.failed()
                : !shown.failed() && !shown.output().contains("master");
    }
}
