package io.nova.spi.state;

import io.nova.model.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The cloud's records: the only truth there is.
 *
 * <p>Managers are the only callers, from any thread. Reads see every commit that was answered. What
 * {@link #commit} answered with {@link CommitResult.Ok} survives the death of any process.
 *
 * <p>Every method throws {@code UnavailableException} if the store does not answer; only a commit
 * can then have taken effect, which it says by {@link CommitResult.Unknown}.
 */
@ConsumerType
public interface StateStore {

    /** Service property that names the driver, for example {@code embedded}. */
    String DRIVER_NAME = "driver.name";

    /** The most rows of one page. */
    int MAX_PAGE = 1000;

    /** Returns the record, from the primary. */
    <T> Optional<Rec<T>> get(Kind<T> kind, String id);

    /** Returns those of the records that exist, in the order asked for, in one round trip. */
    <T> List<Rec<T>> getAll(Kind<T> kind, Collection<String> ids);

    /**
     * Returns the records that carry the index entry, in the order of their ids, which is {@link
     * Names#ORDER}.
     *
     * <p>Rows that are there during the whole of a walk appear in it exactly once, whatever else
     * comes and goes.
     *
     * @param afterId where to begin: ids greater than this; empty for the beginning
     * @param limit the most rows, 1 to {@value #MAX_PAGE}
     * @return the page; {@code next} is the id to go on after
     */
    <T> Page<Rec<T>> query(Kind<T> kind, IndexEntry entry, String afterId, int limit);

    /** Returns how many records carry the index entry, without reading them. */
    long count(Kind<?> kind, IndexEntry entry);

    /**
     * Applies all of the transaction or nothing of it, serializably.
     *
     * <p>The answer is a value, not an exception: a lost race is ordinary. After {@link
     * CommitResult.Unknown} the only legal step is to commit the same transaction again.
     */
    CommitResult commit(Tx tx);

    /**
     * Delivers every later change of these kinds in order, from one thread of the store, until the
     * watch is closed. Where changes can no longer be told one by one, {@link WatchListener#gap()}
     * says so. A listener returns quickly.
     *
     * <p>After {@code gap()} the changes go on with those that are still known, or the next. Where
     * the store does not answer now, the watch begins with a gap as soon as it does.
     *
     * @param afterSeq the first change told has a greater number; -1 begins with the next commit
     */
    Watch watch(Set<Kind<?>> kinds, long afterSeq, WatchListener listener);

    /**
     * Takes or renews the lease.
     *
     * @return empty if another owner holds it. A new holder's token is greater than every earlier
     *     one of that name, also if the holder was the same but its time had run out; a renewal
     *     keeps its token
     */
    Optional<Lease> lease(String name, String owner, Duration ttl);

    /** Gives the lease up, if it is still this one. */
    void release(Lease lease);

    /**
     * Notes that the member lives. Not durable: after a restart all members have just been seen.
     */
    void beat(String group, String member, String note);

    /** Returns the last beat of every member of the group. */
    List<Beat> beats(String group);

    /** Forgets the member. */
    void forget(String group, String member);

    /** Returns how much of the quota's scope is used. */
    default long used(String scope) {
        return used(List.of(scope)).get(0);
    }

    /** Returns how much of each of the scopes is used, in their order, in one round trip. */
    List<Long> used(List<String> scopes);

    /** Returns the pool's figures; empty if there is no such pool. */
    Optional<PoolInfo> pool(String name);

    /**
     * Returns the owners of items of the pool, in the order of the items.
     *
     * @param afterItem begins with greater items; -1 for the beginning
     */
    List<PoolItem> owners(String pool, long afterItem, int limit);

    /** Describes the store. */
    StoreInfo info();

    /** Writes everything as JSON lines with a checksum, consistent as of one moment. */
    void export(OutputStream out) throws IOException;

    /**
     * Reads what {@link #export} wrote, on this or another kind of store, into an empty store,
     * which keeps its own epoch.
     *
     * @throws IOException if the input is damaged or the store is not empty; nothing has changed
     */
    void restore(InputStream in) throws IOException;
}
