package io.nova.driver.volume.simulated;

import io.nova.testkit.volume.VolumeDriverContract;
import io.nova.testkit.volume.VolumeLab;

class SimulatedVolumesContractTest extends VolumeDriverContract {

    @Override
    protected VolumeLab lab() {
        return new SimulatedLab();
    }
}
