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

    private static final Volume NEW =
            new Volume(
                    new VolumeId("vol-0123456789abcdef0"),
                    new ProjectId("000000000001"),
                    1,
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
}
