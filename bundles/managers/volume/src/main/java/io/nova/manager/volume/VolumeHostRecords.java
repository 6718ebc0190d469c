package io.nova.manager.volume;

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

/** What volumes have of a host. */
@Component
public final class VolumeHostRecords implements HostRecords {

    private final StateStore store;
    private final IdSource ids;

    @Activate
    public VolumeHostRecords(@Reference StateStore store, @Reference IdSource ids) {
        this.store = store;
        this.ids = ids;
    }

    @Override
    public boolean knows(HostId host) {
        return store.get(Kinds.HOST, host.value()).isPresent();
    }

    @Override
    public String held(HostId host) {
        // Those that no project has any longer are kept for snapshots.
        long volumes =
                store.count(Kinds.VOLUME, Kinds.ofHost(host))
                        + store.count(Kinds.BURIED, Kinds.ofHost(host));
        return volumes == 0 ? "" : volumes + " volumes";
    }

    @Override
    public void forget(HostId host) {
        Tx.Builder tx = Tx.of("volume-host-forget/" + ids.hex(16));
        new Records<>(store, Kinds.HOST)
                .each(
                        Kinds.ALL,
                        rec -> {
                            if (rec.value().id().equals(host)) {
                                tx.delete(Kinds.HOST, rec);
                            }
                        });
        store.get(Kinds.GUESTS, host.value()).ifPresent(rec -> tx.delete(Kinds.GUESTS, rec));
        store.get(Kinds.RESTING, host.value()).ifPresent(rec -> tx.delete(Kinds.RESTING, rec));
        Tx all = tx.build();
        if (!all.ops().isEmpty() && !(Records.commit(store, all) instanceof CommitResult.Ok)) {
            throw new UnavailableException(
                    "volume", "The host '%s' is being changed; try again".formatted(host));
        }
    }
}
