package io.nova.manager.identity;

import io.nova.api.identity.Credential;
import io.nova.model.AccessKeyId;
import io.nova.model.UserId;
import io.nova.spi.identity.IdentityListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was found lately. Keys that are known and keys that are not have room of their own, so that
 * made-up keys push nobody out.
 */
final class CallerCache implements IdentityListener {

    /** How long a signer is believed. */
    static final Duration KNOWN = Duration.ofSeconds(60);

    /** How long it is believed that there is none; also how long a silent driver is left alone. */
    static final Duration UNKNOWN = Duration.ofSeconds(5);

    private final Clock clock;
    private final Duration stale;
    private final Map<AccessKeyId, Entry> known;
    private final Map<AccessKeyId, Instant> unknown;
    private long changes;

    /**
     * The signer found last, for those who sign again and again: found without a lock. Whatever
     * changes the cache takes it away, under the lock; until then it is the newest of its order.
     */
    private volatile @Nullable Found last;

    private record Found(AccessKeyId key, Entry entry) {}

    /**
     * Something found.
     *
     * @param until when to look again
     * @param usable until when it may serve if nobody answers
     */
    record Entry(Credential credential, Instant until, Instant usable) {}

    /**
     * @param stale how long a signer may serve beyond its time while the driver does not answer
     */
    CallerCache(Clock clock, int size, Duration stale) {
        this.clock = clock;
        this.stale = stale;
        this.known = bounded(size);
        this.unknown = bounded(Math.max(1, size / 10));
    }

    private static <V> Map<AccessKeyId, V> bounded(int size) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<AccessKeyId, V> eldest) {
                return size() > size;
            }
        };
    }

    /** Returns a signer that may be used if the driver is silent, whether or not it is fresh. */
    Optional<Entry> find(AccessKeyId key) {
        Found found = last;
        Entry entry = found != null && found.key().equals(key) ? found.entry() : look(key);
        return entry != null && entry.usable().isAfter(clock.instant())
                ? Optional.of(entry)
                : Optional.empty();
    }

    private synchronized @Nullable Entry look(AccessKeyId key) {
        Entry entry = known.get(key);
        last = entry == null ? null : new Found(key, entry);
        return entry;
    }

    boolean isFresh(Entry entry) {
        return entry.until().isAfter(clock.instant());
    }

    synchronized boolean isUnknown(AccessKeyId key) {
        Instant until = unknown.get(key);
        return until != null && until.isAfter(clock.instant());
    }

    /** Returns the number to give to {@link #put} after looking. */
    synchronized long changes() {
        return changes;
    }

    /**
     * Keeps what was found, unless something changed meanwhile.
     *
     * @return what to use: the object kept so far, if it says the same
     */
    synchronized Optional<Credential> put(
            AccessKeyId key, Optional<Credential> found, long changesBefore) {
        Entry before = known.get(key);
        Optional<Credential> used =
                before != null && found.equals(Optional.of(before.credential()))
                        ? Optional.of(before.credential())
                        : found;
        if (changes == changesBefore) {
            last = null;
            known.remove(key);
            unknown.remove(key);
            Instant now = clock.instant();
            used.ifPresentOrElse(
                    credential -> {
                        Instant until = now.plus(KNOWN);
                        known.put(key, new Entry(credential, until, until.plus(stale)));
                    },
                    () -> unknown.put(key, now.plus(UNKNOWN)));
        }
        return used;
    }

    /** Notes that the driver was silent: the entry serves a little longer without asking. */
    synchronized void postpone(AccessKeyId key) {
        last = null;
        known.computeIfPresent(
                key,
                (same, entry) ->
                        new Entry(
                                entry.credential(), clock.instant().plus(UNKNOWN), entry.usable()));
    }

    synchronized int size() {
        return known.size() + unknown.size();
    }

    @Override
    public synchronized void keyChanged(AccessKeyId key) {
        changes++;
        last = null;
        known.remove(key);
        unknown.remove(key);
    }

    @Override
    public synchronized void userChanged(UserId user) {
        changes++;
        last = null;
        known.values().removeIf(entry -> entry.credential().caller().user().equals(user));
        // Some of these may be keys of the user.
        unknown.clear();
    }

    @Override
    public synchronized void allChanged() {
        changes++;
        last = null;
        known.clear();
        unknown.clear();
    }
}
