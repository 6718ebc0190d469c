package io.nova.manager.volume;

import static io.nova.manager.volume.VolumeLab.FIRST;
import static io.nova.manager.volume.VolumeLab.OWNER;
import static io.nova.manager.volume.VolumeLab.ZONE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.volume.SnapshotRequest;
import io.nova.api.volume.VolumeRequest;
import io.nova.manager.volume.Kinds.VolumeHost;
import io.nova.model.HostId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InvalidParameterException;
import io.nova.model.InvalidParameterException.Problem;
import io.nova.model.ReservationId;
import io.nova.model.SnapshotId;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.Snapshot;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In this cloud, gp3 means fast, st1 means cold, and nothing is cold. */
class VolumeTypesTest {

    private final VolumeLab lab = new VolumeLab();

    @BeforeEach
    void thereAreTwoTechnologies() {
        offers("fast", 9);
        offers("plain", 99);
    }

    @ParameterizedTest
    @CsvSource({"gp3, fast", "gp2, plain", "io1, plain", "fast, fast", "plain, plain"})
    void aTypeIsMadeWithItsTechnologyAndReadBack(String word, String technology) {
        Volume volume = create(word, Optional.empty());
        assertEquals(technology, volume.backEnd().technology());
        assertEquals(word, lab.now(volume.id()).type().word());
    }

    @Test
    void aTypeThatIsNoneIsRefusedWithThoseThatThereAre() {
        InvalidParameterException refusal =
                assertThrows(
                        InvalidParameterException.class, () -> create("cold", Optional.empty()));
        assertEquals(
                "Value (cold) for parameter VolumeType is invalid: it is one of fast, gp2, gp3,"
                        + " io1, io2, plain, sc1, st1, standard",
                refusal.getMessage());
        assertThrows(
                InvalidParameterException.class,
                () -> lab.onInstances.check(OWNER.project(), List.of(device("cold"))));
        lab.onInstances.check(OWNER.project(), List.of(device("fast"), device("st1")));
    }

    @Test
    void aTypeWithoutAHostSaysWhichItIs() {
        InsufficientCapacityException full =
                assertThrows(
                        InsufficientCapacityException.class, () -> create("st1", Optional.empty()));
        assertTrue(full.getMessage().contains("1 GiB of type st1 now"), full.getMessage());
        lab.clock.advance(VolumeHosts.SILENCE.plusSeconds(1));
        offers("plain", 99);
        full =
                assertThrows(
                        InsufficientCapacityException.class,
                        () -> create("fast", Optional.empty()));
        assertTrue(full.getMessage().contains("of type fast now"), full.getMessage());
    }

    @Test
    void theVolumesOfALaunchHaveTheirTypesToo() {
        lab.onInstances.hold(
                OWNER.project(),
                ReservationId.next(lab.ids),
                ZONE,
                Map.of(FIRST, lab.guestHost),
                List.of(device("gp3")),
                Map.of());
        Volume held = lab.onInstances.ofInstances(List.of(FIRST)).get(FIRST).get(0);
        assertEquals("fast", held.backEnd().technology());
    }

    @Test
    void aVolumeOfASnapshotStaysWithItAndOnlyAnotherTechnologysNameIsRefused() {
        Volume source = create("plain", Optional.empty());
        lab.change(source.id(), one -> one.made().orElseThrow());
        SnapshotId snapshot =
                lab.snapshots.create(OWNER, new SnapshotRequest(source.id(), "", Map.of())).id();
        lab.change(snapshot, (Snapshot one) -> one.completed().orElseThrow());
        assertEquals("plain", create("gp3", Optional.of(snapshot)).backEnd().technology());
        assertEquals("plain", create("plain", Optional.of(snapshot)).backEnd().technology());
        InvalidParameterException refusal =
                assertThrows(
                        InvalidParameterException.class,
                        () -> create("fast", Optional.of(snapshot)));
        assertEquals(Problem.BAD_COMBINATION, refusal.problem());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gp3", "gp9=fast", "gp3=gp2", "gp3=A", "fast=plain", "gp3=fast=plain"})
    void aSettingThatIsNoTypeAndTechnologyIsRefused(String element) {
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class, () -> VolumeLab.types("st1=a", element));
        assertTrue(
                refusal.getMessage().startsWith("io.nova.manager.volume: key types: "),
                refusal.getMessage());
    }

    @Test
    void aTypeThatIsGivenTwiceIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> VolumeLab.types("gp3=a", " gp3 = b"));
    }

    private Volume create(String word, Optional<SnapshotId> snapshot) {
        return lab.volumes.create(
                OWNER,
                new VolumeRequest(
                        Optional.of(1),
                        snapshot,
                        ZONE,
                        VolumeType.of(word).orElseThrow(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of()));
    }

    private static BlockDevice device(String word) {
        return new BlockDevice(
                "/dev/sdf",
                Optional.empty(),
                Optional.of(1),
                VolumeType.of(word).orElseThrow(),
                Optional.empty(),
                Optional.empty(),
                true);
    }

    private void offers(String technology, int gib) {
        new VolumeHosts(lab.store, lab.clock)
                .heard(
                        new VolumeHost(new HostId("h1"), ZONE, technology, (long) gib << 30, false),
                        lab.ids);
    }
}
