package io.nova.driver.volume.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.model.HostId;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

/** A pretended host of which nothing was configured. */
class DefaultsTest {

    @Test
    void volumesAreConnectedUnderTheNameThatTheHostHasInTheCloud() throws Exception {
        String name = InetAddress.getLocalHost().getHostName();
        SimulatedVolumes driver = new SimulatedVolumes(defaults());
        assertEquals(new HostId(name), driver.initiator().host());
    }

    private static SimulatedVolumes.Config defaults() {
        Class<SimulatedVolumes.Config> type = SimulatedVolumes.Config.class;
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, key, none) -> key.getDefaultValue()));
    }
}
