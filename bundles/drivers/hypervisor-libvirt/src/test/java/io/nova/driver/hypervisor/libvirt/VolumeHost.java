package io.nova.driver.hypervisor.libvirt;

import io.nova.driver.volume.file.FileConfig;
import io.nova.driver.volume.file.FileConnector;
import io.nova.driver.volume.file.FileVolumes;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeSpec;
import io.nova.testkit.hypervisor.Configs;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/** Volumes in files of the lab, with real servers. */
final class VolumeHost implements AutoCloseable {

    static final long BYTES = 8L << 20;

    private final Path directory;
    private final FileVolumes driver;
    private final FileConnector connector;

    VolumeHost(Path lab) {
        directory = lab.resolve("volumes");
        FileConfig config =
                Configs.of(
                        FileConfig.class,
                        Map.of(
                                "directory",
                                directory.toString(),
                                "runDirectory",
                                lab.resolve("v").toString(),
                                "host",
                                "here"));
        driver = new FileVolumes(config);
        connector = new FileConnector(config);
    }

    /** Makes a volume and returns where a guest finds it. */
    String attachable(VolumeId volume) throws Exception {
        driver.create(new VolumeSpec(volume, BYTES));
        return connector.connect(driver.export(volume, Set.of(connector.initiator()))).source();
    }

    /** Takes the volume off the guests' side, as it is done after a detach. */
    Path detach(VolumeId volume) throws Exception {
        connector.disconnect(volume);
        driver.unexport(volume);
        return directory.resolve(volume + ".raw");
    }

    @Override
    public void close() throws Exception {
        for (var volume : driver.volumes()) {
            driver.unexport(volume.id());
        }
        driver.close();
    }
}
