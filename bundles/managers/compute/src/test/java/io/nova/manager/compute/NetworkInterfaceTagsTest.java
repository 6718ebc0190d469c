package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.api.tag.TaggedResources.Tagged;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.compute.Instance;
import io.nova.model.compute.PowerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworkInterfaceTagsTest {

    private static final ProjectId OWNER = Lab.OWNER.project();
    private static final ProjectId OTHER = Lab.OTHER.project();

    private final Lab lab = new Lab().host("host-1", 100);
    private final NetworkInterfaceTags tags = new NetworkInterfaceTags(lab.store, lab.ids);

    private static String nic(Instance instance) {
        return instance.port().id().value();
    }

    private List<Tagged> listed(int limit) {
        return Page.all(after -> tags.list(OWNER, "network-interface", after, limit));
    }

    @Test
    void anInterfaceHasTagsOfItsOwn() {
        Instance instance = lab.running();
        assertEquals(Optional.of(Map.of()), tags.find(OWNER, nic(instance)));
        tags.retag(OWNER, nic(instance), before -> Map.of("a", "b"));
        assertEquals(Optional.of(Map.of("a", "b")), tags.find(OWNER, nic(instance)));
        assertEquals(Map.of(), lab.now(instance).tags(), "the instance has others");
        tags.retag(OWNER, nic(instance), before -> Map.of());
        assertEquals(List.of(), listed(10));
    }

    @Test
    void anothersInterfaceIsUnknown() {
        Instance instance = lab.running();
        assertEquals(Optional.empty(), tags.find(OTHER, nic(instance)));
        NotFoundException unknown =
                assertThrows(
                        NotFoundException.class,
                        () -> tags.retag(OTHER, nic(instance), before -> Map.of("a", "b")));
        assertEquals(ResourceType.NETWORK_INTERFACE, unknown.type());
        assertEquals(Optional.empty(), tags.find(OWNER, "eni-no such thing"));
    }

    @Test
    void theTagsEndWithTheInstance() {
        Instance instance = lab.running();
        tags.retag(OWNER, nic(instance), before -> Map.of("a", "b"));
        var unused = lab.instances.terminate(Lab.OWNER, List.of(instance.id()));
        tags.retag(OWNER, nic(instance), before -> Map.of("a", "c"));
        assertEquals(1, listed(10).size(), "until it has ended it is there");
        lab.reports(Lab.saw(lab.now(instance), PowerState.GONE));
        assertEquals(List.of(), listed(10));
        assertThrows(
                NotFoundException.class,
                () -> tags.retag(OWNER, nic(instance), before -> Map.of("a", "d")));
    }

    @Test
    void pagesHoldEachOnceInTheOrderOfTheirIds() {
        List<String> all = new ArrayList<>();
        for (Instance instance : lab.run(7, 7).instances()) {
            tags.retag(OWNER, nic(instance), before -> Map.of("a", "b"));
            all.add(nic(instance));
        }
        lab.run(1, 1);
        all.sort(null);
        for (int limit : List.of(1, 3, 7, 10)) {
            assertEquals(all, listed(limit).stream().map(Tagged::id).toList());
        }
    }
}
