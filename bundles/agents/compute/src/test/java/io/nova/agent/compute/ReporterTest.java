package io.nova.agent.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.compute.PowerState;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReporterTest {

    private final Lab lab = new Lab();

    @Test
    void aHostSaysThatItLives() {
        lab.pass(31);
        assertTrue(lab.heard.size() >= 3);
        assertEquals(8, lab.heard.get(0).capacity().vcpus());
        assertEquals(List.of("simulated"), lab.heard.get(0).hypervisors());
    }

    @Test
    void whatWasNotAnsweredIsToldAgain() {
        lab.managerAnswers = false;
        lab.wants(Lab.guest(1, PowerState.ON));
        assertEquals(List.of(), lab.told);
        lab.managerAnswers = true;
        lab.pass(40);
        assertEquals(List.of(Lab.saw(1, PowerState.ON)), lab.told);
    }

    @Test
    void onlyTheLastThatIsKnownOfAGuestIsTold() {
        lab.managerAnswers = false;
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.wants(Lab.guest(2, PowerState.OFF));
        lab.managerAnswers = true;
        lab.pass(40);
        assertEquals(List.of(Lab.saw(2, PowerState.OFF)), lab.told);
    }

    @Test
    void aHostWithoutADriverIsSilent() {
        lab.pass(11);
        lab.loseDriver();
        lab.pass(11);
        int before = lab.heard.size();
        lab.pass(60);
        assertEquals(before, lab.heard.size());
    }
}
