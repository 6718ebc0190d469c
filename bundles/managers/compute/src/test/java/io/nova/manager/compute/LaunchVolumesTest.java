package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.api.compute.LaunchRequest;
import io.nova.api.compute.Reservation;
import io.nova.api.identity.Quota;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.model.CloudException;
import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceOptions;
import io.nova.model.compute.PowerState;
import io.nova.model.image.ImageDevice;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.DeviceRequest;
import io.nova.model.volume.VolumeType;
import io.nova.protocol.GuestReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Instances that are launched with volumes: both, or neither. */
class LaunchVolumesTest {

    private final Lab lab = new Lab().host("host-1", 1000);

    private static BlockDevice device(String name) {
        return new BlockDevice(
                name,
                Optional.empty(),
                Optional.of(1),
                VolumeType.GP2,
                Optional.empty(),
                Optional.empty(),
                true);
    }

    private static LaunchRequest request(
            int least, int most, Optional<String> token, List<BlockDevice> devices) {
        LaunchRequest plain = Lab.request(least, most, token, Map.of(), Optional.empty());
        return new LaunchRequest(
                plain.image(),
                least,
                most,
                plain.type(),
                plain.kernel(),
                plain.ramdisk(),
                plain.keyName(),
                plain.userData(),
                plain.zone(),
                plain.subnet(),
                plain.groups(),
                plain.address(),
                plain.shutdownBehavior(),
                plain.clientToken(),
                plain.tags(),
                InstanceOptions.DEFAULT,
                devices.stream().map(DeviceRequest::volume).toList(),
                Map.of("volume", "tag"));
    }

    private Reservation run(int least, int most, BlockDevice... devices) {
        return lab.instances.run(
                Lab.OWNER, request(least, most, Optional.empty(), List.of(devices)));
    }

    private long unused(Reservation reservation) {
        return lab.store.used(InstanceVolumeService.held(reservation.id()));
    }

    @Test
    void volumesAreMadeForTheInstancesThatAreCommitted() {
        Reservation reservation = run(2, 2, device("/dev/sdf"), device("/dev/sdg"));
        LabVolumes.Held held = lab.volumes.held.get(0);
        assertEquals(reservation.id(), held.launch());
        assertEquals(
                reservation.instances().stream()
                        .collect(Collectors.toMap(Instance::id, Instance::host)),
                held.instances());
        assertEquals(List.of("/dev/sdf", "/dev/sdg"), held.devices());
        assertEquals(0, unused(reservation));
        assertEquals(List.of(), lab.volumes.released);
    }

    @Test
    void instancesGoWhereTheyCanHaveTheirVolumes() {
        lab.host("host-2", 10);
        lab.volumes.outOfReach.add(Lab.HOST);
        Reservation reservation = run(1, 1, device("/dev/sdf"));
        assertEquals(new HostId("host-2"), reservation.instances().get(0).host());
        assertEquals(Lab.HOST, run(1, 1).instances().get(0).host());
        lab.volumes.outOfReach.add(new HostId("host-2"));
        assertThrows(InsufficientCapacityException.class, () -> run(1, 1, device("/dev/sdf")));
    }

    @Test
    void anInstanceIsPlacedAnewOnlyWhereItsVolumesCanBe() {
        lab.host("host-2", 900).host("host-3", 800);
        Instance instance = run(1, 1, device("/dev/sdf")).instances().get(0);
        lab.volumes.outOfReach.add(new HostId("host-2"));
        lab.hears(instance.host(), 1000, List.of(full(instance)));
        Instance moved = lab.now(instance);
        assertEquals(new HostId("host-3"), moved.host());
        lab.volumes.outOfReach.add(Lab.HOST);
        lab.hears(moved.host(), 800, List.of(full(moved)));
        assertEquals(new HostId("host-3"), lab.now(instance).host());
    }

    private static GuestReport full(Instance instance) {
        return new GuestReport(instance.id(), instance.generation(), PowerState.GONE, "full", true);
    }

    @Test
    void aLaunchWithoutVolumesHoldsNone() {
        run(1, 1);
        assertEquals(List.of(), lab.volumes.held);
    }

    @Test
    void theVolumesOfTheImageAreMadeToo() {
        lab.imageDevices =
                List.of(ImageDevice.of(device("/dev/sdf")), ImageDevice.of(device("/dev/sdg")));
        Reservation reservation = run(1, 1, device("/dev/sdh"));
        assertEquals(
                List.of("/dev/sdf", "/dev/sdg", "/dev/sdh"), lab.volumes.held.get(0).devices());
        assertEquals(0, unused(reservation));
        run(1, 1);
        assertEquals(List.of("/dev/sdf", "/dev/sdg"), lab.volumes.held.get(1).devices());
        assertThrows(LimitExceededException.class, () -> run(60, 60));
    }

    @Test
    void whoseVolumesWereCleanedUpMeanwhileHasNoInstanceAndTriesAgain() {
        lab.volumes.cleanedUp = 1;
        Reservation reservation = run(1, 1, device("/dev/sdf"));
        assertEquals(2, lab.volumes.held.size());
        assertEquals(List.of(lab.volumes.held.get(0).launch()), lab.volumes.released);
        assertEquals(lab.volumes.held.get(1).launch(), reservation.id());
        assertEquals(1, lab.used(Quota.INSTANCES));
    }

    @Test
    void whatIsWrongWithADeviceIsToldBeforeAnythingIsMade() {
        assertThrows(
                InvalidParameterException.class,
                () -> run(1, 1, device("/dev/sdf"), device("/dev/sdf")));
        BlockDevice unknown =
                new BlockDevice(
                        "/dev/sdf",
                        Optional.of(new SnapshotId("snap-00000000000000009")),
                        Optional.empty(),
                        VolumeType.GP2,
                        Optional.empty(),
                        Optional.empty(),
                        true);
        assertThrows(NotFoundException.class, () -> run(1, 1, unknown));
        assertEquals(List.of(), lab.volumes.held);
        assertEquals(0, lab.used(Quota.INSTANCES));
    }

    @Test
    void aLaunchMakesSoManyVolumesAtMostAndFewerInstancesIfThatIsOfUse() {
        BlockDevice[] forty =
                IntStream.range(0, 40)
                        .mapToObj(n -> device("/dev/xvdb" + (char) ('a' + n % 26) + n))
                        .toArray(BlockDevice[]::new);
        CloudException refusal = assertThrows(LimitExceededException.class, () -> run(3, 3, forty));
        assertEquals(ResourceType.VOLUME, refusal.type());
        assertEquals(2, run(1, 5, forty).instances().size());
    }

    @Test
    void aRepeatedLaunchMakesNoVolumesAgain() {
        LaunchRequest request = request(1, 1, Optional.of("once"), List.of(device("/dev/sdf")));
        List<InstanceId> first = ids(lab.instances.run(Lab.OWNER, request));
        assertEquals(first, ids(lab.instances.run(Lab.OWNER, request)));
        assertEquals(1, lab.volumes.held.size());
    }

    @Test
    void aRepeatWaitsWhileTheFirstHasTheLastRoomForVolumes() throws Exception {
        LaunchRequest request = request(1, 1, Optional.of("once"), List.of(device("/dev/sdf")));
        lab.volumes.most = 1;
        FutureTask<Reservation> repeat =
                new FutureTask<>(() -> lab.instances.run(Lab.OWNER, request));
        Thread client = new Thread(repeat);
        lab.volumes.onHold =
                () -> {
                    client.start();
                    while (!repeat.isDone() && client.getState() != Thread.State.WAITING) {
                        Thread.onSpinWait();
                    }
                };
        List<InstanceId> first = ids(lab.instances.run(Lab.OWNER, request));
        assertEquals(first, ids(repeat.get()));
        assertEquals(1, lab.volumes.held.size());
    }

    private static List<InstanceId> ids(Reservation reservation) {
        return reservation.instances().stream().map(Instance::id).toList();
    }
}
