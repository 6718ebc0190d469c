package io.nova.driver.messaging.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.SocketConfigurators;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;

/** Makes connections; alone knows how the client library is set up. */
final class Dialer {

    /** The longest message: a body, and what is said beside it. */
    private static final int LONGEST_MESSAGE = 1 << 20;

    private static final int LONGEST_FRAME = 1 << 17;

    private final Settings settings;
    private final ExecutorService receivers;

    /** Nobody could be reached. */
    static final class Unreached extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Trouble trouble;

        Unreached(Trouble trouble, Throwable cause) {
            super(trouble.reason(), cause);
            this.trouble = trouble;
        }

        Trouble trouble() {
            return trouble;
        }
    }

    /**
     * @param receivers run what comes in
     */
    Dialer(Settings settings, ExecutorService receivers) {
        this.settings = settings;
        this.receivers = receivers;
    }

    /** Connects to any of the brokers, in random order so that each gets its share. */
    Connection dial() throws Unreached {
        List<Place> places = new ArrayList<>(settings.brokers());
        Collections.shuffle(places);
        Unreached last = null;
        for (Place place : places) {
            try {
                return dial(place);
            } catch (IOException | TimeoutException | IllegalArgumentException e) {
                String text = place.text(settings.tls());
                Unreached met = new Unreached(Trouble.of(e, text, settings.user()), e);
                // What a broker said is worth more than that there is none.
                last = last == null || last.trouble().nobodyListens() ? met : last;
            }
        }
        if (last == null) {
            throw new IllegalStateException("no broker is named");
        }
        throw last;
    }

    private Connection dial(Place place) throws IOException, TimeoutException {
        return factory()
                .newConnection(
                        receivers,
                        List.of(place.address(settings.tls())),
                        settings.prefix() + " on " + settings.host());
    }

    private ConnectionFactory factory() {
        ConnectionFactory factory = new ConnectionFactory();
        // Its own recovery waits for a fixed time, and leaves calls in flight without an answer.
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setUsername(settings.user());
        factory.setPassword(settings.password().revealText());
        factory.setVirtualHost(settings.vhost());
        factory.setRequestedHeartbeat((int) settings.heartbeat().toSeconds());
        factory.setConnectionTimeout((int) settings.connect().toMillis());
        factory.setHandshakeTimeout((int) settings.connect().toMillis());
        factory.setChannelRpcTimeout((int) settings.connect().toMillis());
        factory.setShutdownTimeout((int) settings.connect().toMillis());
        factory.setRequestedFrameMax(LONGEST_FRAME);
        factory.setMaxInboundMessageBodySize(LONGEST_MESSAGE);
        factory.setThreadFactory(Threads.named("nova-bus-connection"));
        factory.setExceptionHandler(new QuietExceptionHandler());
        factory.setSocketConfigurator(
                SocketConfigurators.builder()
                        .defaultConfigurator()
                        .add(socket -> socket.setKeepAlive(true))
                        .build());
        settings.trust()
                .ifPresent(
                        context -> {
                            factory.useSslProtocol(context);
                            // The context alone believes any name.
                            factory.enableHostnameVerification();
                        });
        return factory;
    }
}
