package io.nova.model.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VolumeTest {

    static final Volume NEW =
            new Volume(
                    new VolumeId("vol-0123456789abcdef0"),
                    new ProjectId("000000000001"),
                    1,
                    Optional.empty(),
                    new ZoneName("nova"),
                    VolumeType.GP2,
                    Optional.empty(),
                    Optional.empty(),
                    Instant.EPOCH,
                    new HostId("h1"),
                    VolumeState.CREATING,
                    1,
                    Optional.empty(),
                    "",
                    Map.of());

    private static Volume attaching(boolean deleteToo) {
        return NEW.made()
                .orElseThrow()
                .attaching(
                        Attachment.begun(
                                new InstanceId("i-0123456789abcdef0"),
                                new HostId("h2"),
                                "/dev/sdf",
                                deleteToo,
                                Instant.EPOCH));
    }

    @Test
    void aDetachThatOvertakesTheAttachWins() {
        Volume leaving = attaching(false).detaching(false, false);
        assertEquals(Optional.empty(), leaving.attached());
        assertEquals(VolumeState.AVAILABLE, leaving.detached().orElseThrow().state());
    }

    @Test
    void nobodyElsesReportTakesAnAttachedVolumeOff() {
        Volume attached = attaching(false).attached().orElseThrow();
        assertEquals(Optional.empty(), attached.detached());
        assertEquals(Optional.empty(), attached.made());
        assertEquals(Optional.empty(), attached.failed("late"));
    }

    @Test
    void onlyTheEndOfItsInstanceDeletesAVolumeThatGoesWithIt() {
        Volume attached = attaching(true).attached().orElseThrow();
        assertEquals(
                VolumeState.AVAILABLE,
                attached.detaching(false, false).detached().orElseThrow().state());
        assertEquals(
                VolumeState.DELETING,
                attached.detaching(true, true).detached().orElseThrow().state());
    }

    @Test
    void askingAgainIsNoNewGenerationButForceIs() {
        Volume leaving = attaching(false).detaching(false, false);
        assertSame(leaving, leaving.detaching(false, false));
        assertEquals(leaving.generation() + 1, leaving.detaching(true, false).generation());
    }

    private static Volume launched(boolean deleteToo) {
        return new Volume(
                NEW.id(),
                NEW.project(),
                1,
                Optional.empty(),
                NEW.zone(),
                NEW.type(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                NEW.host(),
                VolumeState.CREATING,
                1,
                Optional.of(
                        Attachment.begun(
                                new InstanceId("i-0123456789abcdef0"),
                                new HostId("h2"),
                                "/dev/sdf",
                                deleteToo,
                                Instant.EPOCH)),
                "",
                Map.of());
    }

    @Test
    void aVolumeMadeForAnInstanceIsItsAsSoonAsItIsThere() {
        assertEquals(VolumeState.IN_USE, launched(true).made().orElseThrow().state());
        Volume failed = launched(true).failed("no room").orElseThrow();
        assertEquals(VolumeState.ERROR, failed.state());
        assertEquals(Optional.empty(), failed.attachment());
    }

    @Test
    void aVolumeWhoseInstanceEndedBeforeItWasMadeGoesWithItOrIsFree() {
        Volume going = launched(true).detaching(true, true);
        assertEquals(VolumeState.DELETING, going.failed("no room").orElseThrow().state());
        assertEquals(VolumeState.DELETING, going.detached().orElseThrow().state());
        Volume staying = launched(false).detaching(true, true).detached().orElseThrow();
        assertEquals(VolumeState.CREATING, staying.state());
        assertEquals(VolumeState.AVAILABLE, staying.made().orElseThrow().state());
    }

    @Test
    void onlyAVolumeOnItsWayFollowsItsInstance() {
        Volume moved = launched(true).follows(new HostId("h3")).orElseThrow();
        assertEquals(new HostId("h3"), moved.attachment().orElseThrow().host());
        assertEquals(2, moved.generation());
        assertEquals(Optional.empty(), moved.follows(new HostId("h3")));
        assertEquals(Optional.empty(), moved.attached().orElseThrow().follows(new HostId("h2")));
    }

    @Test
    void anOwnerDecidesLaterWhatGoesWithTheInstance() {
        Volume kept = attaching(true).attached().orElseThrow().goesWithInstance(false);
        assertEquals(
                VolumeState.AVAILABLE, kept.detaching(true, true).detached().orElseThrow().state());
    }
}
