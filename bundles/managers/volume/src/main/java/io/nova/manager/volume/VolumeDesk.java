package io.nova.manager.volume;

import io.nova.model.IdSource;
import io.nova.protocol.Ack;
import io.nova.protocol.Held;
import io.nova.protocol.VolumeProtocol;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Where hosts ask for their volumes and their guests', and tell what they saw. */
@Component(
        immediate = true,
        service = {})
public final class VolumeDesk {

    /** How many hosts are answered at once. */
    private static final int CONCURRENCY = 4;

    private final List<Subscription> subscriptions;

    @Activate
    public VolumeDesk(
            @Reference StateStore store,
            @Reference VolumeDrivers drivers,
            @Reference MessageBus bus,
            @Reference Clock clock,
            @Reference IdSource ids) {
        VolumeAssignments assignments = new VolumeAssignments(store, clock);
        VolumeReports reports = new VolumeReports(store, clock, ids);
        VolumeHosts hosts = new VolumeHosts(store, clock);
        GuestVolumes guests = new GuestVolumes(store, clock, ids);
        subscriptions =
                List.of(
                        VolumeProtocol.VOLUMES.serve(
                                bus,
                                VolumeProtocol.MANAGER,
                                CONCURRENCY,
                                request ->
                                        CompletableFuture.completedStage(
                                                assignments.answer(request))),
                        VolumeProtocol.REPORT.serve(
                                bus,
                                VolumeProtocol.MANAGER,
                                CONCURRENCY,
                                report -> {
                                    drivers.heard(report);
                                    reports.take(report);
                                    return done();
                                }),
                        VolumeProtocol.ATTACHMENTS.serve(
                                bus,
                                VolumeProtocol.MANAGER,
                                CONCURRENCY,
                                request ->
                                        CompletableFuture.completedStage(guests.answer(request))),
                        VolumeProtocol.ATTACHED.serve(
                                bus,
                                VolumeProtocol.MANAGER,
                                CONCURRENCY,
                                report -> {
                                    guests.take(report);
                                    return done();
                                }),
                        VolumeProtocol.ACCEPTING.serve(
                                bus,
                                VolumeProtocol.MANAGER,
                                1,
                                said ->
                                        CompletableFuture.completedStage(
                                                new Held(
                                                        hosts.accept(
                                                                said.host(),
                                                                said.accepting(),
                                                                ids)))));
    }

    private static CompletionStage<Ack> done() {
        return CompletableFuture.completedStage(Ack.OK);
    }

    /** Stops answering; hosts go on with what they know. */
    @Deactivate
    public void close() {
        subscriptions.forEach(Subscription::close);
    }
}
