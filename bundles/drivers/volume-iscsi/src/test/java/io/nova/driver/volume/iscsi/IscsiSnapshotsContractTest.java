package io.nova.driver.volume.iscsi;

import io.nova.testkit.volume.VolumeLab;
import io.nova.testkit.volume.VolumeSnapshotsContract;
import org.junit.jupiter.api.BeforeAll;

class IscsiSnapshotsContractTest extends VolumeSnapshotsContract {

    @BeforeAll
    static void needServers() {
        Skip.unlessPossible(IscsiSnapshotsContractTest.class);
    }

    @Override
    protected VolumeLab lab() throws Exception {
        return new IscsiLab();
    }
}
