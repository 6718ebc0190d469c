package io.nova.manager.volume;

import io.nova.api.volume.SnapshotSources;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells those who make images of snapshots where these are. */
@Component
public final class SnapshotImages implements SnapshotSources {

    private final VolumeSources sources;
    private final VolumeHosts hosts;

    @Activate
    public SnapshotImages(@Reference StateStore store, @Reference Clock clock) {
        this.sources = new VolumeSources(store);
        this.hosts = new VolumeHosts(store, clock);
    }

    @Override
    public SnapshotSources.Source source(RequestContext context, SnapshotId snapshot) {
        VolumeSources.Source found =
                sources.find(context.project(), Optional.of(snapshot), Optional.empty());
        return new SnapshotSources.Source(
                snapshot,
                // A volume is kept as long as it has snapshots, so only one that is being
                // deleted at this moment has none.
                found.of()
                        .flatMap(hosts::of)
                        .map(VolumeHosts.Kept::host)
                        .orElseThrow(() -> new NotFoundException(ResourceType.SNAPSHOT, snapshot)),
                found.gib());
    }
}
