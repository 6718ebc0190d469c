package io.nova.driver.volume.simulated;

import io.nova.testkit.volume.VolumeLab;
import io.nova.testkit.volume.VolumeSnapshotsContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** As {@link SimulatedSnapshotsContractTest}, with all that is pretended kept in a directory. */
class KeptSnapshotsContractTest extends VolumeSnapshotsContract {

    @TempDir private Path directory;

    @Override
    protected VolumeLab lab() {
        return new SimulatedLab(directory);
    }
}
