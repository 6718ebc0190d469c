package io.nova.gated.state;

import io.nova.model.Page;
import io.nova.spi.state.Beat;
import io.nova.spi.state.CommitResult;
import io.nova.spi.state.IndexEntry;
import io.nova.spi.state.Kind;
import io.nova.spi.state.Lease;
import io.nova.spi.state.PoolInfo;
import io.nova.spi.state.PoolItem;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateDriver;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.StoreInfo;
import io.nova.spi.state.Tx;
import io.nova.spi.state.Watch;
import io.nova.spi.state.WatchListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The state store of this process: that of the driver that serves. It is there from when the first
 * driver serves to the end of the process; while drivers are exchanged its callers wait.
 */
@Component(service = StateStore.class, enabled = false)
public final class GatedStateStore implements StateStore {

    private final Drivers drivers;
    private final Consumer<String> groups;

    @Activate
    public GatedStateStore(@Reference StateGate gate) {
        this(gate.drivers(), gate::beaten);
    }

    /**
     * @param groups is told of groups that have members
     */
    GatedStateStore(Drivers drivers, Consumer<String> groups) {
        this.drivers = drivers;
        this.groups = groups;
    }

    private <R> R read(Function<StateDriver, R> question) {
        return drivers.reads().ask(question);
    }

    private <R> R change(Function<StateDriver, R> change) {
        return drivers.changes().ask(change);
    }

    @Override
    public <T> Optional<Rec<T>> get(Kind<T> kind, String id) {
        return read(driver -> driver.get(kind, id));
    }

    @Override
    public <T> List<Rec<T>> getAll(Kind<T> kind, Collection<String> ids) {
        return read(driver -> driver.getAll(kind, ids));
    }

    @Override
    public <T> Page<Rec<T>> query(Kind<T> kind, IndexEntry entry, String afterId, int limit) {
        return read(driver -> driver.query(kind, entry, afterId, limit));
    }

    @Override
    public long count(Kind<?> kind, IndexEntry entry) {
        return read(driver -> driver.count(kind, entry));
    }

    @Override
    public CommitResult commit(Tx tx) {
        CommitResult result = change(driver -> driver.commit(tx));
        if (result instanceof CommitResult.Ok) {
            drivers.filled();
        }
        return result;
    }

    @Override
    public Watch watch(Set<Kind<?>> kinds, long afterSeq, WatchListener listener) {
        return read(driver -> drivers.watches().watch(driver, kinds, afterSeq, listener));
    }

    @Override
    public Optional<Lease> lease(String name, String owner, Duration ttl) {
        return change(driver -> driver.lease(name, owner, ttl));
    }

    @Override
    public void release(Lease lease) {
        change(
                driver -> {
                    driver.release(lease);
                    return true;
                });
    }

    @Override
    public void beat(String group, String member, String note) {
        groups.accept(group);
        change(
                driver -> {
                    driver.beat(group, member, note);
                    return true;
                });
    }

    @Override
    public List<Beat> beats(String group) {
        groups.accept(group);
        return read(driver -> driver.beats(group));
    }

    @Override
    public void forget(String group, String member) {
        change(
                driver -> {
                    driver.forget(group, member);
                    return true;
                });
    }

    @Override
    public List<Long> used(List<String> scopes) {
        return read(driver -> driver.used(scopes));
    }

    @Override
    public Optional<PoolInfo> pool(String name) {
        return read(driver -> driver.pool(name));
    }

    @Override
    public List<PoolItem> owners(String pool, long afterItem, int limit) {
        return read(driver -> driver.owners(pool, afterItem, limit));
    }

    @Override
    public StoreInfo info() {
        return read(StateDriver::info);
    }

    @Override
    public void export(OutputStream out) throws IOException {
        transfer(drivers.reads()::ask, driver -> driver.export(out));
    }

    @Override
    public void restore(InputStream in) throws IOException {
        transfer(drivers.changes()::ask, driver -> driver.restore(in));
        drivers.filled();
    }

    /** What moves the whole store in or out. */
    private interface Transfer {
        void run(StateDriver driver) throws IOException;
    }

    private static void transfer(
            Function<Function<StateDriver, Boolean>, Boolean> gate, Transfer transfer)
            throws IOException {
        try {
            var unused =
                    gate.apply(
                            driver -> {
                                try {
                                    transfer.run(driver);
                                    return true;
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
