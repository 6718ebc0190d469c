package io.nova.manager.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.host.HostInvitation;
import io.nova.api.host.HostMembershipService.MembershipView;
import io.nova.api.host.HostRecords;
import io.nova.api.identity.Authorizer;
import io.nova.model.AccessDeniedException;
import io.nova.model.AccessKeyId;
import io.nova.model.AlreadyExistsException;
import io.nova.model.Caller;
import io.nova.model.HostId;
import io.nova.model.HostRole;
import io.nova.model.IdSource;
import io.nova.model.InUseException;
import io.nova.model.InvalidParameterException;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.UnavailableException;
import io.nova.model.UnsupportedException;
import io.nova.model.UserId;
import io.nova.protocol.HostProtocol;
import io.nova.protocol.JoinReply;
import io.nova.protocol.JoinRequest;
import io.nova.protocol.JoinToken;
import io.nova.protocol.Joined;
import io.nova.reconcile.MutableClock;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.state.Tx;
import io.nova.testkit.messaging.SteppedMessageBus;
import io.nova.testkit.state.MemoryStateStore;
import java.io.ByteArrayInputStream;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembershipTest {

    private static final HostId H7 = new HostId("h7");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir private Path folder;

    private final MutableClock clock = new MutableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final IdSource ids = new IdSource(new Random(7));
    private final MemoryStateStore store = new MemoryStateStore(clock);
    private final SteppedMessageBus bus = new SteppedMessageBus(clock, clock::advanceTo);
    private final SteppedReconcileEngine engine = new SteppedReconcileEngine(clock, new Random(7));
    private final Users users = new Users();
    private final Records records = new Records();
    private final Set<String> denied = new TreeSet<>();
    private MembershipManager manager;

    /** A host that another manager has records of. */
    private static final class Records implements HostRecords {
        private final Set<HostId> known = new TreeSet<>();
        private String held = "";

        @Override
        public boolean knows(HostId host) {
            return known.contains(host);
        }

        @Override
        public String held(HostId host) {
            return held;
        }

        @Override
        public void forget(HostId host) {
            known.remove(host);
        }
    }

    @BeforeEach
    void start() throws Exception {
        manager = controller("first", key("first", "0123"));
        manager.bindAccess(users);
        manager.bindRecords(records);
    }

    private Path key(String name, String text) throws Exception {
        Path file =
                Files.createFile(
                        folder.resolve(name),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text + "\n");
    }

    private MembershipManager controller(String name, Path key) {
        Authorizer authorizer =
                new Authorizer() {
                    @Override
                    public void require(Caller caller, String action) {
                        if (denied.contains(action)) {
                            throw new AccessDeniedException(action, "no");
                        }
                    }

                    @Override
                    public boolean allows(Caller caller, String action) {
                        return !denied.contains(action);
                    }
                };
        MessageBus own = bus.process(name);
        return new MembershipManager(store, authorizer, own, engine, clock, ids, config(key));
    }

    @SuppressWarnings("BadAnnotationImplementation") // Nobody compares configurations.
    private static MembershipManager.Config config(Path key) {
        return new MembershipManager.Config() {
            @Override
            public String keyFile() {
                return key.toString();
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return MembershipManager.Config.class;
            }
        };
    }

    private static final RequestContext OPERATOR =
            new RequestContext(
                    "request",
                    new Caller(
                            new UserId("admin"),
                            new ProjectId("000000000001"),
                            new AccessKeyId("admin"),
                            Set.of(Role.CLOUDADMIN)));

    private static HostInvitation invitation(boolean replace) {
        return new HostInvitation(H7, Set.of(HostRole.COMPUTE), HOUR, replace, List.of());
    }

    private Newcomer invited() {
        return Newcomer.with(manager.invite(OPERATOR, invitation(false)), "hash");
    }

    private JoinReply ask(JoinRequest request) {
        CompletableFuture<JoinReply> reply =
                HostProtocol.JOIN.call(
                        bus.process("newcomer"),
                        HostProtocol.NEWCOMERS,
                        request,
                        ids.hex(16),
                        "",
                        clock.instant().plus(HOUR));
        bus.settle();
        return reply.join();
    }

    private JoinReply join(Newcomer newcomer) {
        return ask(newcomer.asks(clock.instant()));
    }

    private void tellJoined(Newcomer newcomer) {
        var told =
                HostProtocol.JOINED.call(
                        bus.process("newcomer"),
                        Address.role(HostProtocol.MANAGERS),
                        new Joined(H7, newcomer.token().invitation()),
                        ids.hex(16),
                        "",
                        clock.instant().plus(HOUR));
        bus.settle();
        told.join();
    }

    private static List<X509Certificate> certificates(String pem) throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(
                        new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    @Test
    void aMachineWithATokenBecomesAMember() throws Exception {
        Newcomer newcomer = invited();
        JoinToken token = newcomer.token();
        assertEquals(List.of("compute"), token.roles());
        assertEquals(Map.of("brokers", "rabbit1:5671"), token.settings());
        assertEquals(Map.of("newcomer " + token.invitation(), token.secret()), users.all);
        X509Certificate own = certificates(token.certificate()).get(0);
        X509Certificate authority = certificates(manager.authority(OPERATOR)).get(0);
        own.verify(authority.getPublicKey());

        JoinReply reply = join(newcomer);

        assertEquals("", reply.refusal());
        assertEquals("host h7", reply.user());
        List<X509Certificate> chain = certificates(reply.certificate());
        chain.get(0).verify(authority.getPublicKey());
        assertEquals(newcomer.key().getPublic(), chain.get(0).getPublicKey());
        assertEquals(authority, chain.get(1));
        assertTrue(
                chain.get(0).getSubjectX500Principal().getName().contains("CN=h7"),
                chain::toString);
        assertEquals("hash", users.all.get("host h7"));
        assertEquals(
                List.of(
                        new MembershipView(
                                H7,
                                Optional.of(clock.instant()),
                                Optional.of(token.expires()),
                                Optional.empty())),
                manager.list(OPERATOR));

        tellJoined(newcomer);

        assertEquals(Set.of("host h7"), users.all.keySet());
        assertEquals(
                List.of(
                        new MembershipView(
                                H7,
                                Optional.of(clock.instant()),
                                Optional.empty(),
                                Optional.empty())),
                manager.list(OPERATOR));
    }

    @Test
    void aCertificateThatEndsSoonIsToldOfUntilTheHostHasAnother() throws Exception {
        Newcomer newcomer = invited();
        X509Certificate first = certificates(join(newcomer).certificate()).get(0);
        tellJoined(newcomer);
        clock.advance(JoinDesk.LIFE.minus(Duration.ofDays(31)));
        assertEquals(Optional.empty(), manager.list(OPERATOR).get(0).expiring());

        clock.advance(Duration.ofDays(2));
        assertEquals(
                Optional.of(first.getNotAfter().toInstant()),
                manager.list(OPERATOR).get(0).expiring());

        // The same machine comes with a new token and a new key.
        Newcomer again =
                Newcomer.with(manager.invite(OPERATOR, invitation(true)), "hash of another");
        X509Certificate second = certificates(join(again).certificate()).get(0);
        tellJoined(again);
        assertTrue(second.getNotAfter().toInstant().isAfter(first.getNotAfter().toInstant()));
        assertEquals(Optional.empty(), manager.list(OPERATOR).get(0).expiring());
    }

    @Test
    void ofAMemberOfAReleaseBeforeItIsKnownToo() {
        Instant since = clock.instant().minus(JoinDesk.LIFE).plus(Duration.ofDays(3));
        store.commit(
                Tx.of("before")
                        .create(
                                Kinds.MEMBER,
                                "h7",
                                new Kinds.Member(H7, "key", "serial", since, Optional.empty()))
                        .build());
        assertEquals(
                Optional.of(clock.instant().plus(Duration.ofDays(3))),
                manager.list(OPERATOR).get(0).expiring());
    }

    @Test
    void noStoreKnowsTheSecretOfAToken() {
        Newcomer newcomer = invited();
        assertFalse(
                store.get(Kinds.INVITATION, "h7")
                        .orElseThrow()
                        .toString()
                        .contains(newcomer.token().secret()));
        assertFalse(newcomer.asks(clock.instant()).toString().contains(newcomer.token().secret()));
    }

    @Test
    void theSameMachineMayAskAgainAndGetsTheSame() {
        Newcomer newcomer = invited();
        JoinReply first = join(newcomer);
        clock.advance(Duration.ofMinutes(70));
        // It is the expired token of a machine that was on its way in.
        assertEquals(first, join(newcomer));
    }

    @Test
    void anotherMachineIsRefusedTheSameToken() {
        String line = manager.invite(OPERATOR, invitation(false));
        assertEquals("", join(Newcomer.with(line, "hash")).refusal());
        assertRefused(join(Newcomer.with(line, "other")), "was used by another machine");
        assertEquals("hash", users.all.get("host h7"));
    }

    @Test
    void aTokenThatIsDoneWithIsGoodForNothing() {
        Newcomer newcomer = invited();
        join(newcomer);
        tellJoined(newcomer);
        assertRefused(join(newcomer), "not good any longer");
    }

    @Test
    void aTokenExpiresAndItsUserGoes() {
        Newcomer newcomer = invited();
        clock.advance(HOUR);
        assertRefused(join(newcomer), "the token expired at 2026-01-01T01:00:00Z");
        clock.advance(Duration.ofMinutes(2));
        while (engine.step()) {
            // What is due is done.
            assertTrue(users.life < 0);
        }
        assertEquals(Map.of(), users.all);
        assertEquals(List.of(), manager.list(OPERATOR));
    }

    @Test
    void aSecondTokenForTheNameEndsTheFirst() {
        Newcomer first = invited();
        Newcomer second = invited();
        assertEquals(Set.of("newcomer " + second.token().invitation()), users.all.keySet());
        assertRefused(join(first), "another was made for h7 since");
        assertEquals("", join(second).refusal());
    }

    @Test
    void namesWhatIsWrong() {
        Newcomer newcomer = invited();
        Instant now = clock.instant();
        String cloud = newcomer.token().cloud();
        assertRefused(
                ask(newcomer.asks(HostProtocol.FORM, "other", "h7", now)),
                "the token is of the cloud other, and this is " + cloud);
        assertRefused(
                ask(newcomer.asks(now.plus(Duration.ofMinutes(10)))),
                "clock is 600 s ahead of the cloud's");
        assertRefused(
                ask(newcomer.asks(now.minus(Duration.ofMinutes(10)))),
                "clock is 600 s behind the cloud's");
        assertRefused(
                ask(newcomer.asks(HostProtocol.FORM + 1, cloud, "h7", now)),
                "newer than the cloud's");
        assertRefused(
                ask(newcomer.asks(HostProtocol.FORM - 2, cloud, "h7", now)),
                "too old for the cloud");
        assertRefused(
                ask(newcomer.asks(HostProtocol.FORM, cloud, "h8", now)), "it is of another host");
        assertEquals("", ask(newcomer.asks(HostProtocol.FORM - 1, cloud, "h7", now)).refusal());
    }

    @Test
    void aNameInUseIsRefusedUnlessItIsToBeReplaced() throws Exception {
        Newcomer early = invited();
        records.known.add(H7);
        assertThrows(
                AlreadyExistsException.class, () -> manager.invite(OPERATOR, invitation(false)));
        assertRefused(join(early), "there is a host h7 already");

        Newcomer old = Newcomer.with(manager.invite(OPERATOR, invitation(true)), "old");
        assertEquals("", join(old).refusal());
        tellJoined(old);
        Newcomer fresh = Newcomer.with(manager.invite(OPERATOR, invitation(true)), "fresh");
        assertEquals("old", users.all.get("host h7"));
        assertEquals("", join(fresh).refusal());
        assertEquals("fresh", users.all.get("host h7"));
        assertEquals(1, store.count(Kinds.REVOKED, Kinds.ALL));
    }

    @Test
    void aRemovedHostIsKeptOut() {
        Newcomer newcomer = invited();
        join(newcomer);
        tellJoined(newcomer);
        records.known.add(H7);
        records.held = "3 instances";
        InUseException used =
                assertThrows(InUseException.class, () -> manager.remove(OPERATOR, H7, false));
        assertTrue(String.valueOf(used.getMessage()).contains("3 instances"), used::toString);
        assertEquals(Set.of("host h7"), users.all.keySet());

        manager.remove(OPERATOR, H7, true);

        assertEquals(Map.of(), users.all);
        assertEquals(List.of(), manager.list(OPERATOR));
        assertEquals(Set.of(H7), records.known);
        records.held = "";
        manager.remove(OPERATOR, H7, false);
        assertEquals(Set.of(), records.known);
        assertThrows(NotFoundException.class, () -> manager.remove(OPERATOR, H7, false));
        assertEquals("", join(invited()).refusal());
    }

    @Test
    void anyControllerWithTheSameKeySigns() throws Exception {
        Newcomer newcomer = invited();
        manager.close();
        MembershipManager second = controller("second", key("second", "0123"));
        second.bindAccess(users);
        assertEquals(manager.authority(OPERATOR), second.authority(OPERATOR));
        assertEquals("", join(newcomer).refusal());
        second.close();

        MembershipManager third = controller("third", key("third", "4567"));
        third.bindAccess(users);
        UnavailableException refused =
                assertThrows(UnavailableException.class, () -> third.authority(OPERATOR));
        assertTrue(
                String.valueOf(refused.getMessage())
                        .startsWith("io.nova.manager.host: key keyFile: cannot use "),
                refused::toString);
    }

    @Test
    void onlyWhatNeedsNoStoreMayJoin() {
        InvalidParameterException refused =
                assertThrows(
                        InvalidParameterException.class,
                        () ->
                                manager.invite(
                                        OPERATOR,
                                        new HostInvitation(
                                                H7,
                                                Set.of(HostRole.API, HostRole.COMPUTE),
                                                HOUR,
                                                false,
                                                List.of())));
        assertTrue(String.valueOf(refused.getMessage()).endsWith("not api"), refused::toString);
        assertThrows(
                InvalidParameterException.class,
                () ->
                        manager.invite(
                                OPERATOR,
                                new HostInvitation(
                                        H7, Set.of(), Duration.ofDays(31), false, List.of())));
    }

    @Test
    void aBusForOneMachineTakesNobody() {
        manager.unbindAccess(users);
        assertThrows(UnsupportedException.class, () -> manager.invite(OPERATOR, invitation(false)));
        assertEquals(List.of(), manager.list(OPERATOR));
    }

    @Test
    void asksTheAuthorizerFirst() {
        denied.addAll(Set.of("nova:HostInvite", "nova:HostRemove", "nova:HostList"));
        assertThrows(
                AccessDeniedException.class, () -> manager.invite(OPERATOR, invitation(false)));
        assertThrows(AccessDeniedException.class, () -> manager.remove(OPERATOR, H7, false));
        assertThrows(AccessDeniedException.class, () -> manager.list(OPERATOR));
        assertThrows(AccessDeniedException.class, () -> manager.authority(OPERATOR));
    }

    /** Wherever the controller dies, everybody who repeats what it asked comes to the same end. */
    @Test
    void aControllerMayDieBetweenAnyTwoSteps() {
        for (int life = 0; ; life++) {
            users.life = life;
            String line = untilAnswered(() -> manager.invite(OPERATOR, invitation(true)));
            Newcomer newcomer = Newcomer.with(line, "hash" + life);
            JoinReply reply = untilAnswered(() -> join(newcomer));
            assertEquals("", reply.refusal());
            untilAnswered(
                    () -> {
                        tellJoined(newcomer);
                        return true;
                    });
            assertEquals(Map.of("host h7", "hash" + life), users.all);
            assertNotEquals(Optional.empty(), store.get(Kinds.MEMBER, "h7"));
            untilAnswered(
                    () -> {
                        manager.remove(OPERATOR, H7, true);
                        return true;
                    });
            assertEquals(Map.of(), users.all);
            if (users.life >= 0) {
                return;
            }
        }
    }

    private <T> T untilAnswered(Supplier<T> step) {
        while (true) {
            try {
                return step.get();
            } catch (Users.Killed e) {
                bus.crash("first");
                engine.crash();
                manager = controller("first", folder.resolve("first"));
                manager.bindAccess(users);
                manager.bindRecords(records);
            }
        }
    }

    private static void assertRefused(JoinReply reply, String reason) {
        assertTrue(reply.refusal().contains(reason), reply.refusal());
        assertFalse(reply.refusal().contains("\n"), reply.refusal());
        assertEquals("", reply.user());
        assertEquals("", reply.certificate());
    }
}
