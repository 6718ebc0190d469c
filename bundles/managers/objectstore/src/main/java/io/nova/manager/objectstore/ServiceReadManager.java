package io.nova.manager.objectstore;

import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.ServiceReads;
import io.nova.model.BucketName;
import io.nova.model.IdSource;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.state.StateStore;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps which objects were handed to the cloud's services. */
@Component
public final class ServiceReadManager implements ServiceReads {

    private final StateStore store;
    private final ObjectService objects;
    private final Ledger ledger;

    @Activate
    public ServiceReadManager(
            @Reference StateStore store,
            @Reference ObjectService objects,
            @Reference IdSource ids) {
        this.store = store;
        this.objects = objects;
        this.ledger = new Ledger(store, ids);
    }

    @Override
    public void allow(RequestContext context, BucketName bucket, ObjectKey key) {
        ObjectContent content = objects.get(context, bucket, key);
        HandedObject handed = HandedObject.of(content.bucket().handle(), content.info());
        ledger.untilCommitted(
                ResourceType.OBJECT,
                key,
                () ->
                        store.get(Kinds.HANDED, handed.id()).isPresent()
                                ? Optional.of(true)
                                : ledger.commit(
                                                ledger.begin()
                                                        .create(Kinds.HANDED, handed.id(), handed))
                                        .map(ok -> true));
    }
}
