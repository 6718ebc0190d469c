package io.nova.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.HostRole;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GoalWordsTest {

    @Test
    void readsRoles() {
        assertEquals(Set.of(), GoalWords.roles(" "));
        assertEquals(
                EnumSet.of(HostRole.API, HostRole.VOLUME), GoalWords.roles("volume, api,,api"));
        assertEquals(EnumSet.allOf(HostRole.class), GoalWords.roles("all-in-one"));
    }

    @Test
    void namesWhatARoleMayBe() {
        assertEquals(
                "'computer' is none of all-in-one, api, compute, network, objectstore, volume",
                assertThrows(IllegalArgumentException.class, () -> GoalWords.roles("api, computer"))
                        .getMessage());
    }

    @Test
    void namesWhatADriverMayBe() {
        Set<String> known = Set.of("nova-driver-volume-file", "nova-driver-state-embedded", "scr");
        assertEquals("", GoalWords.unknownDrivers(List.of("volume-file"), known));
        assertEquals(
                "'volume-flie' is none of state-embedded, volume-file",
                GoalWords.unknownDrivers(List.of("volume-flie"), known));
        assertEquals(
                "'volum' is none of a role, which are api, compute, network, objectstore, volume,"
                        + " nor of a driver, which are state-embedded, volume-file",
                GoalWords.unknown(Set.of("volum"), known));
    }
}
