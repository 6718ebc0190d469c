package io.nova.frontend.images;

import io.nova.api.image.ImageBytes;
import io.nova.api.image.ImageChange;
import io.nova.api.image.ImageRegistration;
import io.nova.api.image.ImageService;
import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectReader;
import io.nova.model.AccessDeniedException;
import io.nova.model.AlreadyExistsException;
import io.nova.model.ImageId;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.image.Image;
import io.nova.model.image.ImageState;
import io.nova.model.image.ImageType;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.PartInfo;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Images in memory, of owners who may do what they like. */
final class FakeImages implements ImageService, ImageBytes {

    final Map<ImageId, Image> images = new TreeMap<>();
    byte[] bytes = new byte[600_000];

    /** After how many bytes a reading fails. */
    int damagedAt = Integer.MAX_VALUE;

    @Override
    public Image register(RequestContext context, ImageRegistration asked) {
        ImageId id = asked.id().orElse(new ImageId("ami-00000000000000099"));
        if (images.containsKey(id)) {
            throw new AlreadyExistsException(ResourceType.IMAGE, id);
        }
        Image image =
                new Image(
                        id,
                        context.project(),
                        ImageType.MACHINE,
                        asked.location(),
                        asked.description(),
                        asked.location(),
                        "x86_64",
                        asked.rootDeviceName(),
                        Optional.of(new ImageId("aki-00000001")),
                        Optional.empty(),
                        ImageState.PENDING,
                        "",
                        Optional.empty(),
                        false,
                        Set.of(),
                        Instant.EPOCH,
                        Map.of());
        images.put(id, image);
        return image;
    }

    private Image own(RequestContext context, ImageId id) {
        Image image = get(context, id);
        if (!image.owner().equals(context.project())) {
            throw new AccessDeniedException("ec2:ModifyImageAttribute", "not its owner");
        }
        return image;
    }

    @Override
    public void deregister(RequestContext context, ImageId id) {
        images.remove(own(context, id).id());
    }

    @Override
    public void modify(RequestContext context, ImageId id, ImageChange change) {
        Image image = own(context, id);
        boolean everyone =
                (image.publicImage() || change.added().everyone()) && !change.removed().everyone();
        images.put(
                id,
                image.withDescription(change.description().orElse(image.description()))
                        .withLaunchers(everyone, Set.of()));
    }

    @Override
    public void resetLaunchers(RequestContext context, ImageId image) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Image attributes(RequestContext context, ImageId image) {
        return own(context, image);
    }

    /** One a page, so that there are several. */
    @Override
    public Page<Image> describe(
            RequestContext context,
            List<ImageId> ids,
            Predicate<Image> matching,
            String after,
            int limit) {
        List<Image> left =
                images.values().stream()
                        .filter(one -> one.launchableBy(context.project()))
                        .filter(one -> one.id().value().compareTo(after) > 0)
                        .toList();
        return new Page<>(
                left.stream().limit(1).toList(),
                left.size() > 1 ? Optional.of(left.get(0).id().value()) : Optional.empty());
    }

    @Override
    public Image get(RequestContext context, ImageId id) {
        return Optional.ofNullable(images.get(id))
                .filter(one -> one.launchableBy(context.project()))
                .orElseThrow(() -> new NotFoundException(ResourceType.IMAGE, id));
    }

    @Override
    public ObjectContent open(RequestContext context, ImageId id) {
        Image image = get(context, id);
        return new ObjectContent() {
            @Override
            public ObjectInfo info() {
                return ObjectInfo.of(new ObjectKey("key"), image.owner())
                        .bytes(bytes.length, "0".repeat(32))
                        .build();
            }

            @Override
            public Bucket bucket() {
                throw new UnsupportedOperationException();
            }

            @Override
            public ObjectReader open(long offset, long length) {
                return new Reader();
            }

            @Override
            public Optional<Range> part(int number) {
                return Optional.empty();
            }

            @Override
            public List<PartInfo> parts(int after, int limit) {
                return List.of();
            }
        };
    }

    private final class Reader implements ObjectReader {

        private int at;

        @Override
        public int read(ByteBuffer target) {
            if (at >= damagedAt) {
                throw new UnavailableException("objectstore", "damaged");
            }
            if (at == bytes.length) {
                return -1;
            }
            int count = Math.min(target.remaining(), bytes.length - at);
            target.put(bytes, at, count);
            at += count;
            return count;
        }

        @Override
        public void close() {}
    }
}
