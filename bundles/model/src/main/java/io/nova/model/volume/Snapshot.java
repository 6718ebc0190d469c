package io.nova.model.volume;

import static java.util.Objects.requireNonNull;

import io.nova.model.ProjectId;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A volume's bytes as they were in one moment. The record never changes; each step returns another.
 *
 * @param volume of which it is; that one may be gone
 * @param gib the size of the volume then
 * @param started when it was asked for
 * @param progress how much of it is safe, in percent
 * @param reason why it is in error; empty if it is not
 * @param waiting whether its host is not to make it yet
 */
public record Snapshot(
        SnapshotId id,
        ProjectId project,
        VolumeId volume,
        int gib,
        String description,
        Instant started,
        SnapshotState state,
        int progress,
        String reason,
        Map<String, String> tags,
        boolean waiting) {

    private static final int ALL = 100;

    public Snapshot {
        requireNonNull(id, "id");
        tags = Map.copyOf(tags);
        if (progress < 0 || progress > ALL) {
            throw new IllegalArgumentException(id + " is done to " + progress + " percent");
        }
    }

    /** Returns a snapshot that was just asked for. */
    public static Snapshot begun(
            SnapshotId id, Volume of, String description, Instant now, Map<String, String> tags) {
        return new Snapshot(
                id,
                of.project(),
                of.id(),
                of.gib(),
                description,
                now,
                SnapshotState.PENDING,
                0,
                "",
                tags,
                false);
    }

    /** Returns this snapshot, which is to be made once {@link #begun()} is said. */
    public Snapshot later() {
        return with(state, progress, reason, tags, true);
    }

    /** It is to be made now; empty if that is known. */
    public Optional<Snapshot> begun() {
        return waiting ? Optional.of(with(state, progress, reason, tags, false)) : Optional.empty();
    }

    /** More of it is safe; empty if that is nothing new. */
    public Optional<Snapshot> reached(int percent) {
        return state == SnapshotState.PENDING && percent > progress
                ? Optional.of(with(state, Math.min(percent, ALL), reason, tags))
                : Optional.empty();
    }

    /** All of it is safe; empty if that is known. */
    public Optional<Snapshot> completed() {
        return state == SnapshotState.PENDING
                ? Optional.of(with(SnapshotState.COMPLETED, ALL, reason, tags))
                : Optional.empty();
    }

    /** It cannot be made; empty if that is known. */
    public Optional<Snapshot> failed(String why) {
        return state == SnapshotState.PENDING
                ? Optional.of(with(SnapshotState.ERROR, progress, why, tags))
                : Optional.empty();
    }

    /** It is to be removed. */
    public Snapshot deleting() {
        return with(SnapshotState.DELETING, progress, reason, tags);
    }

    /** Returns the snapshot with these tags. */
    public Snapshot withTags(Map<String, String> others) {
        return with(state, progress, reason, others);
    }

    private Snapshot with(SnapshotState next, int percent, String why, Map<String, String> others) {
        return with(next, percent, why, others, waiting);
    }

    private Snapshot with(
            SnapshotState next,
            int percent,
            String why,
            Map<String, String> others,
            boolean waits) {
        return new Snapshot(
                id, project, volume, gib, description, started, next, percent, why, others, waits);
    }
}
