package io.nova.itests.api;

import io.nova.model.HostId;
import io.nova.model.ZoneName;
import io.nova.protocol.Attachments;
import io.nova.protocol.AttachmentsReport;
import io.nova.protocol.AttachmentsRequest;
import io.nova.protocol.MessageType;
import io.nova.protocol.SnapshotReport;
import io.nova.protocol.VolumeHostReport;
import io.nova.protocol.VolumeProtocol;
import io.nova.protocol.VolumeReport;
import io.nova.protocol.Volumes;
import io.nova.protocol.VolumesRequest;
import io.nova.spi.messaging.MessageBus;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A host that has whatever volumes it should have as soon as it is told to look. */
final class EagerVolumeHost {

    private final String technology;
    private final boolean local;
    private static final long BYTES = 1L << 50;

    private final MessageBus bus;
    private final Clock clock;
    private final HostId id;

    /**
     * @param technology of its volumes, and of what its guests can have
     * @param local whether no other host's guests can have its volumes
     */
    EagerVolumeHost(MessageBus bus, Clock clock, HostId id, String technology, boolean local) {
        this.technology = technology;
        this.local = local;
        this.bus = bus;
        this.clock = clock;
        this.id = id;
    }

    /** Does all that is asked of the host: makes, removes and connects. */
    void follow() {
        keep();
        connect();
    }

    private void keep() {
        String after = "";
        do {
            Volumes page = call(VolumeProtocol.VOLUMES, new VolumesRequest(id, technology, after));
            List<VolumeReport> volumes =
                    page.volumes().stream()
                            .map(
                                    one ->
                                            new VolumeReport(
                                                    one.volume(),
                                                    one.generation(),
                                                    one.wanted(),
                                                    Optional.empty(),
                                                    ""))
                            .toList();
            List<SnapshotReport> snapshots =
                    page.snapshots().stream()
                            .map(one -> new SnapshotReport(one.snapshot(), one.wanted(), ""))
                            .toList();
            call(
                    VolumeProtocol.REPORT,
                    new VolumeHostReport(
                            id,
                            new ZoneName("nova"),
                            technology,
                            BYTES,
                            volumes,
                            snapshots,
                            List.of(),
                            local));
            after = page.next();
        } while (!after.isEmpty());
    }

    private void connect() {
        String after = "";
        do {
            Attachments page =
                    call(
                            VolumeProtocol.ATTACHMENTS,
                            AttachmentsRequest.of(id, Map.of(technology, id.value()), after));
            List<AttachmentsReport.Seen> seen =
                    page.volumes().stream()
                            .map(
                                    one ->
                                            new AttachmentsReport.Seen(
                                                    one.volume(),
                                                    one.generation(),
                                                    one.instance(),
                                                    one.attached()))
                            .toList();
            call(VolumeProtocol.ATTACHED, new AttachmentsReport(id, seen));
            after = page.next();
        } while (!after.isEmpty());
    }

    private <Q, A> A call(MessageType<Q, A> type, Q question) {
        return type.call(
                        bus,
                        VolumeProtocol.MANAGER,
                        question,
                        "volumes",
                        "volumes",
                        clock.instant().plusSeconds(20))
                .join();
    }
}
