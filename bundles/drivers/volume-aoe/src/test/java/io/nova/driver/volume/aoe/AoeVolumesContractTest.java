package io.nova.driver.volume.aoe;

import io.nova.testkit.volume.VolumeDriverContract;
import io.nova.testkit.volume.VolumeLab;
import org.junit.jupiter.api.BeforeAll;

class AoeVolumesContractTest extends VolumeDriverContract {

    @BeforeAll
    static void needANetwork() throws Exception {
        Network.enter(AoeVolumesContractTest.class);
    }

    @Override
    protected VolumeLab lab() throws Exception {
        return new AoeLab();
    }
}
