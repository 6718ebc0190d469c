package io.nova.driver.volume.simulated;

import io.nova.testkit.volume.VolumeDriverContract;
import io.nova.testkit.volume.VolumeLab;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** As {@link SimulatedVolumesContractTest}, with all that is pretended kept in a directory. */
class KeptVolumesContractTest extends VolumeDriverContract {

    @TempDir private Path directory;

    @Override
    protected VolumeLab lab() {
        return new SimulatedLab(directory);
    }
}
