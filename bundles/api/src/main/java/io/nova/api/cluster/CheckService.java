package io.nova.api.cluster;

import io.nova.model.RequestContext;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.osgi.annotation.versioning.ProviderType;

/** Checks what must hold of a whole cloud while it serves, and mends what does not. */
@ProviderType
public interface CheckService {

    /**
     * Looks at every record as of one moment. What seems wrong is looked at again some seconds
     * later, and again: only what is wrong in the same way each time, with nothing changed
     * meanwhile, is a finding. Hosts are asked what they really have. Takes a while; changes
     * nothing.
     *
     * @param progress is told, from the calling thread, how many records were looked at
     * @throws io.nova.model.AccessDeniedException if the caller may not
     * @throws io.nova.model.ConflictException if another check is under way
     * @throws io.nova.model.UnavailableException if the store does not answer
     * @throws InterruptedException if the thread was interrupted
     */
    Check check(RequestContext context, LongConsumer progress) throws InterruptedException;

    /** What a check found. */
    interface Check {

        /** Returns how many records were looked at. */
        long records();

        /**
         * Returns how many records of which kinds were left alone, since whoever keeps them is not
         * in this process.
         */
        Map<String, Long> unchecked();

        /** Returns which hosts could not be asked for what they have, each with the reason. */
        List<String> silent();

        /** Returns what was found, in a stable order. */
        List<Finding> findings();

        /**
         * Repairs findings, each in a transaction of its own that fails if anything it is about
         * changed since. May be repeated: what was repaired is not repaired twice. Never deletes
         * disks, volumes, images or objects.
         *
         * @param fault the kind of findings
         * @throws io.nova.model.AccessDeniedException if the caller may not
         */
        List<Repair> repair(RequestContext context, Fault fault);
    }

    /**
     * What became of a repair.
     *
     * @param done whether it took effect
     * @param why why not; empty if it did
     */
    record Repair(Finding finding, boolean done, String why) {}
}
