package io.nova.manager.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.ProjectId;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.Vpc;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The records come back without what was written last, or without anything. */
class LostHistoryTest {

    private static final ProjectId PROJECT = new ProjectId("000000000007");

    private final Lab lab = new Lab();

    private boolean exists(Vpc vpc) {
        return lab.store.get(Kinds.VPC, vpc.id().value()).isPresent();
    }

    @Test
    void aDefaultVpcThatWasLostIsMadeAgain() {
        byte[] before = lab.store.remember();
        Vpc vpc = lab.defaults.of(PROJECT).vpc();
        assertTrue(exists(vpc));
        lab.store.goBackTo(before);
        assertEquals(vpc, lab.defaults.of(PROJECT).vpc());
        assertTrue(exists(vpc));
    }

    @Test
    void whenEverythingIsLostTheNetworkAndItsAddressesAreMadeAgain() {
        Vpc vpc = lab.defaults.of(PROJECT).vpc();
        lab.store.goBackToNothing();
        lab.defaults.of(PROJECT);
        assertEquals(1, lab.store.count(Kinds.NETWORK, Kinds.ALL));
        String pool = FlatNetwork.addressPool(vpc.network());
        assertTrue(lab.store.pool(pool).orElseThrow().free() > 0);
    }

    @Test
    void publicAddressesAreThereToo() {
        AddressManager addresses = lab.addresses("10.43.0.0/24");
        lab.store.goBackToNothing();
        ElasticAddress first = addresses.allocate(Lab.OWNER, Optional.empty(), Map.of());
        assertEquals("10.43.0.1", first.address().value());
    }
}
