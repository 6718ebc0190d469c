package io.nova.frontend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.InstanceId;
import io.nova.model.compute.InstanceState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The operator lists, stops and ends the instances of all projects. */
class InstanceCommandsTest {

    private final FakeInstances instances = new FakeInstances(2);
    private final FakeSession session = new FakeSession();
    private final InstanceId running = instances.add(1, InstanceState.RUNNING);
    private final InstanceId stopping = instances.add(2, InstanceState.STOPPING);
    private final InstanceId stopped = instances.add(3, InstanceState.STOPPED);
    private final InstanceId ended = instances.add(4, InstanceState.TERMINATED);

    private InstanceStopCommand stop() {
        InstanceStopCommand stop = new InstanceStopCommand();
        stop.callers = new FakeDirectory();
        stop.instances = instances;
        stop.session = session;
        return stop;
    }

    private InstanceTerminateCommand terminate() {
        InstanceTerminateCommand terminate = new InstanceTerminateCommand();
        terminate.callers = new FakeDirectory();
        terminate.instances = instances;
        terminate.session = session;
        return terminate;
    }

    @Test
    void theListShowsEveryInstanceHoweverManyPagesThereAre() throws Exception {
        InstanceListCommand list = new InstanceListCommand();
        list.callers = new FakeDirectory();
        list.instances = instances;
        list.session = session;
        list.execute();
        String shown = session.printed();
        for (InstanceId id : List.of(running, stopping, stopped, ended)) {
            assertTrue(shown.contains(id.value()), shown);
        }
        list.json = true;
        list.execute();
        String json = session.printed();
        assertTrue(json.startsWith("["), json);
        assertTrue(json.contains("\"address\":\"10.42.0.1\",\"host\":\"host-1\""), json);
        assertTrue(json.contains("\"state\":\"running\""), json);
    }

    @Test
    void anInstanceIsShownWithItsHostAndTheDriverThatHasItsGuest() throws Exception {
        InstanceShowCommand show = new InstanceShowCommand();
        show.callers = new FakeDirectory();
        show.instances = instances;
        show.session = session;
        show.id = running.value();
        show.json = true;
        show.execute();
        String json = session.printed();
        assertTrue(json.contains("\"driver\":\"libvirt\""), json);
        assertTrue(json.contains("\"host\":\"host-1\""), json);
        show.id = instances.add(5, InstanceState.PENDING).value();
        show.execute();
        String pending = session.printed();
        assertTrue(pending.contains("\"driver\":\"-\""), pending);
    }

    @Test
    void thoseThatAreNamedAreStopped() throws Exception {
        InstanceStopCommand stop = stop();
        stop.ids = List.of(running.value());
        stop.json = true;
        stop.execute();
        assertEquals(List.of("stop [" + running + "]"), instances.asked);
        assertEquals(
                "[{\"instance\":\"" + running + "\",\"is\":\"stopping\",\"was\":\"running\"}]",
                session.printed().strip());
    }

    @Test
    void allThatRunOrAreAboutToStopAreStoppedAndWaitedFor() throws Exception {
        InstanceStopCommand stop = stop();
        stop.all = true;
        stop.wait = true;
        stop.force = true;
        stop.execute();
        assertEquals(List.of("force [" + running + ", " + stopping + "]"), instances.asked);
    }

    @Test
    void allButTheEndedAreTerminated() throws Exception {
        InstanceTerminateCommand terminate = terminate();
        terminate.all = true;
        terminate.wait = true;
        terminate.execute();
        assertEquals(
                List.of("terminate [" + running + ", " + stopping + ", " + stopped + "]"),
                instances.asked);
        terminate.execute();
        assertEquals(1, instances.asked.size(), "nothing is left to ask for");
    }

    @Test
    void whoNamesNoneOrBothIsTold() {
        InstanceStopCommand stop = stop();
        assertThrows(IllegalArgumentException.class, stop::execute);
        stop.all = true;
        stop.ids = List.of(running.value());
        assertThrows(IllegalArgumentException.class, stop::execute);
        assertThrows(IllegalArgumentException.class, terminate()::execute);
        assertEquals(List.of(), instances.asked);
    }
}
