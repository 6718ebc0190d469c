package io.nova.driver.volume.simulated;

import io.nova.testkit.volume.VolumeLab;
import io.nova.testkit.volume.VolumeSnapshotsContract;

class SimulatedSnapshotsContractTest extends VolumeSnapshotsContract {

    @Override
    protected VolumeLab lab() {
        return new SimulatedLab();
    }
}
