package io.nova.itests.api;

import io.nova.model.HostId;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.protocol.SnapshotReport;
import io.nova.protocol.VolumeHostReport;
import io.nova.protocol.VolumeProtocol;
import io.nova.protocol.VolumeReport;
import io.nova.spi.messaging.MessageBus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A host of volumes that has what it says, and nothing else of it. */
final class VolumeHost {

    private static final HostId HOST = new HostId("volumes-1");
    private static final long TOTAL_BYTES = 1L << 50;

    private final WholeApi api;

    /** Reports its room. */
    VolumeHost(WholeApi api) {
        this.api = api;
        report(List.of(), List.of());
    }

    /** Says that it has made the volume. */
    void has(VolumeId volume) {
        report(List.of(new VolumeReport(volume, 1, true, Optional.empty(), "")), List.of());
    }

    /** Says that it has made the snapshot. */
    void has(SnapshotId snapshot) {
        report(List.of(), List.of(new SnapshotReport(snapshot, true, "")));
    }

    private void report(List<VolumeReport> volumes, List<SnapshotReport> snapshots) {
        var answer =
                VolumeProtocol.REPORT.call(
                        api.service(MessageBus.class),
                        VolumeProtocol.MANAGER,
                        new VolumeHostReport(
                                HOST,
                                new ZoneName("nova"),
                                "simulated",
                                TOTAL_BYTES,
                                volumes,
                                snapshots,
                                List.of()),
                        "volume-report",
                        "volume-report",
                        Instant.now().plusSeconds(20));
        answer.join();
    }
}
