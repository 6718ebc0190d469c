package io.nova.manager.objectstore;

import io.nova.api.identity.AccountDirectory;
import io.nova.api.identity.Authorizer;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.api.objectstore.BeginUpload;
import io.nova.api.objectstore.CompleteUpload;
import io.nova.api.objectstore.ListQuery;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.ObjectContent;
import io.nova.api.objectstore.ObjectListing;
import io.nova.api.objectstore.ObjectReader;
import io.nova.api.objectstore.PutRequest;
import io.nova.api.objectstore.UploadRef;
import io.nova.api.objectstore.WriteCondition;
import io.nova.model.AccessDeniedException;
import io.nova.model.AccessKeyId;
import io.nova.model.BucketName;
import io.nova.model.Caller;
import io.nova.model.IdSource;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.UserId;
import io.nova.model.objectstore.Acl;
import io.nova.model.objectstore.ObjectHeaders;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.ObjectKey;
import io.nova.model.objectstore.PartInfo;
import io.nova.model.objectstore.TagSet;
import io.nova.reconcile.MutableClock;
import io.nova.reconcile.ReconcileEngine;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.spi.state.StateStore;
import io.nova.testkit.objectstore.MemoryObjectStore;
import io.nova.testkit.state.MemoryStateStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The managers over a memory of records and one of bytes, with a clock that stands still. */
final class Lab {

    static final BucketName BUCKET = new BucketName("bucket");
    static final RequestContext OWNER = context("alice", "111111111111", Role.DEVELOPER);
    static final RequestContext OTHER = context("bob", "222222222222", Role.DEVELOPER);
    static final RequestContext ADMIN = context("root", "333333333333", Role.CLOUDADMIN);
    static final RequestContext NOBODY = context("carl", "111111111111", Role.NETADMIN);
    static final Duration GRACE = Duration.ofMinutes(1);
    static final Duration ORPHAN_AGE = Duration.ofMinutes(30);
    static final Duration QUARANTINE = Duration.ofHours(1);

    final MutableClock clock;
    final MemoryObjectStore driver;

    /** What a project may have; of what is not here any number. */
    final Map<Quota, Long> limits = new EnumMap<>(Map.of(Quota.BUCKETS, 3L));

    final IdSource ids = new IdSource(new SecureRandom());
    final SteppedReconcileEngine engine;
    final StateStore store;
    final BlobGateway blobs;
    final Collector collector;
    final BucketManager buckets;
    final ObjectManager objects;
    final UploadManager uploads;
    final BucketConfigs configs;
    final S3Access access;
    final BucketConfigManager config;
    final LifecycleManager lifecycles;

    Lab() {
        this(store -> store);
    }

    Lab(UnaryOperator<StateStore> wrapper) {
        this(wrapper, 0);
    }

    /**
     * @param inline the most bytes of an object that are kept in a record
     */
    Lab(UnaryOperator<StateStore> wrapper, int inline) {
        this(new MutableClock(Instant.parse("2026-01-01T00:00:00Z")), wrapper, inline);
    }

    private Lab(MutableClock clock, UnaryOperator<StateStore> wrapper, int inline) {
        this(
                clock,
                wrapper.apply(new MemoryStateStore(clock)),
                new MemoryObjectStore(clock, 64 << 20),
                inline);
    }

    /** A process that starts over what others have left. */
    Lab(MutableClock clock, StateStore store, MemoryObjectStore driver, int inline) {
        this.clock = clock;
        this.store = store;
        this.driver = driver;
        engine = new SteppedReconcileEngine(clock, new Random(7));
        blobs = new BlobGateway(ids, store, clock, Duration.ZERO, Duration.ofSeconds(1), "");
        blobs.bindDriver(driver, Map.of(ObjectStoreDriver.DRIVER_NAME, "memory"));
        collector = newCollector();
        configs = new BucketConfigs(store);
        BucketPolicies policies = new BucketPolicies(configs, new Accounts());
        access = new Access(new Developers(), policies, new ServiceReadCheck(store));
        QuotaService quotas = (project, quota) -> limits.getOrDefault(quota, Long.MAX_VALUE);
        buckets = new BucketManager(store, access, quotas, clock, ids);
        objects = new ObjectManager(store, blobs, collector, access, quotas, clock, ids, inline);
        uploads =
                new UploadManager(
                        store, blobs, objects, collector, access, quotas, clock, ids, 100);
        config = new BucketConfigManager(store, configs, access, policies, ids);
        LifecycleEngine lifecycle =
                new LifecycleEngine(
                        store, configs, collector, engine, clock, ids, Duration.ofDays(1));
        lifecycles = new LifecycleManager(store, config, configs, lifecycle);
    }

    /** Returns a collector as a restart makes one. */
    Collector newCollector() {
        return new Collector(
                store,
                blobs,
                engine,
                clock,
                ids,
                GRACE,
                ORPHAN_AGE,
                QUARANTINE,
                Duration.ofHours(1));
    }

    /** Begins to look after the stores. */
    StoreManager stores(int mibPerSecond) {
        return stores(mibPerSecond, engine);
    }

    /** Begins to look after the stores in another process. */
    StoreManager stores(int mibPerSecond, ReconcileEngine process) {
        return new StoreManager(
                new Ledger(store, ids),
                blobs,
                process,
                new Developers(),
                () -> List.of(OWNER.caller().project(), OTHER.caller().project()),
                clock,
                GRACE,
                ORPHAN_AGE,
                QUARANTINE,
                mibPerSecond,
                mibPerSecond);
    }

    static RequestContext context(String user, String project, Role role) {
        return new RequestContext(
                "request",
                new Caller(
                        new UserId(user),
                        new ProjectId(project),
                        new AccessKeyId("AK" + user),
                        Set.of(role)));
    }

    /** All projects but those that begin with a nine, with all users but nobody. */
    static final class Accounts implements AccountDirectory {
        @Override
        public boolean has(ProjectId project) {
            return !project.value().startsWith("9");
        }

        @Override
        public boolean has(ProjectId project, UserId user) {
            return has(project) && !user.value().equals("nobody");
        }

        @Override
        public Set<ProjectId> ofEmail(String address) {
            return Set.of();
        }
    }

    /** Lets these do everything, and others nothing. */
    static final class Developers implements Authorizer {

        private static final Set<Role> MAY =
                Set.of(Role.DEVELOPER, Role.PROJECTMANAGER, Role.SERVICE, Role.CLOUDADMIN);

        @Override
        public void require(Caller caller, String action) {
            if (!allows(caller, action)) {
                throw new AccessDeniedException(action, "denied");
            }
        }

        @Override
        public boolean allows(Caller caller, String action) {
            return caller.roles().stream().anyMatch(MAY::contains);
        }
    }

    ObjectInfo put(String key, String text) {
        return put(OWNER, key, text, PutRequest.PLAIN);
    }

    ObjectInfo put(RequestContext context, String key, String text, PutRequest request) {
        try {
            return objects.put(context, BUCKET, new ObjectKey(key), request, body(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectBody body(String text) {
        return ObjectBody.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns a text that is too large to be kept in a record. */
    static String large(String text) {
        return text + ".".repeat(10_000);
    }

    /** Puts an object of three parts of 101 bytes; returns what it holds. */
    String putParts(String key) {
        BeginUpload begin =
                new BeginUpload(
                        ObjectHeaders.NONE, Acl.PRIVATE, TagSet.NONE, Optional.empty(), false);
        String id = uploads.begin(OWNER, BUCKET, new ObjectKey(key), begin).id();
        UploadRef ref = new UploadRef(BUCKET, new ObjectKey(key), id);
        List<CompleteUpload.Part> parts = new ArrayList<>();
        StringBuilder whole = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            String text = "x".repeat(100) + i;
            try {
                PartInfo part = uploads.putPart(OWNER, ref, i, body(text));
                parts.add(new CompleteUpload.Part(i, part.etag()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            whole.append(text);
        }
        uploads.complete(OWNER, ref, new CompleteUpload(parts, WriteCondition.NONE));
        return whole.toString();
    }

    private Content contentOf(String key) {
        StoredObject object =
                store.get(Kinds.OBJECT, Kinds.objectId(handle(), new ObjectKey(key)))
                        .orElseThrow()
                        .value();
        return object.content();
    }

    private String handle() {
        return store.get(Kinds.BUCKET, Kinds.bucketId(BUCKET)).orElseThrow().value().handle();
    }

    /** Returns the blob of an object. */
    BlobId blobOf(String key) {
        return contentOf(key).blob().orElseThrow();
    }

    /** Returns the upload that an object was made of. */
    String uploadOf(String key) {
        return contentOf(key).upload().orElseThrow();
    }

    /** Copies an object's blob as it is. */
    void copyTo(ObjectStoreDriver other, String key) {
        String text = get(OWNER, key);
        try {
            other.write(
                    blobOf(key),
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                    text.length());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String get(RequestContext context, String key) {
        return get(context, key, 0, Long.MAX_VALUE);
    }

    String get(RequestContext context, String key, long offset, long length) {
        return text(objects.get(context, BUCKET, new ObjectKey(key)), offset, length);
    }

    static String text(ObjectContent content) {
        return text(content, 0, Long.MAX_VALUE);
    }

    private static String text(ObjectContent content, long offset, long length) {
        try (ObjectReader reader = content.open(offset, length)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(37);
            while (reader.read(buffer) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return out.toString(StandardCharsets.UTF_8);
        }
    }

    List<String> keys(ObjectListing listing) {
        return listing.objects().stream().map(object -> object.key().value()).toList();
    }

    ObjectListing list(String prefix, String delimiter, String after, int limit) {
        return objects.list(OWNER, BUCKET, new ListQuery(prefix, delimiter, after, limit));
    }

    List<BlobInfo> blobs() {
        return driver.list(Optional.empty(), ObjectStoreDriver.MAX_PAGE).items();
    }

    /** Runs what is due within the time. */
    void pass(Duration time) {
        Instant end = clock.instant().plus(time);
        while (true) {
            while (engine.step()) {
                // Until nothing is due at this instant.
            }
            Optional<Instant> next = engine.nextDue();
            if (next.isEmpty() || next.get().isAfter(end)) {
                clock.advanceTo(end);
                return;
            }
            clock.advanceTo(next.get());
        }
    }
}
