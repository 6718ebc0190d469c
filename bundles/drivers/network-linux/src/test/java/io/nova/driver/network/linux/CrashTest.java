package io.nova.driver.network.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortFilter.Rule;
import io.nova.spi.network.PortSpec;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills the process of a driver at any time and looks at what the next one makes of it. */
class CrashTest {

    static final NetworkSpec NETWORK =
            new NetworkSpec(
                    new NetworkId("net-00000000000000001"),
                    new Cidr("10.77.1.0/24"),
                    new Ipv4("10.77.1.1"),
                    1500,
                    "novalocal",
                    List.of(),
                    8773);
    static final PortSpec PORT =
            new PortSpec(
                    new InterfaceId("eni-00000000000000005"),
                    NETWORK.id(),
                    new Ipv4("10.77.1.5"),
                    MacAddress.of(new Ipv4("10.77.1.5")),
                    "ip-10-77-1-5");

    static final SecurityGroupId GROUP = new SecurityGroupId("sg-00000000000000001");
    static final Ipv4 PUBLIC = new Ipv4("203.0.113.5");
    static final List<Rule> NARROW = List.of(new Rule(true, 6, 22, 22, List.of(), List.of(GROUP)));
    static final List<Rule> WIDE = List.of(Rule.everything(true), Rule.everything(false));

    static final Ipv4 PEER = new Ipv4("192.0.2.7");

    private static final int KILLS = 16;
    private static final int LONGEST_MILLIS = 1400;
    private static final int START_SECONDS = 60;

    private LinuxLab lab;

    @BeforeEach
    void makeTheHost() throws Exception {
        lab = new LinuxLab();
    }

    @AfterEach
    void endTheHost() throws Exception {
        lab.end();
    }

    @ParameterizedTest(name = "with the uplink \"{0}\"")
    @ValueSource(strings = {"", "up0", "vxlan"})
    void whateverAKilledDriverLeavesIsKnownRepairedAndRemoved(String uplink) throws Exception {
        addDevices();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            String when = "seed " + seed + ", kill " + kill;
            killAfter(random.nextInt(LONGEST_MILLIS), uplink);
            LinuxNetwork next = lab.open(Map.of("uplink", uplink));
            boolean listed = next.networks().stream().anyMatch(NETWORK::equals);
            assertTrue(listed || lab.traces(NETWORK.id()).isEmpty(), when + ": forgotten");
            if (random.nextBoolean()) {
                next.ensure(NETWORK);
                next.connect(PORT);
                NetworkSpec fitting = NETWORK.with(uplink.equals("vxlan") ? 1450 : NETWORK.mtu());
                assertEquals(List.of(), lab.defects(fitting, List.of(PORT)), when);
                assertInForce(next, when);
                assertJoined(next, uplink, when);
            }
            next.members(GROUP, Set.of());
            next.map(Map.of());
            next.peers(Set.of());
            next.disconnect(PORT.id());
            next.remove(NETWORK.id());
            assertEquals(List.of(), lab.traces(NETWORK.id()), when);
            assertEquals("", lab.machine().run("ip", "link", "show", "type", "vxlan"), when);
            assertEquals("", lab.machine().run("ip", "link", "show", "type", "bridge_slave"), when);
            assertEquals("", lab.machine().run("nft", "list", "ruleset"), when);
            assertFalse(lab.machine().run("ip", "addr").contains(PUBLIC.value()), when);
            assertEquals(Map.of(), next.filters(), when);
        }
    }

    private void addDevices() throws Exception {
        for (String device : List.of("up0", "under0")) {
            lab.machine().run("ip", "link", "add", device, "type", "veth");
            lab.machine().run("ip", "link", "set", device, "up");
        }
        lab.machine().run("ip", "addr", "add", "192.0.2.6/24", "dev", "under0");
        lab.machine().run("ip", "route", "add", "default", "via", "192.0.2.1");
    }

    /** The way to other hosts is there, with its rules, and leads to those that it says. */
    private void assertJoined(LinuxNetwork driver, String uplink, String when) throws Exception {
        String device = uplink.equals("vxlan") ? Names.tunnel(NETWORK.id()) : uplink;
        String slaves = lab.machine().run("ip", "link", "show", "type", "bridge_slave");
        String rules = lab.machine().run("nft", "list", "ruleset");
        assertEquals(!uplink.isEmpty(), !slaves.isEmpty(), when);
        assertEquals(!uplink.isEmpty(), rules.contains("jump from_hosts"), when);
        assertTrue(slaves.contains(device), when);
        if (uplink.equals("vxlan")) {
            String floods = lab.machine().run("bridge", "fdb", "show", "dev", device);
            boolean peer = driver.peers().contains(PEER);
            assertEquals(peer, floods.contains("dst " + PEER), when + floods);
            assertEquals(peer, rules.contains("elements = { " + PEER + " }"), when);
        }
    }

    /** What the driver says that it has, the kernel has after any ensure; and changes take. */
    private void assertInForce(LinuxNetwork driver, String when) throws Exception {
        boolean member = !driver.groups().isEmpty();
        boolean mapped = !driver.mapped().isEmpty();
        boolean wide = WIDE.equals(driver.filters().get(PORT.id()));
        String rules = lab.machine().run("nft", "-s", "list", "ruleset");
        assertEquals(member, rules.contains("elements = { " + PORT.address() + " }"), when);
        assertEquals(mapped, rules.contains(PUBLIC + " : " + PORT.address()), when);
        assertEquals(mapped, lab.machine().run("ip", "addr").contains(PUBLIC.value()), when);
        String chain =
                lab.machine()
                        .run("nft", "list", "chain", "ip", "nova_filter", Names.ingress(PORT.id()));
        assertEquals(wide, chain.contains("\t\taccept"), when + chain);
        driver.filter(PORT.id(), NARROW);
        driver.members(GROUP, Set.of(PORT.address()));
        driver.map(Map.of(PUBLIC, PORT.address()));
        String now = lab.machine().run("nft", "-s", "list", "ruleset");
        assertTrue(now.contains("@" + Names.group(GROUP) + " tcp dport 22"), when + now);
        assertTrue(now.contains("elements = { " + PORT.address() + " }"), when);
        assertTrue(now.contains(PUBLIC + " : " + PORT.address()), when);
    }

    private void killAfter(int millis, String uplink) throws Exception {
        Path output = lab.root().resolve("restless.log");
        Files.deleteIfExists(output);
        Process process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElse("/usr/bin/java"),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classPath(),
                                RestlessDriver.class.getName(),
                                lab.root().resolve("state").toString(),
                                lab.root().resolve("run").toString(),
                                lab.machine().name(),
                                uplink)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
            while (!Files.readString(output).contains("ready")) {
                assertTrue(process.isAlive() && System.nanoTime() < end, Files.readString(output));
                TimeUnit.MILLISECONDS.sleep(2);
            }
            // Not a wait for a fact: the moment of the kill.
            TimeUnit.MILLISECONDS.sleep(millis);
            assertTrue(process.isAlive(), () -> "it failed by itself: " + text(output));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static String classPath() {
        String surefire = System.getProperty("surefire.test.class.path", "");
        String own = System.getProperty("java.class.path", "");
        return surefire.isEmpty() ? own : surefire + File.pathSeparator + own;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
