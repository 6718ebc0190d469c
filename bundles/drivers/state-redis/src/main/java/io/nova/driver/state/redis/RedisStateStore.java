package io.nova.driver.state.redis;

import io.nova.model.Page;
import io.nova.spi.state.Beat;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Lease;
import io.nova.spi.state.Names;
import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.PoolItem;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateArchive;
import io.nova.spi.state.StateDriver;
import io.nova.spi.state.StoreInfo;
import io.nova.spi.state.Tx;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Keeps the cloud's records in Redis: one server, a master with replicas that Sentinels watch, or
 * one place of a cluster.
 *
 * <p>How much of what a commit answered survives a power cut, or the loss of a server, is the
 * server's setting and that of {@code replicas}: see the README. What may have been lost shows in
 * the epoch, which is then another, and every watch hears of a gap.
 */
@Component(
        service = StateDriver.class,
        configurationPid = RedisStateStore.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = StateDriver.DRIVER_NAME + "=redis")
@Designate(ocd = RedisStateStore.Config.class)
public final class RedisStateStore implements StateDriver, AutoCloseable {

    static final String PID = "io.nova.driver.state.redis";

    /** What can be set. */
    @ObjectClassDefinition(name = "Redis state store")
    public @interface Config {
        @AttributeDefinition(
                description = "What answers at the addresses: standalone, sentinel or cluster")
        String mode() default "standalone";

        @AttributeDefinition(
                description =
                        "Addresses with ports: the server, the Sentinels, or nodes of the cluster")
        String[] servers() default "127.0.0.1:6379";

        @AttributeDefinition(description = "The master's name among the Sentinels")
        String sentinelMaster() default "nova";

        @AttributeDefinition(
                description =
                        "File of mode 0600 with the Sentinels' own password; empty: they have none")
        String sentinelPasswordFile() default "";

        @AttributeDefinition(
                description = "What the keys of this cloud begin with; another for another cloud")
        String cell() default "nova";

        @AttributeDefinition(description = "The user of Redis")
        String user() default "default";

        @AttributeDefinition(
                description = "File of mode 0600 with the user's password; empty: there is none")
        String passwordFile() default "";

        @AttributeDefinition(
                description = "The user's password, if not in a file of its own",
                type = AttributeType.PASSWORD)
        String password() default "";

        @AttributeDefinition(description = "Whether connections are encrypted")
        boolean tls() default false;

        @AttributeDefinition(
                description =
                        "PEM file of the authorities that are trusted; empty: the Java platform's")
        String trustFile() default "";

        @AttributeDefinition(description = "How long a connection may take, in milliseconds")
        int connectMillis() default 2000;

        @AttributeDefinition(description = "How long an answer may take, in milliseconds")
        int callMillis() default 5000;

        @AttributeDefinition(
                description = "The most connections at a time, beside that of the feed")
        int connections() default 16;

        @AttributeDefinition(description = "How many replicas have a commit before it is answered")
        int replicas() default 0;

        @AttributeDefinition(description = "How long replicas may take, in milliseconds")
        int replicaMillis() default 200;

        @AttributeDefinition(
                description = "How many commits a watcher may be behind before it reads anew")
        int changesKept() default 100_000;

        @AttributeDefinition(description = "How long a start waits for a server, in seconds")
        int startSeconds() default 60;
    }

    private final Links links;
    private final Commits commits;
    private final Reader reader;
    private final Leases leases;
    private final Feed feed;

    @Activate
    public RedisStateStore(Config config) {
        this(config, () -> 0);
    }

    /**
     * Makes a store whose time passes as a test wants.
     *
     * @param skewMillis is added to the server's clock
     */
    RedisStateStore(Config config, LongSupplier skewMillis) {
        Settings settings = Settings.of(config);
        this.links = new Links(settings, skewMillis);
        this.commits = new Commits(settings, links);
        this.reader = new Reader(links);
        this.leases = new Leases(links);
        this.feed = new Feed(links);
        try {
            links.start();
            Restore.clear(links);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public <T> Optional<Rec<T>> get(Kind<T> kind, String id) {
        return reader.records(kind, List.of(id)).stream().findFirst();
    }

    @Override
    public <T> List<Rec<T>> getAll(Kind<T> kind, Collection<String> ids) {
        return reader.records(kind, ids);
    }

    @Override
    public <T> Page<Rec<T>> query(Kind<T> kind, IndexEntry entry, String afterId, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit " + limit + " is not 1 to " + MAX_PAGE);
        }
        return reader.page(kind, entry, afterId, limit);
    }

    @Override
    public long count(Kind<?> kind, IndexEntry entry) {
        return reader.count(kind, entry);
    }

    @Override
    public CommitResult commit(Tx tx) {
        return commits.commit(tx);
    }

    @Override
    public Watch watch(Set<Kind<?>> kinds, long afterSeq, WatchListener listener) {
        return feed.watch(kinds, afterSeq, listener);
    }

    @Override
    public Optional<Lease> lease(String name, String owner, Duration ttl) {
        Names.check("lease", name);
        Names.check("owner", owner);
        return leases.take(name, owner, ttl);
    }

    @Override
    public void release(Lease lease) {
        leases.release(lease);
    }

    @Override
    public void beat(String group, String member, String note) {
        Names.check("group", group);
        Names.check("member", member);
        leases.beat(group, member, note);
    }

    @Override
    public List<Beat> beats(String group) {
        return leases.beats(group);
    }

    @Override
    public void forget(String group, String member) {
        leases.forget(group, member);
    }

    @Override
    public List<Long> used(List<String> scopes) {
        return scopes.isEmpty() ? List.of() : reader.used(scopes);
    }

    @Override
    public Optional<PoolInfo> pool(String name) {
        return reader.pool(name);
    }

    @Override
    public List<PoolItem> owners(String pool, long afterItem, int limit) {
        return reader.owners(pool, afterItem, limit);
    }

    @Override
    public StoreInfo info() {
        Tail now = links.read(link -> Tail.read(link, Long.MAX_VALUE, 1));
        links.saw(now.seq());
        return new StoreInfo("redis", now.epoch(), now.seq(), StateArchive.SCHEMA);
    }

    @Override
    public void export(OutputStream out) throws IOException {
        new Export(links, out).run();
    }

    @Override
    public void restore(InputStream in) throws IOException {
        new Restore(links).run(in);
    }

    @Override
    public void clear() throws IOException {
        new Restore(links).empty();
    }

    /** Waits for the calls under way and closes the connections; later calls fail. */
    @Override
    @Deactivate
    public void close() {
        feed.close();
        links.close();
    }
}
