package io.nova.manager.objectstore;

import io.nova.gate.DriverFamily;
import io.nova.gate.Gate;
import io.nova.gate.GateCall;
import io.nova.gate.GateStats;
import io.nova.model.DamagedException;
import io.nova.model.DriverException;
import io.nova.model.IdSource;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.Page;
import io.nova.model.ResourceType;
import io.nova.model.UnavailableException;
import io.nova.model.setting.SettingsFile;
import io.nova.spi.objectstore.BlobId;
import io.nova.spi.objectstore.BlobInfo;
import io.nova.spi.objectstore.BlobReader;
import io.nova.spi.objectstore.ObjectStoreDriver;
import io.nova.spi.objectstore.StoreCapacity;
import io.nova.spi.state.StateStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way to the drivers, which may be exchanged at any moment.
 *
 * <p>Several may be there while bytes move from one store to another. Ids are never used again, so
 * no record says in which store its bytes are: they are looked for.
 */
@Component(
        service = {BlobGateway.class, DriverFamily.class},
        configurationPid = ObjectStoreConfig.PID)
@Designate(ocd = ObjectStoreConfig.class)
public final class BlobGateway implements DriverFamily {

    private static final Logger LOG = LoggerFactory.getLogger(BlobGateway.class);
    private static final Pattern DRIVER = Pattern.compile("[a-z0-9-]{0,40}");

    private final Gate<ObjectStoreDriver> gate;
    private final IdSource ids;
    private final StoreBook book;
    private final String preferred;

    /**
     * @throws IllegalArgumentException if a setting is wrong; names its key
     */
    @Activate
    public BlobGateway(
            @Reference IdSource ids,
            @Reference StateStore store,
            @Reference Clock clock,
            ObjectStoreConfig config) {
        this(
                ids,
                store,
                clock,
                seconds("driverWaitSeconds", config::driverWaitSeconds),
                seconds("driverDrainSeconds", config::driverDrainSeconds),
                SettingsFile.of(ObjectStoreConfig.PID)
                        .text("driver", config::driver, DRIVER, "name of a driver"));
    }

    /**
     * @param preferred the driver that writes, unless a migration says another; empty: the first
     */
    BlobGateway(
            IdSource ids,
            StateStore store,
            Clock clock,
            Duration wait,
            Duration drain,
            String preferred) {
        this.ids = ids;
        this.book = new StoreBook(new Ledger(store, ids), clock);
        this.preferred = preferred;
        gate = new Gate<>("objectstore", wait, drain);
    }

    private static Duration seconds(String key, IntSupplier value) {
        SettingsFile file = SettingsFile.of(ObjectStoreConfig.PID);
        return Duration.ofSeconds(file.within(key, value, 0, 3600));
    }

    /** Lets the driver serve. */
    @Reference(
            service = ObjectStoreDriver.class,
            name = "driver",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void bindDriver(ObjectStoreDriver driver, Map<String, ?> properties) {
        Object ranking = properties.get("service.ranking");
        gate.bind(
                driver,
                String.valueOf(properties.get(ObjectStoreDriver.DRIVER_NAME)),
                ranking instanceof Integer number ? number : 0);
    }

    /** Returns when no call is inside the driver any longer. */
    public void unbindDriver(ObjectStoreDriver driver) {
        gate.unbind(driver);
    }

    /** Returns what the records say about stores. */
    StoreBook book() {
        return book;
    }

    @Override
    public String family() {
        return "objectstore";
    }

    @Override
    public GateStats stats() {
        return gate.stats();
    }

    /** Returns the names of all stores that may hold bytes; the one that is written to first. */
    List<String> stores() {
        Set<String> names = new LinkedHashSet<>(List.of(writing()));
        names.addAll(present());
        book.known().stream().sorted().forEach(names::add);
        return List.copyOf(names);
    }

    /** Returns the name of the driver that new bytes are written by. */
    String writing() {
        String named = book.writeTo().orElse(preferred);
        if (!named.isEmpty()) {
            return named;
        }
        List<String> present = present();
        if (present.isEmpty()) {
            // Waits for one.
            run("", driver -> driver);
            present = present();
        }
        return present.stream().findFirst().orElseThrow(() -> unavailable(null));
    }

    /**
     * Writes a blob, durably.
     *
     * @param expected its size, or {@link ObjectStoreDriver#UNKNOWN}
     * @throws IOException what the content threw
     */
    BlobInfo write(InputStream content, long expected) throws IOException {
        try {
            return writeTo(writing(), BlobId.of(ids), content, expected);
        } catch (DriverException e) {
            throw translate(e);
        }
    }

    /** As {@link #write}, to a store and under an id; what the driver throws passes. */
    BlobInfo writeTo(String store, BlobId id, InputStream content, long expected)
            throws IOException {
        book.note(store);
        try {
            BlobInfo info =
                    run(
                            store,
                            driver -> {
                                try {
                                    return driver.write(id, content, expected);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
            // A migration may have found the store empty meanwhile.
            book.note(store);
            return info;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * A blob that is read.
     *
     * @param store where; empty: in the one that is written to
     */
    record Opened(BlobId id, String store, BlobReader reader) {}

    /**
     * Opens a blob that a record names, wherever it is.
     *
     * @throws DamagedException if no store has it whole
     */
    Opened open(BlobId id, long offset, long length) {
        String first = book.writeTo().orElse(preferred);
        Optional<BlobReader> there = openIfWhole(first, id, offset, length);
        if (there.isPresent()) {
            return new Opened(id, first, there.get());
        }
        String damaged = "";
        for (String store : stores()) {
            try {
                Optional<BlobReader> reader = openIn(store, id, offset, length);
                if (reader.isPresent()) {
                    return new Opened(id, store, reader.get());
                }
            } catch (DriverException e) {
                if (e.kind() != DriverException.Kind.BROKEN) {
                    throw translate(e);
                }
                LOG.error("Store {}: {}", store, e.getMessage());
                damaged = store;
            }
        }
        throw damaged(id, damaged);
    }

    /** Opens a blob where nearly all are, without a look at what other stores there are. */
    private Optional<BlobReader> openIfWhole(String store, BlobId id, long offset, long length) {
        try {
            return openIn(store, id, offset, length);
        } catch (DriverException e) {
            if (e.kind() != DriverException.Kind.BROKEN) {
                throw translate(e);
            }
            return Optional.empty();
        }
    }

    /** Opens a blob in this store; what the driver throws passes. */
    Optional<BlobReader> openIn(String store, BlobId id, long offset, long length) {
        return run(store, driver -> driver.open(id, offset, length));
    }

    /**
     * Notes that a blob is damaged, or missing if no store is named.
     *
     * @return what its reader is told
     */
    private DamagedException damaged(BlobId id, String store) {
        book.noteDamage(id, store);
        return new DamagedException(
                ResourceType.OBJECT,
                "",
                "The bytes of the object are damaged; its operator has to put them right");
    }

    /** As {@link #damaged}, of bytes in a record, which are damaged or missing. */
    DamagedException damagedRecord(String id) {
        return damaged(new BlobId(id), StoreBook.RECORDS);
    }

    /** Returns what the reader of a blob is told of a failure. */
    RuntimeException whileReading(Opened blob, DriverException failure) {
        if (failure.kind() != DriverException.Kind.BROKEN) {
            return translate(failure);
        }
        LOG.error("{}", failure.getMessage());
        return damaged(blob.id(), blob.store().isEmpty() ? writing() : blob.store());
    }

    /** Deletes a blob from all stores. */
    void delete(BlobId id) {
        for (String store : stores()) {
            deleteIn(store, id);
        }
    }

    void deleteIn(String store, BlobId id) {
        call(
                store,
                driver -> {
                    driver.delete(id);
                    return id;
                });
    }

    /** Deletes a blob that nothing names; if it cannot be done now, the collector will find it. */
    void discard(BlobId id) {
        try {
            delete(id);
        } catch (UnavailableException e) {
            LOG.info("Blob {} is left to the collector: {}", id, e.getMessage());
        }
    }

    Page<BlobInfo> list(String store, Optional<BlobId> after, int limit) {
        return call(store, driver -> driver.list(after, limit));
    }

    StoreCapacity capacity(String store) {
        return call(store, ObjectStoreDriver::capacity);
    }

    private <R> R call(String store, GateCall<ObjectStoreDriver, R> call) {
        try {
            return run(store, call);
        } catch (DriverException e) {
            throw translate(e);
        }
    }

    private <R> R run(String store, GateCall<ObjectStoreDriver, R> call) {
        try {
            return gate.call(store, call);
        } catch (InterruptedException e) {
            // By the gate, whose driver had to go, or by the engine, which remembers it: a thread
            // of the server that stayed interrupted could not even answer.
            throw unavailable(e);
        }
    }

    /** Returns what a caller is told of a driver's failure; the operator reads it in the log. */
    private static RuntimeException translate(DriverException failure) {
        if (failure.kind() == DriverException.Kind.EXHAUSTED) {
            LOG.warn("The object store is full: {}", failure.getMessage());
            return new InsufficientCapacityException(
                    ResourceType.OBJECT, "", "The object store has no room left");
        }
        LOG.error("The object store failed: {}", failure.getMessage(), failure);
        return unavailable(failure);
    }

    private static UnavailableException unavailable(@Nullable Throwable cause) {
        String message = "The object store does not answer; try again";
        return cause == null
                ? new UnavailableException("objectstore", message)
                : new UnavailableException("objectstore", message, cause);
    }
}
