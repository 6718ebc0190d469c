package io.nova.testkit.volume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.DriverException;
import io.nova.model.DriverException.Kind;
import io.nova.model.HostId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.ChangedRanges;
import io.nova.spi.volume.Volume;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeExport;
import io.nova.spi.volume.VolumeSnapshots;
import io.nova.spi.volume.VolumeSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What every volume driver and its connector do, one test per clause of their contracts. */
public abstract class VolumeDriverContract {

    /** A compute host. */
    protected static final HostId ONE = new HostId("one");

    /** Another one. */
    protected static final HostId TWO = new HostId("two");

    /** Size of the tests' volumes. */
    protected static final long BYTES = 4L << 20;

    private static final VolumeId VOLUME = new VolumeId("vol-00000000000000001");
    private static final VolumeId OTHER = new VolumeId("vol-00000000000000002");
    private static final VolumeSpec SPEC = new VolumeSpec(VOLUME, BYTES);
    private static final byte[] PATTERN = pattern("the first pattern that a guest wrote");
    private static final byte[] LATER = pattern("another pattern, which came later");

    private VolumeLab lab;
    private VolumeDriver driver;
    private VolumeConnector one;
    private VolumeConnector two;

    /** Makes a volume host without volumes, with some 64 MiB of room. */
    protected abstract VolumeLab lab() throws Exception;

    @BeforeEach
    void openTheDrivers() throws Exception {
        lab = lab();
        driver = lab.open();
        one = lab.connector(ONE);
        two = lab.connector(TWO);
    }

    @AfterEach
    void closeTheLab() throws Exception {
        lab.end();
    }

    @Test
    void aNewHostHasNothing() throws Exception {
        assertEquals(List.of(), List.copyOf(driver.volumes()));
        assertEquals(List.of(), List.copyOf(one.connections()));
        assertTrue(driver.capacity().freeBytes() <= driver.capacity().totalBytes());
    }

    @Test
    void aNewVolumeReadsAsZerosToItsEnd() throws Exception {
        driver.create(SPEC);
        assertEquals(List.of(new Volume(VOLUME, BYTES, Set.of(), false)), volumes());
        String source = attach(one);
        assertArrayEquals(new byte[512], lab.read(ONE, source, 0, 512));
        assertArrayEquals(new byte[512], lab.read(ONE, source, BYTES - 512, 512));
        assertThrows(IOException.class, () -> lab.read(ONE, source, BYTES, 512));
    }

    @Test
    void createMayBeRepeatedAndKeepsWhatIsThere() throws Exception {
        driver.create(SPEC);
        lab.write(ONE, attach(one), 512, PATTERN);
        driver.create(SPEC);
        assertEquals(1, driver.volumes().size());
        assertHolds(PATTERN, 512);
    }

    @Test
    void aVolumeOfAnotherSizeIsBroken() throws Exception {
        driver.create(SPEC);
        assertFails(Kind.BROKEN, () -> driver.create(new VolumeSpec(VOLUME, 2 * BYTES)));
        assertEquals(BYTES, volumes().get(0).bytes());
    }

    @Test
    void aSizeThatIsNoneIsBrokenAndNothingStays() throws Exception {
        for (long bytes : List.of(0L, -512L, 1000L, Long.MIN_VALUE)) {
            assertFails(Kind.BROKEN, () -> driver.create(new VolumeSpec(VOLUME, bytes)));
        }
        assertGone(VOLUME);
    }

    @Test
    void aVolumeWithoutRoomIsExhaustedAndNothingStays() throws Exception {
        long free = driver.capacity().freeBytes();
        long tooMuch = driver.capacity().totalBytes() + VolumeDriver.SECTOR;
        long sectors = tooMuch / VolumeDriver.SECTOR * VolumeDriver.SECTOR;
        assertFails(Kind.EXHAUSTED, () -> driver.create(new VolumeSpec(VOLUME, sectors)));
        assertGone(VOLUME);
        assertEquals(free, driver.capacity().freeBytes());
    }

    @Test
    void volumesTakeRoomAndGiveItBack() throws Exception {
        long free = driver.capacity().freeBytes();
        driver.create(SPEC);
        assertTrue(driver.capacity().freeBytes() <= free - BYTES);
        delete(VOLUME);
        assertEquals(free, driver.capacity().freeBytes());
    }

    @Test
    void whatAGuestWroteIsReadByTheNextOne() throws Exception {
        driver.create(SPEC);
        lab.write(ONE, attach(one), BYTES - 4096, PATTERN);
        one.disconnect(VOLUME);
        String source = attach(two);
        assertArrayEquals(PATTERN, lab.read(TWO, source, BYTES - 4096, PATTERN.length));
    }

    @Test
    void anotherDriverObjectFindsAndKeepsEverything() throws Exception {
        driver.create(SPEC);
        VolumeExport export = export(one);
        String source = one.connect(export).source();
        lab.write(ONE, source, 0, PATTERN);
        List<Volume> before = volumes();
        lab.close(driver);
        lab.close(one);
        assertArrayEquals(PATTERN, lab.read(ONE, source, 0, PATTERN.length));
        driver = lab.open();
        one = lab.connector(ONE);
        assertEquals(before, volumes());
        assertEquals(export, export(one));
        assertEquals(List.of(source), sources(one));
        assertEquals(source, one.connect(export).source());
        lab.write(ONE, source, 0, LATER);
        assertArrayEquals(LATER, lab.read(ONE, source, 0, LATER.length));
    }

    @Test
    void aRestartOfTheHostKeepsVolumesAndExports() throws Exception {
        driver.create(SPEC);
        lab.write(ONE, attach(one), 0, PATTERN);
        List<Volume> before = volumes();
        lab.restart();
        driver = lab.open();
        assertEquals(before, volumes());
        assertHolds(PATTERN, 0);
    }

    @Test
    void aFilledRangeIsRead() throws Exception {
        driver.create(SPEC);
        fill(0, PATTERN);
        fill(0, LATER);
        fill(1 << 20, PATTERN);
        assertHolds(LATER, 0);
        assertHolds(PATTERN, 1 << 20);
    }

    @Test
    void whatCannotBeFilledIsRefused() throws Exception {
        assertFails(Kind.BROKEN, () -> fill(0, PATTERN));
        driver.create(SPEC);
        assertFails(Kind.BROKEN, () -> fill(BYTES, PATTERN));
        assertFails(Kind.BROKEN, () -> fill(-512, PATTERN));
        assertFails(Kind.BROKEN, () -> fill(100, PATTERN));
        assertThrows(
                IOException.class,
                () ->
                        driver.fill(
                                VOLUME, 0, 2L * PATTERN.length, new ByteArrayInputStream(PATTERN)));
        attach(one);
        assertFails(Kind.BUSY, () -> fill(0, PATTERN));
    }

    @Test
    void aVolumeGrowsWhileItIsInUse() throws Exception {
        driver.create(SPEC);
        String source = attach(one);
        lab.write(ONE, source, 0, PATTERN);
        driver.resize(VOLUME, 2 * BYTES);
        driver.resize(VOLUME, 2 * BYTES);
        assertEquals(2 * BYTES, volumes().get(0).bytes());
        assertArrayEquals(PATTERN, lab.read(ONE, source, 0, PATTERN.length));
        assertArrayEquals(new byte[512], lab.read(ONE, source, 2 * BYTES - 512, 512));
    }

    @Test
    void aVolumeNeverShrinksNorGrowsBeyondTheRoom() throws Exception {
        driver.create(SPEC);
        long tooMuch = driver.capacity().totalBytes() / 512 * 512 + BYTES;
        assertFails(Kind.BROKEN, () -> driver.resize(VOLUME, BYTES - 512));
        assertFails(Kind.BROKEN, () -> driver.resize(OTHER, BYTES));
        assertFails(Kind.EXHAUSTED, () -> driver.resize(VOLUME, tooMuch));
        assertEquals(BYTES, volumes().get(0).bytes());
    }

    @Test
    void aDeletedVolumeLeavesNothingToRead() throws Exception {
        driver.create(SPEC);
        lab.write(ONE, attach(one), 8192, PATTERN);
        detach();
        assertTrue(lab.storeHolds(PATTERN), "else the next lines prove nothing");
        delete(VOLUME);
        assertGone(VOLUME);
        assertFalse(lab.storeHolds(PATTERN));
        driver.create(SPEC);
        assertHolds(new byte[512], 8192);
        detach();
        delete(VOLUME);
        delete(VOLUME);
    }

    @Test
    void aVolumeWhoseDeletionHasBegunIsOutOfReach() throws Exception {
        driver.create(SPEC);
        fill(0, pattern(Long.toString(BYTES), (int) BYTES));
        boolean gone = driver.delete(VOLUME);
        assertEquals(gone, driver.volumes().isEmpty());
        if (!gone) {
            assertTrue(volumes().get(0).deleting());
            assertFails(Kind.BUSY, () -> export(one));
            assertFails(Kind.BUSY, () -> fill(0, PATTERN));
            lab.restart();
            driver = lab.open();
            assertTrue(volumes().get(0).deleting(), "the deletion is remembered");
            delete(VOLUME);
        }
    }

    @Test
    void anExportedVolumeIsNotDeleted() throws Exception {
        driver.create(SPEC);
        lab.write(ONE, attach(one), 0, PATTERN);
        assertFails(Kind.BUSY, () -> driver.delete(VOLUME));
        assertHolds(PATTERN, 0);
    }

    @Test
    void anExportIsTheSameHoweverOftenItIsMade() throws Exception {
        driver.create(SPEC);
        VolumeExport export = export(one);
        assertEquals(export, export(one));
        assertEquals(VOLUME, export.volume());
        assertEquals(List.of(new Volume(VOLUME, BYTES, Set.of(one.initiator()), false)), volumes());
        driver.create(new VolumeSpec(OTHER, BYTES));
        assertNotEquals(
                export.location(), driver.export(OTHER, Set.of(one.initiator())).location());
    }

    @Test
    void anUnknownVolumeIsNotExported() throws Exception {
        assertFails(Kind.BROKEN, () -> export(one));
        driver.unexport(VOLUME);
        assertGone(VOLUME);
    }

    @Test
    void onlyTheNamedHostConnects() throws Exception {
        driver.create(SPEC);
        VolumeExport export = export(one);
        DriverException refused = assertThrows(DriverException.class, () -> two.connect(export));
        assertTrue(
                Set.of(Kind.BROKEN, Kind.UNREACHABLE).contains(refused.kind()), refused.toString());
        assertEquals(List.of(), List.copyOf(two.connections()));
        one.connect(export);
    }

    @Test
    void aHostThatMayNoLongerIsCutOff() throws Exception {
        driver.create(SPEC);
        String source = attach(one);
        lab.write(ONE, source, 0, PATTERN);
        driver.export(VOLUME, Set.of(one.initiator(), two.initiator()));
        lab.write(ONE, source, 4096, PATTERN);
        driver.export(VOLUME, Set.of(two.initiator()));
        assertThrows(IOException.class, () -> lab.write(ONE, source, 0, LATER));
        String moved = two.connect(export(two)).source();
        assertArrayEquals(PATTERN, lab.read(TWO, moved, 0, PATTERN.length));
    }

    @Test
    void nobodyReachesAVolumeThatIsNoLongerExported() throws Exception {
        driver.create(SPEC);
        VolumeExport export = export(one);
        String source = one.connect(export).source();
        lab.write(ONE, source, 0, PATTERN);
        driver.unexport(VOLUME);
        driver.unexport(VOLUME);
        assertThrows(IOException.class, () -> lab.write(ONE, source, 0, LATER));
        one.disconnect(VOLUME);
        assertFails(Kind.UNREACHABLE, () -> one.connect(export));
        assertEquals(List.of(), List.copyOf(one.connections()));
        assertHolds(PATTERN, 0);
    }

    @Test
    void aConnectionIsTheSameHoweverOftenItIsMade() throws Exception {
        driver.create(SPEC);
        VolumeExport export = export(one);
        String source = one.connect(export).source();
        assertEquals(source, one.connect(export).source());
        assertEquals(List.of(source), sources(one));
        one.disconnect(VOLUME);
        one.disconnect(VOLUME);
        assertEquals(List.of(), sources(one));
        assertThrows(IOException.class, () -> lab.read(ONE, source, 0, 512));
    }

    @Test
    void anotherVolumeAtThePlaceIsRefused() throws Exception {
        driver.create(SPEC);
        VolumeExport export = export(one);
        VolumeExport wrong =
                new VolumeExport(
                        OTHER, export.technology(), export.location(), export.credential());
        assertFails(Kind.BROKEN, () -> one.connect(wrong));
        VolumeExport foreign =
                new VolumeExport(VOLUME, "stone-tablet", export.location(), export.credential());
        assertFails(Kind.BROKEN, () -> one.connect(foreign));
        assertEquals(List.of(), sources(one));
    }

    @Test
    void theDriverHasTheAbilitiesThatItDeclares() {
        assertEquals(
                lab.abilities(),
                Stream.of(VolumeSnapshots.class, ChangedRanges.class)
                        .filter(ability -> ability.isInstance(driver))
                        .collect(Collectors.toSet()));
    }

    /** Returns the driver of this test. */
    protected final VolumeDriver theDriver() {
        return driver;
    }

    private String attach(VolumeConnector connector) throws InterruptedException {
        return connector.connect(export(connector)).source();
    }

    private VolumeExport export(VolumeConnector connector) throws InterruptedException {
        return driver.export(VOLUME, Set.of(connector.initiator()));
    }

    private void detach() throws InterruptedException {
        one.disconnect(VOLUME);
        driver.unexport(VOLUME);
    }

    private void fill(long offset, byte[] bytes) throws IOException, InterruptedException {
        driver.fill(VOLUME, offset, bytes.length, new ByteArrayInputStream(bytes));
    }

    private void delete(VolumeId volume) throws InterruptedException {
        int calls = 0;
        while (!driver.delete(volume)) {
            calls++;
            assertTrue(calls < 10_000, "no end of wiping");
        }
    }

    private List<Volume> volumes() throws InterruptedException {
        return List.copyOf(driver.volumes());
    }

    private static List<String> sources(VolumeConnector connector) throws InterruptedException {
        return connector.connections().stream().map(VolumeConnector.Connection::source).toList();
    }

    private void assertHolds(byte[] bytes, long offset) throws Exception {
        assertArrayEquals(bytes, lab.read(ONE, attach(one), offset, bytes.length));
    }

    private void assertGone(VolumeId volume) throws Exception {
        assertTrue(driver.volumes().stream().noneMatch(known -> known.id().equals(volume)));
        assertEquals(List.of(), lab.traces(volume));
    }

    static void assertFails(Kind kind, Executable call) {
        DriverException failure = assertThrows(DriverException.class, call);
        assertEquals(kind, failure.kind(), failure.toString());
    }

    static byte[] pattern(String text) {
        return pattern(text, 1024);
    }

    static byte[] pattern(String text, int length) {
        byte[] word = (text + "; ").getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = word[i % word.length];
        }
        return bytes;
    }
}
