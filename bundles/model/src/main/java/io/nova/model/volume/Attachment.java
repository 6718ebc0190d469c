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

    Attachment done() {
        return new Attachment(
                instance,
                host,
                device,
                AttachmentState.ATTACHED,
                since,
                deleteOnTermination,
                force,
                instanceGone);
    }

    Attachment leaving(boolean byForce, boolean gone) {
        return new Attachment(
                instance,
                host,
                device,
                AttachmentState.DETACHING,
                since,
                deleteOnTermination,
                force || byForce,
                instanceGone || gone);
    }
}
