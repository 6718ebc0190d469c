package io.nova.manager.volume;

import static io.nova.manager.volume.VolumeLab.FIRST;
import static io.nova.manager.volume.VolumeLab.OTHER;
import static io.nova.manager.volume.VolumeLab.OWNER;
import static io.nova.manager.volume.VolumeLab.SECOND;
import static io.nova.manager.volume.VolumeLab.ZONE;
import static io.nova.manager.volume.VolumeLab.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.api.volume.VolumeRequest;
import io.nova.model.ConflictException;
import io.nova.model.HostId;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NotFoundException;
import io.nova.model.ResourceType;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.model.compute.InstanceState;
import io.nova.model.volume.BackEnd;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VolumeManagerTest {

    private final VolumeLab lab = new VolumeLab().host("h1", 4);
    private final VolumeManager volumes = lab.volumes;

    @Test
    void aRepeatedRequestReturnsTheSameVolumeAndTakesNoMore() {
        Volume first = volumes.create(OWNER, request(2, Optional.of("t")));
        assertEquals(first, volumes.create(OWNER, request(2, Optional.of("t"))));
        assertEquals(2L << 30, lab.store.used(Kinds.room(BackEnd.onlyOneOf(new HostId("h1")))));
        ConflictException reused =
                assertThrows(
                        ConflictException.class,
                        () -> volumes.create(OWNER, request(3, Optional.of("t"))));
        assertEquals(ConflictException.Reason.TOKEN_REUSED, reused.reason());
    }

    @Test
    void roomAndQuotaAreExact() {
        volumes.create(OWNER, request(3, Optional.empty()));
        assertThrows(
                InsufficientCapacityException.class,
                () -> volumes.create(OTHER, request(2, Optional.empty())));
        volumes.create(OTHER, request(1, Optional.empty()));
        lab.host("h2", 100);
        assertThrows(
                LimitExceededException.class,
                () -> volumes.create(OWNER, request(3, Optional.empty())));
    }

    @Test
    void aVolumeIsOnOneInstanceAtMostAndADeviceIsTakenOnce() {
        Volume one = lab.available();
        Volume two = lab.available();
        volumes.attach(OWNER, one.id(), FIRST, "/dev/sdf");
        InUseException inUse =
                assertThrows(
                        InUseException.class,
                        () -> volumes.attach(OWNER, one.id(), SECOND, "/dev/sdf"));
        assertEquals(one.id().value(), inUse.id());
        assertThrows(
                InvalidParameterException.class,
                () -> volumes.attach(OWNER, two.id(), FIRST, "/dev/sdf"));
        assertEquals(
                VolumeState.IN_USE, volumes.attach(OWNER, two.id(), SECOND, "/dev/sdf").state());
    }

    @Test
    void whatIsOnAnInstanceIsNotDeleted() {
        Volume one = lab.available();
        volumes.attach(OWNER, one.id(), FIRST, "/dev/sdf");
        assertThrows(InUseException.class, () -> volumes.delete(OWNER, one.id()));
        volumes.detach(OWNER, one.id(), Optional.empty(), Optional.empty(), false);
        assertThrows(InUseException.class, () -> volumes.delete(OWNER, one.id()));
    }

    @Test
    void aDeletedVolumeCannotBeAttachedAndDeletingAgainIsASuccess() {
        Volume one = lab.available();
        volumes.delete(OWNER, one.id());
        volumes.delete(OWNER, one.id());
        assertThrows(
                IncorrectStateException.class,
                () -> volumes.attach(OWNER, one.id(), FIRST, "/dev/sdf"));
    }

    @Test
    void detachingFromAnotherInstanceThanItIsOnIsRefused() {
        Volume one = lab.available();
        volumes.attach(OWNER, one.id(), FIRST, "/dev/sdf");
        NotFoundException elsewhere =
                assertThrows(
                        NotFoundException.class,
                        () ->
                                volumes.detach(
                                        OWNER,
                                        one.id(),
                                        Optional.of(SECOND),
                                        Optional.empty(),
                                        false));
        assertEquals(ResourceType.VOLUME_ATTACHMENT, elsewhere.type());
    }

    @Test
    void whatIsOnNoInstanceIsNotDetached() {
        Volume one = lab.available();
        assertThrows(
                IncorrectStateException.class,
                () -> volumes.detach(OWNER, one.id(), Optional.empty(), Optional.empty(), false));
    }

    @Test
    void volumeAndInstanceAreInOneZoneAndTheInstanceIsUpOrDown() {
        Volume one = lab.available();
        lab.zone = new ZoneName("north");
        ConflictException apart =
                assertThrows(
                        ConflictException.class,
                        () -> volumes.attach(OWNER, one.id(), FIRST, "/dev/sdf"));
        assertEquals(ConflictException.Reason.OTHER_ZONE, apart.reason());
        lab.zone = ZONE;
        lab.state = InstanceState.PENDING;
        assertThrows(
                IncorrectStateException.class,
                () -> volumes.attach(OWNER, one.id(), FIRST, "/dev/sdf"));
        lab.state = InstanceState.STOPPED;
        assertEquals(
                VolumeState.IN_USE, volumes.attach(OWNER, one.id(), FIRST, "/dev/sdf").state());
    }

    @Test
    void aVolumeIsInAZoneThatThereIs() {
        VolumeRequest plain = request(1, Optional.empty());
        NotFoundException unknown =
                assertThrows(
                        NotFoundException.class,
                        () ->
                                volumes.create(
                                        OWNER,
                                        new VolumeRequest(
                                                plain.gib(),
                                                plain.snapshot(),
                                                new ZoneName("mars"),
                                                plain.type(),
                                                plain.iops(),
                                                plain.throughput(),
                                                plain.clientToken(),
                                                plain.tags())));
        assertEquals(ResourceType.ZONE, unknown.type());
    }

    @Test
    void anothersVolumeIsUnknown() {
        Volume one = lab.available();
        assertEquals(List.of(), volumes.describe(OTHER, List.of(), "", 10).items());
        assertThrows(
                NotFoundException.class, () -> volumes.describe(OTHER, List.of(one.id()), "", 10));
        assertThrows(NotFoundException.class, () -> volumes.delete(OTHER, one.id()));
    }

    @Test
    void volumesAreFoundByTheirIdsAndByTheirInstancesWithoutMindingOthers() {
        Volume one = lab.available();
        Volume two = lab.available();
        VolumeId unknown = new VolumeId("vol-00000000000000099");
        assertEquals(
                Stream.of(one, two).sorted(Comparator.comparing(Volume::id)).toList(),
                volumes.present(OWNER, List.of(two.id(), unknown, one.id(), two.id())));
        assertEquals(List.of(), volumes.present(OTHER, List.of(one.id())));
        assertEquals(List.of(), volumes.onInstances(OWNER, List.of(FIRST)));
        Volume on = volumes.attach(OWNER, two.id(), FIRST, "/dev/sdf");
        assertEquals(List.of(on), volumes.onInstances(OWNER, List.of(FIRST, SECOND)));
        assertEquals(List.of(), volumes.onInstances(OWNER, List.of(SECOND)));
        assertEquals(List.of(), volumes.onInstances(OTHER, List.of(FIRST)));
    }
}
