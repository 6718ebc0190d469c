package io.nova.manager.compute;

import io.nova.api.compute.DriverMoveService;
import io.nova.api.compute.DriverService.DriverView;
import io.nova.api.compute.HostRoleService;
import io.nova.api.compute.HostRoleService.RolesView;
import io.nova.api.identity.Authorizer;
import io.nova.gate.DriverFamily;
import io.nova.gate.GateStats;
import io.nova.model.CloudException;
import io.nova.model.HostId;
import io.nova.model.HostRole;
import io.nova.model.IncorrectStateException;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Moves families to other drivers: both are on the host for the move, and in its file, so that it
 * has both too if the process dies meanwhile.
 */
@Component(service = DriverMoveService.class)
public final class DriverMoves implements DriverMoveService {

    /** How long a driver may take to start. */
    private static final Duration START = Duration.ofSeconds(20);

    private static final List<String> CONTROLLER =
            List.of(HostRole.API.word(), HostRole.OBJECTSTORE.word());

    private final Authorizer authorizer;
    private final HostRoleService roles;
    private final Duration start;
    private final List<DriverFamily> families = new CopyOnWriteArrayList<>();

    @Activate
    public DriverMoves(@Reference Authorizer authorizer, @Reference HostRoleService roles) {
        this(authorizer, roles, START);
    }

    DriverMoves(Authorizer authorizer, HostRoleService roles, Duration start) {
        this.authorizer = authorizer;
        this.roles = roles;
        this.start = start;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindFamily(DriverFamily family) {
        families.add(family);
    }

    void unbindFamily(DriverFamily family) {
        families.remove(family);
    }

    @Override
    public List<DriverView> families(RequestContext context) {
        authorizer.require(context.caller(), "nova:DriverList");
        return families.stream()
                .map(DriverMoves::view)
                .sorted(Comparator.comparing(DriverView::family))
                .toList();
    }

    private static DriverView view(DriverFamily family) {
        GateStats stats = family.stats();
        return new DriverView(
                family.family(),
                "",
                stats.drivers().stream().findFirst().orElse(""),
                stats.calls(),
                stats.inFlight(),
                stats.swaps(),
                stats.longestPause(),
                stats.waited());
    }

    @Override
    public void move(RequestContext context, String family, String to, Consumer<String> progress)
            throws InterruptedException {
        authorizer.require(context.caller(), "nova:DriverMove");
        DriverFamily drivers =
                families.stream()
                        .filter(one -> one.family().equals(family))
                        .findFirst()
                        .orElseThrow(() -> new NotFoundException(ResourceType.DRIVER, family));
        Optional<RolesView> here = here(context);
        boolean brought = bring(context, drivers, here, to, progress);
        try {
            drivers.move(to, progress);
        } catch (CloudException e) {
            if (brought) {
                takeOff(context, here.orElseThrow().host(), List.of(word(family, to)), progress);
            }
            throw e;
        }
        here.ifPresent(host -> takeOffOthers(context, drivers, host.host(), to, progress));
    }

    private static String word(String family, String driver) {
        return family + "-" + driver;
    }

    /** Returns the one host that has managers; empty if no host tells of its roles. */
    private Optional<RolesView> here(RequestContext context) {
        List<RolesView> controllers =
                roles.list(context).stream()
                        .filter(host -> CONTROLLER.stream().anyMatch(host.roles()::contains))
                        .toList();
        if (controllers.size() > 1) {
            List<String> hosts = controllers.stream().map(host -> host.host().value()).toList();
            throw new IncorrectStateException(
                    ResourceType.HOST,
                    hosts.get(0),
                    ("The hosts %s have managers each, which would go on as they are: take api and"
                                    + " objectstore from all but this one first, and give them"
                                    + " back afterwards")
                            .formatted(String.join(", ", hosts)));
        }
        return controllers.stream().findFirst();
    }

    /** Returns whether the driver was brought to the host. */
    private boolean bring(
            RequestContext context,
            DriverFamily drivers,
            Optional<RolesView> here,
            String to,
            Consumer<String> progress)
            throws InterruptedException {
        String word = word(drivers.family(), to);
        if (here.isEmpty() || here.get().drivers().contains(word)) {
            return false;
        }
        HostId host = here.get().host();
        progress.accept("The host %s gets %s".formatted(host, word));
        // Both by name, even if they are there: one may have come only because there was no other.
        change(context, host, List.of(word(drivers.family(), drivers.serving()), word), List.of());
        long began = System.nanoTime();
        while (!drivers.present().contains(to)) {
            if (System.nanoTime() - began > start.toNanos()) {
                takeOff(context, host, List.of(word), progress);
                throw new IncorrectStateException(
                        ResourceType.DRIVER,
                        to,
                        ("The driver %s did not start within %d s: look at its settings,"
                                        + " etc/io.nova.driver.%s.%s.cfg, and at nova.log, and try"
                                        + " again. Nothing has changed")
                                .formatted(word, start.toSeconds(), drivers.family(), to));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return true;
    }

    private void takeOffOthers(
            RequestContext context,
            DriverFamily drivers,
            HostId host,
            String to,
            Consumer<String> progress) {
        String prefix = word(drivers.family(), "");
        List<String> others =
                roles.list(context).stream()
                        .filter(view -> view.host().equals(host))
                        .flatMap(view -> Stream.of(view.drivers(), view.coming()))
                        .flatMap(List::stream)
                        .filter(word -> word.startsWith(prefix) && !word.equals(prefix + to))
                        .distinct()
                        .toList();
        if (!others.isEmpty()) {
            takeOff(context, host, others, progress);
        }
    }

    private void takeOff(
            RequestContext context, HostId host, List<String> words, Consumer<String> progress) {
        String named = String.join(", ", words);
        try {
            change(context, host, List.of(), words);
            progress.accept("The host %s has no %s any longer".formatted(host, named));
        } catch (CloudException e) {
            progress.accept(
                    "%s could not be taken off the host %s, which nova:host-roles does: %s"
                            .formatted(named, host, e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void change(RequestContext context, HostId host, List<String> add, List<String> remove)
            throws InterruptedException {
        try {
            RolesView after =
                    roles.change(context, host, add, remove, HostRoleService.Leaving.IF_EMPTY)
                            .toCompletableFuture()
                            .get();
            if (!after.trouble().isEmpty()) {
                throw new UnavailableException("host", after.trouble());
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CloudException told) {
                throw told;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
