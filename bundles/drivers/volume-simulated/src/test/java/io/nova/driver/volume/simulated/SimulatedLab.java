package io.nova.driver.volume.simulated;

import io.nova.model.HostId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.ChangedRanges;
import io.nova.spi.volume.Volume;
import io.nova.spi.volume.VolumeConnector;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeSnapshots;
import io.nova.testkit.volume.VolumeLab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Pretended hosts; drivers come and go on their storage. */
final class SimulatedLab implements VolumeLab {

    private static final long ROOM = 64L << 20;
    private static final int WIPE_BLOCKS = 3;

    private final Optional<Path> directory;
    private SimulatedStorage storage;

    /** Pretends hosts in memory. */
    SimulatedLab() {
        directory = Optional.empty();
        storage = new SimulatedStorage(ROOM, WIPE_BLOCKS);
    }

    /** Pretends hosts that are kept in a directory, and read from it again at each restart. */
    SimulatedLab(Path directory) {
        this.directory = Optional.of(directory);
        storage = SimulatedStorage.in(directory, ROOM, WIPE_BLOCKS);
    }

    @Override
    public VolumeDriver open() {
        return new SimulatedVolumes(storage, new HostId("storage"));
    }

    @Override
    public VolumeConnector connector(HostId host) {
        return new SimulatedVolumes(storage, host);
    }

    @Override
    public void close(Object driver) {
        // Nothing is held by a driver object.
    }

    @Override
    public void restart() {
        // All that is pretended is durable.
        directory.ifPresent(kept -> storage = SimulatedStorage.in(kept, ROOM, WIPE_BLOCKS));
    }

    @Override
    public void write(HostId host, String source, long offset, byte[] bytes) throws IOException {
        storage.write(host, source, offset, bytes);
    }

    @Override
    public byte[] read(HostId host, String source, long offset, int length) throws IOException {
        return storage.read(host, source, offset, length);
    }

    @Override
    public boolean storeHolds(byte[] bytes) {
        String wanted = text(bytes);
        return storage.blocks().stream().anyMatch(block -> text(block).contains(wanted));
    }

    @Override
    public List<String> traces(VolumeId volume) {
        return storage.volumes().stream()
                .filter(known -> known.id().equals(volume))
                .map(Volume::toString)
                .toList();
    }

    @Override
    public Set<Class<?>> abilities() {
        return Set.of(VolumeSnapshots.class, ChangedRanges.class);
    }

    @Override
    public void end() {
        storage = new SimulatedStorage(0, 1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
