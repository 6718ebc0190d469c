package io.nova.driver.volume.file;

import io.nova.testkit.volume.VolumeLab;
import io.nova.testkit.volume.VolumeSnapshotsContract;
import org.junit.jupiter.api.BeforeAll;

class FileSnapshotsContractTest extends VolumeSnapshotsContract {

    @BeforeAll
    static void needServers() {
        Skip.unlessPossible(FileSnapshotsContractTest.class);
    }

    @Override
    protected VolumeLab lab() throws Exception {
        return new FileLab();
    }
}
