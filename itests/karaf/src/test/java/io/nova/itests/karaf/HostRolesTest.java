package io.nova.itests.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nova.itests.cloud.Answer;
import io.nova.itests.cloud.Client;
import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Command;
import io.nova.itests.cloud.Wait;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Roles and drivers of a host that come and go while it serves, by its file and by the shell. Every
 * test leaves the host with all roles.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostRolesTest {

    private static final String ROLES = "api, compute, network, objectstore, volume";
    private static final String DRIVERS =
            "hypervisor-simulated, network-simulated, volume-simulated";
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Cloud cloud = Cloud.simulated("host-roles").set("NOVA_ROLES", ROLES);
    private String host = "";

    @BeforeAll
    void start() throws IOException {
        cloud.withoutRequestLimits();
        Command.Result up = cloud.up();
        assertTrue(up.out().contains("Roles: " + ROLES), up::out);
        host = shown().path("host").asText();
    }

    @AfterAll
    void remove() {
        cloud.close();
    }

    @Test
    void rolesAndDriversComeAndGoUnderLoadAndNoCallFails() throws Exception {
        Set<String> bundles = bundles();
        try (SteadyCalls load = new SteadyCalls(cloud, 6)) {
            for (String word : List.of("volume", "network", "compute", "volume-simulated")) {
                load.awaitCalls(200);
                change("-" + word);
                assertFalse(words(shown()).contains(word));
                load.awaitCalls(200);
                change("+" + word);
                assertTrue(words(shown()).contains(word));
            }
            // The managers read images through S3, so its front end stays with theirs.
            change("-objectstore");
            load.awaitCalls(200);
            change("+objectstore");
            load.awaitCalls(200);
            load.stop();
            assertEquals(List.of(), load.failures());
            System.out.printf("%d calls while roles came and went%n", load.calls());
        }
        assertEquals(bundles, bundles());
        Wait.until("the host takes instances", SOON, () -> launches(cloud.ec2()));
    }

    private boolean launches(Client ec2) {
        Answer answer = ec2.call("RunInstances", one(cloud.image("machine")));
        if (answer.status() == 200) {
            ec2.call("TerminateInstances", "InstanceId.1", answer.text("instanceId")).ok();
        }
        return answer.status() == 200;
    }

    @Test
    void aHostWhoseGuestsRunKeepsItsRoleUntilTheyEnd() throws IOException {
        Client ec2 = cloud.ec2();
        Wait.until("the host takes instances", SOON, () -> launches(ec2));
        String id = ec2.run(cloud.image("machine"), 1).get(0);
        await(ec2, id, "running");
        Wait.until(
                "the others have ended",
                SOON,
                () ->
                        ec2.states().values().stream().filter(s -> !s.equals("terminated")).count()
                                == 1);
        Command.Result refused = roles(host + " -compute");
        assertEquals(1, refused.exit(), refused::toString);
        assertTrue(refused.out().contains("1 is left"), refused::toString);
        assertTrue(text().contains("roles = " + ROLES), text());

        JsonNode drains = change("-compute", "--drain");
        assertEquals("[\"compute\"]", drains.path("leaving").toString());
        String status = cloud.shell("nova:status");
        assertTrue(status.contains("compute stays until the host is free"), status);
        assertEquals("running", ec2.states().get(id));
        assertEquals(
                Optional.of("InsufficientInstanceCapacity"),
                ec2.call("RunInstances", one(cloud.image("machine"))).code());

        ec2.call("TerminateInstances", "InstanceId.1", id).ok();
        Wait.until("compute has left", SOON, () -> !words(shown()).contains("compute"));
        change("+compute");
        await(ec2, ec2.run(cloud.image("machine"), 1).get(0), "running");
        // At once, with a guest that nobody looks after until the role is back.
        assertFalse(words(change("-compute", "--force")).contains("compute"));
        assertEquals(1, ec2.states().values().stream().filter("running"::equals).count());
        change("+compute");
        ec2.states().keySet().forEach(one -> ec2.call("TerminateInstances", "InstanceId.1", one));
        Wait.until("all have ended", SOON, () -> Set.copyOf(ec2.states().values()).size() == 1);
    }

    private static String[] one(String image) {
        return new String[] {
            "ImageId", image, "InstanceType", "m1.tiny", "MinCount", "1", "MaxCount", "1"
        };
    }

    @Test
    void whatIsNoChangeIsRefusedInALine() throws IOException {
        refused("h7 +volume", "The host 'h7' does not exist");
        refused(
                host + " +volum",
                "'volum' is none of a role, which are api, compute, network, objectstore, volume,");
        refused(host + " volume", "'volume' is no change");
        refused(host + " -volume --drain --force", "not both");
        assertTrue(text().contains("roles = " + ROLES), text());
    }

    private void refused(String arguments, String reason) {
        Command.Result result = roles(arguments);
        assertEquals(1, result.exit(), result::toString);
        assertTrue(result.out().contains(reason), result::toString);
    }

    @Test
    void aWrongFileIsToldAndChangesNothing() throws IOException {
        write("api, computer", DRIVERS);
        Wait.until(
                "the refusal where the operator looks",
                SOON,
                () ->
                        cloud.nova("status")
                                .err()
                                .contains(
                                        "io.nova.agent.host: key roles: 'computer' is none of"
                                                + " all-in-one, api, compute, network,"
                                                + " objectstore, volume"));
        assertTrue(cloud.shell("nova:status").contains("'computer' is none of"));
        assertTrue(words(shown()).containsAll(List.of("compute", "volume")));
        write(ROLES, "hypervisor-simulatet");
        Wait.until(
                "the next refusal",
                SOON,
                () -> cloud.nova("status").err().contains("'hypervisor-simulatet' is none of"));
        write(ROLES, DRIVERS);
        Wait.until("nothing is wrong", SOON, () -> cloud.nova("status").err().isEmpty());
    }

    @Test
    void whatCannotBeInstalledIsToldAndTriedAgain() throws IOException {
        Path jar = jar("io.nova.driver.hypervisor.libvirt");
        Path away = jar.resolveSibling("away");
        Files.move(jar, away);
        JsonNode change = change("+hypervisor-libvirt", "-volume");
        String trouble = change.path("trouble").asText();
        assertTrue(trouble.startsWith("hypervisor-libvirt cannot be installed: "), trouble);
        assertFalse(words(change).contains("volume"), change::toString);
        assertTrue(cloud.nova("status").err().contains("hypervisor-libvirt cannot be installed"));
        Files.move(away, jar, StandardCopyOption.ATOMIC_MOVE);
        Wait.until("it is there", SOON, () -> words(shown()).contains("hypervisor-libvirt"));
        change("-hypervisor-libvirt", "+volume");
        assertEquals("", shown().path("trouble").asText());
    }

    private Path jar(String bundle) throws IOException {
        Path system = cloud.home().resolve("karaf/dist/system/io/nova").resolve(bundle);
        try (Stream<Path> files = Files.walk(system)) {
            return files.filter(file -> file.toString().endsWith(".jar")).findFirst().orElseThrow();
        }
    }

    @Test
    void aProcessThatIsKilledInTheMidstOfAChangeIsRightAtTheNextStart() throws IOException {
        Set<String> all = bundles();
        Path mark = cloud.home().resolve("karaf/data/nova-roles.changing");
        for (String roles : List.of("api, compute", ROLES)) {
            write(roles, DRIVERS);
            Wait.until("a change under way", SOON, () -> Files.exists(mark));
            cloud.kill();
            cloud.up();
            Set<String> expected = new TreeSet<>(List.of(roles.split(", ")));
            Set<String> there = words(shown());
            there.removeIf(word -> word.contains("-"));
            assertEquals(expected, there);
            assertFalse(Files.exists(mark));
            Set<String> idle = new TreeSet<>();
            cloud.shell("bundle:list -t 0 --no-format")
                    .lines()
                    .filter(line -> line.contains("Nova ::") && !line.contains("Active"))
                    .forEach(idle::add);
            assertEquals(Set.of(), idle);
        }
        assertEquals(all, bundles());
    }

    @Test
    void theApiLeavesWhenItsRequestsAreAnswered() throws Exception {
        try (SteadyCalls load = new SteadyCalls(cloud, 6)) {
            load.awaitCalls(200);
            change("-api");
            load.awaitEnd();
            assertEquals(List.of(), load.failures());
        }
        assertTrue(refusesConnections("ec2"));
        assertFalse(refusesConnections("s3"), "the object store stays");
        Wait.until(
                "a host without the api",
                SOON,
                () -> {
                    Command.Result status = cloud.nova("status");
                    return status.exit() == 0
                            && status.out().contains("roles compute, network, objectstore, volume");
                });
        // Its commands went with it: the file is the way back.
        write(ROLES, DRIVERS);
        Wait.until("EC2", SOON, () -> !refusesConnections("ec2"));
        cloud.ec2().call("DescribeImages").ok();
        Wait.until("all roles", SOON, () -> words(shown()).contains("api"));
    }

    private boolean refusesConnections(String service) {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), cloud.endpoint(service).getPort())) {
            return !socket.isConnected();
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void write(String roles, String drivers) throws IOException {
        Path draft = file().resolveSibling("host.draft");
        Files.write(
                draft,
                List.of(
                        "roles = " + roles,
                        "drivers = " + drivers,
                        "statusFile = ${nova.home}/run/roles"));
        Files.move(draft, file(), StandardCopyOption.ATOMIC_MOVE);
    }

    private String text() throws IOException {
        return Files.readString(file());
    }

    private Path file() {
        return cloud.home().resolve("karaf/etc/io.nova.agent.host.cfg");
    }

    private Command.Result roles(String arguments) {
        return cloud.nova("shell", "nova:host-roles " + arguments);
    }

    private JsonNode change(String... changes) {
        return row(cloud.shell("nova:host-roles --json " + host + " " + String.join(" ", changes)));
    }

    private JsonNode shown() {
        return row(cloud.shell("nova:host-roles --json"));
    }

    private static JsonNode row(String out) {
        try {
            return new ObjectMapper().readTree(out).path(0);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + out, e);
        }
    }

    private static Set<String> words(JsonNode row) {
        Set<String> words = new TreeSet<>();
        row.path("roles").forEach(word -> words.add(word.asText()));
        row.path("drivers").forEach(word -> words.add(word.asText()));
        return words;
    }

    private Set<String> bundles() {
        Set<String> names = new TreeSet<>();
        cloud.shell("bundle:list -t 0 -s --no-format")
                .lines()
                .filter(line -> line.contains("io.nova."))
                .map(line -> line.substring(line.indexOf("io.nova.")).strip())
                .forEach(names::add);
        return names;
    }

    private static void await(Client ec2, String id, String state) {
        Wait.until(id + " " + state, SOON, () -> state.equals(ec2.states().get(id)));
    }
}
