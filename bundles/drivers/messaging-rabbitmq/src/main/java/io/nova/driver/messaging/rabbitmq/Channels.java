package io.nova.driver.messaging.rabbitmq;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How channels begin and end. */
final class Channels {

    private static final Logger LOG = LoggerFactory.getLogger(Channels.class);

    private Channels() {}

    static Channel open(Connection connection) throws IOException {
        return connection.openChannel().orElseThrow(() -> new IOException("no channel is left"));
    }

    /** Closes a channel that may be closed. */
    static void end(Channel channel) {
        try {
            channel.abort();
        } catch (IOException | AlreadyClosedException e) {
            LOG.trace("It is closed", e);
        }
    }
}
