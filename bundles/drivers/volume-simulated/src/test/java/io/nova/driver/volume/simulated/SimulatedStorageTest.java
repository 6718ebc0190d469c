package io.nova.driver.volume.simulated;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.DriverException;
import io.nova.model.HostId;
import io.nova.model.VolumeId;
import io.nova.spi.volume.VolumeDriver;
import io.nova.spi.volume.VolumeSpec;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulatedStorageTest {

    private static final VolumeSpec VOLUME =
            new VolumeSpec(new VolumeId("vol-00000000000000001"), 1L << 20);

    private final SimulatedStorage storage = new SimulatedStorage(64L << 20, 1);
    private final VolumeDriver driver = new SimulatedVolumes(storage, new HostId("one"));

    @Test
    void failuresAreTakenInTurnAndEachOnce() throws Exception {
        storage.failNext(DriverException.Kind.UNREACHABLE);
        storage.failNext(DriverException.Kind.EXHAUSTED);
        assertEquals(DriverException.Kind.UNREACHABLE, failure().kind());
        assertEquals(DriverException.Kind.EXHAUSTED, failure().kind());
        driver.create(VOLUME);
        assertEquals(1, driver.volumes().size());
    }

    @Test
    void aCopyGoesItsOwnWay() throws Exception {
        driver.create(VOLUME);
        SimulatedStorage copy = storage.copy();
        driver.delete(VOLUME.id());
        assertEquals(1, copy.volumes().size());
        assertEquals(0, driver.volumes().size());
    }

    @Test
    void aHostThatLostItsConnectionsCanDisconnect() {
        HostId one = new HostId("one");
        SimulatedVolumes both = new SimulatedVolumes(storage, one);
        both.create(VOLUME);
        var unused = both.connect(both.export(VOLUME.id(), Set.of(both.initiator())));
        storage.unplug(one);
        both.disconnect(VOLUME.id());
        assertEquals(List.of(), List.copyOf(both.connections()));
    }

    private DriverException failure() {
        return assertThrows(DriverException.class, () -> driver.create(VOLUME));
    }
}
