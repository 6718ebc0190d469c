package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.compute.Instance;
import io.nova.model.compute.PowerState;
import io.nova.reconcile.SteppedReconcileEngine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InstanceCollectorTest {

    private final Lab lab = new Lab().host("host-1", 1000);
    private final SteppedReconcileEngine engine =
            new SteppedReconcileEngine(lab.clock, new Random(7));
    private final InstanceCollector collector =
            new InstanceCollector(lab.store, engine, lab.clock, lab.ids);

    private void passes(Duration time) {
        lab.clock.advance(time);
        while (engine.step()) {
            // All that is due.
        }
    }

    private boolean exists(Instance instance) {
        return lab.store.get(Kinds.INSTANCE, instance.id().value()).isPresent();
    }

    @Test
    void anInstanceIsSeenForAnHourAfterItsEnd() {
        Instance ended = lab.running();
        Instance lives = lab.running();
        end(ended);
        passes(Duration.ofMinutes(59));
        assertTrue(exists(ended));
        passes(Duration.ofMinutes(2));
        assertTrue(!exists(ended));
        assertTrue(exists(lives));
    }

    @Test
    void eachGoesInItsTime() {
        Instance first = lab.running();
        Instance second = lab.running();
        end(first);
        passes(Duration.ofMinutes(30));
        end(second);
        passes(Duration.ofMinutes(31));
        assertTrue(!exists(first));
        assertTrue(exists(second));
        passes(Duration.ofMinutes(30));
        assertTrue(!exists(second));
    }

    private void end(Instance instance) {
        var unused = lab.instances.terminate(Lab.OWNER, List.of(instance.id()));
        lab.reports(Lab.saw(lab.now(instance), PowerState.GONE));
    }

    @Test
    void oneThatIsStillEndingStays() {
        Instance ending = lab.running();
        var unused = lab.instances.terminate(Lab.OWNER, List.of(ending.id()));
        passes(Duration.ofHours(3));
        assertTrue(exists(ending));
    }

    @Test
    void aTokenIsKeptForADay() {
        var unused =
                lab.instances.run(
                        Lab.OWNER, Lab.request(1, 1, Optional.of("t"), Map.of(), Optional.empty()));
        passes(Duration.ofHours(23));
        assertEquals(1, lab.store.count(Kinds.LAUNCH_TOKEN, Kinds.ALL));
        passes(Duration.ofHours(2));
        assertEquals(0, lab.store.count(Kinds.LAUNCH_TOKEN, Kinds.ALL));
        collector.close();
    }
}
