package io.nova.manager.volume;

import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.UnavailableException;
import io.nova.model.VolumeId;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.Volume;
import io.nova.protocol.VolumeProtocol;
import io.nova.protocol.Wake;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.state.Change;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Hints to hosts that a volume or snapshot of theirs changed, whoever changed it. A lost hint costs
 * time alone.
 */
@Component(
        immediate = true,
        service = {})
public final class VolumeHints implements WatchListener {

    private static final Duration WORTH = Duration.ofSeconds(5);

    private final StateStore store;
    private final MessageBus bus;
    private final Clock clock;
    private final IdSource ids;
    private final VolumeHosts hosts;
    private final Watch watch;

    @Activate
    public VolumeHints(
            @Reference StateStore store,
            @Reference MessageBus bus,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.store = store;
        this.bus = bus;
        this.clock = clock;
        this.ids = ids;
        this.hosts = new VolumeHosts(store, clock);
        this.watch = store.watch(Set.of(Kinds.VOLUME, Kinds.EXPORT, Kinds.SNAPSHOT), -1, this);
    }

    @Deactivate
    public void close() {
        watch.close();
    }

    @Override
    public void change(Change change) {
        try {
            hint(change);
        } catch (UnavailableException e) {
            // Hosts ask by themselves, and there is nothing to tell while the records are away.
        }
    }

    private void hint(Change change) {
        if (change.kind().equals(Kinds.SNAPSHOT)) {
            store.get(Kinds.SNAPSHOT, change.id())
                    .map(rec -> rec.value().volume())
                    .flatMap(hosts::of)
                    .map(VolumeHosts.Kept::host)
                    .ifPresent(host -> wake(VolumeProtocol.agent(host), host));
            return;
        }
        Optional<Volume> volume =
                store.get(Kinds.VOLUME, new VolumeId(change.id()).value()).map(Rec::value);
        volume.map(Volume::host).ifPresent(host -> wake(VolumeProtocol.agent(host), host));
        volume.flatMap(Volume::attachment)
                .map(Attachment::host)
                .ifPresent(host -> wake(VolumeProtocol.guests(host), host));
    }

    @Override
    public void gap() {
        // Hosts ask by themselves.
    }

    private void wake(Address to, HostId host) {
        // A hint that is lost costs its host a few seconds.
        var unused =
                bus.cast(
                        to,
                        VolumeProtocol.WAKE.message(
                                new Wake(host), ids.hex(16), "", clock.instant().plus(WORTH)),
                        Durability.HINT);
    }
}
