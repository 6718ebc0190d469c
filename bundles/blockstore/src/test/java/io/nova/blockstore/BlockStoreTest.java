package io.nova.blockstore;

import static io.nova.blockstore.Awaiting.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.VolumeExport;
import io.nova.spi.volume.VolumeSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the store does for whatever exports its volumes; the rest is in the contracts of drivers.
 */
class BlockStoreTest {

    private static final VolumeId VOLUME = new VolumeId("vol-00000000000000001");
    private static final VolumeId OTHER = new VolumeId("vol-00000000000000002");
    private static final SnapshotId SNAPSHOT = new SnapshotId("snap-00000000000000001");
    private static final Set<Initiator> ONE = initiators("one");
    private static final Set<Initiator> TWO = initiators("two");

    @TempDir Path directory;
    private PretendedExports exports = new PretendedExports();
    private BlockStore store;

    @BeforeEach
    void open() throws Exception {
        store = open(exports);
        store.create(new VolumeSpec(VOLUME, 1 << 20));
        store.create(new VolumeSpec(OTHER, 1 << 20));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void theTermsStayAsLongAsTheExportDoes() throws Exception {
        VolumeExport first = store.export(VOLUME, ONE);
        assertEquals(first, store.export(VOLUME, TWO));
        assertNotEquals(first.location(), store.export(OTHER, ONE).location());
        reopen();
        assertEquals(first, store.export(VOLUME, ONE));
        store.unexport(VOLUME);
        VolumeExport next = store.export(VOLUME, ONE);
        assertNotEquals(first.location(), next.location());
    }

    @Test
    void whatIsExportedComesBackAfterARestart() throws Exception {
        store.export(VOLUME, ONE);
        Export before = exports.there.get(VOLUME);
        reopen();
        await("the export", () -> exports.there.containsKey(VOLUME));
        assertEquals(before, exports.there.get(VOLUME));
    }

    @Test
    void anExportThatFailsTheFirstTimeLeavesNoRecord() throws Exception {
        exports.failing = true;
        assertThrows(DriverException.class, () -> store.export(VOLUME, ONE));
        assertEquals(Set.of(), store.volumes().iterator().next().initiators());
        exports.failing = false;
        store.export(VOLUME, ONE);
        exports.failing = true;
        assertThrows(DriverException.class, () -> store.export(VOLUME, TWO));
        assertTrue(
                store.volumes().stream().anyMatch(volume -> volume.initiators().equals(TWO)),
                "it is exported, and the keeper tries again");
    }

    @Test
    void aRecordThatWasHalfWrittenIsCleared() throws Exception {
        Path half = directory.resolve("." + VOLUME + ".export");
        store.close();
        Files.writeString(half, "tw");
        reopen();
        await("cleared", () -> !Files.exists(half));
        assertEquals(Set.of(), store.volumes().iterator().next().initiators());
    }

    @Test
    void recordsOfBeforeThereWereTermsAreRead() throws Exception {
        Files.writeString(directory.resolve(VOLUME + ".export"), "one\tname of one\n");
        await("the export", () -> exports.there.containsKey(VOLUME));
        assertEquals(ONE, exports.there.get(VOLUME).initiators());
        assertEquals(ExportTerms.NONE, exports.there.get(VOLUME).terms());
    }

    @Test
    void halfMadeFilesOfADeadProcessGoAndThoseOfALiveOneStay() throws Exception {
        Path dead = directory.resolve(SNAPSHOT + "." + VOLUME + ".999999999-1.new");
        Files.writeString(dead, "half of a tenant's data");
        Path live = Store.half(directory.resolve("vol-00000000000000009.raw"));
        Files.writeString(live, "under way");
        reopen();
        await("removed", () -> !Files.exists(dead));
        assertTrue(Files.exists(live));
        assertEquals(2, store.volumes().size());
        assertEquals(List.of(), List.copyOf(store.snapshots()));
    }

    private void reopen() {
        store.close();
        exports = new PretendedExports();
        store = open(exports);
    }

    private BlockStore open(VolumeExports with) {
        return new BlockStore(
                new StoreSettings("test", directory, 64 << 20, 0, 1 << 20, Duration.ofMinutes(1)),
                with);
    }

    private static Set<Initiator> initiators(String host) {
        return Set.of(new Initiator(new HostId(host), "name of " + host));
    }
}
