package io.nova.driver.network.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.network.Ipv4;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortFilter.Rule;
import io.nova.spi.network.PortSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Two hosts and a stranger on one wire, which is a machine with two bridges: by {@code under0} the
 * hosts reach each other and what is outside, by {@code up0} their guests may.
 */
final class TwoHosts {

    static final NetworkSpec NETWORK = LinuxLab.NETWORK;
    static final Ipv4 GATEWAY = NETWORK.gateway();

    /** What counts frames is asked before anything of the driver's. */
    private static final String LOOK =
            "add table bridge look; add chain bridge look in { type filter hook prerouting priority"
                    + " -400; policy accept; }; add chain bridge look out { type filter hook"
                    + " postrouting priority 400; policy accept; }";

    private static final int PATIENCE_SECONDS = 20;

    private final List<Machine> machines = new ArrayList<>();
    private final List<LinuxLab> labs = new ArrayList<>();
    private final List<LinuxNetwork> drivers = new ArrayList<>();
    private final Machine wire;

    TwoHosts() throws IOException, InterruptedException {
        wire = machine();
        for (String bridge : List.of("under", "segment")) {
            wire.run(words("ip link add " + bridge + " type bridge"));
            wire.run(words("ip link set " + bridge + " up"));
        }
        wire.run(words("ip addr add 192.0.2.1/24 dev under"));
        for (int host = 0; host < 2; host++) {
            LinuxLab lab = new LinuxLab();
            labs.add(lab);
            join(lab.machine(), host + 11);
        }
    }

    private Machine machine() throws IOException, InterruptedException {
        Machine machine = Machine.make();
        machines.add(machine);
        return machine;
    }

    private void join(Machine machine, int number) throws InterruptedException {
        plug(machine, "under0", "under", "u" + number);
        plug(machine, "up0", "segment", "s" + number);
        machine.run(words("ip addr add " + address(number) + "/24 dev under0"));
        machine.run(words("ip route add default via 192.0.2.1"));
    }

    private void plug(Machine machine, String device, String bridge, String end)
            throws InterruptedException {
        wire.run(
                words(
                        "ip link add %s type veth peer name %s netns %s"
                                .formatted(end, device, machine.name())));
        wire.run(words("ip link set " + end + " master " + bridge + " up"));
        machine.run(words("ip link set " + device + " up"));
    }

    /** Returns the address on the wire of a host, 11 and 12, or of another machine. */
    static Ipv4 address(int number) {
        return new Ipv4("192.0.2." + number);
    }

    Machine wire() {
        return wire;
    }

    LinuxLab lab(int host) {
        return labs.get(host);
    }

    LinuxNetwork driver(int host) {
        return drivers.get(host);
    }

    /** Starts both hosts, which know each other, with these settings. */
    void open(Map<String, ?> settings) throws InterruptedException {
        for (int host = 0; host < 2; host++) {
            reopen(host, settings);
            drivers.get(host).peers(Set.of(address(11), address(12)));
            drivers.get(host).ensure(NETWORK);
        }
    }

    /** Puts another driver in the place of a host's. */
    LinuxNetwork reopen(int host, Map<String, ?> settings) {
        LinuxNetwork driver = labs.get(host).open(settings);
        if (drivers.size() > host) {
            drivers.set(host, driver);
        } else {
            drivers.add(driver);
        }
        return driver;
    }

    /** Puts a guest on a host that may do what it likes; it has no address before it asks. */
    GuestMachine guest(int host, int number) throws Exception {
        PortSpec port = LinuxLab.port(number);
        var link = driver(host).connect(port);
        driver(host).filter(port.id(), List.of(Rule.everything(true), Rule.everything(false)));
        GuestMachine guest = GuestMachine.plug(lab(host), link, port, NETWORK.mtu());
        machines.add(guest.machine());
        return guest;
    }

    /** Puts a guest with servers on a host, without any rules. */
    PortSpec server(int host, int number) throws Exception {
        PortSpec port = LinuxLab.port(number);
        lab(host).plug(port, driver(host).connect(port));
        return port;
    }

    /** Puts a machine on the wire that is none of the cloud's. */
    Machine stranger(int number) throws Exception {
        Machine stranger = machine();
        join(stranger, number);
        return stranger;
    }

    /** Counts frames that come to a host by a device, of those that nftables describes so. */
    Callable<Long> count(int host, String what) throws InterruptedException {
        return count(lab(host).machine(), "in", what);
    }

    /** Counts frames that a host sends by a device. */
    Callable<Long> sent(int host, String what) throws InterruptedException {
        return count(lab(host).machine(), "out", what);
    }

    private static Callable<Long> count(Machine machine, String chain, String what)
            throws InterruptedException {
        machine.run("nft", LOOK);
        machine.run(
                "nft", "add rule bridge look " + chain + " " + what + " counter comment \"it\"");
        String rules = machine.run("nft", "-a", "list", "chain", "bridge", "look", chain);
        String handle = rules.strip().replaceAll("(?s).*# handle ([0-9]+)\\s*}\\s*}$", "$1");
        return () ->
                machine.run("nft", "-a", "list", "chain", "bridge", "look", chain)
                        .lines()
                        .filter(line -> line.endsWith("# handle " + handle))
                        .map(line -> line.replaceAll(".*counter packets ([0-9]+) .*", "$1"))
                        .mapToLong(Long::parseLong)
                        .sum();
    }

    static void await(String what, Callable<Boolean> fact) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!fact.call()) {
            assertTrue(System.nanoTime() < end, "waited too long until: " + what);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    void end() throws Exception {
        for (LinuxLab lab : labs) {
            lab.end();
        }
        for (Machine machine : machines) {
            machine.end();
        }
    }

    static String[] words(String command) {
        return command.split(" ", -1);
    }
}
