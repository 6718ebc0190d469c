package io.nova.spi.messaging;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A bus of one technology, registered as a service under this name with {@link #DRIVER_NAME}.
 *
 * <p>Its only caller is who registers the one {@link MessageBus} that everybody uses: that one
 * stays while drivers come and go.
 */
@ConsumerType
public interface MessagingDriver extends MessageBus {

    /**
     * Returns how much would fail, be lost or be left waiting if this driver went now: messages
     * that wait for the servers of this process or are being handled by them, and calls of this
     * process that wait for their answers. It may take a question to a broker.
     *
     * @throws MessagingException {@code CLOSED} if that cannot be told now
     */
    long unfinished();
}
