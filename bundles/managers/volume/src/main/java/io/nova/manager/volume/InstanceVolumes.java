package io.nova.manager.volume;

import io.nova.api.compute.PortService;
import io.nova.api.identity.Authorizer;
import io.nova.api.identity.QuotaService;
import io.nova.api.volume.InstanceVolumeService;
import io.nova.model.ConflictException;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.InstanceId;
import io.nova.model.InvalidParameterException;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ReservationId;
import io.nova.model.ResourceType;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.BlockDevice;
import io.nova.model.volume.Volume;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the volumes of instances, and makes those that instances are launched with. */
@Component
public final class InstanceVolumes implements InstanceVolumeService {

    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final Authorizer authorizer;
    private final PortService ports;
    private final IdSource ids;
    private final Records<Volume> volumes;
    private final VolumeSources sources;
    private final Holds holds;
    private final Reach reach;
    private final VolumePlacer placer;

    @Activate
    public InstanceVolumes(
            @Reference StateStore store,
            @Reference Authorizer authorizer,
            @Reference QuotaService quotas,
            @Reference PortService ports,
            @Reference VolumeTypes types,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.store = store;
        this.authorizer = authorizer;
        this.ports = ports;
        this.ids = ids;
        this.volumes = new Records<>(store, Kinds.VOLUME);
        this.sources = new VolumeSources(store);
        this.holds = new Holds(store, quotas, clock, ids);
        this.reach = new Reach(store, clock);
        this.placer = new VolumePlacer(store, clock, types);
    }

    @Override
    public Map<InstanceId, List<Volume>> ofInstances(Collection<InstanceId> instances) {
        List<Rec<Volume>> some = volumes.among(Kinds.ATTACHED, instances, Kinds::ofInstance);
        if (some.isEmpty()) {
            return Map.of();
        }
        Map<InstanceId, List<Volume>> found = byInstance(some);
        found.keySet().retainAll(Set.copyOf(instances));
        return found;
    }

    @Override
    public Map<InstanceId, List<Volume>> attachedIn(ProjectId project) {
        List<Rec<Volume>> found = new ArrayList<>();
        volumes.each(Kinds.attachedIn(project), found::add);
        return byInstance(found);
    }

    private static Map<InstanceId, List<Volume>> byInstance(List<Rec<Volume>> some) {
        Map<InstanceId, List<Volume>> found = new HashMap<>();
        for (Rec<Volume> rec : some) {
            Volume volume = rec.value();
            volume.attachment()
                    .map(Attachment::instance)
                    .ifPresent(
                            on -> found.computeIfAbsent(on, one -> new ArrayList<>()).add(volume));
        }
        found.values().forEach(on -> on.sort(Comparator.comparing(InstanceVolumes::device)));
        return found;
    }

    @Override
    public Set<InstanceId> instancesWith(ProjectId project, Collection<VolumeId> some) {
        List<String> asked = some.stream().map(VolumeId::value).distinct().toList();
        return volumes.findAll(asked).stream()
                .map(Rec::value)
                .filter(one -> one.project().equals(project))
                .flatMap(one -> one.attachment().stream())
                .map(Attachment::instance)
                .collect(Collectors.toSet());
    }

    private static String device(Volume volume) {
        return volume.attachment().map(Attachment::device).orElse("");
    }

    @Override
    public void check(ProjectId project, List<BlockDevice> devices) {
        for (BlockDevice device : devices) {
            placer.require(device.type(), "BlockDeviceMapping.N.Ebs.VolumeType");
            var unused = sources.find(project, device);
        }
    }

    @Override
    public void hold(
            ProjectId project,
            ReservationId launch,
            ZoneName zone,
            Map<InstanceId, HostId> instances,
            List<BlockDevice> devices,
            Map<String, String> tags) {
        holds.make(new Holds.Launch(project, launch, zone, instances, devices, tags), placer);
    }

    @Override
    public Set<HostId> hostsFor(
            ProjectId project, ZoneName zone, List<BlockDevice> devices, Collection<HostId> among) {
        List<VolumePlacer.Want> wants = new ArrayList<>();
        for (BlockDevice device : devices) {
            VolumeSources.Source source = sources.find(project, device);
            wants.add(new VolumePlacer.Want(zone, device.type(), source.gib(), source.of()));
        }
        return placer.guests(wants, among);
    }

    @Override
    public Set<HostId> hostsFor(InstanceId instance, Collection<HostId> among) {
        List<Volume> on = ofInstances(List.of(instance)).getOrDefault(instance, List.of());
        if (on.isEmpty()) {
            return Set.copyOf(among);
        }
        Reach.Looked looked = reach.look(among);
        return among.stream()
                .filter(host -> on.stream().allMatch(one -> reach.reaches(looked, host, one)))
                .collect(Collectors.toSet());
    }

    @Override
    public void release(ReservationId launch) {
        holds.release(launch);
    }

    @Override
    public void setDeleteOnTermination(
            RequestContext context, InstanceId instance, Map<String, Boolean> devices) {
        authorizer.require(context.caller(), "ec2:ModifyInstanceAttribute");
        boolean known =
                ports.find(instance)
                        .filter(port -> port.project().equals(context.project()))
                        .isPresent();
        if (!known) {
            throw new NotFoundException(ResourceType.INSTANCE, instance);
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, Rec<Volume>> on = new HashMap<>();
            volumes.each(Kinds.ofInstance(instance), rec -> on.put(device(rec.value()), rec));
            Tx.Builder tx = Tx.of("volume-goes/" + ids.hex(16));
            devices.forEach(
                    (device, goes) -> {
                        Rec<Volume> rec = on.get(device);
                        if (rec == null) {
                            throw InvalidParameterException.badValue(
                                    "BlockDeviceMapping.N.DeviceName",
                                    device,
                                    "instance '%s' has no such device".formatted(instance));
                        }
                        tx.update(Kinds.VOLUME, rec, rec.value().goesWithInstance(goes));
                    });
            if (Records.commit(store, tx.build()) instanceof CommitResult.Ok) {
                return;
            }
        }
        throw new ConflictException(
                ConflictException.Reason.CONCURRENT_CHANGE,
                ResourceType.INSTANCE,
                instance,
                "The volumes of '%s' are being changed by other requests; try again"
                        .formatted(instance));
    }
}
