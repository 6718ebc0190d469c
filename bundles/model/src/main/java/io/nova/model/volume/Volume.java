package io.nova.model.volume;

import static java.util.Objects.requireNonNull;

import io.nova.model.HostId;
import io.nova.model.ProjectId;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A disk that outlives instances. The record never changes; each step returns another, and those
 * that hosts follow are a new generation.
 *
 * @param gib its size in GiB
 * @param snapshot whose bytes it began with
 * @param iops operations a second, as asked for
 * @param throughput in MiB a second, as asked for
 * @param host that keeps its bytes
 * @param attachment to its instance; from the start, if it is made for one
 * @param reason why it is in error; empty if it is not
 * @param backEnd whose driver on the host owns it
 */
public record Volume(
        VolumeId id,
        ProjectId project,
        int gib,
        Optional<SnapshotId> snapshot,
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
        Map<String, String> tags,
        BackEnd backEnd) {

    public Volume(
            VolumeId id,
            ProjectId project,
            int gib,
            Optional<SnapshotId> snapshot,
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
            Map<String, String> tags,
            @Nullable BackEnd backEnd) {
        this.id = requireNonNull(id, "id");
        this.project = project;
        this.gib = gib;
        this.snapshot = snapshot;
        this.zone = zone;
        this.type = type;
        this.iops = iops;
        this.throughput = throughput;
        this.created = created;
        this.host = host;
        this.state = state;
        this.generation = generation;
        this.attachment = attachment;
        this.reason = reason;
        this.tags = Map.copyOf(tags);
        // The release before wrote none.
        this.backEnd = backEnd == null ? BackEnd.onlyOneOf(host) : backEnd;
        if (state != VolumeState.CREATING
                && (state == VolumeState.IN_USE) != attachment.isPresent()) {
            throw new IllegalArgumentException(id + " is " + state + " with " + attachment);
        }
    }

    /** A volume from before hosts had several drivers. */
    public Volume(
            VolumeId id,
            ProjectId project,
            int gib,
            Optional<SnapshotId> snapshot,
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
        this(
                id,
                project,
                gib,
                snapshot,
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
                tags,
                BackEnd.onlyOneOf(host));
    }

    /** Returns its size in bytes. */
    public long bytes() {
        return (long) gib << 30;
    }

    /** The host made it; empty if that is known. */
    public Optional<Volume> made() {
        return state == VolumeState.CREATING
                ? Optional.of(
                        with(
                                attachment.isPresent() ? VolumeState.IN_USE : VolumeState.AVAILABLE,
                                generation,
                                attachment,
                                reason))
                : Optional.empty();
    }

    /** The host could not make it, and no instance gets it; empty if that is known. */
    public Optional<Volume> failed(String why) {
        if (state != VolumeState.CREATING) {
            return Optional.empty();
        }
        boolean unwanted = attachment.filter(Attachment::deletesVolume).isPresent();
        return Optional.of(
                with(
                        unwanted ? VolumeState.DELETING : VolumeState.ERROR,
                        attachment.isPresent() ? generation + 1 : generation,
                        Optional.empty(),
                        why));
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
                                        on.deletesVolume() ? VolumeState.DELETING : free(),
                                        generation + 1,
                                        Optional.empty(),
                                        reason));
    }

    /** Its instance is on another host now; empty if it had the volume already, or is there. */
    public Optional<Volume> follows(HostId other) {
        return attachment
                .filter(on -> on.state() == AttachmentState.ATTACHING && !on.host().equals(other))
                .map(on -> with(state, generation + 1, Optional.of(on.on(other)), reason));
    }

    /** It goes with its instance or stays; the hosts need not know. It must be on one. */
    public Volume goesWithInstance(boolean goes) {
        Attachment next = attachment.orElseThrow().goesWithInstance(goes);
        return with(state, generation, Optional.of(next), reason);
    }

    private VolumeState free() {
        return state == VolumeState.CREATING ? state : VolumeState.AVAILABLE;
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
                snapshot,
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
                others,
                backEnd);
    }

    /** Returns the volume, whose driver is known by name. */
    public Volume ownedBy(BackEnd driver) {
        return new Volume(
                id,
                project,
                gib,
                snapshot,
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
                tags,
                driver);
    }

    private Volume with(VolumeState next, long newer, Optional<Attachment> on, String why) {
        return new Volume(
                id,
                project,
                gib,
                snapshot,
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
                tags,
                backEnd);
    }
}
