package io.nova.driver.volume.file;

import io.nova.blockstore.BlockStore;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeSnapshots;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** Keeps volumes as raw files and exports them with {@code qemu-nbd}. */
@Component(
        service = {VolumeDriver.class, VolumeSnapshots.class},
        configurationPid = Settings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = {
            VolumeDriver.DRIVER_NAME + "=" + Settings.TECHNOLOGY,
            VolumeDriver.LOCAL + ":Boolean=true"
        })
@Designate(ocd = FileConfig.class)
public final class FileVolumes extends BlockStore {

    @Activate
    public FileVolumes(FileConfig config) {
        this(Settings.of(config));
    }

    private FileVolumes(Settings settings) {
        super(settings.store(), new Exports(settings));
    }

    /** Takes the driver off its host; volumes and exports stay. */
    @Deactivate
    @Override
    public void close() {
        super.close();
    }
}
