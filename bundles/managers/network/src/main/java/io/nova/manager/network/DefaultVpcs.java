package io.nova.manager.network;

import io.nova.model.ProjectId;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes the default VPC of a project at the first look at it. */
@Component(service = DefaultVpcs.class)
public final class DefaultVpcs {

    private final StateStore store;
    private final FlatNetwork flat;

    /** Those that are known to be there: they are never taken away. Some 2 KB a project. */
    private final Map<ProjectId, DefaultVpc> made = new ConcurrentHashMap<>();

    @Activate
    public DefaultVpcs(@Reference StateStore store, @Reference FlatNetwork flat) {
        this.store = store;
        this.flat = flat;
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
}
