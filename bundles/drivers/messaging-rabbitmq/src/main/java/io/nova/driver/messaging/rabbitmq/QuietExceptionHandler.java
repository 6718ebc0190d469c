package io.nova.driver.messaging.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves it to the link to tell, in one line, that a connection broke. */
final class QuietExceptionHandler extends ForgivingExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(QuietExceptionHandler.class);

    @Override
    public void handleUnexpectedConnectionDriverException(
            Connection connection, Throwable exception) {
        LOG.debug("The connection broke", exception);
    }
}
