package io.nova.testkit.messaging;

import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.ServeOptions;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** What is under way on a {@link SteppedMessageBus}, and between whom. */
final class SteppedTraffic {

    private SteppedTraffic() {}

    /** A call that waits for its answer. */
    record Call(String owner, Instant deadline, CompletableFuture<String> future) {

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /**
     * Something under way.
     *
     * @param server who gets it; absent for an answer
     * @param orphaned what is done with it when the server left
     */
    record Parcel(Instant due, @Nullable Server server, Runnable deliver, Runnable orphaned) {

        boolean fits() {
            return server == null || server.handling < server.options.concurrency();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** A registration. */
    static final class Server {

        final String owner;
        final MessageHandler handler;
        final ServeOptions options;
        int handling;
        boolean dead;

        private final Address address;
        private final String type;

        Server(
                String owner,
                Address address,
                String type,
                MessageHandler handler,
                ServeOptions options) {
            this.owner = owner;
            this.address = address;
            this.type = type;
            this.handler = handler;
            this.options = options;
        }

        boolean serves(Address asked, String askedType) {
            return address.equals(asked) && type.equals(askedType);
        }

        boolean knows(Message message) {
            return options.minVersion() <= message.version()
                    && message.version() <= options.maxVersion();
        }

        void die() {
            dead = true;
        }
    }

    static void requireOne(Address address) {
        if (address instanceof Address.All) {
            throw new IllegalArgumentException("only a broadcast goes to " + address);
        }
    }

    static boolean mayDrop(MessagingException fault) {
        return fault.kind() != MessagingException.Kind.TOO_LARGE
                && fault.kind() != MessagingException.Kind.CLOSED;
    }

    static void mdc(String requestId) {
        if (requestId.isEmpty()) {
            MDC.remove(MessageBus.MDC_REQUEST_ID);
        } else {
            MDC.put(MessageBus.MDC_REQUEST_ID, requestId);
        }
    }
}
