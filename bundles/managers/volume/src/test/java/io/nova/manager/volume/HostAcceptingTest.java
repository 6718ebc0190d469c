package io.nova.manager.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.HostId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.volume.Volume;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostAcceptingTest {

    private static final HostId FIRST = new HostId("h1");
    private static final HostId SECOND = new HostId("h2");

    private final VolumeLab lab = new VolumeLab().host("h1", 100);
    private final VolumeHosts hosts = new VolumeHosts(lab.store, lab.clock);

    private HostId placed() {
        Volume volume = lab.volumes.create(VolumeLab.OWNER, VolumeLab.request(1, Optional.empty()));
        return lab.store.get(Kinds.VOLUME, volume.id().value()).orElseThrow().value().host();
    }

    @Test
    void aHostThatIsClosedGetsNothingNewAndKeepsWhatItHas() {
        assertEquals(FIRST, placed());
        assertEquals(1, hosts.accept(FIRST, false, lab.ids));
        assertThrows(InsufficientCapacityException.class, this::placed);
        lab.host("h2", 10);
        assertEquals(SECOND, placed());
        lab.host("h1", 200);
        assertEquals(SECOND, placed());
        assertEquals(1, hosts.accept(FIRST, true, lab.ids));
        assertEquals(1, hosts.accept(FIRST, true, lab.ids));
        assertEquals(FIRST, placed());
    }
}
