package io.nova.model.volume;

import static java.util.Objects.requireNonNull;

import io.nova.model.HostId;
import io.nova.model.ProjectId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A disk that outlives instances. The record never changes; each step returns another, and those
 * that hosts follow are a new generation.
 *
 * @param gib its size in GiB
 * @param iops operations a second, as asked for
 * @param throughput in MiB a second, as asked for
 * @param host that keeps its bytes
 * @param reason why it is in error; empty if it is not
 */
public record Volume(
        VolumeId id,
        ProjectId project,
        int gib,
        ZoneName zone,
        VolumeType type,
        Optional<Integer> iops,
        Optional<Integer> throughput,
        Instant created,
        HostId host,
        VolumeState state,
        long generation,
        Optional<Attachment> attachment,
        String reason,
        Map<String, String> tags) {

    public Volume {
        requireNonNull(id, "id");
        tags = Map.copyOf(tags);
        if ((state == VolumeState.IN_USE) != attachment.isPresent()) {
            throw new IllegalArgumentException(id + " is " + state + " with " + attachment);
        }
    }

    /** Returns its size in bytes. */
    public long bytes() {
        return (long) gib << 30;
    }

    /** The host made it; empty if that is known. */
    public Optional<Volume> made() {
        return state == VolumeState.CREATING
                ? Optional.of(with(VolumeState.AVAILABLE, generation, attachment, reason))
                : Optional.empty();
    }

    /** The host could not make it; empty if that is known. */
    public Optional<Volume> failed(String why) {
        return state == VolumeState.CREATING
                ? Optional.of(with(VolumeState.ERROR, generation, attachment, why))
                : Optional.empty();
    }

    /** It is to belong to an instance from now on; it must be available. */
    public Volume attaching(Attachment to) {
        return with(VolumeState.IN_USE, generation + 1, Optional.of(to), reason);
    }

    /** The guest has it; empty if that is known or no longer wanted. */
    public Optional<Volume> attached() {
        return attachment
                .filter(on -> on.state() == AttachmentState.ATTACHING)
                .map(on -> with(state, generation, Optional.of(on.done()), reason));
    }

    /**
     * It is to be taken off its instance; the same volume if nothing is new.
     *
     * @param force whether the guest is not asked
     * @param gone whether its instance ended
     */
    public Volume detaching(boolean force, boolean gone) {
        Attachment next = attachment.orElseThrow().leaving(force, gone);
        return Optional.of(next).equals(attachment)
                ? this
                : with(state, generation + 1, Optional.of(next), reason);
    }

    /** The guest's host let go of it; empty if nobody asked for that. */
    public Optional<Volume> detached() {
        return attachment
                .filter(on -> on.state() == AttachmentState.DETACHING)
                .map(
                        on ->
                                with(
                                        on.instanceGone() && on.deleteOnTermination()
                                                ? VolumeState.DELETING
                                                : VolumeState.AVAILABLE,
                                        generation + 1,
                                        Optional.empty(),
                                        reason));
    }

    /** It is to be wiped and removed. */
    public Volume deleting() {
        return with(VolumeState.DELETING, generation + 1, Optional.empty(), reason);
    }

    /** Returns the volume with these tags. */
    public Volume withTags(Map<String, String> others) {
        return new Volume(
                id,
                project,
                gib,
                zone,
                type,
                iops,
                throughput,
                created,
                host,
                state,
                generation,
                attachment,
                reason,
                others);
    }

    private Volume with(VolumeState next, long newer, Optional<Attachment> on, String why) {
        return new Volume(
                id,
                project,
                gib,
                zone,
                type,
                iops,
                throughput,
                created,
                host,
                next,
                newer,
                on,
                why,
                tags);
    }
}
