package io.nova.agent.compute;

import io.nova.model.HostId;
import io.nova.model.ImageId;
import io.nova.protocol.Ack;
import io.nova.protocol.ImageProtocol;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A host's two kinds of work on copies: to ask for which, and to make and send them. */
final class CaptureWork implements AutoCloseable {

    private static final String THE_ONE = "host";

    /** Large disks take their time, on both ways. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Work<String> asking;
    private final Work<ImageId> copying;
    private final Subscription subscription;

    CaptureWork(
            HostId host,
            ReconcileEngine engine,
            MessageBus bus,
            Duration resync,
            CaptureReconciler captures) {
        String name = "compute-" + host;
        copying =
                engine.start(
                        WorkSpec.<ImageId>named(name + "-copies")
                                .reconciler(captures)
                                // One, so that the room that one needs is not another's.
                                .workers(1)
                                .keys(captures::images)
                                .resync(resync)
                                .deadline(LONGEST)
                                .build());
        asking =
                engine.start(
                        WorkSpec.<String>named(name + "-ask-copies")
                                .keys(() -> List.of(THE_ONE))
                                .resync(resync)
                                .reconciler(key -> captures.ask(copying::wake))
                                .build());
        subscription =
                ImageProtocol.WAKE.serve(
                        bus,
                        ImageProtocol.agent(host),
                        1,
                        hint -> {
                            asking.wake(THE_ONE);
                            return CompletableFuture.completedStage(Ack.OK);
                        });
    }

    @Override
    public void close() {
        subscription.close();
        asking.close();
        copying.close();
    }
}
