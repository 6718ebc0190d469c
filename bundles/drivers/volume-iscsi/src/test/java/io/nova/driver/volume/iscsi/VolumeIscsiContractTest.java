package io.nova.driver.volume.iscsi;

import io.nova.testkit.volume.VolumeDriverContract;
import io.nova.testkit.volume.VolumeLab;
import org.junit.jupiter.api.BeforeAll;

class VolumeIscsiContractTest extends VolumeDriverContract {

    @BeforeAll
    static void needServers() {
        Skip.unlessPossible(VolumeIscsiContractTest.class);
    }

    @Override
    protected VolumeLab lab() throws Exception {
        return new IscsiLab();
    }
}
