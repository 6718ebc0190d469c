package io.nova.api.cluster;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Compares what hosts really have with the records, for the things of one manager. A check of the
 * whole cloud asks all of them.
 */
@ProviderType
public interface HostCheck {

    /**
     * Asks all hosts that live, one after the other. Changes nothing. What it says may be wrong for
     * having been read at different moments: only what is seen again and again, in the same state,
     * is so.
     *
     * @param alive is called, from the calling thread, after each host
     * @throws InterruptedException if the thread was interrupted
     */
    Look look(Runnable alive) throws InterruptedException;

    /**
     * What was seen.
     *
     * @param silent hosts that were not asked or did not answer, each with the reason
     */
    record Look(List<Seen> seen, List<String> silent) {

        public Look {
            seen = List.copyOf(seen);
            silent = List.copyOf(silent);
        }
    }

    /**
     * Something that seems wrong.
     *
     * @param state the same in another look if nothing about it changed
     */
    record Seen(Finding finding, String state) {}
}
