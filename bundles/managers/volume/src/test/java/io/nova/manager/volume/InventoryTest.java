package io.nova.manager.volume;

import static io.nova.manager.volume.VolumeLab.OTHER;
import static io.nova.manager.volume.VolumeLab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.DriverService.DriverView;
import io.nova.api.volume.SnapshotRequest;
import io.nova.api.volume.VolumeInventory.VolumeHostView;
import io.nova.model.AccessDeniedException;
import io.nova.model.HostId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.VolumeId;
import io.nova.model.volume.Volume;
import io.nova.protocol.DriverReport;
import io.nova.protocol.VolumeHostReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What an operator sees of all projects. */
class InventoryTest {

    private final VolumeLab lab = new VolumeLab().host("h1", 10).host("h2", 4);
    private final VolumeDrivers drivers = new VolumeDrivers();
    private final Inventory inventory = new Inventory(lab.store, lab, drivers, lab.clock);

    @Test
    void volumesOfAllProjectsAreShownPageByPage() {
        Set<VolumeId> made = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            var who = i % 2 == 0 ? OWNER : OTHER;
            made.add(lab.volumes.create(who, VolumeLab.request(1, Optional.empty())).id());
        }
        List<VolumeId> seen =
                Page.all(after -> inventory.volumes(OTHER, List.of(), after, 2)).stream()
                        .map(Volume::id)
                        .toList();
        assertEquals(List.copyOf(made), seen);
        VolumeId one = seen.get(3);
        assertEquals(one, inventory.volumes(OTHER, List.of(one), "", 1).items().get(0).id());
    }

    @Test
    void snapshotsAreShownUntilTheirHostWipedThem() {
        VolumeId volume = lab.available().id();
        var snapshot =
                lab.snapshots.create(OWNER, new SnapshotRequest(volume, "kept", Map.of())).id();
        lab.snapshots.delete(OWNER, snapshot);
        assertEquals(snapshot, inventory.snapshots(OTHER, List.of(), "", 9).items().get(0).id());
        assertEquals(1, inventory.snapshots(OTHER, List.of(snapshot), "", 9).items().size());
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertThrows(
                NotFoundException.class,
                () -> inventory.volumes(OWNER, List.of(VolumeId.next(lab.ids)), "", 1));
    }

    @Test
    void hostsAreShownWithTheirRoomAndAsDownWhenTheyAreSilent() {
        lab.available();
        List<VolumeHostView> hosts = inventory.hosts(OWNER);
        assertEquals(
                List.of("h1 1/10", "h2 0/4"),
                hosts.stream()
                        .map(
                                one ->
                                        "%s %d/%d"
                                                .formatted(
                                                        one.host(),
                                                        one.claimedBytes() >> 30,
                                                        one.totalBytes() >> 30))
                        .toList());
        assertTrue(hosts.get(0).up());
        assertEquals(lab.clock.instant(), hosts.get(0).lastSeen());
        lab.clock.advance(VolumeHosts.SILENCE);
        assertFalse(inventory.hosts(OWNER).get(0).up());
    }

    @Test
    void driversAreWhatTheirHostsSaidLast() {
        for (int calls = 1; calls < 3; calls++) {
            drivers.heard(
                    new VolumeHostReport(
                            new HostId("h1"),
                            VolumeLab.ZONE,
                            "file",
                            1,
                            List.of(),
                            List.of(),
                            List.of(new DriverReport("volume", "file", calls, 0, 1, 7, 9)),
                            true));
        }
        assertEquals(
                List.of(
                        new DriverView(
                                "volume",
                                "h1",
                                "file",
                                2,
                                0,
                                1,
                                Duration.ofMillis(7),
                                Duration.ofMillis(9))),
                inventory.drivers(OWNER));
    }

    @Test
    void nobodySeesItWithoutBeingAllowedTo() {
        lab.denied.addAll(
                List.of(
                        "nova:VolumeListAll",
                        "nova:SnapshotListAll",
                        "nova:HostList",
                        "nova:DriverList"));
        for (Runnable call :
                List.<Runnable>of(
                        () -> inventory.volumes(OWNER, List.of(), "", 1),
                        () -> inventory.snapshots(OWNER, List.of(), "", 1),
                        () -> inventory.hosts(OWNER),
                        () -> inventory.drivers(OWNER))) {
            assertThrows(AccessDeniedException.class, call::run);
        }
    }
}
