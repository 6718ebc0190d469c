package io.nova.manager.volume;

import io.nova.model.HostId;
import io.nova.protocol.DriverReport;
import io.nova.protocol.VolumeHostReport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;

/** What each host last said of its drivers; for people, so it need not be kept. */
@Component(service = VolumeDrivers.class)
public final class VolumeDrivers {

    private final Map<HostId, List<DriverReport>> drivers = new ConcurrentHashMap<>();

    void heard(VolumeHostReport report) {
        drivers.put(report.host(), report.drivers());
    }

    Map<HostId, List<DriverReport>> all() {
        return drivers;
    }
}
