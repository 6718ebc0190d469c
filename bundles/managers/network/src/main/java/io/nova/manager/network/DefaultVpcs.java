package io.nova.manager.network;

import io.nova.api.compute.ZoneService;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.ZoneName;
import io.nova.model.network.Subnet;
import io.nova.spi.state.Change;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Makes the default VPC of a project at the first look at it, and its subnets zone by zone. After
 * the records have lost history it looks again at what it knew to be there.
 */
@Component(service = DefaultVpcs.class)
public final class DefaultVpcs implements WatchListener {

    private final StateStore store;
    private final FlatNetwork flat;
    private final ZoneService zones;

    /** Those that are known to be there: they are never taken away. Some 2 KB a project. */
    private final Map<ProjectId, DefaultVpc> made = new ConcurrentHashMap<>();

    /** Subnets that are known to be there, beside those of the segment's own zone. */
    private final Map<InZone, Subnet> subnets = new ConcurrentHashMap<>();

    private final Watch watch;

    private record InZone(ProjectId project, ZoneName zone) {}

    @Activate
    public DefaultVpcs(
            @Reference StateStore store,
            @Reference FlatNetwork flat,
            @Reference ZoneService zones) {
        this.store = store;
        this.flat = flat;
        this.zones = zones;
        this.watch = store.watch(Set.of(Kinds.VPC), -1, this);
    }

    @Deactivate
    public void close() {
        watch.close();
    }

    @Override
    public void change(Change change) {
        // They are never taken away.
    }

    @Override
    public void gap() {
        flat.forget();
        made.clear();
        subnets.clear();
    }

    /** Returns what it was when it was made: ids never change, tags and rules do. */
    DefaultVpc of(ProjectId project) {
        DefaultVpc known = made.get(project);
        if (known != null) {
            return known;
        }
        DefaultVpc vpc = DefaultVpc.of(project, flat.network(), flat.domain());
        if (store.get(Kinds.VPC, vpc.vpc().id().value()).isEmpty()) {
            // Whoever comes first makes the same.
            Records.commit(store, vpc.create().build());
        }
        made.put(project, vpc);
        return vpc;
    }

    /**
     * Returns the default subnet of the zone as it was when it was made.
     *
     * @throws NotFoundException if there is no such zone
     */
    Subnet subnet(ProjectId project, ZoneName zone) {
        DefaultVpc vpc = of(project);
        if (vpc.subnet().zone().equals(zone)) {
            return vpc.subnet();
        }
        InZone key = new InZone(project, zone);
        Subnet known = subnets.get(key);
        if (known != null) {
            return known;
        }
        if (zones.zones().stream().noneMatch(one -> one.name().equals(zone))) {
            throw new NotFoundException(
                    ResourceType.SUBNET,
                    zone.value(),
                    "There is no default subnet in zone '%s', for there is no such zone"
                            .formatted(zone));
        }
        return make(key, vpc.subnetIn(zone));
    }

    private Subnet make(InZone key, Subnet subnet) {
        String id = subnet.id().value();
        if (store.get(Kinds.SUBNET, id).isEmpty()) {
            // Whoever comes first makes the same.
            Records.commit(
                    store, Tx.of("default-subnet/" + id).create(Kinds.SUBNET, id, subnet).build());
        }
        subnets.put(key, subnet);
        return subnet;
    }

    /** Makes the subnets of the zones that have appeared since the last look. */
    void inEveryZone(ProjectId project) {
        zones.zones().forEach(zone -> subnet(project, zone.name()));
    }
}
