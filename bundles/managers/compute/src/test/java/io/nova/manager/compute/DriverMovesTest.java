package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.HostRoleService;
import io.nova.gate.DriverFamily;
import io.nova.gate.GateStats;
import io.nova.model.AccessDeniedException;
import io.nova.model.CloudException;
import io.nova.model.HostId;
import io.nova.model.IncorrectStateException;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DriverMovesTest {

    private final Lab lab = new Lab();
    private final Hosts hosts = new Hosts();
    private final Family family = new Family();
    private final List<String> told = new ArrayList<>();
    private final DriverMoves moves = new DriverMoves(lab, hosts, Duration.ofMillis(200));

    DriverMovesTest() {
        moves.bindFamily(family);
    }

    /** Hosts that do at once what they are asked to. */
    private final class Hosts implements HostRoleService {

        private final TreeMap<String, TreeSet<String>> words = new TreeMap<>();
        private String dud = "";

        @Override
        public List<RolesView> list(RequestContext context) {
            return words.keySet().stream().map(this::view).toList();
        }

        private RolesView view(String host) {
            List<String> roles = words.get(host).stream().filter(w -> !w.contains("-")).toList();
            List<String> drivers = words.get(host).stream().filter(w -> w.contains("-")).toList();
            return new RolesView(
                    new HostId(host),
                    true,
                    Instant.EPOCH,
                    roles,
                    drivers,
                    List.of(),
                    List.of(),
                    "");
        }

        @Override
        public CompletionStage<RolesView> change(
                RequestContext context,
                HostId host,
                List<String> add,
                List<String> remove,
                Leaving leaving) {
            words.get(host.value()).addAll(add);
            words.get(host.value()).removeAll(remove);
            family.present.clear();
            // One comes by itself where there is no other.
            family.present.addAll(
                    words.get(host.value()).stream()
                            .filter(w -> w.startsWith("state-") && !w.equals(dud))
                            .map(w -> w.substring("state-".length()))
                            .toList());
            return CompletableFuture.completedStage(view(host.value()));
        }
    }

    private static final class Family implements DriverFamily {

        private final TreeSet<String> present = new TreeSet<>(List.of("embedded"));
        private String serving = "embedded";
        private boolean broken;

        @Override
        public String family() {
            return "state";
        }

        @Override
        public List<String> present() {
            return List.copyOf(present);
        }

        @Override
        public String serving() {
            return serving;
        }

        @Override
        public GateStats stats() {
            return new GateStats(
                    "state",
                    List.of(new GateStats.Use(serving, 5, 1)),
                    9,
                    1,
                    2,
                    0,
                    Duration.ofMillis(30),
                    Duration.ofMillis(20));
        }

        @Override
        public void move(String to, Consumer<String> progress) {
            assertTrue(present.contains(serving) && present.contains(to), present::toString);
            if (broken) {
                throw new UnavailableException("state", "it is full");
            }
            progress.accept("moved to " + to);
            serving = to;
        }
    }

    private void host(String name, String... words) {
        hosts.words.put(name, new TreeSet<>(List.of(words)));
    }

    private void move(String to) throws InterruptedException {
        moves.move(Lab.OWNER, "state", to, told::add);
    }

    @Test
    void bothDriversAreOnTheHostForTheMoveAndTheOldOneIsNotAfterwards() throws Exception {
        host("h1", "api", "objectstore", "compute", "volume-file");
        host("h2", "compute");
        move("redis");
        assertEquals("redis", family.serving);
        assertEquals(
                List.of("api", "compute", "objectstore", "state-redis", "volume-file"),
                List.copyOf(hosts.words.get("h1")));
        assertEquals(List.of("compute"), List.copyOf(hosts.words.get("h2")));
        assertTrue(told.contains("moved to redis"), told::toString);
        move("embedded");
        assertEquals("embedded", family.serving);
        assertTrue(hosts.words.get("h1").contains("state-embedded"));
    }

    @Test
    void aMoveThatDiedAfterItsStepIsBroughtToItsEndByTheNext() throws Exception {
        host("h1", "api", "state-embedded", "state-redis");
        family.present.add("redis");
        family.serving = "redis";
        move("redis");
        assertEquals(List.of("api", "state-redis"), List.copyOf(hosts.words.get("h1")));
    }

    @Test
    void aDriverThatDoesNotStartLeavesAgain() {
        host("h1", "api");
        hosts.dud = "state-redis";
        String said = refused(IncorrectStateException.class, "redis");
        assertTrue(said.contains("etc/io.nova.driver.state.redis.cfg"), said);
        assertEquals(List.of("api", "state-embedded"), List.copyOf(hosts.words.get("h1")));
        assertEquals("embedded", family.serving);
    }

    private String refused(Class<? extends CloudException> kind, String to) {
        return assertThrows(kind, () -> move(to)).getMessage();
    }

    @Test
    void aMoveThatFailsTakesTheDriverOffThatItBrought() {
        host("h1", "api");
        family.broken = true;
        assertEquals("it is full", refused(UnavailableException.class, "redis"));
        assertEquals(List.of("api", "state-embedded"), List.copyOf(hosts.words.get("h1")));
        host("h1", "api", "state-embedded", "state-redis");
        family.present.add("redis");
        refused(UnavailableException.class, "redis");
        assertTrue(hosts.words.get("h1").contains("state-redis"), "it was there before");
    }

    @Test
    void othersWithManagersAreInTheWay() {
        host("h1", "api");
        host("h2", "compute", "objectstore");
        String said = refused(IncorrectStateException.class, "redis");
        assertTrue(said.contains("h1, h2"), said);
        assertEquals(List.of("api"), List.copyOf(hosts.words.get("h1")));
    }

    @Test
    void whereNoHostTellsItsRolesTheDriversAreTheOperatorsAffair() throws Exception {
        family.present.add("redis");
        move("redis");
        assertEquals("redis", family.serving);
    }

    @Test
    void thereIsNoSuchFamily() {
        assertThrows(
                NotFoundException.class, () -> moves.move(Lab.OWNER, "stat", "redis", told::add));
    }

    @Test
    void figuresAreThoseOfTheGate() {
        var view = moves.families(Lab.OWNER).get(0);
        assertEquals(
                List.of("state", "", "embedded", 9L, 1, 2L),
                Stream.of(
                                view.family(),
                                view.host(),
                                view.name(),
                                view.calls(),
                                view.inFlight(),
                                view.swaps())
                        .toList());
        assertEquals(Duration.ofMillis(20), view.longestPause());
    }

    @Test
    void whoMayNotMovesNothing() {
        host("h1", "api");
        lab.denied.add("nova:DriverMove");
        refused(AccessDeniedException.class, "redis");
        lab.denied.add("nova:DriverList");
        assertThrows(AccessDeniedException.class, () -> moves.families(Lab.OWNER));
        assertEquals("embedded", family.serving);
    }
}
