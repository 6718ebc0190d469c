package io.nova.manager.image;

import io.nova.api.compute.InstanceQuery;
import io.nova.api.compute.InstanceService;
import io.nova.api.identity.Authorizer;
import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.ProjectService;
import io.nova.api.identity.QuotaService;
import io.nova.api.image.CaptureRequest;
import io.nova.api.image.ImageCaptureService;
import io.nova.api.image.LaunchableImages;
import io.nova.api.image.SnapshotImageRequest;
import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.volume.InstanceSnapshotService;
import io.nova.api.volume.SnapshotSources;
import io.nova.model.CloudException;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.IncorrectStateException;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.SnapshotId;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.LaunchSpec;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import io.nova.protocol.ImageProtocol;
import io.nova.protocol.Wake;
import io.nova.reconcile.Leader;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.messaging.Address;
import io.nova.spi.messaging.Durability;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.state.LeaseClaim;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Watch;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Makes images of disks: enters them, has the disks' hosts copy these, and reads the copies. */
@Component(configurationPid = "io.nova.manager.image")
public final class CaptureManager implements ImageCaptureService {

    private static final Duration RESYNC = Duration.ofSeconds(30);
    private static final Duration WORTH = Duration.ofSeconds(5);

    private final StateStore store;
    private final MessageBus bus;
    private final Authorizer authorizer;
    private final ImageEntry entry;
    private final InstanceService instances;
    private final LaunchableImages images;
    private final SnapshotRegistrar registrar;
    private final InstanceSnapshotService snapshots;
    private final ImageDevices devices;
    private final Clock clock;
    private final IdSource ids;
    private final Leader leader;
    private final Work<ImageId> ending;
    private final Watch changes;
    private final CaptureDesk desk;

    @Activate
    public CaptureManager(
            @Reference StateStore store,
            @Reference MessageBus bus,
            @Reference ReconcileEngine engine,
            @Reference Authorizer authorizer,
            @Reference QuotaService quotas,
            @Reference CallerResolver callers,
            @Reference ProjectService projects,
            @Reference ObjectService objects,
            @Reference BucketService buckets,
            @Reference InstanceService instances,
            @Reference LaunchableImages images,
            @Reference SnapshotSources sources,
            @Reference InstanceSnapshotService snapshots,
            @Reference Clock clock,
            @Reference IdSource ids,
            ImageManager.Config config) {
        Settings settings = Settings.of(config);
        this.store = store;
        this.bus = bus;
        this.authorizer = authorizer;
        this.entry = new ImageEntry(store, quotas);
        this.instances = instances;
        this.images = images;
        this.registrar = new SnapshotRegistrar(entry, sources, images, clock, ids);
        this.snapshots = snapshots;
        this.devices = new ImageDevices(sources);
        this.clock = clock;
        this.ids = ids;
        ServiceCredential service = new ServiceCredential(store, callers, projects, ids);
        ImageBucket bucket = new ImageBucket(store, buckets, service, ids);
        CaptureEnds ends = new CaptureEnds(store, objects, bucket, snapshots, clock, ids);
        LeaseClaim claim = new LeaseClaim(store, "leader/image-captures", ids.hex(16));
        this.leader = new Leader("image-captures", engine, clock, claim::take, claim::give);
        this.ending =
                leader.start(
                        WorkSpec.<ImageId>named("image-captures")
                                .reconciler(ends::look)
                                .workers(settings.readers())
                                .keys(this::all)
                                .resync(RESYNC)
                                .deadline(Duration.ofHours(1))
                                .build());
        this.changes = ImageWatch.start(store, Capture.KIND, ending);
        this.desk =
                new CaptureDesk(
                        store,
                        bus,
                        ends,
                        snapshots,
                        bucket,
                        PresignedUrls.of(service, settings, clock),
                        ids,
                        ending::wake);
    }

    @Deactivate
    public void close() {
        desk.close();
        changes.close();
        leader.close();
    }

    @Override
    public Image create(RequestContext context, CaptureRequest asked) {
        authorizer.require(context.caller(), "ec2:CreateImage");
        ImageNames.check(asked.name());
        Instance instance = instance(context, asked);
        InstanceCopy copy =
                InstanceCopy.of(
                        context,
                        devices,
                        snapshots.volumes(context.project(), instance.id()),
                        asked.devices());
        Image plain = image(context, asked, instance);
        entry.requireFreeName(plain);
        Image image =
                copy.names().isEmpty()
                        ? enter(plain, copy, instance, asked.rest(), Map.of())
                        : withSnapshots(plain, copy, instance, asked);
        hint(instance.host(), ImageProtocol.agent(instance.host()));
        return image;
    }

    /** Snapshots and image are there together: whoever dies between has none of them in the end. */
    private Image withSnapshots(
            Image plain, InstanceCopy copy, Instance instance, CaptureRequest asked) {
        Map<String, SnapshotId> made =
                snapshots.hold(
                        plain.owner(),
                        plain.id(),
                        instance.id(),
                        copy.names(),
                        asked.snapshotTags());
        try {
            return enter(plain, copy, instance, asked.rest(), made);
        } catch (CloudException refusal) {
            snapshots.release(plain.id());
            throw refusal;
        }
    }

    private Image enter(
            Image plain,
            InstanceCopy copy,
            Instance instance,
            boolean rest,
            Map<String, SnapshotId> made) {
        Image image = plain.withDevices(copy.with(made));
        Capture capture =
                new Capture(
                        image.id(),
                        Capture.Of.instance(instance.id(), rest, made.values()),
                        instance.host(),
                        image.createdAt(),
                        Optional.empty());
        entry.add(
                image,
                true,
                tx -> {
                    tx.create(Capture.KIND, image.id().value(), capture);
                    if (!made.isEmpty()) {
                        // Whoever cleans up after images that died does the same: one of us can.
                        tx.quota(InstanceSnapshotService.held(image.id()), -1, Long.MAX_VALUE);
                    }
                });
        return image;
    }

    @Override
    public Image create(RequestContext context, SnapshotImageRequest asked) {
        authorizer.require(context.caller(), "ec2:RegisterImage");
        SnapshotRegistrar.Entered entered = registrar.enter(context, asked);
        hint(entered.host(), ImageProtocol.volumeAgent(entered.host()));
        return entered.image();
    }

    private Instance instance(RequestContext context, CaptureRequest asked) {
        Instance instance =
                instances
                        .describe(context, InstanceQuery.of(List.of(asked.instance())))
                        .items()
                        .get(0);
        if (instance.state() != InstanceState.RUNNING
                && instance.state() != InstanceState.STOPPED) {
            throw new IncorrectStateException(
                    ResourceType.INSTANCE,
                    instance.id(),
                    "The instance '%s' is neither running nor stopped; an image can be made of it then"
                            .formatted(instance.id()));
        }
        return instance;
    }

    /** What the instance was made of is what the image needs beside its disk. */
    private Image image(RequestContext context, CaptureRequest asked, Instance instance) {
        LaunchSpec spec = instance.spec();
        Optional<Image> origin = origin(context, spec.image());
        return new Image(
                ImageId.next(ImageType.MACHINE, ids),
                context.project(),
                ImageType.MACHINE,
                asked.name(),
                asked.description(),
                context.project() + "/" + asked.name(),
                origin.map(Image::architecture).orElse("x86_64"),
                origin.map(Image::rootDeviceName).orElse("/dev/vda"),
                spec.kernel(),
                spec.ramdisk(),
                ImageState.PENDING,
                "",
                Optional.empty(),
                false,
                Set.of(),
                clock.instant(),
                asked.tags(),
                Optional.of(instance.id()),
                Optional.empty(),
                List.of());
    }

    /** It may have been deregistered. */
    private Optional<Image> origin(RequestContext context, ImageId image) {
        try {
            return Optional.of(images.get(context, image));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /** A hint that is lost costs some seconds. */
    private void hint(HostId host, Address agent) {
        var unused =
                bus.cast(
                        agent,
                        ImageProtocol.WAKE.message(
                                new Wake(host), ids.hex(16), "", clock.instant().plus(WORTH)),
                        Durability.HINT);
    }

    private List<ImageId> all() {
        List<ImageId> all = new ArrayList<>();
        new Records<>(store, Capture.KIND).each(Capture.ALL, rec -> all.add(rec.value().image()));
        return all;
    }
}
