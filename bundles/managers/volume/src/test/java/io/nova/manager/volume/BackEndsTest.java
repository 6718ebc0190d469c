package io.nova.manager.volume;

import static io.nova.manager.volume.VolumeLab.OWNER;
import static io.nova.manager.volume.VolumeLab.ZONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.Quota;
import io.nova.api.volume.SnapshotRequest;
import io.nova.api.volume.VolumeInventory.VolumeHostView;
import io.nova.json.Json;
import io.nova.manager.volume.Kinds.Buried;
import io.nova.manager.volume.Kinds.Guests;
import io.nova.manager.volume.Kinds.VolumeHost;
import io.nova.model.HostId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.volume.BackEnd;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.protocol.Attachments;
import io.nova.protocol.AttachmentsRequest;
import io.nova.protocol.SnapshotReport;
import io.nova.protocol.VolumeAssignment;
import io.nova.protocol.VolumeHostReport;
import io.nova.protocol.VolumeReport;
import io.nova.protocol.VolumesRequest;
import io.nova.spi.state.Records;
import io.nova.spi.state.Tx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Hosts that keep volumes of several technologies. */
class BackEndsTest {

    private static final HostId HOST = new HostId("h1");
    private static final String FIRST = "one";
    private static final String OTHER = "other";
    private static final BackEnd OF_FIRST = new BackEnd(FIRST, "h1");
    private static final BackEnd OF_OTHER = new BackEnd(OTHER, "h1/other");

    private final VolumeLab lab = new VolumeLab();
    private final VolumeAssignments assignments = new VolumeAssignments(lab.store, lab.clock);
    private final VolumeReports reports = new VolumeReports(lab.store, lab.clock, lab.ids);
    private final VolumeHosts hosts = new VolumeHosts(lab.store, lab.clock);

    @Test
    void theFirstDriverHasItsHostsNameAndEachHasRoomOfItsOwn() {
        offer(FIRST, 4);
        offer(OTHER, 3);
        offer(FIRST, 4);
        assertEquals(OF_FIRST, volume(3).backEnd());
        assertEquals(OF_OTHER, volume(2).backEnd());
        assertEquals(3L << 30, lab.store.used("volume-host/h1/bytes"));
        assertEquals(2L << 30, lab.store.used("volume-host/h1/other/bytes"));
        assertThrows(InsufficientCapacityException.class, () -> volume(2));
        assertEquals(
                List.of("one 3/4", "other 2/3"),
                hosts.views().stream().map(BackEndsTest::words).toList());
    }

    private static String words(VolumeHostView view) {
        return "%s %d/%d"
                .formatted(view.technology(), view.claimedBytes() >> 30, view.totalBytes() >> 30);
    }

    @Test
    void aDriverThatIsAwayGetsNoVolumesAndKeepsItsOwn() {
        offer(FIRST, 1);
        offer(OTHER, 9);
        VolumeId kept = volume(2).id();
        lab.clock.advance(VolumeHosts.SILENCE.plusSeconds(1));
        offer(FIRST, 9);
        assertEquals(OF_FIRST, volume(2).backEnd());
        say(FIRST, new VolumeReport(kept, 1, false, Optional.empty(), "lost"));
        assertEquals(VolumeState.CREATING, lab.now(kept).state());
        assertEquals(
                List.of(false, true),
                hosts.views().stream()
                        .sorted((one, other) -> other.technology().compareTo(one.technology()))
                        .map(VolumeHostView::up)
                        .toList());
    }

    @Test
    void eachDriverIsToldOfItsVolumesAndHeardOfThem() {
        offer(FIRST, 1);
        offer(OTHER, 9);
        VolumeId volume = volume(2).id();
        assertEquals(List.of(), told(FIRST));
        assertEquals(List.of(volume), told(OTHER));
        VolumeReport made = new VolumeReport(volume, 1, true, Optional.empty(), "");
        say(FIRST, made);
        assertEquals(VolumeState.CREATING, lab.now(volume).state());
        say(OTHER, made);
        assertEquals(VolumeState.AVAILABLE, lab.now(volume).state());
        lab.volumes.delete(OWNER, volume);
        VolumeReport gone = new VolumeReport(volume, 2, false, Optional.empty(), "");
        say(FIRST, gone);
        assertEquals(VolumeState.DELETING, lab.now(volume).state());
        say(OTHER, gone);
        assertEquals(0, lab.store.used("volume-host/h1/other/bytes"));
    }

    @Test
    void aSnapshotAndWhatIsMadeOfItStayWithTheDriverOfTheirVolume() {
        offer(FIRST, 1);
        offer(OTHER, 9);
        VolumeId volume = volume(2).id();
        say(OTHER, new VolumeReport(volume, 1, true, Optional.empty(), ""));
        SnapshotId snapshot =
                lab.snapshots.create(OWNER, new SnapshotRequest(volume, "", Map.of())).id();
        assertEquals(1, copies(OTHER));
        assertEquals(0, copies(FIRST));
        offer(FIRST, 100);
        copied(FIRST, snapshot);
        assertEquals(1, copies(OTHER));
        copied(OTHER, snapshot);
        assertEquals(0, copies(OTHER));
        Volume of =
                lab.volumes.create(
                        OWNER,
                        VolumeLab.request(Optional.of(2), Optional.of(snapshot), Optional.empty()));
        assertEquals(OF_OTHER, of.backEnd());
        lab.volumes.delete(OWNER, volume);
        say(OTHER, new VolumeReport(volume, 2, true, Optional.empty(), ""));
        Buried buried = lab.store.get(Kinds.BURIED, volume.value()).orElseThrow().value();
        assertEquals(OF_OTHER, buried.backEnd());
        assertEquals(List.of(of.id()), told(OTHER).stream().filter(of.id()::equals).toList());
        assertEquals(List.of(), told(FIRST));
    }

    @Test
    void aSnapshotGoesWithTheVolumeThatWasKeptForItInWhateverOrderItsHostTells() {
        offer(FIRST, 9);
        VolumeId volume = volume(2).id();
        say(FIRST, new VolumeReport(volume, 1, true, Optional.empty(), ""));
        SnapshotId snapshot =
                lab.snapshots.create(OWNER, new SnapshotRequest(volume, "", Map.of())).id();
        copied(FIRST, snapshot);
        lab.volumes.delete(OWNER, volume);
        say(FIRST, new VolumeReport(volume, 2, true, Optional.empty(), ""));
        lab.snapshots.delete(OWNER, snapshot);
        say(FIRST, new VolumeReport(volume, 2, false, Optional.empty(), ""));
        report(FIRST, 9, List.of(), List.of(new SnapshotReport(snapshot, false, "")));
        assertTrue(lab.store.get(Kinds.BURIED, volume.value()).isEmpty());
        assertTrue(lab.store.get(Kinds.SNAPSHOT, snapshot.value()).isEmpty());
        assertEquals(0, lab.used(Quota.SNAPSHOTS));
        assertEquals(0, lab.store.used("volume-host/h1/bytes"));
    }

    @Test
    void aVolumeOfTheReleaseBeforeBelongsToTheDriverThatItsHostHadThen() {
        offer(FIRST, 4);
        VolumeId volume = older();
        offer(OTHER, 9);
        assertEquals("", lab.now(volume).backEnd().technology());
        Inventory inventory = new Inventory(lab.store, lab, new VolumeDrivers(), lab.clock);
        assertEquals(
                OF_FIRST, inventory.volumes(OWNER, List.of(), "", 10).items().get(0).backEnd());
        assertEquals(List.of(volume), told(FIRST));
        assertEquals(List.of(), told(OTHER));
        lab.volumes.delete(OWNER, volume);
        VolumeReport gone = new VolumeReport(volume, 3, false, Optional.empty(), "");
        say(OTHER, gone);
        assertTrue(lab.store.get(Kinds.VOLUME, volume.value()).isPresent());
        say(FIRST, gone);
        assertFalse(lab.store.get(Kinds.VOLUME, volume.value()).isPresent());
        assertEquals(0, lab.store.used("volume-host/h1/bytes"));
    }

    @Test
    void recordsOfTheReleaseBeforeAreRead() {
        VolumeHost host =
                Json.read(
                        "{\"id\":\"h1\",\"zone\":\"nova\",\"technology\":\"one\","
                                + "\"totalBytes\":5}",
                        VolumeHost.class);
        assertEquals(new VolumeHost(HOST, ZONE, FIRST, 5, false), host);
        Guests guests =
                Json.read(
                        "{\"id\":\"h1\",\"technology\":\"one\",\"initiator\":\"1:h1\"}",
                        Guests.class);
        assertEquals(Map.of(FIRST, "1:h1"), guests.initiators());
        Buried buried =
                Json.read(
                        "{\"volume\":\"vol-00000000000000001\",\"host\":\"h1\","
                                + "\"generation\":3,\"bytes\":5}",
                        Buried.class);
        assertEquals(BackEnd.onlyOneOf(HOST), buried.backEnd());
    }

    @Test
    void aVolumeIsExportedToTheInitiatorOfItsTechnologyAlsoWhileThatIsAway() {
        offer(FIRST, 1);
        offer(OTHER, 9);
        VolumeId volume = volume(2).id();
        say(OTHER, new VolumeReport(volume, 1, true, Optional.empty(), ""));
        GuestVolumes guests = new GuestVolumes(lab.store, lab.clock, lab.ids);
        asks(guests, Map.of(FIRST, "1:g1", OTHER, "2:g1"));
        lab.volumes.attach(OWNER, volume, VolumeLab.FIRST, "/dev/sdf");
        assertEquals(OTHER, asks(guests, Map.of(FIRST, "1:g1")).technology());
        assertEquals(List.of(new VolumeAssignment.Initiator(lab.guestHost, "2:g1")), initiators());
        asks(guests, Map.of(OTHER, "3:g1"));
        assertEquals(List.of(new VolumeAssignment.Initiator(lab.guestHost, "3:g1")), initiators());
    }

    private Attachments.Wanted asks(GuestVolumes guests, Map<String, String> initiators) {
        var request = AttachmentsRequest.of(lab.guestHost, initiators, "");
        return guests.answer(request).volumes().stream()
                .findFirst()
                .orElseGet(BackEndsTest::nothing);
    }

    private static Attachments.Wanted nothing() {
        return new Attachments.Wanted(
                new VolumeId("vol-0000000000000000f"),
                0,
                VolumeLab.SECOND,
                "",
                false,
                false,
                Optional.empty(),
                "");
    }

    private List<VolumeAssignment.Initiator> initiators() {
        return assignments
                .answer(new VolumesRequest(HOST, OTHER, ""))
                .volumes()
                .get(0)
                .initiators();
    }

    @Test
    void aHostThatIsForgottenLeavesNoDriverBehind() {
        offer(FIRST, 4);
        offer(OTHER, 4);
        new VolumeHostRecords(lab.store, lab.ids).forget(HOST);
        assertEquals(List.of(), hosts.views());
    }

    @Test
    void aHostThatIsToLeaveGetsNoVolumesOfAnyDriver() {
        offer(FIRST, 4);
        offer(OTHER, 4);
        assertEquals(0, hosts.accept(HOST, false, lab.ids));
        assertThrows(InsufficientCapacityException.class, () -> volume(1));
    }

    /** A record as the release before wrote it: that a volume names its driver is new. */
    private VolumeId older() {
        Volume made = lab.available();
        String stored = Json.write(made).replaceAll(",?\"backEnd\":\\{[^}]*\\}", "");
        assertFalse(stored.contains("backEnd"), stored);
        Volume before = Json.read(stored, Volume.class);
        assertEquals(BackEnd.onlyOneOf(HOST), before.backEnd());
        var rec = lab.store.get(Kinds.VOLUME, made.id().value()).orElseThrow();
        Tx.Builder tx = Tx.of("older/" + made.id()).update(Kinds.VOLUME, rec, before);
        var unused = Records.commit(lab.store, tx.build());
        return made.id();
    }

    private Volume volume(int gib) {
        return lab.volumes.create(OWNER, VolumeLab.request(gib, Optional.empty()));
    }

    private List<VolumeId> told(String technology) {
        List<VolumeAssignment> all =
                assignments.answer(new VolumesRequest(HOST, technology, "")).volumes();
        return all.stream().map(VolumeAssignment::volume).toList();
    }

    private int copies(String technology) {
        return assignments.answer(new VolumesRequest(HOST, technology, "s")).snapshots().size();
    }

    private void offer(String technology, int gib) {
        report(technology, gib, List.of(), List.of());
    }

    private void say(String technology, VolumeReport said) {
        report(technology, 9, List.of(said), List.of());
    }

    private void copied(String technology, SnapshotId snapshot) {
        report(technology, 9, List.of(), List.of(new SnapshotReport(snapshot, true, "")));
    }

    private void report(
            String technology, int gib, List<VolumeReport> said, List<SnapshotReport> copies) {
        reports.take(
                new VolumeHostReport(
                        HOST, ZONE, technology, (long) gib << 30, said, copies, List.of(), false));
    }
}
