package io.nova.manager.volume;

import static io.nova.manager.volume.VolumeLab.FIRST;
import static io.nova.manager.volume.VolumeLab.OTHER;
import static io.nova.manager.volume.VolumeLab.OWNER;
import static io.nova.manager.volume.VolumeLab.SECOND;
import static io.nova.manager.volume.VolumeLab.ZONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.Quota;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.model.AccessDeniedException;
import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ReservationId;
import io.nova.model.VolumeId;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.model.volume.VolumeType;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Records;
import io.nova.spi.state.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Volumes of instances, and those that instances are launched with. */
class InstanceVolumesTest {

    private static final ReservationId LAUNCH = new ReservationId("r-00000000000000001");
    private static final Map<InstanceId, HostId> PLACES =
            Map.of(FIRST, new HostId("g1"), SECOND, new HostId("g2"));

    private final VolumeLab lab = new VolumeLab().host("h1", 4).host("h2", 3);
    private final InstanceVolumes volumes = lab.onInstances;

    private static BlockDevice device(String name, int gib, boolean goes) {
        return new BlockDevice(
                name,
                Optional.empty(),
                Optional.of(gib),
                VolumeType.GP2,
                Optional.empty(),
                Optional.empty(),
                goes);
    }

    private void hold(BlockDevice... devices) {
        volumes.hold(OWNER.project(), LAUNCH, ZONE, PLACES, List.of(devices), Map.of("k", "v"));
    }

    private List<Volume> all() {
        return lab.volumes.describe(OWNER, List.of(), "", 100).items();
    }

    /** Does to the account of held launches what the commit of the instances does. */
    private boolean committed() {
        CommitResult result =
                Records.commit(
                        lab.store,
                        Tx.of("run/" + lab.ids.hex(16))
                                .quota(InstanceVolumeService.held(LAUNCH), -1, Long.MAX_VALUE)
                                .build());
        return result instanceof CommitResult.Ok;
    }

    private List<String> states() {
        return all().stream().map(one -> one.state().word()).distinct().toList();
    }

    @Test
    void eachInstanceOfALaunchHasItsVolumesOnTheWay() {
        hold(device("/dev/sdf", 1, true), device("/dev/sdg", 1, false));
        assertEquals(List.of("creating"), states());
        Map<InstanceId, List<Volume>> found = volumes.ofInstances(PLACES.keySet());
        assertEquals(PLACES.keySet(), found.keySet());
        found.forEach(
                (instance, two) -> {
                    assertEquals(
                            List.of("/dev/sdf", "/dev/sdg"),
                            two.stream().map(one -> on(one).device()).toList());
                    assertEquals(PLACES.get(instance), on(two.get(0)).host());
                    assertEquals(Map.of("k", "v"), two.get(0).tags());
                    assertTrue(on(two.get(0)).deleteOnTermination());
                    assertTrue(!on(two.get(1)).deleteOnTermination());
                });
        assertEquals(4, lab.used(Quota.VOLUMES));
        assertEquals(4, lab.used(Quota.VOLUME_GIB));
        assertEquals(4, lab.room("h1") + lab.room("h2"));
    }

    @Test
    void theVolumesOnInstancesAreKnownOfEachProject() {
        lab.available();
        hold(device("/dev/sdf", 1, true), device("/dev/sdg", 1, false));
        Map<InstanceId, List<Volume>> found = volumes.attachedIn(OWNER.project());
        assertEquals(volumes.ofInstances(PLACES.keySet()), found);
        assertEquals(Map.of(), volumes.attachedIn(OTHER.project()));
        List<VolumeId> asked =
                List.of(
                        found.get(FIRST).get(0).id(),
                        found.get(FIRST).get(1).id(),
                        new VolumeId("vol-00000000000000099"));
        assertEquals(Set.of(FIRST), volumes.instancesWith(OWNER.project(), asked));
        assertEquals(Set.of(), volumes.instancesWith(OTHER.project(), asked));
        volumes.release(LAUNCH);
        assertEquals(Set.of(), volumes.instancesWith(OWNER.project(), asked));
        assertEquals(Map.of(), volumes.attachedIn(OWNER.project()));
    }

    private static Attachment on(Volume volume) {
        return volume.attachment().orElseThrow();
    }

    @Test
    void volumesOfALaunchAreMadeTogetherOrNotAtAll() {
        assertThrows(
                LimitExceededException.class,
                () ->
                        hold(
                                device("/dev/sdf", 1, true),
                                device("/dev/sdg", 1, true),
                                device("/dev/sdh", 1, true)));
        assertThrows(InsufficientCapacityException.class, () -> hold(device("/dev/sdf", 4, true)));
        assertEquals(List.of(), all());
        assertEquals(0, lab.used(Quota.VOLUMES));
        assertEquals(0, lab.store.used(InstanceVolumeService.held(LAUNCH)));
    }

    @Test
    void aLaunchThatWasCommittedKeepsItsVolumes() {
        hold(device("/dev/sdf", 1, true));
        assertTrue(committed());
        volumes.release(LAUNCH);
        assertEquals(List.of("creating"), states());
        assertEquals(0, lab.store.count(Kinds.HOLD, Kinds.ALL));
    }

    @Test
    void aLaunchWhoseVolumesWereRemovedCannotBeCommitted() {
        hold(device("/dev/sdf", 1, true));
        volumes.release(LAUNCH);
        volumes.release(LAUNCH);
        assertEquals(List.of("deleting"), states());
        assertTrue(!committed());
        assertEquals(Map.of(), volumes.ofInstances(PLACES.keySet()));
        assertEquals(0, lab.store.count(Kinds.HOLD, Kinds.ALL));
        assertTrue(lab.store.get(Kinds.DEVICE, Kinds.device(FIRST, "/dev/sdf")).isEmpty());
    }

    @Test
    void aLaunchThatDiedIsCleanedUpAndOneThatDidNotIsLeftAlone() {
        SteppedReconcileEngine engine = new SteppedReconcileEngine(lab.clock, new Random(7));
        HoldCollector collector = new HoldCollector(lab.store, lab, engine, lab.clock, lab.ids);
        hold(device("/dev/sdf", 1, true));
        step(engine, Duration.ofMinutes(4));
        assertEquals(List.of("creating"), states());
        step(engine, Duration.ofMinutes(2));
        assertEquals(List.of("deleting"), states());
        assertTrue(!committed());
        collector.close();
    }

    private void step(SteppedReconcileEngine engine, Duration time) {
        lab.clock.advance(time);
        while (engine.step()) {
            // All that is due.
        }
    }

    @Test
    void instancesAreShownWithTheirVolumesWhetherFewOrManyAreOnAny() {
        assertEquals(Map.of(), volumes.ofInstances(List.of(FIRST)));
        Volume one = lab.available();
        lab.volumes.attach(OWNER, one.id(), FIRST, "/dev/sdf");
        List<InstanceId> many = new ArrayList<>(List.of(FIRST, SECOND));
        assertEquals(1, volumes.ofInstances(many).get(FIRST).size());
        assertEquals(List.of(FIRST), List.copyOf(volumes.ofInstances(many).keySet()));
        assertEquals(1, volumes.ofInstances(List.of(FIRST)).get(FIRST).size());
        assertEquals(Map.of(), volumes.ofInstances(List.of(SECOND)));
    }

    @Test
    void anOwnerSaysWhatGoesWithAnInstance() {
        Volume one = lab.available();
        Volume two = lab.available();
        lab.volumes.attach(OWNER, one.id(), FIRST, "/dev/sdf");
        lab.volumes.attach(OWNER, two.id(), FIRST, "/dev/sdg");
        volumes.setDeleteOnTermination(OWNER, FIRST, Map.of("/dev/sdf", true));
        assertTrue(on(lab.now(one.id())).deleteOnTermination());
        assertTrue(!on(lab.now(two.id())).deleteOnTermination());
        assertThrows(
                InvalidParameterException.class,
                () ->
                        volumes.setDeleteOnTermination(
                                OWNER, FIRST, Map.of("/dev/sdg", true, "/dev/sdh", true)));
        assertTrue(!on(lab.now(two.id())).deleteOnTermination());
    }

    @Test
    void whoMayNotOrHasNoSuchInstanceChangesNothing() {
        assertThrows(
                NotFoundException.class,
                () -> volumes.setDeleteOnTermination(OTHER, FIRST, Map.of()));
        lab.denied.add("ec2:ModifyInstanceAttribute");
        assertThrows(
                AccessDeniedException.class,
                () -> volumes.setDeleteOnTermination(OWNER, FIRST, Map.of()));
    }

    @Test
    void aVolumeOnItsWayCannotBeDeleted() {
        hold(device("/dev/sdf", 1, true));
        Volume made = all().get(0);
        assertThrows(
                io.nova.model.InUseException.class, () -> lab.volumes.delete(OWNER, made.id()));
        assertEquals(VolumeState.IN_USE, lab.change(made.id(), v -> v.made().get()).state());
    }
}
