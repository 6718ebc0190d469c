package io.nova.agent.volume;

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

/** A host's two kinds of work on images of snapshots: to ask for which, and to upload them. */
final class ImageWork implements AutoCloseable {

    private static final String THE_ONE = "host";

    /** Large disks take their time. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Work<String> asking;
    private final Work<ImageId> sending;
    private final Subscription subscription;

    ImageWork(
            HostId host,
            ReconcileEngine engine,
            MessageBus bus,
            Duration resync,
            ImageReconciler images) {
        String name = "volume-" + host;
        sending =
                engine.start(
                        WorkSpec.<ImageId>named(name + "-images")
                                .reconciler(images)
                                // One, since it is the same network and the same disk for all.
                                .workers(1)
                                .keys(images::images)
                                .resync(resync)
                                .deadline(LONGEST)
                                .build());
        asking =
                engine.start(
                        WorkSpec.<String>named(name + "-ask-images")
                                .keys(() -> List.of(THE_ONE))
                                .resync(resync)
                                .reconciler(key -> images.ask(sending::wake))
                                .build());
        subscription =
                ImageProtocol.WAKE.serve(
                        bus,
                        ImageProtocol.volumeAgent(host),
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
        sending.close();
    }
}
