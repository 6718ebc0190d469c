package io.nova.driver.volume.aoe;

import io.nova.testkit.volume.VolumeLab;
import io.nova.testkit.volume.VolumeSnapshotsContract;
import org.junit.jupiter.api.BeforeAll;

class AoeSnapshotsContractTest extends VolumeSnapshotsContract {

    @BeforeAll
    static void needANetwork() throws Exception {
        Network.enter(AoeSnapshotsContractTest.class);
    }

    @Override
    protected VolumeLab lab() throws Exception {
        return new AoeLab();
    }
}
