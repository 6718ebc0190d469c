package io.nova.manager.compute;

import io.nova.api.network.VpcService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.model.IdSource;
import io.nova.protocol.Ack;
import io.nova.protocol.ComputeProtocol;
import io.nova.protocol.Held;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.state.StateStore;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Where agents ask what their hosts should hold, and tell what they saw. */
@Component(
        immediate = true,
        service = {})
public final class ComputeDesk {

    /** How many agents are answered at once. */
    private static final int CONCURRENCY = 8;

    private final List<Subscription> subscriptions;

    @Activate
    public ComputeDesk(
            @Reference StateStore store,
            @Reference MessageBus bus,
            @Reference VpcService vpcs,
            @Reference InstanceVolumeService volumes,
            @Reference HostRoster roster,
            @Reference Wakener wakener,
            @Reference Clock clock,
            @Reference IdSource ids) {
        AssignmentDesk assignments = new AssignmentDesk(store, wakener);
        ReportDesk reports = new ReportDesk(store, roster, vpcs, volumes, clock, ids, wakener);
        subscriptions =
                List.of(
                        ComputeProtocol.ASSIGNMENTS.serve(
                                bus,
                                ComputeProtocol.MANAGER,
                                CONCURRENCY,
                                request ->
                                        CompletableFuture.completedStage(
                                                assignments.answer(request))),
                        ComputeProtocol.REPORT.serve(
                                bus,
                                ComputeProtocol.MANAGER,
                                CONCURRENCY,
                                report -> {
                                    reports.take(report);
                                    return CompletableFuture.completedStage(Ack.OK);
                                }),
                        ComputeProtocol.ACCEPTING.serve(
                                bus,
                                ComputeProtocol.MANAGER,
                                1,
                                said ->
                                        CompletableFuture.completedStage(
                                                new Held(
                                                        roster.accept(
                                                                said.host(), said.accepting())))));
    }

    /** Stops answering; agents go on with what they know. */
    @Deactivate
    public void close() {
        subscriptions.forEach(Subscription::close);
    }
}
