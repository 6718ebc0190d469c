package io.nova.manager.objectstore;

import io.nova.gate.Gate;
import io.nova.gate.GateCall;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
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

/** The one way to the driver, which may be exchanged at any moment. */
@Component(service = BlobGateway.class, configurationPid = ObjectStoreConfig.PID)
@Designate(ocd = ObjectStoreConfig.class)
public final class BlobGateway {

    private static final Logger LOG = LoggerFactory.getLogger(BlobGateway.class);

    private final Gate<ObjectStoreDriver> gate;
    private final IdSource ids;

    /**
     * @throws IllegalArgumentException if a setting is wrong; names its key
     */
    @Activate
    public BlobGateway(@Reference IdSource ids, ObjectStoreConfig config) {
        this(
                ids,
                seconds("driverWaitSeconds", config::driverWaitSeconds),
                seconds("driverDrainSeconds", config::driverDrainSeconds));
    }

    BlobGateway(IdSource ids, Duration wait, Duration drain) {
        this.ids = ids;
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
            cardinality = ReferenceCardinality.OPTIONAL,
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

    /**
     * Writes a blob, durably.
     *
     * @param expected its size, or {@link ObjectStoreDriver#UNKNOWN}
     * @throws IOException what the content threw
     */
    BlobInfo write(InputStream content, long expected) throws IOException {
        BlobId id = BlobId.of(ids);
        try {
            return call(
                    driver -> {
                        try {
                            return driver.write(id, content, expected);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Opens a blob that a record names. */
    BlobReader open(BlobId id, long offset, long length) {
        Optional<BlobReader> reader = call(driver -> driver.open(id, offset, length));
        return reader.orElseThrow(
                () -> {
                    LOG.error("Blob {} is gone, though a record names it", id);
                    return unavailable(null);
                });
    }

    void delete(BlobId id) {
        call(
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

    Page<BlobInfo> list(Optional<BlobId> after, int limit) {
        return call(driver -> driver.list(after, limit));
    }

    private <R> R call(GateCall<ObjectStoreDriver, R> call) {
        try {
            return gate.call(call);
        } catch (DriverException e) {
            throw translate(e);
        } catch (InterruptedException e) {
            // By the gate, whose driver had to go, or by the engine, which remembers it. A thread
            // of
            // the server that stayed interrupted could not even answer.
            throw unavailable(e);
        }
    }

    /** Returns what a caller is told of a driver's failure; the operator reads it in the log. */
    static RuntimeException translate(DriverException failure) {
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
