package io.nova.frontend.ec2;

import io.nova.api.identity.Authorizer;
import io.nova.api.image.CaptureRequest;
import io.nova.api.image.ImageCaptureService;
import io.nova.api.image.ImageChange;
import io.nova.api.image.ImageRegistration;
import io.nova.api.image.ImageService;
import io.nova.api.image.SnapshotImageRequest;
import io.nova.model.AccessDeniedException;
import io.nova.model.ImageId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Images in memory; a test sees what was asked to be changed. */
final class FakeImages implements ImageService, ImageCaptureService {

    private final Authorizer authorizer;
    final Map<String, Image> all = new ConcurrentSkipListMap<>();
    final List<ImageChange> changes = new CopyOnWriteArrayList<>();
    final List<CaptureRequest> captures = new CopyOnWriteArrayList<>();
    final List<SnapshotImageRequest> copies = new CopyOnWriteArrayList<>();
    final List<ImageRegistration> registrations = new CopyOnWriteArrayList<>();

    FakeImages(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    void put(Image image) {
        all.put(image.id().value(), image);
    }

    @Override
    public Image register(RequestContext context, ImageRegistration registration) {
        authorizer.require(context.caller(), "ec2:RegisterImage");
        registrations.add(registration);
        return Samples.image(77, context.project(), ImageState.PENDING, false);
    }

    @Override
    public void deregister(RequestContext context, ImageId image) {
        authorizer.require(context.caller(), "ec2:DeregisterImage");
        get(context, image);
    }

    @Override
    public Page<Image> describe(
            RequestContext context,
            List<ImageId> ids,
            Predicate<Image> matching,
            String after,
            int limit) {
        authorizer.require(context.caller(), "ec2:DescribeImages");
        if (!ids.isEmpty()) {
            return new Page<>(
                    ids.stream().map(id -> get(context, id)).filter(matching).toList(),
                    Optional.empty());
        }
        return Fakes.page(
                all.values().stream().filter(matching).toList(),
                one -> one.id().value(),
                after,
                limit);
    }

    @Override
    public Image get(RequestContext context, ImageId image) {
        return Optional.ofNullable(all.get(image.value()))
                .orElseThrow(() -> new NotFoundException(ResourceType.IMAGE, image));
    }

    @Override
    public void modify(RequestContext context, ImageId image, ImageChange change) {
        authorizer.require(context.caller(), "ec2:ModifyImageAttribute");
        owned(context, image);
        changes.add(change);
    }

    @Override
    public void resetLaunchers(RequestContext context, ImageId image) {
        authorizer.require(context.caller(), "ec2:ResetImageAttribute");
        owned(context, image);
    }

    @Override
    public Image attributes(RequestContext context, ImageId image) {
        authorizer.require(context.caller(), "ec2:DescribeImageAttribute");
        return owned(context, image);
    }

    @Override
    public Image create(RequestContext context, CaptureRequest request) {
        authorizer.require(context.caller(), "ec2:CreateImage");
        captures.add(request);
        return Samples.image(78, context.project(), ImageState.PENDING, false);
    }

    @Override
    public Image create(RequestContext context, SnapshotImageRequest request) {
        authorizer.require(context.caller(), "ec2:RegisterImage");
        copies.add(request);
        return Samples.image(79, context.project(), ImageState.PENDING, false);
    }

    private Image owned(RequestContext context, ImageId id) {
        Image image = get(context, id);
        if (!image.owner().equals(context.project())) {
            throw new AccessDeniedException(ResourceType.IMAGE, id, "Not authorized");
        }
        return image;
    }
}
