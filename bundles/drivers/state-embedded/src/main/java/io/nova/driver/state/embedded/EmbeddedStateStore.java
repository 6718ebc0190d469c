package io.nova.driver.state.embedded;

import io.nova.model.Page;
import io.nova.model.UnavailableException;
import io.nova.spi.state.Beat;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Lease;
import io.nova.spi.state.Names;
import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.PoolItem;
import io.nova.spi.state.Rec;
import io.nova.spi.state.Restoration;
import io.nova.spi.state.StateArchive;
import io.nova.spi.state.StateDriver;
import io.nova.spi.state.StoreInfo;
import io.nova.spi.state.Tx;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Keeps the cloud's records in RocksDB, in the process that uses them: a cloud on one machine needs
 * no server.
 *
 * <p>What a commit answered is on the disk. What a read shows is on the disk too, so that nobody
 * acts on what a power cut then takes back; decisions alone see commits that are still on their
 * way, and their answers wait for them.
 */
@Component(
        service = StateDriver.class,
        configurationPid = EmbeddedStateStore.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = StateDriver.DRIVER_NAME + "=embedded")
@Designate(ocd = EmbeddedStateStore.Config.class)
public final class EmbeddedStateStore implements StateDriver, AutoCloseable {

    static final String PID = "io.nova.driver.state.embedded";

    /** A backup of this name in the directory fills the store, if that is empty. */
    static final String RESTORE = "restore";

    /** What can be set. */
    @ObjectClassDefinition(name = "Embedded state store")
    public @interface Config {
        @AttributeDefinition(
                description = "Where the records are: a directory on a local disk, made if needed")
        String directory();

        @AttributeDefinition(description = "Memory for decoded records, in MiB of stored form")
        int recordCacheMib() default 32;

        @AttributeDefinition(description = "Memory for blocks of the database's files, in MiB")
        int blockCacheMib() default 64;

        @AttributeDefinition(description = "Memory for writes before they become a file, in MiB")
        int writeBufferMib() default 64;

        @AttributeDefinition(
                description = "How many changes a watcher may be behind before it reads anew")
        int changesKept() default 100_000;
    }

    private final Sessions sessions;
    private final Clock clock;

    @Activate
    public EmbeddedStateStore(
            Config config,
            @Reference(cardinality = ReferenceCardinality.OPTIONAL) @Nullable Clock clock) {
        this.clock = clock == null ? Clock.systemUTC() : clock;
        Settings settings = Settings.of(config);
        this.sessions = new Sessions(settings, this.clock);
        try {
            Restoration.into(this, settings.directory().resolve(RESTORE));
        } catch (IllegalStateException e) {
            close();
            throw Settings.FILE.refusal("directory", String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public <T> Optional<Rec<T>> get(Kind<T> kind, String id) {
        return sessions.read(view -> Optional.ofNullable(reader(view).get(kind, id)));
    }

    @Override
    public <T> List<Rec<T>> getAll(Kind<T> kind, Collection<String> ids) {
        List<String> asked = List.copyOf(ids);
        return sessions.read(view -> reader(view).getAll(kind, asked));
    }

    @Override
    public <T> Page<Rec<T>> query(Kind<T> kind, IndexEntry entry, String afterId, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit " + limit + " is not 1 to " + MAX_PAGE);
        }
        return sessions.read(view -> reader(view).page(kind, entry, afterId, limit));
    }

    @Override
    public long count(Kind<?> kind, IndexEntry entry) {
        return sessions.read(view -> reader(view).count(kind, entry));
    }

    private Reader reader(View view) {
        return new Reader(view, sessions.reads());
    }

    @Override
    public CommitResult commit(Tx tx) {
        return sessions.write(session -> session.commit(tx));
    }

    @Override
    public Watch watch(Set<Kind<?>> kinds, long afterSeq, WatchListener listener) {
        return sessions.write(
                session -> sessions.feed().watch(kinds, afterSeq, info().seq(), listener));
    }

    @Override
    public Optional<Lease> lease(String name, String owner, Duration ttl) {
        Names.check("lease", name);
        Names.check("owner", owner);
        return sessions.write(session -> session.lease(name, owner, ttl));
    }

    @Override
    public void release(Lease lease) {
        sessions.write(
                session -> {
                    session.release(lease);
                    return true;
                });
    }

    @Override
    public void beat(String group, String member, String note) {
        Names.check("group", group);
        Names.check("member", member);
        Beat beat = new Beat(member, clock.instant(), note);
        sessions.write(
                session -> {
                    sessions.members().beat(group, beat, session::writeSoon);
                    return true;
                });
    }

    @Override
    public List<Beat> beats(String group) {
        return sessions.read(view -> sessions.members().beats(group));
    }

    @Override
    public void forget(String group, String member) {
        sessions.write(
                session -> {
                    sessions.members().forget(group, member, session::writeSoon);
                    return true;
                });
    }

    @Override
    public List<Long> used(List<String> scopes) {
        return sessions.read(
                view -> {
                    List<Long> used = new ArrayList<>(scopes.size());
                    for (String scope : scopes) {
                        byte[] stored = view.get(Keys.quota(scope));
                        used.add(stored == null ? 0 : Forms.number(stored));
                    }
                    return used;
                });
    }

    @Override
    public Optional<PoolInfo> pool(String name) {
        return sessions.write(session -> session.pool(name));
    }

    @Override
    public List<PoolItem> owners(String pool, long afterItem, int limit) {
        return sessions.read(view -> Pools.owners(view, pool, afterItem, limit));
    }

    @Override
    public StoreInfo info() {
        long seq =
                sessions.read(
                        view -> {
                            byte[] stored = view.get(Keys.SEQ);
                            return stored == null ? 0 : Forms.number(stored);
                        });
        return new StoreInfo("embedded", sessions.epoch(), seq, StateArchive.SCHEMA);
    }

    @Override
    public void export(OutputStream out) throws IOException {
        sessions.transfer(
                session -> {
                    try (View view = session.view()) {
                        new Export(view, out).run(session.epoch());
                    }
                });
    }

    @Override
    public void restore(InputStream in) throws IOException {
        sessions.transfer(session -> session.restore(in));
    }

    @Override
    public void clear() throws IOException {
        sessions.transfer(
                session -> {
                    session.clear();
                    sessions.members().clear();
                });
    }

    /** Waits for the calls under way and closes the files; later calls fail. May be repeated. */
    @Override
    @Deactivate
    public void close() {
        sessions.close();
    }

    static UnavailableException unavailable(StorageFailure failure) {
        return new UnavailableException(
                "state", "the state store failed: " + failure.getMessage(), failure);
    }
}
