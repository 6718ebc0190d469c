package io.nova.manager.volume;

import static io.nova.manager.volume.VolumeLab.FIRST;
import static io.nova.manager.volume.VolumeLab.OWNER;
import static io.nova.manager.volume.VolumeLab.SECOND;
import static io.nova.manager.volume.VolumeLab.ZONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.manager.volume.Kinds.VolumeHost;
import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.ReservationId;
import io.nova.model.UnsupportedException;
import io.nova.model.VolumeId;
import io.nova.model.volume.BackEnd;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeType;
import io.nova.protocol.AttachmentsRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Volumes that not every guest can have. */
class ReachTest {

    private static final HostId G1 = new HostId("g1");
    private static final HostId G2 = new HostId("g2");

    private final VolumeLab lab = new VolumeLab();
    private final GuestVolumes guests = new GuestVolumes(lab.store, lab.clock, lab.ids);

    @Test
    void aVolumeThatIsReachedOnItsOwnHostAloneIsAttachedThereAlone() {
        offers("g1", "file", 9, true);
        Volume volume = lab.available();
        lab.guestHost = G2;
        UnsupportedException refusal =
                assertThrows(UnsupportedException.class, () -> attach(volume.id()));
        assertTrue(refusal.getMessage().contains("'file' volumes are reached"));
        lab.guestHost = G1;
        attach(volume.id());
    }

    @Test
    void aVolumeThatOtherHostsReachIsAttachedWhereThereIsAConnectorForIt() {
        offers("s1", "aoe", 9, false);
        Volume volume = lab.available();
        connects(G1, "file");
        UnsupportedException refusal =
                assertThrows(UnsupportedException.class, () -> attach(volume.id()));
        assertTrue(refusal.getMessage().contains("cannot connect to 'aoe' volumes"));
        connects(G1, "aoe", "file");
        attach(volume.id());
    }

    @Test
    void aHostThatNeverToldOfItsConnectorsIsTakenToHaveThem() {
        offers("s1", "aoe", 9, false);
        attach(lab.available().id());
    }

    @Test
    void volumesOfALaunchAreWhereItsInstancesReachThem() {
        offers("g1", "file", 9, true);
        offers("g2", "file", 99, true);
        offers("s1", "aoe", 999, false);
        connects(G1, "file");
        connects(G2, "file");
        Map<InstanceId, HostId> on = Map.of(FIRST, G1, SECOND, G2);
        lab.onInstances.hold(OWNER.project(), launch(), ZONE, on, List.of(device(1)), Map.of());
        assertEquals(
                Map.of(FIRST, new BackEnd("file", "g1"), SECOND, new BackEnd("file", "g2")),
                places());
        connects(G1, "aoe");
        lab.onInstances.hold(
                OWNER.project(),
                launch(),
                ZONE,
                Map.of(new InstanceId("i-00000000000000003"), G1),
                List.of(device(1)),
                Map.of());
        assertTrue(places().containsValue(new BackEnd("aoe", "s1")));
    }

    private Map<InstanceId, BackEnd> places() {
        Map<InstanceId, BackEnd> places = new HashMap<>();
        lab.onInstances
                .attachedIn(OWNER.project())
                .forEach((instance, some) -> places.put(instance, some.get(0).backEnd()));
        return places;
    }

    @Test
    void launchesGoToHostsWhoseGuestsReachSuchVolumes() {
        offers("g1", "file", 9, true);
        offers("s1", "aoe", 99, false);
        connects(G1, "file");
        connects(G2, "file");
        assertEquals(Set.of(G1), hosts(device(1)));
        assertEquals(Set.of(G1, G2), hosts());
        connects(G2, "aoe");
        assertEquals(Set.of(G1, G2), hosts(device(1)));
        assertEquals(Set.of(G2), hosts(device(10)));
        assertEquals(Set.of(G1, G2), hosts(device(1000)), "that there is no room is told later");
        assertThrows(
                InsufficientCapacityException.class,
                () ->
                        lab.onInstances.hold(
                                OWNER.project(),
                                launch(),
                                ZONE,
                                Map.of(FIRST, G1),
                                List.of(device(1000)),
                                Map.of()));
    }

    @Test
    void anInstanceIsPlacedAnewWhereItsVolumesAreReached() {
        offers("g1", "file", 9, true);
        VolumeId volume = lab.available().id();
        assertEquals(Set.of(G1, G2), lab.onInstances.hostsFor(FIRST, List.of(G1, G2)));
        attach(volume);
        assertEquals(Set.of(G1), lab.onInstances.hostsFor(FIRST, List.of(G1, G2)));
    }

    private Set<HostId> hosts(BlockDevice... devices) {
        return lab.onInstances.hostsFor(OWNER.project(), ZONE, List.of(devices), List.of(G1, G2));
    }

    private void attach(VolumeId volume) {
        lab.volumes.attach(OWNER, volume, FIRST, "/dev/sdf");
    }

    private ReservationId launch() {
        return ReservationId.next(lab.ids);
    }

    private static BlockDevice device(int gib) {
        return new BlockDevice(
                "/dev/sdf",
                Optional.empty(),
                Optional.of(gib),
                VolumeType.GP2,
                Optional.empty(),
                Optional.empty(),
                true);
    }

    private void offers(String host, String technology, int gib, boolean local) {
        new VolumeHosts(lab.store, lab.clock)
                .heard(
                        new VolumeHost(new HostId(host), ZONE, technology, (long) gib << 30, local),
                        lab.ids);
    }

    private void connects(HostId host, String... technologies) {
        Map<String, String> initiators = new HashMap<>();
        for (String technology : technologies) {
            initiators.put(technology, technology + ":" + host);
        }
        var unused = guests.answer(AttachmentsRequest.of(host, initiators, ""));
    }
}
