package io.nova.frontend.shell;

import io.nova.api.compute.InstanceService;
import io.nova.model.InstanceId;
import io.nova.model.RequestContext;
import io.nova.model.compute.InstanceState;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Waits until instances are in a state, and says how many are left. */
final class Awaiting {

    private static final int GLANCE_MILLIS = 500;
    private static final int WORD_EVERY = 4;

    private Awaiting() {}

    /**
     * @param progress where to say how it goes
     */
    static void state(
            InstanceService instances,
            RequestContext context,
            List<InstanceId> ids,
            InstanceState state,
            PrintStream progress)
            throws InterruptedException {
        Set<InstanceId> awaited = new HashSet<>(ids);
        for (int glance = 0; ; glance++) {
            int left =
                    Instances.all(
                                    instances,
                                    context,
                                    one -> awaited.contains(one.id()) && one.state() != state)
                            .size();
            if (left == 0) {
                return;
            }
            if (glance % WORD_EVERY == WORD_EVERY - 1) {
                progress.println(left + " of " + ids.size() + " to go");
            }
            Thread.sleep(GLANCE_MILLIS);
        }
    }
}
