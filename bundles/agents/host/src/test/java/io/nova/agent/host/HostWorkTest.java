package io.nova.agent.host;

import static io.nova.model.HostRole.API;
import static io.nova.model.HostRole.COMPUTE;
import static io.nova.model.HostRole.VOLUME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostId;
import io.nova.protocol.Departure;
import io.nova.protocol.HostRoles;
import io.nova.protocol.RolesChange;
import io.nova.protocol.RolesReply;
import io.nova.protocol.RolesReply.Refusal;
import io.nova.reconcile.MutableClock;
import io.nova.reconcile.SteppedReconcileEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostWorkTest {

    private static final Goal START = new Goal(Set.of(API, COMPUTE), Set.of(), Goal.Leave.EMPTY);

    @TempDir private Path folder;

    private final FakeFeatures features = new FakeFeatures();
    private final FakeManagers managers = new FakeManagers();
    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final SteppedReconcileEngine engine = new SteppedReconcileEngine(clock, new Random(1));
    private final List<HostRoles> told = new ArrayList<>();
    private Path file;
    private HostWork work;

    @BeforeEach
    void start() throws Exception {
        start(START);
    }

    private void start(Goal goal) throws Exception {
        file = folder.resolve("host.cfg");
        Files.write(file, List.of("roles = api, compute"));
        work =
                new HostWork(
                        new Settings(
                                new HostId("h7"),
                                Duration.ofSeconds(10),
                                Optional.of(folder.resolve("run/roles")),
                                Optional.of(file),
                                Optional.of(folder.resolve("membership")),
                                folder.resolve("mark")),
                        goal,
                        features,
                        managers,
                        new RoleParts(),
                        engine,
                        clock,
                        told::add);
        work.begin();
        run();
    }

    /** Runs for some seconds of the clock. */
    private void run() {
        Instant end = clock.instant().plusSeconds(5);
        while (clock.instant().isBefore(end)) {
            if (!engine.step()) {
                clock.advance(Duration.ofMillis(250));
            }
        }
    }

    private RolesReply change(RolesChange change) {
        CompletableFuture<RolesReply> reply = work.change(change).toCompletableFuture();
        run();
        assertTrue(reply.isDone());
        return reply.join();
    }

    private static RolesChange words(List<String> add, List<String> remove, Departure how) {
        return new RolesChange(add, remove, how);
    }

    private List<String> file() throws Exception {
        return Files.readAllLines(file);
    }

    @Test
    void aChangeIsInTheFileAndOnTheHostWhenItIsAnswered() throws Exception {
        RolesReply reply = change(words(List.of("volume"), List.of("compute"), Departure.REFUSE));
        assertEquals(Refusal.NONE, reply.refusal());
        assertEquals(List.of("api", "volume"), reply.after().roles());
        assertEquals("", reply.after().trouble());
        assertTrue(file().contains("roles = api, volume"), file().toString());
        assertEquals(Set.of("nova-host", "nova-api", "nova-volume"), features.required);
        assertTrue(Files.readString(folder.resolve("run/roles")).contains("roles=api, volume\n"));
        assertEquals(reply.after().roles(), told.get(told.size() - 1).roles());
    }

    @Test
    void aRoleInUseIsNotGivenUpUnlessItIsSaidHow() throws Exception {
        managers.held.put(COMPUTE, 3L);
        RolesReply refused = change(words(List.of(), List.of("compute"), Departure.REFUSE));
        assertEquals(Refusal.IN_USE, refused.refusal());
        assertTrue(refused.reason().contains("3 are left"), refused.reason());
        assertEquals(List.of("roles = api, compute"), file());
        assertEquals(true, managers.accepting.get(COMPUTE), "it gets instances as before");

        RolesReply drains = change(words(List.of(), List.of("compute"), Departure.DRAIN));
        assertEquals(List.of("compute"), drains.after().leaving());
        assertTrue(drains.after().trouble().contains("3 are left"), drains.after().trouble());
        assertTrue(file().contains("leave = empty"), file().toString());
        assertEquals(false, managers.accepting.get(COMPUTE));
        managers.held.put(COMPUTE, 0L);
        clock.advance(Duration.ofMinutes(1));
        run();
        assertEquals(Set.of("nova-host", "nova-api"), features.required);
    }

    @Test
    void aForcedRoleLeavesWithWhatItHas() throws Exception {
        managers.held.put(COMPUTE, 3L);
        RolesReply reply = change(words(List.of(), List.of("compute"), Departure.FORCE));
        assertEquals(List.of("api"), reply.after().roles());
        assertTrue(file().contains("leave = now"), file().toString());
    }

    @Test
    void aHostThatJoinedTakesNoRoleThatNeedsTheStore() throws Exception {
        start(new Goal(Set.of(COMPUTE), Set.of("messaging-rabbitmq"), Goal.Leave.EMPTY));
        Files.writeString(folder.resolve("membership"), "host=h7");
        for (String role : List.of("api", "objectstore")) {
            RolesChange change = words(List.of(role, "state-redis"), List.of(), Departure.REFUSE);
            RolesReply reply = change(change);
            assertEquals(Refusal.UNABLE, reply.refusal());
            assertTrue(reply.reason().startsWith(role + " needs the records"), reply.reason());
            assertTrue(reply.reason().contains("this host joined"), reply.reason());
        }
        assertEquals(List.of("roles = api, compute"), file());
        assertEquals(
                Refusal.NONE,
                change(words(List.of("volume"), List.of(), Departure.REFUSE)).refusal());
    }

    @Test
    void aHostOfASharedBusTakesManagersWithASharedStoreAlone() throws Exception {
        start(new Goal(Set.of(COMPUTE), Set.of("messaging-rabbitmq"), Goal.Leave.EMPTY));
        for (List<String> add : List.of(List.of("api"), List.of("api", "state-embedded"))) {
            RolesReply alone = change(words(add, List.of(), Departure.REFUSE));
            assertEquals(Refusal.UNABLE, alone.refusal());
            assertTrue(alone.reason().contains("+state-redis"), alone.reason());
        }
        assertEquals(List.of("roles = api, compute"), file());
        RolesReply both = change(words(List.of("api", "state-redis"), List.of(), Departure.REFUSE));
        assertEquals(Refusal.NONE, both.refusal());
    }

    @Test
    void aLoneHostTakesManagersWithItsOwnStore() throws Exception {
        start(new Goal(Set.of(COMPUTE), Set.of(), Goal.Leave.EMPTY));
        RolesReply reply = change(words(List.of("api"), List.of(), Departure.REFUSE));
        assertEquals(Refusal.NONE, reply.refusal());
    }

    @Test
    void aWordThatIsNoneChangesNothing() throws Exception {
        RolesReply reply =
                change(words(List.of("volume", "disk"), List.of("api"), Departure.FORCE));
        assertEquals(Refusal.UNKNOWN, reply.refusal());
        assertTrue(reply.reason().startsWith("'disk' is none of"), reply.reason());
        assertEquals(List.of("roles = api, compute"), file());
        assertEquals(Set.of("nova-host", "nova-api", "nova-compute"), features.required);
    }

    @Test
    void theAnswerIsGivenBeforeItsWayIsGone() {
        CompletableFuture<RolesReply> reply =
                work.change(words(List.of(), List.of("api"), Departure.FORCE))
                        .toCompletableFuture();
        assertEquals(List.of("api"), reply.join().after().leaving());
        run();
        assertFalse(features.required.contains("nova-api"));
    }

    @Test
    void aWrongFileIsToldAndChangesNothing() {
        work.refuse("io.nova.agent.host: key roles: 'x' is none of api");
        run();
        HostRoles last = told.get(told.size() - 1);
        assertEquals("io.nova.agent.host: key roles: 'x' is none of api", last.trouble());
        assertEquals(List.of("api", "compute"), last.roles());
        work.aim(new Goal(Set.of(API, VOLUME), Set.of(), Goal.Leave.EMPTY));
        run();
        assertEquals("", told.get(told.size() - 1).trouble());
        assertTrue(features.required.contains("nova-volume"));
    }

    @Test
    void everyWordIsNewerThanTheOneBefore() {
        work.wake();
        run();
        work.wake();
        run();
        for (int i = 1; i < told.size(); i++) {
            assertTrue(told.get(i).number() > told.get(i - 1).number());
        }
        assertTrue(told.size() > 2);
    }
}
