package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.compute.Instance;
import io.nova.model.compute.PowerState;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.spi.state.CommitResult;
import java.time.Duration;
import java.util.ArrayList;
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
    void oneThatWasStalledBeforeItsCommitRemovesNothing() {
        List<CommitResult> results = new ArrayList<>();
        List<Runnable> stall = new ArrayList<>();
        Lab cloud =
                new Lab(
                                store ->
                                        LauncherTest.committing(
                                                store,
                                                (real, tx) -> {
                                                    if (!tx.opId().startsWith("collect/")) {
                                                        return real.commit(tx);
                                                    }
                                                    if (!stall.isEmpty()) {
                                                        stall.remove(0).run();
                                                    }
                                                    CommitResult result = real.commit(tx);
                                                    results.add(result);
                                                    return result;
                                                }),
                                200)
                        .host("host-1", 1000);
        Instance ended = cloud.running();
        var unused = cloud.instances.terminate(Lab.OWNER, List.of(ended.id()));
        cloud.reports(Lab.saw(cloud.now(ended), PowerState.GONE));
        var one = new SteppedReconcileEngine(cloud.clock, new Random(7));
        var other = new SteppedReconcileEngine(cloud.clock, new Random(7));
        var first = new InstanceCollector(cloud.store, one, cloud.clock, cloud.ids);
        var second = new InstanceCollector(cloud.store, other, cloud.clock, cloud.ids);
        // For twenty seconds, in which the other takes over.
        stall.add(
                () -> {
                    cloud.clock.advance(Duration.ofSeconds(20));
                    step(other);
                });
        cloud.clock.advance(Duration.ofHours(2));
        step(one);
        assertInstanceOf(CommitResult.Ok.class, results.get(0), "of the one that took over");
        assertEquals(new CommitResult.Fenced("leader/instance-collector"), results.get(1));
        first.close();
        second.close();
    }

    private static void step(SteppedReconcileEngine engine) {
        while (engine.step()) {
            // All that is due.
        }
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
