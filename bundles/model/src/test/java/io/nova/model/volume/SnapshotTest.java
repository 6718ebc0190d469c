package io.nova.model.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotTest {

    private static final Snapshot NEW =
            Snapshot.begun(
                    new io.nova.model.SnapshotId("snap-0123456789abcdef0"),
                    VolumeTest.NEW,
                    "nightly",
                    Instant.EPOCH,
                    Map.of());

    @Test
    void progressOnlyGrows() {
        Snapshot half = NEW.reached(50).orElseThrow();
        assertEquals(50, half.progress());
        assertEquals(Optional.empty(), half.reached(40));
        assertEquals(100, half.reached(500).orElseThrow().progress());
    }

    @Test
    void whatIsDecidedStaysSo() {
        Snapshot complete = NEW.completed().orElseThrow();
        assertEquals(100, complete.progress());
        assertEquals(Optional.empty(), complete.failed("late"));
        assertEquals(Optional.empty(), complete.reached(10));
        Snapshot failed = NEW.failed("no room").orElseThrow();
        assertEquals("no room", failed.reason());
        assertEquals(Optional.empty(), failed.completed());
        assertEquals(Optional.empty(), complete.deleting().completed());
    }
}
