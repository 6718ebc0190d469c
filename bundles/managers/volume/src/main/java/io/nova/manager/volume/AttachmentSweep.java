package io.nova.manager.volume;

import io.nova.api.compute.PortService;
import io.nova.api.compute.PortService.InstancePort;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.model.IdSource;
import io.nova.model.VolumeId;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.Volume;
import io.nova.reconcile.Leader;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.state.LeaseClaim;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Lets volumes follow their instances: off those that ended, and to the host where one is placed
 * anew before it ran. Also forgets clients' tokens after a day. One manager of several does it; a
 * volume that another changed since it was read is left alone.
 */
@Component(
        immediate = true,
        service = {})
public final class AttachmentSweep {

    private static final Duration SWEEP = Duration.ofSeconds(3);
    private static final Duration TOKEN_LIFE = Duration.ofHours(24);
    private static final Duration TOKENS = Duration.ofMinutes(10);
    private static final String THE_SWEEP = "sweep";

    private final StateStore store;
    private final PortService ports;
    private final Clock clock;
    private final IdSource ids;
    private final Records<Volume> volumes;
    private final Leader leader;

    @Activate
    public AttachmentSweep(
            @Reference StateStore store,
            @Reference PortService ports,
            @Reference ReconcileEngine engine,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.store = store;
        this.ports = ports;
        this.clock = clock;
        this.ids = ids;
        this.volumes = new Records<>(store, Kinds.VOLUME);
        LeaseClaim claim = new LeaseClaim(store, "leader/volume-attachments", ids.hex(16));
        this.leader = new Leader("volume-attachments", engine, clock, claim::take, claim::give);
        var unusedWork =
                leader.start(
                        WorkSpec.<String>named("volume-attachments")
                                .reconciler(key -> sweep())
                                .keys(() -> List.of(THE_SWEEP))
                                .resync(SWEEP)
                                .build());
        var unusedTokens =
                leader.start(
                        WorkSpec.<String>named("volume-tokens")
                                .reconciler(key -> forgetTokens())
                                .keys(() -> List.of(THE_SWEEP))
                                .resync(TOKENS)
                                .build());
    }

    @Deactivate
    public void close() {
        leader.close();
    }

    Outcome sweep() {
        if (store.count(Kinds.VOLUME, Kinds.ATTACHED) == 0) {
            return Outcome.done();
        }
        List<Volume> attached = new ArrayList<>();
        volumes.each(Kinds.ATTACHED, rec -> attached.add(rec.value()));
        // After the volumes and before the instances: a launch that is no longer waited for has its
        // instances already.
        Set<VolumeId> early = waiting();
        for (Volume volume : attached) {
            if (!early.contains(volume.id()) && follow(volume).isPresent()) {
                var unused =
                        volumes.change(
                                volume.id().value(),
                                () -> "volume-follow/" + ids.hex(16),
                                now ->
                                        // Of a launch that began meanwhile, or another instance's.
                                        now.equals(volume) ? follow(now) : Optional.empty());
            }
        }
        return Outcome.done();
    }

    private Optional<Volume> follow(Volume volume) {
        Attachment on = volume.attachment().orElseThrow();
        Optional<InstancePort> port = ports.find(on.instance());
        if (port.isPresent()) {
            return volume.follows(port.get().host());
        }
        return Optional.of(volume.detaching(false, true)).filter(next -> !next.equals(volume));
    }

    /** Returns the volumes of launches that are not committed yet. */
    private Set<VolumeId> waiting() {
        Set<VolumeId> waiting = new HashSet<>();
        new Records<>(store, Kinds.HOLD)
                .each(
                        Kinds.ALL,
                        rec -> {
                            Kinds.Hold hold = rec.value();
                            if (store.used(InstanceVolumeService.held(hold.launch())) > 0) {
                                waiting.addAll(hold.volumes());
                            }
                        });
        return waiting;
    }

    private Outcome forgetTokens() {
        Instant old = clock.instant().minus(TOKEN_LIFE);
        List<Rec<Kinds.Token>> gone = new ArrayList<>();
        new Records<>(store, Kinds.TOKEN)
                .each(
                        Kinds.ALL,
                        rec -> {
                            if (rec.value().usedAt().isBefore(old)) {
                                gone.add(rec);
                            }
                        });
        for (Rec<Kinds.Token> rec : gone) {
            Tx tx = Tx.of("volume-token/" + ids.hex(16)).delete(Kinds.TOKEN, rec).build();
            // Where another manager was quicker, it is gone as well.
            var unused = Records.commit(store, tx);
        }
        return Outcome.done();
    }
}
