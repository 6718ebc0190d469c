package io.nova.agent.compute;

import static io.nova.agent.compute.Lab.GUEST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.gate.Gate;
import io.nova.model.DriverException;
import io.nova.model.InterfaceId;
import io.nova.model.compute.PowerState;
import io.nova.protocol.GuestAssignment;
import io.nova.reconcile.Outcome;
import io.nova.spi.hypervisor.Guest;
import io.nova.spi.network.GuestProbe;
import io.nova.spi.network.NetworkDriver;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What guests do while they are asked whether they answer. */
class AnswersRaceTest {

    private final Inventory inventory = new Inventory();
    private final Gate<NetworkDriver> network =
            new Gate<>("network", Duration.ZERO, Duration.ofSeconds(1));
    private final Answers answers = new Answers(inventory, network, () -> {});

    /** Happens while the driver is asked. */
    private Runnable meanwhile = () -> {};

    @BeforeEach
    void guestRuns() throws Exception {
        network.bind(driver(), "network", 0);
        began(1);
        answers.look();
        assertTrue(answers.hasNew());
        assertEquals(Outcome.done(), answers.lookAtNew());
        assertFalse(answers.hasNew());
    }

    private NetworkDriver driver() {
        return (NetworkDriver)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {NetworkDriver.class, GuestProbe.class},
                        (proxy, method, arguments) -> {
                            meanwhile.run();
                            return ((Collection<?>) arguments[0])
                                    .stream()
                                            .map(InterfaceId.class::cast)
                                            .collect(Collectors.toMap(port -> port, port -> true));
                        });
    }

    private void began(long generation) {
        GuestAssignment guest = Lab.guest(generation, PowerState.ON);
        inventory.assign(generation, true, List.of(guest));
        inventory.holds("one", new Guest(GUEST, PowerState.ON, generation, false));
        assertTrue(inventory.tell(Lab.saw(generation, PowerState.ON)));
        answers.began(GUEST);
    }

    @Test
    void oneThatRunsAnewMeanwhileIsStillNew() throws Exception {
        meanwhile = () -> began(2);
        answers.look();
        assertTrue(answers.hasNew());
    }

    @Test
    void newOnesStayNewThoughTheDriverFails() throws Exception {
        began(2);
        meanwhile =
                () -> {
                    throw new DriverException(DriverException.Kind.UNREACHABLE, "on purpose");
                };
        assertInstanceOf(Outcome.Retry.class, answers.lookAtNew());
        assertTrue(answers.hasNew());
        assertInstanceOf(Outcome.Retry.class, answers.look());
        assertTrue(answers.hasNew());
    }

    @Test
    void nobodyIsNewToADriverThatIsGone() throws Exception {
        began(2);
        network.unbind(network.call(driver -> driver));
        assertEquals(Outcome.done(), answers.lookAtNew());
        assertFalse(answers.hasNew());
    }

    @Test
    void oneThatStoppedIsNotNew() throws Exception {
        began(2);
        inventory.holds("one", new Guest(GUEST, PowerState.OFF, 2, false));
        assertEquals(Outcome.done(), answers.lookAtNew());
        assertFalse(answers.hasNew());
    }
}
