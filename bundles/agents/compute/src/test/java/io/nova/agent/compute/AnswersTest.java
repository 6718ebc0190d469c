package io.nova.agent.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.model.InterfaceId;
import io.nova.model.compute.PowerState;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswersTest {

    private static final InterfaceId PORT = Lab.guest(1, PowerState.ON).port().id();

    private final Lab lab = new Lab();

    @Test
    void aGuestThatAnswersIsToldOfOnce() {
        lab.wants(Lab.guest(1, PowerState.ON)).pass(60);
        assertEquals(List.of(true), lab.answers);
    }

    @Test
    void oneThatHangsIsToldOfAndWhenItGoesOn() {
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.ports.silence(PORT, true);
        lab.pass(30);
        assertEquals(List.of(true, false), lab.answers);
        lab.ports.silence(PORT, false);
        lab.pass(30);
        assertEquals(List.of(true, false, true), lab.answers);
    }

    @Test
    void oneQuestionWithoutAnAnswerIsNotNews() {
        lab.wants(Lab.guest(1, PowerState.ON)).pass(30);
        lab.ports.silence(PORT, true);
        lab.pass(10);
        lab.ports.silence(PORT, false);
        lab.pass(60);
        assertEquals(List.of(true), lab.answers);
    }

    @Test
    void oneThatNeverAnsweredIsToldOfToo() {
        lab.ports.silence(PORT, true);
        lab.wants(Lab.guest(1, PowerState.ON)).pass(30);
        assertEquals(List.of(false), lab.answers);
    }

    @Test
    void whatIsKnownHoldsForOneRunOnly() {
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.wants(Lab.guest(2, PowerState.OFF));
        lab.ports.silence(PORT, true);
        lab.wants(Lab.guest(3, PowerState.ON)).pass(30);
        assertEquals(List.of(true, false), lab.answers);
    }

    @Test
    void aRestartedAgentTellsAnew() {
        lab.wants(Lab.guest(1, PowerState.ON));
        lab.restart().pass(30);
        assertEquals(List.of(true, true), lab.answers);
    }

    @Test
    void oneThatIsOffIsNotAsked() {
        lab.wants(Lab.guest(1, PowerState.OFF));
        assertEquals(List.of(), lab.answers);
    }
}
