package io.nova.manager.compute;

import io.nova.api.compute.HostRoleService;
import io.nova.api.identity.Authorizer;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.InUseException;
import io.nova.model.InvalidParameterException;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.protocol.Ack;
import io.nova.protocol.Departure;
import io.nova.protocol.HostProtocol;
import io.nova.protocol.HostRoles;
import io.nova.protocol.RolesAsked;
import io.nova.protocol.RolesChange;
import io.nova.protocol.RolesReply;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.MessagingException;
import io.nova.spi.messaging.Subscription;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Hears of the roles of hosts, and has hosts change them. */
@Component(immediate = true)
public final class HostRoleManager implements HostRoleService {

    /** A change may bring a whole role, with all its bundles. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration HINT = Duration.ofSeconds(10);

    private final Authorizer authorizer;
    private final MessageBus bus;
    private final Clock clock;
    private final IdSource ids;
    private final HostRoleBook book;
    private final List<Subscription> subscriptions;

    @Activate
    public HostRoleManager(
            @Reference Authorizer authorizer,
            @Reference HostRoster roster,
            @Reference MessageBus bus,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.authorizer = authorizer;
        this.bus = bus;
        this.clock = clock;
        this.ids = ids;
        book = new HostRoleBook(clock, roster.silence());
        subscriptions =
                List.of(
                        serve(Address.role(HostProtocol.MANAGERS), this::passOn),
                        serve(Address.all(HostProtocol.MANAGERS), book::heard),
                        HostProtocol.GONE.serve(
                                bus,
                                Address.all(HostProtocol.MANAGERS),
                                1,
                                gone -> {
                                    book.forget(gone.host());
                                    return CompletableFuture.completedStage(Ack.OK);
                                }));
        ask();
    }

    private Subscription serve(Address at, Consumer<HostRoles> taker) {
        return HostProtocol.ROLES.serve(
                bus,
                at,
                1,
                said -> {
                    taker.accept(said);
                    return CompletableFuture.completedStage(Ack.OK);
                });
    }

    /** A host speaks to one manager; what it says is for all, this one among them. */
    private void passOn(HostRoles said) {
        bus.broadcast(
                HostProtocol.MANAGERS,
                HostProtocol.ROLES.message(said, ids.hex(16), "", clock.instant().plus(HINT)));
    }

    private void ask() {
        String asked = ids.hex(16);
        bus.broadcast(
                HostProtocol.HOSTS,
                HostProtocol.ASKED.message(
                        new RolesAsked("host-role-manager"),
                        asked,
                        "",
                        clock.instant().plus(HINT)));
    }

    @Override
    public List<RolesView> list(RequestContext context) {
        authorizer.require(context.caller(), "nova:HostList");
        return book.all();
    }

    @Override
    public CompletionStage<RolesView> change(
            RequestContext context,
            HostId host,
            List<String> add,
            List<String> remove,
            Leaving leaving) {
        authorizer.require(context.caller(), "nova:HostRoleSet");
        Instant deadline = clock.instant().plus(PATIENCE);
        return HostProtocol.CHANGE
                .call(
                        bus,
                        HostProtocol.agent(host),
                        new RolesChange(add, remove, departure(leaving)),
                        ids.hex(16),
                        context.requestId(),
                        deadline)
                .handle(
                        (reply, fault) -> {
                            if (fault != null) {
                                throw fault(host, fault);
                            }
                            return taken(host, reply);
                        });
    }

    private RolesView taken(HostId host, RolesReply reply) {
        book.heard(reply.after());
        return switch (reply.refusal()) {
            case NONE -> book.of(host).orElseThrow();
            case UNKNOWN ->
                    throw new InvalidParameterException(
                            InvalidParameterException.Problem.UNKNOWN, "roles", reply.reason());
            case IN_USE -> throw new InUseException(ResourceType.HOST, host, reply.reason());
            case UNABLE -> throw new UnavailableException("host", reply.reason());
        };
    }

    private RuntimeException fault(HostId host, Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        boolean nobody =
                cause instanceof MessagingException fault
                        && fault.kind() == MessagingException.Kind.NO_ROUTE;
        if (nobody && !book.knows(host)) {
            return new NotFoundException(ResourceType.HOST, host);
        }
        return new UnavailableException(
                "host",
                "The host '%s' does not answer now (%s); nova:host-roles shows what became of it"
                        .formatted(host, cause == null ? thrown : cause.getMessage()),
                thrown);
    }

    private static Departure departure(Leaving leaving) {
        return switch (leaving) {
            case IF_EMPTY -> Departure.REFUSE;
            case WHEN_EMPTY -> Departure.DRAIN;
            case AT_ONCE -> Departure.FORCE;
        };
    }

    /** Stops listening. */
    @Deactivate
    public void close() {
        subscriptions.forEach(Subscription::close);
    }
}
