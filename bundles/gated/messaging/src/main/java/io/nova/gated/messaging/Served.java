package io.nova.gated.messaging;

import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.ServeOptions;
import io.nova.spi.messaging.Subscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is served, over each driver that is there. Not safe for use by several threads. */
final class Served {

    private final Address address;
    private final String type;
    private final MessageHandler handler;
    private final ServeOptions options;
    private final Map<Present, Subscription> subscriptions = new HashMap<>();

    Served(Address address, String type, MessageHandler handler, ServeOptions options) {
        this.address = address;
        this.type = type;
        this.handler = handler;
        this.options = options;
    }

    /** Tells whether no other may be served beside this one. */
    boolean excludes(Served other) {
        return address instanceof Address.Host
                && address.equals(other.address)
                && type.equals(other.type);
    }

    /** Serves over a driver too. */
    void attach(Present way) {
        MessageHandler within = message -> Within.handler(way, () -> handler.handle(message));
        subscriptions.put(way, way.driver().serve(address, type, within, options));
    }

    /** The driver goes, and ends by itself what is served over it. */
    void forget(Present way) {
        subscriptions.remove(way);
    }

    /** Returns what is to be closed when it is served no more. */
    List<Subscription> detachAll() {
        List<Subscription> all = List.copyOf(subscriptions.values());
        subscriptions.clear();
        return all;
    }

    @Override
    public String toString() {
        return type + " at " + address;
    }
}
