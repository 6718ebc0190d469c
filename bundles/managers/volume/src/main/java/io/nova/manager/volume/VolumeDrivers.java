package io.nova.manager.volume;

import io.nova.model.HostId;
import io.nova.protocol.DriverReport;
import io.nova.protocol.VolumeHostReport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Component;

/** What each driver of a host last said of itself; for people, so it need not be kept. */
@Component(service = VolumeDrivers.class)
public final class VolumeDrivers {

    private final Map<Source, List<DriverReport>> drivers = new ConcurrentHashMap<>();

    /** A driver of a host. */
    record Source(HostId host, String technology) {}

    void heard(VolumeHostReport report) {
        drivers.put(new Source(report.host(), report.technology()), report.drivers());
    }

    Map<Source, List<DriverReport>> all() {
        return drivers;
    }
}
