package io.nova.manager.volume;

import io.nova.api.compute.DriverService.DriverView;
import io.nova.api.identity.Authorizer;
import io.nova.api.volume.VolumeInventory;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.volume.BackEnd;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.Volume;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows an operator what there is, whoever's it is. */
@Component
public final class Inventory implements VolumeInventory {

    private final StateStore store;
    private final Authorizer authorizer;
    private final VolumeDrivers drivers;
    private final VolumeHosts hosts;

    @Activate
    public Inventory(
            @Reference StateStore store,
            @Reference Authorizer authorizer,
            @Reference VolumeDrivers drivers,
            @Reference Clock clock) {
        this.store = store;
        this.authorizer = authorizer;
        this.drivers = drivers;
        this.hosts = new VolumeHosts(store, clock);
    }

    @Override
    public Page<Volume> volumes(
            RequestContext context, Collection<VolumeId> ids, String after, int limit) {
        authorizer.require(context.caller(), "nova:VolumeListAll");
        Map<BackEnd, BackEnd> named = new HashMap<>();
        return read(Kinds.VOLUME, ResourceType.VOLUME, ids, after, limit)
                .map(one -> one.ownedBy(named.computeIfAbsent(one.backEnd(), hosts::named)));
    }

    @Override
    public Page<Snapshot> snapshots(
            RequestContext context, Collection<SnapshotId> ids, String after, int limit) {
        authorizer.require(context.caller(), "nova:SnapshotListAll");
        return read(Kinds.SNAPSHOT, ResourceType.SNAPSHOT, ids, after, limit);
    }

    private <T> Page<T> read(
            Kind<T> kind, ResourceType type, Collection<?> ids, String after, int limit) {
        if (ids.isEmpty()) {
            return new Records<>(store, kind).page(Kinds.ALL, after, limit).map(Rec::value);
        }
        List<T> found = new ArrayList<>();
        for (Object id : ids) {
            found.add(
                    store.get(kind, id.toString())
                            .orElseThrow(() -> new NotFoundException(type, id))
                            .value());
        }
        return new Page<>(found, Optional.empty());
    }

    @Override
    public List<VolumeHostView> hosts(RequestContext context) {
        authorizer.require(context.caller(), "nova:HostList");
        return hosts.views();
    }

    @Override
    public List<DriverView> drivers(RequestContext context) {
        authorizer.require(context.caller(), "nova:DriverList");
        List<DriverView> views = new ArrayList<>();
        drivers.all()
                .forEach(
                        (source, said) ->
                                said.forEach(
                                        one ->
                                                views.add(
                                                        new DriverView(
                                                                one.family(),
                                                                source.host().value(),
                                                                one.name(),
                                                                one.calls(),
                                                                one.inFlight(),
                                                                one.swaps(),
                                                                Duration.ofMillis(
                                                                        one.longestPauseMillis()),
                                                                Duration.ofMillis(
                                                                        one.waitedMillis())))));
        views.sort(Comparator.comparing(DriverView::host).thenComparing(DriverView::name));
        return views;
    }
}
