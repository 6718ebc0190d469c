package io.nova.driver.messaging.local;

import static io.nova.spi.messaging.MessagingException.Kind.NO_ROUTE;
import static io.nova.spi.messaging.MessagingException.Kind.OVERLOADED;
import static io.nova.spi.messaging.MessagingException.Kind.UNSUPPORTED;

import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Message;
import io.nova.spi.messaging.MessageHandler;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.ServeOptions;
import io.nova.spi.messaging.Subscription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Who serves what. */
final class Routes {

    private final int queueLength;
    private final ConcurrentMap<Route, List<LocalServer>> servers = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();

    private record Route(Address address, String type) {}

    Routes(int queueLength) {
        this.queueLength = queueLength;
    }

    Subscription add(Address address, String type, MessageHandler handler, ServeOptions options) {
        Route route = new Route(address, type);
        LocalServer server = new LocalServer(type, handler, options, queueLength);
        servers.merge(
                route,
                List.of(server),
                (there, added) -> {
                    if (address instanceof Address.Host) {
                        throw new IllegalStateException(
                                type + " is served at " + address + " already");
                    }
                    return plus(there, added);
                });
        return () -> remove(route, server);
    }

    private void remove(Route route, LocalServer server) {
        servers.computeIfPresent(route, (key, there) -> minus(there, server));
        server.leave().forEach(delivery -> resend(route.address(), delivery));
    }

    /** Sends to the next server in turn that can take it. */
    void send(Address address, Delivery delivery) {
        Message message = delivery.message();
        List<LocalServer> all = servers.getOrDefault(new Route(address, message.type()), List.of());
        List<LocalServer> able = all.stream().filter(one -> one.knows(message)).toList();
        if (all.isEmpty()) {
            throw new MessagingException(
                    NO_ROUTE, "nobody serves %s at %s".formatted(message.type(), address));
        }
        if (able.isEmpty()) {
            throw new MessagingException(
                    UNSUPPORTED,
                    "no server knows version %d of %s"
                            .formatted(message.version(), message.type()));
        }
        int first = turn.getAndIncrement();
        for (int i = 0; i < able.size(); i++) {
            LocalServer server = able.get(Math.floorMod(first + i, able.size()));
            if (server.offer(delivery, orphan -> resend(address, orphan))) {
                return;
            }
        }
        throw new MessagingException(
                OVERLOADED, "too many %s wait at %s".formatted(message.type(), address));
    }

    /** Sends again what a server left behind. */
    private void resend(Address address, Delivery delivery) {
        if (address instanceof Address.All) {
            return;
        }
        try {
            send(address, delivery);
        } catch (MessagingException e) {
            delivery.answer().completeExceptionally(e);
        }
    }

    /** Sends to everyone who can take it. */
    void broadcast(Address all, Message message) {
        servers.getOrDefault(new Route(all, message.type()), List.of()).stream()
                .filter(server -> server.knows(message))
                .forEach(
                        server ->
                                server.offer(
                                        new Delivery(message, new CompletableFuture<>()),
                                        orphan -> {}));
    }

    /** Forgets all servers, and drops what waits for them. */
    List<LocalServer> clear() {
        List<LocalServer> all = all();
        servers.clear();
        all.forEach(LocalServer::leave);
        return all;
    }

    int servers() {
        return all().size();
    }

    int waiting() {
        return all().stream().mapToInt(LocalServer::waiting).sum();
    }

    int unfinished() {
        return all().stream().mapToInt(LocalServer::unfinished).sum();
    }

    private List<LocalServer> all() {
        return servers.values().stream().flatMap(Collection::stream).toList();
    }

    private static List<LocalServer> plus(List<LocalServer> some, List<LocalServer> more) {
        List<LocalServer> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }

    /** Returns null, which removes the route, if none is left. */
    private static @org.jspecify.annotations.Nullable List<LocalServer> minus(
            List<LocalServer> some, LocalServer one) {
        List<LocalServer> left = some.stream().filter(other -> other != one).toList();
        return left.isEmpty() ? null : left;
    }
}
