package io.nova.manager.volume;

import io.nova.api.cluster.Fault;
import io.nova.api.cluster.Finding;
import io.nova.api.cluster.HostCheck;
import io.nova.api.volume.VolumeInventory.VolumeHostView;
import io.nova.manager.volume.Kinds.Buried;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.AttachmentState;
import io.nova.model.volume.BackEnd;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.protocol.Holdings;
import io.nova.protocol.Holdings.Holding;
import io.nova.protocol.HoldingsRequest;
import io.nova.protocol.Pager;
import io.nova.protocol.VolumeProtocol;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Compares the volumes of hosts, and their exports, with the records. */
@Component
public final class HostVolumes implements HostCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** In these its host has the volume. */
    private static final Set<VolumeState> THERE = Set.of(VolumeState.AVAILABLE, VolumeState.IN_USE);

    private final Records<Volume> volumes;
    private final Records<Buried> buried;
    private final VolumeHosts hosts;
    private final MessageBus bus;
    private final Clock clock;
    private final IdSource ids;

    @Activate
    public HostVolumes(
            @Reference StateStore store,
            @Reference MessageBus bus,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.volumes = new Records<>(store, Kinds.VOLUME);
        this.buried = new Records<>(store, Kinds.BURIED);
        this.hosts = new VolumeHosts(store, clock);
        this.bus = bus;
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public Look look(Runnable alive) throws InterruptedException {
        List<Seen> seen = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (VolumeHostView host : hosts.views()) {
            if (host.up()) {
                look(host, seen, silent);
            } else {
                silent.add(
                        "the %s volumes of %s, which is down"
                                .formatted(host.technology(), host.host()));
            }
            alive.run();
        }
        return new Look(seen, silent);
    }

    private void look(VolumeHostView backEnd, List<Seen> seen, List<String> silent)
            throws InterruptedException {
        HostId host = backEnd.host();
        String technology = backEnd.technology();
        List<Holdings> pages;
        try {
            pages =
                    new Pager<>(
                                    VolumeProtocol.HOLDINGS,
                                    after -> new HoldingsRequest(after, technology),
                                    Holdings::next)
                            .ask(bus, VolumeProtocol.agent(host), clock, ids, PATIENCE)
                            .get();
        } catch (ExecutionException e) {
            silent.add("the %s volumes of %s: %s".formatted(technology, host, reason(e)));
            return;
        }
        Map<String, Holding> there =
                pages.stream()
                        .flatMap(page -> page.things().stream())
                        .collect(Collectors.toMap(Holding::id, one -> one, (one, same) -> one));
        strays(host, there, seen);
        if (pages.stream().allMatch(Holdings::whole)) {
            missing(host, hosts.ownedBy(host, technology), there, seen);
        } else {
            silent.add("all %s volumes of %s: their driver is away".formatted(technology, host));
        }
    }

    private static String reason(ExecutionException failure) {
        Throwable cause = failure.getCause();
        return String.valueOf((cause == null ? failure : cause).getMessage());
    }

    private void strays(HostId host, Map<String, Holding> there, List<Seen> seen) {
        Map<String, Rec<Volume>> known = new HashMap<>();
        volumes.findAll(there.keySet()).forEach(rec -> known.put(rec.id(), rec));
        Set<String> kept =
                buried.findAll(there.keySet()).stream().map(Rec::id).collect(Collectors.toSet());
        there.forEach(
                (id, holding) -> {
                    Optional<Rec<Volume>> rec = Optional.ofNullable(known.get(id));
                    String state =
                            "%d %s %d"
                                    .formatted(
                                            holding.generation(),
                                            holding.exported(),
                                            rec.map(Rec::version).orElse(0L));
                    if (rec.isEmpty() && !kept.contains(id)) {
                        seen.add(
                                seen(
                                        Fault.STRAY,
                                        "volume %s on %s".formatted(id, host),
                                        "is there without a record; it is left alone",
                                        state));
                    } else if (rec.isPresent() && !rec.get().value().host().equals(host)) {
                        seen.add(
                                seen(
                                        Fault.STRAY,
                                        "volume %s on %s".formatted(id, host),
                                        "is there, and its record says " + rec.get().value().host(),
                                        state));
                    } else if (rec.isPresent()) {
                        export(host, rec.get().value(), holding, state, seen);
                    }
                });
    }

    /** A host that has not heard of the newest spec is on its way. */
    private static void export(
            HostId host, Volume volume, Holding holding, String state, List<Seen> seen) {
        if (holding.generation() < volume.generation()) {
            return;
        }
        Optional<AttachmentState> attached = volume.attachment().map(Attachment::state);
        String subject = "export of %s on %s".formatted(volume.id(), host);
        if (holding.exported() && attached.isEmpty()) {
            seen.add(seen(Fault.STRAY, subject, "is there, and nobody has the volume", state));
        } else if (!holding.exported() && attached.equals(Optional.of(AttachmentState.ATTACHED))) {
            seen.add(seen(Fault.MISSING, subject, "is not there, and a guest has it", state));
        }
    }

    private void missing(
            HostId host, Predicate<BackEnd> owned, Map<String, Holding> there, List<Seen> seen) {
        volumes.each(
                Kinds.ofHost(host),
                rec -> {
                    VolumeState state = rec.value().state();
                    if (THERE.contains(state)
                            && owned.test(rec.value().backEnd())
                            && !there.containsKey(rec.id())) {
                        seen.add(
                                seen(
                                        Fault.MISSING,
                                        "volume " + rec.id(),
                                        "is %s, and %s does not have it"
                                                .formatted(
                                                        state.name().toLowerCase(Locale.ROOT),
                                                        host),
                                        "" + rec.version()));
                    }
                });
    }

    private static Seen seen(Fault fault, String subject, String detail, String state) {
        return new Seen(new Finding(fault, subject, detail, ""), state);
    }
}
