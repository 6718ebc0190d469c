package io.nova.frontend.shell;

import io.nova.api.image.ImageBytes;
import io.nova.api.image.ImageChange;
import io.nova.api.image.ImageRegistration;
import io.nova.api.image.ImageService;
import io.nova.api.objectstore.BucketInventory;
import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.CompleteUpload;
import io.nova.api.objectstore.Deleted;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectReader;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.StorageUse;
import io.nova.api.objectstore.UploadRef;
import io.nova.api.objectstore.UploadService;
import io.nova.model.BucketName;
import io.nova.model.ImageId;
import io.nova.model.InUseException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.ResourceType;
import io.nova.model.image.DiskFormat;
import io.nova.model.image.Image;
import io.nova.model.image.ImageContent;
import io.nova.model.image.ImageState;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.PartInfo;
import io.nova.model.objectstore.UploadInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Buckets, objects and images in memory, as far as the shell asks for them. */
final class FakeStore {

    static final ProjectId OWNER = new ProjectId("000000000001");

    final Map<String, byte[]> objects = new TreeMap<>();
    final Map<ImageId, Image> images = new TreeMap<>();
    private final Map<String, byte[]> parts = new TreeMap<>();
    private final Map<String, Bucket> buckets = new TreeMap<>();

    /** Why no image can be made of what is registered; empty: it can. */
    String refusal = "";

    /** How often an upload was given up. */
    int aborted;

    private static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    Bucket bucket(String name) {
        return buckets.computeIfAbsent(
                name,
                key ->
                        new Bucket(
                                new BucketName(key), "handle", OWNER, Instant.EPOCH, Acl.PRIVATE));
    }

    BucketService buckets() {
        return fake(
                BucketService.class,
                (proxy, method, arguments) -> {
                    String name = arguments[1].toString();
                    if (method.getName().equals("create") && buckets.containsKey(name)) {
                        throw new InUseException(ResourceType.BUCKET, name, "yours");
                    }
                    return bucket(name);
                });
    }

    BucketInventory inventory() {
        return fake(
                BucketInventory.class,
                (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "list" ->
                                    new Page<>(
                                            arguments[1].equals(OWNER)
                                                    ? List.copyOf(buckets.values())
                                                    : List.of(),
                                            Optional.empty());
                            case "get" -> bucket(arguments[1].toString());
                            default -> new StorageUse(buckets.size(), objects.size(), 4711, 2);
                        });
    }

    ObjectService objects() {
        return fake(
                ObjectService.class,
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("delete")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    objects.remove(arguments[1] + "/" + arguments[2]);
                    return Deleted.PLAIN;
                });
    }

    UploadService uploads() {
        return fake(
                UploadService.class,
                (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "begin" -> upload((ObjectKey) arguments[2]);
                            case "putPart" -> part((int) arguments[2], (ObjectBody) arguments[3]);
                            case "complete" ->
                                    complete(
                                            (UploadRef) arguments[1],
                                            (CompleteUpload) arguments[2]);
                            case "abort" -> ++aborted;
                            default -> throw new UnsupportedOperationException(method.getName());
                        });
    }

    private static UploadInfo upload(ObjectKey key) {
        return new UploadInfo(
                "upload",
                key,
                OWNER,
                Instant.EPOCH,
                ObjectHeaders.NONE,
                Acl.PRIVATE,
                Optional.empty(),
                false,
                Optional.empty());
    }

    private PartInfo part(int number, ObjectBody body) throws IOException {
        byte[] bytes = body.stream().readAllBytes();
        parts.put(Integer.toString(number), bytes);
        return new PartInfo(number, bytes.length, "etag" + number, Instant.EPOCH, Optional.empty());
    }

    private ObjectInfo complete(UploadRef upload, CompleteUpload complete) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (CompleteUpload.Part part : complete.parts()) {
            whole.writeBytes(Objects.requireNonNull(parts.get(Integer.toString(part.number()))));
        }
        objects.put(upload.bucket() + "/" + upload.key(), whole.toByteArray());
        return ObjectInfo.of(upload.key(), OWNER).bytes(whole.size(), "etag").build();
    }

    ImageService imageService() {
        return fake(
                ImageService.class,
                (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "register" -> register((ImageRegistration) arguments[1]);
                            case "get" -> Objects.requireNonNull(images.get(arguments[1]));
                            case "modify" ->
                                    modify((ImageId) arguments[1], (ImageChange) arguments[2]);
                            case "deregister" -> images.remove(arguments[1]);
                            default -> throw new UnsupportedOperationException(method.getName());
                        });
    }

    private Image register(ImageRegistration asked) {
        ImageId id = new ImageId(asked.type().orElseThrow().prefix() + "-00000001");
        byte[] bytes = Objects.requireNonNull(objects.get(asked.location()));
        int slash = asked.location().indexOf('/');
        Image image =
                new Image(
                        id,
                        OWNER,
                        asked.type().orElseThrow(),
                        asked.name(),
                        asked.description(),
                        asked.location(),
                        asked.architecture().orElseThrow(),
                        asked.rootDeviceName(),
                        asked.kernel(),
                        asked.ramdisk(),
                        refusal.isEmpty() ? ImageState.AVAILABLE : ImageState.FAILED,
                        refusal,
                        Optional.of(
                                new ImageContent(
                                        asked.location().substring(0, slash),
                                        asked.location().substring(slash + 1),
                                        sha256(bytes),
                                        bytes.length,
                                        DiskFormat.RAW,
                                        bytes.length)),
                        false,
                        Set.of(),
                        Instant.EPOCH,
                        asked.tags());
        images.put(id, image);
        return image;
    }

    private Object modify(ImageId id, ImageChange change) {
        Image image = Objects.requireNonNull(images.get(id));
        Image changed = image.withLaunchers(change.added().everyone(), Set.of());
        images.put(id, changed);
        return changed;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives what lies there now. */
    ImageBytes bytes() {
        return (context, id) -> content(Objects.requireNonNull(images.get(id)).location());
    }

    private ObjectContent content(String place) {
        byte[] bytes = Objects.requireNonNull(objects.get(place));
        return fake(
                ObjectContent.class,
                (proxy, method, arguments) -> ObjectReader.of(ByteBuffer.wrap(bytes)));
    }
}
