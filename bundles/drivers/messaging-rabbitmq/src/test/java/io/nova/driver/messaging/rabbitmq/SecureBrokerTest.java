package io.nova.driver.messaging.rabbitmq;

import static io.nova.spi.messaging.MessagingException.Kind.CLOSED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.nova.model.HostId;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.MessageBus;
import io.nova.testkit.messaging.MessageBusFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker as operators are told to set it up: over TLS, with a user for each machine whose
 * permissions {@code definitions.sh} gave. The bus of the fixture is the controller's.
 */
class SecureBrokerTest extends MessageBusFixture {

    private static final Address OTHER = Address.host("agent", new HostId("h1.example"));

    @TempDir static Path directory;

    private static @Nullable Broker broker;
    private static @Nullable Certificates certificates;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        Broker.assumeInstalled();
        certificates = new Certificates(directory);
        Path pem = certificates.pem(certificates.of("localhost", "-1d", 10));
        port = Broker.freePort();
        broker =
                Broker.start(
                        directory,
                        List.of(
                                "listeners.ssl.1 = 127.0.0.1:" + port,
                                "ssl_options.cacertfile = " + certificates.trusted(),
                                "ssl_options.certfile = " + pem,
                                "ssl_options.keyfile = " + pem),
                        definitions());
    }

    /** What operators run. */
    private static String definitions() throws Exception {
        Path password = Files.writeString(directory.resolve("password"), Broker.PASSWORD + "\n");
        String file = password.toString();
        Process script =
                new ProcessBuilder(
                                "./definitions.sh",
                                "controller",
                                "nova-api",
                                file,
                                "host",
                                "h1",
                                "nova-h1",
                                file,
                                "host",
                                "h1.example",
                                "nova-h1-example",
                                file)
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String text = new String(script.getInputStream().readAllBytes(), UTF_8);
        assertTrue(script.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, script.exitValue());
        return text;
    }

    @AfterAll
    static void stop() throws Exception {
        if (broker != null) {
            broker.close();
        }
    }

    private static SettingsFor settings(String host, String user) {
        try {
            return SettingsFor.broker("localhost:" + port)
                    .user(user)
                    .passwordFile(requireNonNull(broker).passwordFile(Broker.PASSWORD))
                    .host(host)
                    .trust(Trust.of(Optional.of(requireNonNull(certificates).trusted())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected MessageBus open() {
        return Buses.connected(settings("controller", "nova-api").build());
    }

    @Override
    protected void close(MessageBus bus) {
        ((RabbitMessageBus) bus).close();
    }

    @Test
    void aHostDoesItsWorkWithTheUserThatItHas() {
        serve(ROLE, "report", message -> done("\"thanks\""));
        var kept = new ConcurrentLinkedQueue<String>();
        serve(ROLE, "work", message -> answer(kept, message.body(), "1"));
        RabbitMessageBus host = Buses.connected(settings("h1", "nova-h1").build());
        try {
            var heard = new ConcurrentLinkedQueue<String>();
            host.serve(HOST, "wake", message -> done("\"awake\""), options(1, 1, 1));
            host.serve(
                    Address.all("agent"),
                    "news",
                    message -> answer(heard, message.body(), "1"),
                    options(1, 1, 1));

            assertEquals("\"awake\"", await(bus().call(HOST, message("wake", "1"))));
            assertEquals("\"thanks\"", await(host.call(ROLE, message("report", "1"))));
            await(host.cast(ROLE, message("work", "1"), Durability.COMMAND));
            until(() -> kept.size() == 1);
            bus().broadcast("agent", message("news", "1"));
            until(() -> heard.size() == 1);
        } finally {
            close(host);
        }
    }

    @Test
    void aHostCannotCommandAnother() {
        var heard = new ConcurrentLinkedQueue<String>();
        RabbitMessageBus other = Buses.connected(settings("h1.example", "nova-h1-example").build());
        RabbitMessageBus host = Buses.connected(settings("h1", "nova-h1").build());
        try {
            other.serve(
                    OTHER, "wake", message -> answer(heard, message.body(), "1"), options(1, 1, 1));
            assertEquals("1", await(bus().call(OTHER, message("wake", "\"api\""))));

            assertThrows(Exception.class, () -> await(host.call(OTHER, message("wake", "\"h1\""))));
            host.broadcast("agent", message("news", "1"));

            // What is refused harms nothing else of that host.
            serve(ROLE, "report", message -> done("2"));
            until(
                    () -> {
                        var call = host.call(ROLE, message("report", "1"));
                        settle(call);
                        return !call.isCompletedExceptionally();
                    });
            assertEquals(List.of("\"api\""), List.copyOf(heard));
        } finally {
            close(host);
            close(other);
        }
    }

    @Test
    void aHostCannotReadWhatIsForAnother() throws Exception {
        RabbitMessageBus other = Buses.connected(settings("h1.example", "nova-h1-example").build());
        ExecutorService receivers = Executors.newSingleThreadExecutor();
        Settings stolen = settings("h1", "nova-h1").build();
        try (Connection connection = new Dialer(stolen, receivers).dial()) {
            other.serve(OTHER, "wake", message -> done("1"), options(1, 1, 1));
            serve(ROLE, "report", message -> done("1"));
            String queue = "nova:host:h1.example:agent:wake";

            refused(
                    connection,
                    channel -> channel.basicConsume(queue, true, (t, m) -> {}, t -> {}));
            refused(connection, channel -> channel.basicGet(queue, true));
            refused(connection, channel -> channel.queuePurge(queue));
            refused(connection, channel -> channel.queueDelete(queue));
            refused(connection, channel -> channel.basicGet("nova:role:manager:report", true));
            refused(connection, channel -> channel.basicGet("nova.dead", true));
            // Nor by a queue of its own that hears what others hear.
            String own = "nova:host:h1:agent:spy";
            refused(connection, spy(own, "nova.host", queue));
            refused(connection, spy(own, "nova.host", "#"));
            refused(connection, spy(own, "nova.host", "nova:host:h1*"));
            refused(connection, spy(own, "nova.reply", "#"));
            refused(connection, spy(own, "nova.role", "nova:role:manager:report"));
            refused(connection, spy(own, "amq.rabbitmq.trace", "#"));
            refused(
                    connection,
                    channel -> channel.exchangeBind("nova:host:h1:agent:x", "nova.host", "#"));
        } finally {
            close(other);
            receivers.shutdownNow();
        }
    }

    @Test
    void aHandlerIsToldWhichHostAloneReadsItsAnswer() {
        serve(ROLE, "who", message -> done("\"" + message.reader().orElseThrow() + "\""));
        RabbitMessageBus host = Buses.connected(settings("h1", "nova-h1").build());
        RabbitMessageBus other = Buses.connected(settings("h1.example", "nova-h1-example").build());
        try {
            assertEquals("\"h1\"", await(host.call(ROLE, message("who", "1"))));
            assertEquals("\"h1.example\"", await(other.call(ROLE, message("who", "1"))));
        } finally {
            close(host);
            close(other);
        }
    }

    @Test
    void whoNamesAnothersQueueOfAnswersReadsNone() throws Exception {
        var readers = new ConcurrentLinkedQueue<Optional<HostId>>();
        serve(ROLE, "who", message -> answer(readers, message.reader(), "\"secret\""));
        ExecutorService receivers = Executors.newSingleThreadExecutor();
        Settings stolen = settings("h1", "nova-h1").build();
        var heard = new ConcurrentLinkedQueue<String>();
        try (Connection connection = new Dialer(stolen, receivers).dial();
                Channel channel = connection.createChannel()) {
            String own = "nova:reply:h1:spy";
            channel.queueDeclare(own, false, true, true, Map.of());
            channel.queueBind(own, "nova.reply", own);
            channel.basicConsume(
                    own,
                    true,
                    (t, delivery) -> heard.add(new String(delivery.getBody(), UTF_8)),
                    t -> {});
            for (String replies : List.of("nova:reply:h1.example:spy", "nova:reply:h1", "x", own)) {
                channel.basicPublish(
                        "nova.role",
                        "nova:role:manager:who",
                        Envelope.call(new HostId("h1.example"), message("who", "1"), "c", replies),
                        "1".getBytes(UTF_8));
            }
            until(() -> !heard.isEmpty());
        } finally {
            receivers.shutdownNow();
        }
        // In the order of the questions: the last alone was for its own eyes, and it alone came.
        assertEquals(
                List.of(
                        Optional.of(new HostId("h1.example")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new HostId("h1"))),
                List.copyOf(readers));
        assertEquals(List.of("\"secret\""), List.copyOf(heard));
    }

    /** Something that a host's user tries. */
    @FunctionalInterface
    private interface Attempt {
        void run(Channel channel) throws IOException;
    }

    private static Attempt spy(String queue, String exchange, String key) {
        return channel -> {
            channel.queueDeclare(queue, false, false, true, Map.of());
            channel.queueBind(queue, exchange, key);
        };
    }

    private static void refused(Connection connection, Attempt attempt) throws Exception {
        Channel channel = connection.createChannel();
        IOException thrown = assertThrows(IOException.class, () -> attempt.run(channel));
        assertTrue(Trouble.shortly(thrown).contains("ACCESS_REFUSED"), Trouble.shortly(thrown));
    }

    @Test
    void refusesABrokerWhoseCertificateIsForAnotherName() throws Exception {
        assertTrouble(
                settings("h1", "nova-h1").at("127.0.0.1:" + port),
                "key brokers: the certificate of 127.0.0.1:" + port + " is not for it");
    }

    @Test
    void refusesABrokerOfAnAuthorityThatIsNotTrusted() throws Exception {
        assertTrouble(
                settings("h1", "nova-h1").trust(Trust.of(Optional.empty())),
                "key trustFile: the certificate of localhost:" + port + " is of no trusted");
    }

    @Test
    void namesWrongSettings() throws Exception {
        String place = "localhost:" + port;
        Path wrong = requireNonNull(broker).passwordFile("canary-of-a-wrong-password");
        assertTrouble(
                settings("h1", "nova-h1").passwordFile(wrong),
                "key user: %s refuses the user nova-h1, or its password".formatted(place));
        assertTrouble(settings("h1", "nova-h1").vhost("moon"), "key vhost: " + place + " says: ");
        assertTrouble(
                settings("h1", "nova-h1").prefix("mars"),
                "key user: 127.0.0.1:" + port + " says: ACCESS_REFUSED");
        // A user of another host.
        assertTrouble(
                settings("h2", "nova-h1"),
                "key user: 127.0.0.1:%d says: ACCESS_REFUSED - access to queue 'nova:reply:h2:*'"
                        .formatted(port));
        assertTrouble(
                settings("h1", "nova-h1").at("localhost:" + requireNonNull(broker).port()),
                "key tls: no TLS with localhost");
    }

    private void assertTrouble(SettingsFor settings, String expected) {
        RabbitMessageBus bus = new RabbitMessageBus(settings.build());
        try {
            until(() -> bus.health().note().contains("key "));
            String note = bus.health().note();
            assertTrue(note.contains(RabbitMessageBus.PID + ": " + expected), note);
            assertFalse(note.contains("canary"), note);
            assertFalse(note.contains("\n"), note);
            assertFalse(bus.health().connected());
            assertEquals(CLOSED, kind(bus.call(ROLE, message("echo", "1"))));
        } finally {
            close(bus);
        }
    }
}
