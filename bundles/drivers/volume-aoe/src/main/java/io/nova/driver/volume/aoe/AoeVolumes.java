package io.nova.driver.volume.aoe;

import io.nova.blockstore.BlockStore;
import io.nova.model.VolumeId;
import io.nova.spi.volume.Initiator;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeExport;
import io.nova.spi.volume.VolumeSnapshots;
import java.time.Clock;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

/** Keeps volumes as raw files and exports them with {@code vblade}. */
@Component(
        service = {VolumeDriver.class, VolumeSnapshots.class},
        configurationPid = Settings.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = VolumeDriver.DRIVER_NAME + "=" + Settings.TECHNOLOGY)
@Designate(ocd = AoeConfig.class)
public final class AoeVolumes extends BlockStore {

    @Activate
    public AoeVolumes(AoeConfig config) {
        this(config, Clock.systemUTC());
    }

    AoeVolumes(AoeConfig config, Clock clock) {
        this(Settings.of(config).forExports(), clock);
    }

    private AoeVolumes(Settings settings, Clock clock) {
        super(settings.store(), new Exports(settings, clock));
    }

    @Override
    public VolumeExport export(VolumeId volume, Set<Initiator> initiators)
            throws InterruptedException {
        // Before it is kept.
        initiators.forEach(Exports::mac);
        return super.export(volume, initiators);
    }

    /** Takes the driver off its host; volumes and exports stay. */
    @Deactivate
    @Override
    public void close() {
        super.close();
    }
}
