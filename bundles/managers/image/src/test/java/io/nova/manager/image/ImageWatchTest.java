package io.nova.manager.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.model.ImageId;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.reconcile.Outcome;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ImageWatchTest {

    private final MutableClock clock = new MutableClock();
    private final StateStore store = new MemoryStateStore(clock);
    private final SteppedReconcileEngine engine = new SteppedReconcileEngine(clock, new Random(7));
    private final List<ImageId> looked = new ArrayList<>();
    private final Work<ImageId> work =
            engine.start(
                    WorkSpec.<ImageId>named("looking")
                            .reconciler(
                                    id -> {
                                        looked.add(id);
                                        return Outcome.done();
                                    })
                            .build());

    @Test
    void whatAnotherManagerRegisteredIsLookedAt() {
        try (var watch = ImageWatch.start(store, ImageKinds.IMAGE, work)) {
            Image image = Samples.image(7, ImageState.PENDING);
            var unused =
                    store.commit(
                            Tx.of("register")
                                    .create(ImageKinds.IMAGE, image.id().value(), image)
                                    .build());
            while (engine.step()) {
                // All that is due.
            }
            assertEquals(List.of(image.id()), looked);
        }
    }
}
