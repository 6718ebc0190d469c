package io.nova.manager.image;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.Credential;
import io.nova.api.identity.NewAccessKey;
import io.nova.api.identity.ProjectService;
import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.CompleteUpload;
import io.nova.api.objectstore.Deleted;
import io.nova.api.objectstore.ListQuery;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectListing;
import io.nova.api.objectstore.ObjectReader;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.ServiceReads;
import io.nova.api.objectstore.UploadRef;
import io.nova.api.objectstore.UploadService;
import io.nova.model.AccessKeyId;
import io.nova.model.BucketName;
import io.nova.model.Caller;
import io.nova.model.IdSource;
import io.nova.model.NotFoundException;
import io.nova.model.Page;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.PartInfo;
import io.nova.model.objectstore.UploadInfo;
import io.nova.spi.state.StateStore;
import io.nova.testkit.state.MutableClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** An object store in memory, and the services that the image service's own key comes from. */
final class FakeObjects {

    static final RequestContext CALLER =
            new RequestContext("request", caller(new AccessKeyId("operator")));

    final Map<String, byte[]> objects = new TreeMap<>();

    /** What a bucket's handle is: another once it was made again. */
    String handle = "handle";

    /** Done before each reading of an object's bytes. */
    Runnable whileReading = () -> {};

    /** What reading an object's bytes throws. */
    Optional<RuntimeException> unreadable = Optional.empty();

    final IdSource ids = new IdSource(new Random(7));
    final MutableClock clock = new MutableClock();
    private final StateStore store;
    private final Map<AccessKeyId, Credential> keys =
            new TreeMap<>(Comparator.comparing(AccessKeyId::value));

    FakeObjects(StateStore store) {
        this.store = store;
    }

    StateStore store() {
        return store;
    }

    static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    static final BundleLimits LIMITS = new BundleLimits(100L << 30, 1000);

    BundleUnpacking unpacking(String keyFile, BundleLimits limits) {
        return new BundleUnpacking(own(), BundleKey.of(keyFile), limits);
    }

    /** In parts of some kilobytes, so that an image has several. */
    OwnObjects own() {
        return new OwnObjects(service(), uploads(), bucket(), 70_000);
    }

    Sources sources(String keyFile) {
        return new Sources(service(), BundleKey.of(keyFile), new Signers(store), clock);
    }

    /** The uploads that are under way, by their places and numbers. */
    final Map<String, byte[]> parts = new TreeMap<>();

    final Map<String, String> uploads = new TreeMap<>();

    private UploadService uploads() {
        return fake(
                UploadService.class,
                (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "begin" -> begin(arguments[1] + "/" + arguments[2]);
                            case "list" ->
                                    new Page<>(
                                            begun(arguments[1] + "/" + arguments[2]),
                                            Optional.empty());
                            case "putPart" ->
                                    part(
                                            (UploadRef) arguments[1],
                                            (int) arguments[2],
                                            (ObjectBody) arguments[3]);
                            case "complete" ->
                                    complete(
                                            (UploadRef) arguments[1],
                                            (CompleteUpload) arguments[2]);
                            case "abort" -> abort((UploadRef) arguments[1]);
                            default -> throw new UnsupportedOperationException(method.getName());
                        });
    }

    private UploadInfo begin(String place) {
        String id = "upload-" + ids.hex(8);
        uploads.put(id, place);
        return upload(id);
    }

    private UploadInfo upload(String id) {
        String place = uploads.getOrDefault(id, "/");
        return new UploadInfo(
                id,
                new ObjectKey(place.substring(place.indexOf('/') + 1)),
                Samples.OWNER,
                Instant.EPOCH,
                ObjectHeaders.NONE,
                Acl.PRIVATE,
                Optional.empty(),
                false,
                Optional.empty());
    }

    private List<UploadInfo> begun(String prefix) {
        return uploads.entrySet().stream()
                .filter(entry -> entry.getValue().startsWith(prefix))
                .map(entry -> upload(entry.getKey()))
                .toList();
    }

    private PartInfo part(UploadRef upload, int number, ObjectBody body) throws IOException {
        byte[] bytes = body.stream().readAllBytes();
        parts.put(upload.id() + "/%05d".formatted(number), bytes);
        return new PartInfo(number, bytes.length, etag(bytes), Instant.EPOCH, Optional.empty());
    }

    private ObjectInfo complete(UploadRef upload, CompleteUpload complete) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (CompleteUpload.Part part : complete.parts()) {
            byte[] bytes =
                    Objects.requireNonNull(
                            parts.get(upload.id() + "/%05d".formatted(part.number())));
            if (!etag(bytes).equals(part.etag())) {
                throw new IllegalArgumentException("part " + part);
            }
            whole.writeBytes(bytes);
        }
        objects.put(upload.bucket() + "/" + upload.key(), whole.toByteArray());
        abort(upload);
        return info(whole.toByteArray());
    }

    private Object abort(UploadRef upload) {
        parts.keySet().removeIf(key -> key.startsWith(upload.id()));
        uploads.remove(upload.id());
        return upload;
    }

    private static String etag(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    ImageBucket bucket() {
        return new ImageBucket(
                store,
                fake(BucketService.class, (proxy, method, arguments) -> null),
                credential(),
                ids);
    }

    /** Where the objects lie that were handed to the cloud's services. */
    final Set<String> handed = new TreeSet<>();

    ServiceReads reads() {
        return (context, bucket, key) -> handed.add(bucket + "/" + key);
    }

    ServiceCredential credential() {
        return new ServiceCredential(store, callers(), projects(), ids);
    }

    CallerResolver callers() {
        return fake(
                CallerResolver.class,
                (proxy, method, arguments) ->
                        method.getName().equals("operator")
                                ? CALLER.caller()
                                : Optional.ofNullable(keys.get(arguments[0])));
    }

    ProjectService projects() {
        return fake(
                ProjectService.class,
                (proxy, method, arguments) -> {
                    if (method.getName().equals("createUser")) {
                        return null;
                    }
                    AccessKeyId id = new AccessKeyId("KEY" + keys.size());
                    keys.put(id, new Credential(caller(id), Secret.of("secret")));
                    return new NewAccessKey(
                            new AccessKey(
                                    id, new UserId("service"), Samples.OWNER, true, Instant.EPOCH),
                            Secret.of("secret"));
                });
    }

    ObjectService service() {
        return fake(
                ObjectService.class,
                (proxy, method, arguments) -> {
                    if (method.getName().equals("list")) {
                        return list(arguments[1] + "/", ((ListQuery) arguments[2]).prefix());
                    }
                    String place = arguments[1] + "/" + arguments[2];
                    return switch (method.getName()) {
                        case "get" -> get(place);
                        case "put" -> put(place, (ObjectBody) arguments[4]);
                        case "delete" -> delete(place);
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private ObjectListing list(String bucket, String prefix) {
        return new ObjectListing(
                objects.keySet().stream()
                        .filter(place -> place.startsWith(bucket + prefix))
                        .map(place -> info(place.substring(bucket.length()), new byte[0]))
                        .toList(),
                List.of(),
                Optional.empty());
    }

    private ObjectInfo put(String place, ObjectBody body) throws IOException {
        byte[] bytes = body.stream().readAllBytes();
        objects.put(place, bytes);
        return info(bytes);
    }

    private Deleted delete(String place) {
        objects.remove(place);
        return Deleted.PLAIN;
    }

    private ObjectContent get(String place) {
        byte[] bytes =
                Optional.ofNullable(objects.get(place))
                        .orElseThrow(() -> new NotFoundException(ResourceType.OBJECT, place));
        return fake(
                ObjectContent.class,
                (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "info" -> info(place.substring(place.indexOf('/') + 1), bytes);
                            case "bucket" -> container(place);
                            default -> range(bytes, (long) arguments[0], (long) arguments[1]);
                        });
    }

    private Bucket container(String place) {
        return new Bucket(
                new BucketName(place.substring(0, place.indexOf('/'))),
                handle,
                Samples.OWNER,
                Instant.EPOCH,
                Acl.PRIVATE);
    }

    private ObjectReader range(byte[] bytes, long from, long length) {
        whileReading.run();
        unreadable.ifPresent(
                failure -> {
                    throw failure;
                });
        int end = (int) Math.min(bytes.length, from + length);
        return ObjectReader.of(ByteBuffer.wrap(bytes, (int) from, end - (int) from));
    }

    private static ObjectInfo info(byte[] bytes) {
        return info("key", bytes);
    }

    private static ObjectInfo info(String key, byte[] bytes) {
        return ObjectInfo.of(new ObjectKey(key), Samples.OWNER)
                .bytes(bytes.length, etag(bytes))
                .build();
    }

    private static Caller caller(AccessKeyId key) {
        return new Caller(
                new UserId("service"), new ProjectId("000000000009"), key, Set.of(Role.CLOUDADMIN));
    }
}
