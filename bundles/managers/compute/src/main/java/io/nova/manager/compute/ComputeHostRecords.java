package io.nova.manager.compute;

import io.nova.api.host.HostRecords;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.UnavailableException;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What compute has of a host. */
@Component
public final class ComputeHostRecords implements HostRecords {

    private final StateStore store;
    private final IdSource ids;

    @Activate
    public ComputeHostRecords(@Reference StateStore store, @Reference IdSource ids) {
        this.store = store;
        this.ids = ids;
    }

    @Override
    public boolean knows(HostId host) {
        return store.get(Kinds.HOST, host.value()).isPresent();
    }

    @Override
    public String held(HostId host) {
        long instances = store.count(Kinds.INSTANCE, Kinds.ofHost(host));
        return instances == 0 ? "" : instances + " instances";
    }

    @Override
    public void forget(HostId host) {
        store.get(Kinds.HOST, host.value())
                .ifPresent(
                        rec -> {
                            Tx tx =
                                    Tx.of("host-forget/" + ids.hex(16))
                                            .delete(Kinds.HOST, rec)
                                            .build();
                            if (!(Records.commit(store, tx) instanceof CommitResult.Ok)) {
                                throw new UnavailableException(
                                        "compute",
                                        "The host '%s' is being changed; try again"
                                                .formatted(host));
                            }
                        });
    }
}
