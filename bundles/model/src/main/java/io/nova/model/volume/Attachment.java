package io.nova.model.volume;

import io.nova.model.HostId;
import io.nova.model.InstanceId;
import java.time.Instant;

/**
 * That a volume belongs to an instance.
 *
 * @param host where the instance is
 * @param device the name that its owner gave, for example {@code /dev/sdf}
 * @param since when it was asked for
 * @param force whether the guest is not asked to let it go
 * @param instanceGone whether it is taken off since its instance ended
 */
public record Attachment(
        InstanceId instance,
        HostId host,
        String device,
        AttachmentState state,
        Instant since,
        boolean deleteOnTermination,
        boolean force,
        boolean instanceGone) {

    /** Returns a new attachment. */
    public static Attachment begun(
            InstanceId instance, HostId host, String device, boolean deleteToo, Instant now) {
        return new Attachment(
                instance, host, device, AttachmentState.ATTACHING, now, deleteToo, false, false);
    }

    /** Tells whether the volume is to go now. */
    boolean deletesVolume() {
        return instanceGone && deleteOnTermination;
    }

    Attachment done() {
        return with(host, AttachmentState.ATTACHED, deleteOnTermination, force, instanceGone);
    }

    Attachment leaving(boolean byForce, boolean gone) {
        return with(
                host,
                AttachmentState.DETACHING,
                deleteOnTermination,
                force || byForce,
                instanceGone || gone);
    }

    Attachment on(HostId other) {
        return with(other, state, deleteOnTermination, force, instanceGone);
    }

    Attachment goesWithInstance(boolean goes) {
        return with(host, state, goes, force, instanceGone);
    }

    private Attachment with(
            HostId where, AttachmentState next, boolean goes, boolean byForce, boolean gone) {
        return new Attachment(instance, where, device, next, since, goes, byForce, gone);
    }
}
