package io.nova.manager.image;

import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.Credential;
import io.nova.api.identity.NewAccessKey;
import io.nova.api.identity.ProjectService;
import io.nova.api.objectstore.BucketService;
import io.nova.api.objectstore.Deleted;
import io.nova.api.objectstore.ListQuery;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectListing;
import io.nova.api.objectstore.ObjectReader;
import io.nova.api.objectstore.ObjectService;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.IdSource;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UserId;
import io.nova.model.identity.AccessKey;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.spi.state.StateStore;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** An object store in memory, and the services that the image service's own key comes from. */
final class FakeObjects {

    static final RequestContext CALLER =
            new RequestContext("request", caller(new AccessKeyId("operator")));

    final Map<String, byte[]> objects = new TreeMap<>();
    final IdSource ids = new IdSource(new Random(7));
    private final StateStore store;
    private final Map<AccessKeyId, Credential> keys =
            new TreeMap<>(java.util.Comparator.comparing(AccessKeyId::value));

    FakeObjects(StateStore store) {
        this.store = store;
    }

    static <T> T fake(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    BundleUnpacking unpacking(String keyFile) {
        return new BundleUnpacking(service(), bucket(), BundleKey.of(keyFile));
    }

    ImageBucket bucket() {
        return new ImageBucket(
                store,
                fake(BucketService.class, (proxy, method, arguments) -> null),
                credential(),
                ids);
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

    private ProjectService projects() {
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
                        method.getName().equals("info") ? info(bytes) : new Reader(bytes));
    }

    private static ObjectInfo info(byte[] bytes) {
        return info("key", bytes);
    }

    private static ObjectInfo info(String key, byte[] bytes) {
        return ObjectInfo.of(new ObjectKey(key), Samples.OWNER)
                .bytes(bytes.length, "0".repeat(32))
                .build();
    }

    private static Caller caller(AccessKeyId key) {
        return new Caller(
                new UserId("service"), new ProjectId("000000000009"), key, Set.of(Role.CLOUDADMIN));
    }

    private static final class Reader implements ObjectReader {

        private final ByteBuffer left;

        Reader(byte[] bytes) {
            left = ByteBuffer.wrap(bytes);
        }

        @Override
        public int read(ByteBuffer target) {
            if (!left.hasRemaining()) {
                return -1;
            }
            int length = Math.min(left.remaining(), target.remaining());
            target.put(left.slice().limit(length));
            left.position(left.position() + length);
            return length;
        }

        @Override
        public void close() {}
    }
}
