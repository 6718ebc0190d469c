package io.nova.manager.objectstore;

import io.nova.model.Role;
import io.nova.spi.state.StateStore;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells what the cloud's services may read because it was handed to them. */
@Component(service = ServiceReadCheck.class)
public final class ServiceReadCheck {

    private static final Set<String> READS = Set.of("s3:GetObject", "s3:GetObjectVersion");

    private final StateStore store;

    @Activate
    public ServiceReadCheck(@Reference StateStore store) {
        this.store = store;
    }

    boolean allows(AccessRequest request) {
        return request.caller().has(Role.SERVICE)
                && READS.contains(request.action())
                && request.object()
                        .map(object -> HandedObject.of(object.bucket(), object.info()).id())
                        .flatMap(id -> store.get(Kinds.HANDED, id))
                        .isPresent();
    }
}
