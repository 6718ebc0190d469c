package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Machine;
import io.nova.itests.cloud.PretendedHost;
import io.nova.itests.cloud.Tools;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real guest goes on while the hypervisor driver of its host is updated, restarted and replaced
 * by the simulated one and back, and sixteen clients run and terminate instances on whichever
 * launches.
 */
class SeveralDriversTest {

    private static final String READY = "GUEST: READY";
    private static final String LIBVIRT = "io.nova.driver.hypervisor.libvirt";
    private static final String SIMULATED = "io.nova.driver.hypervisor.simulated";

    /** The console's library uses JNA where it is there: a refresh would end our own session. */
    private static final String INSTALL =
            "feature:install --no-auto-refresh nova-driver-hypervisor-";

    private static final String UNINSTALL =
            "feature:uninstall --no-auto-refresh nova-driver-hypervisor-";

    private static final int CLIENTS = 16;
    private static final int KEEP_EVERY = 10;

    /** A real guest costs a small machine seconds, and the clients run others meanwhile. */
    private static final int FEW = 4;

    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir private Path folder;

    @Test
    void aGuestAndItsInstanceGoOnWhileDriversComeAndGo() throws Exception {
        assumeTrue(
                Tools.canRunGuests(),
                "real guests need root, libvirt, QEMU, dnsmasq and nftables: skipped");
        Path image = GuestImage.files();
        Cloud cloud = Cloud.qemu("several-drivers", Machine.own(), image);
        cloud.configure("io.nova.manager.identity.quotas", "instances = 9000", "cores = 9000");
        // What one driver's guests take of the host must not stop launches by the other.
        cloud.configure(
                LIBVIRT,
                "mode = ${nova.hypervisor}",
                "directory = ${nova.disks}/instances",
                "cpuRatio = 1000",
                "memoryRatio = 100",
                "diskRatio = 100");
        cloud.withoutRequestLimits();
        try (Guests guests = new Guests(cloud)) {
            Guest guest = guests.runOpen(cloud.image("machine"));
            String bootId = guest.bootId();
            double uptime = guest.uptime();
            Process load = load(cloud, guest);
            try {
                exchange(cloud, guest, bootId);
            } finally {
                Files.createFile(folder.resolve("stop"));
                load.waitFor();
            }
            Map<String, Set<String>> report = report();
            System.out.println(report + " " + rounds() + " instances ran");
            assertEquals(Set.of(), said(report, "failure"));
            assertEquals(Set.of("running"), said(report, "watched"));
            assertEquals(bootId, guest.bootId());
            assertTrue(guest.uptime() > uptime);
            everyInstanceIsAsAsked(cloud, guest, report);
        }
    }

    private Process load(Cloud cloud, Guest watched) throws IOException {
        return cloud.python(
                        Path.of("src/test/python/load.py").toAbsolutePath(),
                        Integer.toString(CLIENTS),
                        cloud.image("machine"),
                        Integer.toString(KEEP_EVERY),
                        folder.toString(),
                        watched.id())
                .start(folder.resolve("load.out"), folder.resolve("load.err"));
    }

    /** Each step leaves other drivers on the host, or others in charge of new guests. */
    private void exchange(Cloud cloud, Guest guest, String bootId) {
        awaitRounds(FEW);
        for (String change : List.of("bundle:update ", "bundle:restart ")) {
            cloud.shell(change + LIBVIRT);
            awaitRounds(FEW);
        }
        assertEquals(bootId, guest.bootId());
        cloud.shell(INSTALL + "simulated");
        launches(cloud, "simulated");
        awaitDrivers(cloud, List.of("simulated", "libvirt"));
        awaitRounds(2 * CLIENTS);
        cloud.shell(UNINSTALL + "libvirt");
        awaitDrivers(cloud, List.of("simulated"));
        awaitRounds(CLIENTS);
        assertEquals("running", guest.described().path("State").path("Name").asText());
        assertEquals(bootId, guest.bootId());
        cloud.shell(INSTALL + "libvirt");
        awaitDrivers(cloud, List.of("simulated", "libvirt"));
        assertTrue(guest.console(READY, 1).contains(READY));
        awaitRounds(CLIENTS);
        launches(cloud, "libvirt");
        awaitDrivers(cloud, List.of("libvirt", "simulated"));
        for (String change : List.of("bundle:update ", "bundle:restart ")) {
            cloud.shell(change + SIMULATED);
            cloud.shell(change + LIBVIRT);
            awaitRounds(FEW);
        }
        assertEquals(bootId, guest.bootId());
    }

    private static void launches(Cloud cloud, String driver) {
        cloud.shell("config:property-set --pid io.nova.agent.compute driver " + driver);
    }

    /** Waits until the host tells of these drivers, the one that launches first. */
    private static void awaitDrivers(Cloud cloud, List<String> names) {
        Wait.until("the drivers " + names, LONG, () -> drivers(cloud).equals(names));
    }

    private static List<String> drivers(Cloud cloud) {
        Command.Result shell = cloud.nova("shell", "nova:driver-list --json");
        if (shell.exit() != 0) {
            return List.of(); // A session may end early on a busy machine; to look again is free.
        }
        String out = shell.out();
        try {
            Iterable<JsonNode> rows = new ObjectMapper().readTree(out);
            return java.util.stream.StreamSupport.stream(rows.spliterator(), false)
                    .filter(row -> row.path("family").asText().equals("hypervisor"))
                    .map(row -> row.path("driver").asText())
                    .toList();
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + out, e);
        }
    }

    private void awaitRounds(int more) {
        long goal = rounds() + more;
        Wait.until(
                more + " more instances running",
                LONG,
                () -> rounds() >= goal || Files.exists(folder.resolve("report")));
    }

    private long rounds() {
        try {
            Path file = folder.resolve("rounds");
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what the clients tell, by its first word. */
    private Map<String, Set<String>> report() throws IOException {
        return Files.readAllLines(folder.resolve("report")).stream()
                .map(line -> line.split(" ", 2))
                .collect(
                        Collectors.groupingBy(
                                words -> words[0],
                                TreeMap::new,
                                Collectors.mapping(
                                        words -> words[1], Collectors.toCollection(TreeSet::new))));
    }

    private static Set<String> said(Map<String, Set<String>> report, String word) {
        return report.getOrDefault(word, Set.of());
    }

    private static void everyInstanceIsAsAsked(
            Cloud cloud, Guest guest, Map<String, Set<String>> report) {
        Set<String> kept = new TreeSet<>(said(report, "kept"));
        kept.add(guest.id());
        Wait.until(
                "the terminated are gone, the others are there, and there are no more",
                LONG,
                () -> {
                    Set<String> there = new TreeSet<>(domains(cloud));
                    there.addAll(PretendedHost.starts(cloud).keySet());
                    return there.equals(kept);
                });
        Set<String> both = new HashSet<>(domains(cloud));
        both.retainAll(PretendedHost.starts(cloud).keySet());
        assertEquals(Set.of(), both, "launched by both drivers");
        assertEquals(
                List.of(),
                PretendedHost.starts(cloud).values().stream().filter(n -> n != 1).toList(),
                "started more than once");
        Map<String, String> states = new TreeMap<>();
        Guest.aws(cloud, "describe-instances")
                .path("Reservations")
                .forEach(
                        made ->
                                made.path("Instances")
                                        .forEach(
                                                one ->
                                                        states.put(
                                                                one.path("InstanceId").asText(),
                                                                one.path("State")
                                                                        .path("Name")
                                                                        .asText())));
        kept.forEach(id -> assertEquals("running", states.get(id), id));
        assertEquals(
                kept.size() + said(report, "terminated").size(),
                states.size(),
                "instances that nobody asked for");
    }

    /** Returns the instances that have a domain, by the folder of its disk. */
    private static Set<String> domains(Cloud cloud) {
        return cloud.program(
                        List.of("virsh", "-q", "-c", "qemu:///system", "list", "--all", "--name"))
                .run()
                .ok()
                .out()
                .lines()
                .filter(line -> !line.isBlank())
                .map(name -> name.replaceAll(".*(i-[0-9a-f]{17}).*", "$1"))
                .collect(Collectors.toSet());
    }
}
