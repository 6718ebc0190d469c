package io.nova.manager.volume;

import io.nova.api.compute.PortService;
import io.nova.api.compute.PortService.InstancePort;
import io.nova.api.compute.ZoneService;
import io.nova.api.identity.Authorizer;
import io.nova.api.identity.QuotaService;
import io.nova.api.volume.VolumeRequest;
import io.nova.api.volume.VolumeService;
import io.nova.model.ConflictException;
import io.nova.model.IdSource;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.InstanceId;
import io.nova.model.InvalidParameterException;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.compute.InstanceState;
import io.nova.model.volume.Attachment;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps the volumes of projects: one commit for each request, and the hosts follow. */
@Component
public final class VolumeManager implements VolumeService {

    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final Authorizer authorizer;
    private final PortService ports;
    private final ZoneService zones;
    private final Clock clock;
    private final IdSource ids;
    private final VolumeMaker maker;
    private final Reach reach;
    private final Records<Volume> volumes;

    @Activate
    public VolumeManager(
            @Reference StateStore store,
            @Reference Authorizer authorizer,
            @Reference QuotaService quotas,
            @Reference PortService ports,
            @Reference ZoneService zones,
            @Reference VolumeTypes types,
            @Reference Clock clock,
            @Reference IdSource ids) {
        this.store = store;
        this.authorizer = authorizer;
        this.ports = ports;
        this.zones = zones;
        this.clock = clock;
        this.ids = ids;
        this.maker = new VolumeMaker(store, quotas, types, clock, ids);
        this.reach = new Reach(store, clock);
        this.volumes = new Records<>(store, Kinds.VOLUME);
    }

    @Override
    public Volume create(RequestContext context, VolumeRequest request) {
        authorizer.require(context.caller(), "ec2:CreateVolume");
        if (zones.zones().stream().noneMatch(zone -> zone.name().equals(request.zone()))) {
            throw new NotFoundException(ResourceType.ZONE, request.zone());
        }
        return maker.make(context.project(), request);
    }

    @Override
    public Page<Volume> describe(
            RequestContext context, Collection<VolumeId> asked, String after, int limit) {
        authorizer.require(context.caller(), "ec2:DescribeVolumes");
        ProjectId project = context.project();
        if (asked.isEmpty()) {
            return volumes.page(Kinds.ofProject(project), after, limit).map(Rec::value);
        }
        List<Volume> found = new ArrayList<>();
        for (VolumeId id : asked.stream().distinct().toList()) {
            found.add(require(project, id).value());
        }
        return new Page<>(found, Optional.empty());
    }

    @Override
    public List<Volume> present(RequestContext context, Collection<VolumeId> asked) {
        authorizer.require(context.caller(), "ec2:DescribeVolumes");
        List<String> sorted = asked.stream().map(VolumeId::value).distinct().sorted().toList();
        return volumes.findAll(sorted).stream()
                .map(Rec::value)
                .filter(one -> one.project().equals(context.project()))
                .toList();
    }

    @Override
    public List<Volume> onInstances(RequestContext context, Collection<InstanceId> instances) {
        return carrying(context, instances, Kinds::ofInstance);
    }

    @Override
    public List<Volume> madeOf(RequestContext context, Collection<SnapshotId> snapshots) {
        return carrying(context, snapshots, Kinds::ofSnapshot);
    }

    private <T> List<Volume> carrying(
            RequestContext context, Collection<T> asked, Function<T, IndexEntry> entry) {
        authorizer.require(context.caller(), "ec2:DescribeVolumes");
        List<Volume> found = new ArrayList<>();
        for (T one : Set.copyOf(asked)) {
            volumes.each(entry.apply(one), rec -> found.add(rec.value()));
        }
        return found.stream()
                .filter(one -> one.project().equals(context.project()))
                .sorted(Comparator.comparing(Volume::id))
                .toList();
    }

    @Override
    public Volume attach(RequestContext context, VolumeId id, InstanceId instance, String device) {
        authorizer.require(context.caller(), "ec2:AttachVolume");
        ProjectId project = context.project();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Rec<Volume> rec = require(project, id);
            Volume volume = rec.value();
            InstancePort port =
                    ports.find(instance)
                            .filter(one -> one.project().equals(project))
                            .orElseThrow(
                                    () -> new NotFoundException(ResourceType.INSTANCE, instance));
            requireAvailable(volume);
            requireFit(volume, port);
            reach.require(volume, port.host(), instance);
            Volume next =
                    volume.attaching(
                            Attachment.begun(
                                    instance, port.host(), device, false, clock.instant()));
            Tx tx =
                    Tx.of("volume-attach/" + ids.hex(16))
                            .update(Kinds.VOLUME, rec, next)
                            .create(
                                    Kinds.DEVICE,
                                    Kinds.device(instance, device),
                                    new Kinds.Device(id))
                            .build();
            CommitResult result = Records.commit(store, tx);
            if (result instanceof CommitResult.Ok) {
                return next;
            }
            if (result instanceof CommitResult.Exists) {
                throw InvalidParameterException.badValue(
                        "Device",
                        device,
                        "it is in use on instance '%s'; choose another".formatted(instance));
            }
        }
        throw busy(id);
    }

    /** A guest that is on its way up or down may be moved or gone before it has the volume. */
    private static void requireFit(Volume volume, InstancePort port) {
        if (!volume.zone().equals(port.zone())) {
            throw new ConflictException(
                    ConflictException.Reason.OTHER_ZONE,
                    ResourceType.VOLUME,
                    volume.id(),
                    "The volume '%s' is in zone %s, and instance '%s' in zone %s"
                            .formatted(volume.id(), volume.zone(), port.instance(), port.zone()));
        }
        if (port.state() != InstanceState.RUNNING && port.state() != InstanceState.STOPPED) {
            throw new IncorrectStateException(
                    ResourceType.INSTANCE,
                    port.instance(),
                    "The instance '%s' is %s; it must be running or stopped"
                            .formatted(
                                    port.instance(),
                                    port.state()
                                            .name()
                                            .toLowerCase(Locale.ROOT)
                                            .replace('_', '-')));
        }
    }

    private static void requireAvailable(Volume volume) {
        volume.attachment()
                .ifPresent(
                        on -> {
                            throw new InUseException(
                                    ResourceType.VOLUME,
                                    volume.id(),
                                    "The volume '%s' is on instance '%s'; detach it first"
                                            .formatted(volume.id(), on.instance()));
                        });
        if (volume.state() != VolumeState.AVAILABLE) {
            throw new IncorrectStateException(
                    ResourceType.VOLUME,
                    volume.id(),
                    "The volume '%s' is %s; it must be available"
                            .formatted(volume.id(), volume.state().word()));
        }
    }

    @Override
    public Volume detach(
            RequestContext context,
            VolumeId id,
            Optional<InstanceId> instance,
            Optional<String> device,
            boolean force) {
        authorizer.require(context.caller(), "ec2:DetachVolume");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Rec<Volume> rec = require(context.project(), id);
            Volume volume = rec.value();
            requireOn(volume, instance, device);
            Volume next = volume.detaching(force, false);
            if (next.equals(volume) || write("volume-detach/", rec, next)) {
                return next;
            }
        }
        throw busy(id);
    }

    private static void requireOn(
            Volume volume, Optional<InstanceId> instance, Optional<String> device) {
        if (volume.attachment().isEmpty()) {
            throw new IncorrectStateException(
                    ResourceType.VOLUME,
                    volume.id(),
                    "The volume '%s' is %s and on no instance"
                            .formatted(volume.id(), volume.state().word()));
        }
        Attachment on = volume.attachment().get();
        boolean other =
                !instance.map(on.instance()::equals).orElse(true)
                        || !device.map(on.device()::equals).orElse(true);
        if (other) {
            throw new NotFoundException(
                    ResourceType.VOLUME_ATTACHMENT,
                    "%s on %s as %s"
                            .formatted(
                                    volume.id(),
                                    instance.map(InstanceId::value).orElse("any instance"),
                                    device.orElse("any device")));
        }
    }

    @Override
    public void delete(RequestContext context, VolumeId id) {
        authorizer.require(context.caller(), "ec2:DeleteVolume");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Rec<Volume> rec = require(context.project(), id);
            if (rec.value().state() == VolumeState.DELETING) {
                return;
            }
            if (rec.value().state() != VolumeState.ERROR) {
                requireAvailable(rec.value());
            }
            if (write("volume-delete/", rec, rec.value().deleting())) {
                return;
            }
        }
        throw busy(id);
    }

    private boolean write(String what, Rec<Volume> rec, Volume next) {
        Tx tx = Tx.of(what + ids.hex(16)).update(Kinds.VOLUME, rec, next).build();
        return Records.commit(store, tx) instanceof CommitResult.Ok;
    }

    private Rec<Volume> require(ProjectId project, VolumeId id) {
        return volumes.find(id.value())
                .filter(rec -> rec.value().project().equals(project))
                .orElseThrow(() -> new NotFoundException(ResourceType.VOLUME, id));
    }

    private static ConflictException busy(VolumeId id) {
        return new ConflictException(
                ConflictException.Reason.CONCURRENT_CHANGE,
                ResourceType.VOLUME,
                id,
                "The volume '%s' is being changed by other requests; try again".formatted(id));
    }
}
