package io.nova.manager.compute;

import io.nova.api.cluster.Fault;
import io.nova.api.cluster.Finding;
import io.nova.api.cluster.HostCheck;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.compute.Host;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.protocol.ComputeProtocol;
import io.nova.protocol.Holdings;
import io.nova.protocol.HoldingsRequest;
import io.nova.protocol.Pager;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Compares the guests of hosts with the instances. */
@Component
public final class HostGuests implements HostCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Pager<HoldingsRequest, Holdings> GUESTS =
            new Pager<>(
                    ComputeProtocol.HOLDINGS,
                    after -> new HoldingsRequest(after, ""),
                    Holdings::next);

    /** In these its host has a guest of an instance that ever ran. */
    private static final Set<InstanceState> THERE =
            EnumSet.of(InstanceState.RUNNING, InstanceState.STOPPING, InstanceState.STOPPED);

    private final Records<Instance> instances;
    private final HostRoster roster;
    private final MessageBus bus;
    private final Clock clock;
    private final IdSource ids;

    @Activate
    public HostGuests(
            @Reference StateStore store,
            @Reference HostRoster roster,
            @Reference MessageBus bus,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.instances = new Records<>(store, Kinds.INSTANCE);
        this.roster = roster;
        this.bus = bus;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public Look look(Runnable alive) throws InterruptedException {
        List<Seen> seen = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        Map<String, Instant> beats = roster.lastSeen();
        Instant since = clock.instant().minus(roster.silence());
        for (Host host : roster.all()) {
            if (beats.getOrDefault(host.id().value(), Instant.MIN).isBefore(since)) {
                silent.add("the guests of " + host.id() + ", which is down");
            } else {
                look(host, seen, silent);
            }
            alive.run();
        }
        return new Look(seen, silent);
    }

    private void look(Host host, List<Seen> seen, List<String> silent) throws InterruptedException {
        List<Holdings> pages;
        try {
            pages = GUESTS.ask(bus, ComputeProtocol.agent(host.id()), clock, ids, PATIENCE).get();
        } catch (ExecutionException e) {
            silent.add("the guests of %s: %s".formatted(host.id(), reason(e)));
            return;
        }
        Map<String, Long> guests =
                pages.stream()
                        .flatMap(page -> page.things().stream())
                        .collect(
                                Collectors.toMap(
                                        Holdings.Holding::id,
                                        Holdings.Holding::generation,
                                        Math::max));
        strays(host.id(), guests, seen);
        if (pages.stream().allMatch(Holdings::whole)) {
            missing(host, guests.keySet(), seen);
        } else {
            silent.add("all guests of %s: a driver of it is away".formatted(host.id()));
        }
    }

    private static String reason(ExecutionException failure) {
        Throwable cause = failure.getCause();
        return String.valueOf((cause == null ? failure : cause).getMessage());
    }

    private void strays(HostId host, Map<String, Long> guests, List<Seen> seen) {
        Map<String, Rec<Instance>> known = new HashMap<>();
        instances.findAll(guests.keySet()).forEach(rec -> known.put(rec.id(), rec));
        guests.forEach(
                (id, generation) -> {
                    Rec<Instance> rec = known.get(id);
                    String why = whyStray(host, rec);
                    if (!why.isEmpty()) {
                        long version = rec == null ? 0 : rec.version();
                        seen.add(
                                new Seen(
                                        new Finding(
                                                Fault.STRAY,
                                                "guest %s on %s".formatted(id, host),
                                                why + "; its host sees to it, and logs it",
                                                ""),
                                        generation + " " + version));
                    }
                });
    }

    private static String whyStray(HostId host, @Nullable Rec<Instance> rec) {
        if (rec == null) {
            return "is there without a record";
        }
        Instance instance = rec.value();
        if (!instance.host().equals(host)) {
            return "is there, and its record says " + instance.host();
        }
        return instance.state() == InstanceState.TERMINATED
                ? "is there, and its record says that it is terminated"
                : "";
    }

    private void missing(Host host, Set<String> guests, List<Seen> seen) {
        instances.each(
                Kinds.ofHost(host.id()),
                rec -> {
                    Instance instance = rec.value();
                    boolean should =
                            THERE.contains(instance.state()) && instance.status().startedOnce();
                    if (should && !guests.contains(rec.id())) {
                        seen.add(
                                new Seen(
                                        new Finding(
                                                Fault.MISSING,
                                                "instance " + rec.id(),
                                                "is %s, and %s has no guest of it"
                                                        .formatted(
                                                                instance.state()
                                                                        .name()
                                                                        .toLowerCase(Locale.ROOT),
                                                                host.id()),
                                                ""),
                                        rec.version() + " " + host.bootId()));
                    }
                });
    }
}
