package io.nova.manager.network;

import io.nova.api.host.HostRecords;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.UnavailableException;
import io.nova.model.network.Ipv4;
import io.nova.protocol.NetworkProtocol;
import io.nova.protocol.Peers;
import io.nova.protocol.PeersRequest;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Keeps where the tunnels of hosts end, and tells each those of the others. A host comes and
 * changes by what it says itself, and goes when it says that it has none, or is removed.
 */
@Component(immediate = true)
public final class PeerDesk implements HostRecords {

    private static final int CONCURRENCY = 4;
    private static final String ALL = "all";

    /** So much of the time may go into hints: when many hosts start, each is news to all. */
    private static final double SHARE = 0.05;

    private final StateStore store;
    private final Records<TunnelEnd> ends;
    private final NetworkWakener wakener;
    private final IdSource ids;
    private final Work<String> hints;
    private final Subscription subscription;

    @Activate
    public PeerDesk(
            @Reference StateStore store,
            @Reference NetworkWakener wakener,
            @Reference ReconcileEngine engine,
            @Reference MessageBus bus,
            @Reference IdSource ids) {
        this.store = store;
        this.ends = new Records<>(store, Kinds.TUNNEL_END);
        this.wakener = wakener;
        this.ids = ids;
        this.hints =
                engine.start(
                        WorkSpec.<String>named("tunnel-ends")
                                .reconciler(key -> hint())
                                .share(SHARE)
                                .build());
        this.subscription =
                NetworkProtocol.PEERS.serve(
                        bus,
                        NetworkProtocol.MANAGER,
                        CONCURRENCY,
                        request -> CompletableFuture.completedStage(answer(request)));
    }

    @Deactivate
    public void close() {
        subscription.close();
        hints.close();
    }

    private Peers answer(PeersRequest request) {
        Optional<Rec<TunnelEnd>> known = ends.find(request.host().value());
        Optional<TunnelEnd> said =
                request.underlay().map(address -> new TunnelEnd(request.host(), address));
        if (!known.map(Rec::value).equals(said)) {
            put(request.host(), known, said);
        }
        return new Peers(said.isEmpty() ? List.of() : addresses());
    }

    private List<Ipv4> addresses() {
        List<Ipv4> all = new ArrayList<>();
        ends.each(Kinds.ALL, rec -> all.add(rec.value().address()));
        return all.stream().distinct().sorted().toList();
    }

    private void put(HostId host, Optional<Rec<TunnelEnd>> known, Optional<TunnelEnd> said) {
        Tx.Builder tx = Tx.of("tunnel-end/" + ids.hex(16));
        if (said.isEmpty()) {
            known.ifPresent(rec -> tx.delete(Kinds.TUNNEL_END, rec));
        } else if (known.isEmpty()) {
            tx.create(Kinds.TUNNEL_END, host.value(), said.get());
        } else {
            tx.update(Kinds.TUNNEL_END, known.get(), said.get());
        }
        // A lost race was the same host's earlier or later word, which it says again.
        if (!(Records.commit(store, tx.build()) instanceof CommitResult.Ok)) {
            throw new UnavailableException(
                    "network", "The host '%s' is being changed; try again".formatted(host));
        }
        hints.wake(ALL);
    }

    private Outcome hint() {
        List<HostId> all = new ArrayList<>();
        ends.each(Kinds.ALL, rec -> all.add(rec.value().host()));
        wakener.changed(all);
        return Outcome.done();
    }

    @Override
    public boolean knows(HostId host) {
        return ends.find(host.value()).isPresent();
    }

    /** Tunnels hold nothing of a project. */
    @Override
    public String held(HostId host) {
        return "";
    }

    @Override
    public void forget(HostId host) {
        Optional<Rec<TunnelEnd>> known = ends.find(host.value());
        if (known.isPresent()) {
            put(host, known, Optional.empty());
        }
    }
}
