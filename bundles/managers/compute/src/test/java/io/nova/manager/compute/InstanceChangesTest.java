package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.InstanceStateChange;
import io.nova.model.AccessDeniedException;
import io.nova.model.IncorrectStateException;
import io.nova.model.InstanceId;
import io.nova.model.NotFoundException;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.PowerState;
import io.nova.protocol.AssignmentsRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstanceChangesTest {

    private final Lab lab = new Lab().host("host-1", 1000);

    @Test
    void changesAllOfThemTogether() {
        Instance one = lab.running();
        Instance two = lab.running();
        List<InstanceStateChange> changes =
                lab.instances.stop(Lab.OWNER, List.of(one.id(), two.id(), one.id()), false);
        assertEquals(
                List.of(
                        new InstanceStateChange(
                                one.id(), InstanceState.RUNNING, InstanceState.STOPPING),
                        new InstanceStateChange(
                                two.id(), InstanceState.RUNNING, InstanceState.STOPPING)),
                changes);
        assertEquals(2, lab.now(one).generation());
    }

    @Test
    void changesNoneIfOneIsUnknown() {
        Instance mine = lab.running();
        InstanceId unknown = new InstanceId("i-00000000000000000");
        assertThrows(
                NotFoundException.class,
                () -> lab.instances.terminate(Lab.OWNER, List.of(mine.id(), unknown)));
        assertEquals(mine, lab.now(mine));
    }

    @Test
    void anotherProjectsInstanceIsUnknown() {
        Instance mine = lab.running();
        assertThrows(
                NotFoundException.class,
                () -> lab.instances.terminate(Lab.OTHER, List.of(mine.id())));
        assertEquals(mine, lab.now(mine));
    }

    @Test
    void changesNoneIfOneIsInAWrongState() {
        Instance running = lab.running();
        Instance pending = lab.run(1, 1).instances().get(0);
        assertThrows(
                IncorrectStateException.class,
                () -> lab.instances.reboot(Lab.OWNER, List.of(running.id(), pending.id())));
        assertEquals(running, lab.now(running));
    }

    @Test
    void leavesAloneWhatIsAsAskedAlready() {
        Instance running = lab.running();
        List<InstanceStateChange> changes = lab.instances.start(Lab.OWNER, List.of(running.id()));
        assertEquals(InstanceState.RUNNING, changes.get(0).current());
        assertEquals(running, lab.now(running));
    }

    @Test
    void aForcedStopHurriesOneThatWaits() {
        Instance running = lab.running();
        var unused = lab.instances.stop(Lab.OWNER, List.of(running.id()), false);
        assertFalse(forced());
        unused = lab.instances.stop(Lab.OWNER, List.of(running.id()), true);
        assertTrue(forced());
        unused = lab.instances.stop(Lab.OWNER, List.of(running.id()), false);
        assertTrue(forced(), "who was forced once stays it");
    }

    private boolean forced() {
        return lab.assignments
                .answer(new AssignmentsRequest(Lab.HOST, 0, ""))
                .guests()
                .get(0)
                .force();
    }

    @Test
    void asksTheAuthorizerFirst() {
        Instance running = lab.running();
        lab.denied.add("ec2:TerminateInstances");
        assertThrows(
                AccessDeniedException.class,
                () -> lab.instances.terminate(Lab.OWNER, List.of(running.id())));
        assertEquals(running, lab.now(running));
    }

    @Test
    void whatEndedIsLeftAlone() {
        Instance instance = lab.running();
        var unused = lab.instances.terminate(Lab.OWNER, List.of(instance.id()));
        lab.reports(Lab.saw(lab.now(instance), PowerState.GONE));
        assertEquals(
                InstanceState.TERMINATED,
                lab.instances.terminate(Lab.OWNER, List.of(instance.id())).get(0).current());
    }
}
