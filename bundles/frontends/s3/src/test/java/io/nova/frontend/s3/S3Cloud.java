package io.nova.frontend.s3;

import io.nova.api.identity.AccountDirectory;
import io.nova.api.identity.CallerResolver;
import io.nova.api.identity.Credential;
import io.nova.api.identity.Quota;
import io.nova.api.identity.QuotaService;
import io.nova.frontend.aws.SignatureAuthenticator;
import io.nova.frontend.http.HttpEndpoint;
import io.nova.frontend.http.HttpServer;
import io.nova.frontend.http.Settings;
import io.nova.manager.identity.PolicyAuthorizer;
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
import io.nova.model.Caller;
import io.nova.model.IdSource;
import io.nova.model.ProjectId;
import io.nova.model.Role;
import io.nova.model.Secret;
import io.nova.model.UserId;
import io.nova.reconcile.ThreadedReconcileEngine;
import io.nova.sigv4.SigV4Signer;
import io.nova.sigv4.SigningClient;
import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.testkit.objectstore.MemoryObjectStore;
import io.nova.testkit.state.MemoryStateStore;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A cloud that has S3 and nothing else, wired by hand; with a main to try clients on. */
public final class S3Cloud implements AutoCloseable {

    static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    static final String OTHER_KEY = "AKIAI44QH8DHBEXAMPLE";
    static final String THIRD_KEY = "AKIATHIRDPROJECT0001";
    static final String MANAGER_KEY = "AKIAMANAGEROFTHEFIRST";
    static final String WATCHER_KEY = "AKIAWATCHEROFTHEFIRST";
    static final String OTHER_WATCHER_KEY = "AKIAWATCHEROFANOTHER";
    static final String SERVICE_KEY = "AKIATHEIMAGESERVICE1";
    static final String ADMIN_KEY = "AKIAADMINISTRATOR001";
    static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    final MemoryObjectStore driver;

    /** What a project may have; of what is not here any number, and a hundred buckets. */
    final Map<Quota, Long> limits = new ConcurrentHashMap<>();

    private final Clock clock;
    private final ThreadedReconcileEngine engine = new ThreadedReconcileEngine();
    private final Collector collector;
    private final LifecycleEngine lifecycles;
    private final HttpServer server = new HttpServer(Settings.forTests());

    S3Cloud() {
        this(512L << 20);
    }

    S3Cloud(long bytes) {
        this(Clock.systemUTC(), bytes);
    }

    /** A cloud for which it is as late as this clock says. */
    S3Cloud(Clock clock) {
        this(clock, 512L << 20);
    }

    private S3Cloud(Clock clock, long bytes) {
        this.clock = clock;
        driver = new MemoryObjectStore(clock, bytes);
        IdSource ids = new IdSource(new SecureRandom());
        MemoryStateStore store = new MemoryStateStore(clock);
        ObjectStoreConfig config = defaults(ObjectStoreConfig.class);
        QuotaService quotas =
                (project, quota) ->
                        limits.getOrDefault(quota, quota == Quota.BUCKETS ? 100 : Long.MAX_VALUE);
        BlobGateway blobs = new BlobGateway(ids, store, clock, config);
        blobs.bindDriver(driver, Map.of(ObjectStoreDriver.DRIVER_NAME, "memory"));
        collector = new Collector(store, blobs, engine, clock, ids, config);
        BucketConfigs configs = new BucketConfigs(store);
        Accounts accounts = new Accounts();
        BucketPolicies policies = new BucketPolicies(configs, accounts);
        S3Access access = new Access(new PolicyAuthorizer(), policies, new ServiceReadCheck(store));
        ObjectManager objects =
                new ObjectManager(store, blobs, collector, access, quotas, clock, ids, config);
        BucketConfigManager texts = new BucketConfigManager(store, configs, access, policies, ids);
        lifecycles = new LifecycleEngine(store, configs, collector, engine, clock, ids, config);
        S3Endpoint endpoint =
                new S3Endpoint(
                        new SignatureAuthenticator(new Keys(), clock),
                        new S3Services(
                                new BucketManager(store, access, quotas, clock, ids),
                                texts,
                                objects,
                                new UploadManager(
                                        store, blobs, objects, collector, access, quotas, clock,
                                        ids, config),
                                new LifecycleManager(store, texts, configs, lifecycles),
                                accounts,
                                "us-east-1"),
                        List.of("localhost"),
                        clock);
        server.add(
                endpoint,
                Map.of(
                        HttpEndpoint.NAME, "s3",
                        HttpEndpoint.CONNECTOR, "s3",
                        HttpEndpoint.MAX_BODY, -1L));
    }

    URI uri() {
        return server.uri("s3");
    }

    SigningClient client(String key) {
        return new SigningClient(
                new SigV4Signer(new AccessKeyId(key), Secret.of(SECRET), "us-east-1", "s3"),
                uri(),
                clock);
    }

    @Override
    public void close() {
        server.close();
        lifecycles.close();
        collector.close();
        engine.close();
    }

    private static <T> T defaults(Class<T> annotation) {
        return annotation.cast(
                Proxy.newProxyInstance(
                        annotation.getClassLoader(),
                        new Class<?>[] {annotation},
                        (proxy, method, arguments) -> method.getDefaultValue()));
    }

    /** Whom lists and policies may name. */
    private static final class Accounts implements AccountDirectory {

        private static final Map<String, Set<String>> PROJECTS =
                Map.of(
                        "111111111111", Set.of("alice", "mia", "sam"),
                        "222222222222", Set.of("bob", "sue"),
                        "333333333333", Set.of("images", "root"),
                        "444444444444", Set.of("dan"));

        @Override
        public boolean has(ProjectId project) {
            return PROJECTS.containsKey(project.value());
        }

        @Override
        public boolean has(ProjectId project, UserId user) {
            return PROJECTS.getOrDefault(project.value(), Set.of()).contains(user.value());
        }

        @Override
        public Set<ProjectId> ofEmail(String address) {
            return switch (address) {
                case "bob@example.org" -> Set.of(new ProjectId("222222222222"));
                case "both@example.org" ->
                        Set.of(new ProjectId("222222222222"), new ProjectId("444444444444"));
                default -> Set.of();
            };
        }
    }

    private static final class Keys implements CallerResolver {

        private final Map<String, Credential> credentials =
                Map.of(
                        KEY, credential("alice", "111111111111", KEY, Role.DEVELOPER),
                        OTHER_KEY, credential("bob", "222222222222", OTHER_KEY, Role.DEVELOPER),
                        THIRD_KEY, credential("dan", "444444444444", THIRD_KEY, Role.DEVELOPER),
                        MANAGER_KEY,
                                credential("mia", "111111111111", MANAGER_KEY, Role.PROJECTMANAGER),
                        WATCHER_KEY, credential("sam", "111111111111", WATCHER_KEY, Role.ITSEC),
                        OTHER_WATCHER_KEY,
                                credential("sue", "222222222222", OTHER_WATCHER_KEY, Role.ITSEC),
                        SERVICE_KEY,
                                credential("images", "333333333333", SERVICE_KEY, Role.SERVICE),
                        ADMIN_KEY, credential("root", "333333333333", ADMIN_KEY, Role.CLOUDADMIN));

        private static Credential credential(String user, String project, String key, Role role) {
            Caller caller =
                    new Caller(
                            new UserId(user),
                            new ProjectId(project),
                            new AccessKeyId(key),
                            Set.of(role));
            return new Credential(caller, Secret.of(SECRET));
        }

        @Override
        public Optional<Credential> find(AccessKeyId key) {
            return Optional.ofNullable(credentials.get(key.value()));
        }

        @Override
        public Caller operator() {
            throw new UnsupportedOperationException("there is no shell here");
        }
    }

    /** Serves until the input ends. */
    public static void main(String[] arguments) throws Exception {
        try (S3Cloud cloud = new S3Cloud()) {
            System.out.println(
                    "export AWS_ENDPOINT_URL_S3=" + cloud.uri() + " AWS_ACCESS_KEY_ID=" + KEY);
            System.out.println("export AWS_SECRET_ACCESS_KEY=" + SECRET);
            while (System.in.read() >= 0) {
                // Until the end.
            }
        }
    }
}
