package io.nova.driver.messaging.rabbitmq;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.Secret;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.BusPlace;
import io.nova.spi.messaging.MemberAccess;
import io.nova.spi.messaging.MessageBus;
import io.nova.testkit.messaging.MessageBusFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that wants a certificate of everybody, and whose users are made while it runs. The bus
 * of the fixture is the controller's.
 */
class MembersTest extends MessageBusFixture {

    private static final Address NEWCOMERS = Address.role(MemberAccess.NEWCOMERS);
    private static final HostId H1 = new HostId("h1");

    private static final String ADMINISTRATOR =
            """
            {
              "users": [{"name": "nova", "password": "%s", "tags": "administrator"}],
              "vhosts": [{"name": "/"}],
              "permissions": [{"user": "nova", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"}]
            }
            """
                    .formatted(Broker.PASSWORD);

    @TempDir static Path directory;

    private static @Nullable Broker broker;
    private static @Nullable Certificates certificates;
    private static @Nullable Path shown;
    private static int port;
    private static int management;

    private final RabbitMembers members = members(Broker.PASSWORD);

    @BeforeAll
    static void start() throws Exception {
        Broker.assumeInstalled();
        certificates = new Certificates(directory);
        Path pem = certificates.pem(certificates.of("localhost", "-1d", 10));
        shown = certificates.pem(certificates.of("h1", "-1d", 10));
        port = Broker.freePort();
        management = Broker.freePort();
        broker =
                Broker.start(
                        directory,
                        List.of(
                                "listeners.ssl.1 = 127.0.0.1:" + port,
                                "ssl_options.cacertfile = " + certificates.trusted(),
                                "ssl_options.certfile = " + pem,
                                "ssl_options.keyfile = " + pem,
                                "ssl_options.verify = verify_peer",
                                "ssl_options.fail_if_no_peer_cert = true",
                                "management.tcp.ip = 127.0.0.1",
                                "management.tcp.port = " + management),
                        ADMINISTRATOR);
        awaitManagement();
    }

    private static void awaitManagement() throws Exception {
        RabbitMembers members = members(Broker.PASSWORD);
        for (int tries = 0; ; tries++) {
            try {
                members.withdraw("nobody");
                return;
            } catch (DriverException e) {
                if (tries == 100) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (broker != null) {
            broker.close();
        }
    }

    private static Map<String, Object> values(String user, String password, String host) {
        Map<String, Object> values = new HashMap<>();
        values.put("brokers", new String[] {"localhost:" + port});
        values.put("user", user);
        values.put("passwordFile", file(password));
        values.put("host", host);
        values.put("trustFile", requireNonNull(certificates).trusted().toString());
        values.put("certificateFile", requireNonNull(shown).toString());
        values.put("certificateKeyFile", requireNonNull(shown).toString());
        return values;
    }

    private static String file(String password) {
        try {
            return requireNonNull(broker).passwordFile(password).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RabbitMembers members(String password) {
        Map<String, Object> values = values("nova", Broker.PASSWORD, "controller");
        values.put("managementUrl", "http://127.0.0.1:" + management);
        values.put("managementUser", "nova");
        values.put("managementPasswordFile", file(password));
        return new RabbitMembers(Configs.of(values));
    }

    private static Settings settings(Map<String, Object> values) {
        return Settings.of(Configs.of(values));
    }

    @Override
    protected MessageBus open() {
        return Buses.connected(settings(values("nova", Broker.PASSWORD, "controller")));
    }

    @Override
    protected void close(MessageBus bus) {
        ((RabbitMessageBus) bus).close();
    }

    @Test
    void tellsWhatAnotherMachineNeeds() throws Exception {
        BusPlace place = members.place();
        assertEquals(
                new BusPlace(
                        "rabbitmq",
                        Map.of(
                                "brokers", "localhost:" + port,
                                "vhost", "/",
                                "prefix", "nova",
                                "tls", "true"),
                        Files.readString(requireNonNull(certificates).trusted())),
                place);
    }

    @Test
    void aNewcomerAsksTheOneRoleAndNoOther() {
        serve(NEWCOMERS, "host.join", message -> done("\"welcome\""));
        serve(ROLE, "report", message -> done("\"thanks\""));
        String user = members.invite("abc1", Secret.of("once"));
        RabbitMessageBus newcomer = Buses.connected(settings(values(user, "once", "abc1")));
        try {
            assertEquals("\"welcome\"", await(newcomer.call(NEWCOMERS, message("host.join", "1"))));
            assertThrows(Exception.class, () -> await(newcomer.call(ROLE, message("report", "1"))));
            assertThrows(Exception.class, () -> await(newcomer.call(HOST, message("wake", "1"))));
        } finally {
            newcomer.close();
        }
        // The name of another newcomer is of no use.
        assertTrouble(values(user, "once", "abc2"), "ACCESS_REFUSED");
    }

    @Test
    void aNewcomerThatIsWithdrawnIsCutOff() {
        String user = members.invite("abc3", Secret.of("once"));
        RabbitMessageBus newcomer = Buses.connected(settings(values(user, "once", "abc3")));
        try {
            members.withdraw("abc3");
            members.withdraw("abc3");
            until(
                    () ->
                            newcomer.health()
                                    .note()
                                    .contains("refuses the user " + user + ", or its password"));
        } finally {
            newcomer.close();
        }
    }

    @Test
    void aMemberDoesItsWorkUntilItIsExpelled() {
        serve(ROLE, "report", message -> done("\"thanks\""));
        String user = members.admit(H1, PasswordHash.of(Secret.of("h1's own")));
        RabbitMessageBus host = Buses.connected(settings(values(user, "h1's own", "h1")));
        try {
            host.serve(HOST, "wake", message -> done("\"awake\""), options(1, 1, 1));
            assertEquals("\"thanks\"", await(host.call(ROLE, message("report", "1"))));
            assertEquals("\"awake\"", await(bus().call(HOST, message("wake", "1"))));

            members.expel(H1);
            members.expel(H1);

            until(() -> host.health().note().contains("refuses the user " + user));
            assertFalse(host.health().connected());
        } finally {
            host.close();
        }
    }

    @Test
    void whoeverHadTheNameBeforeIsCutOff() {
        String user = members.admit(new HostId("h2"), PasswordHash.of(Secret.of("old")));
        RabbitMessageBus old = Buses.connected(settings(values(user, "old", "h2")));
        try {
            assertEquals(user, members.admit(new HostId("h2"), PasswordHash.of(Secret.of("new"))));
            until(() -> old.health().note().contains("refuses the user " + user));
            Buses.connected(settings(values(user, "new", "h2"))).close();
        } finally {
            old.close();
        }
    }

    @Test
    void whoShowsNoCertificateIsRefused() {
        String user = members.admit(new HostId("h3"), PasswordHash.of(Secret.of("h3")));
        Map<String, Object> none = values(user, "h3", "h3");
        none.remove("certificateFile");
        none.remove("certificateKeyFile");
        // It says so, or hangs up before that is read.
        assertTrouble(none, " certificate");
    }

    @Test
    void whoShowsACertificateOfAnotherAuthorityIsRefused() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("foreign"));
        Certificates foreign = new Certificates(folder, "Another");
        KeyStore keys = foreign.of("h3", "-1d", 10);
        String pem = foreign.pem(keys).toString();
        Map<String, Object> values = values("nova", Broker.PASSWORD, "h3");
        values.put("certificateFile", pem);
        values.put("certificateKeyFile", pem);
        assertTrouble(values, " certificate");
    }

    @Test
    void namesWhatIsWrongWithTheAdministrator() {
        DriverException refused =
                assertThrows(DriverException.class, () -> members("wrong").withdraw("x"));
        assertEquals(DriverException.Kind.BROKEN, refused.kind());
        assertTrue(message(refused).contains("key managementUser: "), refused::toString);

        RabbitMembers nowhere = new RabbitMembers(Configs.of(values("nova", "x", "c")));
        DriverException unset =
                assertThrows(DriverException.class, () -> nowhere.expel(new HostId("h1")));
        assertTrue(message(unset).contains("key managementUrl: it is not set"), unset::toString);

        Map<String, Object> values = values("nova", "x", "c");
        values.put("managementUrl", "http://127.0.0.1:" + Broker.freePort());
        values.put("managementUser", "nova");
        values.put("managementPasswordFile", file("x"));
        DriverException away =
                assertThrows(
                        DriverException.class,
                        () -> new RabbitMembers(Configs.of(values)).expel(new HostId("h1")));
        assertEquals(DriverException.Kind.UNREACHABLE, away.kind());
    }

    private static String message(Exception e) {
        return Optional.ofNullable(e.getMessage()).orElse("");
    }

    private void assertTrouble(Map<String, Object> values, String expected) {
        RabbitMessageBus bus = new RabbitMessageBus(settings(values));
        try {
            until(() -> bus.health().note().contains("key "));
            String note = bus.health().note();
            assertTrue(note.contains(expected), note);
            assertFalse(note.contains("\n"), note);
        } finally {
            bus.close();
        }
    }
}
