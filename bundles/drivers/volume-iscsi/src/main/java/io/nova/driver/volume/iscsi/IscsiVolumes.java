package io.nova.driver.volume.iscsi;

import io.nova.blockstore.BlockStore;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeSnapshots;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** Keeps volumes as raw files and exports them over iSCSI with {@code tgtd}. */
@Component(
        service = {VolumeDriver.class, VolumeSnapshots.class},
        configurationPid = Settings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        // As the portal is, unless both are configured.
        property = {
            VolumeDriver.DRIVER_NAME + "=" + Settings.TECHNOLOGY,
            VolumeDriver.LOCAL + ":Boolean=true"
        })
@Designate(ocd = IscsiConfig.class)
public final class IscsiVolumes extends BlockStore {

    @Activate
    public IscsiVolumes(IscsiConfig config) {
        this(Settings.of(config));
    }

    private IscsiVolumes(Settings settings) {
        super(settings.store(), new IscsiExports(settings));
    }

    /** Takes the driver off its host; volumes and exports stay. */
    @Deactivate
    @Override
    public void close() {
        super.close();
    }
}
