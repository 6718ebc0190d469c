package io.nova.driver.volume.aoe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.aoe.AoeAddress;
import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.VolumeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotsTest {

    private static final VolumeId ONE = new VolumeId("vol-00000001");
    private static final VolumeId TWO = new VolumeId("vol-00000002");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Slots.Probe SILENT = shelf -> Set.of();

    @TempDir private Path directory;

    @Test
    void eachVolumeHasAnAddressOfItsOwn() throws Exception {
        assertEquals(at(7, 0), slots(START).take(ONE, Set.of(), SILENT));
        assertEquals(at(7, 1), slots(START).take(TWO, Set.of(at(7, 0)), SILENT));
    }

    @Test
    void anAddressIsTakenWhateverTheRecordsSay() throws Exception {
        slots(START).take(ONE, Set.of(), SILENT);
        assertEquals(at(7, 1), slots(START).take(TWO, Set.of(), SILENT));
    }

    @Test
    void whatNobodyWasToldOfIsTakenAgainForItsVolume() throws Exception {
        slots(START).take(ONE, Set.of(), SILENT);
        assertEquals(at(7, 0), slots(START).take(ONE, Set.of(), SILENT));
    }

    @Test
    void anAddressRestsBeforeItIsUsedAgainEvenByItsVolume() throws Exception {
        slots(START).take(ONE, Set.of(), SILENT);
        slots(START).free(ONE);
        assertEquals(at(7, 1), slots(START.plusSeconds(599)).take(ONE, Set.of(), SILENT));
        assertEquals(at(7, 0), slots(START.plusSeconds(600)).take(TWO, Set.of(), SILENT));
    }

    @Test
    void whatACrashLeftIsGivenBack() throws Exception {
        slots(START).take(ONE, Set.of(), SILENT);
        slots(START).sweep(Map.of());
        assertEquals(at(7, 1), slots(START).take(ONE, Set.of(), SILENT));
        assertEquals(at(7, 0), slots(START.plusSeconds(600)).take(TWO, Set.of(), SILENT));
    }

    @Test
    void aSweepLeavesWhatIsExportedAndForgetsWhatHasRested() throws Exception {
        slots(START).take(ONE, Set.of(), SILENT);
        slots(START).take(TWO, Set.of(), SILENT);
        slots(START).free(TWO);
        slots(START.plusSeconds(601)).sweep(Map.of(at(7, 0), ONE));
        assertEquals(List.of("e7.0"), files());
        assertEquals(at(7, 1), slots(START.plusSeconds(601)).take(TWO, Set.of(), SILENT));
    }

    @Test
    void anExportWithoutItsMarkHasItAgain() {
        slots(START).sweep(Map.of(at(7, 9), ONE));
        assertEquals(List.of("e7.9"), files());
    }

    @Test
    void aClockThatIsPutBackDoesNotKeepAnAddressForEver() throws Exception {
        slots(START.plus(Duration.ofDays(365))).take(ONE, Set.of(), SILENT);
        slots(START.plus(Duration.ofDays(365))).free(ONE);
        slots(START).sweep(Map.of());
        assertEquals(at(7, 1), slots(START).take(TWO, Set.of(), SILENT));
        assertEquals(at(7, 0), slots(START.plusSeconds(601)).take(ONE, Set.of(), SILENT));
    }

    @Test
    void whatIsAnsweredForOnTheNetworkIsNotTaken() throws Exception {
        Slots.Probe probe = shelf -> Set.of(at(7, 0), at(7, 2));
        assertEquals(at(7, 1), slots(START).take(ONE, Set.of(), probe));
        assertEquals(at(7, 3), slots(START).take(TWO, Set.of(), SILENT), "it is remembered");
    }

    @Test
    void shelvesAreFilledOneAfterTheOtherAndThenThereIsNoneLeft() throws Exception {
        Set<AoeAddress> held = new HashSet<>();
        for (int slot = 0; slot < 255; slot++) {
            held.add(at(7, slot));
        }
        assertEquals(at(9, 0), slots(START).take(ONE, held, SILENT));
        for (int slot = 0; slot < 255; slot++) {
            held.add(at(9, slot));
        }
        DriverException fault =
                assertThrows(DriverException.class, () -> slots(START).take(TWO, held, SILENT));
        assertEquals(Kind.EXHAUSTED, fault.kind());
        assertTrue(String.valueOf(fault.getMessage()).contains("[7, 9]"), fault.toString());
    }

    @Test
    void whatIsNoMarkIsLeftAloneAndABrokenOneRests() throws Exception {
        Files.createDirectory(directory.resolve("slots"));
        Files.writeString(directory.resolve("slots/README"), "foreign");
        Files.writeString(directory.resolve("slots/e7.0"), "tak");
        Files.writeString(directory.resolve("slots/e99999.0"), "taken");
        Files.createDirectory(directory.resolve("slots/e7.1"));
        Instant written = Files.getLastModifiedTime(directory.resolve("slots/e7.0")).toInstant();
        slots(written).sweep(Map.of());
        assertEquals(at(7, 2), slots(written).take(ONE, Set.of(), SILENT));
        assertEquals(at(7, 0), slots(written.plusSeconds(601)).take(TWO, Set.of(), SILENT));
        assertTrue(files().contains("README"));
    }

    private Slots slots(Instant now) {
        return new Slots(
                directory.resolve("slots"),
                List.of(7, 9),
                Duration.ofMinutes(10),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private List<String> files() {
        try (Stream<Path> files = Files.list(directory.resolve("slots"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static AoeAddress at(int shelf, int slot) {
        return new AoeAddress(shelf, slot);
    }
}
