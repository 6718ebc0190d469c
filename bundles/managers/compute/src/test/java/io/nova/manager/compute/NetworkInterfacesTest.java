package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.InstanceLookup;
import io.nova.api.compute.InstanceLookup.By;
import io.nova.model.AccessDeniedException;
import io.nova.model.InterfaceId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.PowerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each instance has an interface until it ends. */
class NetworkInterfacesTest {

    private final Lab lab = new Lab().host("host-1", 8);
    private final NetworkInterfaces interfaces = new NetworkInterfaces(lab.store, lab);

    private Page<Instance> page(List<InterfaceId> ids, Optional<InstanceLookup> by, int limit) {
        return interfaces.describe(Lab.OWNER, ids, by, one -> true, "", limit);
    }

    private List<Instance> of(InterfaceId... ids) {
        return page(List.of(ids), Optional.empty(), 1000).items();
    }

    @Test
    void theProjectsInterfacesAreShownOneByOneAndTogether() {
        Instance one = lab.running();
        Instance two = lab.running();
        Instance foreign = lab.instances.run(Lab.OTHER, Lab.request(1, 1)).instances().get(0);
        assertEquals(List.of(two, one), of(two.port().id(), one.port().id(), two.port().id()));
        assertEquals(Set.of(one, two), Set.copyOf(of()));
        Optional<InstanceLookup> address =
                Optional.of(
                        new InstanceLookup(
                                By.PRIVATE_ADDRESS,
                                Set.of(
                                        one.port().address().value(),
                                        foreign.port().address().value())));
        assertEquals(List.of(one), page(List.of(), address, 1000).items());
        NotFoundException none =
                assertThrows(NotFoundException.class, () -> of(foreign.port().id()));
        assertEquals(foreign.port().id().value(), none.id());
    }

    @Test
    void anInstanceThatEndedHasNone() {
        Instance ended = lab.running();
        var unused = lab.instances.terminate(Lab.OWNER, List.of(ended.id()));
        assertEquals(1, of(ended.port().id()).size());
        lab.reports(Lab.saw(lab.now(ended), PowerState.GONE));
        assertEquals(InstanceState.TERMINATED, lab.now(ended).state());
        assertEquals(List.of(), of());
        assertThrows(NotFoundException.class, () -> of(ended.port().id()));
    }

    @Test
    void pagesHoldEachOnce() {
        List<InterfaceId> all = new ArrayList<>();
        lab.run(5, 5).instances().forEach(one -> all.add(one.port().id()));
        List<InterfaceId> read = new ArrayList<>();
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            Page<Instance> page =
                    interfaces.describe(
                            Lab.OWNER, List.of(), Optional.empty(), one -> true, after.get(), 2);
            assertTrue(page.items().size() <= 2);
            page.items().forEach(one -> read.add(one.port().id()));
            after = page.next();
        }
        assertEquals(5, read.size());
        assertEquals(Set.copyOf(all), Set.copyOf(read));
    }

    @Test
    void whoMayNotIsRefused() {
        lab.denied.add("ec2:DescribeNetworkInterfaces");
        assertThrows(AccessDeniedException.class, this::of);
    }
}
