package io.nova.driver.messaging.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.nova.model.HostId;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.ServeOptions;
import io.nova.spi.messaging.Subscription;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators are told, and that the cloud goes on when they have done something about it. */
@ExtendWith(OneBroker.class)
class TroubleTest {

    @TempDir Path directory;

    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private final Logger all = Logger.getLogger("");
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord line) {
                    log.add(new SimpleFormatter().format(line));
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void listen() {
        // All of it, so that a secret would show.
        handler.setLevel(Level.ALL);
        all.setLevel(Level.ALL);
        all.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        all.removeHandler(handler);
        all.setLevel(Level.INFO);
    }

    @Test
    void aNewPasswordCountsAtOnceAndNoneIsTold() throws Exception {
        Path file = OneBroker.get().passwordFile("canary-wrong");
        RabbitMessageBus bus =
                new RabbitMessageBus(
                        OneBroker.get().settings(OneBroker.newCloud()).passwordFile(file).build());
        try {
            await("refuses the user nova, or its password");

            Files.writeString(file, Broker.PASSWORD);

            Buses.awaitConnected(bus);
            await("connected to 127.0.0.1");
        } finally {
            bus.close();
        }
        assertTrue(log.stream().noneMatch(line -> line.contains("canary")), log::toString);
    }

    @Test
    void aPasswordThatOthersMayReadIsNotUsed() throws Exception {
        Path file = OneBroker.get().passwordFile(Broker.PASSWORD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        RabbitMessageBus bus =
                new RabbitMessageBus(
                        OneBroker.get().settings(OneBroker.newCloud()).passwordFile(file).build());
        try {
            await("key passwordFile: cannot use it: " + file + " has the mode rw-r--r--");

            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

            Buses.awaitConnected(bus);
        } finally {
            bus.close();
        }
    }

    @Test
    void aBrokerThatIsNotThereIsToldOnce() throws Exception {
        int port = Broker.freePort();
        Path password = OneBroker.get().passwordFile("x");
        RabbitMessageBus bus =
                new RabbitMessageBus(
                        SettingsFor.broker("127.0.0.1:" + port).passwordFile(password).build());
        try {
            // It has been tried a few times by then.
            while (count("No connection") < 4) {
                Thread.onSpinWait();
            }
            assertEquals(1, count("key brokers: nobody listens at 127.0.0.1:" + port));
            assertFalse(bus.health().connected());
        } finally {
            bus.close();
        }
    }

    @Test
    void aMemberOfANewerReleaseIsNamedOnceAndTheRestGoesOn() throws Exception {
        SettingsFor settings = OneBroker.get().settings(OneBroker.newCloud());
        RabbitMessageBus mine = Buses.connected(settings.host("c1").build());
        RabbitMessageBus newer = Buses.connected(settings.host("h7").build());
        Address role = Address.role("manager");
        try (Subscription subscription =
                mine.serve(
                        role,
                        "compute.report",
                        message -> CompletableFuture.completedStage(message.body()),
                        new ServeOptions(2, 1, 2))) {
            for (int i = 0; i < 3; i++) {
                assertEquals(MessagingException.Kind.UNSUPPORTED, refused(newer, role, 3));
                assertEquals("\"1\"", newer.call(role, report(1)).get(20, TimeUnit.SECONDS));
                assertEquals("\"2\"", newer.call(role, report(2)).get(20, TimeUnit.SECONDS));
            }
            assertEquals(MessagingException.Kind.UNSUPPORTED, refused(newer, role, 0));
            String newerRelease =
                    "h7 sends compute.report in version 3, which is refused, since this member"
                            + " knows versions 1 to 2: it is of a newer release";
            assertEquals(1, count(newerRelease));
            assertEquals(1, count("it is of an older release; bring h7 up to date"));
        } finally {
            newer.close();
            mine.close();
        }
    }

    @Test
    void whatCannotBeReadIsNamedWithItsSender() throws Exception {
        RabbitMessageBus bus =
                Buses.connected(OneBroker.get().settings(OneBroker.newCloud()).host("h7").build());
        Address role = Address.role("manager");
        try (Subscription subscription =
                bus.serve(
                        role,
                        "compute.report",
                        message -> {
                            throw new MessagingException(
                                    MessagingException.Kind.UNSUPPORTED, "not a HostReport");
                        },
                        new ServeOptions(1, 1, 1))) {
            assertEquals(MessagingException.Kind.UNSUPPORTED, refused(bus, role, 1));
            await(
                    "h7 sends compute.report in version 1, which is refused, since it cannot be"
                            + " read: not a HostReport");
        } finally {
            bus.close();
        }
    }

    /** No machine here has a clock of its own: what one would send is sent by hand. */
    @ParameterizedTest
    @CsvSource({"600, ahead of", "-600, behind"})
    void aMemberWhoseClockIsElsewhereIsNamedOnce(int seconds, String where) throws Exception {
        Settings settings = OneBroker.get().settings(OneBroker.newCloud()).host("c1").build();
        RabbitMessageBus bus = Buses.connected(settings);
        ExecutorService receivers = Executors.newSingleThreadExecutor();
        Address role = Address.role("manager");
        Names names = new Names(settings.prefix(), settings.host());
        try (Connection connection = new Dialer(settings, receivers).dial();
                Channel channel = connection.createChannel();
                Subscription subscription =
                        bus.serve(
                                role,
                                "compute.report",
                                message -> CompletableFuture.completedStage("1"),
                                new ServeOptions(1, 1, 1))) {
            assertEquals("1", bus.call(role, report(1)).get(20, TimeUnit.SECONDS));
            AMQP.BasicProperties said = Envelope.hint(new HostId("h7"), report(1));
            Map<String, Object> headers = new HashMap<>(said.getHeaders());
            headers.put("sent", Instant.now().plusSeconds(seconds).toString());
            AMQP.BasicProperties elsewhere = said.builder().headers(headers).build();
            for (int i = 0; i < 3; i++) {
                channel.basicPublish(
                        names.exchange(role),
                        names.key(role, "compute.report"),
                        elsewhere,
                        "\"1\"".getBytes(StandardCharsets.UTF_8));
            }
            await("The clock of h7 is ");
            assertEquals("1", bus.call(role, report(1)).get(20, TimeUnit.SECONDS));
            assertEquals(1, count(where + " that of this member"));
            assertEquals(0, count("The clock of c1"));
        } finally {
            receivers.shutdown();
            bus.close();
        }
    }

    @Test
    void aQueueOverItsLimitIsNamedOnceAndOthersGoOn() throws Exception {
        RabbitMessageBus bus =
                Buses.connected(
                        OneBroker.get().settings(OneBroker.newCloud()).queueLength(20).build());
        CompletableFuture<String> hold = new CompletableFuture<>();
        Address role = Address.role("manager");
        ServeOptions one = new ServeOptions(1, 1, 1);
        try (Subscription slow = bus.serve(role, "compute.report", message -> hold, one);
                Subscription other =
                        bus.serve(
                                role,
                                "compute.ask",
                                message -> CompletableFuture.completedStage("1"),
                                one)) {
            for (int i = 0; i < 200; i++) {
                var unused = bus.call(role, report(1));
            }
            await("manager:compute.report is full; those who serve it are too slow, or too few");
            Message asked =
                    new Message(
                            "ask", "compute.ask", 1, Instant.now().plusSeconds(20), "", "\"1\"");
            assertEquals("1", bus.call(role, asked).get(20, TimeUnit.SECONDS));
            hold.complete("1");
            assertEquals(1, count("those who serve it are too slow"));
        } finally {
            bus.close();
        }
    }

    private static Message report(int version) {
        return new Message(
                "operation-" + System.nanoTime(),
                "compute.report",
                version,
                Instant.now().plusSeconds(20),
                "",
                "\"" + version + "\"");
    }

    private static MessagingException.Kind refused(MessageBus bus, Address to, int version) {
        Throwable thrown =
                assertThrows(
                        ExecutionException.class,
                        () -> bus.call(to, report(version)).get(20, TimeUnit.SECONDS));
        return assertInstanceOf(MessagingException.class, thrown.getCause()).kind();
    }

    @Test
    void aCertificateThatIsExpiredIsCalledThat() throws Exception {
        Certificates certificates = new Certificates(directory);
        try (SSLServerSocket server = serve(certificates.of("localhost", "-3d", 2))) {
            Thread greeter = new Thread(() -> greet(server));
            greeter.start();
            RabbitMessageBus bus =
                    new RabbitMessageBus(
                            SettingsFor.broker("localhost:" + server.getLocalPort())
                                    .passwordFile(OneBroker.get().passwordFile("x"))
                                    .trust(Trust.of(Optional.of(certificates.trusted())))
                                    .build());
            try {
                await(
                        "key brokers: the certificate of localhost:%d is expired (NotAfter: "
                                .formatted(server.getLocalPort()));
            } finally {
                bus.close();
            }
            server.close();
            greeter.join();
        }
    }

    private static SSLServerSocket serve(KeyStore keys) throws Exception {
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, Certificates.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return (SSLServerSocket)
                context.getServerSocketFactory()
                        .createServerSocket(0, 10, InetAddress.getByName("localhost"));
    }

    private static void greet(SSLServerSocket server) {
        while (!server.isClosed()) {
            try (SSLSocket client = (SSLSocket) server.accept()) {
                client.startHandshake();
            } catch (IOException e) {
                // The client does not believe it, or the test is over.
                assertTrue(e.getMessage() != null || server.isClosed());
            }
        }
    }

    private void await(String text) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (count(text) == 0) {
            assertTrue(System.nanoTime() < end, () -> text + " is not in " + log);
            Thread.onSpinWait();
        }
    }

    private long count(String text) {
        List<String> lines = List.copyOf(log);
        return lines.stream().filter(line -> line.contains(text)).count();
    }
}
