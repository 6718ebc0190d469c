package io.nova.driver.network.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.network.Cidr;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.spi.network.NetworkDriver;
import io.nova.spi.network.NetworkSpec;
import io.nova.spi.network.PortSpec;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

    private static final int KILLS = 12;
    private static final int LONGEST_MILLIS = 700;
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

    @Test
    void whateverAKilledDriverLeavesIsKnownRepairedAndRemoved() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            String when = "seed " + seed + ", kill " + kill;
            killAfter(random.nextInt(LONGEST_MILLIS));
            NetworkDriver next = lab.open();
            boolean listed = next.networks().stream().anyMatch(NETWORK::equals);
            assertTrue(listed || lab.traces(NETWORK.id()).isEmpty(), when + ": forgotten");
            if (random.nextBoolean()) {
                next.ensure(NETWORK);
                next.connect(PORT);
                assertEquals(List.of(), lab.defects(NETWORK, List.of(PORT)), when);
            }
            next.disconnect(PORT.id());
            next.remove(NETWORK.id());
            assertEquals(List.of(), lab.traces(NETWORK.id()), when);
        }
    }

    private void killAfter(int millis) throws Exception {
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
                                lab.machine().name())
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
