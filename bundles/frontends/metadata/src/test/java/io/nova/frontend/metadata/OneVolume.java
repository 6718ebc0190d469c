package io.nova.frontend.metadata;

import io.nova.api.volume.InstanceVolumeService;
import io.nova.model.HostId;
import io.nova.model.InstanceId;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ReservationId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.model.volume.VolumeType;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The first guest has a volume, and nobody else. */
final class OneVolume implements InstanceVolumeService {

    private static final InstanceId FIRST = new InstanceId("i-00000000000000001");

    @Override
    public Map<InstanceId, List<Volume>> ofInstances(Collection<InstanceId> instances) {
        return instances.contains(FIRST) ? Map.of(FIRST, List.of(volume())) : Map.of();
    }

    private static Volume volume() {
        return new Volume(
                new VolumeId("vol-00000000000000001"),
                new ProjectId("123456789012"),
                1,
                Optional.empty(),
                new ZoneName("nova"),
                VolumeType.GP2,
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                new HostId("h1"),
                VolumeState.IN_USE,
                1,
                Optional.of(
                        Attachment.begun(FIRST, new HostId("h1"), "/dev/sdf", true, Instant.EPOCH)),
                "",
                Map.of());
    }

    @Override
    public void check(ProjectId project, List<BlockDevice> devices) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<HostId> hostsFor(
            ProjectId project, ZoneName zone, List<BlockDevice> devices, Collection<HostId> among) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<HostId> hostsFor(InstanceId instance, Collection<HostId> among) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void hold(
            ProjectId project,
            ReservationId launch,
            ZoneName zone,
            Map<InstanceId, HostId> instances,
            List<BlockDevice> devices,
            Map<String, String> tags) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void release(ReservationId launch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<InstanceId, List<Volume>> attachedIn(ProjectId project) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<InstanceId> instancesWith(ProjectId project, Collection<VolumeId> volumes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setDeleteOnTermination(
            RequestContext context, InstanceId instance, Map<String, Boolean> devices) {
        throw new UnsupportedOperationException();
    }
}
