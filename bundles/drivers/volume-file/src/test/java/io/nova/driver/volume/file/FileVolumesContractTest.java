package io.nova.driver.volume.file;

import io.nova.testkit.volume.VolumeDriverContract;
import io.nova.testkit.volume.VolumeLab;
import org.junit.jupiter.api.BeforeAll;

class FileVolumesContractTest extends VolumeDriverContract {

    @BeforeAll
    static void needServers() {
        Skip.unlessPossible(FileVolumesContractTest.class);
    }

    @Override
    protected VolumeLab lab() throws Exception {
        return new FileLab();
    }
}
