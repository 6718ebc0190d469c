package io.nova.manager.image;

import io.nova.api.identity.Authorizer;
import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.ProjectService;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.image.BundleCertificates;
import io.nova.api.image.ImageBytes;
import io.nova.api.image.ImageChange;
import io.nova.api.image.ImageRegistration;
import io.nova.api.image.ImageService;
import io.nova.api.image.LaunchableImages;
import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.ServiceReads;
import io.nova.api.objectstore.UploadService;
import io.nova.api.volume.SnapshotSources;
import io.nova.model.ConflictException;
import io.nova.model.IdSource;
import io.nova.model.ImageId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.protocol.ImageProtocol;
import io.nova.protocol.LocateReply;
import io.nova.protocol.LocateRequest;
import io.nova.reconcile.Leader;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.Work;
import io.nova.reconcile.WorkSpec;
import io.nova.spi.messaging.MessageBus;
import io.nova.spi.messaging.Subscription;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.LeaseClaim;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Records;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import io.nova.spi.state.Watch;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Keeps the images, reads them in the background and tells hosts where they are. One manager of
 * several reads images, whichever they were registered with.
 */
@Component(
        service = {
            ImageService.class,
            LaunchableImages.class,
            BundleCertificates.class,
            ImageBytes.class
        },
        configurationPid = Settings.PID)
@Designate(ocd = ImageManager.Config.class)
public final class ImageManager implements ImageService, BundleCertificates, ImageBytes {

    /** Where images are read. */
    @ObjectClassDefinition(name = "Images")
    public @interface Config {
        @AttributeDefinition(description = "The S3 endpoint from which hosts read images")
        String endpoint() default "http://127.0.0.1:3333";

        @AttributeDefinition(description = "The region that URLs for it are signed for")
        String region() default "nova";

        @AttributeDefinition(description = "How many images are read at once")
        int readers() default 2;

        @AttributeDefinition(
                description =
                        "A file with the RSA key, in PEM, to which bundles are encrypted; made when"
                                + " it is first needed, for its owner's eyes alone. Empty: only"
                                + " bundles that are not encrypted can be registered")
        String bundleKey() default "";

        @AttributeDefinition(description = "The largest image that a bundle may hold, in GiB")
        int maxBundleGib() default 100;

        @AttributeDefinition(
                description =
                        "How many times as large as its bundle an image of more than a GiB may be")
        int maxBundleRatio() default 1000;
    }

    private static final Duration RESYNC = Duration.ofSeconds(30);
    private static final int CONCURRENCY = 8;
    private static final int ATTEMPTS = 20;

    private final StateStore store;
    private final Records<Image> records;
    private final OwnedImages owned;
    private final Authorizer authorizer;
    private final ImageRegistrar registrar;
    private final PresignedUrls urls;
    private final BundleKey bundleKey;
    private final ImageOpening opening;
    private final IdSource ids;
    private final Leader leader;
    private final Work<ImageId> reading;
    private final Watch changes;
    private final Subscription subscription;

    @Activate
    public ImageManager(
            @Reference StateStore store,
            @Reference MessageBus bus,
            @Reference ReconcileEngine engine,
            @Reference Authorizer authorizer,
            @Reference QuotaService quotas,
            @Reference CallerResolver callers,
            @Reference ProjectService projects,
            @Reference ObjectService objects,
            @Reference UploadService uploads,
            @Reference BucketService buckets,
            @Reference ServiceReads reads,
            @Reference SnapshotSources snapshots,
            @Reference Clock clock,
            @Reference IdSource ids,
            Config config) {
        Settings settings = Settings.of(config);
        this.store = store;
        this.records = new Records<>(store, ImageKinds.IMAGE);
        this.owned = new OwnedImages(records, ids);
        this.authorizer = authorizer;
        this.ids = ids;
        ServiceCredential service = new ServiceCredential(store, callers, projects, ids);
        this.urls = PresignedUrls.of(service, settings, clock);
        this.bundleKey = settings.bundleKey().sharedBy(store);
        this.opening = new ImageOpening(store, objects, service);
        OwnObjects own =
                new OwnObjects(objects, uploads, new ImageBucket(store, buckets, service, ids));
        Sources sources = new Sources(objects, bundleKey, new Signers(store), clock);
        BundleUnpacking bundles = new BundleUnpacking(own, bundleKey, settings.limits());
        this.registrar =
                new ImageRegistrar(
                        new ImageEntry(store, quotas),
                        sources,
                        this::visible,
                        new ImageDevices(snapshots),
                        clock,
                        ids);
        ImageReading reader =
                new ImageReading(store, objects, sources, bundles, own, service, reads, clock, ids);
        LeaseClaim claim = new LeaseClaim(store, "leader/image-reading", ids.hex(16));
        this.leader = new Leader("image-reading", engine, clock, claim::take, claim::give);
        this.reading =
                leader.start(
                        WorkSpec.<ImageId>named("image-reading")
                                .reconciler(reader::read)
                                .workers(settings.readers())
                                .keys(reader::waiting)
                                .resync(RESYNC)
                                .deadline(Duration.ofHours(1))
                                .build());
        this.changes = ImageWatch.start(store, ImageKinds.IMAGE, reading);
        this.subscription =
                ImageProtocol.LOCATE.serve(
                        bus,
                        ImageProtocol.MANAGER,
                        CONCURRENCY,
                        request -> CompletableFuture.completedStage(locate(request)));
    }

    @Deactivate
    public void close() {
        subscription.close();
        changes.close();
        leader.close();
    }

    @Override
    public Image register(RequestContext context, ImageRegistration asked) {
        authorizer.require(context.caller(), "ec2:RegisterImage");
        Image image = registrar.register(context, asked);
        reading.wake(image.id());
        return image;
    }

    @Override
    public void deregister(RequestContext context, ImageId id) {
        authorizer.require(context.caller(), "ec2:DeregisterImage");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Rec<Image> rec = owned.get(context, id);
            // The record stays: hosts ask by it for the bytes of instances that live on.
            Image gone = rec.value().in(ImageState.DEREGISTERED, "", rec.value().content());
            Tx.Builder tx =
                    Tx.of("image-deregister/" + ids.hex(16))
                            .update(ImageKinds.IMAGE, rec, gone)
                            .quota(Quota.IMAGES.scope(context.project()), -1, Long.MAX_VALUE);
            ImageNames.give(store, tx, rec.value());
            SnapshotUse.give(tx, rec.value());
            opening.forget(tx, id);
            if (Records.commit(store, tx.build()) instanceof CommitResult.Ok) {
                return;
            }
        }
        throw new ConflictException(
                ConflictException.Reason.CONCURRENT_CHANGE,
                ResourceType.IMAGE,
                id,
                "The image '%s' is being changed by other requests; try again".formatted(id));
    }

    @Override
    public void modify(RequestContext context, ImageId id, ImageChange change) {
        authorizer.require(context.caller(), "ec2:ModifyImageAttribute");
        owned.change(context, id, image -> ImageChanges.apply(image, change));
    }

    @Override
    public void resetLaunchers(RequestContext context, ImageId id) {
        authorizer.require(context.caller(), "ec2:ResetImageAttribute");
        owned.change(context, id, image -> image.withLaunchers(false, Set.of()));
    }

    @Override
    public Image attributes(RequestContext context, ImageId id) {
        authorizer.require(context.caller(), "ec2:DescribeImageAttribute");
        return owned.get(context, id).value();
    }

    @Override
    public Page<Image> describe(
            RequestContext context,
            List<ImageId> asked,
            Predicate<Image> matching,
            String after,
            int limit) {
        authorizer.require(context.caller(), "ec2:DescribeImages");
        if (!asked.isEmpty()) {
            List<Image> found = asked.stream().distinct().map(id -> visible(context, id)).toList();
            return new Page<>(found.stream().filter(matching).toList(), Optional.empty());
        }
        return new ImagePages(records).page(context.project(), matching, after, limit);
    }

    @Override
    public Image get(RequestContext context, ImageId id) {
        return visible(context, id);
    }

    @Override
    public String cloud() {
        return bundleKey.certificate();
    }

    @Override
    public ObjectContent open(RequestContext context, ImageId id) {
        return opening.open(visible(context, id));
    }

    private Image visible(RequestContext context, ImageId id) {
        return records.find(id.value())
                .map(Rec::value)
                .filter(image -> image.state() != ImageState.DEREGISTERED)
                .filter(image -> image.launchableBy(context.project()))
                .map(image -> image.asSeenBy(context.project()))
                .orElseThrow(() -> new NotFoundException(ResourceType.IMAGE, id));
    }

    private LocateReply locate(LocateRequest request) {
        return records.find(request.image().value())
                .map(Rec::value)
                .flatMap(Image::content)
                .map(content -> new LocateReply(urls.get(content).toString()))
                .orElseThrow(() -> new NotFoundException(ResourceType.IMAGE, request.image()));
    }
}
