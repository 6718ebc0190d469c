package io.nova.protocol;

import io.nova.model.InstanceId;
import io.nova.model.VolumeId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The volumes that a host's guests should have, or a page of them.
 *
 * @param next where the next page goes on; empty on the last
 * @param history names the history of the cloud's records, see {@link Assignments#history}
 */
public record Attachments(List<Wanted> volumes, String next, String history) {

    /** The most volumes of a page, so that it fits a message. */
    public static final int PAGE = 100;

    public Attachments(List<Wanted> volumes, String next, @Nullable String history) {
        this.volumes = List.copyOf(volumes);
        this.next = next;
        // A manager of the release before has none.
        this.history = history == null ? "" : history;
    }

    /**
     * A guest's volume.
     *
     * @param attached whether the guest should have it; else it is taken away
     * @param force whether the guest is not asked
     * @param export where it is; empty if it is not exported yet
     * @param technology whose connector it needs; empty if the manager does not say
     */
    public record Wanted(
            VolumeId volume,
            long generation,
            InstanceId instance,
            String device,
            boolean attached,
            boolean force,
            Optional<ExportPlace> export,
            String technology) {

        public Wanted(
                VolumeId volume,
                long generation,
                InstanceId instance,
                String device,
                boolean attached,
                boolean force,
                Optional<ExportPlace> export,
                @Nullable String technology) {
            this.volume = volume;
            this.generation = generation;
            this.instance = instance;
            this.device = device;
            this.attached = attached;
            this.force = force;
            this.export = export;
            // A manager of the release before takes hosts to have one connector.
            this.technology =
                    technology == null || technology.isEmpty()
                            ? export.map(ExportPlace::technology).orElse("")
                            : technology;
        }
    }
}
