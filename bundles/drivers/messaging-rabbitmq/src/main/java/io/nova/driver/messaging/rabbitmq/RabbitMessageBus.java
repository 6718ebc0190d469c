package io.nova.driver.messaging.rabbitmq;

import static io.nova.spi.messaging.MessagingException.Kind.CLOSED;
import static io.nova.spi.messaging.MessagingException.Kind.OVERLOADED;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Bodies;
import io.nova.spi.messaging.BusHealth;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.MessagingDriver;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.ServeOptions;
import io.nova.spi.messaging.Subscription;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries messages over RabbitMQ, between the machines of a cloud.
 *
 * <p>It is there from its activation on, with a broker or without one: meanwhile calls and commands
 * end with {@code CLOSED}, and hints are lost.
 */
@Component(
        service = MessagingDriver.class,
        configurationPid = RabbitMessageBus.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = MessageBus.DRIVER_NAME + "=rabbitmq")
@Designate(ocd = RabbitMessageBus.Config.class)
public final class RabbitMessageBus implements MessagingDriver {

    static final String PID = "io.nova.driver.messaging.rabbitmq";

    private static final Logger LOG = LoggerFactory.getLogger(RabbitMessageBus.class);

    /** Threads that take what comes in; what is done with it has others. */
    private static final int RECEIVERS = 2;

    /** Which broker, and how it is spoken to. */
    @ObjectClassDefinition(name = "Messages over RabbitMQ")
    public @interface Config {
        @AttributeDefinition(
                description = "The nodes of the broker, each host or host:port; any will do")
        String[] brokers();

        @AttributeDefinition(description = "The broker's user")
        String user();

        @AttributeDefinition(
                description =
                        "File of mode 0600 with the user's password; read at every connection")
        String passwordFile();

        @AttributeDefinition(description = "The broker's virtual host")
        String vhost() default "/";

        @AttributeDefinition(
                description = "What the names of exchanges and queues begin with, one for a cloud")
        String prefix() default "nova";

        @AttributeDefinition(
                description = "The host's name in the cloud; empty: the machine's host name")
        String host() default "";

        @AttributeDefinition(
                description = "Encrypt, and believe only a certificate for the broker's host name")
        boolean tls() default true;

        @AttributeDefinition(
                description =
                        "PEM file of the authorities that are trusted; empty: those of the Java"
                                + " platform")
        String trustFile() default "";

        @AttributeDefinition(
                description =
                        "PEM file of the certificate that this machine shows the broker; empty:"
                                + " none")
        String certificateFile() default "";

        @AttributeDefinition(
                description = "File of mode 0600 with that certificate's key, PKCS#8 as PEM")
        String certificateKeyFile() default "";

        @AttributeDefinition(
                description =
                        "Where a controller makes the users of hosts that join, such as"
                                + " https://rabbit1:15671; empty: it cannot")
        String managementUrl() default "";

        @AttributeDefinition(
                description = "The broker's user, with the tag administrator, that makes them")
        String managementUser() default "";

        @AttributeDefinition(
                description = "File of mode 0600 with that user's password; read at every use")
        String managementPasswordFile() default "";

        @AttributeDefinition(
                description = "Seconds between signs of life; a connection is lost after two")
        int heartbeatSeconds() default 10;

        @AttributeDefinition(
                description = "Seconds that a connection, or one answer of the broker, may take")
        int connectSeconds() default 10;

        @AttributeDefinition(
                description =
                        "Messages that wait in one queue of a role before senders are refused; for"
                                + " queues that are made from now on")
        int queueLength() default 10_000;

        @AttributeDefinition(description = "Calls to one address and type that may be open at once")
        int inFlight() default 1000;

        @AttributeDefinition(
                description = "Seconds that the bus, when it stops, waits for handlers at work")
        int drainSeconds() default 2;
    }

    private final Settings settings;
    private final Names names;
    private final ScheduledThreadPoolExecutor timer = Threads.timer("nova-bus-timer");
    private final ExecutorService answers =
            Executors.newSingleThreadExecutor(Threads.named("nova-bus-answers"));
    private final ExecutorService receivers = Threads.pool(RECEIVERS, "nova-bus-receive");
    private final Seldom seldom = new Seldom();
    private final Strangers strangers = new Strangers(seldom);
    private final OpenCalls calls;
    private final Link link;
    private volatile boolean closed;

    /**
     * @throws IllegalArgumentException if a setting is wrong; names its key
     */
    @Activate
    public RabbitMessageBus(Config config) {
        this(Settings.of(config));
    }

    RabbitMessageBus(Settings settings) {
        this.settings = settings;
        names = new Names(settings.prefix(), settings.host());
        calls = new OpenCalls(settings.inFlight(), timer);
        link = new Link(settings, names, new Dialer(settings, receivers), calls, answers);
        link.start();
    }

    /** Ends every call with {@code CLOSED} and waits a little for the handlers at work. */
    @Deactivate
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        long end = System.nanoTime() + settings.drain().toNanos();
        List<RabbitServer> servers = link.servers();
        link.stop();
        calls.close();
        servers.forEach(RabbitServer::close);
        servers.forEach(server -> server.end(end - System.nanoTime()));
        link.close(end - System.nanoTime());
        timer.shutdownNow();
        receivers.shutdown();
        answers.shutdown();
    }

    @Override
    public Subscription serve(
            Address address, String type, MessageHandler handler, ServeOptions options) {
        if (closed) {
            throw closedFault();
        }
        RabbitServer server =
                new RabbitServer(
                        address,
                        type,
                        handler,
                        options,
                        names,
                        settings.queueLength(),
                        link,
                        strangers,
                        timer);
        link.add(server);
        return server;
    }

    @Override
    public CompletableFuture<String> call(Address address, Message message) {
        requireOne(address);
        byte[] body;
        OpenCalls.Call call;
        Session session;
        String key = names.key(address, message.type());
        try {
            body = Bodies.encode(message.body());
            session = link.session();
            call = calls.open(key, message, session);
        } catch (MessagingException e) {
            return CompletableFuture.failedFuture(e);
        }
        var unused = call.answer().whenComplete((answer, thrown) -> tellOfFull(key, thrown));
        if (call.answer().isDone() || Deadlines.left(message).isZero()) {
            return call.answer();
        }
        BasicProperties said = Envelope.call(names.host(), message, call.id(), session.replyTo());
        try {
            send(session, new Outgoing(names.exchange(address), key, true, said, body, call));
        } catch (MessagingException e) {
            call.fail(e);
        }
        return call.answer();
    }

    @Override
    public CompletableFuture<Void> cast(Address address, Message message, Durability durability) {
        requireOne(address);
        try {
            byte[] body = Bodies.encode(message.body());
            if (closed) {
                throw closedFault();
            }
            if (durability == Durability.COMMAND) {
                return command(address, message, body);
            }
            hint(address, message, body);
            return CompletableFuture.completedFuture(null);
        } catch (MessagingException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void tellOfFull(String queue, @Nullable Throwable thrown) {
        if (thrown instanceof MessagingException fault
                && fault.kind() == OVERLOADED
                && seldom.isTime("full " + queue)) {
            LOG.warn(
                    "Messages to {} are refused: {}; those who serve it are too slow, or too few",
                    queue,
                    fault.getMessage());
        }
    }

    private CompletableFuture<Void> command(Address address, Message message, byte[] body) {
        String id = UUID.randomUUID().toString();
        String key;
        BasicProperties said;
        if (address instanceof Address.Role role) {
            key = names.workKey(role, message.type());
            said = Envelope.command(names.host(), message, id);
        } else {
            key = names.key(address, message.type());
            said = Envelope.commandToHost(names.host(), message, id);
        }
        Command command = new Command(key);
        var unused = command.kept().whenComplete((kept, thrown) -> tellOfFull(key, thrown));
        send(link.session(), new Outgoing(names.exchange(address), key, true, said, body, command));
        return command.kept();
    }

    private void hint(Address address, Message message, byte[] body) {
        if (Deadlines.left(message).isZero()) {
            return;
        }
        String key = names.key(address, message.type());
        BasicProperties said = Envelope.hint(names.host(), message);
        try {
            send(
                    link.session(),
                    new Outgoing(
                            names.exchange(address),
                            key,
                            false,
                            said,
                            body,
                            Outgoing.Fate.NOBODY_ASKS));
        } catch (MessagingException e) {
            LOG.debug("A hint to {} was dropped: {}", key, e.getMessage());
        }
    }

    @Override
    public void broadcast(String role, Message message) {
        byte[] body = Bodies.encode(message.body());
        hint(Address.all(role), message, body);
    }

    private static void send(Session session, Outgoing message) {
        Publisher publisher = session.publisher();
        switch (publisher.request(message)) {
            case YES -> {}
            case FULL ->
                    throw new MessagingException(
                            OVERLOADED, "too many messages wait for the broker");
            case BLOCKED ->
                    throw new MessagingException(
                            OVERLOADED, "the broker takes nothing: " + publisher.blocked());
            case CLOSED -> throw new MessagingException(CLOSED, "the connection broke");
        }
    }

    /** Commands that the broker keeps for roles that are served here count too. */
    @Override
    public long unfinished() {
        long unfinished = calls.count();
        Session session = link.session();
        for (RabbitServer server : link.servers()) {
            unfinished += server.unfinished();
            if (server.address() instanceof Address.Role) {
                unfinished += Topology.ready(session.connection(), server.workKey());
            }
        }
        return unfinished;
    }

    @Override
    public BusHealth health() {
        return new BusHealth(
                link.connected(),
                "%s; %d servers, %d calls open"
                        .formatted(link.note(), link.servers().size(), calls.count()));
    }

    private static void requireOne(Address address) {
        if (address instanceof Address.All) {
            throw new IllegalArgumentException("only a broadcast goes to " + address);
        }
    }

    private static MessagingException closedFault() {
        return new MessagingException(CLOSED, "the bus is closed");
    }
}
