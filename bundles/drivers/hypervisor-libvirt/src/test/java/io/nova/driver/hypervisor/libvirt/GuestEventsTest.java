package io.nova.driver.hypervisor.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.model.InstanceId;
import io.nova.model.compute.PowerState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is told when events are missing. */
class GuestEventsTest {

    private static final InstanceId ONE = new InstanceId("i-00000000000000001");
    private static final InstanceId TWO = new InstanceId("i-00000000000000002");

    private final List<String> heard = new ArrayList<>();
    private final GuestEvents events = new GuestEvents(Runnable::run, instance -> {});

    GuestEventsTest() {
        events.watch((instance, power) -> heard.add(instance + " " + power));
    }

    @Test
    void whatRunsAtTheFirstLookIsNoNews() {
        events.looked(Set.of(ONE));
        assertEquals(List.of(), heard);
    }

    @Test
    void aLookTellsWhatNoEventTold() {
        events.looked(Set.of(ONE));
        events.looked(Set.of(TWO));
        assertEquals(List.of(ONE + " " + PowerState.OFF, TWO + " " + PowerState.ON), heard);
    }

    @Test
    void nothingIsToldTwice() {
        events.looked(Set.of(ONE));
        events.looked(Set.of());
        events.looked(Set.of());
        assertEquals(List.of(ONE + " " + PowerState.OFF), heard);
    }
}
