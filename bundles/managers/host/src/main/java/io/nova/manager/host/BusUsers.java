package io.nova.manager.host;

import io.nova.model.DriverException;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.UnsupportedException;
import io.nova.spi.messaging.MemberAccess;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The users of the bus, if it has any, whichever driver it has now. */
final class BusUsers {

    private volatile Optional<MemberAccess> access = Optional.empty();

    synchronized void bind(MemberAccess added) {
        access = Optional.of(added);
    }

    synchronized void unbind(MemberAccess removed) {
        // The next one may be bound already.
        access = access.filter(one -> one != removed);
    }

    boolean areThere() {
        return access.isPresent();
    }

    /**
     * @throws UnsupportedException if the bus has no users
     * @throws UnavailableException if they cannot be changed now, with what to look at
     */
    <T> T ask(Function<MemberAccess, T> step) {
        MemberAccess now =
                access.orElseThrow(
                        () ->
                                new UnsupportedException(
                                        ResourceType.HOST,
                                        "bus",
                                        "Machines join over RabbitMQ, and this controller's"
                                                + " bus is for one machine: see"
                                                + " docs/operating.md, \"Many machines\""));
        try {
            return step.apply(now);
        } catch (DriverException e) {
            throw new UnavailableException("bus", String.valueOf(e.getMessage()), e);
        }
    }

    void tell(Consumer<MemberAccess> step) {
        ask(
                users -> {
                    step.accept(users);
                    return true;
                });
    }
}
