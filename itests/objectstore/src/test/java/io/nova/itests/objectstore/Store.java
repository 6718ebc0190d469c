package io.nova.itests.objectstore;

import io.nova.api.identity.AccountDirectory;
import io.nova.api.identity.Authorizer;
import io.nova.api.identity.QuotaService;
import io.nova.api.objectstore.DeleteRequest;
import io.nova.api.objectstore.ListQuery;
import io.nova.api.objectstore.NewBucket;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.ObjectReader;
import io.nova.api.objectstore.PutRequest;
import io.nova.api.objectstore.UploadRef;
import io.nova.driver.objectstore.filesystem.FilesystemObjectStore;
import io.nova.driver.state.embedded.EmbeddedStateStore;
import io.nova.frontend.aws.SignatureAuthenticator;
import io.nova.frontend.s3.S3Endpoint;
import io.nova.manager.objectstore.Access;
import io.nova.manager.objectstore.BlobGateway;
import io.nova.manager.objectstore.BucketConfigManager;
import io.nova.manager.objectstore.BucketConfigs;
import io.nova.manager.objectstore.BucketManager;
import io.nova.manager.objectstore.BucketPolicies;
import io.nova.manager.objectstore.Collector;
import io.nova.manager.objectstore.LifecycleEngine;
import io.nova.manager.objectstore.LifecycleManager;
import io.nova.manager.objectstore.ObjectManager;
import io.nova.manager.objectstore.ObjectStoreConfig;
import io.nova.manager.objectstore.S3Access;
import io.nova.manager.objectstore.ServiceReadCheck;
import io.nova.manager.objectstore.UploadManager;
import io.nova.model.AccessKeyId;
import io.nova.model.AlreadyExistsException;
import io.nova.model.BucketName;
import io.nova.model.Caller;
import io.nova.model.IdSource;
import io.nova.model.InUseException;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.UserId;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.UploadInfo;
import io.nova.reconcile.ThreadedReconcileEngine;
import io.nova.spi.objectstore.ObjectStoreDriver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The object store on a directory, its managers and what serves S3: records in RocksDB, bytes in
 * files.
 */
final class Store implements AutoCloseable {

    static final BucketName BUCKET = new BucketName("bucket");

    static final RequestContext OWNER =
            new RequestContext(
                    "request",
                    new Caller(
                            new UserId("alice"),
                            new ProjectId("111111111111"),
                            new AccessKeyId(OneKey.ID),
                            Set.of(Role.DEVELOPER)));

    private final ThreadedReconcileEngine engine = new ThreadedReconcileEngine();
    private final EmbeddedStateStore state;
    private final Collector collector;
    private final LifecycleEngine lifecycles;
    private final ObjectManager objects;
    private final UploadManager uploads;
    private final S3Endpoint endpoint;

    /**
     * @param settings of all components, by their keys
     */
    Store(Path directory, Map<String, Object> settings) {
        Clock clock = Clock.systemUTC();
        IdSource ids = new IdSource(new SecureRandom());
        state =
                new EmbeddedStateStore(
                        settings(
                                EmbeddedStateStore.Config.class,
                                Map.of("directory", directory.resolve("state").toString())),
                        clock);
        FilesystemObjectStore files =
                new FilesystemObjectStore(
                        settings(
                                FilesystemObjectStore.Config.class,
                                Map.of(
                                        "directory",
                                        directory.resolve("objects").toString(),
                                        "reserveMib",
                                        settings.getOrDefault("reserveMib", 1))));
        ObjectStoreConfig config = settings(ObjectStoreConfig.class, settings);
        BlobGateway blobs = new BlobGateway(ids, state, clock, config);
        blobs.bindDriver(files, Map.of(ObjectStoreDriver.DRIVER_NAME, "filesystem"));
        collector = new Collector(state, blobs, engine, clock, ids, config);
        BucketConfigs configs = new BucketConfigs(state);
        Everybody accounts = new Everybody();
        BucketPolicies policies = new BucketPolicies(configs, accounts);
        S3Access access = new Access(new Everything(), policies, new ServiceReadCheck(state));
        QuotaService quotas = (project, quota) -> Long.MAX_VALUE;
        objects = new ObjectManager(state, blobs, collector, access, quotas, clock, ids, config);
        uploads =
                new UploadManager(
                        state, blobs, objects, collector, access, quotas, clock, ids, config);
        BucketManager buckets = new BucketManager(state, access, quotas, clock, ids);
        BucketConfigManager texts = new BucketConfigManager(state, configs, access, policies, ids);
        lifecycles = new LifecycleEngine(state, configs, collector, engine, clock, ids, config);
        endpoint =
                new S3Endpoint(
                        new SignatureAuthenticator(new OneKey(), clock),
                        buckets,
                        texts,
                        objects,
                        uploads,
                        new LifecycleManager(state, texts, configs, lifecycles),
                        accounts,
                        settings(S3Endpoint.Config.class, Map.of()));
        try {
            buckets.create(OWNER, BUCKET, NewBucket.PRIVATE);
        } catch (InUseException | AlreadyExistsException e) {
            // Of an earlier run.
        }
    }

    static <T> T settings(Class<T> annotation, Map<String, Object> values) {
        return annotation.cast(
                Proxy.newProxyInstance(
                        annotation.getClassLoader(),
                        new Class<?>[] {annotation},
                        (proxy, method, arguments) ->
                                values.getOrDefault(method.getName(), method.getDefaultValue())));
    }

    /** Returns what serves it as S3 to the one key. */
    S3Endpoint endpoint() {
        return endpoint;
    }

    void put(String key, byte[] bytes) {
        put(key, new ByteArrayInputStream(bytes));
    }

    void put(String key, InputStream bytes) {
        try {
            objects.put(OWNER, BUCKET, new ObjectKey(key), PutRequest.PLAIN, ObjectBody.of(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String key) {
        objects.delete(OWNER, BUCKET, new ObjectKey(key), DeleteRequest.PLAIN);
    }

    /** Returns the bytes; empty if there is no such object. */
    Optional<byte[]> get(String key) {
        try {
            var content = objects.get(OWNER, BUCKET, new ObjectKey(key));
            ByteBuffer bytes = ByteBuffer.allocate((int) content.info().size());
            try (ObjectReader reader = content.open(0, Long.MAX_VALUE)) {
                while (bytes.hasRemaining() && reader.read(bytes) >= 0) {
                    // More.
                }
            }
            return Optional.of(Arrays.copyOf(bytes.array(), bytes.position()));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    /** Gives up what nobody will complete. */
    void abortUploads() {
        for (UploadInfo upload : uploads.list(OWNER, BUCKET, "", "", "", 1000).items()) {
            uploads.abort(OWNER, new UploadRef(BUCKET, upload.key(), upload.id()));
        }
    }

    List<String> keys() {
        return objects.list(OWNER, BUCKET, new ListQuery("", "", "", 1000)).objects().stream()
                .map(object -> object.key().value())
                .toList();
    }

    private static final class Everybody implements AccountDirectory {
        @Override
        public boolean has(ProjectId project) {
            return true;
        }

        @Override
        public boolean has(ProjectId project, UserId user) {
            return true;
        }

        @Override
        public Set<ProjectId> ofEmail(String address) {
            return Set.of();
        }
    }

    private static final class Everything implements Authorizer {

        @Override
        public void require(Caller caller, String action) {}

        @Override
        public boolean allows(Caller caller, String action) {
            return true;
        }
    }

    @Override
    public void close() {
        lifecycles.close();
        collector.close();
        engine.close();
        state.close();
    }
}
